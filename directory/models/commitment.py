"""What agencies have promised: until when, what came of it, every change on record, and who follows it."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.agency import Agency, AgencyOfficer
from forum_site.bilingual import Bilingual


class CommitmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Commitments that `user` may see in the admin: officers their own agencies', readers all of them.

        Who may see commitments but change none (communications, moderators) answers for no agency, so needs all.
        """
        if user.is_superuser or user.has_perm("directory.oversee_commitment"):
            return self
        if not user.has_perm("directory.view_commitment"):
            return self.none()
        if not user.has_perm("directory.change_commitment"):
            return self
        return self.changeable_by(user)

    def changeable_by(self, user):
        """Commitments that `user` may change (the same rule as `actions.may_change_commitment`)."""
        if not user.has_perm("directory.change_commitment"):
            return self.none()
        if user.is_superuser or user.has_perm("directory.oversee_commitment"):
            return self
        return self.filter(agency__in=AgencyOfficer.objects.serving().filter(user=user).values("agency"))

    def public(self):
        """Commitments that anyone may see."""
        return self.exclude(published_at=None)

    def unfinished(self):
        """Promises that are neither kept nor dropped."""
        return self.filter(status__in=Commitment.UNFINISHED)

    def overdue(self, today: date | None = None):
        """Promises whose day has passed (`today` in Palembang, default now) and that are neither kept nor dropped."""
        return self.unfinished().filter(due_on__lt=today or timezone.localdate())


class Commitment(Bilingual, models.Model):
    """A promise of an agency: what, by whom, until when, and what came of it.

    Late is no status: it follows from the day, so no officer has to say it.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        IN_PROGRESS = "in_progress", _("in progress")
        KEPT = "kept", _("kept")
        DROPPED = "dropped", _("dropped")

    UNFINISHED = (Status.PLANNED, Status.IN_PROGRESS)

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="commitments", verbose_name=_("agency"))
    officer = models.ForeignKey(
        AgencyOfficer,
        models.PROTECT,
        related_name="commitments",
        null=True,
        blank=True,
        verbose_name=_("responsible officer"),
    )
    what = models.CharField(_("what is promised"), max_length=300)
    what_en = models.CharField(_("what is promised, in English"), max_length=300, blank=True)
    due_on = models.DateField(_("due on"))
    # The day that was promised first; the database fills it in and lets nobody change it.
    first_due_on = models.DateField(editable=False)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PLANNED)
    kept_on = models.DateField(
        _("done on"),
        null=True,
        blank=True,
        help_text=_("The day on which it was done; empty: today. Only for what is kept."),
    )
    evidence = models.TextField(
        _("evidence"),
        blank=True,
        help_text=_(
            "What shows that it was done, or how far it is. Links, files and pictures are added below."
        ),
    )
    published_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    form_key = models.UUIDField(null=True, unique=True, editable=False)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["due_on", "id"]
        permissions = [("oversee_commitment", "Can see and change every agency's commitments")]
        indexes = [
            models.Index(fields=["status", "due_on"]),
            models.Index(
                fields=["due_on", "id"], name="commitment_board", condition=Q(published_at__isnull=False)
            ),
            models.Index(
                fields=["agency", "due_on", "id"],
                name="commitment_board_agency",
                condition=Q(published_at__isnull=False),
            ),
            # The board's filters: a late one is not looked for among all that was kept long ago.
            *(
                models.Index(
                    fields=[*agency, "due_on", "id"],
                    name=f"commitment_open{suffix}",
                    condition=Q(published_at__isnull=False, status__in=["planned", "in_progress"]),
                )
                for agency, suffix in (([], ""), (["agency"], "_agency"))
            ),
            *(
                models.Index(
                    fields=[*agency, "status", "due_on", "id"],
                    name=f"commitment_state{suffix}",
                    condition=Q(published_at__isnull=False),
                )
                for agency, suffix in (([], ""), (["agency"], "_agency"))
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["planned", "in_progress", "kept", "dropped"]),
                name="commitment_status_known",
            ),
            models.CheckConstraint(
                condition=~Q(status="kept") | ~Q(evidence=""), name="commitment_kept_has_evidence"
            ),
            models.CheckConstraint(
                condition=Q(status="kept", kept_on__isnull=False)
                | (~Q(status="kept") & Q(kept_on__isnull=True)),
                name="commitment_kept_has_day",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def save(self, *args, **kwargs):
        """Store it; what is kept has its day, what is not has none."""
        self.settle()
        super().save(*args, **kwargs)

    def settle(self) -> None:
        """Fill in what follows from the rest: the first day promised, the day on which it was kept."""
        self.first_due_on = self.first_due_on or self.due_on
        if self.status == self.Status.KEPT:
            self.kept_on = self.kept_on or timezone.localdate()
        else:
            self.kept_on = None

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed (Jakarta's calendar) and it is neither kept nor dropped."""
        return self.status in self.UNFINISHED and self.due_on < timezone.localdate()

    @property
    def slip(self) -> int:
        """By how many days it is later than promised first: done, due anew, or late today; 0 where it is not."""
        ends = [self.kept_on] if self.kept_on else [self.due_on]
        if self.is_overdue:
            ends.append(timezone.localdate())
        return max(0, (max(ends) - self.first_due_on).days)

    def clean(self):
        """Raise ValidationError for what cannot be; fill in what follows from the rest."""
        if self.status == self.Status.KEPT and not self.evidence.strip():
            raise ValidationError({"evidence": _("Say what shows that the commitment was kept.")})
        if self.status == self.Status.KEPT and self.kept_on and self.kept_on > timezone.localdate():
            raise ValidationError({"kept_on": _("This day has not come yet.")})
        if self.officer_id and self.agency_id and self.officer.agency_id != self.agency_id:
            raise ValidationError({"officer": _("This officer serves another agency.")})
        self.settle()


class CommitmentChange(models.Model):
    """One change of a commitment's date or status, never altered (the database refuses it)."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="changes")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    due_before = models.DateField(null=True)
    due_after = models.DateField()
    status_before = models.CharField(max_length=12, blank=True)
    status_after = models.CharField(max_length=12)
    reason = models.TextField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["-at", "-id"], name="commitment_change_newest")]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="commitment_change_has_reason"),
        ]

    @property
    def is_first(self) -> bool:
        """Whether it is the entry with which the commitment began."""
        return not self.status_before

    @property
    def moves_day(self) -> bool:
        """Whether it set another day."""
        return self.due_before is not None and self.due_before != self.due_after

    @property
    def moves_status(self) -> bool:
        """Whether it set another status."""
        return bool(self.status_before) and self.status_before != self.status_after


class ChangeDelivery(models.Model):
    """That everybody was told of a change; absent while a crash may have left some untold."""

    change = models.OneToOneField(CommitmentChange, models.PROTECT, related_name="delivery")
    finished_at = models.DateTimeField(default=timezone.now)
    recipients = models.IntegerField()


class CommitmentFollow(models.Model):
    """That a person wants news of a commitment."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="follows")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="commitment_follows")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "commitment"], name="commitment_follow_once"),
        ]


class DueNotice(models.Model):
    """That a commitment's owner was reminded of its day: before it came, or when it had passed."""

    class Occasion(models.TextChoices):
        BEFORE = "before", _("before its day")
        LATE = "late", _("after its day")

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="due_notices")
    due_on = models.DateField()
    occasion = models.CharField(max_length=6, choices=Occasion)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "due_on", "occasion"], name="commitment_reminded_once"
            ),
        ]
