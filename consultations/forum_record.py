"""The *berita acara* of a forum as PDF: the final minutes in short, with a place for each signature."""

from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from wagtail.rich_text import expand_db_html

from accounts.notices import absolute
from consultations.minutes import parts_of
from consultations.models import AgendaLink, Comment, ForumNote, Minutes, Signatory
from consultations.typesetting.markup import nodes_of, nodes_of_text
from events.sharing import when
from forum_site.dates import format_day, format_number
from forum_site.languages import FIRST, localized_url
from forum_site.typesetting import set_pdf

FORM = Path(__file__).with_name("typesetting") / "record.typ"


def record_of(minutes: Minutes, people: list[Signatory], number: int, at: datetime) -> bytes:
    """Return the record of final minutes as tagged PDF, in the site's first language. Raises NotSet.

    `number`: which one it is, where an earlier one was not signed; `at`: when it is made.
    """
    with override(FIRST):
        content, _lacks = set_pdf(FORM, _data(minutes, people, number, at), at=at)
    return content


def _data(minutes: Minutes, people: list[Signatory], number: int, at: datetime) -> dict:
    event, page = minutes.event, minutes.page
    facts = [
        (_("When"), when(event)),
        (
            _("Where"),
            ", ".join(filter(None, [event.venue, event.address]))
            or (_("Online") if event.online_url else ""),
        ),
        (_("Who invited"), event.agency.shown("name")),
        (_("People who came"), "" if minutes.attended is None else format_number(minutes.attended, FIRST)),
        (_("Minutes final since"), format_day(minutes.final_at, FIRST)),
        (_("Made on"), format_day(at, FIRST) + (f" ({number})" if number > 1 else "")),
    ]
    return {
        "lang": FIRST,
        "title": _("Record of the forum (berita acara)"),
        "subtitle": event.title,
        "agency": event.agency.shown("name"),
        "facts": [list(fact) for fact in facts if fact[1]],
        "summary": nodes_of_text(page.summary),
        "parts": [_part(event, block) for block in parts_of(page)],
        "sides": [
            {
                "name": str(side.label).capitalize(),
                "people": [{"name": row.name, "role": row.role} for row in people if row.side == side],
            }
            for side in Signatory.Side
        ],
        "url": absolute(localized_url(page)),
        "where": _("The whole minutes:"),
        "words": {
            "which": _("What"),
            "what": _("Entry"),
            "summary": _("Summary"),
            "decisions": _("Decisions"),
            "promises": _("Commitments"),
            "signatures": _("Signatures"),
            "agreed": _("Those who sign confirm that this is what was said and agreed at the forum."),
        },
    }


def _part(event, block) -> dict:
    item = block.value["item"]
    links = AgendaLink.objects.filter(item=item).select_related("consultation", "question")
    said = ForumNote.objects.filter(event=event, item=item, comment__status=Comment.Status.PUBLISHED).count()
    words = block.value["words"]
    return {
        "title": item.shown("title"),
        "about": "; ".join(str(link) for link in links),
        "said": ngettext(
            "%(n)s contribution stands in the consultation.",
            "%(n)s contributions stand in the consultation.",
            said,
        )
        % {"n": format_number(said, FIRST)}
        if said
        else "",
        "words": nodes_of(expand_db_html(words.source)) if words else [],
        "decisions": [str(text) for text in block.value["decisions"]],
        "promises": [
            {
                "what": row.shown("what"),
                "agency": row.agency.short_name,
                "due": format_day(row.due_on, FIRST),
            }
            for row in block.value["commitments"]
            if row
        ],
    }
