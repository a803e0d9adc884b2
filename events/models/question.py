"""What people who come want to ask before a forum: questions under a part of the programme, and who supports them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.event import AgendaItem, Event
from events.models.registration import Registration

MAX_QUESTION = 400  # characters


class AudienceQuestionQuerySet(models.QuerySet):
    def shown(self):
        """Questions that anyone may read."""
        return self.filter(hidden_at=None)

    def ranked(self):
        """The most supported first, of equal ones the older."""
        return self.order_by("-support_count", "pk")


class AudienceQuestion(models.Model):
    """A question in advance, asked by somebody who registered. Its number of supporters is kept at write."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="questions", db_index=False)
    # Of the same event: a composite key in the database (migration 0004).
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="questions", verbose_name=_("part"))
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="questions")
    text = models.CharField(_("question"), max_length=MAX_QUESTION)
    support_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    form_key = models.UUIDField(unique=True)
    answered_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    hidden_reason = models.CharField(max_length=300, blank=True)

    objects = AudienceQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question in advance")
        verbose_name_plural = _("questions in advance")
        indexes = [
            models.Index(
                fields=["event", "item", "-support_count", "id"],
                condition=Q(hidden_at=None),
                name="question_ranked",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["id", "event"], name="audience_question_of_event"),
            models.CheckConstraint(condition=~Q(text=""), name="audience_question_has_text"),
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_by=None, hidden_reason="")
                | Q(hidden_at__isnull=False, hidden_by__isnull=False) & ~Q(hidden_reason=""),
                name="audience_question_hidden_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class QuestionSupport(models.Model):
    """That somebody who comes wants this question asked, once."""

    question = models.ForeignKey(AudienceQuestion, models.CASCADE, related_name="supports", db_index=False)
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "registration"], name="question_support_once"),
        ]
