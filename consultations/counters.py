"""Totals that are kept at write, so that no page counts."""

from datetime import datetime

from django.db import connection

from consultations.models import Comment


def lock_ancestors(parent_id: int | None) -> list[int]:
    """Lock a comment's ancestors and return their ids, root first.

    Everybody locks in this order, so that two writers in one branch wait instead of deadlocking.
    """
    return [row[0] for row in lock_branch(parent_id)]


def lock_branch(parent_id: int | None) -> list[tuple[int, str, int | None]]:
    """Lock as `lock_ancestors` does; return (id, status, question id) as they are under the lock, root first."""
    if parent_id is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE up AS (
                SELECT id, parent_id FROM consultations_comment WHERE id = %s
                UNION ALL
                SELECT c.id, c.parent_id FROM consultations_comment c JOIN up ON c.id = up.parent_id
            )
            SELECT c.id, c.status, c.question_id FROM consultations_comment c WHERE c.id IN (SELECT id FROM up)
             ORDER BY c.depth FOR NO KEY UPDATE OF c
            """,
            [parent_id],
        )
        return cursor.fetchall()


_COUNT = """
WITH counted AS (
    UPDATE consultations_comment
       SET descendant_count = descendant_count + CASE WHEN id <> %(id)s THEN %(step)s ELSE 0 END,
           official_count = official_count + CASE WHEN id <> %(id)s AND %(official)s THEN %(step)s ELSE 0 END,
           reply_count = reply_count + CASE WHEN id = %(parent)s THEN %(step)s ELSE 0 END,
           for_count = for_count + CASE WHEN id = %(parent)s AND %(stance)s = 'for' THEN %(step)s ELSE 0 END,
           against_count = against_count
               + CASE WHEN id = %(parent)s AND %(stance)s = 'against' THEN %(step)s ELSE 0 END,
           latest_at = CASE WHEN id = %(thread)s THEN greatest(latest_at, %(since)s::timestamptz) ELSE latest_at END
     WHERE id = ANY(%(rows)s::bigint[])
)
"""

_TALLY = """
INSERT INTO consultations_consultationtally AS t
       (consultation_id, shard, published, decisions, threads, version)
VALUES (%(consultation)s, rembuk_slot(), %(published)s, %(decisions)s, %(threads)s, 1)
    ON CONFLICT (consultation_id, shard) DO UPDATE
   SET published = t.published + excluded.published, decisions = t.decisions + excluded.decisions,
       threads = t.threads + excluded.threads, version = t.version + 1
"""


def count_comment(
    comment: Comment,
    ancestors: list[int],
    step: int,
    *,
    official: bool,
    since: datetime | None = None,
    decisions: int = 0,
) -> None:
    """Add a published comment (`step` 1) to its ancestors' counters and the totals, or take it off (-1).

    `ancestors` are the ids that `lock_ancestors(comment.parent_id)` returned; `official`: an official wrote it;
    `since`: when it became public, if this is the first time (its thread has news, a root is one thread more).
    `decisions` of moderators that are counted along with it.
    """
    is_root = comment.parent_id is None
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT + _TALLY,
            {
                "id": comment.pk,
                "parent": comment.parent_id,
                "thread": comment.thread_id,
                "stance": comment.stance,
                "step": step,
                "official": official,
                "since": since,
                "rows": [comment.pk] if is_root and since else ancestors,
                "consultation": comment.consultation_id,
                "published": step,
                "decisions": decisions,
                "threads": int(is_root and since is not None),
            },
        )


_FORGET = """
UPDATE consultations_comment
   SET latest_at = (SELECT max(published_at) FROM consultations_comment WHERE thread_id = %(thread)s)
 WHERE id = %(thread)s
"""


def forget_publication(comment: Comment) -> None:
    """Let a comment that `count_comment` took off count as never published: its thread has no news by it.

    A root is one thread less. The caller holds the ancestors.
    """
    is_root = comment.parent_id is None
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, {"thread": comment.thread_id})
        cursor.execute(
            _TALLY,
            {
                "consultation": comment.consultation_id,
                "published": 0,
                "decisions": 0,
                "threads": -int(is_root),
            },
        )


def count_decision(consultation_id: int) -> None:
    """Add a moderator's decision to the part of the consultation's totals that this transaction has for itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            _TALLY, {"consultation": consultation_id, "published": 0, "decisions": 1, "threads": 0}
        )
