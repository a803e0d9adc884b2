"""The threads of a consultation, in an order and under a filter, 20 at a time."""

from dataclasses import dataclass

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from consultations import drawing, freshness, reading
from consultations.marks import readable_until
from consultations.models import Consultation, Question
from consultations.reading import ALL, Filter
from consultations.views.facts import facts_context, fragment, opened_alone, whole
from consultations.visibility import consultation_for, page_address, questions_of, reader_of
from forum_site import laid_over
from forum_site.cursors import LAST_ID, parse_time_cursor, time_cursor
from forum_site.dates import format_number
from forum_site.languages import active_language

FIRST_ORDER = reading.ORDERS[0]
STANCES = {"setuju": "for", "menolak": "against", "netral": "neutral"}
SHOWS = (*STANCES, "resmi", "saya", "baru")  # what `saring` may say
PERSONAL = ("saya", "baru")


@dataclass(frozen=True)
class Choice:
    """What a reader asked for: an order, and one filter at most (a question or one of SHOWS)."""

    order: str = FIRST_ORDER
    show: str = ""
    question: Question | None = None
    since: str = ""  # the mark of a reader without an account, which their browser keeps

    def url(self, consultation: Consultation, **parameters) -> str:
        """Return the address of the threads so chosen."""
        query = {"urutan": self.order} if self.order != FIRST_ORDER else {}
        if self.question:
            query["pertanyaan"] = self.question.pk
        if self.show:
            query["saring"] = self.show
        if self.since:
            query["sejak"] = self.since
        query |= parameters
        path = reverse("consultations:thread", args=[consultation.slug])
        return f"{path}?{urlencode(query)}" if query else path

    def filter(self, own: drawing.Own | None) -> Filter:
        """Return the filter for a reader."""
        mine = own.participant_id if own else None
        if self.question:
            return Filter("question", self.question.pk)
        if self.show in STANCES:
            return Filter("stance", STANCES[self.show])
        if self.show == "resmi":
            return Filter("official")
        if self.show == "saya":
            return Filter("mine", mine)
        if self.show == "baru":
            mark = (
                own.mark if own and own.mark else (timezone.now(), LAST_ID)
            )  # who never said is told of nothing new
            return Filter("unread", self.since or time_cursor(*mark), mine)
        return ALL


def chosen(request: HttpRequest, questions: list[Question]) -> Choice:
    """Return what the address asks for. Raises BadRequest for what there is not, and for two filters at once."""
    order, show = request.GET.get("urutan", FIRST_ORDER), request.GET.get("saring", "")
    wanted, since = request.GET.get("pertanyaan", ""), request.GET.get("sejak", "")
    question = next((row for row in questions if str(row.pk) == wanted), None)
    if order not in reading.ORDERS or (show and show not in SHOWS) or (wanted and (show or not question)):
        raise BadRequest("There is no such order or filter.")
    if since:
        parse_time_cursor(since)
    return Choice(order, show, question, since if show == "baru" else "")


def thread_context(
    request: HttpRequest,
    consultation: Consultation,
    questions: list[Question],
    choice: Choice,
    *,
    after: str = "",
    before: str = "",
    at_its_page: bool = False,
) -> dict:
    """Return one page of threads, drawn, with the links around it: one query, at most three more for a person."""
    now = timezone.now()
    user = reader_of(request)
    own = drawing.own_things(user, consultation) if choice.show in PERSONAL else None
    rows = reading.roots(
        consultation.pk, order=choice.order, show=choice.filter(own), after=after, before=before
    )
    own = drawing.own_things(user, consultation, rows, pending=not (after or before))
    frame = drawing.Frame(consultation, own, csrf_token=get_token(request) if user else "")
    next_url = choice.url(consultation, sesudah=rows.next) if rows.next else ""
    html = drawing.draw_list(
        frame,
        rows,
        next_url=f"{next_url}#utas" if next_url else "",
        next_fragment=choice.url(consultation, sesudah=rows.next, fragment=1) if rows.next else "",
        end=_end(consultation, rows, choice, own),
    )
    return {
        "own": own,
        "thread": html,
        "sprite": drawing.draw("sprite", frame),
        "csrf_token_value": frame.csrf_token,
        "may_reply": frame.may_reply,
        "is_open": frame.is_open,
        "previous_url": choice.url(consultation, sebelum=rows.previous) + "#utas" if rows.previous else "",
        "is_first": not (after or before) or not rows.previous,
        "is_empty": not rows.rows,
        "position": rows.position,
        "last_position": rows.position and rows.position + len(rows.rows) - 1,
        "is_moving": choice.order in reading.MOVING,
        "order": choice.order,
        "orders": _orders(consultation, choice),
        "show": choice.show,
        "shows": _shows(consultation, choice, own),
        "question": choice.question,
        "filters": _questions(consultation, choice, questions),
        "at_its_page": at_its_page,
        "is_read": bool(request.GET.get("selesai")),
        "was_marked": "semula" in request.GET,
        "marked_before": request.GET.get("semula", ""),
        "read_until": readable_until(now, consultation.latest_at),
        "since": time_cursor(*own.mark) if own and own.mark else "",
    }


def _link(title: str, consultation: Consultation, choice: Choice, current: bool) -> dict:
    return {"title": title, "url": choice.url(consultation) + "#utas", "current": current}


def _orders(consultation: Consultation, choice: Choice) -> list[dict]:
    titles = {
        "terbaru": _("Newest"),
        "terlama": _("Oldest"),
        "dukungan": _("Most supported"),
        "dibahas": _("Most discussed"),
        "diperdebatkan": _("Contested"),
    }
    return [
        _link(
            title,
            consultation,
            Choice(key, choice.show, choice.question, choice.since),
            key == choice.order,
        )
        for key, title in titles.items()
    ]


def _shows(consultation: Consultation, choice: Choice, own: drawing.Own | None) -> list[dict]:
    titles = {
        "": _("All"),
        "setuju": _("In favour"),
        "menolak": _("Against"),
        "netral": _("Neutral"),
        "resmi": _("Answered by officials"),
    }
    if own and own.participant_id:
        titles["saya"] = _("With my comments")
    if own and own.mark:
        titles["baru"] = _("With something new")
    return [
        _link(title, consultation, Choice(choice.order, key), key == choice.show and not choice.question)
        for key, title in titles.items()
    ]


def _questions(consultation: Consultation, choice: Choice, questions: list[Question]) -> list[dict]:
    return [
        _link(
            row.shown("title"),
            consultation,
            Choice(choice.order, question=row),
            row == choice.question,
        )
        for row in questions
    ]


def _end(consultation: Consultation, rows: reading.Page, choice: Choice, own: drawing.Own | None) -> str:
    if rows.next or not rows.rows:
        return ""
    if choice.question:
        end = _("You have reached the end of the comments on this question.")
    elif choice.show:
        end = _("You have reached the end of this selection.")
    else:
        total = consultation.comment_total
        end = ngettext(
            "You have reached the end: %(count)s comment.",
            "You have reached the end: %(count)s comments.",
            total,
        ) % {"count": format_number(total, active_language())}
    if own and own.mark and not own.news:
        end = f"{end} {_('You have read everything.')}"
    return end


@require_safe
def thread(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a page of threads: `urutan`, `pertanyaan` or `saring`, `sesudah` or `sebelum` a cursor.

    With `fragment` only the list. A bad parameter is a 400; what belongs to a person asks a visitor to log in.
    """
    if request.GET.get("fragment") and opened_alone(request):
        query = request.GET.copy()
        del query["fragment"]
        return whole(f"{request.path}?{query.urlencode()}#utas")
    if page := laid_over.page_for(request):
        return page
    consultation = consultation_for(request, slug=slug)
    questions = questions_of(consultation.pk)
    freshness.offer(request, consultation, questions, freshness.THREAD_QUERIES)
    choice = chosen(request, questions)
    if choice.show in PERSONAL and not choice.since and reader_of(request) is None:
        return redirect_to_login(request.get_full_path())
    context = thread_context(
        request,
        consultation,
        questions,
        choice,
        after=request.GET.get("sesudah", ""),
        before=request.GET.get("sebelum", ""),
    )
    if request.GET.get("fragment"):
        return fragment(context["thread"])
    context |= facts_context(request, consultation)
    context["page_address"] = page_address(consultation)
    return render(request, "consultations/thread_page.html", context)
