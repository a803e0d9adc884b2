"""The pages on which forums are announced and listed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from events.blocks import AgendaBlock
from events.models.event import MOST_PEOPLE, MOST_SEATS, AgendaItem, Event, Topic, sittings
from forum_site.blocks import DocumentList, TextBody
from forum_site.dates import in_wib
from forum_site.languages import FIRST, language_of


class EventQuerySet(PageQuerySet):
    def upcoming(self, at: datetime | None = None):
        """Events that have not ended at the moment `at` (default now), the next first; one that runs is among them."""
        return self.filter(ends_at__gt=at or timezone.now()).order_by("starts_at", "pk")

    def past(self, at: datetime | None = None):
        """Events that have ended at the moment `at` (default now), the latest first; one that ends now included."""
        return self.filter(ends_at__lte=at or timezone.now()).order_by("-starts_at", "-pk")

    def touching(self, begin: datetime, end: datetime):
        """Events of which a part lies in the half-open window, in the order in which they begin."""
        return self.filter(starts_at__lt=end, ends_at__gt=begin).order_by("starts_at", "pk")


class EventIndexPage(Page):
    """The list of forums: coming and past, and a calendar of each month."""

    introduction = models.TextField(_("introduction"), max_length=600, blank=True)

    content_panels = Page.content_panels + [FieldPanel("introduction")]
    search_fields = Page.search_fields + [index.SearchField("introduction")]
    parent_page_types = ["forum_site.HomePage"]
    subpage_types = ["events.EventPage"]
    max_count_per_parent = 1
    template = "events/index_page.html"

    class Meta:
        verbose_name = _("list of forums")
        verbose_name_plural = _("lists of forums")

    def get_context(self, request, *args, **kwargs):
        """Add what the reader asks for: a list or a month, of one agency or topic."""
        from events.views.lists import index_context

        return super().get_context(request, *args, **kwargs) | index_context(request)


@dataclass(frozen=True)
class Slot:
    """An item of the programme with the moments that follow from the lengths before it."""

    key: str
    item: dict  # the block's value
    starts_at: datetime
    ends_at: datetime

    @property
    def kind_label(self) -> str:
        return AgendaItem.Kind(self.item["kind"]).label

    @property
    def speakers(self) -> list:
        """Those who speak, without the ones that were deleted since."""
        return [speaker for speaker in self.item["speakers"] if speaker is not None]


@dataclass(frozen=True)
class Day:
    """A day of the programme."""

    number: int
    starts_at: datetime
    slots: list[Slot]


class EventPage(Page):
    """A forum: when, where, who invites, what is on the programme. Times are shown in Palembang's (WIB).

    The facts are those of the Indonesian page, and publishing it puts them in force (`Event`); a translation carries
    them along and changes only words.
    """

    FACTS = (
        "starts_at", "ends_at", "open_end", "venue", "address", "online_url", "agency_id", "topic_id", "picture_id",
        "entry", "entry_opens_at", "entry_closes_at", "capacity", "reserved", "party", "offer_hours", "cancelled",
        "step_free", "accessible_toilet", "sign_language", "live_text", "child_care",
    )  # fmt: skip
    ACCESS = ("step_free", "accessible_toilet", "sign_language", "live_text", "child_care")

    event = models.ForeignKey(Event, models.PROTECT, related_name="pages", null=True, editable=False)
    summary = models.TextField(_("summary"), max_length=400, help_text=_("Shown in lists, in plain words."))
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(
        _("ends"),
        help_text=_(
            "Several days: each begins at the hour at which the first one begins and ends by the hour at which the "
            "last one ends."
        ),
    )
    open_end = models.BooleanField(
        _("the end is open"),
        default=False,
        help_text=_("The end is not shown then; it says until when the forum stands among the coming ones."),
    )
    venue = models.CharField(_("venue"), max_length=120, blank=True)
    address = models.CharField(_("address"), max_length=240, blank=True)
    online_url = models.URLField(
        _("online at"),
        blank=True,
        help_text=_("Where one must register, only those who have a place see the link."),
    )
    agency = models.ForeignKey(
        "directory.Agency", models.PROTECT, related_name="+", verbose_name=_("who invites")
    )
    topic = models.ForeignKey(
        Topic, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("topic")
    )
    picture = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("picture"),
    )
    who_may_come = models.CharField(_("who may come"), max_length=200, blank=True)
    contact = models.CharField(
        _("contact"),
        max_length=200,
        blank=True,
        help_text=_("A desk with its telephone number or e-mail address."),
    )
    step_free = models.BooleanField(_("no steps"), default=False)
    accessible_toilet = models.BooleanField(_("accessible toilet"), default=False)
    sign_language = models.BooleanField(_("sign language"), default=False)
    live_text = models.BooleanField(_("what is said can be read along"), default=False)
    child_care = models.BooleanField(_("children are looked after"), default=False)
    access_note = models.CharField(_("more on access"), max_length=240, blank=True)

    entry = models.CharField(_("how one comes"), max_length=8, choices=Event.Entry, default=Event.Entry.FREE)
    entry_opens_at = models.DateTimeField(
        _("registration opens"),
        null=True,
        blank=True,
        help_text=_("Empty: as soon as this page is published."),
    )
    entry_closes_at = models.DateTimeField(
        _("registration closes"), null=True, blank=True, help_text=_("Empty: when the forum begins.")
    )
    capacity = models.PositiveIntegerField(
        _("seats"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)],
        help_text=_("Empty: no limit."),
    )
    reserved = models.PositiveIntegerField(
        _("of these reserved"),
        default=0,
        validators=[MaxValueValidator(MOST_SEATS)],
        help_text=_("Seats that only the organiser gives away."),
    )
    party = models.PositiveSmallIntegerField(
        _("people per registration at most"),
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PEOPLE)],
    )
    offer_hours = models.PositiveSmallIntegerField(
        _("hours to accept a place from the waiting list"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
    )
    cancelled = models.BooleanField(_("cancelled"), default=False)
    change_reason = models.CharField(
        _("reason for the change"),
        max_length=300,
        blank=True,
        help_text=_(
            "Needed when time or place change or the forum is cancelled after its announcement; published."
        ),
    )
    agenda = StreamField(AgendaBlock(), verbose_name=_("programme"), blank=True)
    body = StreamField(TextBody(), verbose_name=_("text"), blank=True)
    documents = StreamField(DocumentList(), verbose_name=_("documents"), blank=True)

    objects = PageManager.from_queryset(EventQuerySet)()

    content_panels = Page.content_panels + [
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                HelpPanel(
                    content=_(
                        "The facts are those of the Indonesian page; a translation does not change them."
                    )
                ),
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at"), FieldPanel("open_end")]),
                FieldPanel("venue"),
                FieldPanel("address"),
                FieldPanel("online_url"),
                FieldPanel("agency"),
                FieldPanel("topic"),
                FieldPanel("picture"),
                FieldPanel("cancelled"),
                FieldPanel("change_reason"),
            ],
            heading=_("Facts"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("who_may_come"),
                FieldPanel("contact"),
                *(FieldPanel(name) for name in ACCESS),
                FieldPanel("access_note"),
            ],
            heading=_("Who can come, and how"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("entry"),
                FieldRowPanel([FieldPanel("entry_opens_at"), FieldPanel("entry_closes_at")]),
                FieldRowPanel([FieldPanel("capacity"), FieldPanel("reserved"), FieldPanel("party")]),
                FieldPanel("offer_hours"),
            ],
            heading=_("Registration"),
        ),
        FieldPanel("agenda"),
        FieldPanel("body"),
        FieldPanel("documents"),
    ]
    search_fields = Page.search_fields + [
        index.SearchField("summary"),
        index.SearchField("body"),
        index.SearchField("venue"),
        index.FilterField("starts_at"),
        index.FilterField("ends_at"),
    ]
    parent_page_types = ["events.EventIndexPage"]
    # No `subpage_types`: apps to the right put pages below a forum by naming it their parent (its minutes).
    template = "events/event_page.html"
    # A copy announces another forum; it gets a row of its own when it is first published.
    exclude_fields_in_copy = ["event", "change_reason", "cancelled"]

    class Meta:
        verbose_name = _("forum")
        verbose_name_plural = _("forums")
        indexes = [
            models.Index(fields=["ends_at"], name="event_page_by_end"),
            models.Index(fields=["starts_at"], name="event_page_by_start"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="event_ends_after_start",
                violation_error_message=_("The event must end after it starts."),
            )
        ]

    @property
    def is_primary(self) -> bool:
        """Whether this page, in the site's first language, is where the facts are written."""
        return language_of(self) == FIRST

    def clean(self):
        """Refuse windows that are none, seats that do not add up, and unexplained changes of what is announced."""
        from events.announcing import problems_of

        super().clean()
        if errors := problems_of(self):
            raise ValidationError(errors)

    def save(self, *args, **kwargs):
        """Store the page; where this publishes it, put its facts in force. Raises PublicationRefused."""
        from events.announcing import save_event_page

        if self.locale_id is None:  # a new page: Wagtail would set it further down, when it cleans
            self.locale = self.get_default_locale()
        return save_event_page(
            self, lambda: super(EventPage, self).save(*args, **kwargs), kwargs.get("update_fields")
        )

    def on_schedule_refused(self, revision, error) -> None:
        """Tell the editor that a scheduled publication was refused, and why."""
        from accounts.authors import tell_schedule_refused

        tell_schedule_refused(self, revision, error.messages)

    @property
    def directions_query(self) -> str:
        """What to ask a map for."""
        return ", ".join(filter(None, [self.venue, self.address])) or "Palembang"

    def get_context(self, request, *args, **kwargs):
        from events.views.page import event_context

        return super().get_context(request, *args, **kwargs) | event_context(self, request)

    def is_past(self, at: datetime | None = None) -> bool:
        """Whether it has ended at the moment `at` (default now)."""
        return self.ends_at <= (at or timezone.now())

    def days(self) -> list[date]:
        """Return the days (WIB) on which it begins: one, or each of several."""
        return [in_wib(sitting.starts_at).date() for sitting in sittings(self.starts_at, self.ends_at)]

    def access(self) -> list[str]:
        """Return in words what the venue offers, in the active language."""
        return [str(self._meta.get_field(name).verbose_name) for name in self.ACCESS if getattr(self, name)]

    def programme(self) -> list[Day]:
        """Return the days of the programme with their items, one after the other from each day's beginning.

        Items of a day that the event does not have (after it was shortened) come on the last one.
        """
        days = sittings(self.starts_at, self.ends_at)
        found = [Day(day.number, day.starts_at, []) for day in days]
        moments = [day.starts_at for day in days]
        for child in self.agenda:
            place = min(child.value["day"], len(days)) - 1
            end = moments[place] + timedelta(minutes=child.value["minutes"])
            found[place].slots.append(Slot(child.id, child.value, moments[place], end))
            moments[place] = end
        return [day for day in found if day.slots]
