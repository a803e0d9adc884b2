"""Two short ways to a comment's codes: those of what it answers, and those that it had before."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from consultations.actions.coding import codes_of, hold_codable, put_codes
from consultations.actions.locking import Conflict
from consultations.models import CodingChange, Comment, Origin


@transaction.atomic
def same_as_parent(comment_id: int, *, actor: User, seen: dict | None = None) -> dict:
    """Give a reply exactly the codes of the comment that it answers, in place of its own; return them.

    `seen` as in `set_codes`. Raises PermissionDenied, Comment.DoesNotExist, Conflict, and ValidationError where it
    answers nothing, or the comment above has no codes.
    """
    parent_id = Comment.objects.values_list("parent", flat=True).get(pk=comment_id)
    if parent_id is None:
        raise ValidationError(_("This comment answers nobody: there is nothing above it to be like."))
    above = Comment(pk=parent_id)
    wanted = codes_of(above)
    comment = hold_codable(comment_id, actor, parent_id, wanted["target"])
    if codes_of(above) != wanted:
        raise Conflict(
            _("The comment that this one answers has just been coded anew. Compare, then try again.")
        )
    if not wanted["themes"] and not wanted["disposition"]:
        raise ValidationError(_("The comment that this one answers has no codes yet. Code that one first."))
    before = codes_of(comment)
    if seen is not None and before not in (seen, wanted):
        raise Conflict(_("Somebody has coded this comment since you opened it. Compare, then save again."))
    put_codes(comment, before, wanted, actor, origin=Origin.PARENT)
    return wanted


@transaction.atomic
def undo_coding(comment_id: int, *, actor: User) -> dict:
    """Put back what the actor's last change of a comment's codes replaced; return the codes that stand then.

    Nothing is deleted: the undoing is a change of its own, and called again goes one step further back. Raises
    PermissionDenied, Comment.DoesNotExist, Conflict where somebody else has coded since, ValidationError where the
    actor has changed nothing here.
    """
    comment = hold_codable(comment_id, actor)
    last = (
        CodingChange.objects.filter(comment=comment, undoes=None, undone_by=None)
        .order_by("-at", "-pk")
        .first()
    )
    if last is None:
        raise ValidationError(_("There is nothing to undo on this comment."))
    before = codes_of(comment)
    if last.actor_id != actor.pk or last.after != before:
        raise Conflict(_("Somebody else has coded this comment since, so nothing was undone."))
    put_codes(comment, before, last.before, actor, undoes=last)
    return last.before
