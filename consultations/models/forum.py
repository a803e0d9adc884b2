"""What is said at a forum: which part of its programme asks what, and what was noted there."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.models.comment import Comment
from consultations.models.consultation import Consultation, Question
from events.models import AgendaItem, Event


class AgendaLink(models.Model):
    """That a part of a forum's programme is about a consultation, or about one of its questions."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="agenda_links", verbose_name=_("part"))
    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="agenda_links", verbose_name=_("consultation")
    )
    # Of the same consultation: a composite key in the database.
    question = models.ForeignKey(
        Question, models.PROTECT, related_name="agenda_links", null=True, verbose_name=_("question")
    )
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["item", "id"]
        permissions = [("run_forum", "Can link forums to consultations and lead their minutes")]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "consultation", "question"], nulls_distinct=False, name="agenda_link_once"
            ),
        ]

    def __str__(self) -> str:
        """Return what is asked, in the active language."""
        return self.question.shown("title") if self.question_id else self.consultation.shown("title")


class ForumNoteQuerySet(models.QuerySet):
    def standing(self):
        """Notes that were not taken back."""
        return self.filter(removed_at=None)


class ForumNote(models.Model):
    """What was said or decided under a part of a forum's programme, as it was typed there.

    What was said about a consultation is a comment in it (channel *forum*), and its words stand only there, so that
    hiding or masking them holds everywhere. What was said otherwise, and decisions, stand here, for the minutes.
    """

    class Kind(models.TextChoices):
        CONTRIBUTION = "contribution", _("Contribution")
        DECISION = "decision", _("Decision")
        REMARK = "remark", _("Remark for the minutes")

    event = models.ForeignKey(Event, models.PROTECT, related_name="notes", db_index=False)
    # Of the same event: a composite key in the database.
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="notes", verbose_name=_("part"))
    kind = models.CharField(max_length=12, choices=Kind)
    comment = models.OneToOneField(Comment, models.PROTECT, related_name="forum_note", null=True)
    text = models.TextField(blank=True)
    speaker = models.CharField(_("name"), max_length=80, blank=True)
    # That the speaker agreed to be named; without it nobody is.
    consent = models.BooleanField(default=False)
    language = models.CharField(max_length=2, default="id")
    said_at = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    form_key = models.UUIDField(unique=True)
    # When it was written into the draft of the minutes.
    minuted_at = models.DateTimeField(null=True)
    corrected_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    objects = ForumNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note of a forum")
        verbose_name_plural = _("notes of forums")
        indexes = [models.Index(fields=["event", "item", "said_at", "id"], name="forum_note_in_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["contribution", "decision", "remark"]), name="forum_note_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(comment__isnull=False, kind="contribution", text="")
                | Q(comment=None) & ~Q(text=""),
                name="forum_note_words_in_one_place",
            ),
            models.CheckConstraint(
                condition=Q(consent=True) | Q(speaker=""), name="forum_note_names_with_consent"
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False, comment=None),
                name="forum_note_comments_are_not_taken_back",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class NoteDraft(models.Model):
    """What a note-taker is typing, as far as it has reached the server: one per person and forum."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="note_drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    fields = models.JSONField()
    # The key of the form that is being filled in: once that is stored, the draft is over.
    form_key = models.UUIDField()
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="note_draft_once")]
