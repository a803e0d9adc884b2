"""What staff do for people without an account: take down what they said, and give them a receipt."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.codes import code_digest, new_code
from accounts.models import User
from consultations.actions.locking import hold_consultation
from consultations.actions.receipts import give_code
from consultations.actions.storing import store_comment
from consultations.markup import clean_text
from consultations.models import Comment, Consultation, Participant


def enter_comment(
    *,
    actor: User,
    consultation_id: int,
    channel: str,
    text: str,
    form_key: UUID,
    received_at: datetime | None,
    shown_name: str = "",
    contact: str = "",
    district: str = "",
    parent_id: int | None = None,
    question_id: int | None = None,
    stance: str = "",
    language: str = "id",
) -> tuple[Comment, str]:
    """Store what someone without an account said on paper, by phone or in a forum.

    Judged by `received_at` (None: now), so it may be entered after closing, until coding is declared complete.
    Returns the comment and the receipt code, which is shown once and kept only as a digest; the
    same `form_key` again (retry, double click) returns the same comment with a new code, since the
    first was never seen. Raises PermissionDenied, ValidationError (tied to fields), Comment.DoesNotExist
    for a parent that is not there to be answered.
    """
    if not actor.has_perm("consultations.enter_comment"):
        raise PermissionDenied
    words = {
        "channel": channel,
        "text": text,
        "received_at": received_at,
        "shown_name": shown_name.strip(),
        "contact": contact,
        "district": district,
        "parent_id": parent_id,
        "question_id": question_id,
        "stance": stance,
        "language": language,
    }
    try:
        return _enter(actor, consultation_id, form_key, **words)
    except _Twin:  # of a double click, the other one was stored, and what this one began is undone
        return _enter(actor, consultation_id, form_key, **words)


class _Twin(Exception):
    """The same form was being stored in another transaction, which has committed by now."""


@transaction.atomic
def _enter(
    actor,
    consultation_id,
    form_key,
    *,
    channel,
    text,
    received_at,
    shown_name,
    contact,
    district,
    language,
    **place,
) -> tuple[Comment, str]:
    held = hold_consultation(consultation_id)
    already = Comment.objects.filter(form_key=form_key).select_related("participant").first()
    if already:
        if already.entered_by_id != actor.pk:
            message = _("This form belongs to somebody else. Reload the page and send it again.")
            raise ValidationError(message, "form_key")
        return already, give_code(already.participant)
    received_at = received_at or held.now
    if channel not in ("forum", "paper", "phone"):
        raise ValidationError({"channel": _("Choose how it was said.")})
    if held.state != Consultation.State.IN_FORCE or held.coding_complete:
        raise ValidationError(
            _("Coding is complete, or the consultation is not in force: nothing can be entered.")
        )
    if not (held.opens_at <= received_at < held.closes_at) or received_at > held.now:
        raise ValidationError(
            {
                "received_at": _(
                    "It must have been said while the consultation was open, and not in the future."
                )
            }
        )
    try:
        text = clean_text(text)
    except ValidationError as error:
        raise ValidationError({"text": error}) from error
    code = new_code()
    participant = Participant.objects.create(
        consultation_id=consultation_id,
        shown_name=shown_name,
        kind=Participant.Kind.RESIDENT,
        channel=channel,
        contact=contact,
        district=district,
        language=language,
        receipt_digest=code_digest(code),
    )
    waits = held.moderation == "pre" and not actor.has_perm("consultations.moderate_comment")
    comment = store_comment(
        held,
        participant,
        text,
        form_key=form_key,
        language=language,
        author=None,
        received_at=received_at,
        status=Comment.Status.PENDING if waits else Comment.Status.PUBLISHED,
        channel=channel,
        entered_by=actor,
        **place,
    )
    if comment is None:
        raise _Twin
    return comment, code


@transaction.atomic
def renew_receipt(comment_id: int, *, actor: User) -> tuple[Comment, str]:
    """Give a comment that the actor entered a new receipt code, in the place of a lost one; return both.

    Raises PermissionDenied, Comment.DoesNotExist for what somebody else entered.
    """
    if not actor.has_perm("consultations.enter_comment"):
        raise PermissionDenied
    comment = Comment.objects.select_related("participant").get(
        pk=comment_id, entered_by=actor, participant__receipt_digest__isnull=False
    )
    return comment, give_code(comment.participant)
