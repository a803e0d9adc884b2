"""The waiting list: a seat that becomes free is offered to whoever waits first, who has a set time to accept."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from events.actions.moving import hold_event, hold_registration, move
from events.models import Event, Registration
from events.notices import tell_of_place
from forum_site.dates import format_moment
from forum_site.languages import active_language
from forum_site.periodic import every

State = Registration.State
MOST = 100  # events per run


def offer_free_seats(event: Event) -> int:
    """Offer what is free to those who wait, in order; return to how many. The caller holds the event.

    Strictly in order: a party for which too little is free keeps its turn, and nobody behind it is served before it.
    """
    now = timezone.now()
    if event.state != Event.State.ANNOUNCED or event.starts_at <= now:
        return 0
    event.now = getattr(event, "now", now)
    offered = 0
    for registration in Registration.objects.in_line().filter(event=event).select_related("user"):
        if event.free is not None and registration.people > event.free:
            break
        registration.event = event
        until = min(event.now + timedelta(hours=event.offer_hours), event.starts_at)
        moved = move(event, registration, State.OFFERED, offer_until=until)
        tell_of_place(moved)
        offered += 1
        if event.free == 0:
            break
    return offered


@transaction.atomic
def accept_offer(registration_id: int, *, actor: User | None = None) -> Registration:
    """Take an offered place; harmless twice. `actor`: who does it for them.

    Raises Registration.DoesNotExist, ValidationError in words where nothing is offered, or no longer.
    """
    event, registration = hold_registration(registration_id)
    if registration.state == State.CONFIRMED:
        return registration
    if registration.state != State.OFFERED:
        raise ValidationError(_("No place is offered to you now."), "nothing_offered")
    if registration.offer_until <= event.now:
        until = format_moment(registration.offer_until, active_language())
        raise ValidationError(
            _("The place was offered until %(moment)s; it goes to the next one who waits.")
            % {"moment": until},
            "offer_over",
        )
    tell_of_place(move(event, registration, State.CONFIRMED, actor=actor))
    return registration


@every(60, "offer free places")
def lapse_offers() -> int:
    """Let offers end whose time is over, and offer the seats to the next; return how many ended."""
    overdue = Registration.objects.filter(state=State.OFFERED, offer_until__lte=timezone.now())
    found = list(overdue.values_list("event", flat=True).distinct()[:MOST])
    return sum(map(_lapse, found))


@transaction.atomic
def _lapse(event_id: int) -> int:
    event = hold_event(event_id)
    rows = Registration.objects.filter(event=event, state=State.OFFERED, offer_until__lte=event.now)
    rows = list(rows.select_related("user").order_by("place"))
    for registration in rows:
        registration.event = event
        tell_of_place(move(event, registration, State.LAPSED))
    offer_free_seats(event)
    return len(rows)
