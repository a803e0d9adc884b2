"""The follow-up report: the page that editors write, and the frozen versions that the public reads."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from consultations.admin.missing_panel import MissingPanel
from consultations.blocks import ReportBody
from consultations.models.coding import Disposition, Theme
from consultations.models.comment import Comment
from consultations.models.consultation import Consultation
from consultations.models.participant import Participant
from forum_site.publishing import PublicationRefused


class FollowUpReportPage(Page):
    """ "We asked, you said, we do": the editors' draft of a consultation's report.

    The public never reads this row's text: each publication freezes it in a `ReportVersion`.
    """

    introduction = models.TextField(
        _("summary"), help_text=_("In plain words: what was asked, what follows.")
    )
    body = StreamField(ReportBody(), verbose_name=_("report"), blank=True)
    version_note = models.CharField(
        _("what has changed since the last version"),
        max_length=300,
        blank=True,
        help_text=_("Printed with the new version. Leave it empty for the first."),
    )

    content_panels = Page.content_panels + [
        MissingPanel(),
        FieldPanel("introduction"),
        FieldPanel("body"),
        FieldPanel("version_note"),
    ]
    promote_panels = [FieldPanel("slug"), FieldPanel("search_description")]
    parent_page_types = ["consultations.ConsultationPage"]
    subpage_types = []
    max_count_per_parent = 1
    private_page_options = []
    template = "consultations/report_page.html"
    exclude_fields_in_copy = ["version_note"]

    class Meta:
        verbose_name = _("follow-up report")
        verbose_name_plural = _("follow-up reports")

    @cached_property
    def consultation(self) -> Consultation | None:
        """The consultation that the report is on: its parent page's."""
        parent = self.get_parent()
        return getattr(parent.specific, "consultation", None) if parent else None

    def save(self, *args, **kwargs):
        """Store the page; freeze a version where this save publishes it.

        The gate stands here because every way to publish ends in `save()` (edit view, workflow,
        schedule, bulk action, copy, alias, revert, translation, command), while Wagtail's hooks
        and `publish()` each miss some. Raises PublicationRefused where the gate is shut.
        """
        from consultations.publishing import save_report_page

        return save_report_page(
            self, lambda: super(FollowUpReportPage, self).save(*args, **kwargs), kwargs.get("update_fields")
        )

    def publish(self, revision, *args, **kwargs):
        """Publish or schedule a revision. A live page that is scheduled is not saved, so the gate stands here too.

        The editor's own view does not pass here; its hook does the same (admin/pages_guard.py).
        """
        from consultations.publishing import check_schedule

        check_schedule(revision.as_object())
        return super().publish(revision, *args, **kwargs)

    def clean(self):
        """Refuse an hour to disappear at, once it was published."""
        from consultations.protection import refuse_expiry

        super().clean()
        try:
            refuse_expiry(self)
        except PublicationRefused as refused:
            raise ValidationError({"expire_at": refused.messages})

    def move(self, target, pos=None, user=None):
        """Refuse to leave its consultation."""
        from consultations.protection import refuse_move

        refuse_move(self, target, pos)
        return super().move(target, pos=pos, user=user)

    def on_schedule_refused(self, revision, error) -> None:
        """Tell the editor that a scheduled publication was refused, and why."""
        from consultations.publishing import tell_schedule_refused

        tell_schedule_refused(self, revision, error)

    def get_context(self, request, *args, **kwargs):
        from consultations.views.report import report_context

        return super().get_context(request, *args, **kwargs) | report_context(self, request)


class ReportVersion(models.Model):
    """One publication of a report, frozen. The database refuses UPDATE and DELETE."""

    page = models.ForeignKey(FollowUpReportPage, models.PROTECT, related_name="versions")
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="report_versions")
    number = models.PositiveSmallIntegerField()
    # Text, not jsonb: the hash is of these very characters.
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    note = models.CharField(max_length=300, blank=True)
    is_primary = models.BooleanField(default=True)
    revision_id = models.BigIntegerField(null=True)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        ordering = ["page", "number"]
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="report_version_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="report_version_counts_from_one"),
        ]


class ReportSection(models.Model):
    """A theme's place in a version: the anchor to which comments lead."""

    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="sections")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="sections")
    anchor = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=255)

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "theme"], name="report_section_of_theme_once"),
            models.UniqueConstraint(fields=["version", "anchor"], name="report_anchor_once"),
        ]


class ReportEntry(models.Model):
    """Where one comment stood in a version: a section, a disposition, or neither (removed before coding).

    Frozen with the version, so that a theme renamed or a comment restored later does not
    rewrite what was published: what has no entry is "since publication".
    """

    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="entries", db_index=False)
    comment = models.ForeignKey(Comment, models.PROTECT, related_name="report_entries")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="report_entries")
    section = models.ForeignKey(ReportSection, models.PROTECT, related_name="entries", null=True)
    disposition = models.CharField(max_length=18, choices=Disposition, blank=True)
    target = models.ForeignKey(Comment, models.PROTECT, related_name="+", null=True)
    status = models.CharField(max_length=9, choices=Comment.Status)

    class Meta:
        indexes = [models.Index(fields=["version", "participant"], name="report_entry_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "comment", "section"], nulls_distinct=False, name="report_entry_once"
            ),
            models.CheckConstraint(
                condition=Q(section=None) | Q(disposition=""), name="report_entry_section_or_disposition"
            ),
        ]


class ReportDelivery(models.Model):
    """That everybody has been told of a version; absent while a crash may have left some untold."""

    version = models.OneToOneField(ReportVersion, models.PROTECT, related_name="delivery")
    finished_at = models.DateTimeField(default=timezone.now)
    recipients = models.IntegerField()
