"""One comment on its own page: what it answers, its branch, its earlier texts, what became of it."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from consultations import drawing, reading
from consultations.actions.appealing import may_appeal, refused_edit
from consultations.actions.masking import masking_of, original_of
from consultations.actions.speaking import may_return
from consultations.marks import readable_until
from consultations.models import Comment
from consultations.places import is_by_reports, removals_of
from consultations.trace import trace_of_comment
from consultations.views.facts import facts_context, fragment, opened_alone, whole
from consultations.visibility import comment_for, is_author, may_see_text, page_address, reader_of
from forum_site.cursors import time_cursor

Status = Comment.Status


@require_safe
def page(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Show a comment between its ancestors and its branch, with its trace; 404 for who may not know of it."""
    comment = comment_for(request, comment_id)
    consultation = comment.consultation
    after, before = request.GET.get("sesudah", ""), request.GET.get("sebelum", "")
    branch = reading.children(comment.pk, after=after, before=before)
    above = reading.ancestors(comment.pk) if comment.parent_id else []
    row = reading.one(comment.pk) if comment.is_standing else None
    shown = reading.Page([*above, *([row] if row else []), *branch.rows])
    user = reader_of(request)
    own = drawing.own_things(user, consultation, shown)
    frame = drawing.Frame(consultation, own, csrf_token=get_token(request) if user else "")
    drawing.name_all(frame, shown)
    removal = None
    if comment.status in (Status.HIDDEN, Status.REJECTED):
        removal = removals_of([comment.pk]).get(comment.pk)
    author, sees = is_author(user, comment), comment.status != Status.PUBLISHED
    refusal = refused_edit(comment) if author and not comment.pending_version_id else None
    sees = sees and may_see_text(user, comment)
    here = reverse("consultations:comment", args=[comment.pk])
    masking = None
    if comment.version and comment.version.masked_at and (sees or comment.status == Status.PUBLISHED):
        masking = masking_of(comment)

    def link(**parameters) -> str:
        return f"{here}?{urlencode(parameters)}#balasan"

    return render(
        request,
        "consultations/comment_page.html",
        facts_context(request, consultation)
        | {
            "comment": comment,
            "name": _name(comment) if comment.status == Status.PUBLISHED or sees else "",
            "above": drawing.draw("ancestors", frame, rows=above, gap=_gap(above, comment)) if above else "",
            "drawn": drawing.draw("whole", frame, row=row) if row else "",
            "branch": drawing.draw(
                "replies",
                frame,
                rows=branch.rows,
                next_url=link(sesudah=branch.next) if branch.next else "",
                next_fragment=_replies_url(comment.pk, 0, branch.next),
            ),
            "has_branch": bool(branch.rows),
            "position": branch.position,
            "last_position": branch.position and branch.position + len(branch.rows) - 1,
            "next_new": _next_new(request, comment),
            "own": own,
            "read_until": readable_until(timezone.now(), consultation.latest_at),
            "since": time_cursor(*own.mark) if own and own.mark else "",
            "previous_url": link(sebelum=branch.previous) if branch.previous else "",
            "sprite": drawing.draw("sprite", frame),
            "csrf_token_value": frame.csrf_token,
            "may_reply": frame.may_reply and comment.status == Status.PUBLISHED,
            "is_author": author,
            "sees_text": sees,
            "removal": removal,
            "by_reports": bool(removal) and is_by_reports(comment, removal),
            "may_appeal": bool(author and removal and may_appeal(removal, comment, timezone.now())),
            "masking": masking,
            "may_object_to_masking": bool(
                author and masking and may_appeal(masking, comment, timezone.now())
            ),
            "original": original_of(comment.version_id) if masking and author else "",
            "may_take_up": author and may_return(comment, timezone.now()),
            "waiting_edit": comment.pending_version
            if comment.pending_version_id and may_see_text(user, comment)
            else None,
            "refusal": refusal,
            "may_appeal_refusal": bool(refusal and may_appeal(refusal, comment, timezone.now())),
            "trace": trace_of_comment(comment),
            "page_address": page_address(consultation),
        },
    )


def _next_new(request: HttpRequest, comment: Comment) -> str:
    """Return where somebody who goes from new to new goes on after this comment; "" for others."""
    if "baru" not in request.GET or comment.published_at is None:
        return ""
    path = reverse("consultations:next_new", args=[comment.consultation.slug])
    return f"{path}?{urlencode({'sesudah': time_cursor(comment.published_at, comment.pk)})}"


def _name(comment: Comment) -> str:
    account = comment.participant.account
    gone = bool(account and account.anonymised_at)
    return reading.speaker_name(comment.participant.shown_name, comment.participant.kind, gone)


def _gap(above: list[reading.Shown], comment: Comment) -> int:
    """Return how many ancestors are not shown between the beginning of the thread and the nearest ones."""
    return max(0, comment.depth - len(above))


def _replies_url(parent_id: int, level: int, cursor: str) -> str:
    query = urlencode({"tingkat": level, "sesudah": cursor})
    return f"{reverse('consultations:replies', args=[parent_id])}?{query}"


@require_safe
def replies(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Return 20 replies to a comment as a part of a page: `sesudah` a cursor, `tingkat` the comment's level there.

    Whoever has no script gets the same by the comment's own page. A bad parameter is a 400.
    """
    comment = comment_for(request, comment_id)
    level = request.GET.get("tingkat", "0")
    if level not in "0123456789" or len(level) != 1:
        raise BadRequest("There is no such level.")
    if opened_alone(request):
        query = urlencode({"sesudah": request.GET["sesudah"]}) if request.GET.get("sesudah") else ""
        return whole(f"{reverse('consultations:comment', args=[comment.pk])}?{query}#balasan")
    level = int(level)
    rows = reading.children(comment.pk, after=request.GET.get("sesudah", ""))
    user = reader_of(request)
    own = drawing.own_things(user, comment.consultation, rows)
    frame = drawing.Frame(
        comment.consultation, own, level=level, csrf_token=get_token(request) if user else ""
    )
    drawing.name_all(frame, rows)
    if comment.status == Status.PUBLISHED:
        frame.names[comment.pk] = _name(comment)
    page_url = (
        f"{reverse('consultations:comment', args=[comment.pk])}?{urlencode({'sesudah': rows.next})}#balasan"
    )
    html = drawing.draw(
        "replies",
        frame,
        rows=rows.rows,
        next_url=page_url if rows.next else "",
        next_fragment=_replies_url(comment.pk, level, rows.next),
    )
    return fragment(html)
