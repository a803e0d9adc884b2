"""The forums at which a consultation is talked about in person, for its page: one query, if there are any."""

from dataclasses import dataclass
from datetime import datetime

from consultations.models import Consultation
from events.models import Event
from forum_site import prepared
from forum_site.languages import FIRST, active_language, address

MOST = 5  # forums that a consultation's page names, the latest first

# Pages that everybody may read: the forum's in the reader's language, else the Indonesian one; its minutes likewise.
_FORUMS = """
SELECT e.title, e.title_en, e.starts_at, e.ends_at, e.open_end, e.venue, e.state, p.url_path, m.url_path
  FROM events_event e
  JOIN LATERAL (SELECT w.url_path, w.path
                  FROM events_eventpage ep
                  JOIN wagtailcore_page w ON w.id = ep.page_ptr_id
                  JOIN wagtailcore_locale l ON l.id = w.locale_id
                 WHERE ep.event_id = e.id AND w.live AND l.language_code IN (%(language)s, %(first)s)
                 ORDER BY l.language_code = %(language)s DESC LIMIT 1) p ON true
  LEFT JOIN LATERAL (SELECT w.url_path
                       FROM consultations_minutes mi
                       JOIN wagtailcore_page own ON own.id = mi.page_id AND own.live
                       JOIN wagtailcore_page w ON w.translation_key = own.translation_key AND w.live
                       JOIN wagtailcore_locale l ON l.id = w.locale_id
                      WHERE mi.event_id = e.id AND l.language_code IN (%(language)s, %(first)s)
                      ORDER BY l.language_code = %(language)s DESC LIMIT 1) m ON true
 WHERE e.state <> 'draft'
   AND e.id IN (SELECT i.event_id FROM consultations_agendalink k JOIN events_agendaitem i ON i.id = k.item_id
                 WHERE k.consultation_id = %(id)s AND i.removed_at IS NULL)
   AND NOT EXISTS (SELECT 1 FROM wagtailcore_page above
                     JOIN wagtailcore_pageviewrestriction r ON r.page_id = above.id
                    WHERE p.path LIKE above.path || '%%')
 ORDER BY e.starts_at DESC, e.id DESC LIMIT %(most)s
"""


@dataclass(frozen=True)
class Forum:
    """What a consultation's page says of a forum: what `events/when.html` reads, where it is, where it leads."""

    title: str
    starts_at: datetime
    ends_at: datetime
    open_end: bool
    venue: str
    is_cancelled: bool
    url: str
    minutes_url: str


def forums_of(consultation: Consultation) -> list[Forum]:
    """Return the announced forums at which the consultation stands on the programme, the latest first.

    `consultation` comes from `facts_of`, which knows whether there is any.
    """
    if not consultation.has_forums:
        return []
    language = active_language()
    parameters = {"id": consultation.pk, "language": language, "first": FIRST, "most": MOST}
    return [
        Forum(
            title=(english if language != FIRST else "") or title,
            starts_at=starts_at,
            ends_at=ends_at,
            open_end=open_end,
            venue=venue,
            is_cancelled=state == Event.State.CANCELLED,
            url=address(path, language),
            minutes_url=address(minutes, language) if minutes else "",
        )
        for title, english, starts_at, ends_at, open_end, venue, state, path, minutes in prepared.fetch(
            _FORUMS, parameters
        )
    ]
