"""Forums for tests: announced ones, with or without seats, and people who come."""

import itertools
import uuid
from datetime import timedelta

from django.utils import timezone
from wagtail.models import Locale

from accounts.roles import COMMUNICATIONS
from directory.models import Agency
from events import actions
from events.models import EventIndexPage, EventPage, Registration
from tests import factories
from tests.consultations.desk import member
from tests.pages import home, publish

_numbers = itertools.count(1)


def agency() -> Agency:
    return Agency.objects.get_or_create(
        slug="dukcapil",
        defaults={"name": "Dinas Dukcapil", "name_en": "Civil Registration", "short_name": "Dukcapil"},
    )[0]


def event_index(**fields) -> EventIndexPage:
    fields = {"title": "Forum", "slug": "forum", "live": False} | fields
    return home().add_child(instance=EventIndexPage(**fields))


def event(parent=None, *, hours: float = 2, **fields) -> EventPage:
    """Make an event of so many hours that is not live; it starts in a week if not said otherwise."""
    start = fields.pop("starts_at", timezone.now().replace(microsecond=0) + timedelta(days=7))
    fields = {
        "title": "Forum antrean",
        "slug": "forum-antrean",
        "summary": "Antrean dan nomor daring.",
        "venue": "Aula Kecamatan",
        "agency": agency(),
        "live": False,
        "starts_at": start,
        "ends_at": start + timedelta(hours=hours),
    } | fields
    parent = parent or EventIndexPage.objects.first() or event_index(live=True)
    return parent.add_child(instance=EventPage(**fields))


def item(minutes: int, title: str = "Tanya jawab", **fields) -> dict:
    """Return an item of a programme as a StreamField's raw value."""
    value = {
        "title": title,
        "minutes": minutes,
        "kind": "discussion",
        "day": 1,
        "speakers": [],
        "others": "",
        "links": [],
    }
    return {"type": "item", "id": str(uuid.uuid4()), "value": value | fields}


def announced(**fields) -> EventPage:
    """Publish an event with an address of its own; return its page."""
    number = next(_numbers)
    return publish(event(**{"slug": f"forum-{number}", "title": f"Forum {number}"} | fields))


def with_seats(seats: int | None = 2, **fields) -> EventPage:
    """Publish an event for which one registers."""
    return announced(**{"entry": "open", "capacity": seats} | fields)


def in_english(page: EventPage, **words) -> EventPage:
    english = page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    for name, value in words.items():
        setattr(english, name, value)
    return publish(english)


def come(page: EventPage, **fields) -> Registration:
    """Register a guest with a new address, or `account`."""
    number = next(_numbers)
    if "account" not in fields and "phone" not in fields:
        fields.setdefault("address", f"tamu{number}@contoh.invalid")
    if "account" not in fields:
        fields.setdefault("name", f"Tamu {number}")
    return actions.register(page.event_id, **{"form_key": uuid.uuid4()} | fields)


def organiser(**fields):
    """Make somebody of the communications office."""
    return member(COMMUNICATIONS, **fields)


def states(page: EventPage) -> list[str]:
    """Return how an event's registrations stand, in the order in which they came."""
    return list(
        Registration.objects.filter(event=page.event_id).order_by("place").values_list("state", flat=True)
    )


def moved(page: EventPage, reason: str = "Aula dipakai.", **facts) -> EventPage:
    """Publish the page with other facts, as its editor would."""
    page = EventPage.objects.get(pk=page.pk)
    for name, value in facts.items():
        setattr(page, name, value)
    page.change_reason = reason
    return publish(page)


def resident(**fields):
    return factories.user(**fields)
