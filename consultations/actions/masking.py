"""Masking: passages with personal data are taken out of every text of a comment, and are kept for those allowed."""

import re
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from consultations import mentioning
from consultations.actions.locking import Conflict
from consultations.actions.moderating import record
from consultations.actions.taking_up import require_rule_and_reason, take_up
from consultations.markup import MASK, mark_masks, render
from consultations.models import (
    Comment,
    CommentVersion,
    Masking,
    ModerationDecision,
    OriginalText,
    RuleVersion,
)

MOST_PASSAGES = 20
LONGEST_PASSAGE = 300  # characters
Kind = ModerationDecision.Kind


@transaction.atomic
def redact(
    comment_id: int,
    *,
    actor: User,
    passages: list[str],
    version_id: int,
    seen_id: int | None = None,
    rule_version: RuleVersion | None = None,
    reason: str = "",
    note: str = "",
    form_key: UUID | None = None,
) -> ModerationDecision:
    """Mask passages in every text of a comment, wherever and in whatever case they stand; return the decision.

    The other parameters as of `decide`. Raises PermissionDenied, ValidationError (tied to `passages`, `rule`,
    `reason`, `note`), Conflict where the text or the decisions are not what the moderator saw, or it is withdrawn.
    """
    case = take_up(comment_id, actor=actor, form_key=form_key, seen_id=seen_id)
    if case.already:
        return case.already
    comment = case.comment
    if comment.status == Comment.Status.WITHDRAWN:
        raise Conflict(_("The author has withdrawn this comment meanwhile."))
    if version_id not in (comment.version_id, comment.pending_version_id):
        raise Conflict(_("The author has changed the text since you read it. Read the new one."))
    passages = _clean(passages)
    versions = list(comment.versions.select_for_update(of=("self",)).select_related("original"))
    _require_found(passages, versions, reason)
    require_rule_and_reason(Kind.REDACT, rule_version, reason, note)
    decision = record(
        comment,
        case.held,
        actor,
        Kind.REDACT,
        comment.status,
        version_id,
        rule_version,
        reason,
        note,
        form_key,
    )
    Masking.objects.create(decision=decision, comment=comment, passages=passages)
    _draw_anew(comment, versions, case.held.now)
    return decision


def _clean(passages: list[str]) -> list[str]:
    """Return the passages without doubles and needless space. Raises ValidationError where they are none."""
    found = list(dict.fromkeys(" ".join(passage.split()) for passage in passages))
    found = [passage for passage in found if passage]
    if not found:
        raise ValidationError({"passages": _("Say what is to be masked, one passage on each line.")})
    if len(found) > MOST_PASSAGES:
        raise ValidationError({"passages": _("At most %(limit)d passages.") % {"limit": MOST_PASSAGES}})
    if any(len(passage) > LONGEST_PASSAGE for passage in found):
        raise ValidationError(
            {"passages": _("A passage has at most %(limit)d characters.") % {"limit": LONGEST_PASSAGE}}
        )
    if any(sum(letter.isalnum() for letter in passage) < 2 for passage in found):
        raise ValidationError({"passages": _("A passage needs at least two letters or digits.")})
    return found


def _require_found(passages: list[str], versions: list[CommentVersion], reason: str) -> None:
    """Raise ValidationError where a passage stands in none of the texts, or where the reason would publish it."""
    missing = [
        passage for passage in passages if not any(_pattern([passage]).search(v.text) for v in versions)
    ]
    if missing:
        raise ValidationError(
            {"passages": _("“%(passage)s” does not stand in the text.") % {"passage": missing[0]}}
        )
    if _pattern(passages).search(reason):
        raise ValidationError({"reason": _("The reason is published: it must not repeat what is masked.")})


def _pattern(passages: list[str]) -> re.Pattern:
    longest_first = sorted(passages, key=len, reverse=True)
    return re.compile(
        "|".join(r"\s+".join(re.escape(word) for word in passage.split()) for passage in longest_first),
        re.IGNORECASE,
    )


def _in_force(comment_id: int) -> list[str]:
    """Return all passages that are masked in a comment now."""
    maskings = Masking.objects.filter(comment=comment_id, decision__undone_by=None)
    return [passage for masking in maskings for passage in masking.passages]


def without_masked(comment_id: int, text: str) -> str:
    """Return a new text of a comment without what was masked in the earlier ones."""
    passages = _in_force(comment_id)
    return _pattern(passages).sub(MASK, text) if passages else text


def unmask(comment: Comment, now: datetime) -> None:
    """Draw a comment's texts anew after one of its maskings has ended; part of the caller's transaction."""
    _draw_anew(
        comment, list(comment.versions.select_for_update(of=("self",)).select_related("original")), now
    )


def _draw_anew(comment: Comment, versions: list[CommentVersion], now: datetime) -> None:
    """Bring every text in step with what is masked in the comment now."""
    passages = _in_force(comment.pk)
    for version in versions:
        original = getattr(version, "original", None)
        whole = original.text if original else version.text
        masked = _pattern(passages).sub(MASK, whole) if passages else whole
        if masked == version.text:
            continue
        if original is None:
            original = OriginalText.objects.create(
                version=version, comment=comment, text=whole, masked_at=version.masked_at
            )
        _rewrite(version, masked, now if masked != whole else original.masked_at)
        if masked == whole:
            original.delete()


def _rewrite(version: CommentVersion, text: str, masked_at: datetime | None) -> None:
    named = mentioning.marked_in(version.body_html)
    body, excerpt = (mark_masks(mentioning.mark(html, named)) for html in render(text))
    version.text, version.body_html, version.excerpt_html, version.masked_at = text, body, excerpt, masked_at
    version.save(update_fields=["text", "body_html", "excerpt_html", "masked_at"])


def original_of(version_id: int) -> str:
    """Return a text as it stood before it was masked, "" where nothing of it is; the caller asks who reads it."""
    return OriginalText.objects.filter(version=version_id).values_list("text", flat=True).first() or ""


def masking_of(comment: Comment) -> ModerationDecision | None:
    """Return the latest decision that masks something in the comment as it stands."""
    maskings = comment.decisions.filter(kind=Kind.REDACT, undone_by=None)
    return maskings.select_related("rule_version__rule").order_by("-pk").first()
