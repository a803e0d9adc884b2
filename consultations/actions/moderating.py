"""What moderators do: each decision a row, with rule and reason."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from consultations import notices
from consultations.actions.claiming import settle
from consultations.actions.locking import Conflict, Held, hold_comment, hold_consultation
from consultations.actions.report_cases import close_flags
from consultations.actions.saving import require_filled_in
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


@dataclass
class Case:
    """A comment that a moderator has in hand: locked, with its consultation's facts and its ancestors.

    `already`: what the same form has decided before.
    """

    held: Held
    ancestors: list[int]
    comment: Comment
    already: ModerationDecision | None


def take_up(comment_id: int, *, actor: User, form_key: UUID | None, seen_id: int | None) -> Case:
    """Lock a comment for a decision by `actor`; parameters as of `decide`.

    Raises PermissionDenied, ValidationError for the moderator's own comment or another's form, Conflict where there is
    a decision that the moderator had not seen.
    """
    if not actor.has_perm("consultations.moderate_comment"):
        raise PermissionDenied
    facts = Comment.objects.only("consultation_id", "parent_id").get(pk=comment_id)
    held = hold_consultation(facts.consultation_id)
    case = Case(held, lock_ancestors(facts.parent_id), hold_comment(comment_id), None)
    if form_key:
        case.already = ModerationDecision.objects.filter(form_key=form_key).first()
        if case.already and (case.already.comment_id, case.already.actor_id) == (comment_id, actor.pk):
            return case
        if case.already:
            raise ValidationError(_("This form has been used already. Reload the page."), "form_key")
    if case.comment.participant.account_id == actor.pk:
        raise ValidationError(_("This comment is your own: another moderator decides on it."), "own")
    settle(case.comment, actor)
    if seen_id is not None and seen_id != latest_decision_id(case.comment):
        raise overtaken(case.comment)
    return case


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


def latest_decision_id(comment: Comment) -> int:
    """Return the id of the newest decision on the comment, 0 where there is none."""
    return comment.decisions.order_by("-pk").values_list("pk", flat=True).first() or 0


def overtaken(comment: Comment) -> Conflict:
    """Return what says that somebody was faster."""
    return Conflict(
        _("Somebody has decided on this comment meanwhile: it is now “%(state)s”.")
        % {"state": comment.get_status_display()}
    )


def too_long(**words: str) -> dict[str, str]:
    """Return what is wrong with words that are stored, by their name: longer than MAX_REASON."""
    return {
        name: _("At most %(limit)d characters.") % {"limit": MAX_REASON}
        for name, text in words.items()
        if len(text) > MAX_REASON
    }


def lacks_rule_or_reason(rule_version: RuleVersion | None, reason: str) -> dict[str, str]:
    """Return what is missing of a rule in force and a reason for whom it concerns, by `rule` and `reason`."""
    errors = {}
    if rule_version is None or rule_version.rule.for_system:
        errors["rule"] = _("Name the rule that it breaks.")
    elif RuleVersion.objects.filter(rule=rule_version.rule, version__gt=rule_version.version).exists():
        errors["rule"] = _("This rule has been rewritten meanwhile. Read it and choose again.")
    if not reason.strip():
        errors["reason"] = _("Give the author a reason in plain words.")
    return errors


def require_rule_and_reason(kind: str, rule_version: RuleVersion | None, reason: str, note: str) -> None:
    """Raise ValidationError, tied to fields, where a decision lacks what its kind must say."""
    errors = too_long(reason=reason, note=note)
    if kind in ModerationDecision.WITH_RULE:
        errors |= lacks_rule_or_reason(rule_version, reason)
    if errors:
        raise ValidationError(errors)
    require_filled_in(reason)


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
    **more,
) -> ModerationDecision:
    """Write a decision and its place in the totals, answer reports with it, tell the author; return it.

    `since`: when what it decides began to wait; `reported`: whether it answers the reports; `more`: further columns.
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
        count_comment(comment, ancestors, step, official=official, since=since)
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
        reported=answers_reports and since is not None and before != Status.PENDING,
        seen_flag_id=seen_flag_id if kind == Kind.KEEP else None,
        tell=tell,
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
