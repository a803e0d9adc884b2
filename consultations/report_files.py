"""Makes the PDF of a version off the request, once for what it quotes as that stands, and keeps it."""

import hashlib
import json
import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import override
from django_tasks import task

from consultations.models import ReportFile, ReportVersion
from consultations.typesetting.pages import FORM, data_of
from consultations.views.document import quotations_of
from forum_site.periodic import every
from forum_site.typesetting import NotSet, set_pdf

logger = logging.getLogger(__name__)
State = ReportFile.State

LOST_AFTER = timedelta(
    minutes=2
)  # making one takes a second; what has run for so long belongs to a killed worker
MOST = 20  # files per run of the sweep


def sources_of(version: ReportVersion) -> str:
    """Return a digest of what a version quotes, as it may be shown now: words, or what became of them."""
    content = json.loads(version.content)
    with override(content["language"]):
        shown = {
            key: quotation.get("words") or str(quotation["gone"])
            for key, quotation in quotations_of(content).items()
        }
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


def file_of(version: ReportVersion) -> ReportFile | None:
    """Return the version's file for what it quotes as that stands now, without its content; None before it is asked
    for."""
    found = ReportFile.objects.filter(version=version, sources_sha256=sources_of(version))
    return found.defer("content").first()


def request_file(version: ReportVersion) -> ReportFile:
    """Have the version's file made, if it is not made or being made already; return it, without its content."""
    sources = sources_of(version)
    made = ReportFile(version=version, sources_sha256=sources)
    with transaction.atomic():
        ReportFile.objects.bulk_create([made], ignore_conflicts=True)
        rows = ReportFile.objects.defer("content").select_for_update(of=("self",))
        file = rows.get(version=version, sources_sha256=sources)
        if file.state == State.FAILED:
            file.state = State.WAITING
            file.save(update_fields=["state"])
        if file.state == State.WAITING:
            transaction.on_commit(lambda: make_file.enqueue(file.pk))
    return file


@task()
def make_file(file_id: int) -> int:
    """Make a file that is asked for; return its size in bytes, 0 where another worker is at it or it is made.

    What is quoted is read again: where it has changed meanwhile, nothing that is hidden now is set.
    """
    if not _begin(file_id):
        return 0
    version = ReportVersion.objects.select_related("consultation__agency", "page").get(files=file_id)
    rows = ReportFile.objects.filter(pk=file_id, state=State.RUNNING)
    try:
        data = data_of(version)
        rows.update(step=2)
        content, lacks_letters = set_pdf(FORM, data, at=version.published_at)
    except NotSet:
        logger.exception("The PDF of report version %s could not be set", version.pk)
        rows.update(state=State.FAILED)
        return 0
    rows.update(step=3)
    with transaction.atomic():
        sources = sources_of(version)
        if rows.filter(sources_sha256=sources).update(
            state=State.DONE,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            lacks_letters=lacks_letters,
            finished_at=timezone.now(),
        ):
            # Older ones may hold words that are hidden now.
            ReportFile.objects.filter(version=version).exclude(pk=file_id).delete()
            return len(content)
        rows.delete()
    request_file(version)
    return 0


def _begin(file_id: int) -> bool:
    """Claim a file's making; return whether it is ours."""
    now = timezone.now()
    claimable = Q(state=State.WAITING) | Q(state=State.RUNNING, started_at__lt=now - LOST_AFTER)
    rows = ReportFile.objects.filter(claimable, pk=file_id)
    return rows.update(state=State.RUNNING, started_at=now, step=1) == 1


@every(60, "make files of reports")
def make_missing_files() -> int:
    """Make what nobody has asked for yet or a killed worker has left; return how many."""
    latest = ReportVersion.objects.filter(files=None, page__live=True).order_by("-pk")[:MOST]
    for version in latest:
        request_file(version)
    lost = timezone.now() - LOST_AFTER
    left = Q(state=State.WAITING, requested_at__lt=lost) | Q(state=State.RUNNING, started_at__lt=lost)
    found = list(ReportFile.objects.filter(left).values_list("pk", flat=True)[:MOST])
    for pk in found:
        make_file.call(pk)
    return len(latest) + len(found)
