"""What the demonstration's forums are about, what was said at them, their minutes, and the signed record."""

import uuid
from datetime import timedelta
from io import BytesIO

from accounts.models import User
from consultations import actions
from consultations.minutes_notices import tell_of_minutes
from consultations.models import (
    Comment,
    Consultation,
    ForumNote,
    Minutes,
    MinutesChange,
    MinutesPage,
)
from demo.content.forum_days import LINKS, MINUTES, SAID_UNDER, ForumMinutes, Part
from demo.loading.outcome import moment
from demo.loading.pages import go_live
from directory.models import Commitment
from events.models import AgendaItem, Event, EventPage
from forum_site.languages import FIRST


def load_forum_days(by: User) -> None:
    """Link the programmes to the consultations, and load what came of forums that were held; once."""
    for slug, links in LINKS.items():
        event = Event.objects.get(pages__slug=slug, pages__locale__language_code=FIRST)
        for title, consultation, number in links:
            _link(event, title, consultation, number, by)
        if slug in SAID_UNDER:
            _said(event, SAID_UNDER[slug], by)
        if slug in MINUTES and not Minutes.objects.filter(event=event).exists():
            _minutes(event, MINUTES[slug], by)


def _part(event: Event, title: str) -> AgendaItem:
    return event.agenda_items.get(title__startswith=title)


def _link(event: Event, title: str, slug: str, number: int | None, by: User) -> None:
    consultation = Consultation.objects.get(slug=slug)
    question = consultation.questions.filter(position=number).first() if number else None
    actions.link_item(
        _part(event, title).pk,
        actor=by,
        consultation_id=consultation.pk,
        question_id=question and question.pk,
    )


def _said(event: Event, title: str, by: User) -> None:
    """Let the consultation's contributions of channel *forum* be those of this part."""
    item = _part(event, title)
    consultations = item.agenda_links.values("consultation")
    spoken = Comment.objects.filter(consultation__in=consultations, channel="forum", forum_note=None)
    for number, comment in enumerate(spoken.order_by("pk")):
        ForumNote.objects.create(
            event=event,
            item=item,
            kind=ForumNote.Kind.CONTRIBUTION,
            comment=comment,
            said_at=event.starts_at + timedelta(minutes=60 + 4 * number),
            created_at=event.starts_at + timedelta(minutes=60 + 4 * number),
            taken_by=by,
            form_key=uuid.uuid4(),
        )


def _minutes(event: Event, told: ForumMinutes, by: User) -> None:
    parent = EventPage.objects.get(event=event, locale__language_code=FIRST)
    at = moment(told.days, "15:00")
    page = MinutesPage(
        title=f"Notulen: {event.title}",
        slug="notulen",
        summary=told.summary,
        event=event,
        attended=told.attended,
        body=[_block(event, part) for part in told.parts],
        owner=by,
        live=False,
    )
    parent.add_child(instance=page)
    go_live(page, by, at)
    tell_of_minutes.call(event.pk)
    if told.signed_days is not None:
        _sign(event, told, by)


def _block(event: Event, part: Part) -> dict:
    item = _part(event, part.title)
    promised = []
    if part.takes_commitments:
        themes = item.agenda_links.values("consultation__themes")
        found = Commitment.objects.public().filter(themes__theme__in=themes)
        promised = list(found.order_by("due_on", "pk").distinct()[:3])
    return {
        "type": "part",
        "id": str(uuid.uuid4()),
        "value": {
            "item": item.pk,
            "words": "".join(f"<p>{words}</p>" for words in part.words),
            "shows_said": True,
            "decisions": [
                {"type": "item", "id": str(uuid.uuid4()), "value": text} for text in part.decisions
            ],
            "commitments": [{"type": "item", "id": str(uuid.uuid4()), "value": row.pk} for row in promised],
        },
    }


def _sign(event: Event, told: ForumMinutes, by: User) -> None:
    """Let the minutes be final, and their record be signed on its day; the scan is the record itself."""
    minutes = Minutes.objects.get(event=event)
    Minutes.objects.filter(pk=minutes.pk).update(final_at=minutes.amend_until)
    MinutesChange.objects.create(
        minutes=minutes, kind=MinutesChange.Kind.FINAL, actor=User.objects.system(), at=minutes.amend_until
    )
    for side, name, role in told.signatories:
        actions.add_signatory(minutes.pk, actor=by, side=side, name=name, role=role)
    record = actions.make_record(minutes.pk, actor=by, form_key=uuid.uuid4())
    scan = BytesIO(record.content)
    scan.size = len(record.content)
    actions.publish_scan(record.pk, actor=by, file=scan, signed_on=moment(told.signed_days, "10:00").date())
