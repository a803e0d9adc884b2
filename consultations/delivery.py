"""Tells everybody of a published report: once each, whatever crashes in between."""

import json
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django_tasks import task
from wagtail.signals import page_published

from accounts.actions import notify_many
from accounts.models import Notification
from consultations.models import FollowUpReportPage, Participant, ReportDelivery, ReportEntry, ReportVersion
from consultations.notices import tell_followers
from consultations.report_files import request_file
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
    for newest in instance.versions.order_by("-number")[:1]:
        transaction.on_commit(partial(request_file, newest))


@task()
def deliver_report(version_id: int) -> int:
    """Tell each participant where their comments went, and each follower that there is a report; return how many.

    Of a correction those are told whose comments it answers otherwise than the version before, and followers. The key
    of a notice is consultation and version, so a second run tells nobody twice.
    """
    version = ReportVersion.objects.select_related("consultation").get(pk=version_id)
    told = 0
    last = 0
    people = Participant.objects.filter(consultation=version.consultation_id, report_entries__version=version)
    if version.number > 1:
        people = people.filter(concerned_by(version))
    people = people.select_related("account").distinct().order_by("pk")
    while batch := list(people.filter(pk__gt=last)[:BATCH]):
        with transaction.atomic():
            told += len(notify_many(filter(None, (_notice(version, participant) for participant in batch))))
        last = batch[-1].pk
    with transaction.atomic():
        tell_followers(
            version.consultation,
            "report",
            _key(version),
            {"version": version.pk},
            participants=version.number == 1,
        )
        ReportDelivery.objects.get_or_create(version=version, defaults={"recipients": told})
    return told


def concerned_by(version: ReportVersion) -> Q:
    """Return which participants a correction concerns: somewhere their comments stand otherwise than in the version
    before, or a section where they stand says something else."""
    before = (
        ReportVersion.objects.filter(
            consultation=version.consultation_id, is_primary=True, number__lt=version.number
        )
        .order_by("-number")
        .first()
    )
    if before is None:
        return Q()
    old, new = _sections(before), _sections(version)
    rewritten = [theme for theme, block in new.items() if old.get(theme) != block]
    entries = ReportEntry.objects.filter(version=version)
    same = ReportEntry.objects.filter(
        version=before,
        comment=OuterRef("comment"),
        disposition=OuterRef("disposition"),
        section__theme=OuterRef("section__theme"),
    )
    placed_alike = ReportEntry.objects.filter(
        version=before, comment=OuterRef("comment"), disposition=OuterRef("disposition"), section=None
    )
    moved = entries.exclude(Exists(same), section__isnull=False).exclude(Exists(placed_alike), section=None)
    still = ReportEntry.objects.filter(
        version=version, comment=OuterRef("comment"), section__theme=OuterRef("section__theme")
    )
    taken_out = ReportEntry.objects.filter(version=before, section__isnull=False).exclude(Exists(still))
    touched = entries.filter(section__theme__in=rewritten)
    found = Q()
    for rows in (moved, taken_out, touched):
        found |= Q(pk__in=rows.values("participant"))
    return found


def _sections(version: ReportVersion) -> dict[int, dict]:
    """Return what each theme's section of a version says, without what only names it."""
    blocks = json.loads(version.content)["blocks"]
    return {
        block["theme"]: {name: block[name] for name in ("heading", "html", "responses", "commitments")}
        for block in blocks
        if block["type"] == "section"
    }


def _key(version: ReportVersion) -> str:
    first = f"report:{version.consultation_id}"
    return first if version.number == 1 else f"{first}:{version.number}"


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
