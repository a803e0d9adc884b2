"""Taking a comment up for a decision: under which locks, who may, and what a decision must say."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from consultations.actions.claiming import settle
from consultations.actions.locking import Conflict, Held, hold_comment, hold_consultation
from consultations.actions.saving import require_filled_in
from consultations.counters import lock_ancestors
from consultations.models import Comment, ModerationDecision, RuleVersion
from forum_site import prepared

MAX_REASON = 2000  # characters


@dataclass
class Case:
    """A comment that a moderator has in hand: locked, with its consultation's facts and its ancestors.

    `already`: what the same form has decided before.
    """

    held: Held
    ancestors: list[int]
    comment: Comment
    already: ModerationDecision | None


_PLACE = "SELECT consultation_id, parent_id FROM consultations_comment WHERE id = %(comment)s"


def take_up(comment_id: int, *, actor: User, form_key: UUID | None, seen_id: int | None) -> Case:
    """Lock a comment for a decision by `actor`; parameters as of `decide`.

    Raises PermissionDenied, ValidationError for the moderator's own comment or another's form, Conflict where there is
    a decision that the moderator had not seen.
    """
    if not actor.has_perm("consultations.moderate_comment"):
        raise PermissionDenied
    [place] = prepared.fetch(_PLACE, {"comment": comment_id}) or [None]
    if place is None:
        raise Comment.DoesNotExist
    consultation_id, parent_id = place
    held = hold_consultation(consultation_id)
    case = Case(held, lock_ancestors(parent_id), hold_comment(comment_id), None)
    same_form, latest = _decided(comment_id, form_key)
    if same_form:
        case.already = ModerationDecision.objects.get(pk=same_form)
        if (case.already.comment_id, case.already.actor_id) == (comment_id, actor.pk):
            return case
        raise ValidationError(_("This form has been used already. Reload the page."), "form_key")
    if case.comment.participant.account_id == actor.pk:
        raise ValidationError(_("This comment is your own: another moderator decides on it."), "own")
    settle(case.comment, actor)
    if seen_id is not None and seen_id != latest:
        raise overtaken(case.comment)
    return case


_DECIDED = """
SELECT (SELECT id FROM consultations_moderationdecision WHERE form_key = %(form_key)s),
       (SELECT max(id) FROM consultations_moderationdecision WHERE comment_id = %(comment)s)
"""


def _decided(comment_id: int, form_key: UUID | None) -> tuple[int | None, int]:
    """Return which decision a form has led to before, and the latest one on a comment (0: there is none)."""
    [(same_form, latest)] = prepared.fetch(
        _DECIDED, {"comment": comment_id, "form_key": form_key and str(form_key)}
    )
    return same_form, latest or 0


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
