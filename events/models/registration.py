"""Who comes: places, the waiting list, and every move of one."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import AddressField, Language
from events.models.event import MOST_PEOPLE, Event


class RegistrationQuerySet(models.QuerySet):
    def active(self):
        """Registrations that stand: those that wait, are offered a place or have one."""
        return self.filter(state__in=Registration.ACTIVE)

    def seated(self):
        """Registrations that hold seats."""
        return self.filter(state__in=Registration.SEATED)

    def in_line(self):
        """The waiting list, in the order in which it was joined."""
        return self.filter(state=Registration.State.WAITING).order_by("place")


class Registration(models.Model):
    """A wish for a place at an event and what became of it. Its way: `LAWFUL` in events/actions/moving.py.

    Who has no account gives a name and an e-mail address or a telephone number; both go once the event is long over.
    """

    class State(models.TextChoices):
        REQUESTED = "requested", _("waits for the organiser")
        WAITING = "waiting", _("on the waiting list")
        OFFERED = "offered", _("a place is offered")
        CONFIRMED = "confirmed", _("has a place")
        DECLINED = "declined", _("declined by the organiser")
        LAPSED = "lapsed", _("the offered place was not taken in time")
        CANCELLED = "cancelled", _("cancelled")

    ACTIVE = (State.REQUESTED, State.WAITING, State.OFFERED, State.CONFIRMED)
    SEATED = (State.OFFERED, State.CONFIRMED)

    event = models.ForeignKey(Event, models.PROTECT, related_name="registrations", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="event_registrations", null=True
    )
    name = models.CharField(_("name"), max_length=80, blank=True)
    address = AddressField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    language = models.CharField(max_length=2, choices=Language, default=Language.INDONESIAN)
    people = models.PositiveSmallIntegerField(
        _("number of people"), default=1, validators=[MinValueValidator(1)]
    )
    needs = models.CharField(_("what they need"), max_length=300, blank=True)
    state = models.CharField(max_length=9, choices=State)
    # The order in which registrations were stored; given under the event's lock.
    place = models.PositiveIntegerField()
    # Whether its seats are of those that the organiser keeps.
    is_reserved = models.BooleanField(default=False)
    offer_until = models.DateTimeField(null=True)
    code_digest = models.BinaryField(max_length=32, unique=True)
    form_key = models.UUIDField(unique=True)
    # A keyed digest of the network from which somebody without an account registered (accounts/visitors.py).
    network = models.BinaryField(max_length=32, null=True)
    created_at = models.DateTimeField(default=timezone.now)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    # Since when they wait for a call: they have news, and neither account nor e-mail address.
    call_since = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        indexes = [
            models.Index(fields=["event", "state", "place"], name="registration_in_line"),
            models.Index(
                fields=["event", "network"],
                condition=Q(
                    network__isnull=False, state__in=["requested", "waiting", "offered", "confirmed"]
                ),
                name="registration_networks",
            ),
            models.Index(fields=["offer_until"], condition=Q(state="offered"), name="registration_offers"),
            models.Index(
                fields=["event", "call_since"],
                condition=Q(call_since__isnull=False),
                name="registration_calls",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["event", "place"], name="registration_place_once"),
            models.UniqueConstraint(
                fields=["event", "user"],
                condition=Q(user__isnull=False, state__in=["requested", "waiting", "offered", "confirmed"]),
                name="registration_once_per_account",
            ),
            models.UniqueConstraint(
                fields=["event", "address"],
                condition=~Q(address="") & Q(state__in=["requested", "waiting", "offered", "confirmed"]),
                name="registration_once_per_address",
            ),
            models.UniqueConstraint(
                fields=["event", "phone"],
                condition=~Q(phone="") & Q(state__in=["requested", "waiting", "offered", "confirmed"]),
                name="registration_once_per_phone",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "requested",
                        "waiting",
                        "offered",
                        "confirmed",
                        "declined",
                        "lapsed",
                        "cancelled",
                    ]
                ),
                name="registration_state_known",
            ),  # fmt: skip
            models.CheckConstraint(
                condition=Q(people__gte=1, people__lte=MOST_PEOPLE), name="registration_people_fit"
            ),
            models.CheckConstraint(
                condition=Q(state="offered", offer_until__isnull=False)
                | (~Q(state="offered") & Q(offer_until=None)),
                name="registration_offer_has_end",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(name="") | Q(forgotten_at__isnull=False),
                name="registration_has_name",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False)
                | ~Q(address="")
                | ~Q(phone="")
                | Q(entered_by__isnull=False)
                | Q(forgotten_at__isnull=False),
                name="registration_can_be_reached",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def is_active(self) -> bool:
        """Whether it stands."""
        return self.state in self.ACTIVE

    @property
    def shown_name(self) -> str:
        """The name under which they come."""
        return self.user.name or self.user.shown_name if self.user_id else self.name


class RegistrationMove(models.Model):
    """One move of a registration: from where to where, by whom (None: they themselves, or time), why. Never altered."""

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="moves")
    before = models.CharField(max_length=9, blank=True)
    after = models.CharField(max_length=9, choices=Registration.State)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(before=models.F("after")), name="registration_move_moves"),
        ]


class PartyChange(models.Model):
    """That fewer people come with a registration than before, by whom it was said (None: they themselves)."""

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="party_changes")
    before = models.PositiveSmallIntegerField()
    after = models.PositiveSmallIntegerField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(after__gte=1, before__gt=models.F("after")), name="party_only_becomes_smaller"
            ),
        ]


class EventTold(models.Model):
    """That all who have a place were reminded of an event, as it then stood: absent while some may not be."""

    class Occasion(models.TextChoices):
        DAYS = "days", _("three days before")
        HOURS = "hours", _("three hours before")

    event = models.ForeignKey(Event, models.CASCADE, related_name="told")
    occasion = models.CharField(max_length=6, choices=Occasion)
    starts_at = models.DateTimeField()  # a forum that was moved is reminded of anew
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "occasion", "starts_at"], name="event_told_once"),
        ]
