"""What analysts do: put comments into themes, or state why they have none."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from consultations.actions.locking import Conflict, Held, hold_consultation
from consultations.actions.marking import mark_passage, tie_passage
from consultations.models import (
    CodingChange,
    Comment,
    CommentDisposition,
    CommentTheme,
    Disposition,
    Origin,
    Theme,
)

MAX_REASON = 2000  # characters


# --- What stands, and holding it still --------------------------------------------------------------


def codes_of(comment: Comment) -> dict:
    """Return a comment's codes as plain data, as the history keeps them."""
    disposition = CommentDisposition.objects.filter(comment=comment).first()
    return {
        "themes": list(
            CommentTheme.objects.filter(comment=comment).order_by("theme").values_list("theme", flat=True)
        ),
        "disposition": disposition.kind if disposition else "",
        "target": disposition.target_id if disposition else None,
    }


def as_codes(themes: Iterable[int] = (), disposition: str = "", target_id: int | None = None) -> dict:
    """Return codes in the form of `codes_of`."""
    target = target_id if disposition == Disposition.DUPLICATE_OF else None
    return {"themes": sorted(set(themes)), "disposition": disposition, "target": target}


def require_codable(held: Held, comments: Iterable[Comment]) -> None:
    """Raise ValidationError where these comments of a held consultation cannot be coded now."""
    if held.coding_complete:
        raise ValidationError(
            _("Coding was declared complete. Take it up again before changing codes."), "complete"
        )
    if any(comment.status == Comment.Status.PENDING for comment in comments):
        raise ValidationError(_("A moderator has not decided on this comment yet."), "pending")


def lock_comments(ids: Iterable[int]) -> dict[int, Comment]:
    """Return the comments by id, locked: shallow ones first, as those who reply or decide lock them."""
    rows = Comment.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("depth", "pk")
    return {comment.pk: comment for comment in rows}


def hold_codable(comment_id: int, actor: User, *others: int | None) -> Comment:
    """Lock a comment for coding, and with it others that its codes depend on (what it repeats, what it answers).

    All in one statement: two that name each other then wait for one another instead of deadlocking.
    Raises PermissionDenied, Comment.DoesNotExist, ValidationError where it cannot be coded.
    """
    if not actor.has_perm("consultations.code_comment"):
        raise PermissionDenied
    held = hold_consultation(Comment.objects.values_list("consultation", flat=True).get(pk=comment_id))
    comment = lock_comments({comment_id, *others} - {None})[comment_id]
    require_codable(held, [comment])
    return comment


# --- Changing codes ---------------------------------------------------------------------------------


@transaction.atomic
def set_codes(
    comment_id: int,
    *,
    actor: User,
    themes: Iterable[int] = (),
    disposition: str = "",
    target_id: int | None = None,
    reason: str = "",
    seen: dict | None = None,
    origin: str = Origin.HAND,
    words: str = "",
) -> dict:
    """Give a comment exactly these codes in place of those that it has; return them.

    Either `themes` (ids) or one `disposition` (with `target_id` for a duplicate), or neither. `seen`
    are the codes on which the actor decided, as `codes_of` returns them; None does not ask. `origin`: how
    the codes that are new came about; `words`: words of the comment on which these rest. Sent twice it
    changes nothing the second time. Raises PermissionDenied, Comment.DoesNotExist, ValidationError tied
    to its field, Conflict where others are there meanwhile.
    """
    wanted = as_codes(themes, disposition, target_id)
    comment = hold_codable(comment_id, actor, wanted["target"])
    before = codes_of(comment)
    if seen is not None and before not in (seen, wanted):
        raise Conflict(_("Somebody has coded this comment since you opened it. Compare, then save again."))
    put_codes(comment, before, wanted, actor, reason, origin)
    new = [pk for pk in wanted["themes"] if pk not in before["themes"]]
    if words.strip() and new:
        tie_passage(comment.pk, new, mark_passage(comment.pk, words, actor=actor, quotable=False))
    return wanted


@transaction.atomic
def assign_theme(
    comment_id: int, theme: Theme, *, actor: User, reason: str = "", origin: str = Origin.HAND
) -> None:
    """Code a comment into one theme more, in place of a disposition if it had one; harmless twice.

    Raises PermissionDenied, Comment.DoesNotExist, ValidationError in words.
    """
    comment = hold_codable(comment_id, actor)
    before = codes_of(comment)
    if theme.pk not in before["themes"]:
        put_codes(comment, before, as_codes([*before["themes"], theme.pk]), actor, reason, origin)


@transaction.atomic
def remove_theme(comment_id: int, theme: Theme, *, actor: User, reason: str = "") -> None:
    """Take one theme off a comment; harmless twice. Raises as `assign_theme` does."""
    comment = hold_codable(comment_id, actor)
    before = codes_of(comment)
    if theme.pk in before["themes"]:
        put_codes(comment, before, as_codes(pk for pk in before["themes"] if pk != theme.pk), actor, reason)


def clear_codes(comment_id: int, *, actor: User, reason: str = "") -> None:
    """Take all codes off a comment. Raises as `assign_theme` does."""
    set_codes(comment_id, actor=actor, reason=reason)


def dispose(
    comment_id: int, kind: str, *, actor: User, target_id: int | None = None, reason: str = ""
) -> CommentDisposition:
    """State why a comment has no theme, in place of its themes if it had any; return the disposition.

    `duplicate_of` needs a target in the same consultation that is no duplicate itself, so that
    following duplicates takes one step. Raises as `assign_theme` does.
    """
    if not kind:
        raise ValidationError({"disposition": _("Choose a disposition.")})
    set_codes(comment_id, actor=actor, disposition=kind, target_id=target_id, reason=reason)
    return CommentDisposition.objects.get(comment=comment_id)


def put_codes(
    comment: Comment,
    before: dict,
    wanted: dict,
    actor: User,
    reason: str = "",
    origin: str = Origin.HAND,
    undoes: CodingChange | None = None,
) -> None:
    """Bring the rows of a locked comment from `before` to `wanted`, and record that; for the verbs of this folder."""
    reason = reason.strip()
    _require_lawful(comment, before, wanted, reason)
    facts = {
        "comment": comment,
        "consultation_id": comment.consultation_id,
        "assigned_by": actor,
        "reason": reason,
    }
    how = {"origin": origin}
    disposed, disposes = ((codes["disposition"], codes["target"]) for codes in (before, wanted))
    CommentTheme.objects.filter(comment=comment).exclude(theme__in=wanted["themes"]).delete()
    if disposed != disposes:
        CommentDisposition.objects.filter(comment=comment).delete()
    # Between what goes and what comes: the rows of codes point at this mark.
    Kind = Comment.Coding
    comment.coding = (
        Kind.THEMES if wanted["themes"] else Kind.DISPOSITION if wanted["disposition"] else Kind.NONE
    )
    Comment.objects.filter(pk=comment.pk).update(coding=comment.coding)
    CommentTheme.objects.bulk_create(
        CommentTheme(theme_id=pk, **facts, **how) for pk in wanted["themes"] if pk not in before["themes"]
    )
    if disposed != disposes and wanted["disposition"]:
        CommentDisposition.objects.create(kind=wanted["disposition"], target_id=wanted["target"], **facts)
    elif reason and wanted["disposition"]:
        CommentDisposition.objects.filter(comment=comment).update(reason=reason)
    if reason or undoes or before != wanted:
        CodingChange.objects.create(
            comment=comment,
            actor=actor,
            before=before,
            after=wanted,
            reason=reason,
            origin=origin,
            undoes=undoes,
        )


def _require_lawful(comment: Comment, before: dict, wanted: dict, reason: str) -> None:
    """Raise ValidationError, by field, where a comment cannot have these codes."""
    if len(reason) > MAX_REASON:
        raise ValidationError({"reason": _("At most %(limit)d characters.") % {"limit": MAX_REASON}})
    if wanted["themes"] and wanted["disposition"]:
        raise ValidationError(
            {
                "disposition": _(
                    "A comment has either themes or a disposition. Untick the themes, or choose none here."
                )
            }
        )
    new = set(wanted["themes"]) - set(before["themes"])
    themes = Theme.objects.filter(pk__in=new)
    if len(themes) != len(new) or any(theme.consultation_id != comment.consultation_id for theme in themes):
        raise ValidationError({"themes": _("This theme belongs to another consultation.")})
    retired = [theme.title for theme in themes if theme.retired_at]
    if retired:
        raise ValidationError(
            {"themes": _("The theme “%(theme)s” is retired; choose another one.") % {"theme": retired[0]}}
        )
    if wanted["disposition"] and wanted["disposition"] not in Disposition.values:
        raise ValidationError({"disposition": _("Choose a disposition.")})
    if wanted["disposition"] == Disposition.DUPLICATE_OF and wanted != before:
        _require_original(comment, wanted["target"])


def _require_original(comment: Comment, target_id: int | None) -> None:
    """Raise ValidationError where `target_id` (locked with the comment) cannot be what the comment repeats."""
    target = Comment.objects.filter(pk=target_id, consultation=comment.consultation_id).first()
    if target is None or target.pk == comment.pk or not target.is_standing:
        raise ValidationError({"target": _("Give the number of another comment of this consultation.")})
    if CommentDisposition.objects.filter(comment=target, kind=Disposition.DUPLICATE_OF).exists():
        raise ValidationError(
            {"target": _("That comment is a duplicate itself; name the one that it repeats.")}
        )
    if CommentDisposition.objects.filter(target=comment).exists():
        raise ValidationError(
            {"target": _("Other comments are duplicates of this one, so it must keep its codes.")}
        )
