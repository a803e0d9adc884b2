"""What an opened draft says of whom, what stands against publishing, and what the report tells of the objections."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.models.coding import Disposition
from consultations.models.comment import Comment
from consultations.models.consultation import Consultation
from consultations.models.participant import Participant
from consultations.models.right_of_reply import (
    DraftObjection,
    DraftOpening,
    DraftSection,
    ObjectionAnswer,
)
from consultations.report_gaps import Missing
from forum_site.dates import format_moment
from forum_site.languages import active_language

Outcome = ObjectionAnswer.Outcome


@dataclass
class Summarised:
    """Where a draft summarises one participant: a section, or (None) the comments without a theme."""

    section: DraftSection | None
    comments: list[Comment] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)  # why these have no theme, in words
    objection: DraftObjection | None = None


def summarised(opening: DraftOpening, participant: Participant) -> dict[int | None, Summarised]:
    """Return where a draft summarises a participant, by section id (None: without a theme), as coded today.

    Published comments only; with each place's own objection and its answer. Three queries.
    """
    sections = {section.theme_id: section for section in opening.sections.all()}
    answers = dict(json.loads(opening.content)["answers"])
    comments = (
        Comment.objects.published()
        .filter(participant=participant, consultation=opening.consultation_id)
        .select_related("version", "disposition")
        .prefetch_related("codes")
        .order_by("received_at", "pk")
    )
    found: dict[int | None, Summarised] = {}
    for comment in comments:
        for section in _sections_of(comment, sections, answers):
            key = section and section.pk
            place = found.setdefault(key, Summarised(section))
            place.comments.append(comment)
            if section is None:
                place.reasons.append(str(Disposition(comment.disposition.kind).label))
    own = DraftObjection.objects.filter(opening=opening, participant=participant)
    for objection in own.select_related("answer", "section"):
        found.setdefault(objection.section_id, Summarised(objection.section)).objection = objection
    return found


def _sections_of(comment: Comment, sections: dict, answers: dict) -> Iterable[DraftSection | None]:
    if getattr(comment, "disposition", None):
        return [None]
    themes = {answers.get(code.theme_id) for code in comment.codes.all()}
    return [sections[theme] for theme in sections if theme in themes]


def drafts_for(participants) -> list[DraftOpening]:
    """Return the drafts that are open now and summarise one of these participants (ids, or a query of them)."""
    spoke = Comment.objects.published().filter(participant__in=participants).values("consultation")
    running = DraftOpening.objects.running().filter(consultation__in=spoke)
    return list(running.select_related("consultation").order_by("closes_at"))


# --- The gate ---------------------------------------------------------------------------------------


def missing_replies(consultation: Consultation) -> list[Missing]:
    """Return what the right of reply holds against publishing now: a draft still open, objections without an answer.

    Call it with the consultation's row locked where the answer must hold: whoever objects takes it too.
    """
    where = reverse("right_of_reply", args=[consultation.pk])
    missing = []
    running = consultation.draft_openings.running().first()
    if running:
        sentence = _("The draft is open for objections until %(moment)s.") % {
            "moment": format_moment(running.closes_at, active_language())
        }
        missing.append(Missing("draft_open", sentence, (where, _("See the objections"))))
    waiting = unanswered(consultation).count()
    if waiting:
        sentence = ngettext(
            "%(count)d objection to the draft has no answer yet.",
            "%(count)d objections to the draft have no answer yet.",
            waiting,
        ) % {"count": waiting}
        missing.append(Missing("objection", sentence, (where, _("Answer the objections"))))
    return missing


def unanswered(consultation: Consultation):
    """Return the objections to drafts of a consultation that nobody has answered."""
    return DraftObjection.objects.filter(opening__consultation=consultation, answer=None)


# --- What the report says of it ---------------------------------------------------------------------


def replies_of(consultation: Consultation) -> list[dict]:
    """Return, per time that a draft was opened, when and how much came of it: plain data, for a report to freeze."""
    openings = consultation.draft_openings.annotate(
        made=Count("objections"),
        people=Count("objections__participant", distinct=True),
        changed=Count("objections", filter=Q(objections__answer__outcome=Outcome.CHANGED)),
        kept=Count("objections", filter=Q(objections__answer__outcome=Outcome.KEPT)),
    ).order_by("number")
    return [
        {
            "number": opening.number,
            "opens_at": opening.opens_at.isoformat(),
            "closes_at": opening.until.isoformat(),
            "end_reason": opening.end_reason,
            "sha256": opening.sha256,
            "objections": opening.made,
            "people": opening.people,
            "changed": opening.changed,
            "kept": opening.kept,
        }
        for opening in openings
    ]
