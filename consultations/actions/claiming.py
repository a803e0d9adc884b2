"""Who works on what: a moderator takes some of what waits, for a few minutes, so that no other decides on it too."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from consultations.actions.locking import Conflict
from consultations.models import Claim, Comment, MeasureAppeal
from consultations.waiting import PAGE_SIZE, Narrowing, waiting
from forum_site.dates import format_time
from forum_site.languages import active_language

# One at a time hands out: whoever comes next sees what is taken, instead of waiting for the same rows and getting none.
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('rembuk:hand out', 0))"
_IS_FREE = "k.until <= now() OR k.moderator_id = excluded.moderator_id"
# In the order of the comments' ids, so that two statements that meet wait for each other in one direction only.
_CLAIM = """
INSERT INTO consultations_claim AS k ({column}, moderator_id, until)
SELECT id, %(moderator)s, now() + %(minutes)s * interval '1 minute'
  FROM {table} WHERE id = ANY(%(ids)s) ORDER BY id
    ON CONFLICT ({column}) DO UPDATE SET moderator_id = excluded.moderator_id, until = excluded.until
 WHERE {condition}
RETURNING {column}
"""
_COMMENTS = {"column": "comment_id", "table": "consultations_comment"}
_OBJECTIONS = {"column": "objection_id", "table": "consultations_measureappeal"}
_TAKE_OVER = _CLAIM.format(condition="true", **_COMMENTS)

# What was decided is nobody's any more; whoever decides is at work, so the rest of their hand lasts anew. Rows that
# another of their windows holds at this moment are being renewed there.
_SETTLE = """
WITH gone AS (
    DELETE FROM consultations_claim WHERE {column} = %(id)s RETURNING moderator_id, until
), renewed AS (
    UPDATE consultations_claim SET until = now() + %(minutes)s * interval '1 minute'
     WHERE id IN (SELECT id FROM consultations_claim
                   WHERE moderator_id = %(moderator)s AND until > now() AND {column} IS DISTINCT FROM %(id)s
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


def _take(actor: User, targets: list[int]) -> list[int]:
    """Let a moderator have of these what nobody else has; return that. Objections are named by negative numbers."""
    comments = [target for target in targets if target > 0]
    objections = [-target for target in targets if target < 0]
    taken = _run(_CLAIM.format(condition=_IS_FREE, **_COMMENTS), actor, ids=comments) if comments else []
    if objections:
        rows = _run(_CLAIM.format(condition=_IS_FREE, **_OBJECTIONS), actor, ids=objections)
        taken = [*taken, *((-pk,) for (pk,) in rows)]
    return [target for (target,) in taken]


@transaction.atomic
def take_next(actor: User, narrowing: Narrowing, limit: int = PAGE_SIZE) -> list[int]:
    """Hand a moderator the oldest things that wait and that nobody else works on; return what they are (`target`).

    Their own comments are not among them, nor objections against their own decisions. What they held before and is
    not handed to them again goes back. Raises PermissionDenied.
    """
    _require_moderator(actor)
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
    found, _following = waiting(narrowing.free_for_moderator(actor.pk), limit=limit)
    taken = _take(actor, [item.target for item in found])
    given_back = [claim.pk for claim in Claim.objects.filter(moderator=actor) if claim.target not in taken]
    Claim.objects.filter(pk__in=given_back).delete()
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
    held = Claim.objects.in_force().filter(moderator=actor)
    return len(_take(actor, [claim.target for claim in held]))


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
    _settle(_COMMENTS["column"], comment.pk, actor)


def settle_objection(objection: MeasureAppeal, actor: User) -> None:
    """End the claim on an objection to a measure, as `settle` does for a comment."""
    _settle(_OBJECTIONS["column"], objection.pk, actor)


def _settle(column: str, pk: int, actor: User) -> None:
    for holder_id, until in _run(_SETTLE.format(column=column), actor, id=pk):
        raise Conflict(held_words(User.objects.get(pk=holder_id), until))
