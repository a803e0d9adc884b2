"""Receipts: codes by which someone without an account shows that something is theirs."""

from accounts.codes import code_digest, new_code
from consultations.models import Flag, Participant


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
