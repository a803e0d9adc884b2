"""Where we meet: forums that are announced with their programme."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from events.forms import EventPageForm
from forum_site.blocks import DocumentList, TextBody
from forum_site.languages import FIRST, in_language, language_of


class EventQuerySet(PageQuerySet):
    def upcoming(self, at: datetime | None = None):
        """Events that have not ended at the moment `at` (default now), the next first; one that runs is among them."""
        return self.filter(ends_at__gt=at or timezone.now()).order_by("starts_at", "pk")

    def past(self, at: datetime | None = None):
        """Events that have ended at the moment `at` (default now), the latest first; one that ends now included."""
        return self.filter(ends_at__lte=at or timezone.now()).order_by("-starts_at", "-pk")


class EventIndexPage(Page):
    """The list of forums: coming and past."""

    introduction = models.TextField(_("introduction"), max_length=600, blank=True)

    PAST_SHOWN = 50

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
        """Add the coming and the past events in the reader's language."""
        now = timezone.now()
        events = in_language(EventPage.objects.live().public()).defer_streamfields()
        return super().get_context(request, *args, **kwargs) | {
            "upcoming": list(events.upcoming(now)),
            "past": list(events.past(now)[: self.PAST_SHOWN]),
        }


@dataclass(frozen=True)
class Slot:
    """An item of the programme with the moments that follow from the lengths before it."""

    item: "AgendaItem"
    starts_at: datetime
    ends_at: datetime


class EventPage(Page):
    """A forum: when, where, who invites, what is on the programme. Times are shown in Palembang's (WIB).

    The facts are those of the Indonesian page; a translation carries them along and changes only words.
    """

    FACTS = ("starts_at", "ends_at", "venue", "address", "online_url", "agency_id", "picture_id")

    summary = models.TextField(_("summary"), max_length=400, help_text=_("Shown in lists, in plain words."))
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    venue = models.CharField(_("venue"), max_length=120, blank=True)
    address = models.CharField(_("address"), max_length=240, blank=True)
    online_url = models.URLField(_("online at"), blank=True)
    agency = models.ForeignKey(
        "directory.Agency", models.PROTECT, related_name="events", verbose_name=_("who invites")
    )
    picture = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("picture"),
    )
    body = StreamField(TextBody(), verbose_name=_("text"), blank=True)
    documents = StreamField(DocumentList(), verbose_name=_("documents"), blank=True)

    objects = PageManager.from_queryset(EventQuerySet)()
    base_form_class = EventPageForm

    content_panels = Page.content_panels + [
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                HelpPanel(
                    content=_(
                        "The facts are those of the Indonesian page; a translation does not change them."
                    )
                ),
                FieldPanel("starts_at"),
                FieldPanel("ends_at"),
                FieldPanel("venue"),
                FieldPanel("address"),
                FieldPanel("online_url"),
                FieldPanel("agency"),
                FieldPanel("picture"),
            ],
            heading=_("Facts"),
        ),
        InlinePanel("agenda_items", heading=_("Programme"), label=_("item")),
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
    subpage_types = []
    template = "events/event_page.html"

    class Meta:
        verbose_name = _("forum")
        verbose_name_plural = _("forums")
        indexes = [models.Index(fields=["ends_at"], name="event_by_end")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="event_ends_after_start",
                violation_error_message=_("The event must end after it starts."),
            )
        ]

    def clean(self):
        """Refuse an event that ends before it starts."""
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The event must end after it starts.")})

    def save(self, *args, **kwargs):
        """Store the page; what is a fact comes from the Indonesian page and reaches its translations."""
        if self.locale_id is None:  # a new page: Wagtail would set it further down, when it cleans
            self.locale = self.get_default_locale()
        others = EventPage.objects.filter(translation_key=self.translation_key).exclude(pk=self.pk)
        if language_of(self) != FIRST:
            facts = others.filter(locale__language_code=FIRST).values(*self.FACTS).first() or {}
            for name, value in facts.items():
                setattr(self, name, value)
        result = super().save(*args, **kwargs)
        if language_of(self) == FIRST and self.live and "update_fields" not in kwargs:
            others.update(**{name: getattr(self, name) for name in self.FACTS})
        return result

    @property
    def directions_query(self) -> str:
        """What to ask a map for."""
        return ", ".join(filter(None, [self.venue, self.address])) or "Palembang"

    def get_context(self, request, *args, **kwargs):
        """Add the agency's name in the reader's language."""
        return super().get_context(request, *args, **kwargs) | {"agency_name": self.agency.shown("name")}

    def is_past(self, at: datetime | None = None) -> bool:
        """Whether it has ended at the moment `at` (default now)."""
        return self.ends_at <= (at or timezone.now())

    def programme(self) -> list[Slot]:
        """Return the items of the programme with their moments, one after the other from the start."""
        slots, moment = [], self.starts_at
        for item in self.agenda_items.all():
            slots.append(Slot(item, moment, moment + timedelta(minutes=item.minutes)))
            moment = slots[-1].ends_at
        return slots


class AgendaItem(Orderable):
    """A part of the programme; when it begins follows from the lengths before it."""

    class Kind(models.TextChoices):
        OPENING = "opening", _("Opening")
        TALK = "talk", _("Presentation")
        DISCUSSION = "discussion", _("Discussion")
        BREAK = "break", _("Break")
        CLOSING = "closing", _("Conclusion")

    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="agenda_items")
    minutes = models.PositiveSmallIntegerField(_("minutes"), validators=[MinValueValidator(1)])
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TALK)
    title = models.CharField(_("title"), max_length=160)
    speaker = models.CharField(_("who speaks"), max_length=160, blank=True)

    panels = [FieldPanel("minutes"), FieldPanel("kind"), FieldPanel("title"), FieldPanel("speaker")]

    class Meta(Orderable.Meta):
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        constraints = [models.CheckConstraint(condition=Q(minutes__gt=0), name="agenda_item_takes_time")]
