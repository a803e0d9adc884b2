"""Lists across consultations: all of them by phase, and one person's own comments."""

from dataclasses import dataclass

from django.db.models import Sum
from django.utils import timezone

from accounts.models import User
from consultations.actions.appealing import may_appeal
from consultations.models import Comment, Consultation, ConsultationPage, ModerationDecision, Participant
from consultations.places import removals_of
from consultations.reading_sql import PAGE
from forum_site.cursors import cursor_moment, parse_cursor, time_cursor
from forum_site.dates import days_left
from forum_site.languages import FIRST, active_language, in_language, language_of, localized_url

MOST_AHEAD = 100  # open and coming consultations; a city has a handful


@dataclass
class Card:
    """A consultation as `components/consultation_card.html` shows it; `lang` where its title is not in the reader's."""

    title: str
    url: str
    lang: str
    agency_name: str
    opens_at: object
    closes_at: object
    days_left: int
    comment_count: int
    phase: str
    summary: str


def _pages():
    """Return live, unrestricted consultation pages in the reader's language, with what a card needs."""
    pages = in_language(ConsultationPage.objects.live().public()).exclude(consultation=None)
    return (
        pages.exclude(consultation__state=Consultation.State.DRAFT)
        .select_related("consultation__agency")
        .defer_streamfields()
        .annotate(comment_total=Sum("consultation__tallies__published", default=0))
    )


def card_of(page: ConsultationPage) -> Card:
    """Return the card of a page from `_pages`."""
    row, language = page.consultation, active_language()
    return Card(
        title=page.title,
        url=localized_url(page),
        lang="" if language_of(page) == language else FIRST,
        agency_name=row.agency.shown("name"),
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        days_left=days_left(row.closes_at) if row.closes_at > timezone.now() else -1,
        comment_count=page.comment_total,
        phase=row.phase(),
        summary=page.summary,
    )


def open_now() -> list[Card]:
    """Return the consultations that take comments now, those that close first at the top: one query."""
    now = timezone.now()
    pages = _pages().filter(
        consultation__state=Consultation.State.IN_FORCE,
        consultation__opens_at__lte=now,
        consultation__closes_at__gt=now,
    )
    return [card_of(page) for page in pages.order_by("consultation__closes_at", "pk")[:MOST_AHEAD]]


def by_phase(before: str) -> dict:
    """Return open, coming and past consultations, and the cursor of older ones. Raises BadRequest for a bad one."""
    now = timezone.now()
    in_force = _pages().filter(consultation__state=Consultation.State.IN_FORCE)
    coming = in_force.filter(consultation__opens_at__gt=now).order_by("consultation__opens_at", "pk")
    past = _pages().exclude(consultation__state=Consultation.State.IN_FORCE, consultation__closes_at__gt=now)
    if before:
        microseconds, pk = parse_cursor(before)
        moment = cursor_moment(microseconds)
        past = past.filter(consultation__closes_at__lte=moment).exclude(
            consultation__closes_at=moment, consultation_id__gte=pk
        )
    past = list(past.order_by("-consultation__closes_at", "-consultation_id")[: PAGE + 1])
    last = past[PAGE - 1].consultation if len(past) > PAGE else None
    return {
        "open": [] if before else open_now(),
        "coming": [] if before else [card_of(page) for page in coming[:MOST_AHEAD]],
        "past": [card_of(page) for page in past[:PAGE]],
        "older": time_cursor(last.closes_at, last.pk) if last else "",
        "is_first": not before,
    }


# --- What one person said ---------------------------------------------------------------------------


@dataclass
class Said:
    """One of a person's comments: its state, the decision that removed it, and what can be done."""

    comment: Comment
    removal: ModerationDecision | None
    may_appeal: bool


def said_by(user: User, before: str) -> tuple[list[Said], str]:
    """Return a page of what the person said, newest first, and the cursor of what is older ("" at the end).

    Raises BadRequest for a bad cursor.
    """
    return _said(Comment.objects.filter(participant__account=user), before)


def said_by_holder(participant: Participant, before: str) -> tuple[list[Said], str]:
    """Return what the holder of a receipt said, as `said_by` does."""
    return _said(Comment.objects.filter(participant=participant), before)


def _said(comments, before: str) -> tuple[list[Said], str]:
    comments = comments.select_related("consultation", "version", "pending_version", "participant").order_by(
        "-received_at", "-pk"
    )
    if before:
        microseconds, pk = parse_cursor(before)
        moment = cursor_moment(microseconds)
        comments = comments.filter(received_at__lte=moment).exclude(received_at=moment, pk__gte=pk)
    comments = list(comments[: PAGE + 1])
    shown = comments[:PAGE]
    removed = [row.pk for row in shown if row.status in (Comment.Status.HIDDEN, Comment.Status.REJECTED)]
    removals = removals_of(removed)
    now = timezone.now()
    items = [
        Said(row, removal, bool(removal) and may_appeal(removal, row, now))
        for row in shown
        for removal in [removals.get(row.pk) if row.pk in removed else None]
    ]
    older = time_cursor(shown[-1].received_at, shown[-1].pk) if len(comments) > PAGE else ""
    return items, older
