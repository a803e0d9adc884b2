"""What those who come are told: where their place stands, what of the forum has changed, that it is near.

Written into the outbox in the transaction of the change itself, so nobody is told what did not happen; read again when
it is sent, so nobody is told what is no longer true.
"""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actions import notify_many
from accounts.models import Notification
from accounts.notices import register_kind
from events.models import Event, EventChange, EventTold, Registration, RegistrationMove

State = Registration.State


def _row(kind: str, registration: Registration, key: str, params: dict) -> Notification | None:
    """Return the unsaved notice to whoever registered, None for somebody who can only be called."""
    params = {"registration": registration.pk} | params
    if registration.user_id:
        return Notification(kind=kind, recipient=registration.user, key=key, params=params)
    if registration.address:
        to = {"address": registration.address, "language": registration.language}
        return Notification(kind=kind, key=key, params=params, **to)
    return None


def tell_of_place(move: RegistrationMove) -> None:
    """Tell somebody where their place stands now; who has no address is called, unless they see it on the screen.

    What they did themselves they see at once, so nobody calls them for that.
    """
    registration = move.registration
    row = _row("event_place", registration, f"place:{move.pk}", {"move": move.pk, "state": move.after})
    if row:
        notify_many([row])
    elif move.before and not _is_own(move):
        Registration.objects.filter(pk=registration.pk, call_since=None).update(call_since=move.at)


def _is_own(move: RegistrationMove) -> bool:
    return move.actor_id is None and move.after in (State.CANCELLED, State.CONFIRMED)


def tell_of_change(change: EventChange) -> None:
    """Tell everybody whose registration stands that the forum was moved or cancelled, or takes place after all."""
    rows = Registration.objects.active().filter(event=change.event).select_related("user")
    without_address = []

    def notices():
        for registration in rows.iterator(chunk_size=1000):
            row = _row("event_change", registration, f"event-change:{change.pk}", {"change": change.pk})
            if row:
                yield row
            else:
                without_address.append(registration.pk)

    notify_many(notices())
    Registration.objects.filter(pk__in=without_address, call_since=None).update(call_since=change.at)


def tell_of_nearness(event: Event, occasion: str) -> None:
    """Remind everybody who has a place."""
    rows = Registration.objects.filter(event=event, state=State.CONFIRMED).select_related("user")
    key = f"event-{occasion}:{event.pk}:{event.starts_at:%Y%m%d%H%M}"
    params = {"occasion": occasion, "starts_at": event.starts_at.isoformat()}
    found = (_row("event_reminder", row, key, params) for row in rows.iterator(chunk_size=1000))
    notify_many(row for row in found if row)


# --- What they say ----------------------------------------------------------------------------------


def place_url(registration: Registration) -> str:
    """Return the path of a registration's own page: for an account by its number, else by its code after "#"."""
    from events.codes import code_of

    if registration.user_id:
        return reverse("events:place", args=[registration.pk])
    return f"{reverse('events:by_code')}#{code_of(registration)}"


def _context(notification: Notification) -> tuple[Registration, dict] | None:
    """Return the registration that a notice is about, with what all notices need; None where it is gone."""
    rows = Registration.objects.select_related("event__agency", "user").filter(forgotten_at=None)
    registration = rows.filter(pk=notification.params["registration"]).first()
    if registration is None:
        return None
    return registration, {
        "registration": registration,
        "event": registration.event,
        "url": place_url(registration),
        "code": "" if registration.user_id else place_url(registration).partition("#")[2],
    }


def _place(notification: Notification) -> dict | None:
    """Return what is said of a place; None once it stands otherwise."""
    from events.calendars import CANCEL, attachment

    found = _context(notification)
    if found is None or found[0].state != notification.params["state"]:
        return None
    registration, context = found
    context["move"] = registration.moves.filter(pk=notification.params["move"]).first()
    if registration.state == State.CONFIRMED and not registration.event.is_cancelled:
        context["attachments"] = [attachment(registration.event, online=True)]
    elif registration.state == State.CANCELLED and not registration.event.is_cancelled:
        context["attachments"] = [attachment(registration.event, method=CANCEL)]
    return context


def _change(notification: Notification) -> dict | None:
    """Return what is said of a change; None where another came after it, or the registration stands no more."""
    from events.calendars import CANCEL, PUBLISH, attachment

    found = _context(notification)
    if found is None or not found[0].is_active:
        return None
    registration, context = found
    told = registration.event.changes.exclude(kind__in=["announced", "amended"]).order_by("at", "pk").last()
    if told is None or told.pk != notification.params["change"]:
        return None
    method = CANCEL if registration.event.is_cancelled else PUBLISH
    has_place = registration.state == State.CONFIRMED
    attached = [attachment(registration.event, method=method, online=has_place)] if has_place else []
    return context | {"change": told, "attachments": attached}


def _reminder(notification: Notification) -> dict | None:
    """Return what is said before a forum; None where it was moved or cancelled, or the place given up."""
    from events.calendars import attachment

    found = _context(notification)
    if found is None:
        return None
    registration, context = found
    event = registration.event
    is_meant = event.starts_at.isoformat() == notification.params["starts_at"]
    if registration.state != State.CONFIRMED or event.state != Event.State.ANNOUNCED or not is_meant:
        return None
    occasion = EventTold.Occasion(notification.params["occasion"])
    return context | {"occasion": occasion, "attachments": [attachment(event, online=True)]}


def register() -> None:
    """Name the kinds of notice; called when the app is ready."""
    register_kind("event_place", _("My place at a forum"), _place)
    register_kind("event_change", _("A forum to which I come is moved or cancelled"), _change)
    register_kind("event_reminder", _("A forum to which I come is near"), _reminder)
