"""How an author objects to a decision, once, and how somebody else than who decided judges the objection."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from consultations import notices
from consultations.actions.locking import Conflict, hold_comment, hold_consultation
from consultations.actions.moderating import MAX_REASON, MOVES, latest_decision_id, move
from consultations.counters import lock_ancestors
from consultations.models import Appeal, Comment, ModerationDecision

APPEAL_DAYS = 14

Kind = ModerationDecision.Kind
Status = Comment.Status


def appeal_until(decision: ModerationDecision) -> datetime:
    """Return the moment before which the author can object to the decision."""
    return decision.at + timedelta(days=APPEAL_DAYS)


def may_appeal(decision: ModerationDecision, comment: Comment, now: datetime) -> bool:
    """Whether the author can still object: to the removal that stands, within 14 days, not objected to yet."""
    return (
        decision.kind in ModerationDecision.REMOVING
        and comment.status in (Status.HIDDEN, Status.REJECTED)
        and now < appeal_until(decision)
        and decision.pk == latest_decision_id(comment)
        and not Appeal.objects.filter(decision=decision).exists()
    )


@transaction.atomic
def appeal(decision_id: int, *, account: User, words: str) -> Appeal:
    """Object to the removal of one's comment, once, within 14 days; return the appeal.

    A second call returns the first. Raises ModerationDecision.DoesNotExist for another's comment,
    ValidationError in words.
    """
    decision = ModerationDecision.objects.select_related("comment__participant").get(pk=decision_id)
    held = hold_consultation(decision.consultation_id)
    comment = hold_comment(decision.comment_id)
    if comment.participant.account_id != account.pk:
        raise ModerationDecision.DoesNotExist
    already = Appeal.objects.filter(decision=decision).first()
    if already:
        return already
    if not may_appeal(decision, comment, held.now):
        raise ValidationError(
            _("An objection is possible within %(days)d days of a removal.") % {"days": APPEAL_DAYS}
        )
    words = words.strip()
    if not words or len(words) > MAX_REASON:
        raise ValidationError(
            {
                "words": _("Say in at most %(limit)d characters why the comment should stand.")
                % {"limit": MAX_REASON}
            }
        )
    return Appeal.objects.create(
        decision=decision, comment=comment, decided_by_id=decision.actor_id, words=words, created_at=held.now
    )


@transaction.atomic
def judge_appeal(appeal_id: int, *, judge: User, outcome: str, reason: str) -> Appeal:
    """Judge an objection: restore the comment or uphold its removal; return the appeal.

    The same judgement again (a double click) returns what is there. Raises PermissionDenied for whoever decided
    or lacks the right, ValidationError without outcome and reason, Conflict where another has judged it.
    """
    if not judge.has_perm("consultations.moderate_comment"):
        raise PermissionDenied
    facts = Appeal.objects.select_related("comment").get(pk=appeal_id)
    held = hold_consultation(facts.comment.consultation_id)
    ancestors = lock_ancestors(facts.comment.parent_id)
    comment = hold_comment(facts.comment_id)
    objection = Appeal.objects.select_for_update().get(pk=appeal_id)
    reason = reason.strip()
    if objection.outcome:
        if (objection.judge_id, objection.outcome, objection.reason) == (judge.pk, outcome, reason):
            return objection
        raise Conflict(_("This objection has been judged meanwhile."))
    if judge.pk in (objection.decided_by_id, comment.participant.account_id):
        raise PermissionDenied(_("An objection is judged by somebody else than the one who decided."))
    errors = {}
    if outcome not in Appeal.Outcome.values:
        errors["outcome"] = _("Choose an outcome.")
    if not reason:
        errors["reason"] = _("Give the author a reason in plain words.")
    elif len(reason) > MAX_REASON:
        errors["reason"] = _("At most %(limit)d characters.") % {"limit": MAX_REASON}
    if errors:
        raise ValidationError(errors)
    objection.judge, objection.outcome = judge, outcome
    objection.reason, objection.judged_at = reason, held.now
    objection.save()
    if outcome == Appeal.Outcome.RESTORED and comment.status in MOVES[Kind.RESTORE][0]:
        # One event, one notice: the judgement's says that the comment is back.
        move(comment, held, ancestors, judge, Kind.RESTORE, None, reason, "", None, tell=False)
    notices.tell_of_judgement(objection)
    return objection
