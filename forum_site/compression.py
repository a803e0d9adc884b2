"""Sends what everybody may read in fewer bytes: many of our readers pay for each and wait for it on patchy networks.

What holds a secret (a token of a form, what belongs to one person) is never compressed: its length would tell of it.
"""

import gzip
import re
from collections.abc import Callable
from functools import lru_cache

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

Handler = Callable[[HttpRequest], HttpResponse]

TYPES = ("text/html", "application/atom+xml", "application/json")
LEAST = 1000  # bytes: below, one packet carries it anyway
# Measured on a page of 20 threads (66 KB): see the levels in docs of `encode`.
ONCE = {"br": 5, "gzip": 6}  # for what is sent many times
EACH = {"br": 3, "gzip": 4}  # for what is compressed at each request

_CODING = re.compile(r"\s*([\w*-]+)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?", re.ASCII)


@lru_cache(maxsize=256)
def coding_for(accepted: str) -> str:
    """Return "br", "gzip" or "" (as it is) for an `Accept-Encoding`; what cannot be read counts as not said."""
    wanted = {}
    for part in accepted.lower().split(","):
        if match := _CODING.fullmatch(part):
            wanted[match[1]] = float(match[2] or 1)
    anything = wanted.get("*", 0.0)
    chosen = max(("br", "gzip"), key=lambda coding: wanted.get(coding, anything))  # the first one where equal
    return chosen if wanted.get(chosen, anything) > 0 else ""


def encode(content: bytes, coding: str, levels: dict[str, int] = ONCE) -> bytes:
    """Return `content` in the coding ("" leaves it); `levels` says how hard to try."""
    if coding == "br":
        return brotli.compress(content, mode=brotli.MODE_TEXT, quality=levels["br"])
    if coding == "gzip":
        return gzip.compress(content, levels["gzip"], mtime=0)
    return content


def decode(content: bytes, coding: str) -> bytes:
    """Return what `encode` made of a content as it was before."""
    if coding == "br":
        return brotli.decompress(content)
    if coding == "gzip":
        return gzip.decompress(content)
    return content


def _is_for_everybody(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the response tells nothing that only this reader may know."""
    control = response.get("Cache-Control", "")
    return (
        request.method in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not response.cookies
        and "no-store" not in control
        and "private" not in control
        and b"csrfmiddlewaretoken" not in response.content
    )


def compress_what_everybody_reads(get_response: Handler) -> Handler:
    """Compress text for readers without a session, where nothing in it is theirs alone.

    Stands before the session's middleware, so that it sees the cookies of all the others.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if (
            response.streaming
            or response.has_header("Content-Encoding")
            or not response.get("Content-Type", "").startswith(TYPES)
            or len(response.content) < LEAST
            or not _is_for_everybody(request, response)
        ):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        coding = coding_for(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        if coding:
            response.content = encode(response.content, coding, EACH)
            response.headers["Content-Length"] = str(len(response.content))
            response.headers["Content-Encoding"] = coding
            etag = response.get("ETag", "")
            if etag.startswith('"'):
                # The same text in other bytes.
                response.headers["ETag"] = f"W/{etag}"
        return response

    return middleware
