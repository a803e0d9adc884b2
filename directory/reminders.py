"""Reminders: to whoever answers for a commitment before its day and when it has passed; then to all it concerns."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions import notify_many
from accounts.models import Notification, User
from accounts.notices import register_kind
from directory.actions import may_change_commitment
from directory.models import AgencyOfficer, Commitment, DueNotice
from directory.news import tell_readers
from forum_site.periodic import every, morning_of

MOST = 500  # commitments per run; the next run goes on
OLD_NEWS = 14  # days after which a day that has passed is news to nobody but its owner


@every(600, "remind of commitments")
def remind(now: datetime | None = None) -> int:
    """Remind of all that falls due within COMMITMENT_REMINDER days or has passed its day; return of how many.

    Only in the morning (WIB); `now` is the moment to judge by (default: now). One reminder per commitment, day and
    occasion, whatever runs twice: a day that was moved is reminded of anew.
    """
    today = morning_of(now or timezone.now())
    if today is None:
        return 0
    soon = today + timedelta(days=settings.COMMITMENT_REMINDER)
    before = Commitment.objects.unfinished().filter(due_on__gte=today, due_on__lte=soon)
    late = Commitment.objects.overdue(today)
    return _remind(before, DueNotice.Occasion.BEFORE) + _remind(late, DueNotice.Occasion.LATE)


def _remind(rows: QuerySet, occasion: str) -> int:
    told = DueNotice.objects.filter(commitment=OuterRef("pk"), due_on=OuterRef("due_on"), occasion=occasion)
    found = list(rows.exclude(Exists(told)).select_related("agency", "officer__user")[:MOST])
    for commitment in found:
        _remind_of(commitment, occasion)
    return len(found)


def _remind_of(commitment: Commitment, occasion: str) -> None:
    """Tell its owners; where its day has passed, those whom it concerns too. Marked as told when all were."""
    day = commitment.due_on.isoformat()
    params = {"commitment": commitment.pk, "due_on": day}
    key = f"commitment-{occasion}:{commitment.pk}:{day}"
    owners = owners_of(commitment)
    with transaction.atomic():
        notify_many(
            Notification(kind="commitment_due", recipient=person, key=f"{key}:owner", params=params)
            for person in owners
        )
    is_news = commitment.due_on >= timezone.localdate() - timedelta(days=OLD_NEWS)
    if occasion == DueNotice.Occasion.LATE and commitment.published_at and is_news:
        tell_readers(commitment, "commitment_late", key, params)
    DueNotice.objects.get_or_create(commitment=commitment, due_on=commitment.due_on, occasion=occasion)


def owners_of(commitment: Commitment) -> list[User]:
    """Return who answers for it: its officer while serving, else the agency's officers, else the administrators."""
    serving = AgencyOfficer.objects.serving().select_related("user")
    own = list(serving.filter(pk=commitment.officer_id)) or list(serving.filter(agency=commitment.agency_id))
    if own:
        return list({office.user_id: office.user for office in own}.values())
    return list(User.objects.people().filter(is_superuser=True, is_active=True))


# --- What the reminder says -------------------------------------------------------------------------


def _due(notification: Notification) -> dict | None:
    """Return what the reminder says; None once the commitment was kept, moved or dropped, or is another's."""
    commitment = (
        Commitment.objects.unfinished()
        .select_related("agency")
        .filter(pk=notification.params["commitment"], due_on=notification.params["due_on"])
        .first()
    )
    if commitment is None or not may_change_commitment(notification.recipient, commitment):
        return None
    return {"url": reverse("commitments:edit", args=[commitment.pk]), "commitment": commitment}


def register() -> None:
    """Name the kind of notice; called when the app is ready."""
    register_kind("commitment_due", _("A commitment for which I answer falls due"), _due)
