"""What waits for a moderator: which rows, oldest first, by one statement that walks indexes from a cursor on."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils import timezone

from consultations.deadlines import all_overdue_before

PAGE_SIZE = 20
MOST_COUNTED = 100  # the menu says "99+" from here on

# In the order in which those of the same moment stand; part of the keyset.
KINDS = ("comment", "edit", "report", "appeal", "conduct")
FEW = "few"  # reported comments that are not due yet: shown when asked for


def _narrowed(since: str) -> str:
    """Return what each branch adds to its WHERE: `n` the consultation, `c` the comment, `since` when it began to wait.

    Overdue by the consultation's own promise; only some comments; only what one moderator may be handed: what nobody
    else works on and they did not write themselves.
    """
    return f"""
          AND (%(overdue)s::timestamptz[] IS NULL OR {since} < (%(overdue)s::timestamptz[])[n.decide_within])
          AND (%(only)s::bigint[] IS NULL OR c.id = ANY(%(only)s::bigint[]))
          AND (%(free_for)s IS NULL OR NOT EXISTS (
              SELECT FROM consultations_claim k
               WHERE k.comment_id = c.id AND k.until > now() AND k.moderator_id <> %(free_for)s)
          AND NOT EXISTS (
              SELECT FROM consultations_participant p
               WHERE p.id = c.participant_id AND p.account_id = %(free_for)s))"""  # noqa: S608


# Each branch walks an index from the cursor on. The indexes of pending comments and of reported ones begin with
# the consultation, hence one short walk per consultation (LATERAL) instead of one sort of all that waits.
_WAITING = f"""
SELECT w.since, 0 AS rank, w.id AS key, w.id AS comment_id
  FROM consultations_consultation n
 CROSS JOIN LATERAL (
       SELECT c.received_at AS since, c.id
         FROM consultations_comment c
        WHERE c.consultation_id = n.id AND c.status = 'pending'
          AND c.received_at < %(before)s AND %(language)s IN ('', c.language)
          AND c.received_at >= %(since)s AND (c.received_at, 0, c.id) > (%(since)s, %(rank)s, %(key)s)
          {_narrowed("c.received_at")}
        ORDER BY c.received_at, c.id LIMIT %(limit)s) w
 WHERE %(kind)s IN ('', 'comment') AND (%(consultation)s IS NULL OR n.id = %(consultation)s)
 UNION ALL
SELECT w.since, 0, w.id, w.id
  FROM consultations_consultation n
 CROSS JOIN LATERAL (
       SELECT c.received_at AS since, c.id
         FROM consultations_comment c
        WHERE c.consultation_id = n.id AND c.status = 'pending' AND c.held_for <> ''
          AND c.received_at < %(before)s AND %(language)s IN ('', c.language)
          AND c.received_at >= %(since)s AND (c.received_at, 0, c.id) > (%(since)s, %(rank)s, %(key)s)
          {_narrowed("c.received_at")}
        ORDER BY c.received_at, c.id LIMIT %(limit)s) w
 WHERE %(kind)s = 'held' AND (%(consultation)s IS NULL OR n.id = %(consultation)s)
 UNION ALL
(SELECT v.created_at, 1, c.id, c.id
   FROM consultations_comment c
   JOIN consultations_consultation n ON n.id = c.consultation_id
   JOIN consultations_commentversion v ON v.id = c.pending_version_id
  WHERE c.pending_version_id IS NOT NULL AND c.status = 'published' AND %(kind)s IN ('', 'edit', 'held')
    AND (%(kind)s <> 'held' OR c.held_for <> '')
    AND (%(consultation)s IS NULL OR c.consultation_id = %(consultation)s)
    AND v.created_at < %(before)s AND %(language)s IN ('', c.language)
    AND (v.created_at, 1, c.id) > (%(since)s, %(rank)s, %(key)s) {_narrowed("v.created_at")}
  ORDER BY v.created_at, c.id LIMIT %(limit)s)
 UNION ALL
SELECT w.due_at, 2, w.comment_id, w.comment_id
  FROM consultations_consultation n
 CROSS JOIN LATERAL (
       SELECT r.due_at, r.comment_id
         FROM consultations_reportcase r
         JOIN consultations_comment c ON c.id = r.comment_id
        WHERE r.consultation_id = n.id AND r.due_at > %(due_after)s AND r.due_at <= %(due_until)s
          AND r.due_at < %(before)s AND %(language)s IN ('', c.language)
          AND r.due_at >= %(since)s AND (r.due_at, 2, r.comment_id) > (%(since)s, %(rank)s, %(key)s)
          {_narrowed("r.due_at")}
          -- Whose author objects to its removal is judged there, and that answers the reports too.
          AND NOT EXISTS (SELECT FROM consultations_appeal a
                            JOIN consultations_moderationdecision d ON d.id = a.decision_id
                           WHERE a.comment_id = c.id AND a.outcome = '' AND d.to_status <> 'published')
        ORDER BY r.due_at, r.comment_id LIMIT %(limit)s) w
 WHERE %(kind)s IN ('', 'report', 'few') AND (%(consultation)s IS NULL OR n.id = %(consultation)s)
 UNION ALL
(SELECT a.created_at, 3, a.id, a.comment_id
   FROM consultations_appeal a
   JOIN consultations_comment c ON c.id = a.comment_id
   JOIN consultations_consultation n ON n.id = c.consultation_id
  WHERE a.outcome = '' AND %(kind)s IN ('', 'appeal')
    AND (%(consultation)s IS NULL OR c.consultation_id = %(consultation)s)
    AND a.created_at < %(before)s AND %(language)s IN ('', c.language)
    AND a.created_at >= %(since)s AND (a.created_at, 3, a.id) > (%(since)s, %(rank)s, %(key)s)
    AND a.decided_by_id IS DISTINCT FROM %(free_for)s {_narrowed("a.created_at")}
  ORDER BY a.created_at, a.id LIMIT %(limit)s)
 UNION ALL
(SELECT m.created_at, 4, m.id, NULL
   FROM consultations_measureappeal m
   JOIN consultations_measure t ON t.id = m.measure_id
  WHERE m.outcome = '' AND %(kind)s IN ('', 'conduct')
    AND %(consultation)s IS NULL AND %(language)s = ''  -- of no consultation, and in no language
    AND m.created_at < %(before)s
    AND m.created_at >= %(since)s AND (m.created_at, 4, m.id) > (%(since)s, %(rank)s, %(key)s)
    -- No consultation promised a time: a working day is what people may expect.
    AND (%(overdue)s::timestamptz[] IS NULL OR m.created_at < (%(overdue)s::timestamptz[])[1])
    AND (%(only)s::bigint[] IS NULL OR -m.id = ANY(%(only)s::bigint[]))
    AND (%(free_for)s IS NULL
         OR %(free_for)s NOT IN (m.decided_by_id, t.account_id)
        AND NOT EXISTS (SELECT FROM consultations_claim k
                         WHERE k.objection_id = m.id AND k.until > now() AND k.moderator_id <> %(free_for)s))
  ORDER BY m.created_at, m.id LIMIT %(limit)s)
"""  # noqa: S608
_PAGE = f"SELECT since, rank, key, comment_id FROM ({_WAITING}) w ORDER BY since, rank, key LIMIT %(limit)s"  # noqa: S608
_COUNT = f"SELECT count(*) FROM (SELECT 1 FROM ({_WAITING}) w LIMIT %(limit)s) w"  # noqa: S608

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EVER = datetime.min.replace(tzinfo=UTC)
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # all that waits has waited since before it


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: `kind` is one of KINDS, `key` the id of the comment or the appeal.

    An objection to a measure ("conduct") has no comment.
    """

    since: datetime
    kind: str
    key: int
    comment_id: int | None

    @property
    def target(self) -> int:
        """Return what a moderator takes: the comment's id, or the negative of that of an objection to a measure."""
        return self.comment_id or -self.key

    @property
    def cursor(self) -> str:
        """Return the mark after which the next page begins."""
        micros = (self.since - _EPOCH) // timedelta(microseconds=1)
        return f"{micros}.{KINDS.index(self.kind)}.{self.key}"


def _position(cursor: str) -> tuple:
    """Return (since, rank, key) of a cursor. Raises ValueError where it is none."""
    if not cursor:
        return _EVER, -1, 0
    micros, rank, key = (int(part) for part in cursor.split("."))
    if not (0 <= micros < 10**17 and 0 <= rank < len(KINDS) and 0 <= key < 2**63):
        raise ValueError(cursor)
    return _EPOCH + timedelta(microseconds=micros), rank, key


@dataclass(frozen=True)
class Narrowing:
    """What of the queue is asked for; every default means: all of it.

    `kind` is one of KINDS, "few": reported comments that are not due yet, or "held": new comments and edits that wait
    for a reason of their own. `days`: waiting for longer than so many. `overdue`: for longer than their consultation
    promised. `only`: of these comments and objections. `free_for`: what this moderator may be handed.
    """

    kind: str = ""
    consultation_id: int | None = None
    language: str = ""
    days: int = 0
    overdue: bool = False
    only: tuple[int, ...] | None = None
    free_for: int | None = None

    def free_for_moderator(self, pk: int) -> "Narrowing":
        """Return what of it can be handed to a moderator."""
        return replace(self, free_for=pk, only=None)

    def values(self) -> dict:
        """Return the parameters of the SQL."""
        now, few = timezone.now(), self.kind == FEW
        return {
            "due_after": now if few else _EVER,
            "due_until": _NEVER if few else now,
            "kind": self.kind,
            "consultation": self.consultation_id,
            "language": self.language,
            "before": now - timedelta(days=self.days) if self.days and not few else _NEVER,
            "overdue": all_overdue_before(now) if self.overdue else None,
            "only": None if self.only is None else list(self.only),
            "free_for": self.free_for,
        }


EVERYTHING = Narrowing()


def waiting(
    narrowing: Narrowing = EVERYTHING, *, after: str = "", limit: int = PAGE_SIZE
) -> tuple[list[Waiting], str]:
    """Return what waits, oldest first, and the cursor of the page after it ("" where there is none).

    Raises ValueError for a cursor that is none.
    """
    rows = _rows(_PAGE, narrowing, after, limit + 1)
    found = [Waiting(row[0], KINDS[row[1]], row[2], row[3]) for row in rows]
    return found[:limit], found[limit - 1].cursor if len(found) > limit else ""


def count_waiting(narrowing: Narrowing = EVERYTHING) -> int:
    """Return how many things wait, at most MOST_COUNTED."""
    return _rows(_COUNT, narrowing, "", MOST_COUNTED)[0][0]


def _rows(sql: str, narrowing: Narrowing, after: str, limit: int) -> list[tuple]:
    since, rank, key = _position(after)
    with connection.cursor() as cursor:
        cursor.execute(sql, narrowing.values() | {"since": since, "rank": rank, "key": key, "limit": limit})
        return cursor.fetchall()
