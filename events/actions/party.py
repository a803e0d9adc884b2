"""Fewer people come with a registration than were named: what becomes free goes to whoever waits first."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from events.actions.moving import MANAGE, count_seats, hold_registration
from events.actions.offering import offer_free_seats
from events.models import PartyChange, Registration


@transaction.atomic
def reduce_party(registration_id: int, people: int, *, actor: User | None = None) -> Registration:
    """Let so many people, fewer than now, come with a registration; return it. The same number again changes nothing.

    `actor`: the organiser who does it for them. Raises Registration.DoesNotExist, PermissionDenied, ValidationError
    (at "people" for more than now, or none) where the registration does not stand, or once the forum has begun.
    """
    if actor and not actor.has_perm(MANAGE):
        raise PermissionDenied
    event, registration = hold_registration(registration_id)
    if not registration.is_active or event.is_cancelled:
        raise ValidationError(_("This registration does not stand any more."), "over")
    if event.starts_at <= event.now:
        raise ValidationError(_("This forum has begun."), "over")
    before = registration.people
    if people == before:
        return registration
    if not 1 <= people < before:
        raise ValidationError(
            {"people": _("Only fewer people can be named here. Whoever comes in addition registers anew.")}
        )
    registration.people = people
    registration.save(update_fields=["people"])
    if registration.state in Registration.SEATED:
        count_seats(event, registration, people - before)
    PartyChange.objects.create(
        registration=registration, before=before, after=people, actor=actor, at=timezone.now()
    )
    offer_free_seats(event)
    registration.refresh_from_db(fields=["state", "people", "offer_until"])  # it may be the one that now fits
    return registration
