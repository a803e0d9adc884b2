"""Calendars, feed, picture and poster of forums: what other programs and walls show."""

import hashlib

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events import calendars, feeds
from events.models import Event
from events.poster import poster_of
from events.sharing import share_picture
from events.views.lists import FilterForm
from forum_site.languages import active_language

MOST = 500  # events of a calendar that one subscribes to


def announced(event_id: int) -> Event:
    """Return an announced event whose page anybody may read. Raises Http404."""
    rows = calendars.with_pages(Event.objects.announced())
    event = get_object_or_404(rows, pk=event_id)
    if calendars.page_of(event) is None:
        raise Http404
    return event


def _answer(
    request: HttpRequest, content: bytes, media_type: str, name: str = "", seconds: int = 300
) -> HttpResponse:
    """Return the content with its tag, or 304 where the asker has it."""
    response = HttpResponse(content, content_type=media_type)
    response["ETag"] = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    response["Cache-Control"] = f"public, max-age={seconds}"
    if name:
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    return get_conditional_response(request, etag=response["ETag"], response=response)


def _file(event: Event, ending: str) -> str:
    return f"{slugify(event.shown('title'))[:60] or 'forum'}.{ending}"


@require_safe
def one(request: HttpRequest, event_id: int) -> HttpResponse:
    """Hand out one event for a calendar."""
    event = announced(event_id)
    return _answer(request, calendars.calendar([event]), calendars.MEDIA_TYPE, _file(event, "ics"), seconds=0)


@require_safe
def subscription(request: HttpRequest) -> HttpResponse:
    """Hand out all coming events and the latest past ones, or those of an agency or topic, to subscribe to."""
    form = FilterForm(request.GET)
    chosen = form.chosen()
    rows = calendars.with_pages(Event.objects.announced().filter(**chosen).order_by("-starts_at", "-pk"))
    shown = [event for event in rows[:MOST] if calendars.page_of(event)]
    named = [value.shown("name") for value in chosen.values()]
    name = " · ".join(["Rembuk", *(named or [_("Forums")])])
    return _answer(request, calendars.calendar(shown, name=name), calendars.MEDIA_TYPE, seconds=0)


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Hand out what was announced, moved and cancelled, newest first."""
    form = FilterForm(request.GET)
    content = feeds.atom(form.chosen(), own=request.path + form.query())
    return _answer(request, content, "application/atom+xml; charset=utf-8", seconds=0)


@require_safe
def picture(request: HttpRequest, event_id: int) -> HttpResponse:
    """Hand out the picture that previews of a link show."""
    event = announced(event_id)
    return _answer(request, share_picture(event.shown("title"), event), "image/png")


@require_safe
def poster(request: HttpRequest, event_id: int) -> HttpResponse:
    """Hand out a poster to print (A4). Raises BadRequest for a forum that is over or cancelled."""
    event = announced(event_id)
    if event.is_cancelled or event.is_past():
        raise BadRequest("Nobody needs to be invited any more.")
    content = poster_of(event, calendars.page_of(event), active_language())
    return _answer(request, content, "application/pdf", _file(event, "pdf"))
