"""What moderators do: each decision a row, with rule and reason."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from consultations import notices
from consultations.actions.locking import Conflict, Held
from consultations.actions.report_cases import close_flags
from consultations.actions.taking_up import overtaken, require_rule_and_reason, take_up
from consultations.counters import count_comment, count_decision
from consultations.models import (
    Appeal,
    Comment,
    Flag,
    ModerationDecision,
    Participant,
    ReportCase,
    RuleVersion,
)

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
    `reason`, `note`), Conflict where the text or the state is no longer what the moderator saw, or another works on it.
    """
    case = take_up(comment_id, actor=actor, form_key=form_key, seen_id=seen_id)
    if case.already:
        return case.already
    held, ancestors, comment = case.held, case.ancestors, case.comment
    if kind not in MOVES:
        raise ValidationError({"kind": _("Choose a decision.")})
    rule_version = rule_version if kind in ModerationDecision.REMOVING else None
    require_rule_and_reason(kind, rule_version, reason, note)
    # The state counts too: an edit of a comment that was hidden meanwhile is no longer anybody's question.
    waits = comment.pending_version_id == version_id and comment.status == Status.PUBLISHED
    if waits and kind in (Kind.PUBLISH, Kind.REJECT):
        return _decide_edit(comment, held, actor, kind, rule_version, reason, note, form_key)
    if comment.version_id != version_id:
        if ModerationDecision.objects.filter(comment=comment, version=version_id).exists():
            raise overtaken(comment)
        raise Conflict(_("The author has changed the text since you read it. Read the new one."))
    if kind == Kind.KEEP and not Flag.objects.filter(comment=comment, decision=None).exists():
        raise Conflict(_("Somebody has dealt with the reports on this comment meanwhile."))
    confirms = kind == Kind.HIDE and is_hidden_by_reports(comment)
    if (kind == Kind.RESTORE or confirms) and _is_objected_to(comment):
        raise Conflict(_("The author has objected to this decision: judge the objection instead."))
    return move(
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
    return move(
        comment, held, ancestors, system, Kind.HIDE, rule_version, reason, "", None, answers_reports=False
    )


def _is_objected_to(comment: Comment) -> bool:
    """Whether an objection to the comment's removal waits; one about a change of its text is another matter."""
    return Appeal.objects.filter(
        comment=comment, outcome="", decision__to_status__in=(Status.HIDDEN, Status.REJECTED)
    ).exists()


def record(
    comment,
    held: Held,
    actor,
    kind,
    before,
    version_id,
    rule_version=None,
    reason="",
    note="",
    form_key=None,
    *,
    since=None,
    reported=False,
    seen_flag_id=None,
    tell=True,
    is_counted=False,
    **more,
) -> ModerationDecision:
    """Write a decision and its place in the totals, answer reports with it, tell the author; return it.

    `since`: when what it decides began to wait; `reported`: whether it answers the reports; `is_counted`: the caller
    has counted it with the comment; `more`: further columns.
    """
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
        **more,
    )
    if not is_counted:
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


def move(
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
    """Move the comment, which the caller's transaction holds, by a decision; return the decision.

    Raises Conflict where the move is not lawful from the state in which the comment is.
    """
    before = comment.status
    lawful, after = MOVES[kind]
    confirms = kind == Kind.HIDE and is_hidden_by_reports(comment)
    if before not in lawful and not confirms:
        raise overtaken(comment)
    comment.status = after
    first_time = after == Status.PUBLISHED and comment.published_at is None
    if first_time:
        comment.published_at = held.now
    comment.save(update_fields=["status", "published_at"])
    step = (after == Status.PUBLISHED) - (before == Status.PUBLISHED)
    if step:
        official = comment.participant.kind == Participant.Kind.OFFICIAL
        since = comment.published_at if first_time else None
        count_comment(comment, ancestors, step, official=official, since=since, decisions=1)
    since = comment.received_at if before == Status.PENDING else _reported_since(comment)
    if not answers_reports:
        since = None
    decision = record(
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
        reported=answers_reports and before != Status.PENDING,
        seen_flag_id=seen_flag_id if kind == Kind.KEEP else None,
        tell=tell,
        is_counted=bool(step),
    )
    if first_time:
        notices.tell_of_reply(comment, hold=notices.delay())
        notices.tell_of_mentions(comment, comment.version.text, hold=notices.delay())
    return decision


def _decide_edit(comment, held, actor, kind, rule_version, reason, note, form_key) -> ModerationDecision:
    """Let a waiting edit replace the published text, or drop it; the state stays as it is."""
    judged, since = comment.pending_version_id, comment.pending_version.created_at
    replaced = comment.version_id if kind == Kind.PUBLISH else None
    if kind == Kind.PUBLISH:
        comment.version_id, comment.edited_at = judged, held.now
    comment.pending_version = None
    comment.save(update_fields=["version", "pending_version", "edited_at"])
    if kind == Kind.PUBLISH:
        notices.tell_of_mentions(comment, comment.version.text, hold=notices.delay())
    return record(
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
        replaced_id=replaced,
    )


def restore_edit(
    comment: Comment, held: Held, judge: User, version_id: int, reason: str
) -> ModerationDecision:
    """Let an edit that was rejected replace the published text after all; return the decision.

    Part of the caller's transaction, which holds the comment.
    """
    replaced = comment.version_id
    comment.version_id, comment.edited_at = version_id, held.now
    comment.save(update_fields=["version", "edited_at"])
    notices.tell_of_mentions(comment, comment.version.text)
    return record(
        comment,
        held,
        judge,
        Kind.PUBLISH,
        comment.status,
        version_id,
        None,
        reason,
        tell=False,
        replaced_id=replaced,
    )
