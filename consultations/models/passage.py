"""Passages: words of a comment on which a code rests, or which a report may quote."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.models.comment import Comment, CommentVersion
from consultations.models.consultation import Consultation


class PassageQuerySet(models.QuerySet):
    def quotable(self):
        """Passages that a report may quote now: marked so, of a public comment whose text has not changed since."""
        return self.filter(
            Q(version__masked_at=None) | Q(version__masked_at__lt=F("marked_at")),
            is_quotable=True,
            comment__status=Comment.Status.PUBLISHED,
            comment__version=F("version"),
        )


class Passage(models.Model):
    """A part of a comment's text, by its place and its digest; the words themselves stand in the comment alone.

    `start` and `end` count characters of `passages.plain_text`, half open. What masks, hides or withdraws the comment
    so takes the passage along.
    """

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="passages")
    version = models.ForeignKey(CommentVersion, models.PROTECT, related_name="passages")
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="passages", db_index=False)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    is_quotable = models.BooleanField(default=False)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    marked_at = models.DateTimeField(default=timezone.now)

    objects = PassageQuerySet.as_manager()

    class Meta:
        ordering = ["comment", "start", "end"]
        indexes = [
            models.Index(
                fields=["consultation", "id"], condition=Q(is_quotable=True), name="passage_quotable"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["version", "start", "end"], name="passage_once"),
            models.UniqueConstraint(fields=["id", "comment"], name="passage_of_comment"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="passage_not_empty"),
        ]

    def __str__(self) -> str:
        from consultations.passages import words_of

        return words_of(self) or _("words that are not public any more")
