"""What a commitment's page and the board tell: the way from promise to outcome, in stops, changes and a bar."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from directory.actions import FIRST_ENTRY
from directory.board import Figures
from directory.models import Commitment, CommitmentChange
from forum_site.dates import format_short_day
from forum_site.languages import active_language


def trace_of(row: Commitment) -> list[dict]:
    """Return the stops of a commitment in the active language: promised, moved, kept or late."""
    language = active_language()

    def on(day) -> str:
        return format_short_day(day, language)

    stops = [
        {"label": _("Promised"), "detail": on(timezone.localdate(row.created_at)), "done": True},
        {"label": _("Promised for"), "detail": on(row.first_due_on), "done": True},
    ]
    if row.due_on != row.first_due_on:
        stops.append({"label": _("Moved to"), "detail": on(row.due_on), "done": True})
    Status = Commitment.Status
    if row.status == Status.KEPT:
        stops.append({"label": _("Kept"), "detail": on(row.kept_on), "done": True, "current": True})
    elif row.status == Status.DROPPED:
        stops.append({"label": _("Dropped"), "done": True, "current": True})
    elif row.is_overdue:
        stops.append(
            {"label": _("Late"), "detail": _("since %(day)s") % {"day": on(row.due_on)}, "late": True,
             "current": True}
        )  # fmt: skip
        stops.append({"label": _("Kept")})
    else:
        stops[-1]["current"] = True
        stops.append({"label": _("Kept")})
    return stops


def changes_of(row: Commitment) -> list[CommitmentChange]:
    """Return a commitment's changes, newest first, each with the `words` of its reason and its status."""
    changes = list(row.changes.order_by("-at", "-pk"))
    for change in changes:
        change.status_words = Commitment.Status(change.status_after).label
        change.words = "" if change.reason == FIRST_ENTRY else change.reason
    return changes


@dataclass(frozen=True)
class Part:
    """A part of the bar: how many, from where and how wide (in hundredths of the whole, as SVG writes numbers)."""

    name: str
    label: str
    count: int
    start: str
    width: str


def bar(figures: Figures) -> list[Part]:
    """Return the parts of the board's bar, in order, those of nothing left out; empty where nothing was promised."""
    counts = [
        ("kept", _("kept by the day first promised"), figures.kept_in_time),
        ("later", _("kept later"), figures.kept_later),
        ("course", _("under way"), figures.on_course),
        ("late", _("late"), figures.late),
        ("dropped", _("dropped"), figures.dropped),
    ]
    parts, start = [], 0.0
    for name, label, count in counts:
        if count:
            width = 100 * count / figures.total
            parts.append(Part(name, label, count, f"{start:.2f}", f"{width:.2f}"))
            start += width
    return parts
