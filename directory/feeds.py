"""The Atom feed of commitments: what was promised and what changed, newest first."""

from datetime import UTC, datetime

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from accounts.notices import absolute
from directory.actions import FIRST_ENTRY
from directory.models import Agency, Commitment, CommitmentChange
from forum_site.dates import format_day
from forum_site.languages import active_language

MOST = 50  # entries
_BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)  # the date of a feed that has no entry yet


def atom(agency: Agency | None, *, own: str) -> bytes:
    """Return the feed of public commitments, or of one agency's, with reasons; `own` is its path. One query."""
    changes = CommitmentChange.objects.filter(commitment__published_at__isnull=False)
    if agency:
        changes = changes.filter(commitment__agency=agency)
    changes = list(changes.select_related("commitment__agency").order_by("-at", "-pk")[:MOST])
    title = _("Commitments of %(agency)s") % {"agency": agency.shown("name")} if agency else _("Commitments")
    feed = Atom1Feed(
        title=f"Rembuk: {title}",
        link=absolute(reverse("directory:board")),
        description="",
        language=active_language(),
        feed_url=absolute(own),
        feed_guid=absolute(own),
    )
    updated = max((_moment(change) for change in changes), default=_BEGINNING)
    feed.latest_post_date = lambda: updated
    for change in changes:
        url = absolute(reverse("directory:commitment", args=[change.commitment_id]))
        feed.add_item(
            title=f"{headline(change)}: {change.commitment.shown('what')}",
            link=url,
            unique_id=f"{url}#perubahan-{change.pk}",
            description=_description(change),
            author_name=change.commitment.agency.shown("name"),
            pubdate=_moment(change),
            updateddate=_moment(change),
        )
    return feed.writeString("utf-8").encode()


def _moment(change: CommitmentChange) -> datetime:
    """Return when a change became public: what was recorded before the report, with the report."""
    return max(change.at, change.commitment.published_at)


def headline(change: CommitmentChange) -> str:
    """Return in a word or two what a change did."""
    if change.is_first:
        return _("Promised")
    if change.moves_status:
        return str(Commitment.Status(change.status_after).label).capitalize()
    return _("Moved") if change.moves_day else _("Corrected")


def _description(change: CommitmentChange) -> str:
    due = _("Due %(day)s.") % {"day": format_day(change.due_after, active_language())}
    reason = "" if change.reason == FIRST_ENTRY else change.reason
    return "".join(f"<p>{escape(words)}</p>" for words in (due, reason) if words)
