"""Moving a thread to the question that it belongs to."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from consultations.actions.locking import Conflict
from consultations.actions.moderating import record
from consultations.actions.taking_up import require_rule_and_reason, take_up
from consultations.models import Comment, ModerationDecision, Question

Kind = ModerationDecision.Kind
MOVABLE = (Comment.Status.PENDING, Comment.Status.PUBLISHED, Comment.Status.HIDDEN)


@transaction.atomic
def move_comment(
    comment_id: int,
    *,
    actor: User,
    question_id: int | None,
    seen_id: int | None = None,
    reason: str = "",
    note: str = "",
    form_key: UUID | None = None,
) -> ModerationDecision:
    """Move a root and all that answers it to another question (None: the consultation as a whole); return the decision.

    The other parameters as of `decide`. Raises PermissionDenied, ValidationError (tied to `question`, `reason`,
    `note`), Conflict where the moderator saw other decisions or the comment is no longer there to be moved.
    """
    case = take_up(comment_id, actor=actor, form_key=form_key, seen_id=seen_id)
    if case.already:
        return case.already
    comment = case.comment
    if comment.parent_id:
        raise ValidationError(
            _("A reply stays with what it answers: move the first comment of the thread."), "reply"
        )
    if comment.status not in MOVABLE:
        raise Conflict(
            _("This comment can no longer be moved: it is now “%(state)s”.")
            % {"state": comment.get_status_display()}
        )
    asked = (
        question_id is None
        or Question.objects.filter(pk=question_id, consultation=comment.consultation_id).exists()
    )
    if not asked:
        raise ValidationError({"question": _("This question does not belong to the consultation.")})
    if question_id == comment.question_id:
        raise ValidationError({"question": _("The comment is at this question already.")})
    require_rule_and_reason(Kind.MOVE, None, reason, note)
    before = comment.question_id
    put(comment, question_id)
    return record(
        comment,
        case.held,
        actor,
        Kind.MOVE,
        comment.status,
        comment.version_id,
        None,
        reason,
        note,
        form_key,
        from_question_id=before,
        to_question_id=question_id,
    )


def put(comment: Comment, question_id: int | None) -> None:
    """Put a thread at a question; part of the caller's transaction, which holds its root.

    Whoever answers in the thread waits for the root, and reads the new question then.
    """
    Comment.objects.filter(thread_id=comment.thread_id).update(question=question_id)
    comment.question_id = question_id
