"""A version of a report as a file to keep and print."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from consultations.models.report import ReportVersion


class ReportFile(models.Model):
    """A version as a PDF, and how far its making has come.

    A version may quote comments that are hidden later, so a file belongs to the version and to its quotations as they
    stood (`sources_sha256`); when these change, another file is made and this one is not handed out any more.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    STEPS = 3  # reading, setting, storing

    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="files")
    sources_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    step = models.PositiveSmallIntegerField(default=0)
    content = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    lacks_letters = models.BooleanField(default=False)  # some are shown as squares
    requested_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["requested_at"], name="report_file_open", condition=~Q(state="done")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["version", "sources_sha256"], name="report_file_once"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "failed"]),
                name="report_file_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="done", content__isnull=False, finished_at__isnull=False) & ~Q(sha256="")
                | (~Q(state="done") & Q(content=None)),
                name="report_file_done_has_content",
            ),
        ]
