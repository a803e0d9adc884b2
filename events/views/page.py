"""What a forum's page shows: the facts in force, what has changed, the programme, and the reader's own place."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from events.actions.arriving import may_arrive
from events.models import Event, EventChange, EventPage, Registration
from events.sharing import share_links, structured_data
from forum_site.languages import localized_url


def event_context(page: EventPage, request: HttpRequest) -> dict:
    """Return what the template of a forum's page needs. A preview of a page without a row shows no registration."""
    event = Event.objects.announced().select_related("agency").filter(pk=page.event_id).first()
    now = timezone.now()
    context = {
        "agency_name": page.agency.shown("name"),
        "days": page.programme(),
        "is_past": page.is_past(now),
        "event": event,
        "shows_link": bool(page.online_url) and page.entry == Event.Entry.FREE,
    }
    if event is None:
        return context
    mine = _own(event, request)
    return context | {
        "changes": list(
            event.changes.filter(
                kind__in=[EventChange.Kind.MOVED, EventChange.Kind.CANCELLED, EventChange.Kind.RESUMED]
            ).order_by("-at", "-pk")[:3]
        ),
        "mine": mine,
        "takes_registrations": event.takes_registrations(now),
        "opens_later": bool(event.entry_opens_at and now < event.entry_opens_at),
        "closes_at": event.closes_at(),
        "waiting": event.wants_registration and event.must_wait(),
        "shows_link": context["shows_link"] or bool(mine and page.online_url and mine.state == "confirmed"),
        "is_today": may_arrive(event),
        "question_count": event.questions.shown().count(),
        "share": share_links(page, event),
        "picture_url": reverse("events:picture", args=[event.pk]),
        "structured_data": structured_data(page, event),
        "page_url": localized_url(page),
    }


def _own(event: Event, request: HttpRequest) -> Registration | None:
    """Return the reader's own standing registration, if they are logged in."""
    # Without a session's cookie nobody is logged in, and looking would make the page vary by cookie.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return None
    return Registration.objects.active().filter(event=event, user=request.user).first()
