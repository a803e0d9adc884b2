"""A forum as it is announced: the facts in force, every change of them, and the parts of its programme.

The page (`EventPage`) is where they are written; publishing it puts them in force (`events/announcing.py`). What others
point at (registrations, questions, notes) points here, never at a page or a part of one.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum_site.bilingual import Bilingual
from forum_site.dates import in_wib

ONE_SITTING = timedelta(hours=24)  # what lasts longer takes several days
MOST_PEOPLE = 20  # of one registration
MOST_SEATS = 100_000


class Topic(Bilingual, models.Model):
    """What forums are about; lists are filtered by it."""

    slug = models.SlugField(_("name in the address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Sitting:
    """One day of an event: from when to when."""

    number: int
    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


def sittings(starts_at: datetime, ends_at: datetime) -> list[Sitting]:
    """Return the days of an event in order.

    What takes less than 24 hours is one sitting, also past midnight. What takes longer begins each day at the hour
    (WIB) at which the first day begins, and ends by the hour at which the last one ends.
    """
    if ends_at - starts_at < ONE_SITTING:
        return [Sitting(1, starts_at, ends_at)]
    first, last = in_wib(starts_at), in_wib(ends_at)
    days = (last.date() - first.date()).days + 1
    end = first.replace(hour=last.hour, minute=last.minute, second=last.second)
    if end <= first:  # each ends after midnight
        end, days = end + timedelta(days=1), days - 1
    return [
        Sitting(number + 1, first + timedelta(days=number), end + timedelta(days=number))
        for number in range(days)
    ]


class EventQuerySet(models.QuerySet):
    def announced(self):
        """Events that the public knows of, cancelled ones included."""
        return self.exclude(state=Event.State.DRAFT)

    def held(self):
        """Announced events that take place."""
        return self.filter(state=Event.State.ANNOUNCED)


class Event(Bilingual, models.Model):
    """The facts of a forum that are in force, and how many places are taken (kept under this row's lock)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("not announced")
        ANNOUNCED = "announced", _("announced")
        CANCELLED = "cancelled", _("cancelled")

    class Entry(models.TextChoices):
        """How one gets a place."""

        FREE = "free", _("Nobody needs to register")
        OPEN = "open", _("By registration")
        APPROVAL = "approval", _("By registration, which the organiser approves")

    # The page's translation key: one for all languages. Calendars know the event by it.
    key = models.UUIDField(unique=True)
    title = models.CharField(max_length=255)
    title_en = models.CharField(max_length=255, blank=True)
    agency = models.ForeignKey("directory.Agency", models.PROTECT, related_name="events")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="events", null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    open_end = models.BooleanField(default=False)
    venue = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=240, blank=True)
    online_url = models.URLField(blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    # How often calendars were told of other facts (RFC 5545, SEQUENCE).
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    entry = models.CharField(max_length=8, choices=Entry, default=Entry.FREE)
    entry_opens_at = models.DateTimeField(null=True)
    entry_closes_at = models.DateTimeField(null=True)
    capacity = models.PositiveIntegerField(null=True, validators=[MinValueValidator(1)])
    reserved = models.PositiveIntegerField(default=0)
    party = models.PositiveSmallIntegerField(
        default=4, validators=[MinValueValidator(1), MaxValueValidator(MOST_PEOPLE)]
    )
    offer_hours = models.PositiveSmallIntegerField(default=24)

    # Seats of confirmed and offered places, from those for everybody and from the reserved ones.
    taken = models.PositiveIntegerField(default=0)
    taken_reserved = models.PositiveIntegerField(default=0)
    next_place = models.PositiveIntegerField(default=1)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("forum")
        verbose_name_plural = _("forums")
        permissions = [
            ("manage_registration", "Can see and change who comes to a forum"),
            ("check_in", "Can check people in at a forum"),
        ]
        indexes = [
            models.Index(fields=["starts_at", "id"], name="event_by_start"),
            models.Index(fields=["ends_at", "id"], name="event_by_end"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="event_fact_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "announced", "cancelled"]), name="event_state_known"
            ),
            models.CheckConstraint(
                condition=Q(entry__in=["free", "open", "approval"]), name="event_entry_known"
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gte=F("taken") + F("reserved")),
                name="event_never_oversold",
            ),
            models.CheckConstraint(
                condition=Q(taken_reserved__lte=F("reserved")), name="event_reserve_never_oversold"
            ),
            models.CheckConstraint(
                condition=Q(party__gte=1, party__lte=MOST_PEOPLE), name="event_party_fits"
            ),
            models.CheckConstraint(condition=Q(offer_hours__gte=1), name="event_offer_lasts"),
            models.CheckConstraint(
                condition=Q(entry_opens_at=None)
                | Q(entry_closes_at=None)
                | Q(entry_closes_at__gt=F("entry_opens_at")),
                name="event_entry_window",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_cancelled(self) -> bool:
        """Whether it was called off."""
        return self.state == self.State.CANCELLED

    @property
    def wants_registration(self) -> bool:
        """Whether one needs a place to come."""
        return self.entry != self.Entry.FREE

    @property
    def free(self) -> int | None:
        """How many seats are left for everybody; None where there is no limit."""
        return None if self.capacity is None else self.capacity - self.reserved - self.taken

    def is_past(self, at: datetime | None = None) -> bool:
        """Whether it has ended at the moment `at` (default now)."""
        return self.ends_at <= (at or timezone.now())

    def closes_at(self) -> datetime:
        """Return until when places are given: as announced, at the latest when it begins."""
        return min(self.entry_closes_at or self.starts_at, self.starts_at)

    def takes_registrations(self, at: datetime | None = None) -> bool:
        """Whether places are given at the moment `at` (default now): a half-open window."""
        at = at or timezone.now()
        opened = self.entry_opens_at is None or self.entry_opens_at <= at
        return (
            self.state == self.State.ANNOUNCED
            and self.wants_registration
            and opened
            and at < self.closes_at()
        )

    def must_wait(self) -> bool:
        """Whether who registers now comes on the waiting list: nothing is free, or others wait for it."""
        if self.free is None:
            return False
        return self.free <= 0 or self.registrations.filter(state="waiting").exists()

    def sittings(self) -> list[Sitting]:
        """Return its days."""
        return sittings(self.starts_at, self.ends_at)


class EventChange(models.Model):
    """One change of an announced forum: what, by whom, when, why. Never altered."""

    class Kind(models.TextChoices):
        ANNOUNCED = "announced", _("announced")
        MOVED = "moved", _("moved")
        AMENDED = "amended", _("amended")
        CANCELLED = "cancelled", _("cancelled")
        RESUMED = "resumed", _("takes place after all")

    event = models.ForeignKey(Event, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=9, choices=Kind)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["announced", "moved", "amended", "cancelled", "resumed"]),
                name="event_change_known",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["moved", "cancelled", "resumed"]) | ~Q(reason=""),
                name="event_change_has_reason",
            ),
        ]

    @property
    def before_start(self) -> datetime | None:
        """When it was to begin, where that has changed."""
        return _moment_in(self.before)

    @property
    def after_start(self) -> datetime | None:
        """When it begins since then, where that has changed."""
        return _moment_in(self.after)


def _moment_in(facts: dict) -> datetime | None:
    return datetime.fromisoformat(facts["starts_at"]) if facts.get("starts_at") else None


class AgendaItem(Bilingual, models.Model):
    """A part of the programme as announced; when it begins follows from the lengths before it."""

    class Kind(models.TextChoices):
        OPENING = "opening", _("Opening")
        TALK = "talk", _("Presentation")
        DISCUSSION = "discussion", _("Discussion")
        BREAK = "break", _("Break")
        CLOSING = "closing", _("Conclusion")

    event = models.ForeignKey(Event, models.CASCADE, related_name="agenda_items")
    # The block's id on the page, the same in every language and every revision.
    key = models.UUIDField(default=uuid.uuid4)
    position = models.PositiveSmallIntegerField()
    day = models.PositiveSmallIntegerField(default=1)
    minutes = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.TALK)
    title = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160, blank=True)
    # Off the programme; what was asked or noted under it stays.
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["event", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "key"], name="agenda_item_once"),
            models.UniqueConstraint(fields=["id", "event"], name="agenda_item_of_event"),
            models.CheckConstraint(condition=Q(minutes__gt=0, day__gt=0), name="agenda_item_takes_time"),
        ]

    def __str__(self) -> str:
        return self.title
