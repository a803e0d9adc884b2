"""How far coding has come, kept at write: the coding desk asks after every comment, and must not count each time.

Triggers count (migration 0021), so that a verb, an import and a hand at psql count alike. As with ConsultationTally, a
writer adds to a part that no other running transaction uses (`rembuk_slot()`), so nobody waits; readers sum the parts.
"""

from django.db import models
from django.db.models import Q

from consultations.models.comment import Comment
from consultations.models.consultation import Consultation, Question
from consultations.models.participant import Channel
from consultations.models.theme import Theme


class CoverageTally(models.Model):
    """How many published comments of one question, channel and language are coded in one way: a part of the number."""

    consultation = models.ForeignKey(
        Consultation, models.CASCADE, related_name="coverage_tallies", db_index=False
    )
    question = models.ForeignKey(Question, models.CASCADE, related_name="+", null=True)
    channel = models.CharField(max_length=5, choices=Channel)
    language = models.CharField(max_length=5, blank=True)
    coding = models.CharField(max_length=11, choices=Comment.Coding, blank=True)
    shard = models.SmallIntegerField()
    comments = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "question", "channel", "language", "coding", "shard"],
                nulls_distinct=False,
                name="coverage_tally_once",
            ),
            models.CheckConstraint(
                condition=Q(shard__gte=0, shard__lt=32), name="coverage_tally_shard_known"
            ),
        ]


class ThemeTally(models.Model):
    """How many published comments a theme has: a part of the number.

    `family`, on a theme that stands by itself: comments that it or a theme under it has, each once.
    """

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="tallies", db_index=False)
    shard = models.SmallIntegerField()
    comments = models.IntegerField(default=0)
    family = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["theme", "shard"], name="theme_tally_once"),
            models.CheckConstraint(condition=Q(shard__gte=0, shard__lt=32), name="theme_tally_shard_known"),
        ]
