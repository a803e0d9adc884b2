"""Consultations and their reports for pages of apps to the left."""

from dataclasses import dataclass

from django import template
from django.db import connection
from django.utils import timezone
from django.utils.html import format_html

from consultations.deadlines import promise_words
from consultations.holding import WHY
from consultations.listing import Card, open_now
from consultations.models import ConsultationPage, FollowUpReportPage
from consultations.promises import Origin, origins_of
from directory.models import Commitment
from forum_site.dates import days_left
from forum_site.languages import FIRST, active_language, in_language, language_of, localized_url

register = template.Library()


@register.filter
def why_held(held_for: str) -> str:
    """Return why a text waits for a moderator, in words for its author."""
    return WHY.get(held_for, "")


@register.simple_tag
def open_consultations() -> list[Card]:
    """Return the consultations that take comments now, those that close first at the top."""
    return open_now()


@dataclass
class ReportCard:
    """A published report in a list; `lang` where its title is not in the reader's language."""

    title: str
    url: str
    lang: str
    agency_name: str
    published_at: object


@register.simple_tag
def latest_reports(count: int = 3) -> list[ReportCard]:
    """Return the reports published last, in the reader's language: two queries."""
    pages = in_language(FollowUpReportPage.objects.live().public()).filter(versions__isnull=False).distinct()
    pages = list(pages.defer_streamfields().order_by("-last_published_at", "-pk")[:count])
    agencies = _agencies([page.path[: -page.steplen] for page in pages])
    language = active_language()
    return [
        ReportCard(
            title=page.title,
            url=localized_url(page),
            lang="" if language_of(page) == language else FIRST,
            agency_name=agencies.get(page.path[: -page.steplen], ""),
            published_at=page.last_published_at,
        )
        for page in pages
    ]


def _agencies(paths: list[str]) -> dict[str, str]:
    """Return the asking agency's name by the path of the consultation's page."""
    if not paths:
        return {}
    pages = (
        ConsultationPage.objects.filter(path__in=paths)
        .select_related("consultation__agency")
        .defer_streamfields()
    )
    return {page.path: page.consultation.agency.shown("name") for page in pages if page.consultation}


_FIGURES = """
SELECT (SELECT count(DISTINCT e.comment_id) FROM consultations_reportentry e
          JOIN (SELECT DISTINCT ON (page_id) id FROM consultations_reportversion WHERE is_primary
                 ORDER BY page_id, number DESC) latest ON latest.id = e.version_id
         WHERE e.section_id IS NOT NULL OR e.disposition <> ''),
       count(*) FILTER (WHERE status = 'kept'),
       count(*) FILTER (WHERE status IN ('planned', 'in_progress') AND due_on < %s)
  FROM directory_commitment WHERE published_at IS NOT NULL
"""


@register.simple_tag
def public_figures() -> dict | None:
    """Return {comments_answered, commitments_kept, commitments_overdue}; None before the first report. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, [timezone.localdate()])
        answered, kept, overdue = cursor.fetchone()
    if not (answered or kept or overdue):
        return None
    return {"comments_answered": answered, "commitments_kept": kept, "commitments_overdue": overdue}


@register.simple_tag
def commitment_origins(commitment: Commitment) -> list[Origin]:
    """Return the sections of public reports that a commitment answers."""
    return origins_of(commitment)


@register.simple_tag
def days_until(moment) -> int:
    """Return how many midnights in Palembang lie before `moment`."""
    return days_left(moment, timezone.now())


@register.simple_tag
def promise(since, days: int) -> str:
    """Return by when a moderator decides on what waits since a moment, in words."""
    return promise_words(since, days, timezone.now())


@register.simple_tag
def bilingual(row, field: str) -> str:
    """Return a text of a bilingual row in the reader's language; marked where it exists in Indonesian only."""
    text = row.shown(field)
    if active_language() == FIRST or getattr(row, f"{field}_en"):
        return text
    return format_html('<span lang="{}">{}</span>', FIRST, text)
