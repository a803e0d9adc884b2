"""A comment with all that is read along with it, in one prepared statement: building a QuerySet costs more time."""

from functools import cache

from accounts.models import User
from consultations.models import Comment, CommentVersion, Participant
from forum_site import prepared

_READ_ALONG = (Comment, Participant, User, CommentVersion, CommentVersion)


@cache
def _statement(lock: bool) -> str:
    shown = (prepared.columns(alias, model) for alias, model in zip("cpuvw", _READ_ALONG, strict=True))
    return f"""
SELECT {", ".join(shown)}
  FROM consultations_comment c
  JOIN consultations_participant p ON p.id = c.participant_id
  LEFT JOIN accounts_user u ON u.id = p.account_id
  LEFT JOIN consultations_commentversion v ON v.id = c.version_id
  LEFT JOIN consultations_commentversion w ON w.id = c.pending_version_id
 WHERE c.id = %(comment)s
{"FOR UPDATE OF c" if lock else ""}
"""  # noqa: S608


def read_comment(comment_id: int, *, lock: bool = False) -> Comment | None:
    """Return a comment with its participant, their account and its texts; None where there is none.

    `lock`: hold its row until the transaction ends.
    """
    found = prepared.fetch(_statement(lock), {"comment": comment_id})
    if not found:
        return None
    comment, participant, account, version, pending = prepared.instances(found[0], *_READ_ALONG)
    participant.account = account
    comment.participant = participant
    # Where it got another text while this waited for the lock, the row is new and the text that was joined is not.
    if version or not comment.version_id:
        comment.version = version
    if pending or not comment.pending_version_id:
        comment.pending_version = pending
    return comment
