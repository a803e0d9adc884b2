"""Forums that run now, with parts linked to consultations, and what is noted there."""

import uuid
from datetime import timedelta

from django.utils import timezone

from consultations import actions
from consultations.models import AgendaLink, ForumNote
from events.models import AgendaItem, EventPage
from tests.consultations.talking import announce
from tests.events.forums import announced, item, organiser


def running(*questions: str, minutes: int = 30, **fields) -> EventPage:
    """Publish a forum that began so many minutes ago, with a talk, a break and a discussion."""
    agenda = [item(30, "Paparan", kind="talk"), item(10, "Rehat", kind="break"), item(60, "Diskusi")]
    fields = {"starts_at": timezone.now() - timedelta(minutes=minutes), "agenda": agenda} | fields
    return announced(**fields)


def part(page: EventPage, title: str = "Diskusi") -> AgendaItem:
    return AgendaItem.objects.get(event=page.event_id, title=title)


def linked(page: EventPage, *questions: str, title: str = "Diskusi", who=None, **fields) -> AgendaLink:
    """Link a part of a forum to a new consultation, or to the first of its questions."""
    consultation = announce(*questions, **fields).consultation
    question = consultation.questions.first()
    return actions.link_item(
        part(page, title).pk,
        actor=who or organiser(),
        consultation_id=consultation.pk,
        question_id=question and question.pk,
    )


def noted(page: EventPage, text: str = "Antrean dimulai pukul lima pagi.", **fields) -> ForumNote:
    """Note a contribution under the discussion."""
    known = {
        "actor": fields.pop("actor", None) or organiser(),
        "kind": "contribution",
        "form_key": uuid.uuid4(),
    }
    return actions.take_note(part(page, fields.pop("title", "Diskusi")).pk, text=text, **known | fields)
