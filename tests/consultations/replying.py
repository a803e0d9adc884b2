"""Opens drafts, objects to them and answers, for the tests of the right of reply."""

import uuid

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
