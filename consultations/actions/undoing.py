"""Taking a decision back at once: a second decision that ends the first, and notices that nobody gets to hear."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from consultations import notices
from consultations.actions.locking import Conflict, Held
from consultations.actions.masking import unmask
from consultations.actions.moderating import record
from consultations.actions.moving import put
from consultations.actions.report_cases import give_addresses_back, reopen
from consultations.actions.taking_up import Case, latest_decision_id, overtaken, take_up
from consultations.counters import count_comment, forget_publication
from consultations.models import Appeal, Comment, ModerationDecision, Participant

UNDO_WITHIN = timedelta(minutes=10)
Kind = ModerationDecision.Kind
Status = Comment.Status
UNDOABLE = (Kind.PUBLISH, Kind.REJECT, Kind.HIDE, Kind.RESTORE, Kind.KEEP, Kind.REDACT, Kind.MOVE)


def may_undo(decision: ModerationDecision, now: datetime) -> bool:
    """Whether its actor can still take the decision back, as far as its kind and the time go."""
    return decision.kind in UNDOABLE and decision.undoes_id is None and now < decision.at + UNDO_WITHIN


@transaction.atomic
def undo(decision_id: int, *, actor: User) -> ModerationDecision:
    """Take back one's own latest decision on a comment, within ten minutes; return the decision that does so.

    The comment stands again as it stood, the reports that were answered are open again. A second call returns the
    same. Raises ModerationDecision.DoesNotExist, PermissionDenied for another's decision, Conflict where something
    has been built upon it meanwhile or the time is over.
    """
    decision = ModerationDecision.objects.select_related("version").get(pk=decision_id)
    if decision.actor_id != actor.pk:
        raise PermissionDenied(_("Only the one who decided can take the decision back."))
    case = take_up(decision.comment_id, actor=actor, form_key=None, seen_id=None)
    already = ModerationDecision.objects.filter(undoes=decision).first()
    if already:
        return already
    _require_untouched(case, decision)
    before = case.comment.status
    _turn_back(case, decision)
    decision.comment = case.comment
    flags = reopen(decision, case.held.now)
    undoing = record(
        case.comment,
        case.held,
        actor,
        Kind.UNDO,
        before,
        decision.version_id,
        undoes=decision,
        from_question_id=decision.to_question_id,
        to_question_id=decision.from_question_id,
        tell=False,
    )
    if decision.kind == Kind.REDACT:
        unmask(case.comment, case.held.now)
    give_addresses_back(notices.take_back(undoing, flags))
    return undoing


def _require_untouched(case: Case, decision: ModerationDecision) -> None:
    """Raise Conflict where the decision can no longer be taken back without a trace of what came after it."""
    comment = case.comment
    if not may_undo(decision, case.held.now):
        raise Conflict(
            _("A decision can be taken back within %(minutes)d minutes; decide anew.")
            % {"minutes": UNDO_WITHIN.seconds // 60}
        )
    if latest_decision_id(comment) != decision.pk or comment.status != decision.to_status:
        raise overtaken(comment)
    if Appeal.objects.filter(comment=comment, judged_at=decision.at).exists():
        raise Conflict(_("This was judged upon an objection, and stands."))
    if Appeal.objects.filter(decision=decision).exists():
        raise Conflict(_("The author has objected to this decision: judge the objection instead."))
    if decision.kind in (Kind.PUBLISH, Kind.REJECT, Kind.REDACT):
        _require_same_text(comment, decision)
    if decision.to_status == Status.PUBLISHED and _was_first_time(decision):
        if comment.coding or Comment.objects.filter(parent=comment).exists():
            raise Conflict(_("Somebody has answered or coded this comment meanwhile: hide it instead."))


def _require_same_text(comment: Comment, decision: ModerationDecision) -> None:
    newest = comment.versions.order_by("-number").values_list("pk", flat=True).first()
    if decision.kind == Kind.REDACT:
        same = newest in (comment.version_id, comment.pending_version_id)
    else:
        same = newest == decision.version_id and comment.pending_version_id is None
    if not same:
        raise Conflict(_("The author has changed the text meanwhile."))


def _was_first_time(decision: ModerationDecision) -> bool:
    """Whether the decision made the comment public for the first time."""
    return decision.to_status == Status.PUBLISHED and decision.from_status in (
        Status.PENDING,
        Status.REJECTED,
    )


def _turn_back(case: Case, decision: ModerationDecision) -> None:
    """Let the comment stand as it stood before the decision."""
    comment, of_edit = case.comment, decision.from_status == decision.to_status
    if decision.kind == Kind.MOVE:
        put(comment, decision.from_question_id)
    elif decision.kind in (Kind.PUBLISH, Kind.REJECT) and of_edit:
        comment.pending_version_id = decision.version_id
        if decision.kind == Kind.PUBLISH:
            comment.version_id = decision.replaced_id
            comment.edited_at = _edited_before(decision)
        comment.save(update_fields=["version", "pending_version", "edited_at"])
    elif not of_edit:
        _change_state(comment, case.held, case.ancestors, decision)


def _change_state(comment: Comment, held: Held, ancestors: list[int], decision: ModerationDecision) -> None:
    first_time = _was_first_time(decision)
    comment.status = decision.from_status
    if first_time:
        comment.published_at = None
    comment.save(update_fields=["status", "published_at"])
    step = (comment.status == Status.PUBLISHED) - (decision.to_status == Status.PUBLISHED)
    if step:
        official = comment.participant.kind == Participant.Kind.OFFICIAL
        count_comment(comment, ancestors, step, official=official)
    if first_time:
        forget_publication(comment)


def _edited_before(decision: ModerationDecision) -> datetime | None:
    """Return when the text that an edit had replaced was published as an edit; None where it was the first one."""
    earlier = ModerationDecision.objects.filter(
        comment=decision.comment_id, kind=Kind.PUBLISH, version=decision.replaced_id
    ).exclude(replaced=None)
    found = earlier.order_by("-pk").values_list("at", flat=True).first()
    if found or decision.replaced.number == 1:
        return found
    return decision.replaced.created_at
