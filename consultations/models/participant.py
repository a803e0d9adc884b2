"""Someone who spoke in a consultation, with or without an account."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.models.consultation import Consultation
from forum_site import districts


class Channel(models.TextChoices):
    """How a contribution reached us."""

    WEB = "web", _("Web")
    FORUM = "forum", _("Forum")
    PAPER = "paper", _("Paper")
    PHONE = "phone", _("Phone")


class Participant(models.Model):
    """One per person (or paper form) and consultation; every comment has one."""

    class Kind(models.TextChoices):
        RESIDENT = "resident", _("Resident")
        OFFICIAL = "official", _("Official")
        GUEST = "guest", _("Guest")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="participants")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="participations", null=True
    )
    # A copy, so that a list of comments needs no account; `actions.rename_participants` keeps it in step.
    shown_name = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.RESIDENT)
    agency = models.ForeignKey("directory.Agency", models.PROTECT, related_name="+", null=True)
    channel = models.CharField(max_length=5, choices=Channel, default=Channel.WEB)
    contact = models.EmailField(blank=True)
    language = models.CharField(max_length=2, default="id")
    # Only ever counted. Of an account it is a copy, as the name is.
    district = models.CharField(
        max_length=districts.LONGEST, choices=districts.District, blank=True, db_default=""
    )
    receipt_digest = models.BinaryField(max_length=32, null=True)
    source = models.CharField(max_length=20, blank=True)
    source_id = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "account"],
                condition=Q(account__isnull=False),
                name="participant_once",
            ),
            models.UniqueConstraint(
                fields=["consultation", "source", "source_id"],
                condition=~Q(source=""),
                name="participant_imported_once",
            ),
            models.UniqueConstraint(
                fields=["receipt_digest"], condition=Q(receipt_digest__isnull=False), name="receipt_once"
            ),
            # A guest is their address, in small letters: whoever proves it again is the same one.
            models.UniqueConstraint(
                fields=["consultation", "contact"],
                condition=Q(kind="guest", account__isnull=True) & ~Q(contact=""),
                name="guest_once",
            ),
            models.UniqueConstraint(fields=["id", "consultation"], name="participant_of_consultation"),
            models.CheckConstraint(
                condition=Q(kind__in=["resident", "official", "guest"]), name="participant_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["web", "forum", "paper", "phone"]), name="participant_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(district__in=["", *districts.District.values]), name="participant_district_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind="official") | Q(agency__isnull=False), name="official_has_agency"
            ),
        ]

    def __str__(self) -> str:
        return self.shown_name or str(self.get_kind_display())
