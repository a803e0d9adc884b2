"""The live page, for the hall's screen and for phones: what is on now, and what people ask, by support."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.admin_access import requires
from accounts.notices import absolute
from events import actions, calendars, stage
from events.actions.asking import CHAIR
from events.models import Event
from events.views.passing import announced
from forum_site.languages import active_language, localized_url
from forum_site.qr import qr_of
from forum_site.redirects import see_other

LEAST_WAIT, MOST_WAIT = (
    10,
    20,
)  # seconds between two questions of one phone; drawn by chance, so that they spread
chairs_only = requires(CHAIR)


@require_safe
def live(request: HttpRequest, event_id: int) -> HttpResponse:
    """Show the live page of a forum; with `?layar` for the wall, large and with a code that opens it on a phone."""
    event = announced(event_id)
    address = absolute(reverse("events:live", args=[event.pk]))
    context = {
        "event": event,
        "page_url": localized_url(calendars.page_of(event)),
        "is_wall": "layar" in request.GET,
        "address": address,
        "qr": qr_of(address),
        "least": LEAST_WAIT,
        "most": MOST_WAIT,
        **stage.stage_context(event),
    }
    response = render(request, "events/live.html", context)
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def part(request: HttpRequest, event_id: int) -> HttpResponse:
    """Return the part of the live page that changes, or 304 where the asker has it: no query, at most a second old."""
    found = stage.drawn(event_id, active_language(), lambda: announced(event_id))
    etag = f'"{found.tag}"'
    theirs = parse_etags(request.headers.get("If-None-Match", ""))
    if etag in [tag.removeprefix("W/") for tag in theirs]:  # weak where it was sent compressed
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(found.content)
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    return response


@require_POST
@chairs_only
def show(request: HttpRequest, event_id: int) -> HttpResponse:
    """Set the part of the programme that is on now."""
    event = get_object_or_404(Event.objects.announced(), pk=event_id)
    chosen = request.POST.get("item", "")
    try:
        item = int(chosen) if chosen.isdecimal() and len(chosen) < 19 else None
        actions.show_item(event.pk, item, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("The live page shows it now."))
    return see_other(reverse("events:chair", args=[event.pk]))
