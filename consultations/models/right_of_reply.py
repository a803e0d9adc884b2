"""The right of reply: a draft report opened to those whom it summarises, their objections, and the answers to them."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.models.consultation import Consultation
from consultations.models.participant import Participant
from consultations.models.report import FollowUpReportPage
from consultations.models.theme import Theme


class DraftOpeningQuerySet(models.QuerySet):
    def running(self, at: datetime | None = None):
        """Openings in which one can object at the moment `at` (default now); the window is half open."""
        at = at or timezone.now()
        return self.filter(opens_at__lte=at, closes_at__gt=at, ended_at=None)


class DraftOpening(models.Model):
    """A draft, frozen as it stood, and open for some days to those whom it summarises.

    The database lets nobody change what was opened, from when and until when.
    """

    page = models.ForeignKey(FollowUpReportPage, models.PROTECT, related_name="openings")
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="draft_openings")
    number = models.PositiveSmallIntegerField()
    # What a version published at that moment would have said (`report_freeze.content_of`).
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    opens_at = models.DateTimeField(default=timezone.now)
    closes_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    form_key = models.UUIDField(unique=True)
    # Ended before its day, for a reason that the report prints.
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    end_reason = models.CharField(max_length=300, blank=True)
    told_at = models.DateTimeField(null=True)  # when everybody had been told of it

    objects = DraftOpeningQuerySet.as_manager()

    class Meta:
        ordering = ["consultation", "number"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="draft_opening_once"),
            models.UniqueConstraint(fields=["id", "consultation"], name="draft_opening_of_consultation"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="draft_opening_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, end_reason="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")),
                name="draft_opening_ends_for_a_reason",
            ),
        ]

    def is_open(self, at: datetime | None = None) -> bool:
        """Whether one can object at the moment `at` (default now)."""
        return self.ended_at is None and self.opens_at <= (at or timezone.now()) < self.closes_at

    @property
    def until(self) -> datetime:
        """When it closes or was ended."""
        return self.ended_at or self.closes_at


class DraftSection(models.Model):
    """A theme's place in a draft that was opened: what one can object to."""

    opening = models.ForeignKey(DraftOpening, models.PROTECT, related_name="sections")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="+")
    anchor = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=255)

    class Meta:
        ordering = ["opening", "position"]
        constraints = [
            models.UniqueConstraint(fields=["opening", "theme"], name="draft_section_of_theme_once"),
            models.UniqueConstraint(fields=["id", "opening"], name="draft_section_of_opening"),
        ]


class DraftObjection(models.Model):
    """ "This is not what I said": once per person and section; no section: where comments without a theme stand."""

    opening = models.ForeignKey(DraftOpening, models.PROTECT, related_name="objections")
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+", db_constraint=False)
    section = models.ForeignKey(
        DraftSection, models.PROTECT, related_name="objections", null=True, db_constraint=False
    )
    participant = models.ForeignKey(
        Participant, models.PROTECT, related_name="draft_objections", db_constraint=False
    )
    words = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    form_key = models.UUIDField(unique=True)
    erased_at = models.DateTimeField(null=True)  # its author has left, and took the words along

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["opening", "section", "participant"],
                nulls_distinct=False,
                name="draft_objection_once",
            ),
            models.CheckConstraint(
                condition=~Q(words="") | Q(erased_at__isnull=False), name="draft_objection_has_words"
            ),
        ]


class ObjectionAnswer(models.Model):
    """What the editors answer to an objection, and whether the draft changes. The database lets nobody alter it."""

    class Outcome(models.TextChoices):
        CHANGED = "changed", _("the draft is changed")
        KEPT = "kept", _("the draft stays")

    objection = models.OneToOneField(DraftObjection, models.PROTECT, related_name="answer")
    outcome = models.CharField(max_length=7, choices=Outcome)
    words = models.TextField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["changed", "kept"]), name="objection_outcome_known"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="objection_answer_has_words"),
        ]
