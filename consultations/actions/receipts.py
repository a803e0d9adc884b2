"""Receipts: codes by which someone without an account shows that something is theirs."""

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.codes import code_digest, derived_code, new_code
from accounts.models import User
from consultations.models import Comment, Flag, HandedReceipt, Participant


def give_code(participant: Participant) -> str:
    """Give a participant a new code in the place of an earlier one; return it."""
    code = new_code()
    participant.receipt_digest = code_digest(code)
    participant.save(update_fields=["receipt_digest"])
    return code


def holder_of(digest: bytes) -> Participant | Flag | None:
    """Return whose receipt has this digest: somebody who spoke, or a report; None where there is none."""
    return (
        Participant.objects.select_related("consultation").filter(receipt_digest=digest).first()
        or Flag.objects.select_related("comment__participant", "consultation", "rule", "decision")
        .filter(receipt_digest=digest)
        .first()
    )


@transaction.atomic
def hand_receipts(
    comment_ids: Iterable[int], *, actor: User, form_key: UUID, again: bool = False
) -> list[tuple[Comment, str]]:
    """Give those whose comments staff took down their codes; return comments with codes, in the order of being said.

    A code follows from the form's key, so the same form again returns the same ones. Comments whose receipt another
    form has handed over are left out, unless `again` gives them a new one in its place. Raises PermissionDenied.
    """
    if not actor.has_perm("consultations.enter_comment"):
        raise PermissionDenied
    rows = (
        Comment.objects.filter(pk__in=comment_ids, participant__account=None)
        .exclude(channel="web")
        .select_related("participant", "consultation", "version")
        .order_by("received_at", "pk")
    )
    found = []
    # The participants are what two forms would give different codes to.
    for comment in rows.select_for_update(of=("participant",)):
        handed = HandedReceipt.objects.filter(comment=comment).first()
        if handed and handed.form_key != form_key and not again:
            continue
        code = derived_code("rembuk.handed-receipt", f"{form_key}:{comment.pk}")
        if handed is None or handed.form_key != form_key:
            HandedReceipt.objects.update_or_create(
                comment=comment, defaults={"form_key": form_key, "by": actor}
            )
            comment.participant.receipt_digest = code_digest(code)
            comment.participant.save(update_fields=["receipt_digest"])
        found.append((comment, code))
    return found
