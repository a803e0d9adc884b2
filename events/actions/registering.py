"""Asking for a place, giving it up, and the organiser's word on it."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.codes import code_digest
from accounts.models import User
from accounts.names import tidy
from events.actions.moving import MANAGE, hold_event, hold_registration, move
from events.actions.offering import offer_free_seats
from events.codes import code_of_key
from events.models import Event, Registration
from events.notices import tell_of_place
from forum_site.dates import format_moment
from forum_site.languages import active_language

State = Registration.State


@transaction.atomic
def register(
    event_id: int,
    *,
    form_key: UUID,
    people: int = 1,
    account: User | None = None,
    name: str = "",
    address: str = "",
    phone: str = "",
    needs: str = "",
    language: str = "id",
    entered_by: User | None = None,
    reserved: bool = False,
    network: bytes | None = None,
) -> Registration:
    """Register somebody for an event; return the registration, which has a place, waits for one or for approval.

    Give either `account` or a name with an e-mail address or telephone number. `entered_by`: who of the organisers
    does it for them, perhaps with a `reserved` seat. `network`: the digest of that from which a guest asks. The same
    `form_key` again returns what it made the first time.
    The lock of the event is what keeps seats from being given twice. Raises Event.DoesNotExist, PermissionDenied,
    ValidationError in words, by field where it concerns one.
    """
    if entered_by and not entered_by.has_perm(MANAGE):
        raise PermissionDenied
    event = hold_event(event_id)
    known = Registration.objects.select_related("user").filter(form_key=form_key).first()
    if known:
        return _same(known, event, account)
    _require_open(event, entered_by)
    address, phone = address.strip().lower(), phone.strip()
    _require_new(event, account, address, phone)
    _require_fitting(event, people, entered_by, reserved)
    _require_few(event, network)
    registration = Registration(
        event=event,
        user=account,
        name="" if account else tidy(name),
        address="" if account else address,
        phone=phone,
        language=account.language if account else language,
        people=people,
        needs=tidy(needs),
        place=event.next_place,
        is_reserved=reserved,
        code_digest=code_digest(code_of_key(form_key)),
        form_key=form_key,
        network=network,
        created_at=event.now,
        entered_by=entered_by,
    )
    event.next_place += 1
    event.save(update_fields=["next_place"])
    tell_of_place(move(event, registration, _first_state(event, registration), actor=entered_by))
    return registration


def _same(known: Registration, event: Event, account: User | None) -> Registration:
    if known.event_id != event.pk or known.user_id != (account and account.pk):
        raise ValidationError(_("This form has been used already. Reload the page."), "form_key")
    known.event = event
    return known


def _first_state(event: Event, registration: Registration) -> str:
    """Return what becomes of a registration that is stored now."""
    if registration.is_reserved:
        return State.CONFIRMED
    if event.entry == Event.Entry.APPROVAL and not registration.entered_by_id:
        return State.REQUESTED
    return State.CONFIRMED if _has_room(event, registration.people) else State.WAITING


def _has_room(event: Event, people: int) -> bool:
    """Whether so many seats are free and nobody waits for them."""
    if event.free is None:
        return True
    return people <= event.free and not Registration.objects.in_line().filter(event=event).exists()


# --- What is refused --------------------------------------------------------------------------------


def _require_open(event: Event, entered_by: User | None) -> None:
    """Raise ValidationError, in words, where no places are given now; an organiser may enter people until the end."""
    if event.state == Event.State.CANCELLED:
        raise ValidationError(_("This forum was cancelled, so nobody can register."), "closed")
    if event.state != Event.State.ANNOUNCED or not event.wants_registration:
        raise ValidationError(_("Nobody needs to register for this forum."), "closed")
    if event.ends_at <= event.now:
        raise ValidationError(_("This forum ended on %(moment)s.") % _moment(event.ends_at), "closed")
    if entered_by:
        return
    if event.entry_opens_at and event.now < event.entry_opens_at:
        raise ValidationError(
            _("Registration opens on %(moment)s.") % _moment(event.entry_opens_at), "not_open"
        )
    if event.now >= event.closes_at():
        raise ValidationError(_("Registration closed on %(moment)s.") % _moment(event.closes_at()), "closed")


def _moment(at: datetime) -> dict[str, str]:
    return {"moment": format_moment(at, active_language())}


def _require_new(event: Event, account: User | None, address: str, phone: str) -> None:
    standing = Registration.objects.active().filter(event=event)
    if account and standing.filter(user=account).exists():
        raise ValidationError(_("You have registered for this forum already."), "known")
    if not account and address and standing.filter(address=address).exists():
        message = _(
            "Somebody has registered with this address already. The mail that it got leads to that place."
        )
        raise ValidationError({"address": message})
    if phone and standing.filter(phone=phone).exists():
        message = _("Somebody has registered with this telephone number already.")
        raise ValidationError({"phone": message})


def _require_fitting(event: Event, people: int, entered_by: User | None, reserved: bool) -> None:
    if people > event.party and not entered_by:
        message = _("At most %(most)s people can come with one registration.") % {"most": event.party}
        raise ValidationError({"people": message})
    if reserved:
        left = event.reserved - event.taken_reserved
        if people > left:
            raise ValidationError(
                {
                    "reserved": ngettext(
                        "%(left)d reserved seat is left.", "%(left)d reserved seats are left.", left
                    )
                    % {"left": left}
                }
            )
    elif event.capacity is not None and people > event.capacity - event.reserved:
        seats = event.capacity - event.reserved
        raise ValidationError({"people": _("There are only %(seats)s seats in all.") % {"seats": seats}})


def _require_few(event: Event, network: bytes | None) -> None:
    """Raise ValidationError where one network has as many registrations standing as one may have."""
    if network is None:
        return
    standing = Registration.objects.active().filter(event=event, network=network)
    if standing.count() >= settings.REGISTRATIONS_PER_NETWORK:
        raise ValidationError(
            _(
                "Very many registrations for this forum came from your network, so this one was not stored. Log in, "
                "use another network, or call the organiser."
            ),
            "too_many",
        )


# --- Afterwards -------------------------------------------------------------------------------------


@transaction.atomic
def cancel_registration(registration_id: int, *, actor: User | None = None, reason: str = "") -> Registration:
    """Give a place, or the wish for one, up; its seats go to whoever waits first. Harmless twice.

    `actor`: the organiser who does it, with a reason that is told. Raises Registration.DoesNotExist, PermissionDenied,
    ValidationError once the event is over, or without the organiser's reason.
    """
    if actor and not actor.has_perm(MANAGE):
        raise PermissionDenied
    if actor and not reason.strip():
        raise ValidationError({"reason": _("Say why: they are told.")})
    event, registration = hold_registration(registration_id)
    if not registration.is_active:
        return registration
    if event.ends_at <= event.now:
        raise ValidationError(_("This forum is over."), "over")
    tell_of_place(move(event, registration, State.CANCELLED, actor=actor, reason=reason))
    offer_free_seats(event)
    return registration


@transaction.atomic
def decide_registration(
    registration_id: int, *, actor: User, approve: bool, reason: str = ""
) -> Registration:
    """Approve a registration (it gets a place, or waits for one) or decline it with a reason; harmless twice.

    Raises Registration.DoesNotExist, PermissionDenied, ValidationError where it waits for no decision any more.
    """
    if not actor.has_perm(MANAGE):
        raise PermissionDenied
    if not approve and not reason.strip():
        raise ValidationError({"reason": _("Say why: they are told.")})
    event, registration = hold_registration(registration_id)
    if registration.state != State.REQUESTED:
        if registration.state in ((State.CONFIRMED, State.WAITING) if approve else (State.DECLINED,)):
            return registration
        raise ValidationError(_("Somebody has decided on this registration already."), "decided")
    if approve:
        to = State.CONFIRMED if _has_room(event, registration.people) else State.WAITING
    else:
        to = State.DECLINED
    tell_of_place(move(event, registration, to, actor=actor, reason=reason))
    return registration
