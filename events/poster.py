"""A poster of a forum on A4, with a QR code that leads to its page; set by typst as tagged PDF."""

import io
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.notices import absolute
from events.models import Event, EventPage
from events.sharing import when
from forum_site.languages import localized_url
from forum_site.typesetting import set_pdf

FORM = Path(__file__).with_name("poster.typ")


def poster_of(event: Event, page: EventPage, language: str) -> bytes:
    """Return the poster of an event in a language, as PDF. Raises NotSet."""
    with override(language):
        url = absolute(localized_url(page))
        place = [part for part in (event.venue, event.address) if part]
        facts = [
            (_("When"), when(event)),
            (_("Where"), ", ".join(place) or (_("Online") if event.online_url else "")),
            (_("Who may come"), page.who_may_come),
            (_("Access"), ", ".join([*page.access(), page.access_note]).strip(", ")),
            (_("Contact"), page.contact),
        ]
        data = {
            "language": language,
            "title": event.shown("title"),
            "summary": page.summary,
            "agency": event.agency.shown("name"),
            "facts": [{"name": name, "text": text} for name, text in facts if text],
            "how": _("Register here") if event.wants_registration else _("Read more here"),
            "url": url,
            "qr": _qr(url),
            "qr_alt": _("QR code that leads to %(url)s") % {"url": url},
        }
    content, _lacks = set_pdf(FORM, data, at=event.changed_at)
    return content


def _qr(url: str) -> str:
    stream = io.BytesIO()
    import segno

    segno.make(url, error="m").save(stream, kind="svg", border=2, dark="#1E1B18")
    return stream.getvalue().decode()
