"""What analysts do: put comments into themes, or state why they have none."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from consultations.actions.locking import hold_comment, hold_consultation
from consultations.models import (
    CodingChange,
    Comment,
    CommentDisposition,
    CommentTheme,
    Consultation,
    ConsultationChange,
    Disposition,
    Theme,
)


def _hold_codable(comment_id: int, actor: User) -> Comment:
    """Lock a comment for coding. Raises PermissionDenied, ValidationError where it cannot be coded."""
    if not actor.has_perm("consultations.code_comment"):
        raise PermissionDenied
    consultation_id = Comment.objects.values_list("consultation", flat=True).get(pk=comment_id)
    held = hold_consultation(consultation_id)
    if held.coding_complete:
        raise ValidationError(_("Coding was declared complete. Take it up again before changing codes."), "complete")
    comment = hold_comment(comment_id)
    if comment.status == Comment.Status.PENDING:
        raise ValidationError(_("A moderator has not decided on this comment yet."), "pending")
    return comment


def codes_of(comment: Comment) -> dict:
    """Return a comment's codes as plain data, as the history keeps them."""
    disposition = CommentDisposition.objects.filter(comment=comment).first()
    return {
        "themes": list(CommentTheme.objects.filter(comment=comment).order_by("theme").values_list("theme", flat=True)),
        "disposition": disposition.kind if disposition else "",
        "target": disposition.target_id if disposition else None,
    }


def _set_kind(comment: Comment, coding: str) -> None:
    Comment.objects.filter(pk=comment.pk).update(coding=coding)
    comment.coding = coding


def _record(comment: Comment, actor: User, before: dict, reason: str) -> None:
    after = codes_of(comment)
    if after != before:
        CodingChange.objects.create(comment=comment, actor=actor, before=before, after=after, reason=reason)


@transaction.atomic
def assign_theme(comment_id: int, theme: Theme, *, actor: User, reason: str = "") -> None:
    """Code a comment into a theme, in place of a disposition if it had one; harmless twice.

    Raises PermissionDenied, Comment.DoesNotExist, ValidationError in words.
    """
    comment = _hold_codable(comment_id, actor)
    if theme.consultation_id != comment.consultation_id:
        raise ValidationError({"theme": _("This theme belongs to another consultation.")})
    if theme.retired_at:
        raise ValidationError({"theme": _("This theme is retired; choose another one.")})
    before = codes_of(comment)
    CommentDisposition.objects.filter(comment=comment).delete()
    _set_kind(comment, Comment.Coding.THEMES)
    CommentTheme.objects.bulk_create(
        [
            CommentTheme(
                comment=comment,
                theme=theme,
                consultation_id=comment.consultation_id,
                assigned_by=actor,
                reason=reason,
            )
        ],
        ignore_conflicts=True,
    )
    _record(comment, actor, before, reason)


@transaction.atomic
def remove_theme(comment_id: int, theme: Theme, *, actor: User, reason: str = "") -> None:
    """Take one theme off a comment; harmless twice. Raises as `assign_theme` does."""
    comment = _hold_codable(comment_id, actor)
    before = codes_of(comment)
    CommentTheme.objects.filter(comment=comment, theme=theme).delete()
    if before["themes"] and not CommentTheme.objects.filter(comment=comment).exists():
        _set_kind(comment, Comment.Coding.NONE)
    _record(comment, actor, before, reason)


@transaction.atomic
def clear_codes(comment_id: int, *, actor: User, reason: str = "") -> None:
    """Take all codes off a comment. Raises as `assign_theme` does."""
    comment = _hold_codable(comment_id, actor)
    before = codes_of(comment)
    _drop_codes(comment)
    _set_kind(comment, Comment.Coding.NONE)
    _record(comment, actor, before, reason)


def _drop_codes(comment: Comment) -> None:
    CommentTheme.objects.filter(comment=comment).delete()
    CommentDisposition.objects.filter(comment=comment).delete()


@transaction.atomic
def dispose(
    comment_id: int, kind: str, *, actor: User, target_id: int | None = None, reason: str = ""
) -> CommentDisposition:
    """State why a comment has no theme, in place of its themes if it had any; return the disposition.

    `duplicate_of` needs a target in the same consultation that is no duplicate itself, so that
    following duplicates takes one step. Raises as `assign_theme` does.
    """
    comment = _hold_codable(comment_id, actor)
    if kind not in Disposition.values:
        raise ValidationError({"disposition": _("Choose a disposition.")})
    target_id = target_id if kind == Disposition.DUPLICATE_OF else None
    if kind == Disposition.DUPLICATE_OF:
        _require_original(comment, target_id)
    before = codes_of(comment)
    _drop_codes(comment)
    _set_kind(comment, Comment.Coding.DISPOSITION)
    disposition = CommentDisposition.objects.create(
        comment=comment,
        consultation_id=comment.consultation_id,
        kind=kind,
        target_id=target_id,
        assigned_by=actor,
        reason=reason,
    )
    _record(comment, actor, before, reason)
    return disposition


def _require_original(comment: Comment, target_id: int | None) -> None:
    target = Comment.objects.filter(pk=target_id, consultation=comment.consultation_id).first()
    if target is None or target.pk == comment.pk or not target.is_standing:
        raise ValidationError({"target": _("Give the number of another comment of this consultation.")})
    hold_comment(target.pk)  # so that it cannot become a duplicate itself meanwhile
    if CommentDisposition.objects.filter(comment=target, kind=Disposition.DUPLICATE_OF).exists():
        raise ValidationError({"target": _("That comment is a duplicate itself; name the one that it repeats.")})
    if CommentDisposition.objects.filter(target=comment).exists():
        raise ValidationError({"target": _("Other comments are duplicates of this one, so it must keep its codes.")})


def complete_coding(consultation_id: int, *, actor: User, reason: str = "") -> None:
    """Declare coding complete: nothing is entered or coded any more. Raises PermissionDenied, ValidationError."""
    _set_coding_complete(consultation_id, actor, True, reason)


def resume_coding(consultation_id: int, *, actor: User, reason: str = "") -> None:
    """Take coding up again. Raises PermissionDenied."""
    _set_coding_complete(consultation_id, actor, False, reason)


@transaction.atomic
def _set_coding_complete(consultation_id: int, actor: User, complete: bool, reason: str) -> None:
    if not actor.has_perm("consultations.code_comment"):
        raise PermissionDenied
    row = Consultation.objects.select_for_update().get(pk=consultation_id)
    if bool(row.coding_completed_at) == complete:
        return
    now = timezone.now()
    if complete and now < row.closes_at:
        raise ValidationError(_("The consultation is still open."))
    row.coding_completed_at, row.coding_completed_by = (now, actor) if complete else (None, None)
    row.save(update_fields=["coding_completed_at", "coding_completed_by"])
    Kind = ConsultationChange.Kind
    ConsultationChange.objects.create(
        consultation=row,
        kind=Kind.CODING_COMPLETED if complete else Kind.CODING_RESUMED,
        actor=actor,
        reason=reason,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
    )
