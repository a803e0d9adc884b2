"""What moderators do, and how an author objects: each decision a row, with rule and reason."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from consultations import notices
from consultations.actions.authorship import is_by
from consultations.actions.locking import Conflict, Held, hold_comment, hold_consultation
from consultations.actions.report_cases import close_flags
from consultations.counters import count_comment, count_decision, lock_ancestors
from consultations.models import (
    Appeal,
    Comment,
    Flag,
    ModerationDecision,
    Participant,
    ReportCase,
    RuleVersion,
)

APPEAL_DAYS = 14
MAX_REASON = 2000  # characters

Kind = ModerationDecision.Kind
Status = Comment.Status

# kind → the states from which it is lawful, and the state to which it leads
MOVES = {
    Kind.PUBLISH: ({Status.PENDING}, Status.PUBLISHED),
    Kind.REJECT: ({Status.PENDING}, Status.REJECTED),
    Kind.HIDE: ({Status.PUBLISHED}, Status.HIDDEN),
    Kind.RESTORE: ({Status.HIDDEN, Status.REJECTED}, Status.PUBLISHED),
    Kind.KEEP: ({Status.PUBLISHED}, Status.PUBLISHED),
}


@transaction.atomic
def decide(
    comment_id: int,
    *,
    actor: User,
    kind: str,
    version_id: int,
    seen_id: int | None = None,
    seen_flag_id: int | None = None,
    rule_version: RuleVersion | None = None,
    reason: str = "",
    note: str = "",
    form_key: UUID | None = None,
) -> ModerationDecision:
    """Decide on a comment, or on a waiting edit of it; return the decision.

    `version_id` is the text that the moderator read, `seen_id` the latest decision that they saw (0: there was
    none; None: whoever calls has not looked), `seen_flag_id` likewise the latest report: a comment that is kept is kept
    against those only. `reason` is for the author and public, `note` stays internal. The same
    `form_key` again returns the same decision. Raises PermissionDenied, ValidationError (tied to `kind`, `rule`,
    `reason`, `note`), Conflict where the text or the state is no longer what the moderator saw.
    """
    if not actor.has_perm("consultations.moderate_comment"):
        raise PermissionDenied
    facts = Comment.objects.only("consultation_id", "parent_id").get(pk=comment_id)
    held = hold_consultation(facts.consultation_id)
    ancestors = lock_ancestors(facts.parent_id)
    comment = hold_comment(comment_id)
    if form_key:
        already = ModerationDecision.objects.filter(form_key=form_key).first()
        if already and (already.comment_id, already.actor_id) == (comment.pk, actor.pk):
            return already
        if already:
            raise ValidationError(_("This form has been used already. Reload the page."), "form_key")
    if comment.participant.account_id == actor.pk:
        raise ValidationError(_("This comment is your own: another moderator decides on it."), "own")
    if kind not in MOVES:
        raise ValidationError({"kind": _("Choose a decision.")})
    if seen_id is not None and seen_id != _latest_decision_id(comment):
        raise _overtaken(comment)
    rule_version = rule_version if kind in ModerationDecision.REMOVING else None
    _require_rule_and_reason(kind, rule_version, reason, note)
    # The state counts too: an edit of a comment that was hidden meanwhile is no longer anybody's question.
    waits = comment.pending_version_id == version_id and comment.status == Status.PUBLISHED
    if waits and kind in (Kind.PUBLISH, Kind.REJECT):
        return _decide_edit(comment, held, actor, kind, rule_version, reason, note, form_key)
    if comment.version_id != version_id:
        if ModerationDecision.objects.filter(comment=comment, version=version_id).exists():
            raise _overtaken(comment)
        raise Conflict(_("The author has changed the text since you read it. Read the new one."))
    if kind == Kind.KEEP and not Flag.objects.filter(comment=comment, decision=None).exists():
        raise Conflict(_("Somebody has dealt with the reports on this comment meanwhile."))
    confirms = kind == Kind.HIDE and is_hidden_by_reports(comment)
    if (kind == Kind.RESTORE or confirms) and Appeal.objects.filter(comment=comment, outcome="").exists():
        raise Conflict(_("The author has objected to this decision: judge the objection instead."))
    return _move(
        comment, held, ancestors, actor, kind, rule_version, reason, note, form_key, seen_flag_id=seen_flag_id
    )


def is_hidden_by_reports(comment: Comment) -> bool:
    """Whether the system took the comment away after reports, and no moderator has decided on it since."""
    hidden = comment.status == Status.HIDDEN
    return hidden and ReportCase.objects.filter(comment=comment, hidden_by__isnull=False).exists()


def hide_after_reports(
    comment: Comment, held: Held, ancestors: list[int], rule_version: RuleVersion, reason: str
) -> ModerationDecision:
    """Hide a comment by the system's decision; its reports stay open for a moderator, who has the last word.

    Part of the caller's transaction, which holds the comment and its ancestors.
    """
    system = User.objects.system()
    return _move(
        comment, held, ancestors, system, Kind.HIDE, rule_version, reason, "", None, answers_reports=False
    )


def _latest_decision_id(comment: Comment) -> int:
    return comment.decisions.order_by("-pk").values_list("pk", flat=True).first() or 0


def _overtaken(comment: Comment) -> Conflict:
    return Conflict(
        _("Somebody has decided on this comment meanwhile: it is now “%(state)s”.")
        % {"state": comment.get_status_display()}
    )


def _require_rule_and_reason(kind: str, rule_version: RuleVersion | None, reason: str, note: str) -> None:
    errors = {
        name: _("At most %(limit)d characters.") % {"limit": MAX_REASON}
        for name, words in (("reason", reason), ("note", note))
        if len(words) > MAX_REASON
    }
    if kind in ModerationDecision.REMOVING:
        if rule_version is None or rule_version.rule.for_system:
            errors["rule"] = _("Name the rule that it breaks.")
        elif RuleVersion.objects.filter(rule=rule_version.rule, version__gt=rule_version.version).exists():
            errors["rule"] = _("This rule has been rewritten meanwhile. Read it and choose again.")
        if not reason.strip():
            errors["reason"] = _("Give the author a reason in plain words.")
    if errors:
        raise ValidationError(errors)


def _record(
    comment,
    held: Held,
    actor,
    kind,
    before,
    version_id,
    rule_version,
    reason,
    note,
    form_key,
    *,
    since,
    reported,
    seen_flag_id=None,
    tell=True,
) -> ModerationDecision:
    decision = ModerationDecision.objects.create(
        comment=comment,
        consultation_id=held.id,
        version_id=version_id,
        kind=kind,
        from_status=before,
        to_status=comment.status,
        rule_version=rule_version,
        reason=reason.strip(),
        note=note.strip(),
        actor=actor,
        at=held.now,
        form_key=form_key,
        waiting_since=since,
    )
    count_decision(held.id)
    if reported:
        close_flags(comment, decision, seen_flag_id=seen_flag_id)
    if tell:
        notices.tell_of_decision(comment, decision)
    return decision


def _reported_since(comment: Comment) -> datetime | None:
    """Return since when the open reports have waited for a moderator; None where there are none.

    Those that were taken up before they were due: since the first of them.
    """
    case = ReportCase.objects.filter(comment=comment).first()
    return case and (case.due_at if case.due_at <= timezone.now() else case.first_at)


def _move(
    comment,
    held,
    ancestors,
    actor,
    kind,
    rule_version,
    reason,
    note,
    form_key,
    *,
    tell=True,
    seen_flag_id=None,
    answers_reports=True,
) -> ModerationDecision:
    before = comment.status
    lawful, after = MOVES[kind]
    confirms = kind == Kind.HIDE and is_hidden_by_reports(comment)
    if before not in lawful and not confirms:
        raise _overtaken(comment)
    comment.status = after
    first_time = after == Status.PUBLISHED and comment.published_at is None
    if first_time:
        comment.published_at = held.now
    comment.save(update_fields=["status", "published_at"])
    step = (after == Status.PUBLISHED) - (before == Status.PUBLISHED)
    if step:
        official = comment.participant.kind == Participant.Kind.OFFICIAL
        since = comment.published_at if first_time else None
        count_comment(comment, ancestors, step, official=official, since=since)
    since = comment.received_at if before == Status.PENDING else _reported_since(comment)
    if not answers_reports:
        since = None
    decision = _record(
        comment,
        held,
        actor,
        kind,
        before,
        comment.version_id,
        rule_version,
        reason,
        note,
        form_key,
        since=since,
        reported=answers_reports and since is not None and before != Status.PENDING,
        seen_flag_id=seen_flag_id if kind == Kind.KEEP else None,
        tell=tell,
    )
    if first_time:
        notices.tell_of_reply(comment)
        notices.tell_of_mentions(comment, comment.version.text)
    return decision


def _decide_edit(comment, held, actor, kind, rule_version, reason, note, form_key) -> ModerationDecision:
    """Let a waiting edit replace the published text, or drop it; the state stays as it is."""
    judged, since = comment.pending_version_id, comment.pending_version.created_at
    if kind == Kind.PUBLISH:
        comment.version_id, comment.edited_at = judged, held.now
    comment.pending_version = None
    comment.save(update_fields=["version", "pending_version", "edited_at"])
    if kind == Kind.PUBLISH:
        notices.tell_of_mentions(comment, comment.version.text)
    return _record(
        comment,
        held,
        actor,
        kind,
        comment.status,
        judged,
        rule_version,
        reason,
        note,
        form_key,
        since=since,
        reported=True,
    )


def appeal_until(decision: ModerationDecision) -> datetime:
    """Return the moment before which the author can object to the decision."""
    return decision.at + timedelta(days=APPEAL_DAYS)


def may_appeal(decision: ModerationDecision, comment: Comment, now: datetime) -> bool:
    """Whether the author can still object: to the removal that stands, within 14 days, not objected to yet."""
    return (
        decision.kind in ModerationDecision.REMOVING
        and comment.status in (Status.HIDDEN, Status.REJECTED)
        and now < appeal_until(decision)
        and decision.pk == _latest_decision_id(comment)
        and not Appeal.objects.filter(decision=decision).exists()
    )


@transaction.atomic
def appeal(
    decision_id: int, *, words: str, account: User | None = None, participant: Participant | None = None
) -> Appeal:
    """Object to the removal of one's comment, once, within 14 days; return the appeal.

    `participant`: whoever showed its receipt, in the place of an account. A second call returns the first. Raises
    ModerationDecision.DoesNotExist for another's comment, ValidationError in words.
    """
    decision = ModerationDecision.objects.select_related("comment__participant").get(pk=decision_id)
    held = hold_consultation(decision.consultation_id)
    comment = hold_comment(decision.comment_id)
    if not is_by(comment, account, participant):
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
        _move(comment, held, ancestors, judge, Kind.RESTORE, None, reason, "", None, tell=False)
    elif is_hidden_by_reports(comment):  # the judge has read the comment: that answers the reports too
        close_flags(comment, objection.decision)
    notices.tell_of_judgement(objection)
    return objection
