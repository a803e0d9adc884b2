"""The list of forums and the calendar of a month: what is coming, what has been, of one agency or topic."""

import calendar
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django import forms
from django.core.exceptions import BadRequest
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from directory.models import Agency
from events.models import EventPage, Topic
from forum_site.cursors import parse_time_cursor, time_cursor
from forum_site.dates import WIB, in_wib
from forum_site.languages import in_language

COMING_SHOWN, PAST_SHOWN = 50, 20
FIRST_YEAR, LAST_YEAR = 2020, 2100


class FilterForm(forms.Form):
    """Of what is asked. The addresses are public, so their parameters are Indonesian."""

    instansi = forms.ModelChoiceField(
        label=_("Agency"),
        required=False,
        to_field_name="slug",
        queryset=Agency.objects.none(),
        empty_label=_("All agencies"),
    )
    topik = forms.ModelChoiceField(
        label=_("Topic"),
        required=False,
        to_field_name="slug",
        queryset=Topic.objects.none(),
        empty_label=_("All topics"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        live = EventPage.objects.live().public()
        self.fields["instansi"].queryset = Agency.objects.filter(
            Exists(live.filter(agency=OuterRef("pk")))
        ).order_by("name")
        self.fields["topik"].queryset = Topic.objects.filter(Exists(live.filter(topic=OuterRef("pk"))))

    def chosen(self) -> dict:
        """Return the conditions on events, by field. Raises BadRequest (400) for what the form does not offer."""
        if not self.is_valid():
            raise BadRequest("The list offers no such filter.")
        found = {"agency": self.cleaned_data["instansi"], "topic": self.cleaned_data["topik"]}
        return {name: value for name, value in found.items() if value}

    def query(self, **more) -> str:
        """Return the query string of the same filter with something else, "" for nothing at all."""
        found = {name: value.slug for name, value in self.cleaned_data.items() if value} | more
        return f"?{urlencode(found)}" if found else ""


def index_context(request: HttpRequest) -> dict:
    """Return what the list of forums shows: coming and past ones, or a month where `bulan` names one."""
    form = FilterForm(request.GET)
    chosen = form.chosen()
    events = in_language(EventPage.objects.live().public()).filter(**chosen).defer_streamfields()
    events = events.select_related("event")
    now = timezone.now()
    context = {
        "form": form,
        "is_filtered": bool(chosen),
        "calendar_url": reverse("events:calendar") + form.query(),
        "feed_url": reverse("events:feed") + form.query(),
        "list_url": form.query() or "?",
        "month_url": form.query(bulan=f"{in_wib(now):%Y-%m}"),
    }
    if wanted := request.GET.get("bulan", ""):
        return context | {"month": month_of(wanted, events, form, now)}
    past, older_url = _past(request, events.past(now), form)
    return context | {
        "upcoming": list(events.upcoming(now)[:COMING_SHOWN]) if "sebelum" not in request.GET else [],
        "is_first": "sebelum" not in request.GET,
        "past": past,
        "older_url": older_url,
    }


def _past(request: HttpRequest, events, form: FilterForm) -> tuple[list[EventPage], str]:
    """Return a page of past events, and the address of the next, "" if there is none."""
    if cursor := request.GET.get("sebelum", ""):
        moment, pk = parse_time_cursor(cursor)
        events = events.filter(starts_at__lte=moment).exclude(starts_at=moment, pk__gte=pk)
    found = list(events[: PAST_SHOWN + 1])
    shown = found[:PAST_SHOWN]
    more = len(found) > PAST_SHOWN
    return shown, form.query(sebelum=time_cursor(shown[-1].starts_at, shown[-1].pk)) if more else ""


# --- A month ----------------------------------------------------------------------------------------


@dataclass
class DayCell:
    """A day of the calendar with the forums that take place on it."""

    day: date
    is_of_month: bool
    is_today: bool
    events: list[EventPage] = field(default_factory=list)


@dataclass(frozen=True)
class Month:
    """A month as a table of weeks, Monday first."""

    first: date
    weeks: list[list[DayCell]]
    before_url: str
    after_url: str
    has_events: bool

    @property
    def names(self) -> list[date]:
        """Seven days whose names head the columns."""
        return [cell.day for cell in self.weeks[0]]


def month_of(wanted: str, events, form: FilterForm, now: datetime) -> Month:
    """Return the month that `wanted` names ("2026-12"). Raises BadRequest for one that is none."""
    try:
        first = datetime.strptime(wanted, "%Y-%m").date()
    except ValueError:
        raise BadRequest("This is no month.") from None
    if not FIRST_YEAR <= first.year <= LAST_YEAR or len(wanted) != 7:
        raise BadRequest("The calendar does not reach so far.")
    days = list(calendar.Calendar().itermonthdates(first.year, first.month))
    today = in_wib(now).date()
    cells = {day: DayCell(day, day.month == first.month, day == today) for day in days}
    begin, end = (datetime.combine(day, time(), WIB) for day in (days[0], days[-1] + timedelta(days=1)))
    found = list(events.touching(begin, end))
    for event in found:
        for day in event.days():
            if day in cells:
                cells[day].events.append(event)
    weeks = [[cells[day] for day in days[place : place + 7]] for place in range(0, len(days), 7)]
    before, after = first - timedelta(days=1), (first + timedelta(days=31)).replace(day=1)
    return Month(
        first,
        weeks,
        form.query(bulan=f"{before:%Y-%m}"),
        form.query(bulan=f"{after:%Y-%m}"),
        any(cell.events and cell.is_of_month for cell in cells.values()),
    )
