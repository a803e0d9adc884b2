"""What residents do with others' words: agree, follow."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from consultations.actions.locking import Held
from consultations.models import Comment, Consultation, Follow
from forum_site import prepared

# What `support` asks of a comment, its consultation held as `hold_consultation` holds it.
_ASKED = """
SELECT c.id, c.state, c.opens_at, c.closes_at, c.moderation, c.coding_completed_at IS NOT NULL,
       transaction_timestamp(), k.status, p.account_id
  FROM consultations_comment k
  JOIN consultations_consultation c ON c.id = k.consultation_id
  JOIN consultations_participant p ON p.id = k.participant_id
 WHERE k.id = %(comment)s FOR SHARE OF c
"""

_SUPPORT = """
WITH said AS (
    INSERT INTO consultations_support (comment_id, user_id, created_at)
    VALUES (%(comment)s, %(user)s, transaction_timestamp()) ON CONFLICT (comment_id, user_id) DO NOTHING
    RETURNING comment_id
), counted AS (
    UPDATE consultations_comment SET support_count = support_count + 1
     WHERE id IN (SELECT comment_id FROM said) RETURNING support_count
)
SELECT support_count FROM counted
"""

_UNSUPPORT = """
WITH unsaid AS (
    DELETE FROM consultations_support WHERE comment_id = %(comment)s AND user_id = %(user)s RETURNING comment_id
), counted AS (
    UPDATE consultations_comment SET support_count = support_count - 1
     WHERE id IN (SELECT comment_id FROM unsaid) RETURNING support_count
)
SELECT support_count FROM counted
"""


_COUNT = "SELECT support_count FROM consultations_comment WHERE id = %(comment)s"


@transaction.atomic
def support(comment_id: int, *, account: User) -> int:
    """Agree with a comment, once; return how many agree.

    Raises Comment.DoesNotExist where it is not public, ValidationError for one's own and after closing.
    """
    return _agree(_SUPPORT, comment_id, account)


@transaction.atomic
def unsupport(comment_id: int, *, account: User) -> int:
    """Take one's agreement back; return how many agree. Raises as `support` does."""
    return _agree(_UNSUPPORT, comment_id, account)


def _agree(statement: str, comment_id: int, account: User) -> int:
    found = prepared.fetch(_ASKED, {"comment": comment_id})
    if not found or found[0][-2] != Comment.Status.PUBLISHED:
        raise Comment.DoesNotExist
    *facts, _status, author = found[0]
    if author == account.pk:
        raise ValidationError(_("You cannot support your own comment."), "own")
    Held(*facts).require_open()
    parameters = {"comment": comment_id, "user": account.pk}
    # Nothing changed: said before, perhaps a moment ago by a double click, whose count a new statement sees.
    [(supporters,)] = prepared.fetch(statement, parameters) or prepared.fetch(_COUNT, parameters)
    return supporters


def follow(consultation: Consultation, account: User) -> None:
    """Send news of the consultation to this person from now on; harmless twice."""
    Follow.objects.bulk_create([Follow(consultation=consultation, user=account)], ignore_conflicts=True)


def unfollow(consultation: Consultation, account: User) -> None:
    """Send no more news of the consultation to this person; harmless twice."""
    Follow.objects.filter(consultation=consultation, user=account).delete()
