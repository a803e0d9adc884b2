"""The moderators' morning: one mail when something waits for them, none when nothing does."""

from datetime import datetime

from django.contrib.auth.backends import ModelBackend
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions import notify_many
from accounts.models import Notification, User
from accounts.notices import register_kind
from consultations.admin.moderation_words import overdue_words
from consultations.waiting import MOST_COUNTED, Narrowing, count_waiting, waiting
from forum_site.periodic import every, morning_of

PERMISSION = "consultations.moderate_comment"


def told_of_what_waits() -> list[User]:
    """Return whom the mail goes to: the moderators; administrators too where fewer than two moderate.

    One moderator alone cannot judge an objection to their own decision, an administrator can.
    """
    able = ModelBackend().with_perm(PERMISSION).filter(anonymised_at=None)
    moderators = [person for person in able if not person.is_superuser]
    return moderators if len(moderators) > 1 else list(able)


@every(600, "tell moderators what waits")
def tell_moderators(now: datetime | None = None) -> int:
    """Tell each moderator once a day, in the morning (WIB), that something waits; return how many were told.

    `now` is the moment to judge by (default: now). Called again, in whatever process, it tells nobody twice.
    """
    today = morning_of(now or timezone.now())
    if today is None or not count_waiting():
        return 0
    key = f"waiting:{today.isoformat()}"
    with transaction.atomic():
        return len(
            notify_many(
                Notification(kind="waiting", recipient=person, key=key, params={})
                for person in told_of_what_waits()
            )
        )


def words(notification: Notification) -> dict | None:
    """Return what the mail says of the queue as it stands when it is read; None where nothing waits any more."""
    if not notification.recipient.has_perm(PERMISSION):
        return None
    items, _following = waiting(limit=1)
    if not items:
        return None
    count, late = count_waiting(), count_waiting(Narrowing(overdue=True))
    return {
        "url": reverse("moderation_queue"),
        "count": min(count, MOST_COUNTED - 1),
        "is_more": count >= MOST_COUNTED,
        "overdue": overdue_words(late),
        "oldest": items[0].since,
    }


def register() -> None:
    """Name the kind of notice; called when the app is ready."""
    register_kind("waiting", _("Things wait for me as a moderator (each morning)"), words)
