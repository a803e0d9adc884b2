"""Who works on what: a moderator takes some of what waits, for a few minutes, so that no other decides on it too."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from consultations.actions.locking import Conflict
from consultations.admin.moderation_queue import PAGE_SIZE, Narrowing, waiting
from consultations.models import Claim, Comment
from forum_site.dates import format_time
from forum_site.languages import active_language

# One at a time hands out: whoever comes next sees what is taken, instead of waiting for the same rows and getting none.
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('rembuk:hand out', 0))"
_IS_FREE = "k.until <= now() OR k.moderator_id = excluded.moderator_id"
# In the order of the comments' ids, so that two statements that meet wait for each other in one direction only.
_CLAIM = """
INSERT INTO consultations_claim AS k (comment_id, moderator_id, until)
SELECT id, %(moderator)s, now() + %(minutes)s * interval '1 minute'
  FROM consultations_comment WHERE id = ANY(%(ids)s) ORDER BY id
    ON CONFLICT (comment_id) DO UPDATE SET moderator_id = excluded.moderator_id, until = excluded.until
 WHERE {condition}
RETURNING comment_id
"""
_TAKE = _CLAIM.format(condition=_IS_FREE)
_TAKE_OVER = _CLAIM.format(condition="true")

# What was decided is nobody's any more; whoever decides is at work, so the rest of their hand lasts anew. Rows that
# another of their windows holds at this moment are being renewed there.
_SETTLE = """
WITH gone AS (
    DELETE FROM consultations_claim WHERE comment_id = %(comment)s RETURNING moderator_id, until
), renewed AS (
    UPDATE consultations_claim SET until = now() + %(minutes)s * interval '1 minute'
     WHERE id IN (SELECT id FROM consultations_claim
                   WHERE moderator_id = %(moderator)s AND until > now() AND comment_id <> %(comment)s
                   ORDER BY id FOR UPDATE SKIP LOCKED)
)
SELECT moderator_id, until FROM gone WHERE moderator_id <> %(moderator)s AND until > now()
"""


def _require_moderator(actor: User) -> None:
    if not actor.has_perm("consultations.moderate_comment"):
        raise PermissionDenied


def _run(sql: str, actor: User, **values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"moderator": actor.pk, "minutes": settings.CLAIM_MINUTES} | values)
        return cursor.fetchall()


@transaction.atomic
def take_next(actor: User, narrowing: Narrowing, limit: int = PAGE_SIZE) -> list[int]:
    """Hand a moderator the oldest things that wait and that nobody else works on; return their comments' ids.

    Their own comments are not among them, nor objections against their own decisions. What they held before and is
    not handed to them again goes back. Raises PermissionDenied.
    """
    _require_moderator(actor)
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
    found, _following = waiting(narrowing.free_for_moderator(actor.pk), limit=limit)
    taken = [row[0] for row in _run(_TAKE, actor, ids=[item.comment_id for item in found])]
    Claim.objects.filter(moderator=actor).exclude(comment__in=taken).delete()
    return taken


@transaction.atomic
def take_over(comment_id: int, *, actor: User) -> None:
    """Take one comment, from whoever works on it, because they have left it.

    Raises PermissionDenied, Comment.DoesNotExist, ValidationError where it is the moderator's own.
    """
    _require_moderator(actor)
    comment = Comment.objects.select_related("participant").get(pk=comment_id)
    if comment.participant.account_id == actor.pk:
        raise ValidationError(_("This comment is your own: another moderator decides on it."), "own")
    _run(_TAKE_OVER, actor, ids=[comment_id])


def renew_claims(actor: User) -> int:
    """Let what a moderator holds last anew, because they are at work on it; return how much that is."""
    _require_moderator(actor)
    held = Claim.objects.in_force().filter(moderator=actor).values_list("comment", flat=True)
    return len(_run(_TAKE, actor, ids=list(held)))


def release_claims(actor: User) -> int:
    """Give back all that somebody holds; return how much that was."""
    return Claim.objects.filter(moderator=actor).delete()[0]


def held_words(holder: User, until: datetime) -> str:
    """Return who works on a comment, and until when at most."""
    return _("%(name)s is on it until %(time)s WIB.") % {
        "name": holder,
        "time": format_time(until, active_language()),
    }


def settle(comment: Comment, actor: User) -> None:
    """End the claim on a comment, locked by the caller, because it is being decided on; renew the actor's others.

    Raises Conflict where somebody else works on it; the caller's transaction then undoes all.
    """
    for holder_id, until in _run(_SETTLE, actor, comment=comment.pk):
        raise Conflict(held_words(User.objects.get(pk=holder_id), until))
