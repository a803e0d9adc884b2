"""Measures against an account whose conduct breaks the rules, and objections to them."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from consultations.models.comment import Comment
from consultations.models.moderation import Objection, RuleVersion


class MeasureQuerySet(models.QuerySet):
    def taken(self):
        """Measures themselves, without the rows that lift one."""
        return self.exclude(kind=Measure.Kind.LIFT)

    def in_force(self, at: datetime):
        """Pauses and closures by which an account may not comment at that moment; a pause's last moment is excluded."""
        return self.filter(
            Q(until__isnull=True) | Q(until__gt=at),
            Q(lifted_by__isnull=True) | Q(lifted_by__at__gt=at),
            kind__in=Measure.BARRING,
            at__lte=at,
        )


class Measure(models.Model):
    """One step against an account, told to its person; the database refuses UPDATE and DELETE.

    What ends a measure early is a row of its own, which `lifts` it. The reason is written for the person and
    published without the name; the note stays internal.
    """

    class Kind(models.TextChoices):
        NOTE = "note", pgettext_lazy("measure", "note")
        WARN = "warn", pgettext_lazy("measure", "warning")
        PAUSE = "pause", pgettext_lazy("measure", "pause")
        CLOSE = "close", pgettext_lazy("measure", "closed to comments")
        LIFT = "lift", pgettext_lazy("measure", "lifted")

    BARRING = (Kind.PAUSE, Kind.CLOSE)

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=5, choices=Kind)
    rule_version = models.ForeignKey(RuleVersion, models.PROTECT, related_name="+", null=True)
    reason = models.TextField()
    note = models.TextField(blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True)
    lifts = models.OneToOneField("self", models.PROTECT, related_name="lifted_by", null=True)
    comment = models.ForeignKey(Comment, models.PROTECT, related_name="+", null=True)
    form_key = models.UUIDField(null=True, unique=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["at", "id"], condition=~Q(kind="lift"), name="measure_log"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["note", "warn", "pause", "close", "lift"]), name="measure_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="lift") | Q(rule_version__isnull=False), name="measure_has_rule"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="measure_has_reason"),
            models.CheckConstraint(
                condition=Q(kind="pause", until__isnull=False, until__gt=F("at"))
                | (~Q(kind="pause") & Q(until=None)),
                name="measure_pause_has_end",
            ),
            models.CheckConstraint(
                condition=Q(kind="lift", lifts__isnull=False) | (~Q(kind="lift") & Q(lifts=None)),
                name="measure_lift_has_target",
            ),
            models.CheckConstraint(condition=~Q(account=F("actor")), name="measure_not_of_oneself"),
            # Targets of the composite keys in migration 0010.
            models.UniqueConstraint(fields=["id", "actor"], name="measure_of_actor"),
            models.UniqueConstraint(fields=["id", "account"], name="measure_of_account"),
        ]

    @property
    def bars(self) -> bool:
        """Whether it keeps the account from commenting, while it is in force."""
        return self.kind in self.BARRING

    @property
    def lift(self) -> "Measure | None":
        """Return the row that lifts it, None while it stands."""
        return getattr(self, "lifted_by", None)

    def is_over(self, now: datetime) -> bool:
        """Whether its time is over, or it was lifted."""
        return self.lift is not None or (self.until is not None and self.until <= now)


class MeasureTally(models.Model):
    """How many measures of a kind were taken, and what became of objections: the figures of the public log.

    Triggers keep it in the transaction of the row itself (migration 0010).
    """

    class What(models.TextChoices):
        """Beside the kinds of measure: what became of objections."""

        APPEAL = "appeal"
        RESTORED = "restored"
        UPHELD = "upheld"

    what = models.CharField(max_length=8, unique=True)
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(count__gte=0), name="measure_tally_not_negative")]


class MeasureAppeal(Objection):
    """A person's objection to a measure against their account."""

    measure = models.OneToOneField(Measure, models.PROTECT, related_name="appeal")
