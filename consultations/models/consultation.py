"""The consultation itself: an ordinary row that pages show and everything else points at."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum_site.bilingual import Bilingual

MOST_DAYS_TO_DECIDE = 30  # working days that a consultation may promise at most


class ConsultationQuerySet(models.QuerySet):
    def public(self):
        """Consultations that have been announced, cancelled ones included."""
        return self.exclude(state=Consultation.State.DRAFT)

    def visible_to(self, user):
        """Consultations that `user` may know of: announced ones, and drafts for staff."""
        return self if user.is_staff else self.public()

    def open(self, at=None):
        """Consultations that take comments at the moment `at` (default now); the window is half open."""
        at = at or timezone.now()
        return self.filter(state=Consultation.State.IN_FORCE, opens_at__lte=at, closes_at__gt=at)


class Consultation(Bilingual, models.Model):
    """A period in which residents are asked something.

    Editors write its facts on its page; publishing the page puts them in force here
    (`actions.put_in_force`). Comments, questions, themes and locks point at this row, so that
    a page can be translated, moved or reverted without touching what people said.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_FORCE = "in_force", _("in force")
        CANCELLED = "cancelled", _("cancelled")

    class Moderation(models.TextChoices):
        POST = "post", _("published at once, checked afterwards")
        PRE = "pre", _("published after a moderator has read it")

    class Phase(models.TextChoices):
        """What a reader sees; follows from state, time and report, so it is not stored."""

        DRAFT = "draft", _("Draft")
        UPCOMING = "upcoming", _("Opens soon")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed, being evaluated")
        REPORTED = "reported", _("Report published")
        CANCELLED = "cancelled", _("Cancelled")

    slug = models.SlugField(_("address"), unique=True, max_length=100)
    title = models.CharField(_("title"), max_length=255)
    title_en = models.CharField(_("title in English"), max_length=255, blank=True)
    agency = models.ForeignKey(
        "directory.Agency", models.PROTECT, related_name="consultations", verbose_name=_("agency")
    )
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    moderation = models.CharField(_("moderation"), max_length=4, choices=Moderation, default=Moderation.POST)
    # What is promised to whoever waits for a moderator; `deadlines` counts it.
    decide_within = models.PositiveSmallIntegerField(default=1)
    guests = models.BooleanField(_("people without an account may take part"), default=False)
    hide_at_reports = models.BooleanField(
        _("reports hide a comment until a moderator decides"), default=False
    )
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT)
    coding_completed_at = models.DateTimeField(null=True, editable=False)
    coding_completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    reported_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ["-closes_at", "id"]
        indexes = [models.Index(fields=["state", "closes_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="consultation_closes_after_opening",
                violation_error_message=_("The consultation must close after it opens."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "in_force", "cancelled"]), name="consultation_state_known"
            ),
            models.CheckConstraint(
                condition=Q(moderation__in=["pre", "post"]), name="consultation_moderation_known"
            ),
            models.CheckConstraint(
                condition=Q(decide_within__gte=1, decide_within__lte=MOST_DAYS_TO_DECIDE),
                name="consultation_decides_within_days",
            ),
            models.CheckConstraint(
                condition=Q(coding_completed_at=None, coding_completed_by=None)
                | Q(coding_completed_at__isnull=False, coding_completed_by__isnull=False),
                name="consultation_coding_completed_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def phase(self, at=None) -> "Consultation.Phase":
        """Return the phase at the moment `at` (default now); windows are half open and meet."""
        at = at or timezone.now()
        if self.state == self.State.DRAFT:
            return self.Phase.DRAFT
        if self.state == self.State.CANCELLED:
            return self.Phase.CANCELLED
        if at < self.opens_at:
            return self.Phase.UPCOMING
        if at < self.closes_at:
            return self.Phase.OPEN
        return self.Phase.REPORTED if self.reported_at else self.Phase.CLOSED

    @property
    def is_open(self) -> bool:
        """Whether it takes comments now."""
        return self.phase() == self.Phase.OPEN


class ConsultationChange(models.Model):
    """One change put in force: by whom, when, why; the database refuses to alter it."""

    class Kind(models.TextChoices):
        ANNOUNCED = "announced", _("announced")
        EXTENDED = "extended", _("closing moved later")
        SHORTENED = "shortened", _("closing moved earlier")
        REOPENED = "reopened", _("reopened")
        RESCHEDULED = "rescheduled", _("opening moved")
        CANCELLED = "cancelled", _("cancelled")
        RESUMED = "resumed", _("cancellation taken back")
        AMENDED = "amended", _("facts changed")
        UNPUBLISHED = "unpublished", _("page taken down")
        CODING_COMPLETED = "coding_completed", _("coding declared complete")
        CODING_RESUMED = "coding_resumed", _("coding taken up again")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=16, choices=Kind)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


class ConsultationTally(models.Model):
    """A part of a consultation's totals, and of the number of changes to what its pages show.

    A writer takes a part that no other running transaction uses (`rembuk_slot()`, migration 0005), so that nobody
    waits for anybody and two who write to several consultations cannot deadlock. Readers sum the parts;
    the sum of `version` only grows, so it names one state of the consultation.
    """

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="tallies")
    shard = models.SmallIntegerField()
    published = models.IntegerField(default=0)
    decisions = models.IntegerField(default=0)
    threads = models.IntegerField(default=0)  # roots that are shown, stones included
    version = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "shard"], name="tally_shard_once"),
            models.CheckConstraint(condition=Q(shard__gte=0, shard__lt=32), name="tally_shard_known"),
        ]


class ReadMark(models.Model):
    """How far a person has read a consultation: what became public later is new to them."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="read_marks")
    read_at = models.DateTimeField()
    read_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "consultation"], name="read_mark_once")]


class Follow(models.Model):
    """A person who wants news of a consultation, with or without having commented."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="follows")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="follows")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "consultation"], name="follow_once")]


class Question(Bilingual, models.Model):
    """One thing that a consultation asks. Once commented it can be closed or reworded, never deleted."""

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="questions", verbose_name=_("consultation")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    title = models.CharField(_("question"), max_length=255)
    title_en = models.CharField(_("question in English"), max_length=255, blank=True)
    body = models.TextField(_("explanation"), blank=True)
    body_en = models.TextField(_("explanation in English"), blank=True)
    closed_at = models.DateTimeField(_("closed since"), null=True, blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["consultation", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["id", "consultation"], name="question_of_consultation"),
            models.UniqueConstraint(
                "consultation",
                Lower("title"),
                name="question_once",
                violation_error_message=_("This consultation asks this already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
