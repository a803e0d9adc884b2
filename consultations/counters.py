"""Totals that are kept at write, so that no page counts."""

import random

from django.db import connection

from consultations.models.consultation import ConsultationTally


def lock_ancestors(parent_id: int | None) -> list[int]:
    """Lock a comment's ancestors and return their ids, root first.

    Everybody locks in this order, so that two writers in one branch wait instead of deadlocking.
    """
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
            SELECT c.id FROM consultations_comment c WHERE c.id IN (SELECT id FROM up)
             ORDER BY c.depth FOR NO KEY UPDATE OF c
            """,
            [parent_id],
        )
        return [row[0] for row in cursor.fetchall()]


def count_comment(
    consultation_id: int, parent_id: int | None, ancestors: list[int], stance: str, step: int
) -> None:
    """Add one published comment (`step` 1) to its ancestors' counters and the total, or take it off (-1).

    `ancestors` are the ids that `lock_ancestors(parent_id)` returned.
    """
    with connection.cursor() as cursor:
        if ancestors:
            cursor.execute(
                """
                UPDATE consultations_comment
                   SET descendant_count = descendant_count + %(step)s,
                       reply_count = reply_count + CASE WHEN id = %(parent)s THEN %(step)s ELSE 0 END,
                       for_count = for_count
                           + CASE WHEN id = %(parent)s AND %(stance)s = 'for' THEN %(step)s ELSE 0 END,
                       against_count = against_count
                           + CASE WHEN id = %(parent)s AND %(stance)s = 'against' THEN %(step)s ELSE 0 END
                 WHERE id = ANY(%(ancestors)s)
                """,
                {"step": step, "parent": parent_id, "stance": stance, "ancestors": ancestors},
            )
    add_to_tally(consultation_id, published=step)


def add_to_tally(consultation_id: int, *, published: int = 0, decisions: int = 0) -> None:
    """Add to one of the consultation's eight part-totals, chosen at random; readers sum them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO consultations_consultationtally (consultation_id, shard, published, decisions)
            VALUES (%s, %s, %s, %s)
            ON CONFLICT (consultation_id, shard) DO UPDATE
               SET published = consultations_consultationtally.published + excluded.published,
                   decisions = consultations_consultationtally.decisions + excluded.decisions
            """,
            [consultation_id, random.randrange(ConsultationTally.SHARDS), published, decisions],
        )
