"""The site with the lock on a forum's row taken out: the control of `benchmarks.chaos_forum`, which must oversell."""

from django.db import connection
from django.utils import timezone

from forum_site.wsgi import application  # noqa: F401


def unlocked(event_id: int):
    """Return the event as it stands, for which nobody waits; numbers come from a sequence, so that they stay unique."""
    from events.models import Event

    event = Event.objects.get(pk=event_id)
    event.now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('places')")
        [event.next_place] = cursor.fetchone()
    return event


def take_out() -> None:
    """Let every verb use it."""
    from events.actions import moving, offering, registering

    for module in (moving, offering, registering):
        module.hold_event = unlocked


take_out()
