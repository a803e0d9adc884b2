"""How a forum is passed on: plain links, a picture for previews, data for search engines."""

import io
import json
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from accounts.notices import absolute
from events.models import Event, EventPage
from forum_site.dates import format_moment, format_span, in_wib
from forum_site.languages import active_language, localized_url


@dataclass(frozen=True)
class ShareLink:
    """A way to pass a page on: what it is called, where it leads, its icon."""

    label: str
    url: str
    icon: str


def share_links(page: EventPage, event: Event) -> list[ShareLink]:
    """Return links that open a program on the reader's own device: no other host is asked anything."""
    url = absolute(localized_url(page))
    text = f"{page.title}: {when(event)}"
    body, whole = quote(f"{text}\n{url}"), quote(f"{text} {url}")
    return [
        ShareLink("WhatsApp", f"whatsapp://send?text={whole}", "comment"),
        ShareLink("Telegram", f"tg://msg_url?url={quote(url, safe='')}&text={quote(text)}", "comment"),
        ShareLink(_("E-mail"), f"mailto:?subject={quote(page.title)}&body={body}", "inbox"),
    ]


def when(event: Event | EventPage) -> str:
    """Return in words when it takes place; only the beginning where the end is open."""
    language = active_language()
    if event.open_end:
        return format_moment(event.starts_at, language)
    return format_span(event.starts_at, event.ends_at, language)


# --- For search engines -----------------------------------------------------------------------------

_MODES = {
    (True, True): "MixedEventAttendanceMode",
    (True, False): "OfflineEventAttendanceMode",
    (False, True): "OnlineEventAttendanceMode",
}
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def structured_data(page: EventPage, event: Event) -> SafeString:
    """Return the forum as schema.org's Event (https://schema.org/Event), in JSON that may stand in HTML."""
    url = absolute(localized_url(page))
    places = []
    if event.venue or event.address:
        places.append(
            {"@type": "Place", "name": event.venue or event.address, "address": event.address or event.venue}
        )
    if event.online_url:
        # The link itself is for those who come.
        places.append({"@type": "VirtualLocation", "url": url})
    moved = event.changes.filter(kind="moved", before__has_key="starts_at").order_by("at", "pk").last()
    status = "EventCancelled" if event.is_cancelled else "EventRescheduled" if moved else "EventScheduled"
    mode = _MODES.get(
        (bool(event.venue or event.address), bool(event.online_url)), "OfflineEventAttendanceMode"
    )
    data = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": page.title,
        "description": page.summary,
        "startDate": _moment(event.starts_at),
        "eventStatus": f"https://schema.org/{status}",
        "eventAttendanceMode": f"https://schema.org/{mode}",
        "organizer": {"@type": "GovernmentOrganization", "name": event.agency.shown("name")},
        "image": absolute(reverse("events:picture", args=[event.pk])),
        "inLanguage": active_language(),
        "isAccessibleForFree": True,
        "url": url,
    }
    if places:
        data["location"] = places if len(places) > 1 else places[0]
    if not event.open_end:
        data["endDate"] = _moment(event.ends_at)
    if moved:
        data["previousStartDate"] = moved.before["starts_at"]
    if event.capacity:
        data["maximumAttendeeCapacity"] = event.capacity
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))


def _moment(moment: datetime) -> str:
    return in_wib(moment).isoformat(timespec="seconds")


# --- The picture ------------------------------------------------------------------------------------

SIZE = (1200, 630)  # what programs show of a link
MARGIN = 72
FACTS_TOP = 412  # where day and place begin; the title has what is above
PAPER, INK, MAROON, GOLD, TEAL = "#FBF8F2", "#1E1B18", "#7B1E2B", "#B88A1E", "#0E5A66"


def share_picture(title: str, event: Event) -> bytes:
    """Return a PNG with the forum's title, day and place, as previews of a link show it."""
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    width = SIZE[0] - 2 * MARGIN
    draw.rectangle([0, 0, SIZE[0], 24], fill=MAROON)
    for left in range(0, SIZE[0], 24):  # the songket edge
        draw.polygon([(left, 24), (left + 12, 36), (left + 24, 24)], fill=GOLD)
    top = 76
    if event.is_cancelled:
        draw.text((MARGIN, top), _plain(_("Cancelled")).upper(), font=_font(32), fill=MAROON)
        top += 50
    lines, size = _set(_plain(title), width, FACTS_TOP - 40 - top)
    for line in lines:
        draw.text((MARGIN, top), line, font=_font(size), fill=INK)
        top += round(size * 1.25)
    draw.rectangle([MARGIN, FACTS_TOP - 26, MARGIN + 120, FACTS_TOP - 20], fill=GOLD)
    place = ", ".join(filter(None, [event.venue, event.address])) or (_("Online") if event.online_url else "")
    facts = (
        (when(event), TEAL),
        (place, INK),
        (event.agency.shown("name"), INK),
        ("Rembuk - Palembang", MAROON),
    )
    for number, (text, colour) in enumerate((text, colour) for text, colour in facts if text):
        at = (MARGIN, FACTS_TOP + number * 48)
        draw.text(at, _cut(_plain(text), _font(34), width), font=_font(34), fill=colour)
    stream = io.BytesIO()
    image.save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _plain(text: str) -> str:
    """Return the text in the letters that Pillow's own typeface has; what it lacks is left out."""
    text = text.translate({0x2013: "-", 0x2014: "-", 0x201C: '"', 0x201D: '"', 0x2018: "'", 0x2019: "'"})
    return "".join(c for c in unicodedata.normalize("NFKD", text) if c.isascii() and c.isprintable())


def _font(size: int):
    return ImageFont.load_default(size)


def _set(title: str, width: int, height: int) -> tuple[list[str], int]:
    """Return the title's lines and the largest size at which they fit; what does not fit at all is cut."""
    for size in (72, 62, 52, 44, 38, 32):
        lines = _wrap(title, _font(size), width)
        if len(lines) * size * 1.25 <= height:
            return [_cut(line, _font(size), width) for line in lines], size
    most = int(height // (size * 1.25))
    return [*lines[: most - 1], f"{lines[most - 1]} ..."], size


def _wrap(text: str, font, width: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _cut(text: str, font, width: int) -> str:
    """Return a line that is no wider than `width` pixels."""
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(f"{text} ...") > width:
        text = text[:-1]
    return f"{text.rstrip()} ..."
