"""Icons drawn for Rembuk on a grid of 24, as strokes in the colour of the text."""

from django.utils.html import format_html
from django.utils.safestring import mark_safe

SHAPES = {
    # Two who talk, over water: the mark of the site.
    "rembuk": '<path d="M3 4h10v7H8l-3 3v-3H3z"/><path d="M16 8h5v7h-2v3l-3-3h-5v-1"/>'
    '<path d="M3 21q2-2 4.5 0t4.5 0 4.5 0 4.5 0"/>',
    "calendar": '<path d="M4 6h16v15H4zM4 10h16M8 3v4M16 3v4"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3 3"/>',
    "place": '<path d="M12 21s7-6.5 7-12a7 7 0 0 0-14 0c0 5.5 7 12 7 12z"/><circle cx="12" cy="9" r="2.5"/>',
    "link": '<path d="M10 14a4 4 0 0 0 6 0l4-4a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-4 4a4 4 0 0 0 6 6l1-1"/>',
    "globe": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3q5 9 0 18M12 3q-5 9 0 18"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 21q1-7 8-7t8 7"/>',
    "people": '<circle cx="9" cy="8" r="3.5"/><path d="M2 20q1-6 7-6t7 6M16 5a3.5 3.5 0 0 1 0 7M18 14q3 1 4 6"/>',
    "inbox": '<path d="M3 13 6 5h12l3 8v6H3zM3 13h5l2 3h4l2-3h5"/>',
    "comment": '<path d="M3 5h18v12h-9l-5 4v-4H3z"/>',
    "reply": '<path d="m9 6-6 6 6 6M3 12h11q7 0 7 7"/>',
    "support": '<path d="M7 21V10l5-8q3 0 2 5l-.5 3H21l-2 11zM3 10h4v11H3z"/>',
    "for": '<path d="m4 12 5 6L20 5"/>',
    "against": '<path d="m5 5 14 14M19 5 5 19"/>',
    "neutral": '<path d="M5 9h14M5 15h14"/>',
    "flag": '<path d="M5 21V4h13l-3 4 3 4H5"/>',
    "official": '<path d="M3 10 12 3l9 7M5 10v9M10 10v9M14 10v9M19 10v9M3 21h18"/>',
    "document": '<path d="M6 3h8l5 5v13H6zM14 3v5h5M9 13h7M9 17h7"/>',
    "download": '<path d="M12 3v12M7 10l5 5 5-5M4 21h16"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 6 6"/>',
    "settings": '<path d="M4 7h9M19 7h1M4 17h1M11 17h9"/><circle cx="16" cy="7" r="3"/><circle cx="8" cy="17" r="3"/>',
    "login": '<path d="M14 4h6v16h-6M3 12h11M10 8l4 4-4 4"/>',
    "logout": '<path d="M10 4H4v16h6M9 12h12M17 8l4 4-4 4"/>',
    "warning": '<path d="M12 3 2 20h20zM12 10v4M12 17v.1"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v6M12 7v.1"/>',
    "hidden": '<path d="M3 12q9-12 18 0-9 12-18 0M4 20 20 4"/>',
    "theme": '<path d="M3 3h9l9 9-9 9-9-9z"/><circle cx="8" cy="8" r="1"/>',
    "commitment": '<path d="M6 3h12v18H6zM9 3v2h6V3M9 12l2 3 4-5"/>',
    "previous": '<path d="m15 5-7 7 7 7"/>',
    "next": '<path d="m9 5 7 7-7 7"/>',
    "print": '<path d="M7 8V3h10v5M7 17H3V8h18v9h-4M7 14h10v7H7z"/>',
    "feed": '<path d="M4 4q16 0 16 16M4 11q9 0 9 9"/><circle cx="5" cy="19" r="1"/>',
}


def draw(name: str):
    """Return the icon as inline SVG, hidden from screen readers: the word stands beside it. KeyError if unknown."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">{}</svg>',
        mark_safe(SHAPES[name]),
    )
