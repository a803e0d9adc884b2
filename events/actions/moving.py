"""One move of a registration, and what it does to the seats. Every verb holds the event's row first."""

from datetime import datetime

from django.db.models import DateTimeField, Func
from django.utils import timezone

from accounts.models import User
from events.models import Event, Registration, RegistrationMove

State = Registration.State
MANAGE = "events.manage_registration"
LAWFUL = {
    "": (State.REQUESTED, State.WAITING, State.CONFIRMED),
    State.REQUESTED: (State.WAITING, State.CONFIRMED, State.DECLINED, State.CANCELLED),
    State.WAITING: (State.OFFERED, State.CANCELLED),
    State.OFFERED: (State.CONFIRMED, State.LAPSED, State.CANCELLED),
    State.CONFIRMED: (State.CANCELLED,),
}


def hold_event(event_id: int) -> Event:
    """Return the event, locked until the transaction ends; `now` is when this transaction began.

    Whoever gives, takes or offers a place holds it: so seats are counted one change after the other. Raises
    Event.DoesNotExist.
    """
    began = Func(function="transaction_timestamp", output_field=DateTimeField())
    return Event.objects.select_for_update(of=("self",)).annotate(now=began).get(pk=event_id)


def hold_registration(registration_id: int) -> tuple[Event, Registration]:
    """Return a registration as it stands under its event's lock. Raises Registration.DoesNotExist."""
    event_id = Registration.objects.values_list("event", flat=True).get(pk=registration_id)
    event = hold_event(event_id)
    registration = Registration.objects.select_related("user").get(pk=registration_id)
    registration.event = event
    return event, registration


def move(
    event: Event,
    registration: Registration,
    to: str,
    *,
    actor: User | None = None,
    reason: str = "",
    offer_until: datetime | None = None,
) -> RegistrationMove:
    """Move a registration of a held event, count its seats, and record the move; return that.

    Raises ValueError for a move that is none: verbs say in words beforehand why not.
    """
    before = "" if registration.pk is None else registration.state
    if to not in LAWFUL.get(before, ()):
        raise ValueError(f"A registration does not go from {before!r} to {to!r}.")
    registration.state, registration.offer_until = to, offer_until
    step = (to in Registration.SEATED) - (before in Registration.SEATED)
    count_seats(event, registration, step * registration.people)
    registration.save()
    # Now, under the lock: by the beginning of the transaction, whoever waited long for it would seem to be first.
    at = timezone.now()
    return RegistrationMove.objects.create(
        registration=registration, before=before, after=to, actor=actor, at=at, reason=reason.strip()
    )


def count_seats(event: Event, registration: Registration, more: int) -> None:
    """Count so many seats more (or fewer) as taken, from those that the registration is about. The event is held."""
    if not more:
        return
    counter = "taken_reserved" if registration.is_reserved else "taken"
    setattr(event, counter, getattr(event, counter) + more)
    event.save(update_fields=[counter])
