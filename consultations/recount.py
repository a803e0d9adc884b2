"""Counts a consultation's kept totals anew, from the rows themselves: after a bulk load, and to check the counters."""

from django.db import connection, transaction

from consultations.models.consultation import Consultation

_COUNTERS = """
WITH RECURSIVE lineage AS (
    SELECT id AS descendant, parent_id AS ancestor, stance, TRUE AS direct
      FROM consultations_comment
     WHERE consultation_id = %(consultation)s AND status = 'published' AND parent_id IS NOT NULL
    UNION ALL
    SELECT l.descendant, c.parent_id, l.stance, FALSE
      FROM lineage l JOIN consultations_comment c ON c.id = l.ancestor
     WHERE c.parent_id IS NOT NULL
), counted AS (
    SELECT ancestor,
           count(*) AS descendants,
           count(*) FILTER (WHERE direct) AS replies,
           count(*) FILTER (WHERE direct AND stance = 'for') AS pro,
           count(*) FILTER (WHERE direct AND stance = 'against') AS contra
      FROM lineage GROUP BY ancestor
), supported AS (
    SELECT s.comment_id, count(*) AS supports
      FROM consultations_support s JOIN consultations_comment c ON c.id = s.comment_id
     WHERE c.consultation_id = %(consultation)s GROUP BY s.comment_id
)
UPDATE consultations_comment c
   SET descendant_count = coalesce(n.descendants, 0),
       reply_count = coalesce(n.replies, 0),
       for_count = coalesce(n.pro, 0),
       against_count = coalesce(n.contra, 0),
       support_count = coalesce(s.supports, 0)
  FROM consultations_comment x
  LEFT JOIN counted n ON n.ancestor = x.id
  LEFT JOIN supported s ON s.comment_id = x.id
 WHERE c.id = x.id AND x.consultation_id = %(consultation)s
   -- What is right already is not written again.
   AND (c.descendant_count, c.reply_count, c.for_count, c.against_count, c.support_count)
       IS DISTINCT FROM (coalesce(n.descendants, 0), coalesce(n.replies, 0), coalesce(n.pro, 0),
                         coalesce(n.contra, 0), coalesce(s.supports, 0))
"""

_TALLY = """
INSERT INTO consultations_consultationtally (consultation_id, shard, published, decisions)
SELECT %(consultation)s, shard,
       CASE WHEN shard = 0 THEN (SELECT count(*) FROM consultations_comment
                                  WHERE consultation_id = %(consultation)s AND status = 'published') ELSE 0 END,
       CASE WHEN shard = 0 THEN (SELECT count(*) FROM consultations_moderationdecision
                                  WHERE consultation_id = %(consultation)s AND kind <> 'withdraw') ELSE 0 END
  FROM generate_series(0, 7) AS shard
ON CONFLICT (consultation_id, shard) DO UPDATE
   SET published = excluded.published, decisions = excluded.decisions
"""


@transaction.atomic
def recount(consultation_id: int) -> None:
    """Set all kept counters of a consultation to what its rows say. Nobody writes to it meanwhile (FOR UPDATE)."""
    Consultation.objects.select_for_update().get(pk=consultation_id)
    with connection.cursor() as cursor:
        for statement in (_COUNTERS, _TALLY):
            cursor.execute(statement, {"consultation": consultation_id})
