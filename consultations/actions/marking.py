"""What analysts do with the words of a comment: mark what a report may quote, and what a code rests on."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from consultations import passages
from consultations.actions.locking import hold_consultation
from consultations.models import Comment, CommentTheme, Passage


@transaction.atomic
def mark_passage(comment_id: int, words: str, *, actor: User, quotable: bool = True) -> Passage:
    """Mark words of a public comment, so that a report may quote them (`quotable`) or codes rest on them; return it.

    The first place where they stand counts; blanks and line ends do not. Marked twice it is one. Also while coding is
    complete: quotations are chosen when the report is written. Raises PermissionDenied, Comment.DoesNotExist,
    ValidationError tied to `words`.
    """
    if not actor.has_perm("consultations.code_comment"):
        raise PermissionDenied
    held = hold_consultation(Comment.objects.values_list("consultation", flat=True).get(pk=comment_id))
    comment = Comment.objects.select_for_update(of=("self",)).select_related("version").get(pk=comment_id)
    if comment.status != Comment.Status.PUBLISHED:
        raise ValidationError({"words": _("This comment is not public, so its words cannot be marked.")})
    words = passages.folded(words)
    if len(words) < passages.SHORTEST:
        raise ValidationError({"words": _("Select the words first.")})
    if len(words) > passages.LONGEST:
        message = _("That is too long: at most %(limit)d characters.") % {"limit": passages.LONGEST}
        raise ValidationError({"words": message})
    start = passages.plain_text(comment.version).find(words)
    if start < 0:
        raise ValidationError({"words": _("These words do not stand in this comment.")})
    passage, _is_new = Passage.objects.get_or_create(
        version=comment.version,
        start=start,
        end=start + len(words),
        defaults={
            "comment": comment,
            "consultation_id": comment.consultation_id,
            "sha256": passages.digest(words),
            "is_quotable": quotable,
            "marked_by": actor,
            "marked_at": held.now,  # as what masks a text is dated
        },
    )
    said = passages.digest(words)  # another one where the text was masked since
    if quotable and not passage.is_quotable or passage.sha256 != said:
        passage.is_quotable, passage.sha256 = quotable or passage.is_quotable, said
        passage.marked_by, passage.marked_at = actor, held.now
        passage.save(update_fields=["is_quotable", "sha256", "marked_by", "marked_at"])
    return passage


@transaction.atomic
def unmark_passage(passage_id: int, *, actor: User) -> None:
    """Take back that a report may quote a passage; what codes rest on stays known. Harmless twice.

    Raises PermissionDenied, Passage.DoesNotExist.
    """
    if not actor.has_perm("consultations.code_comment"):
        raise PermissionDenied
    passage = Passage.objects.select_for_update(of=("self",)).get(pk=passage_id)
    if passage.is_quotable:
        passage.is_quotable = False
        passage.save(update_fields=["is_quotable"])


def tie_passage(comment_id: int, theme_ids: list[int], passage: Passage) -> None:
    """Let codes of a comment rest on a passage of it; in the transaction that held the comment."""
    CommentTheme.objects.filter(comment=comment_id, theme__in=theme_ids).update(passage=passage)
