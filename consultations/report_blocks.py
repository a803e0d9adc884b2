"""Freezes a report's blocks: each becomes plain data that says all it ever will."""

import hashlib
from dataclasses import dataclass, field

from django.db.models import Count
from wagtail.rich_text import expand_db_html

from consultations import figures
from consultations.families import answered_by, family_of
from consultations.models.coding import Response, ThemeCommitment
from consultations.models.comment import Comment
from consultations.models.consultation import Consultation
from consultations.models.theme import Theme


@dataclass
class Freezing:
    """What the blocks of one report have in common."""

    consultation: Consultation
    language: str
    numbers: dict
    in_report: list[int]
    answers: dict[int, int] = field(init=False)

    def __post_init__(self):
        self.answers = answered_by(self.consultation, self.in_report)


def themes_in(body) -> list[int]:
    """Return the themes that have a section in a report's body, in order."""
    return [
        block.value["theme"].pk for block in body if block.block_type == "section" and block.value["theme"]
    ]


def freeze_block(block, frame: Freezing) -> dict | None:
    """Return one block as plain data, links resolved; None for what a draft has left empty."""
    return _MAKERS[block.block_type](block, frame)


def _html(value) -> str:
    return expand_db_html(value.source) if value else ""


def _heading(block, frame) -> dict:
    return {"type": "heading", "id": block.id, "text": block.value}


def _paragraph(block, frame) -> dict:
    return {"type": "paragraph", "id": block.id, "html": _html(block.value)}


def _section(block, frame: Freezing) -> dict | None:
    theme = block.value["theme"]
    if theme is None:
        return None
    family = family_of(theme.pk, frame.answers)
    return {
        "type": "section",
        "id": f"t-{block.id}",  # 38 of the 40 characters that an anchor may have
        "theme": theme.pk,
        "heading": block.value["heading"] or theme.shown("title", frame.language),
        "definition": theme.definition,
        "html": _html(block.value["heard"]),
        "counts": counts_of(family),
        "parts": _parts(theme, family, frame.language),
        "responses": _responses(theme, frame.language),
        "commitments": _commitments(theme, frame.language),
    }


def counts_of(themes: list[int]) -> dict:
    """Return how many comments, people and channels some themes rest on (published comments only)."""
    return (
        Comment.objects.published()
        .filter(codes__theme__in=themes)
        .aggregate(
            comments=Count("pk", distinct=True),
            people=Count("participant", distinct=True),
            channels=Count("channel", distinct=True),
        )
    )


def _parts(theme: Theme, family: list[int], language: str) -> list[dict]:
    """Return the themes below that the section answers too, with their numbers of comments."""
    below = Theme.objects.filter(pk__in=family).exclude(pk=theme.pk).in_order()
    return [
        {"title": part.shown("title", language), "comments": counts_of([part.pk])["comments"]}
        for part in below
    ]


def _responses(theme: Theme, language: str) -> list[dict]:
    return [
        {
            "agency": response.agency.shown("name", language),
            "outcome": response.outcome,
            "text": response.shown("text", language),
        }
        for response in theme.responses.filter(state=Response.State.FINAL).select_related("agency")
    ]


def _commitments(theme: Theme, language: str) -> list[dict]:
    return [
        {
            "id": link.commitment_id,
            "what": link.commitment.shown("what", language),
            "agency": link.commitment.agency.shown("name", language),
            "due_on": link.commitment.due_on.isoformat(),
        }
        for link in ThemeCommitment.objects.filter(theme=theme).select_related("commitment__agency")
    ]


def _method(block, frame: Freezing) -> dict:
    row = frame.consultation
    return {
        "type": "method",
        "id": block.id,
        "html": _html(block.value["words"]),
        "agency": row.agency.shown("name", frame.language),
        "opens_at": row.opens_at.isoformat(),
        "closes_at": row.closes_at.isoformat(),
        "moderation": row.moderation,
        "guests": row.guests,
        "numbers": frame.numbers,
    }


def _figure(block, frame: Freezing) -> dict:
    value = block.value
    data = figures.figure(value["kind"], frame.consultation, frame.in_report, frame.language)
    return data | {"type": "figure", "id": block.id, "title": value["title"], "caption": value["caption"]}


def _quotation(block, frame) -> dict | None:
    """Where the words stand, and their digest: never the words, which may have to disappear one day."""
    passage = block.value["passage"]
    if passage is None:
        return None
    return {
        "type": "quotation",
        "id": block.id,
        "comment": passage.comment_id,
        "version": passage.version_id,
        "start": passage.start,
        "end": passage.end,
        "sha256": passage.sha256,
        "note": block.value["note"],
    }


def _all_responses(block, frame: Freezing) -> dict:
    rows = [
        {"theme": theme.shown("title", frame.language)} | response
        for theme in Theme.objects.filter(pk__in=frame.in_report).in_order()
        for response in _responses(theme, frame.language)
    ]
    return {"type": "responses", "id": block.id, "heading": block.value["heading"], "rows": rows}


def _all_commitments(block, frame: Freezing) -> dict:
    links = (
        ThemeCommitment.objects.filter(theme__in=frame.in_report)
        .select_related("commitment__agency")
        .order_by("commitment__due_on", "commitment")
    )
    made = {link.commitment_id: link.commitment for link in links}
    rows = [
        {
            "id": pk,
            "what": commitment.shown("what", frame.language),
            "agency": commitment.agency.shown("name", frame.language),
            "due_on": commitment.due_on.isoformat(),
            "status": commitment.status,
        }
        for pk, commitment in made.items()
    ]
    return {"type": "all_commitments", "id": block.id, "heading": block.value["heading"], "rows": rows}


def _annex(block, frame) -> dict:
    return {
        "type": "annex",
        "id": block.id,
        "heading": block.value["heading"],
        "html": _html(block.value["words"]),
        "documents": [_document(document) for document in block.value["documents"] if document],
    }


def _document(document) -> dict:
    """Return a document with its digest: a file that is replaced later is seen to be another one."""
    digest = hashlib.sha256()
    with document.open_file() as file:
        for part in iter(lambda: file.read(1 << 16), b""):
            digest.update(part)
    return {
        "title": document.title,
        "url": document.url,
        "name": document.filename,
        "size": document.get_file_size(),
        "sha256": digest.hexdigest(),
    }


_MAKERS = {
    "heading": _heading,
    "paragraph": _paragraph,
    "section": _section,
    "method": _method,
    "figure": _figure,
    "quotation": _quotation,
    "responses": _all_responses,
    "commitments": _all_commitments,
    "annex": _annex,
}
