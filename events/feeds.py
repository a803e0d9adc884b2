"""The Atom feed of forums: what was announced, moved and cancelled, newest first."""

from datetime import UTC, datetime

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from accounts.notices import absolute
from events.calendars import address_of, with_pages
from events.models import Event, EventChange, EventIndexPage
from events.sharing import when
from forum_site.languages import active_language, in_language, localized_url

MOST = 50  # entries
_BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)  # the date of a feed that has no entry yet


def atom(chosen: dict, *, own: str) -> bytes:
    """Return the feed of announced events, or of those under the conditions `chosen`; `own` is its path."""
    changes = EventChange.objects.exclude(event__state=Event.State.DRAFT).filter(
        **{f"event__{name}": value for name, value in chosen.items()}
    )
    changes = list(changes.order_by("-at", "-pk")[:MOST])
    events = {
        row.pk: row for row in with_pages(Event.objects.filter(pk__in={row.event_id for row in changes}))
    }
    index = in_language(EventIndexPage.objects.live()).first()
    feed = Atom1Feed(
        title=f"Rembuk: {_('Forums')}",
        link=absolute(localized_url(index) if index else "/"),
        description="",
        language=active_language(),
        feed_url=absolute(own),
        feed_guid=absolute(own),
    )
    shown = [change for change in changes if address_of(events[change.event_id])]
    updated = max((change.at for change in shown), default=_BEGINNING)
    feed.latest_post_date = lambda: updated
    for change in shown:
        event = events[change.event_id]
        url = address_of(event)
        feed.add_item(
            title=f"{headline(change)}: {event.shown('title')}",
            link=url,
            unique_id=f"{url}#perubahan-{change.pk}",
            description=_description(change, event),
            author_name=event.agency.shown("name"),
            pubdate=change.at,
            updateddate=change.at,
        )
    return feed.writeString("utf-8").encode()


def headline(change: EventChange) -> str:
    """Return in a word or two what a change did."""
    Kind = EventChange.Kind
    return {
        Kind.ANNOUNCED: _("Announced"),
        Kind.MOVED: _("Time or place changed"),
        Kind.AMENDED: _("Corrected"),
        Kind.CANCELLED: _("Cancelled"),
        Kind.RESUMED: _("Takes place after all"),
    }[change.kind]


def _description(change: EventChange, event: Event) -> str:
    where = ", ".join(filter(None, [event.venue, event.address]))
    return "".join(f"<p>{escape(words)}</p>" for words in (when(event), where, change.reason) if words)
