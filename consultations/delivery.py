"""Tells everybody of a published report: once each, whatever crashes in between."""

from django.db import transaction
from django_tasks import task
from wagtail.signals import page_published

from accounts.actions import notify_many
from accounts.models import Notification
from consultations.models import FollowUpReportPage, Participant, ReportDelivery, ReportVersion
from consultations.notices import tell_followers
from forum_site.periodic import every

BATCH = 1000  # participants told per transaction


def connect() -> None:
    """Listen to publications: the signal also sees scheduled and workflow publishing. Called when the app is ready."""
    page_published.connect(_on_published, sender=FollowUpReportPage, dispatch_uid="consultations.delivery")


def _on_published(sender, instance, **kwargs) -> None:
    # The signal also fires for schedules, copies and aliases: only a new version of a live page is news.
    if not instance.live or instance.alias_of_id:
        return
    version = instance.versions.filter(is_primary=True, delivery=None).order_by("-number").first()
    if version:
        transaction.on_commit(lambda: deliver_report.enqueue(version.pk))


@task()
def deliver_report(version_id: int) -> int:
    """Tell each participant where their comments went, and each follower that there is a report; return how many.

    The key of a notice is its consultation, so a second run, or a later version, tells nobody twice.
    """
    version = ReportVersion.objects.select_related("consultation").get(pk=version_id)
    told = 0
    last = 0
    while batch := list(
        Participant.objects.filter(
            consultation=version.consultation_id, report_entries__version=version, pk__gt=last
        )
        .select_related("account")
        .distinct()
        .order_by("pk")[:BATCH]
    ):
        with transaction.atomic():
            told += len(notify_many(filter(None, (_notice(version, participant) for participant in batch))))
        last = batch[-1].pk
    with transaction.atomic():
        tell_followers(version.consultation, "report", _key(version), {"version": version.pk})
        ReportDelivery.objects.get_or_create(version=version, defaults={"recipients": told})
    return told


def _key(version: ReportVersion) -> str:
    return f"report:{version.consultation_id}"


def _notice(version: ReportVersion, participant: Participant) -> Notification | None:
    params = {"version": version.pk, "participant": participant.pk}
    if participant.account_id:
        return Notification(kind="report", recipient=participant.account, key=_key(version), params=params)
    if participant.contact:
        # One address may have spoken several times on paper: each form is told of its own comments.
        key = f"{_key(version)}:{participant.pk}"
        return Notification(
            kind="report", address=participant.contact, language=participant.language, key=key, params=params
        )
    return None


@every(60, "finish report deliveries")
def finish_deliveries() -> int:
    """Finish what a crash left: primary versions whose participants have not all been told. Returns how many."""
    unfinished = ReportVersion.objects.filter(is_primary=True, delivery=None).values_list("pk", flat=True)
    for pk in list(unfinished):
        deliver_report.call(pk)
    return len(unfinished)
