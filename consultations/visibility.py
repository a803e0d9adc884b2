"""Who may see a consultation through its own addresses, beside the pages that Wagtail guards."""

from functools import cache

from django.http import Http404, HttpRequest
from wagtail.models import PageViewRestriction

from consultations.comment_rows import read_comment
from consultations.models import Comment, Consultation, ConsultationChange, ConsultationPage, Question
from directory.models import Agency
from forum_site import prepared
from forum_site.languages import in_language, localized_url
from forum_site.templatetags.rembuk import person

# A consultation with its agency, its totals, and whether and how its pages are shown: what every view of it asks first.
_FACTS = """
SELECT /*consultation*/, /*agency*/,
       t.published, t.threads, t.decisions,
       -- When something last became public.
       (SELECT latest_at FROM consultations_comment
         WHERE consultation_id = c.id AND parent_id IS NULL AND published_at IS NOT NULL
           AND status IN ('published', 'hidden', 'withdrawn')
         ORDER BY latest_at DESC, id DESC LIMIT 1),
       -- View restrictions on one of its pages or above it.
       EXISTS (SELECT 1 FROM consultations_consultationpage cp
                 JOIN wagtailcore_page p ON p.id = cp.page_ptr_id
                 JOIN wagtailcore_page above ON p.path LIKE above.path || '%%'
                 JOIN wagtailcore_pageviewrestriction r ON r.page_id = above.id
                WHERE cp.consultation_id = c.id),
       EXISTS (SELECT 1 FROM consultations_consultationpage cp WHERE cp.consultation_id = c.id),
       EXISTS (SELECT 1 FROM consultations_consultationpage cp JOIN wagtailcore_page p ON p.id = cp.page_ptr_id
                WHERE cp.consultation_id = c.id AND p.live),
       EXISTS (SELECT 1 FROM consultations_agendalink WHERE consultation_id = c.id)
  FROM consultations_consultation c
  JOIN directory_agency a ON a.id = c.agency_id
  CROSS JOIN LATERAL (SELECT coalesce(sum(published), 0) AS published, coalesce(sum(threads), 0) AS threads,
                             coalesce(sum(decisions), 0) AS decisions
                        FROM consultations_consultationtally WHERE consultation_id = c.id) t
 WHERE /*which*/
"""
_WHICH = {"pk": "c.id = %(value)s", "slug": "c.slug = %(value)s"}


def reader_of(request: HttpRequest):
    """Return who is logged in, or None; a visitor's session is not even looked for, so the page varies by no cookie."""
    return person({"request": request})


def facts_of(**which) -> Consultation | None:
    """Return a consultation (`pk=` or `slug=`) with agency, totals and what `require_visible` asks, in one query."""
    [(key, value)] = which.items()
    found = prepared.fetch(_facts_statement(key), {"value": value})
    if not found:
        return None
    consultation, consultation.agency, *facts = prepared.instances(found[0], Consultation, Agency)
    (
        consultation.comment_total,
        consultation.thread_total,
        consultation.decision_total,
        consultation.latest_at,
        consultation.is_restricted,
        consultation.has_page,
        consultation.has_live_page,
        consultation.has_forums,
    ) = facts
    return consultation


def questions_of(consultation_id: int) -> list[Question]:
    """Return what a consultation asks, in order."""
    parameters = {"consultation": consultation_id}
    return prepared.rows(Question, "consultation_id = %(consultation)s", "position, id", parameters)


def changes_of(consultation_id: int) -> list[ConsultationChange]:
    """Return what changed in a consultation, the earliest first."""
    parameters = {"consultation": consultation_id}
    return prepared.rows(ConsultationChange, "consultation_id = %(consultation)s", "at, id", parameters)


@cache
def _facts_statement(key: str) -> str:
    return (
        _FACTS.replace("/*consultation*/", prepared.columns("c", Consultation))
        .replace("/*agency*/", prepared.columns("a", Agency))
        .replace("/*which*/", _WHICH[key])
    )


def is_taken_down(consultation: Consultation) -> bool:
    """Whether an administrator took its page down; `consultation` comes from `facts_of`."""
    return consultation.has_page and not consultation.has_live_page


def require_visible(request: HttpRequest, consultation: Consultation, *, taken_down: bool = False) -> None:
    """Raise Http404 unless the reader may see the consultation: announced, its page up, no view restriction refusing.

    `taken_down` lets pass one whose page was taken down, for what says so.
    """
    if consultation.state == Consultation.State.DRAFT:
        raise Http404
    if is_taken_down(consultation) and not taken_down:
        raise Http404
    if consultation.is_restricted and not _lets_in(request, consultation):
        raise Http404


_KEPT = """
SELECT c.id FROM consultations_consultation c
 WHERE c.state = 'draft'
    OR EXISTS (SELECT 1 FROM consultations_consultationpage cp WHERE cp.consultation_id = c.id)
       AND NOT EXISTS (SELECT 1 FROM consultations_consultationpage cp
                         JOIN wagtailcore_page p ON p.id = cp.page_ptr_id
                        WHERE cp.consultation_id = c.id AND p.live)
    OR EXISTS (SELECT 1 FROM consultations_consultationpage cp
                 JOIN wagtailcore_page p ON p.id = cp.page_ptr_id
                 JOIN wagtailcore_page above ON p.path LIKE above.path || '%%'
                 JOIN wagtailcore_pageviewrestriction r ON r.page_id = above.id
                WHERE cp.consultation_id = c.id)
"""


def kept_from_the_public() -> list[int]:
    """Return the consultations that not everybody may read: drafts, pages taken down, view restrictions."""
    return [pk for (pk,) in prepared.fetch(_KEPT, {})]


def _lets_in(request: HttpRequest, consultation: Consultation) -> bool:
    pages = ConsultationPage.objects.filter(consultation=consultation)
    return all(
        restriction.accept_request(request)
        for page in pages
        for restriction in PageViewRestriction.objects.filter(page__in=page.get_ancestors(inclusive=True))
    )


def consultation_for(request: HttpRequest, *, taken_down: bool = False, **which) -> Consultation:
    """Return the consultation (`slug=` or `pk=`) with its facts, in one query. Raises Http404 if it may not be seen."""
    consultation = facts_of(**which)
    if consultation is None:
        raise Http404
    require_visible(request, consultation, taken_down=taken_down)
    return consultation


def comment_for(request: HttpRequest, comment_id: int) -> Comment:
    """Return a comment with participant, version and its consultation's facts, in two queries.

    Pending and rejected ones exist for their author and for moderators only. Raises Http404.
    """
    if comment_id >= 2**63:
        raise Http404
    comment = read_comment(comment_id)
    if comment is None or not (comment.is_standing or may_see_text(reader_of(request), comment)):
        raise Http404
    comment.consultation = consultation_for(request, pk=comment.consultation_id)
    return comment


def is_author(user, comment: Comment) -> bool:
    """Whether `user` wrote the comment with their own account."""
    return user is not None and user.is_authenticated and comment.participant.account_id == user.pk


def may_see_text(user, comment: Comment) -> bool:
    """Whether `user` (None: a visitor) may read a text that is not published: its author and moderators."""
    if user is None:
        return False
    return is_author(user, comment) or user.has_perm("consultations.moderate_comment")


def page_address(consultation: Consultation) -> str | None:
    """Return the address of the consultation's live page in the reader's language, None if there is none."""
    page = in_language(
        ConsultationPage.objects.live().filter(consultation=consultation).defer_streamfields()
    ).first()
    if page is None:  # written in English only
        page = ConsultationPage.objects.live().filter(consultation=consultation).defer_streamfields().first()
    return localized_url(page) if page else None
