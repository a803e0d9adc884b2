"""The right of reply: opening a draft to those whom it summarises, objecting to it, answering objections."""

import hashlib
import json
import uuid
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from consultations.actions.locking import Conflict, hold_consultation
from consultations.actions.taking_up import MAX_REASON
from consultations.models import (
    Consultation,
    DraftObjection,
    DraftOpening,
    DraftSection,
    FollowUpReportPage,
    ObjectionAnswer,
    Participant,
)

PERMISSION = "consultations.code_comment"
FEWEST_DAYS, MOST_DAYS, USUAL_DAYS = 3, 60, 7


@transaction.atomic
def open_draft(page_id: int, *, actor: User, days: int, form_key: uuid.UUID) -> DraftOpening:
    """Open the report's draft, as it was saved last, for `days` days to those whom it summarises; they are told.

    The draft is frozen, so what people read does not change under them. The same form twice opens it once. Returns
    the opening. Raises PermissionDenied; ValidationError while it is open already or lacks what people could check.
    """
    from consultations.coverage import coverage_of
    from consultations.reply_notices import tell_of_draft
    from consultations.report_freeze import content_of  # needs the page's own models
    from consultations.report_gaps import missing_sections

    _require(actor)
    page = FollowUpReportPage.objects.get(pk=page_id)
    consultation = Consultation.objects.select_for_update().get(pk=page.consultation.pk)
    if stored := DraftOpening.objects.filter(form_key=form_key).first():
        return stored
    now = timezone.now()
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        raise ValidationError(
            {"days": _("Between %(fewest)d and %(most)d days.") % {"fewest": FEWEST_DAYS, "most": MOST_DAYS}}
        )
    if consultation.state == Consultation.State.DRAFT or now < consultation.closes_at:
        raise ValidationError(_("The consultation has not closed yet: more may still be said."))
    if consultation.draft_openings.running(now).exists():
        raise ValidationError(_("The draft is open already."))
    draft = page.get_latest_revision_as_object()
    lacking = [item.sentence for item in missing_sections(consultation, draft.body)]
    if coverage_of(consultation).remaining:
        lacking.append(_("Some published comments have neither a theme nor a disposition yet."))
    if lacking:
        raise ValidationError(lacking)
    content = content_of(draft, at=now)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    opening = DraftOpening.objects.create(
        page=page,
        consultation=consultation,
        number=(consultation.draft_openings.aggregate(last=Max("number"))["last"] or 0) + 1,
        content=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        opens_at=now,
        closes_at=now + timedelta(days=days),
        opened_by=actor,
        form_key=form_key,
    )
    blocks = [block for block in content["blocks"] if block["type"] == "section"]
    DraftSection.objects.bulk_create(
        DraftSection(
            opening=opening,
            theme_id=block["theme"],
            anchor=block["id"],
            position=position,
            heading=block["heading"],
        )
        for position, block in enumerate(blocks)
    )
    transaction.on_commit(lambda: tell_of_draft.enqueue(opening.pk))
    return opening


@transaction.atomic
def end_opening(opening_id: int, *, actor: User, reason: str) -> DraftOpening:
    """End an opening before its day, for a reason that the report prints; harmless once it is over.

    Raises DraftOpening.DoesNotExist, PermissionDenied, ValidationError without a reason.
    """
    _require(actor)
    # No key of it changes: whoever is storing an objection need not be waited for.
    opening = DraftOpening.objects.select_for_update(of=("self",), no_key=True).get(pk=opening_id)
    if not opening.is_open():
        return opening
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it ends early: the report prints it.")})
    opening.ended_at, opening.ended_by, opening.end_reason = timezone.now(), actor, reason.strip()
    opening.save(update_fields=["ended_at", "ended_by", "end_reason"])
    return opening


@transaction.atomic
def object_to_draft(
    opening_id: int, *, section_id: int | None, participant: Participant, words: str, form_key: uuid.UUID
) -> DraftObjection:
    """Say "this is not what I said" of a section (None: of having no theme) that summarises one; return the objection.

    Once per person and section; sent again while nobody has answered, it takes the new words. Raises
    DraftOpening.DoesNotExist for a draft that does not summarise this participant there, ValidationError after the
    last day, Conflict where it was answered meanwhile.
    """
    from consultations.right_of_reply import summarised

    opening = DraftOpening.objects.get(pk=opening_id)
    held = hold_consultation(opening.consultation_id)  # the gate waits for us, or we for it
    opening.refresh_from_db()
    if participant.consultation_id != opening.consultation_id:
        raise DraftOpening.DoesNotExist
    place = summarised(opening, participant).get(section_id)
    if place is None:
        raise DraftOpening.DoesNotExist
    if opening.ended_at or held.now >= opening.closes_at:
        raise ValidationError(
            _("The draft is not open for objections any more, so yours cannot be accepted."), "closed"
        )
    words = words.strip()
    if len(words) > MAX_REASON:
        raise ValidationError({"words": _("This is too long.")})
    [objection] = DraftObjection.objects.bulk_create(
        [
            DraftObjection(
                opening=opening,
                consultation_id=opening.consultation_id,
                section_id=section_id,
                participant=participant,
                words=words,
                form_key=form_key,
            )
        ],
        ignore_conflicts=True,
    )
    own = DraftObjection.objects.select_for_update(of=("self",)).filter(
        opening=opening, participant=participant
    )
    objection = own.filter(section=section_id).first()
    if objection is None:  # the form's key is another objection's
        raise Conflict(_("This form was sent already, for another part."))
    if objection.words != words:
        if hasattr(objection, "answer"):
            raise Conflict(_("Your objection was answered meanwhile: read the answer."))
        objection.words = words
        objection.save(update_fields=["words"])
    _tell_editor(objection)
    return objection


def _tell_editor(objection: DraftObjection) -> None:
    from consultations.reply_notices import tell_editor

    tell_editor(objection)


@transaction.atomic
def answer_objection(objection_id: int, *, actor: User, outcome: str, words: str) -> ObjectionAnswer:
    """Answer an objection, saying whether the draft changes; its author is told. Return the answer.

    The same answer twice is given once. Raises DraftObjection.DoesNotExist, PermissionDenied, ValidationError without
    words, Conflict where a colleague has answered otherwise.
    """
    from consultations.reply_notices import tell_of_answer

    _require(actor)
    objection = (
        DraftObjection.objects.select_for_update(of=("self",))
        .select_related("opening", "participant__account")
        .get(pk=objection_id)
    )
    words = words.strip()
    if not words:
        raise ValidationError({"words": _("Say what you answer: its author reads it.")})
    already = ObjectionAnswer.objects.filter(objection=objection).first()
    if already:
        if (already.outcome, already.words) == (outcome, words):
            return already
        raise Conflict(_("Somebody has answered this objection meanwhile."))
    answer = ObjectionAnswer.objects.create(
        objection=objection, outcome=outcome, words=words, answered_by=actor
    )
    tell_of_answer(answer)
    return answer


def _require(actor: User) -> None:
    if not actor.has_perm(PERMISSION):
        raise PermissionDenied
