"""The statement by which comments are read: put together from the fixed parts below, values only as parameters."""

from dataclasses import dataclass

PAGE = 20  # comments of the first level per page
REPLIES, REPLIES_OF_REPLIES = (
    2,
    1,
)  # how many come along: at most 100 comments on a page, so that it stays light
COUNTED = 1000  # how many comments before a page are counted, to say its place
NEWS = 500  # threads with something new that a list of these considers, the latest ones

STANDING = "published_at IS NOT NULL AND status IN ('published', 'hidden', 'withdrawn')"

# --- A page of a list; threads of a consultation ----------------------------------------------------------------------

LIST = """
    SELECT id, row_number() OVER w AS place, lead(id) OVER w IS NOT NULL AS followed
      FROM (SELECT id, /*column*/ FROM /*source*/ WHERE /*which*/ /*from*/
             ORDER BY /*order*/ LIMIT /*page*/ + 1) c
    WINDOW w AS (ORDER BY /*order*/)
"""

# How many comments stand before the page: as many as before its cursor, so in the same moment as the page itself.
AHEAD = """(SELECT count(*) FROM (SELECT 1 FROM /*source*/ WHERE /*which*/ /*ahead*/
                 ORDER BY /*order*/ LIMIT /*counted*/) a)"""


@dataclass(frozen=True)
class Source:
    """Where a list of threads comes from: `before` the statement (common tables), the table, and which of its rows."""

    which: str
    table: str = "consultations_comment"
    before: str = ""


_ROOT = f"parent_id IS NULL AND {STANDING}"
_COLUMNS = "c.id, c.published_at, c.support_count, c.descendant_count, c.contested_count"

# Each of the first four is one index in each order (models.comment.ROOT_INDEXES). A person's own threads and those
# with news are few: they are collected first, so that no order is searched for them from its beginning.
SOURCES = {
    "": Source(f"consultation_id = %(consultation)s AND {_ROOT}"),
    "question": Source(f"question_id = %(value)s AND {_ROOT}"),
    "stance": Source(
        f"consultation_id = %(consultation)s AND stance = %(value)s AND stance <> '' AND {_ROOT}"
    ),
    "official": Source(f"consultation_id = %(consultation)s AND official_count > 0 AND {_ROOT}"),
    "mine": Source(
        "true",
        "threads",
        """
        spoken AS MATERIALIZED (
            SELECT DISTINCT thread_id AS id FROM consultations_comment
             WHERE participant_id = %(value)s AND /*standing*/),
        threads AS MATERIALIZED (SELECT /*columns*/ FROM spoken JOIN consultations_comment c ON c.id = spoken.id),
        """,
    ),
    "unread": Source(
        "true",
        "threads",
        """
        lively AS MATERIALIZED (
            SELECT id FROM consultations_comment
             WHERE consultation_id = %(consultation)s AND latest_at >= %(since)s AND parent_id IS NULL
               AND /*standing*/
             ORDER BY latest_at DESC, id DESC LIMIT /*news*/),
        threads AS MATERIALIZED (
            SELECT /*columns*/ FROM lively JOIN consultations_comment c ON c.id = lively.id
             WHERE EXISTS (SELECT 1 FROM consultations_comment n
                            WHERE n.thread_id = lively.id AND n.status = 'published' AND n.published_at >= %(since)s
                              AND (n.published_at, n.id) > (%(since)s, %(value)s)
                              AND n.participant_id IS DISTINCT FROM %(reader)s)),
        """,
    ),
}

# --- One branch, one comment, what stands above it ---------------------------------------------------

BRANCH = Source(f"parent_id = %(parent)s AND {STANDING}")

ANCESTORS = """
    WITH RECURSIVE up AS (
        SELECT parent_id, 1 AS step FROM consultations_comment WHERE id = %(of)s
        UNION ALL
        SELECT c.parent_id, step + 1 FROM consultations_comment c JOIN up ON c.id = up.parent_id
         WHERE up.step < %(page)s
    )
    SELECT id, depth + 1 AS place, false AS followed FROM consultations_comment
     WHERE id IN (SELECT parent_id FROM up UNION SELECT thread_id FROM consultations_comment WHERE id = %(of)s)
       AND id <> %(of)s
"""

ONE = "SELECT %(of)s::bigint AS id, 1 AS place, false AS followed"

# --- The comments with their replies ------------------------------------------------------------------

_REPLIES = """
    SELECT r.id, r.place, r.followed FROM /*above*/ a CROSS JOIN LATERAL (
        SELECT id, row_number() OVER w AS place, lead(id) OVER w IS NOT NULL AS followed
          FROM (SELECT id, published_at FROM consultations_comment
                 WHERE parent_id = a.id AND /*standing*/
                 ORDER BY published_at, id LIMIT /*limit*/ + 1) c
        WINDOW w AS (ORDER BY published_at, id)
    ) r WHERE r.place <= /*limit*/
"""

_SHOWN = """
WITH /*before*/
     first AS MATERIALIZED (SELECT * FROM (/*first*/) f /*most*/),
     second AS MATERIALIZED (/*second*/),
     third AS MATERIALIZED (/*third*/)
SELECT c.id, c.parent_id, c.depth, shown.level, shown.followed, c.status, c.question_id, c.channel, c.language,
       c.stance, c.published_at, c.edited_at, c.withdrawn_at, c.reply_count, c.descendant_count, c.support_count,
       c.contested_count, c.imported_agree, c.imported_disagree,
       CASE WHEN %(whole)s OR v.excerpt_html = '' THEN v.body_html ELSE v.excerpt_html END,
       NOT %(whole)s AND v.excerpt_html <> '',
       c.participant_id, p.shown_name, p.kind, u.anonymised_at IS NOT NULL, a.short_name,
       d.id, d.at, d.reason, r.number, CASE WHEN %(english)s AND rv.title_en <> '' THEN rv.title_en ELSE rv.title END,
       shown.level = %(leaves)s AND (c.reply_count > 0 OR k.stands IS TRUE),
       /*place*/
  FROM (SELECT id, place, followed, 1 AS level FROM first
         UNION ALL SELECT id, place, followed, 2 FROM second
         UNION ALL SELECT id, place, followed, 3 FROM third) shown
  -- Each LIMIT 1 makes it one probe of an index for each row: left to join as it likes, the planner of a small
  -- database, which thinks of more rows than there are, reads whole tables.
  CROSS JOIN LATERAL (SELECT * FROM consultations_comment WHERE id = shown.id LIMIT 1) c
  CROSS JOIN LATERAL (SELECT * FROM consultations_participant WHERE id = c.participant_id LIMIT 1) p
  LEFT JOIN LATERAL (SELECT anonymised_at FROM accounts_user WHERE id = p.account_id LIMIT 1) u ON true
  LEFT JOIN LATERAL (SELECT short_name FROM directory_agency
                      WHERE id = p.agency_id AND p.kind = 'official' LIMIT 1) a ON true
  LEFT JOIN LATERAL (SELECT body_html, excerpt_html FROM consultations_commentversion
                      WHERE id = c.version_id AND c.status = 'published' LIMIT 1) v ON true
  LEFT JOIN LATERAL (SELECT id, at, reason, rule_version_id FROM consultations_moderationdecision m
                      WHERE comment_id = c.id AND kind = 'hide' AND c.status = 'hidden'
                        AND NOT EXISTS (SELECT FROM consultations_moderationdecision u WHERE u.undoes_id = m.id)
                      ORDER BY at DESC, id DESC LIMIT 1) d ON true
  LEFT JOIN LATERAL (SELECT true AS stands FROM consultations_comment k
                      WHERE k.parent_id = c.id AND /*standing*/ AND c.reply_count = 0 AND shown.level = %(leaves)s
                      LIMIT 1) k ON true
  LEFT JOIN consultations_ruleversion rv ON rv.id = d.rule_version_id
  LEFT JOIN consultations_rule r ON r.id = rv.rule_id
 ORDER BY shown.level, shown.place
"""


def statement(
    first: str, along: tuple[int, int], *, most: int = 0, before: str = "", place: str = "0"
) -> str:
    """Return the whole statement around `first`, its first `most` rows (0: all), with `along` replies each."""
    second, third = (
        _REPLIES.replace("/*above*/", above).replace("/*limit*/", str(limit))
        for above, limit in zip(("first", "second"), along, strict=True)
    )
    return (
        _SHOWN.replace("/*before*/", before)
        .replace("/*columns*/", _COLUMNS)
        .replace("/*news*/", str(NEWS))
        .replace("/*first*/", first)
        .replace("/*second*/", second)
        .replace("/*third*/", third)
        .replace("/*place*/", place)
        .replace("/*most*/", f"WHERE place <= {most}" if most else "")
        .replace("/*standing*/", STANDING)
    )
