"""Counts a consultation's kept totals anew, from the rows themselves: after a bulk load, and to check the counters."""

from django.db import connection, transaction

from consultations.models.consultation import Consultation

_COUNTERS = """
WITH RECURSIVE lineage AS (
    SELECT c.id AS descendant, c.parent_id AS ancestor, c.stance, TRUE AS direct, p.kind = 'official' AS official
      FROM consultations_comment c JOIN consultations_participant p ON p.id = c.participant_id
     WHERE c.consultation_id = %(consultation)s AND c.status = 'published' AND c.parent_id IS NOT NULL
    UNION ALL
    SELECT l.descendant, c.parent_id, l.stance, FALSE, l.official
      FROM lineage l JOIN consultations_comment c ON c.id = l.ancestor
     WHERE c.parent_id IS NOT NULL
), counted AS (
    SELECT ancestor,
           count(*) AS descendants,
           count(*) FILTER (WHERE direct) AS replies,
           count(*) FILTER (WHERE direct AND stance = 'for') AS pro,
           count(*) FILTER (WHERE direct AND stance = 'against') AS contra,
           count(*) FILTER (WHERE official) AS officials
      FROM lineage GROUP BY ancestor
), latest AS (
    SELECT thread_id, max(published_at) AS at FROM consultations_comment
     WHERE consultation_id = %(consultation)s AND status IN ('published', 'hidden', 'withdrawn')
     GROUP BY thread_id
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
       official_count = coalesce(n.officials, 0),
       support_count = coalesce(s.supports, 0),
       latest_at = l.at
  FROM consultations_comment x
  LEFT JOIN counted n ON n.ancestor = x.id
  LEFT JOIN latest l ON l.thread_id = x.id AND x.parent_id IS NULL
  LEFT JOIN supported s ON s.comment_id = x.id
 WHERE c.id = x.id AND x.consultation_id = %(consultation)s
   -- What is right already is not written again.
   AND (c.descendant_count, c.reply_count, c.for_count, c.against_count, c.official_count, c.support_count,
        c.latest_at)
       IS DISTINCT FROM (coalesce(n.descendants, 0), coalesce(n.replies, 0), coalesce(n.pro, 0),
                         coalesce(n.contra, 0), coalesce(n.officials, 0), coalesce(s.supports, 0), l.at)
"""

_TALLY = """
INSERT INTO consultations_consultationtally AS t (consultation_id, shard, published, decisions, threads, version)
SELECT %(consultation)s, shard,
       CASE WHEN shard = 0 THEN (SELECT count(*) FROM consultations_comment
                                  WHERE consultation_id = %(consultation)s AND status = 'published') ELSE 0 END,
       CASE WHEN shard = 0 THEN (SELECT count(*) FROM consultations_moderationdecision
                                  WHERE consultation_id = %(consultation)s
                                    AND kind NOT IN ('withdraw', 'return')) ELSE 0 END,
       CASE WHEN shard = 0 THEN (SELECT count(*) FROM consultations_comment
                                  WHERE consultation_id = %(consultation)s AND parent_id IS NULL
                                    AND published_at IS NOT NULL
                                    AND status IN ('published', 'hidden', 'withdrawn')) ELSE 0 END,
       1
  FROM (SELECT 0::smallint AS shard UNION SELECT shard FROM consultations_consultationtally
         WHERE consultation_id = %(consultation)s) parts
ON CONFLICT (consultation_id, shard) DO UPDATE
   SET published = excluded.published, decisions = excluded.decisions, threads = excluded.threads,
       version = t.version + 1
"""

_COVERAGE = """
DELETE FROM consultations_coveragetally WHERE consultation_id = %(consultation)s;
INSERT INTO consultations_coveragetally (consultation_id, question_id, channel, language, coding, shard, comments)
SELECT consultation_id, question_id, channel, language, coding, 0, count(*)
  FROM consultations_comment WHERE consultation_id = %(consultation)s AND status = 'published' GROUP BY 1, 2, 3, 4, 5
"""

_THEMES = """
DELETE FROM consultations_themetally t USING consultations_theme h
 WHERE h.id = t.theme_id AND h.consultation_id = %(consultation)s;
INSERT INTO consultations_themetally (theme_id, shard, comments, family)
SELECT h.id, 0, count(DISTINCT m.id) FILTER (WHERE below.id = h.id),
       CASE WHEN h.parent_id IS NULL THEN count(DISTINCT m.id) ELSE 0 END
  FROM consultations_theme h
  JOIN consultations_theme below ON below.id = h.id OR below.parent_id = h.id
  JOIN consultations_commenttheme c ON c.theme_id = below.id
  JOIN consultations_comment m ON m.id = c.comment_id AND m.status = 'published'
 WHERE h.consultation_id = %(consultation)s GROUP BY h.id
"""


@transaction.atomic
def recount(consultation_id: int) -> None:
    """Set all kept counters of a consultation to what its rows say. Nobody writes to it meanwhile (FOR UPDATE)."""
    Consultation.objects.select_for_update().get(pk=consultation_id)
    with connection.cursor() as cursor:
        for statement in (_COUNTERS, _TALLY, _COVERAGE, _THEMES):
            cursor.execute(statement, {"consultation": consultation_id})
