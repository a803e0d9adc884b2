"""At the entrance: people are checked in, those who did not register are counted, a mistake is taken back."""

from datetime import timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import Arrival, Event, Registration

CHECK_IN = "events.check_in"
DOORS_OPEN = timedelta(hours=12)  # before it begins; and so long after it ends, for lists on paper
State = Registration.State


def may_arrive(event: Event) -> bool:
    """Whether people are checked in now: on the day, until half a day after the end."""
    now = timezone.now()
    held = event.state == Event.State.ANNOUNCED
    return held and event.starts_at - DOORS_OPEN <= now < event.ends_at + DOORS_OPEN


def head_count(event: Event) -> int:
    """Return how many people have come."""
    return Arrival.objects.standing().filter(event=event).aggregate(people=Sum("people"))["people"] or 0


def _require(actor: User, event: Event) -> None:
    if not actor.has_perm(CHECK_IN):
        raise PermissionDenied
    if not may_arrive(event):
        raise ValidationError(_("Nobody can be checked in for this forum now."), "closed")


@transaction.atomic
def check_in(registration_id: int, *, actor: User, form_key: UUID, people: int | None = None) -> Arrival:
    """Note that somebody who registered has come, with so many people (None: all who were registered).

    Harmless however often: who is here already stays so. Raises Registration.DoesNotExist, PermissionDenied,
    ValidationError in words where they have no place, or the doors are not open.
    """
    registration = (
        Registration.objects.select_for_update(of=("self",))
        .select_related("event", "user")
        .get(pk=registration_id)
    )
    _require(actor, registration.event)
    here = Arrival.objects.standing().filter(registration=registration).first()
    if here:
        return here
    if registration.state != State.CONFIRMED:
        raise ValidationError(
            _("%(name)s has no place (%(state)s). If there is room, count them as people who just came.")
            % {"name": registration.shown_name, "state": registration.get_state_display()},
            "no_place",
        )
    return _store(registration.event, registration, people or registration.people, actor, form_key)


@transaction.atomic
def walk_in(event_id: int, *, people: int, actor: User, form_key: UUID) -> Arrival:
    """Count people who came without having registered. The same `form_key` again counts them once.

    Raises Event.DoesNotExist, PermissionDenied, ValidationError where the doors are not open.
    """
    event = Event.objects.get(pk=event_id)
    _require(actor, event)
    return _store(event, None, people, actor, form_key)


def _store(
    event: Event, registration: Registration | None, people: int, actor: User, form_key: UUID
) -> Arrival:
    facts = {"event": event, "registration": registration, "people": people, "by": actor}
    arrival, _made = Arrival.objects.get_or_create(form_key=form_key, defaults=facts)
    is_same = arrival.event_id == event.pk and arrival.registration_id == (registration and registration.pk)
    if arrival.undone_at or not is_same:  # a form that was gone back to, after its entry was taken back
        raise ValidationError(_("This form has been used already. Reload the page."), "form_key")
    return arrival


@transaction.atomic
def take_back_arrival(arrival_id: int, *, actor: User) -> Arrival:
    """Take back an arrival that was a mistake; harmless twice. Raises Arrival.DoesNotExist, PermissionDenied."""
    if not actor.has_perm(CHECK_IN):
        raise PermissionDenied
    arrival = Arrival.objects.select_for_update(of=("self",)).get(pk=arrival_id)
    if arrival.undone_at is None:
        arrival.undone_at, arrival.undone_by = timezone.now(), actor
        arrival.save(update_fields=["undone_at", "undone_by"])
    return arrival
