"""Opens drafts, objects to them and answers, for the tests of the right of reply."""

import uuid

from django.db import connection

from consultations import actions
from consultations.models import DraftObjection, DraftOpening, FollowUpReportPage, ObjectionAnswer


def opened(story, days: int = 7) -> DraftOpening:
    """Open the draft of the story's report."""
    report = FollowUpReportPage.objects.child_of(story.page).get()
    return actions.open_draft(report.pk, actor=story.moderator, days=days, form_key=uuid.uuid4())


def objected(
    story, opening, who: str = "budi", theme: int = 0, words: str = "Saya bicara soal lampu."
) -> DraftObjection:
    """Let somebody object to the section of theme 0."""
    section = opening.sections.get(theme=story.themes[0])
    return actions.object_to_draft(
        opening.pk,
        section_id=section.pk,
        participant=story.participant(who),
        words=words,
        form_key=uuid.uuid4(),
    )


def answered(story, objection, outcome: str = "changed", words: str = "Kami ubah.") -> ObjectionAnswer:
    """Let the moderator answer an objection."""
    return actions.answer_objection(objection.pk, actor=story.moderator, outcome=outcome, words=words)


def over(opening: DraftOpening) -> None:
    """Let the last day have passed, past the trigger that keeps it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE consultations_draftopening DISABLE TRIGGER draftopening_frozen")
        cursor.execute(
            "UPDATE consultations_draftopening SET opens_at = opens_at - interval '20 days', "
            "closes_at = now() - interval '1 minute' WHERE id = %s",
            [opening.pk],
        )
        cursor.execute("ALTER TABLE consultations_draftopening ENABLE TRIGGER draftopening_frozen")
