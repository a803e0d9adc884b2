"""Events for pages of apps to the left."""

from django import template

from events.models import EventIndexPage, EventPage
from forum_site.languages import in_language, localized_url

register = template.Library()


@register.simple_tag
def upcoming_events(count: int = 3) -> list[EventPage]:
    """Return the next events in the reader's language, the nearest first."""
    return list(in_language(EventPage.objects.live().public()).upcoming().defer_streamfields()[:count])


@register.simple_tag
def events_address() -> str:
    """Return the address of the list of forums in the reader's language, "" if there is none."""
    page = in_language(EventIndexPage.objects.live()).first()
    return localized_url(page) if page else ""
