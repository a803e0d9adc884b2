"""How an author objects to a decision, once, and how somebody else than who decided judges the objection."""

from datetime import datetime, timedelta

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from consultations import notices
from consultations.actions.authorship import is_by
from consultations.actions.claiming import settle
from consultations.actions.locking import Conflict, Held, hold_comment, hold_consultation
from consultations.actions.masking import unmask
from consultations.actions.moderating import (
    MOVES,
    is_hidden_by_reports,
    move,
    record,
    restore_edit,
)
from consultations.actions.report_cases import close_flags
from consultations.actions.taking_up import MAX_REASON
from consultations.counters import lock_ancestors
from consultations.models import Appeal, Comment, CommentVersion, ModerationDecision, Participant
from consultations.models.moderation import Objection

APPEAL_DAYS = 14
PERMISSION = "consultations.moderate_comment"

Kind = ModerationDecision.Kind
Status = Comment.Status


# --- Objecting --------------------------------------------------------------------------------------


def appeal_until(decided_at: datetime) -> datetime:
    """Return the moment before which one can object to what was decided then."""
    return decided_at + timedelta(days=APPEAL_DAYS)


def may_appeal(decision: ModerationDecision, comment: Comment, now: datetime) -> bool:
    """Whether the author can still object: to the removal that stands, or to the rejection of the edit that is their
    last word, or to a masking, within 14 days, not objected to yet."""
    return (
        decision.kind in ModerationDecision.WITH_RULE
        and now < appeal_until(decision.at)
        and _stands(decision, comment)
        and not Appeal.objects.filter(decision=decision).exists()
    )


def _stands(decision: ModerationDecision, comment: Comment) -> bool:
    """Whether what was decided is still how things are with the comment."""
    if ModerationDecision.objects.filter(undoes=decision).exists():
        return False
    if decision.kind == Kind.REDACT:
        return comment.status != Status.WITHDRAWN
    if decision.of_edit:
        return may_replace(decision, comment)
    gone = comment.status in (Status.HIDDEN, Status.REJECTED)
    return gone and decision.pk == _standing_removal_id(comment)


def _standing_removal_id(comment: Comment) -> int | None:
    """Return the removal that a removed comment rests on: masking and moving leave it what it is."""
    removals = comment.decisions.filter(kind__in=ModerationDecision.REMOVING, undone_by=None)
    return removals.order_by("-pk").values_list("pk", flat=True).first()


def may_replace(decision: ModerationDecision, comment: Comment) -> bool:
    """Whether the edit that was rejected could still take the published text's place: nothing newer was written."""
    return (
        comment.status == Status.PUBLISHED
        and comment.version_id != decision.version_id
        and not CommentVersion.objects.filter(comment=comment, number__gt=decision.version.number).exists()
    )


def refused_edit(comment: Comment) -> ModerationDecision | None:
    """Return the decision that rejected the author's last change of a published comment; None where none did."""
    found = (
        ModerationDecision.objects.filter(
            comment=comment, kind=Kind.REJECT, from_status=Status.PUBLISHED, undone_by=None
        ).select_related("version", "rule_version__rule", "appeal")
        .order_by("-pk")
        .first()
    )  # fmt: skip
    return found if found and may_replace(found, comment) else None


@transaction.atomic
def appeal(
    decision_id: int, *, words: str, account: User | None = None, participant: Participant | None = None
) -> Appeal:
    """Object to the removal of one's comment, or of one's edit, once, within 14 days; return the appeal.

    `participant`: whoever showed its receipt, in the place of an account. A second call returns the first. Raises
    ModerationDecision.DoesNotExist for another's comment,
    ValidationError in words.
    """
    decision = ModerationDecision.objects.select_related("comment__participant", "version").get(
        pk=decision_id
    )
    held = hold_consultation(decision.consultation_id)
    comment = hold_comment(decision.comment_id)
    if not is_by(comment, account, participant):
        raise ModerationDecision.DoesNotExist
    already = Appeal.objects.filter(decision=decision).first()
    if already:
        return already
    if not may_appeal(decision, comment, held.now):
        raise ValidationError(
            _("An objection is possible within %(days)d days, while the decision stands.")
            % {"days": APPEAL_DAYS}
        )
    objection = Appeal.objects.create(
        decision=decision,
        comment=comment,
        decided_by_id=decision.actor_id,
        words=words_of_objection(words),
        created_at=held.now,
    )
    tell_administrators(objection, comment.participant.account_id)
    return objection


def words_of_objection(words: str) -> str:
    """Return the words as they are stored. Raises ValidationError (`words`) for none or too many."""
    words = words.strip()
    if not words or len(words) > MAX_REASON:
        said = _("Say in at most %(limit)d characters why the decision is wrong.") % {"limit": MAX_REASON}
        raise ValidationError({"words": said})
    return words


# --- Who judges -------------------------------------------------------------------------------------


def able_to_judge() -> list[User]:
    """Return whoever may judge objections at all: moderators and administrators."""
    return list(ModelBackend().with_perm(PERMISSION).filter(anonymised_at=None))


def judges_of(able: list[User], decided_by_id: int, author_id: int | None) -> list[User]:
    """Return who of them can judge an objection: the other moderators; where there is none, the administrators."""
    others = [person for person in able if person.pk not in (decided_by_id, author_id)]
    return [person for person in others if not person.is_superuser] or others


def tell_administrators(objection: Objection, author_id: int | None) -> None:
    """Tell the administrators that an objection waits for them, where nobody else may judge it."""
    judges = judges_of(able_to_judge(), objection.decided_by_id, author_id)
    notices.tell_judges(objection, [person for person in judges if person.is_superuser])


# --- Judging ----------------------------------------------------------------------------------------


@transaction.atomic
def judge_appeal(appeal_id: int, *, judge: User, outcome: str, reason: str) -> Appeal:
    """Judge an objection: restore comment or edit, or uphold the removal; return the appeal.

    The same judgement again (a double click) returns what is there. Raises PermissionDenied for whoever decided
    or lacks the right, ValidationError without outcome and reason, Conflict where another has judged it.
    """
    if not judge.has_perm(PERMISSION):
        raise PermissionDenied
    facts = Appeal.objects.select_related("comment").get(pk=appeal_id)
    held = hold_consultation(facts.comment.consultation_id)
    ancestors = lock_ancestors(facts.comment.parent_id)
    comment = hold_comment(facts.comment_id)
    objection = (
        Appeal.objects.select_for_update(of=("self",)).select_related("decision__version").get(pk=appeal_id)
    )
    settle(comment, judge)
    if not judge_once(objection, judge, outcome, reason, comment.participant.account_id, held.now):
        return objection
    if outcome == Appeal.Outcome.RESTORED:
        _give_back(objection, comment, held, ancestors)
    elif is_hidden_by_reports(comment):  # the judge has read the comment: that answers the reports too
        close_flags(comment, objection.decision)
    notices.tell_of_judgement(objection)
    return objection


def judge_once(
    objection: Objection, judge: User, outcome: str, reason: str, author_id: int | None, now: datetime
) -> bool:
    """Store the judgement of an objection that the caller holds; return False for the same judgement again.

    Raises PermissionDenied for whoever decided or objected, ValidationError without outcome and reason, Conflict
    where another has judged it.
    """
    reason = reason.strip()
    if objection.outcome:
        if (objection.judge_id, objection.outcome, objection.reason) == (judge.pk, outcome, reason):
            return False
        raise Conflict(_("This objection has been judged meanwhile."))
    if judge.pk in (objection.decided_by_id, author_id):
        raise PermissionDenied(_("An objection is judged by somebody else than the one who decided."))
    errors = {}
    if outcome not in Objection.Outcome.values:
        errors["outcome"] = _("Choose an outcome.")
    if not reason:
        errors["reason"] = _("Give the author a reason in plain words.")
    elif len(reason) > MAX_REASON:
        errors["reason"] = _("At most %(limit)d characters.") % {"limit": MAX_REASON}
    if errors:
        raise ValidationError(errors)
    objection.judge, objection.outcome = judge, outcome
    objection.reason, objection.judged_at = reason, now
    objection.save(update_fields=["judge", "outcome", "reason", "judged_at"])
    return True


def _give_back(objection: Appeal, comment: Comment, held: Held, ancestors) -> None:
    """Bring back what was removed. One event, one notice: the judgement's says that it is back."""
    decision, judge, reason = objection.decision, objection.judge, objection.reason
    if decision.kind == Kind.REDACT:
        state = comment.status
        record(
            comment, held, judge, Kind.RESTORE, state, decision.version_id, None, reason,
            tell=False, undoes=decision,
        )  # fmt: skip
        unmask(comment, held.now)
    elif decision.of_edit:
        # What its author wrote since, or another removal, is not undone by this.
        if may_replace(decision, comment):
            restore_edit(comment, held, judge, decision.version_id, reason)
    elif comment.status in MOVES[Kind.RESTORE][0]:
        move(comment, held, ancestors, judge, Kind.RESTORE, None, reason, "", None, tell=False)
