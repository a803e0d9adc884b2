"""Who has come: one row per check-in, of people who registered and of those who just came by."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.event import MOST_PEOPLE, Event
from events.models.registration import Registration


class ArrivalQuerySet(models.QuerySet):
    def standing(self):
        """Arrivals that were not taken back."""
        return self.filter(undone_at=None)


class Arrival(models.Model):
    """That somebody came to an event. What was entered by mistake is taken back, not removed."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="arrivals", db_index=False)
    # None: they came without having registered.
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="arrivals", null=True)
    people = models.PositiveSmallIntegerField(_("number of people"), validators=[MinValueValidator(1)])
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    form_key = models.UUIDField(unique=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["event", "-at", "-id"], condition=Q(undone_at=None), name="arrival_latest")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(registration__isnull=False, undone_at=None),
                name="arrival_once",
            ),
            models.CheckConstraint(
                condition=Q(people__gte=1, people__lte=MOST_PEOPLE), name="arrival_people_fit"
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="arrival_undone_by_somebody",
            ),
        ]
