"""Reminders of forums, three days and three hours before; and the end of what was known of guests."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from events.models import Event, EventTold, Registration
from events.notices import tell_of_nearness
from forum_site.periodic import every

Occasion = EventTold.Occasion
BEFORE = {Occasion.DAYS: timedelta(days=3), Occasion.HOURS: timedelta(hours=3)}
MOST = 100  # events, or guests' registrations, per run


@every(300, "remind of forums")
def remind(now: datetime | None = None) -> int:
    """Remind of all forums that are near; `now` is the moment to judge by. Returns of how many, once each."""
    now = now or timezone.now()
    hours = now + BEFORE[Occasion.HOURS]
    near = Event.objects.held().filter(starts_at__gt=now, starts_at__lte=hours)
    coming = Event.objects.held().filter(starts_at__gt=hours, starts_at__lte=now + BEFORE[Occasion.DAYS])
    return _remind(near, Occasion.HOURS) + _remind(coming, Occasion.DAYS)


def _remind(events, occasion: str) -> int:
    told = EventTold.objects.filter(event=OuterRef("pk"), starts_at=OuterRef("starts_at"), occasion=occasion)
    found = list(events.exclude(Exists(told))[:MOST])
    for event in found:
        with transaction.atomic():
            tell_of_nearness(event, occasion)
            EventTold.objects.get_or_create(event=event, occasion=occasion, starts_at=event.starts_at)
    return len(found)


@every(3600, "forget guests of forums")
def forget_guests(now: datetime | None = None) -> int:
    """Take what names guests out of their registrations, GUEST_DAYS after the event; return of how many."""
    now = now or timezone.now()
    over = now - timedelta(days=settings.GUEST_DAYS)
    old = Registration.objects.filter(event__ends_at__lt=over, user=None, forgotten_at=None)
    chosen = list(old.values_list("pk", flat=True)[:MOST])
    return Registration.objects.filter(pk__in=chosen).update(
        name="", address="", phone="", needs="", network=None, call_since=None, forgotten_at=now
    )
