"""Who answers: agencies, their officers, and what they have promised."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum_site.bilingual import Bilingual


class Agency(Bilingual, models.Model):
    """A perangkat daerah: an office of the city that asks, answers and promises."""

    slug = models.SlugField(_("address"), unique=True, max_length=80)
    name = models.CharField(_("name"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    short_name = models.CharField(_("short name"), max_length=40)
    description = models.TextField(_("what it does"), blank=True)

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AgencyOfficerQuerySet(models.QuerySet):
    def serving(self, at=None):
        """Officers in office at the moment `at` (default now); the window is half open."""
        at = at or timezone.now()
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=at), started_at__lte=at)


class AgencyOfficer(models.Model):
    """A person in an agency's service, from one moment until another."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="officers", verbose_name=_("agency"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="offices", verbose_name=_("account")
    )
    title = models.CharField(_("position"), max_length=120, blank=True)
    started_at = models.DateTimeField(_("in office since"), default=timezone.now)
    ended_at = models.DateTimeField(_("in office until"), null=True, blank=True)

    objects = AgencyOfficerQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency officer")
        verbose_name_plural = _("agency officers")
        ordering = ["agency__name", "user__name"]
        constraints = [
            models.UniqueConstraint("agency", "user", condition=Q(ended_at=None), name="officer_serves_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gt=F("started_at")), name="officer_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user.get_full_name()}, {self.agency.short_name}"


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

    def overdue(self, today=None):
        """Promises whose day has passed and that are neither kept nor dropped."""
        return self.filter(due_on__lt=today or timezone.localdate(), status__in=Commitment.UNFINISHED)


class Commitment(Bilingual, models.Model):
    """A promise of an agency: what, by whom, until when, and what came of it."""

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
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PLANNED)
    evidence = models.TextField(_("evidence"), blank=True, help_text=_("What shows that it was done."))
    evidence_url = models.URLField(_("link to the evidence"), blank=True)
    published_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    form_key = models.UUIDField(null=True, unique=True, editable=False)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["due_on", "id"]
        permissions = [("oversee_commitment", "Can see and change every agency's commitments")]
        indexes = [models.Index(fields=["status", "due_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["planned", "in_progress", "kept", "dropped"]),
                name="commitment_status_known",
            ),
            models.CheckConstraint(
                condition=~Q(status="kept") | ~Q(evidence="") | ~Q(evidence_url=""),
                name="commitment_kept_has_evidence",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed (Jakarta's calendar) and it is neither kept nor dropped."""
        return self.status in self.UNFINISHED and self.due_on < timezone.localdate()

    def clean(self):
        if self.status == self.Status.KEPT and not (self.evidence or self.evidence_url):
            raise ValidationError({"evidence": _("Say what shows that the commitment was kept.")})
        if self.officer_id and self.agency_id and self.officer.agency_id != self.agency_id:
            raise ValidationError({"officer": _("This officer serves another agency.")})


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
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="commitment_change_has_reason"),
        ]
