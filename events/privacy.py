"""What this app hands over of a person, and how it forgets them."""

from django.utils import timezone

from accounts import privacy
from accounts.models import User
from events.actions.registering import cancel_registration
from events.models import Registration


def export(user: User) -> dict:
    """Return the person's registrations, as JSON can hold them."""
    rows = Registration.objects.filter(user=user).select_related("event").order_by("pk")
    return {
        "registrations": [
            {
                "event": row.event.title,
                "starts_at": row.event.starts_at.isoformat(),
                "people": row.people,
                "needs": row.needs,
                "phone": row.phone,
                "state": row.state,
                "created_at": row.created_at.isoformat(),
                "questions": list(row.questions.order_by("pk").values_list("text", flat=True)),
            }
            for row in rows
        ]
    }


def erase(user: User) -> None:
    """Give up the person's places at coming forums; of past ones only the number of people stays."""
    rows = Registration.objects.filter(user=user)
    coming = rows.active().filter(event__ends_at__gt=timezone.now())
    for pk in coming.values_list("pk", flat=True):
        cancel_registration(pk)
    rows.update(name="", phone="", needs="")


def register() -> None:
    """Register both with accounts; called when the app is ready."""
    privacy.register("events", export=export, erase=erase)
