"""A temporary table of all that a file says: there the tree is put together, and its faults are found.

Sets of rows are PostgreSQL's work, so that a file of any size needs the memory of one batch.
"""

import json

from django.db import connection

from consultations.exchange.identity import mark
from consultations.exchange.records import OWN_SOURCE
from consultations.models import Comment, Consultation

MAX_DEPTH = 32_767  # what the column holds

_CREATE = """
CREATE TEMPORARY TABLE import_row (
    line integer NOT NULL,
    source text,
    source_id text,
    faulty boolean NOT NULL,
    parent_source text, parent_source_id text,
    text text, body_html text, excerpt_html text,
    question_id bigint, status text, stance text, channel text, language text,
    received_at timestamptz, published_at timestamptz, withdrawn_at timestamptz, edited_at timestamptz,
    agree integer, disagree integer,
    rule_version_id bigint, reason text, decided_at timestamptz,
    speaker_source text, speaker_source_id text,
    name text, kind text, agency_id bigint, speaker_channel text, contact text, speaker_language text,
    district text,
    -- what is found out here:
    known boolean NOT NULL DEFAULT FALSE,
    comment_id bigint, version_id bigint, parent_id bigint, thread_id bigint, depth integer
) ON COMMIT DROP
"""

_ADD = """
INSERT INTO import_row
SELECT (jsonb_populate_record(NULL::import_row, '{"known": false}' || value)).*
  FROM jsonb_array_elements(%s::jsonb) AS value
"""

_LOOK_UP = [
    "CREATE INDEX ON import_row (source, source_id)",
    "ANALYZE import_row",
    # What an earlier import brought, and what was said here in the first place.
    """
    UPDATE import_row r SET known = TRUE, comment_id = c.id
      FROM consultations_comment c
     WHERE c.consultation_id = %(consultation)s AND c.source <> ''
       AND c.source = r.source AND c.source_id = r.source_id
    """,
    """
    UPDATE import_row r SET known = TRUE, comment_id = c.id
      FROM consultations_comment c
     WHERE c.consultation_id = %(consultation)s AND c.source = ''
       AND r.source = %(own)s AND r.source_id = %(mark)s || c.id
    """,
    # Numbers in the order in which things were said.
    """
    UPDATE import_row r SET comment_id = n.comment_id, version_id = n.version_id
      FROM (SELECT line,
                   nextval(pg_get_serial_sequence('consultations_comment', 'id')) AS comment_id,
                   nextval(pg_get_serial_sequence('consultations_commentversion', 'id')) AS version_id
              FROM (SELECT line FROM import_row WHERE NOT known AND NOT faulty ORDER BY received_at, line) AS said) n
     WHERE n.line = r.line
    """,
    """
    UPDATE import_row r SET parent_id = p.comment_id
      FROM import_row p
     WHERE NOT r.known AND p.source = r.parent_source AND p.source_id = r.parent_source_id
    """,
    """
    UPDATE import_row r SET parent_id = c.id
      FROM consultations_comment c
     WHERE NOT r.known AND r.parent_id IS NULL AND c.consultation_id = %(consultation)s AND c.source <> ''
       AND c.source = r.parent_source AND c.source_id = r.parent_source_id
    """,
    """
    UPDATE import_row r SET parent_id = c.id
      FROM consultations_comment c
     WHERE NOT r.known AND r.parent_id IS NULL AND c.consultation_id = %(consultation)s AND c.source = ''
       AND r.parent_source = %(own)s AND r.parent_source_id = %(mark)s || c.id
    """,
    "CREATE INDEX ON import_row (parent_id)",
    "ANALYZE import_row",
    # From what hangs on nothing, or on what is here already, downwards; what hangs in a circle is never reached.
    """
    WITH RECURSIVE placed AS (
        SELECT r.comment_id, coalesce(p.thread_id, r.comment_id) AS thread_id, coalesce(p.depth + 1, 0) AS depth
          FROM import_row r LEFT JOIN consultations_comment p ON p.id = r.parent_id
         WHERE NOT r.known AND NOT r.faulty AND (r.parent_source IS NULL OR p.id IS NOT NULL)
        UNION ALL
        SELECT r.comment_id, p.thread_id, p.depth + 1
          FROM placed p JOIN import_row r ON r.parent_id = p.comment_id
         WHERE NOT r.known AND NOT r.faulty
    )
    UPDATE import_row r SET thread_id = p.thread_id, depth = p.depth
      FROM placed p WHERE p.comment_id = r.comment_id AND NOT r.known
    """,
]

# Each finds (line, what is wrong with it). A reply to a faulty line is not blamed for it.
_FAULTS = [
    """
    SELECT line, format('its id stands on line %%s already', first)
      FROM (SELECT line, min(line) OVER (PARTITION BY source, source_id) AS first
              FROM import_row WHERE source IS NOT NULL) AS twice
     WHERE line > first
    """,
    """
    SELECT r.line, format('its parent %%s:%%s is neither in the file nor imported before',
                          r.parent_source, r.parent_source_id)
      FROM import_row r
     WHERE NOT r.known AND NOT r.faulty AND r.parent_source IS NOT NULL AND r.parent_id IS NULL
       AND NOT EXISTS (SELECT 1 FROM import_row p
                        WHERE p.source = r.parent_source AND p.source_id = r.parent_source_id)
    """,
    """
    WITH RECURSIVE up AS (
        SELECT line AS start, line, parent_id FROM import_row
         WHERE NOT known AND NOT faulty AND parent_id IS NOT NULL AND thread_id IS NULL
        UNION
        SELECT up.start, p.line, p.parent_id FROM up JOIN import_row p ON p.comment_id = up.parent_id
         WHERE NOT p.known
    )
    SELECT start, 'it is, by way of its parents, a reply to itself' FROM up
     WHERE parent_id = (SELECT comment_id FROM import_row r WHERE r.line = up.start) GROUP BY start
    """,
    """
    SELECT r.line, 'its parent was never public, so it cannot have replies'
      FROM import_row r
      LEFT JOIN import_row p ON p.comment_id = r.parent_id AND NOT p.known
      LEFT JOIN consultations_comment c ON c.id = r.parent_id
     WHERE NOT r.known AND r.parent_id IS NOT NULL AND NOT coalesce(p.faulty, FALSE)
       AND (coalesce(p.status, c.status) NOT IN ('published', 'hidden', 'withdrawn')
            OR coalesce(p.published_at, c.published_at) IS NULL)
    """,
    """
    SELECT r.line, 'its question is not that of the comment that it answers'
      FROM import_row r
      LEFT JOIN import_row root ON root.comment_id = r.thread_id AND NOT root.known
      LEFT JOIN consultations_comment c ON c.id = r.thread_id
     WHERE NOT r.known AND r.depth > 0 AND r.question_id IS NOT NULL
       AND r.question_id IS DISTINCT FROM coalesce(root.question_id, c.question_id)
    """,
    "SELECT line, 'it stands too deep in its thread' FROM import_row WHERE depth > %(max_depth)s",
    """
    SELECT line, format('its participant is described otherwise on line %%s', first)
      FROM (SELECT line, facts, first_value(line) OVER speaker AS first, first_value(facts) OVER speaker AS told
              FROM (SELECT *, (name, kind, agency_id, speaker_channel, contact, speaker_language, district) AS facts
                      FROM import_row WHERE NOT faulty AND NOT known) AS fresh
            WINDOW speaker AS (PARTITION BY speaker_source, speaker_source_id ORDER BY line)) AS described
     WHERE facts IS DISTINCT FROM told
    """,
]


def create() -> None:
    """Make the table, empty; it goes with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.import_row")
        cursor.execute(_CREATE)


def add(rows: list[dict]) -> None:
    """Put rows in: each with line, source, source_id, faulty and, unless faulty, what `checking.checked` returns."""
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [json.dumps(rows)])


def look_up(consultation: Consultation) -> None:
    """Find out which rows are here already, and where the others belong."""
    with connection.cursor() as cursor:
        for statement in _LOOK_UP:
            cursor.execute(statement, _parameters(consultation))


def faults(consultation: Consultation) -> list[tuple[int, str]]:
    """Return (line, what is wrong) of what can be seen only in the whole, after `look_up`."""
    found: dict[int, str] = {}
    with connection.cursor() as cursor:
        for statement in _FAULTS:
            cursor.execute(statement, _parameters(consultation))
            for line, reason in cursor.fetchall():
                found.setdefault(line, reason)
    return sorted(found.items())


def totals(consultation: Consultation) -> dict[str, int]:
    """Return how many rows are new (in all and by status), known, known with another text, and outside the window."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FILTER (WHERE NOT r.known) AS new,
                   count(*) FILTER (WHERE r.known) AS known,
                   count(*) FILTER (WHERE r.known AND r.text <> '' AND v.text <> r.text) AS differing,
                   count(*) FILTER (WHERE NOT r.known AND NOT (r.received_at >= %s AND r.received_at < %s)) AS outside,
                   count(DISTINCT (speaker_source, speaker_source_id)) FILTER (WHERE NOT r.known) AS people
              FROM import_row r
              LEFT JOIN consultations_comment c ON r.known AND c.id = r.comment_id
              LEFT JOIN consultations_commentversion v ON v.id = c.version_id
             WHERE NOT r.faulty
            """,
            [consultation.opens_at, consultation.closes_at],
        )
        found = dict(zip([column.name for column in cursor.description], cursor.fetchone(), strict=True))
        cursor.execute(
            "SELECT status, count(*) FROM import_row WHERE NOT known AND NOT faulty GROUP BY status"
        )
        by_status = dict(cursor.fetchall())
    return found | {status: by_status.get(status, 0) for status in Comment.Status.values}


def _parameters(consultation: Consultation) -> dict:
    return {
        "consultation": consultation.pk,
        "own": OWN_SOURCE,
        "mark": mark(consultation),
        "max_depth": MAX_DEPTH,
    }
