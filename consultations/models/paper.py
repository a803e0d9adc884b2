"""Forms on paper, typed twice by two people; and the receipts that staff hand over."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from consultations.models.comment import Comment
from consultations.models.consultation import Consultation, Question
from events.models import AgendaItem
from forum_site.districts import LONGEST, District

MOST_FORMS = 500  # of one batch


def scan_name(_batch, _name: str) -> str:
    """Return where a scan is stored: under a name that says nothing, in a folder that no address serves."""
    return f"paper_scans/{uuid.uuid4().hex}"


class PaperBatch(models.Model):
    """A pile of forms on paper for one consultation, with its scan."""

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="paper_batches", verbose_name=_("consultation")
    )
    # Where the forms were filled in at a forum: under which part of its programme.
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, related_name="paper_batches", null=True, verbose_name=_("part")
    )
    title = models.CharField(_("what it is"), max_length=120)
    count = models.PositiveSmallIntegerField(
        _("number of forms"), validators=[MinValueValidator(1), MaxValueValidator(MOST_FORMS)]
    )
    received_at = models.DateTimeField(_("received"))
    scan = models.FileField(_("scan"), upload_to=scan_name, max_length=100)
    scan_type = models.CharField(max_length=20)
    scan_sha256 = models.CharField(max_length=64)
    # When its scan was deleted: it holds what people wrote by hand, with what they did not want published.
    forgotten_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    form_key = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("batch of paper forms")
        verbose_name_plural = _("batches of paper forms")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gte=1, count__lte=MOST_FORMS), name="paper_batch_count"
            ),
            models.CheckConstraint(
                condition=~Q(scan_sha256="")
                & (~Q(scan="") & Q(forgotten_at=None) | Q(scan="", forgotten_at__isnull=False)),
                name="paper_batch_has_scan",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PaperEntry(models.Model):
    """What one person typed of one form. Two different people type each; the database sees to it."""

    WORDS = ("is_void", "text", "shown_name", "stance", "question_id", "language", "district")

    batch = models.ForeignKey(PaperBatch, models.PROTECT, related_name="entries", db_index=False)
    number = models.PositiveSmallIntegerField()
    turn = models.PositiveSmallIntegerField()  # 1, 2
    typist = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Empty, or nobody can read it.
    is_void = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    shown_name = models.CharField(max_length=80, blank=True)
    stance = models.CharField(max_length=8, blank=True)
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", null=True)
    language = models.CharField(max_length=2, choices=Language, default=Language.INDONESIAN)
    district = models.CharField(max_length=LONGEST, choices=District, blank=True)
    form_key = models.UUIDField(unique=True)
    at = models.DateTimeField(default=timezone.now)
    # Since when its words stand only in the comment, so that hiding or withdrawing it holds everywhere.
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["batch", "number", "turn"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number", "turn"], name="paper_entry_once"),
            models.UniqueConstraint(fields=["batch", "number", "typist"], name="paper_typed_by_two"),
            models.CheckConstraint(condition=Q(turn__in=[1, 2]), name="paper_entry_turn"),
            models.CheckConstraint(condition=Q(number__gte=1), name="paper_entry_number"),
            models.CheckConstraint(
                condition=Q(text="", is_void=True)
                | Q(text="", cleared_at__isnull=False)
                | Q(is_void=False, cleared_at=None) & ~Q(text=""),
                name="paper_entry_has_words",
            ),
        ]

    def words(self) -> dict:
        """Return what must be the same in both entries."""
        return {name: getattr(self, name) for name in self.WORDS}


class PaperOutcome(models.Model):
    """What became of one form: a comment, or nothing where it was void; who settled it, and whether both agreed."""

    batch = models.ForeignKey(PaperBatch, models.PROTECT, related_name="outcomes", db_index=False)
    number = models.PositiveSmallIntegerField()
    comment = models.OneToOneField(Comment, models.PROTECT, related_name="paper", null=True)
    agreed = models.BooleanField()
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["batch", "number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="paper_outcome_once"),
        ]


class HandedReceipt(models.Model):
    """That staff handed a comment's receipt to whoever said it; its code follows from the form by which they did."""

    comment = models.OneToOneField(Comment, models.PROTECT, related_name="handed_receipt", primary_key=True)
    form_key = models.UUIDField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
