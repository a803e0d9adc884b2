"""What everybody reads of a consultation: its page, its threads, the list of all, a feed; and one's own comments."""

import copy

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from consultations import drawing, feeds, listing, reading
from consultations.models import Consultation, Question
from consultations.trace import trace_of_consultation
from consultations.views.report import taken_down
from consultations.visibility import (
    consultation_for,
    consultations_with_facts,
    is_taken_down,
    page_address,
    reader_of,
)
from forum_site.dates import format_number
from forum_site.languages import FIRST, active_language

FIRST_ORDER = reading.ORDERS[0]


# --- The page of a consultation ---------------------------------------------------------------------


def consultation_context(page, request: HttpRequest) -> dict:
    """Return what the page of a consultation shows besides its own text: five queries, three more for a person."""
    consultation = _facts(page, getattr(request, "is_preview", False))
    if consultation is None:
        return {"consultation": None}
    questions = list(Question.objects.filter(consultation=consultation.pk))
    changes = list(consultation.changes.all())
    return facts_context(request, consultation) | {
        "questions": questions,
        "changes": changes,
        "cancellation": next((row for row in reversed(changes) if row.kind == "cancelled"), None),
        "trace": trace_of_consultation(consultation),
        **thread_context(request, consultation, questions, order=FIRST_ORDER, at_its_page=True),
    }


def _facts(page, is_preview: bool) -> Consultation | None:
    """Return the page's consultation; in a preview with the facts that the editor is about to put in force."""
    consultation = (
        consultations_with_facts().filter(pk=page.consultation_id).first() if page.consultation_id else None
    )
    if not is_preview:
        return consultation
    if not (page.agency_id and page.opens_at and page.closes_at):
        return consultation
    if consultation is None:
        consultation = Consultation(pk=0, slug=page.slug or "-", moderation=page.moderation)
        consultation.comment_total = consultation.decision_total = 0
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


# --- Its threads ------------------------------------------------------------------------------------


def thread_context(
    request: HttpRequest,
    consultation: Consultation,
    questions: list[Question],
    *,
    order: str,
    question: Question | None = None,
    after: str = "",
    before: str = "",
    at_its_page: bool = False,
) -> dict:
    """Return one page of threads, drawn, with the links around it: one query, three more for a person."""
    rows = reading.roots(
        consultation.pk, order=order, question_id=question and question.pk, after=after, before=before
    )
    user = reader_of(request)
    own = drawing.own_things(user, consultation, rows, pending=not (after or before))
    frame = drawing.Frame(consultation, own, csrf_token=get_token(request) if user else "")

    def link(**parameters) -> str:
        return _thread_url(consultation, order, question, **parameters)

    next_url = link(sesudah=rows.next) if rows.next else ""
    html = drawing.draw_list(
        frame,
        rows,
        next_url=f"{next_url}#utas" if next_url else "",
        next_fragment=link(sesudah=rows.next, fragment=1) if rows.next else "",
        end=_end(consultation, rows, question),
    )
    return {
        "own": own,
        "thread": html,
        "sprite": drawing.draw("sprite", frame),
        "csrf_token_value": frame.csrf_token,
        "may_reply": frame.may_reply,
        "is_open": frame.is_open,
        "previous_url": link(sebelum=rows.previous) + "#utas" if rows.previous else "",
        "is_first": not (after or before) or not rows.previous,
        "is_empty": not rows.rows,
        "order": order,
        "orders": [
            {
                "title": title,
                "url": _thread_url(consultation, key, question) + "#utas",
                "current": key == order,
            }
            for key, title in (
                ("terbaru", _("Newest")),
                ("terlama", _("Oldest")),
                ("dukungan", _("Most supported")),
            )
        ],
        "question": question,
        "filters": [
            {
                "title": row.shown("title") if row else _("All questions"),
                "url": _thread_url(consultation, order, row) + "#utas",
                "current": row == question,
            }
            for row in ([None, *questions] if questions else [])
        ],
        "at_its_page": at_its_page,
    }


def _thread_url(consultation: Consultation, order: str, question: Question | None, **parameters) -> str:
    query = {"urutan": order} if order != FIRST_ORDER else {}
    if question:
        query["pertanyaan"] = question.pk
    query |= parameters
    path = reverse("consultations:thread", args=[consultation.slug])
    return f"{path}?{urlencode(query)}" if query else path


def _end(consultation: Consultation, rows: reading.Page, question: Question | None) -> str:
    if rows.next or not rows.rows:
        return ""
    if question:
        return _("You have reached the end of the comments on this question.")
    total = consultation.comment_total
    return ngettext(
        "You have reached the end: %(count)s comment.", "You have reached the end: %(count)s comments.", total
    ) % {"count": format_number(total, active_language())}


@require_safe
def thread(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a page of threads: `urutan`, `pertanyaan`, `sesudah` or `sebelum` a cursor; with `fragment` only the list.

    A bad parameter is a 400.
    """
    consultation = consultation_for(request, slug=slug)
    questions = list(Question.objects.filter(consultation=consultation))
    question = None
    if wanted := request.GET.get("pertanyaan", ""):
        question = next((row for row in questions if str(row.pk) == wanted), None)
        if question is None:
            raise BadRequest("There is no such question.")
    context = thread_context(
        request,
        consultation,
        questions,
        order=request.GET.get("urutan", FIRST_ORDER),
        question=question,
        after=request.GET.get("sesudah", ""),
        before=request.GET.get("sebelum", ""),
    )
    if request.GET.get("fragment"):
        return fragment(context["thread"])
    context |= facts_context(request, consultation)
    context["page_address"] = page_address(consultation)
    return render(request, "consultations/thread_page.html", context)


def fragment(html: str, status: int = 200) -> HttpResponse:
    """Return a part of a page, at an address of its own that no search engine lists."""
    response = HttpResponse(html, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


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
    return render(
        request,
        "consultations/mine.html",
        {"items": items, "older": older, "is_first": "sebelum" not in request.GET},
    )
