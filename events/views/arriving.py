"""The entrance, on an organiser's phone: scan, find by name, count who just came; the number of people here."""

import uuid

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.admin_access import requires
from events import actions
from events.actions.arriving import CHECK_IN, head_count, may_arrive
from events.models import Arrival, Event, Registration
from events.models.event import MOST_PEOPLE
from forum_site.redirects import see_other

FOUND, LATEST = 20, 10
WALK_INS = (1, 2, 3, 4, 5)

at_the_door = requires(CHECK_IN)


class ArrivalForm(forms.Form):
    """How many come, under a key that counts them once."""

    people = forms.IntegerField(min_value=1, max_value=MOST_PEOPLE)
    form_key = forms.UUIDField()


def _event(event_id: int) -> Event:
    return get_object_or_404(Event.objects.announced(), pk=event_id)


@never_cache
@require_safe
@at_the_door
def door(request: HttpRequest, event_id: int) -> HttpResponse:
    """Show the entrance of a forum: how many are here, who is looked for, who came last."""
    return _door(request, _event(event_id))


@never_cache
@require_safe
@at_the_door
def count(request: HttpRequest, event_id: int) -> HttpResponse:
    """Return the number of people here, as a fragment that the page asks for again and again."""
    event = _event(event_id)
    return render(request, "events/head_count.html", {"event": event, "here": head_count(event)})


def _door(request: HttpRequest, event: Event, error: str = "", status: int = 200) -> HttpResponse:
    words = request.GET.get("cari", "").strip()[:100]
    chosen = request.GET.get("tempat", "")
    rows = Registration.objects.filter(event=event).select_related("user")
    here = Arrival.objects.standing().filter(registration=OuterRef("pk"))
    rows = rows.annotate(is_here=Exists(here)).order_by("place")
    found: list[Registration] = []
    if chosen.isdecimal() and len(chosen) < 19:
        found = list(rows.filter(pk=int(chosen)))
    elif words:
        found = list(
            rows.active().filter(
                Q(name__icontains=words)
                | Q(user__name__icontains=words)
                | Q(phone__endswith=words.lstrip("+0"))
            )[:FOUND]
        )
    latest = Arrival.objects.standing().filter(event=event).select_related("registration__user")
    context = {
        "event": event,
        "here": head_count(event),
        "expected": event.taken + event.taken_reserved,
        "is_open": may_arrive(event),
        "words": words,
        "is_search": bool(words or chosen),
        "found": [(row, uuid.uuid4()) for row in found],
        "walk_ins": [(people, uuid.uuid4()) for people in WALK_INS],
        "latest": list(latest.order_by("-at", "-pk")[:LATEST]),
        "error": error,
    }
    return render(request, "events/door.html", context, status=status)


def _taken(request: HttpRequest, event: Event, verb, said) -> HttpResponse:
    """Do what the form asks; show the door again with what went wrong, else lead back to it."""
    form = ArrivalForm(request.POST)
    if not form.is_valid():
        return _door(request, event, _("This form is damaged. Reload the page."), status=422)
    try:
        arrival = verb(**form.cleaned_data)
    except ValidationError as error:
        return _door(request, event, error.messages[0], status=409)
    messages.success(request, said(arrival))
    return see_other(reverse("events:door", args=[event.pk]))


@require_POST
@at_the_door
def check_in(request: HttpRequest, registration_id: int) -> HttpResponse:
    """Check somebody in who registered."""
    registration = get_object_or_404(Registration.objects.select_related("event"), pk=registration_id)
    if registration.event.state == Event.State.DRAFT:
        raise Http404
    return _taken(
        request,
        registration.event,
        lambda people, form_key: actions.check_in(
            registration.pk, actor=request.user, form_key=form_key, people=people
        ),
        lambda arrival: _("%(name)s is here.") % {"name": arrival.registration.shown_name},
    )


@require_POST
@at_the_door
def walk_in(request: HttpRequest, event_id: int) -> HttpResponse:
    """Count people who just came."""
    event = _event(event_id)
    return _taken(
        request,
        event,
        lambda people, form_key: actions.walk_in(
            event.pk, people=people, actor=request.user, form_key=form_key
        ),
        lambda arrival: (
            ngettext("%(n)d person counted.", "%(n)d people counted.", arrival.people) % {"n": arrival.people}
        ),
    )


@require_POST
@at_the_door
def take_back(request: HttpRequest, arrival_id: int) -> HttpResponse:
    """Take an arrival back that was a mistake."""
    arrival = get_object_or_404(Arrival, pk=arrival_id)
    actions.take_back_arrival(arrival.pk, actor=request.user)
    messages.success(request, _("Taken back."))
    return see_other(reverse("events:door", args=[arrival.event_id]))
