"""Whose comment it is: proven by an account, or by a receipt, whose holder has no account."""

from accounts.models import User
from consultations.models import Comment, Participant


def is_by(comment: Comment, account: User | None, participant: Participant | None) -> bool:
    """Whether the comment is the account's, or that of the participant whose receipt was shown."""
    if participant is not None:
        return comment.participant_id == participant.pk
    return account is not None and comment.participant.account_id == account.pk


def on_record(account: User | None) -> User:
    """Return who stands on record for what an author does: the account, else the system, which names nobody."""
    return account or User.objects.system()
