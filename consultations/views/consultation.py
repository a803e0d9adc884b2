"""What everybody reads of a consultation: its page, its threads, the list of all, a feed; and one's own comments."""

import copy

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from consultations import feeds, freshness, listing
from consultations.forums import forums_of
from consultations.models import Consultation, Participant
from consultations.right_of_reply import drafts_for
from consultations.trace import trace_of_consultation
from consultations.views.facts import facts_context
from consultations.views.report import taken_down
from consultations.views.thread import Choice, thread_context
from consultations.visibility import (
    changes_of,
    consultation_for,
    facts_of,
    is_taken_down,
    page_address,
    questions_of,
)

# --- The page of a consultation ---------------------------------------------------------------------


def consultation_context(page, request: HttpRequest) -> dict:
    """Return what the page of a consultation shows besides its own text.

    Five queries, three more for a person, one more where there are forums.
    """
    consultation = _facts(page, getattr(request, "is_preview", False))
    if consultation is None:
        return {"consultation": None}
    questions = questions_of(consultation.pk)
    freshness.offer(request, consultation, questions, freshness.PAGE_QUERIES)
    changes = changes_of(consultation.pk)
    return facts_context(request, consultation) | {
        "questions": questions,
        "changes": changes,
        "cancellation": next((row for row in reversed(changes) if row.kind == "cancelled"), None),
        "trace": trace_of_consultation(consultation),
        "forums": forums_of(consultation),
        **thread_context(request, consultation, questions, Choice(), at_its_page=True),
    }


def _facts(page, is_preview: bool) -> Consultation | None:
    """Return the page's consultation; in a preview with the facts that the editor is about to put in force."""
    consultation = facts_of(pk=page.consultation_id) if page.consultation_id else None
    if not is_preview:
        return consultation
    if not (page.agency_id and page.opens_at and page.closes_at):
        return consultation
    if consultation is None:
        consultation = Consultation(
            pk=0, slug=page.slug or "-", moderation=page.moderation, guests=page.guests
        )
        consultation.comment_total = consultation.thread_total = consultation.decision_total = 0
        consultation.latest_at, consultation.has_forums = None, False
    consultation = copy.copy(consultation)
    if page.is_primary:
        consultation.agency_id, consultation.opens_at, consultation.closes_at = (
            page.agency_id,
            page.opens_at,
            page.closes_at,
        )
        consultation.agency = page.agency
        consultation.state = Consultation.State.CANCELLED if page.cancelled else Consultation.State.IN_FORCE
    return consultation


# --- Addresses that lead elsewhere, and lists -------------------------------------------------------


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead to the consultation's page in the reader's language; where it was taken down, say so."""
    consultation = consultation_for(request, slug=slug, taken_down=True)
    if is_taken_down(consultation):
        return taken_down(request, slug)
    address = page_address(consultation)
    if address is None:
        raise Http404
    return HttpResponseRedirect(address)


def index_context(request: HttpRequest) -> dict:
    """Return the consultations that the list shows, by phase; those that are over 20 at a time."""
    return listing.by_phase(request.GET.get("sebelum", ""))


@require_safe
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the consultation's Atom feed; 304 where the reader has it as it stands."""
    consultation = consultation_for(request, slug=slug)
    content, etag, modified = feeds.atom(consultation)
    response = get_conditional_response(request, etag=quote_etag(etag), last_modified=None)
    if response is None:
        response = HttpResponse(content, content_type="application/atom+xml; charset=utf-8")
        response.headers["ETag"] = quote_etag(etag)
    # Keep it, but ask each time: what a moderator hides is gone at once.
    response["Cache-Control"] = "public, no-cache"
    response["Last-Modified"] = modified
    return response


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show a person what they said in all consultations, newest first, and what became of it."""
    items, older = listing.said_by(request.user, request.GET.get("sebelum", ""))
    own = Participant.objects.filter(account=request.user).values("pk")
    return render(
        request,
        "consultations/mine.html",
        {
            "items": items,
            "older": older,
            "is_first": "sebelum" not in request.GET,
            "drafts": drafts_for(own),
        },
    )
