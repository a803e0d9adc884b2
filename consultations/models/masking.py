"""What moderators masked in texts: which passages, and how the texts stood before, for those who may read them."""

from django.db import models

from consultations.models.comment import Comment, CommentVersion
from consultations.models.moderation import ModerationDecision


class Masking(models.Model):
    """The passages that one decision masks; in force until another decision undoes it.

    Kept, so that the author cannot bring them back with an edit. Confidential, as the original texts are.
    """

    decision = models.OneToOneField(ModerationDecision, models.PROTECT, related_name="masking")
    comment = models.ForeignKey(Comment, models.PROTECT, related_name="maskings")
    passages = models.JSONField()  # a list of texts


class OriginalText(models.Model):
    """A text as it stood before passages of it were masked: only moderators and its author read it.

    `masked_at`: when it had been masked before for another reason (a name that was forgotten), mostly null.
    """

    version = models.OneToOneField(CommentVersion, models.PROTECT, related_name="original")
    comment = models.ForeignKey(Comment, models.PROTECT, related_name="originals")
    text = models.TextField()
    masked_at = models.DateTimeField(null=True)
