"""Receipts: codes by which someone without an account shows that something is theirs."""

import hashlib
import secrets
import string

from consultations.models import Flag, Participant

RECEIPT_LENGTH = 24  # letters, in six groups: 112.8 random bits


def new_receipt_code() -> str:
    """Return a new receipt code: 24 random letters in six groups, as in `ABCD-EFGH-…`."""
    letters = "".join(secrets.choice(string.ascii_uppercase) for _position in range(RECEIPT_LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, RECEIPT_LENGTH, 4))


def receipt_digest(code: str) -> bytes:
    """Return the digest under which a code is kept; spaces, hyphens and case don't count."""
    letters = "".join(c for c in code.upper() if c in string.ascii_uppercase)
    return hashlib.sha256(letters.encode()).digest()


def give_code(participant: Participant) -> str:
    """Give a participant a new code in the place of an earlier one; return it."""
    code = new_receipt_code()
    participant.receipt_digest = receipt_digest(code)
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
