"""What shows that a promise was kept, or how far it is: links, files, pictures."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.commitment import Commitment


class EvidenceQuerySet(models.QuerySet):
    def standing(self):
        """Evidence that was not taken back."""
        return self.filter(withdrawn_at=None)

    def visible_to(self, user):
        """Evidence that `user` may see: of public commitments what stands, of those seen in the admin all."""
        public = Q(withdrawn_at=None, commitment__in=Commitment.objects.public())
        return self.filter(public | Q(commitment__in=Commitment.objects.visible_to(user)))


class Evidence(models.Model):
    """One link, file or picture, with what it shows. It is taken back for a reason, never removed."""

    class Kind(models.TextChoices):
        LINK = "link", _("link")
        FILE = "file", _("file")
        PICTURE = "picture", _("picture")

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="pieces")
    kind = models.CharField(max_length=7, choices=Kind)
    caption = models.CharField(_("what it shows"), max_length=200)
    url = models.URLField(_("link"), max_length=500, blank=True)
    document = models.ForeignKey("wagtaildocs.Document", models.PROTECT, null=True, related_name="+")
    picture = models.ForeignKey("wagtailimages.Image", models.PROTECT, null=True, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    added_at = models.DateTimeField(default=timezone.now)
    form_key = models.UUIDField(null=True, unique=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="evidence_holds_its_kind",
                condition=Q(kind="link", document=None, picture=None) & ~Q(url="")
                | Q(kind="file", url="", document__isnull=False, picture=None)
                | Q(kind="picture", url="", document=None, picture__isnull=False),
            ),
            models.CheckConstraint(name="evidence_says_what", condition=~Q(caption="")),
            models.CheckConstraint(
                name="evidence_taken_back_for_a_reason",
                condition=Q(withdrawn_at=None, withdrawn_by=None, reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.caption
