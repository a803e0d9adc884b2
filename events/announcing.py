"""What happens when a forum's page is saved: its facts come into force, and whoever comes is told of what changed.

Called by the page's `save()`, the one place that every way of publishing passes.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.authors import actor_of
from accounts.models import User
from events.models.event import AgendaItem, Event, EventChange, sittings
from events.models.registration import Registration
from forum_site.dates import machine_moment
from forum_site.languages import FIRST
from forum_site.publishing import (
    PublicationRefused,
    is_publication,
    may_publish,
    moment_of,
    same_minute,
    store_valid,
    stored,
    use_up,
)

Kind = EventChange.Kind
# What calendars show: a change of it is told to them, and to whoever comes.
TIME_AND_PLACE = ("starts_at", "ends_at", "open_end", "venue", "address", "online_url")
# What else the page says of the event that others rest on.
REST = (
    "agency_id", "topic_id", "entry", "entry_opens_at", "entry_closes_at", "capacity", "reserved", "party",
    "offer_hours",
)  # fmt: skip
ITEM = ("day", "minutes", "kind", "title")


# --- What an editor is told -------------------------------------------------------------------------


def problems_of(page) -> dict[str, str]:
    """Return what is wrong with a page's facts, per field, in words."""
    errors = {}
    if page.starts_at and page.ends_at and page.ends_at <= page.starts_at:
        errors["ends_at"] = _("The event must end after it starts.")
    elif page.starts_at and page.ends_at and (too_long := _too_long(page)):
        errors["ends_at"] = too_long
    opens, closes = page.entry_opens_at, page.entry_closes_at
    if opens and closes and closes <= opens:
        errors["entry_closes_at"] = _("Registration must close after it opens.")
    elif page.entry_opens_at and page.starts_at and page.entry_opens_at >= page.starts_at:
        errors["entry_opens_at"] = _("Registration must open before the forum begins.")
    if page.capacity is not None and page.reserved is not None and page.reserved > page.capacity:
        errors["reserved"] = _("More seats are reserved than there are.")
    if page.event_id and page.is_primary:
        errors |= _problems_with(page, page.event)
    return errors


def _too_long(page) -> str:
    """Return which day's programme is longer than that day, in words; "" if none is."""
    days = sittings(page.starts_at, page.ends_at)
    takes: dict[int, int] = {}
    for child in page.agenda:
        day = child.value.get("day") or 1
        takes[day] = takes.get(day, 0) + (child.value.get("minutes") or 0)
    for day, minutes in sorted(takes.items()):
        if day > len(days):
            return _("The programme has a day %(day)s, but the event takes %(days)s.") % {
                "day": day,
                "days": len(days),
            }
        lasts = days[day - 1].minutes
        if minutes > lasts and len(days) == 1:
            return _(
                "The programme takes %(programme)s minutes, but the event lasts %(lasts)s. "
                "Shorten an item or let the event end later."
            ) % {"programme": minutes, "lasts": lasts}
        if minutes > lasts:
            return _(
                "The programme of day %(day)s takes %(programme)s minutes, but the day lasts %(lasts)s. "
                "Shorten an item or let the days end later."
            ) % {"day": day, "programme": minutes, "lasts": lasts}
    return ""


def _problems_with(page, event: Event) -> dict[str, str]:
    """Return what a page's facts may not change of an announced event."""
    errors = {}
    if needs_reason(page, event) and not page.change_reason.strip():
        errors["change_reason"] = _("Say why time, place or state change: it is published.")
    reserved = page.reserved or 0
    if page.capacity is not None and page.capacity < event.taken + reserved:
        errors["capacity"] = _(
            "%(taken)s seats are taken and %(reserved)s reserved, so there cannot be fewer than %(least)s."
        ) % {"taken": event.taken, "reserved": reserved, "least": event.taken + reserved}
    if reserved < event.taken_reserved:
        errors["reserved"] = _("%(taken)s of the reserved seats are given away already.") % {
            "taken": event.taken_reserved
        }
    return errors


def needs_reason(page, event: Event) -> bool:
    """Whether this page's facts differ from those announced in a way whose reason must be told."""
    if event.state == Event.State.DRAFT:
        return False
    return bool(_moved(page, event)) or page.cancelled != event.is_cancelled


def _moved(page, event: Event) -> list[str]:
    """Return which facts of time and place a page has otherwise than its event."""
    return [name for name in TIME_AND_PLACE if not _is_same(getattr(page, name), getattr(event, name))]


def _is_same(one, other) -> bool:
    if isinstance(one, datetime) or isinstance(other, datetime):
        return same_minute(one, other)
    return one == other


# --- Saving -----------------------------------------------------------------------------------------


@transaction.atomic
def save_event_page(page, store: Callable, update_fields: Collection[str] | None = None):
    """Store the page by `store`; give it its event, put its facts in force where this save publishes it.

    Returns what `store` returns. Raises PublicationRefused where the page of a forum to which people are coming would
    disappear, or what changes is not explained.
    """
    if not may_publish(update_fields):
        return store()
    before = stored(page)
    if page.alias_of_id:
        page.live = False  # a forum has one address
    if before.live and not page.live and pages_with_guests([page.path], below=False):
        raise refusal(page)
    if not page.is_primary:
        _take_facts(page)
    if page.event_id is None and update_fields is None:
        page.event = _event_for(page)
    if not is_publication(page, before):
        return store_valid(page, store)
    event = Event.objects.select_for_update().get(pk=page.event_id)
    page.event = event
    if page.is_primary:
        _hold_facts(page, event)
        reason, page.change_reason = page.change_reason.strip(), ""
        change = put_in_force(page, event, actor_of(page), reason, moment_of(page, before))
        result = store_valid(page, store)
        _spread(page)
        use_up("change_reason", page.live_revision_id)
        _tell(event, change)
        return result
    if event.state == Event.State.DRAFT:
        raise PublicationRefused(
            _("Publish the Indonesian page first: it announces the forum."), page_id=page.pk
        )
    event.title_en = page.title
    event.save(update_fields=["title_en"])
    _translate_agenda(page, event)
    return store_valid(page, store)


def _event_for(page) -> Event | None:
    """Return the row of the page's facts, made on first use."""
    facts = {name: getattr(page, name) for name in (*TIME_AND_PLACE, *REST)}
    if not (page.starts_at and page.ends_at and page.ends_at > page.starts_at and page.agency_id):
        return None
    if page.capacity is not None and page.capacity < (page.reserved or 0):
        facts |= {"capacity": None, "reserved": 0}  # a draft may be wrong; publishing it is refused
    event, _made = Event.objects.get_or_create(
        key=page.translation_key, defaults=facts | {"title": page.title[:255]}
    )
    return event


def _hold_facts(page, event: Event) -> None:
    """Raise PublicationRefused for facts that may not come into force, as an earlier revision would bring them.

    Drops seconds, which the editor does not know. The caller holds the event.
    """
    for name in ("starts_at", "ends_at", "entry_opens_at", "entry_closes_at"):
        if same_minute(getattr(page, name), getattr(event, name)):
            setattr(page, name, getattr(event, name))
    if problems := problems_of(page):
        raise PublicationRefused(*problems.values(), page_id=page.pk)


def _take_facts(page) -> None:
    """Let a translation have the facts of the Indonesian page."""
    from events.models import EventPage

    first = EventPage.objects.filter(translation_key=page.translation_key, locale__language_code=FIRST)
    for name, value in (first.values(*page.FACTS, "event_id").first() or {}).items():
        setattr(page, name, value)


def _spread(page) -> None:
    """Let the translations of a published page have its facts."""
    from events.models import EventPage

    others = EventPage.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk)
    others.update(event_id=page.event_id, **{name: getattr(page, name) for name in page.FACTS})


def put_in_force(page, event: Event, actor: User, reason: str, at: datetime) -> EventChange | None:
    """Copy the page's facts to its event, held by the caller; return the change on record, None if nothing is told."""
    moved, is_new = _moved(page, event), event.state == Event.State.DRAFT
    kind = _kind(page, event, moved)
    before = _told(event, moved)
    event.title = page.title
    for name in (*TIME_AND_PLACE, *REST):
        setattr(event, name, getattr(page, name))
    event.state = Event.State.CANCELLED if page.cancelled else Event.State.ANNOUNCED
    if kind and not is_new:
        event.sequence += 1
    if kind:
        event.changed_at = at
    event.save()
    _put_agenda(page, event, at)
    if kind is None:
        return None
    return EventChange.objects.create(
        event=event, kind=kind, actor=actor, at=at, reason=reason, before=before, after=_told(event, moved)
    )


def _kind(page, event: Event, moved: list[str]) -> str | None:
    if event.state == Event.State.DRAFT:
        return Kind.ANNOUNCED
    if page.cancelled != event.is_cancelled:
        return Kind.CANCELLED if page.cancelled else Kind.RESUMED
    if moved:
        return Kind.MOVED
    return Kind.AMENDED if page.title != event.title else None


def _told(event: Event, names: list[str]) -> dict:
    """Return facts as the record keeps them. The link is for those who have a place, so only its change is kept."""
    facts = {name: getattr(event, name) for name in names if name != "online_url"}
    return {
        name: machine_moment(value) if isinstance(value, datetime) else value for name, value in facts.items()
    }


def _put_agenda(page, event: Event, at: datetime) -> None:
    """Bring the announced programme in step with the page's; what is gone stays as removed."""
    kept = {item.key: item for item in event.agenda_items.all()}
    for position, child in enumerate(page.agenda, start=1):
        facts = {"position": position, "removed_at": None} | {name: child.value[name] for name in ITEM}
        AgendaItem.objects.update_or_create(event=event, key=child.id, defaults=facts)
    there = {str(child.id) for child in page.agenda}
    gone = [item.pk for key, item in kept.items() if str(key) not in there and item.removed_at is None]
    AgendaItem.objects.filter(pk__in=gone).update(removed_at=at)


def _translate_agenda(page, event: Event) -> None:
    for child in page.agenda:
        AgendaItem.objects.filter(event=event, key=child.id).update(title_en=child.value["title"])


# --- Consequences -----------------------------------------------------------------------------------


def pages_with_guests(paths: Iterable[str], *, below: bool = True) -> list:
    """Return the pages at these tree paths, and `below` them, on which forums stand that people registered for.

    Translations may come and go: people come to the Indonesian page.
    """
    from events.models import EventPage

    chosen = Q()
    for path in paths:
        chosen |= Q(path__startswith=path) if below else Q(path=path)
    if not chosen:
        return []
    guests = Exists(Registration.objects.filter(event=OuterRef("event")))
    return list(EventPage.objects.filter(chosen, guests, locale__language_code=FIRST))


def refusal(page) -> PublicationRefused:
    """Return the refusal, in words, to let the page of a forum disappear for which people registered."""
    return PublicationRefused(
        _(
            "People have registered for “%(title)s”. Cancel it with a reason instead: they are told, and the page "
            "stays."
        )
        % {"title": page.title},
        page_id=page.pk,
    )


def _tell(event: Event, change: EventChange | None) -> None:
    """Let those who come know of a change, and give away seats that have become free."""
    from events.actions.offering import offer_free_seats
    from events.notices import tell_of_change

    if (
        change
        and change.kind in (Kind.MOVED, Kind.CANCELLED, Kind.RESUMED)
        and event.ends_at > timezone.now()
    ):
        tell_of_change(change)
    offer_free_seats(event)
