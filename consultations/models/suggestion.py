"""What grouping has found for the coding desk: proposals, and nothing more until a person accepts them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from consultations.models.comment import Comment
from consultations.models.consultation import Consultation
from consultations.models.theme import Theme


class SuggestionRun(models.Model):
    """One reading of a consultation's comments, and how far it has come. Only the last finished one is kept."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    STEPS = 5  # reading, words, groups, near-duplicates, proposals

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="suggestion_runs")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    step = models.PositiveSmallIntegerField(default=0)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    comments = models.PositiveIntegerField(default=0)  # how many were read
    left_out = models.PositiveIntegerField(default=0)  # how many were too many

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["consultation"],
                condition=Q(state__in=["waiting", "running"]),
                name="suggestion_run_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "failed"]),
                name="suggestion_run_state_known",
            ),
        ]


class SuggestedGroup(models.Model):
    """Comments that may be a theme, under words that people wrote."""

    run = models.ForeignKey(SuggestionRun, models.CASCADE, related_name="groups")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=200)
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="suggested_group_once"),
        ]


class SuggestedMember(models.Model):
    """A comment of a group; the most typical one has rank 1."""

    group = models.ForeignKey(SuggestedGroup, models.CASCADE, related_name="members")
    comment = models.ForeignKey(Comment, models.PROTECT, related_name="+")
    rank = models.PositiveIntegerField()

    class Meta:
        ordering = ["group", "rank"]
        constraints = [models.UniqueConstraint(fields=["group", "comment"], name="suggested_member_once")]


class SuggestedTheme(models.Model):
    """A theme that may fit a comment, from 1 (best) to 3."""

    run = models.ForeignKey(SuggestionRun, models.CASCADE, related_name="themes")
    comment = models.ForeignKey(Comment, models.PROTECT, related_name="suggested_themes")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField()
    likeness = models.FloatField()

    class Meta:
        ordering = ["comment", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["run", "comment", "rank"], name="suggested_theme_rank_once"),
            models.UniqueConstraint(fields=["run", "comment", "theme"], name="suggested_theme_once"),
        ]


class SuggestedTwin(models.Model):
    """An earlier comment that says almost the same as a comment."""

    run = models.ForeignKey(SuggestionRun, models.CASCADE, related_name="twins")
    comment = models.ForeignKey(Comment, models.PROTECT, related_name="suggested_twins")
    other = models.ForeignKey(Comment, models.PROTECT, related_name="+")
    likeness = models.FloatField()

    class Meta:
        ordering = ["-likeness", "comment"]
        constraints = [
            models.UniqueConstraint(fields=["run", "comment"], name="suggested_twin_once"),
            models.CheckConstraint(condition=~Q(comment=F("other")), name="suggested_twin_is_another"),
        ]
