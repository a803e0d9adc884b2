"""What the demonstration's report shows besides its sections: method, figures, quotations, tables."""

import json

from accounts.models import User
from consultations.actions import mark_passage
from consultations.models import Comment, Theme
from consultations.passages import plain_text

SHORTEST, LONGEST = 40, 220  # characters of a sentence that is worth quoting


def body_of(told, themes: dict[str, Theme], analyst: User) -> str:
    """Return the report's body as the editor stores it."""
    body = [
        ("method", {"words": ""}),
        ("figure", {"kind": "over_time", "title": "", "caption": ""}),
        ("figure", {"kind": "district", "title": "", "caption": "Kecamatan disebutkan secara sukarela."}),
    ]
    for slug, heard in told.report.sections:
        body.append(("section", {"theme": themes[slug].pk, "heading": "", "heard": f"<p>{heard}</p>"}))
        if passage := _quotable(themes[slug], analyst):
            body.append(("quotation", {"passage": passage.pk, "note": ""}))
    body += [
        ("figure", {"kind": "theme_stance", "title": "", "caption": ""}),
        ("commitments", {"heading": "Semua komitmen dalam satu tabel"}),
    ]
    return json.dumps([{"type": kind, "value": value} for kind, value in body])


def _quotable(theme: Theme, analyst: User):
    """Mark the first sentence of fitting length in the theme's most supported comments; None where there is none."""
    said = Comment.objects.published().filter(codes__theme=theme, depth=0).select_related("version")
    for comment in said.order_by("-support_count", "pk")[:20]:
        for sentence in plain_text(comment.version).replace("? ", ". ").split(". "):
            if SHORTEST <= len(sentence) <= LONGEST:
                return mark_passage(comment.pk, sentence.rstrip("."), actor=analyst)
    return None
