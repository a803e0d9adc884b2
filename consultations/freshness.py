"""When the kept pages of a consultation are out of date: what the database counts, and what the clock changes alone."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.http import HttpRequest
from django.utils import timezone

from consultations import marks, reading
from consultations.models import Consultation, Question
from forum_site import kept_pages, laid_over

KIND = "consultation"
# Only first pages are kept, and only under these spellings of their addresses: no reader can invent others.
PAGE_QUERIES = frozenset({""})
THREAD_QUERIES = frozenset({"", *(f"urutan={order}" for order in reading.ORDERS)})


def register() -> None:
    """Tell kept pages how a consultation's state is read, and who lays a reader's own over them; called when ready."""
    from consultations.personal import lay_over  # needs all models

    kept_pages.register(
        KIND,
        "SELECT coalesce(sum(version), 0)::bigint FROM consultations_consultationtally WHERE consultation_id = %(pk)s",
    )
    laid_over.register(KIND, lay_over)


def turns(
    consultation: Consultation, questions: Iterable[Question], moment: datetime
) -> list[datetime | None]:
    """Return the moments, some perhaps past, at which a consultation's page changes without anybody's doing.

    It opens, it closes, a question closes, a day ends (days left, commitments late), the last comment is old enough
    for a reader's mark. `consultation` comes from `facts_of`.
    """
    latest = consultation.latest_at
    return [
        consultation.opens_at,
        consultation.closes_at,
        *(question.closed_at for question in questions),
        next_midnight(moment),
        latest and latest + marks.LAG,
    ]


def next_midnight(moment: datetime) -> datetime:
    """Return the beginning of the day after `moment`, in the site's time zone."""
    zone = timezone.get_default_timezone()
    return datetime.combine(moment.astimezone(zone).date() + timedelta(days=1), time.min, zone)


def offer(
    request: HttpRequest, consultation: Consultation, questions: Iterable[Question], queries: frozenset[str]
) -> None:
    """Offer the answer to this request for keeping, if it is a first page of a consultation open to all."""
    if (
        request.META.get("QUERY_STRING", "") in queries
        and consultation.pk
        and not getattr(request, "is_preview", False)
        and not consultation.is_restricted
    ):
        kept_pages.keep(
            request,
            kept_pages.Scope(KIND, consultation.pk),
            lambda moment: turns(consultation, questions, moment),
        )
