"""Pages that everybody reads, kept in this process's memory and sent in no state but the present one.

A view offers its page by `keep`. Next time one statement asks the database in which state are the things that the
page shows and what all pages share (SiteMark, counted up by triggers in the transaction that changes something);
if it is the page's, its bytes are sent, and neither session, language, routing nor template is touched. The state is
read before a page is drawn, never after: what is drawn is as new as its state or newer, and never taken for newer.
"""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import MiddlewareNotUsed
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.http import parse_etags

from forum_site import prepared
from forum_site.compression import coding_for, decode, encode

Handler = Callable[[HttpRequest], HttpResponse]

PATIENCE = 5.0  # seconds that a reader waits for another's drawing of the same page before drawing it too
_OF_THE_ANSWER = {"content-length", "content-encoding", "cache-control", "etag", "vary", "last-modified"}


class Scope(NamedTuple):
    """What a page shows: a registered kind of thing, and which."""

    kind: str
    pk: int


# --- States -----------------------------------------------------------------------------------------

_statements: dict[str, str] = {}

State = tuple[int, int]


def register(kind: str, statement: str) -> None:
    """Say how the state of a kind of thing is read, from `AppConfig.ready()`.

    `statement` is a SELECT of one number that grows with every change, with `%(pk)s` for the thing's id.
    """
    # Fixed parts only: no value of a request is in it.
    _statements[kind] = (
        f"SELECT (SELECT coalesce(sum(version), 0)::bigint FROM forum_site_sitemark), ({statement})"  # noqa: S608
    )


def read_state(scope: Scope) -> State:
    """Return the numbers of changes, site's and thing's, in one statement.

    It proves the connection too, so Django's own question whether it still stands is spared.
    """
    connection.health_check_done = True
    try:
        return _read(scope)
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block:
            raise
        connection.close()
        return _read(scope)


def _read(scope: Scope) -> State:
    [state] = prepared.fetch(_statements[scope.kind], {"pk": scope.pk})
    return state


# --- Offering a page --------------------------------------------------------------------------------


@dataclass
class Offer:
    """What a view says of the page that it is about to show."""

    moment: datetime  # before anything was read
    scope: Scope | None = None
    until: datetime | None = None


def keep(
    request: HttpRequest, scope: Scope, turns_at: Callable[[datetime], Iterable[datetime | None]]
) -> None:
    """Offer the page that answers this request for keeping; without effect where it is not asked for.

    `turns_at(moment)` returns the moments at which the page changes by time alone. It is kept until the first of
    them after `moment`, that one excluded.
    """
    offer = getattr(request, "kept_pages_offer", None)
    if offer is not None:
        offer.scope = scope
        offer.until = min(
            (turn for turn in turns_at(offer.moment) if turn and turn > offer.moment), default=None
        )


# --- Kept pages -------------------------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class Kept:
    """A page ready to be sent, in the codings that were asked for so far.

    As it was drawn it is kept only until it was compressed once: that takes a fifth of the memory.
    """

    state: State
    until: datetime | None
    headers: dict[str, str]
    tag: str
    encoded: dict[str, bytes]  # "": as it was drawn

    def is_of(self, state: State) -> bool:
        """Whether it shows this state, now."""
        return self.state == state and self._holds()

    def is_at_least(self, state: State) -> bool:
        """Whether it shows this state or a later one, now."""
        return self.state[0] >= state[0] and self.state[1] >= state[1] and self._holds()

    def _holds(self) -> bool:
        return self.until is None or timezone.now() < self.until

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Return the response: 304 where the reader has these bytes, no body for HEAD."""
        coding = coding_for(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        etag = f'"{self.tag}-{coding}"' if coding else f'"{self.tag}"'
        if _has(request.META.get("HTTP_IF_NONE_MATCH", ""), etag):
            response = HttpResponseNotModified()
            response.headers["Cache-Control"] = self.headers["Cache-Control"]
            response.headers["Vary"] = self.headers["Vary"]
        else:
            body = self.body(coding)
            response = HttpResponse(b"" if request.method == "HEAD" else body, headers=self.headers)
            response.headers["Content-Length"] = str(len(body))
            if coding:
                response.headers["Content-Encoding"] = coding
        response.headers["ETag"] = etag
        return response

    def body(self, coding: str) -> bytes:
        """Return the page in a coding. Two threads may encode it at once; both come to the same."""
        known = dict(self.encoded)
        if coding in known:
            return known[coding]
        kept_in, kept = next(iter(known.items()))
        plain = decode(kept, kept_in)
        if not coding:
            return plain
        body = encode(plain, coding)
        self.encoded = {name: value for name, value in known.items() if name} | {coding: body}
        return body


def _has(if_none_match: str, etag: str) -> bool:
    if not if_none_match:
        return False
    theirs = parse_etags(if_none_match)
    return theirs == ["*"] or any(tag.removeprefix("W/") == etag for tag in theirs)


def _made_of(response: HttpResponse, state: State, until: datetime | None) -> Kept:
    headers = {name: value for name, value in response.items() if name.lower() not in _OF_THE_ANSWER}
    vary = [name.strip() for name in response.get("Vary", "").split(",") if name.strip()]
    vary += [name for name in ("Accept-Encoding", "Cookie") if name.lower() not in map(str.lower, vary)]
    headers["Vary"] = ", ".join(vary)
    # Anybody may store it and must ask each time: what is decided is gone at once.
    headers["Cache-Control"] = "public, no-cache"
    content = bytes(response.content)
    # By the bytes, not by the state: after a deployment the same state is another page.
    tag = hashlib.blake2b(content, digest_size=12).hexdigest()
    return Kept(state, until, headers, tag, {"": content})


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether nothing in a drawn page belongs to one reader or needs what only its own response knows."""
    control = response.get("Cache-Control", "")
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "private" not in control
        and "no-store" not in control
        and not response.has_header("Content-Encoding")
        and not any(name.startswith("_csp") for name in vars(response))
        and not getattr(request, "_csp_nonce", None)
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and b"csrfmiddlewaretoken" not in response.content
    )


# --- The store of this process ----------------------------------------------------------------------


class Store:
    """At most `KEPT_PAGES` addresses, those used last: what each shows, and its page once it was drawn."""

    def __init__(self):
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple, tuple[Scope, Kept | None]] = OrderedDict()
        self._drawing: dict[tuple, threading.Event] = {}

    def __len__(self) -> int:
        return len(self._known)

    def get(self, key: tuple) -> tuple[Scope | None, Kept | None]:
        """Return what the address shows (None: not known) and its page (None: not drawn yet)."""
        with self._lock:
            found = self._known.get(key)
            if found is None:
                return None, None
            self._known.move_to_end(key)
            return found

    def put(self, key: tuple, scope: Scope, kept: Kept | None = None) -> None:
        """Remember an address and its page; forget what was not used for longest."""
        with self._lock:
            self._known[key] = (scope, kept)
            self._known.move_to_end(key)
            while len(self._known) > settings.KEPT_PAGES:
                self._known.popitem(last=False)

    def drop(self, key: tuple) -> None:
        """Forget an address."""
        with self._lock:
            self._known.pop(key, None)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._known.clear()

    def begin(self, key: tuple) -> threading.Event | None:
        """Return None where the caller is to draw the page (and to call `end`), else what tells that another has."""
        with self._lock:
            other = self._drawing.get(key)
            if other is None:
                self._drawing[key] = threading.Event()
            return other

    def end(self, key: tuple) -> None:
        """Tell those who wait that the page was drawn, or could not be."""
        with self._lock:
            self._drawing.pop(key).set()


store = Store()


# --- The middleware ---------------------------------------------------------------------------------


def serve_kept_pages(get_response: Handler) -> Handler:
    """Answer readers without a session from memory, where the page there shows the present state.

    Stands inside what adds headers to every response and outside of all that knows persons.
    """
    if not settings.KEPT_PAGES:
        raise MiddlewareNotUsed

    def middleware(request: HttpRequest) -> HttpResponse:
        key = _key_of(request)
        if key is None:
            return get_response(request)
        scope, kept = store.get(key)
        if scope is None:
            return _draw(request, key, None, None, get_response)
        state = read_state(scope)
        if kept is not None and kept.is_of(state):
            return kept.answer(request)
        return _draw_once(request, key, scope, state, kept, get_response)

    return middleware


def _key_of(request: HttpRequest) -> tuple | None:
    """Return the address by which a page is kept, None where the reader or the address is not for that."""
    if "HTTP_COOKIE" in request.META:
        cookies = request.COOKIES
        if settings.SESSION_COOKIE_NAME in cookies or CookieStorage.cookie_name in cookies:
            return None
    return address_of(request)


def address_of(request: HttpRequest) -> tuple | None:
    """Return the address under which everybody's page would be kept, None where it is not asked for as one."""
    meta = request.META
    if (
        request.method not in ("GET", "HEAD")
        or "HTTP_AUTHORIZATION" in meta
        or "HTTP_HX_REQUEST" in meta
        or getattr(request, "is_dummy", False)  # Wagtail's preview passes here under the page's own address
    ):
        return None
    host = request.get_host()
    # A host can be written in many ways, a port invented: what is not the usual one is answered, not kept.
    if host != host.lower() or not (
        host.partition(":")[2] in ("", meta.get("SERVER_PORT")) or host == _public_host()
    ):
        return None
    return request.scheme, host, request.path, meta.get("QUERY_STRING", "")


@cache
def _public_host() -> str:
    return urlsplit(settings.BASE_URL).netloc.lower()


def _draw_once(
    request: HttpRequest, key: tuple, scope: Scope, state: State, seen: Kept | None, get_response: Handler
) -> HttpResponse:
    """Draw the page, or wait for another thread that is drawing it: a change under load costs one drawing.

    `seen` is the page that was found out of date; one that was put in its place since then may be sent.
    """
    deadline = time.monotonic() + PATIENCE
    while (other := store.begin(key)) is not None:
        if not other.wait(max(0.0, deadline - time.monotonic())):
            return _draw(request, key, scope, read_state(scope), get_response)
        if (drawn := store.get(key)[1]) not in (None, seen) and drawn.is_at_least(state):
            return drawn.answer(request)
        state = read_state(scope)
    try:
        if (drawn := store.get(key)[1]) not in (None, seen) and drawn.is_at_least(state):
            return drawn.answer(request)
        return _draw(request, key, scope, state, get_response)
    finally:
        store.end(key)


def _draw(
    request: HttpRequest, key: tuple, scope: Scope | None, state: State | None, get_response: Handler
) -> HttpResponse:
    """Let the view draw the page; keep it where its state was read before, else learn that it can be kept."""
    offer = request.kept_pages_offer = Offer(timezone.now())
    response = get_response(request)
    if offer.scope is None or not _may_be_kept(request, response):
        if scope is not None:
            store.drop(key)
        return response
    known = offer.scope == scope and state is not None
    kept = _made_of(response, state if known else (0, 0), offer.until)
    if request.method == "GET":
        store.put(key, offer.scope, kept if known else None)
    return kept.answer(request)


def of_present_state(request: HttpRequest) -> tuple[Scope, str] | None:
    """Return what is kept at this address for everybody, if it shows the present state, whoever asks."""
    key = address_of(request) if settings.KEPT_PAGES else None
    scope, kept = store.get(key) if key else (None, None)
    if kept is None or not kept.is_of(read_state(scope)):
        return None
    return scope, kept.body("").decode()
