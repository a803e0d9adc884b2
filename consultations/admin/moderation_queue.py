"""What waits for a moderator: which rows, oldest first, and all that is shown of each, in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import Count, F, Max, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from consultations.admin.moderation_author import Record, records_of
from consultations.deadlines import all_overdue_before
from consultations.models import Appeal, Claim, Comment, Flag, ModerationDecision, RuleVersion
from consultations.similarity import similar_to

PAGE_SIZE = 20
MOST_COUNTED = 100  # the menu says "99+" from here on
ANCESTORS_SHOWN = 3
FLAGS_SHOWN = 5
DECISIONS_SHOWN = 3

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

_ANCESTORS = """
WITH RECURSIVE up AS (
    SELECT c.id AS item, c.parent_id AS id, 1 AS distance
      FROM consultations_comment c WHERE c.id = ANY(%(ids)s) AND c.parent_id IS NOT NULL
    UNION ALL
    SELECT up.item, c.parent_id, up.distance + 1
      FROM up JOIN consultations_comment c ON c.id = up.id
     WHERE c.parent_id IS NOT NULL AND up.distance < %(limit)s
)
SELECT item, id FROM up ORDER BY item, distance DESC
"""


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


# --- What is shown of each ------------------------------------------------------------------------


@dataclass
class Dossier:
    """A comment with all that a moderator weighs: the thread above it, reports, decisions, objections."""

    comment: Comment
    ancestors: list[Comment] = field(default_factory=list)  # the nearest few, the farthest first
    flags: list[Flag] = field(
        default_factory=list
    )  # open ones, the first few; each with `total`, `latest` and `rule_in_force`
    decisions: list[ModerationDecision] = field(default_factory=list)  # latest first
    appeals: list[Appeal] = field(default_factory=list)  # latest first
    claim: Claim | None = None  # whose it is now
    record: Record | None = None  # what its author did in the consultation so far
    similar: list[Comment] = field(default_factory=list)  # the most similar first

    @property
    def seen_id(self) -> int:
        """Return the latest decision, 0 where there is none: what the form says its moderator saw."""
        return self.decisions[0].pk if self.decisions else 0

    @property
    def more_above(self) -> bool:
        """Whether the thread above is longer than what is shown."""
        return self.comment.depth > len(self.ancestors)

    @property
    def more_flags(self) -> int:
        """Return how many open reports are not shown."""
        return self.flags[0].total - len(self.flags) if self.flags else 0

    @property
    def open_appeals(self) -> list[Appeal]:
        """Return the objections that wait for their judge, the oldest first."""
        return [appeal for appeal in reversed(self.appeals) if not appeal.outcome]

    @property
    def seen_flag_id(self) -> int:
        """Return the latest open report, 0 where there is none: what the form says its moderator saw."""
        return self.flags[0].latest if self.flags else 0

    @property
    def is_hidden_by_reports(self) -> bool:
        """Whether the system took the comment away after reports, and waits for a moderator's word."""
        case = getattr(self.comment, "report_case", None)
        return case is not None and case.hidden_by_id is not None and self.comment.status == "hidden"

    @property
    def reported_since(self) -> datetime:
        """Return since when its reports wait for a moderator; those taken up early, since the first of them."""
        case = getattr(self.comment, "report_case", None)
        return case.due_at if case and not self.is_early else self.flags[0].created_at

    @property
    def is_early(self) -> bool:
        """Whether so few people reported the comment that it need not be read yet."""
        case = getattr(self.comment, "report_case", None)
        return case is not None and case.due_at > timezone.now()

    @property
    def open_appeal(self) -> Appeal | None:
        """Return the objection to the removal that waits for its judge; not one about a change of the text."""
        return next((appeal for appeal in self.open_appeals if not appeal.decision.of_edit), None)


def dossiers(comment_ids: list[int], *, all_decisions: bool = False) -> dict[int, Dossier]:
    """Return each comment's dossier by its id, in the same number of queries however many they are."""
    comments = (
        Comment.objects.select_related(
            "participant__agency", "participant__account", "consultation", "question", "entered_by"
        )
        .select_related("version__original", "pending_version__original", "report_case")
        .prefetch_related("consultation__questions")
        .in_bulk(comment_ids)
    )
    above, similar = _ancestors(comment_ids), similar_to(comment_ids)
    titles = {version.rule_id: version for version in RuleVersion.objects.in_force()}
    flags, decisions, appeals = defaultdict(list), defaultdict(list), defaultdict(list)
    for flag in _first_flags(comment_ids):
        flag.rule_in_force = titles[flag.rule_id]
        flags[flag.comment_id].append(flag)
    for decision in _latest_decisions(comment_ids, None if all_decisions else DECISIONS_SHOWN):
        decisions[decision.comment_id].append(decision)
    for appeal in (
        Appeal.objects.filter(comment__in=comment_ids)
        .select_related("decision__rule_version__rule", "decision__version", "decided_by", "judge")
        .order_by("-pk")
    ):
        appeals[appeal.comment_id].append(appeal)
    claims = {claim.comment_id: claim for claim in Claim.objects.in_force().filter(comment__in=comment_ids)}
    records = records_of({comment.participant_id for comment in comments.values()})
    return {
        pk: Dossier(
            comment,
            above[pk],
            flags[pk],
            decisions[pk],
            appeals[pk],
            claims.get(pk),
            records[comment.participant_id],
            similar[pk],
        )
        for pk, comment in comments.items()
    }


def _ancestors(comment_ids: list[int]) -> dict[int, list[Comment]]:
    with connection.cursor() as cursor:
        cursor.execute(_ANCESTORS, {"ids": list(comment_ids), "limit": ANCESTORS_SHOWN})
        pairs = cursor.fetchall()
    found = Comment.objects.select_related("participant__agency", "version").in_bulk(
        {pk for _item, pk in pairs}
    )
    above = defaultdict(list)
    for item, pk in pairs:
        above[item].append(found[pk])
    return above


def _first_flags(comment_ids: list[int]):
    by_age = Window(RowNumber(), partition_by=F("comment"), order_by=["created_at", "pk"])
    total = Window(Count("pk"), partition_by=F("comment"))
    latest = Window(Max("pk"), partition_by=F("comment"))
    return (
        Flag.objects.filter(comment__in=comment_ids, decision=None)
        .annotate(place=by_age, total=total, latest=latest)
        .filter(place__lte=FLAGS_SHOWN)
        .order_by("comment", "place")
    )


def _latest_decisions(comment_ids: list[int], limit: int | None):
    decisions = ModerationDecision.objects.filter(comment__in=comment_ids).select_related(
        "actor", "rule_version__rule", "undone_by"
    )
    if limit:
        by_age = Window(RowNumber(), partition_by=F("comment"), order_by="-pk")
        decisions = decisions.annotate(place=by_age).filter(place__lte=limit)
    return decisions.order_by("-pk")
