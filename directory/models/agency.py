"""Who answers: agencies, and the officers in their service."""

from django.conf import settings
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
