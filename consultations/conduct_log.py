"""The public log of measures against accounts: what, when, by which rule and why; without any name."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from consultations.models import Measure, MeasureTally
from forum_site.cursors import parse_time_cursor, time_cursor

PAGE_SIZE = 20
BATCH = 500  # measures that a download holds in memory

Kind = Measure.Kind


@dataclass(frozen=True)
class Figures:
    """What the kept tally says: how many measures were taken, by kind, and what became of objections to them."""

    counts: dict[str, int]

    @property
    def total(self) -> int:
        """Return how many measures were taken."""
        return sum(count for _label, count in self.by_kind)

    @property
    def by_kind(self) -> list[tuple[str, int]]:
        """Return each kind's label and how many of it were taken, the mildest first."""
        return [(kind.label, self.counts.get(kind, 0)) for kind in Kind if kind != Kind.LIFT]

    @property
    def objected(self) -> int:
        """Return how many objections there were."""
        return self.counts.get(MeasureTally.What.APPEAL, 0)

    @property
    def restored(self) -> int:
        """Return how many objections lifted the measure."""
        return self.counts.get(MeasureTally.What.RESTORED, 0)


def figures() -> Figures:
    """Return the figures."""
    return Figures(dict(MeasureTally.objects.values_list("what", "count")))


def page(after: str = "", size: int = PAGE_SIZE) -> tuple[list[Measure], str]:
    """Return up to `size` measures after a cursor, newest first, and the next page's cursor ("": there is none).

    Raises BadRequest for a cursor that is none.
    """
    rows = Measure.objects.taken()
    if after:
        at, pk = parse_time_cursor(after)
        rows = rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk), at__lte=at)
    rows = rows.select_related("rule_version__rule", "actor", "lifted_by", "appeal")
    found = list(rows.order_by("-at", "-pk")[: size + 1])
    shown = found[:size]
    return shown, time_cursor(shown[-1].at, shown[-1].pk) if len(found) > size else ""


def every() -> Iterator[Measure]:
    """Yield all measures, newest first, a batch at a time."""
    after = ""
    while True:
        rows, after = page(after, BATCH)
        yield from rows
        if not after:
            return


def headline(measure: Measure) -> str:
    """Return what was done, as a sentence that names nobody."""
    return {
        Kind.NOTE: _("Somebody was reminded of a rule"),
        Kind.WARN: _("Somebody was warned"),
        Kind.PAUSE: _("An account was paused"),
        Kind.CLOSE: _("An account was closed to comments"),
        Kind.LIFT: _("A measure was lifted"),
    }[measure.kind]


def headline_for_person(measure: Measure) -> str:
    """Return what was done, as a sentence to the person whose account it is."""
    return {
        Kind.NOTE: _("You were reminded of a rule"),
        Kind.WARN: _("You were warned"),
        Kind.PAUSE: _("Your account was paused"),
        Kind.CLOSE: _("Your account was closed to comments"),
        Kind.LIFT: _("A measure against your account was lifted"),
    }[measure.kind]
