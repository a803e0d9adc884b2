"""Kept pages for readers who are logged in: everybody's page, with what belongs to the reader laid over it.

A template encloses what differs between readers in `<!--part:name-->` and `<!--/part-->`. So most of a page is neither
read nor drawn again for a person; what is theirs is drawn each time and never kept.
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse

from forum_site import kept_pages

Overlay = Callable[[HttpRequest, int, str], str]

_PART = re.compile(r"<!--part:(\w+)-->(.*?)<!--/part-->", re.DOTALL)
_overlays: dict[str, Overlay] = {}


def register(kind: str, overlay: Overlay) -> None:
    """Say who lays things over pages about a kind of thing, from `AppConfig.ready()`.

    `overlay(request, pk, html)` returns the page for the reader who is logged in.
    """
    _overlays[kind] = overlay


def page_for(request: HttpRequest) -> HttpResponse | None:
    """Return this address's kept page as its reader is to see it, if the reader is logged in.

    None where none is kept, where it is out of date, or where a message waits for the reader: the view draws it then.
    """
    # Without a session's cookie nobody is logged in, and looking would make the page vary by cookie.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return None
    if len(get_messages(request)):
        return None
    found = kept_pages.of_present_state(request)
    if found is None:
        return None
    scope, html = found
    return HttpResponse(_overlays[scope.kind](request, scope.pk, html))


def with_parts(html: str, draw: dict[str, Callable[[], str]]) -> str:
    """Return the page with its parts drawn anew.

    Raises KeyError for a part that cannot be drawn, so that nobody is shown what was drawn for all in its place.
    """
    return _PART.sub(lambda part: f"<!--part:{part[1]}-->{draw[part[1]]()}<!--/part-->", html)
