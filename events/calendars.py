"""Forums as iCalendar (RFC 5545): one of them, all coming ones, and what goes along with a mail."""

from collections.abc import Iterable
from datetime import UTC, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from accounts.notices import absolute
from events.models import Event, EventPage
from forum_site.languages import FIRST, active_language, localized_url

WIB = ZoneInfo("Asia/Jakarta")
ALARM = timedelta(hours=3)  # before it begins
REFRESH = timedelta(hours=1)  # how often a subscriber should ask
PUBLISH, CANCEL = "PUBLISH", "CANCEL"
MEDIA_TYPE = "text/calendar; charset=utf-8"


def with_pages(events):
    """Return the events with the pages that `address_of` needs, read along: live ones that are open to everybody."""
    pages = EventPage.objects.live().public().defer_streamfields().select_related("locale")
    return events.select_related("agency", "topic").prefetch_related(
        Prefetch("pages", pages, to_attr="live_pages")
    )


def page_of(event: Event) -> EventPage | None:
    """Return the event's public page in the active language, else in Indonesian; None where there is none."""
    pages = {page.locale.language_code: page for page in event.live_pages}
    page = pages.get(active_language()) or pages.get(FIRST)
    if page:
        page.shown_in = active_language()  # known from here on, so that its address costs no query
    return page


def address_of(event: Event) -> str:
    """Return the full address of the event's page, "" where none is public."""
    page = page_of(event)
    return absolute(localized_url(page)) if page else ""


def calendar(
    events: Iterable[Event], *, name: str = "", method: str = PUBLISH, online: bool = False
) -> bytes:
    """Return the events as a calendar.

    `events` as `with_pages` returns them; `name`: of a calendar that one subscribes to; `method`: CANCEL takes the
    event out of the calendar; `online`: for those who have a place, with the link.
    """
    import icalendar  # only where a calendar is asked for: it takes megabytes of each process

    found = icalendar.Calendar()
    found.add("prodid", "-//Rembuk//Palembang//ID")
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("method", method)
    if name:
        found.add("name", name)
        found.add("x-wr-calname", name)
        found.add("x-wr-timezone", "Asia/Jakarta")
        found.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        found.add("x-published-ttl", "PT1H")
    for event in events:
        found.add_component(_entry(event, method, online))
    found.add_missing_timezones()
    return found.to_ical()


def uid_of(event: Event) -> str:
    """Return the name by which calendars know the event, the same for good."""
    return f"{event.key}@{urlsplit(settings.BASE_URL).hostname}"


def _entry(event: Event, method: str, online: bool):
    import icalendar

    entry = icalendar.Event()
    days = event.sittings()
    first = days[0]
    entry.add("uid", uid_of(event))
    entry.add("sequence", event.sequence)
    # What the calendar says changes with the event only, so that one that did not change stays the same byte for byte.
    entry.add("dtstamp", event.changed_at.astimezone(UTC))
    entry.add("last-modified", event.changed_at.astimezone(UTC))
    entry.add("dtstart", first.starts_at.astimezone(WIB))
    if not event.open_end:
        entry.add("dtend", first.ends_at.astimezone(WIB))
    if len(days) > 1:
        entry.add("rrule", {"freq": "daily", "count": len(days)})
    gone = event.is_cancelled or method == CANCEL
    entry.add("status", "CANCELLED" if gone else "CONFIRMED")
    title = event.shown("title")
    entry.add("summary", _("Cancelled: %(title)s") % {"title": title} if event.is_cancelled else title)
    where = ", ".join(filter(None, [event.venue, event.address])) or (_("Online") if event.online_url else "")
    if where:
        entry.add("location", where)
    url = address_of(event)
    lines = [_("Who invites: %(agency)s") % {"agency": event.agency.shown("name")}]
    if event.online_url and (online or not event.wants_registration):
        lines.append(_("Online at: %(link)s") % {"link": event.online_url})
    if url:
        lines.append(url)
        entry.add("url", url)
    entry.add("description", "\n".join(lines))
    if event.topic:
        entry.add("categories", [event.topic.shown("name")])
    if not gone:
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", -ALARM)
        alarm.add("description", title)
        entry.add_component(alarm)
    return entry


def attachment(event: Event, *, method: str = PUBLISH, online: bool = False) -> tuple[str, str, str]:
    """Return what a mail about the event carries: name, content, media type."""
    [row] = with_pages(Event.objects.filter(pk=event.pk))
    content = calendar([row], method=method, online=online).decode()
    return "forum.ics", content, f"text/calendar; method={method}"
