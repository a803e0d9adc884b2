"""What every page about a consultation says of it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from consultations.models import Consultation
from consultations.visibility import reader_of
from forum_site.languages import FIRST, active_language


def facts_context(request: HttpRequest, consultation: Consultation) -> dict:
    """Return what every page about a consultation says of it: phase, name, its language, who reads."""
    return {
        "consultation": consultation,
        "title": consultation.shown("title"),
        # A title without English form is Indonesian also in the English interface.
        "title_lang": "" if active_language() == FIRST or consultation.title_en else FIRST,
        "phase": consultation.phase(),
        "agency_name": consultation.agency.shown("name"),
        "closes_later": consultation.closes_at > timezone.now(),
        "reader": reader_of(request),
    }


def fragment(html: str, status: int = 200) -> HttpResponse:
    """Return a part of a page, at an address of its own that no search engine lists."""
    response = HttpResponse(html, status=status)
    response["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ["Sec-Fetch-Mode"])
    return response


def opened_alone(request: HttpRequest) -> bool:
    """Whether the address of a part was opened as a page of its own (shared, kept, opened in a tab): half a page."""
    return request.headers.get("Sec-Fetch-Mode") == "navigate" and request.method in ("GET", "HEAD")


def whole(url: str) -> HttpResponse:
    """Lead from a part to the page that it belongs to."""
    response = HttpResponseRedirect(url)
    patch_vary_headers(response, ["Sec-Fetch-Mode"])
    return response
