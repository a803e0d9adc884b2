"""What an author has done in a consultation so far, for the moderator who weighs their next comment."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

MOST_COUNTED = 100  # "99+" from here on: nobody decides otherwise at 5,000 than at 100
LOOKED_AT = 500  # an author's latest published comments among which restored ones are sought

# Each count walks an index from the participant on, and stops. Reports are upheld where the comment that they led to
# be hidden still is; restored objections are looked for among the comments that are published.
_RECORDS = """
SELECT p.id, p.created_at, {counts},
       (SELECT count(*) FROM (
            SELECT c.id FROM consultations_comment c
             WHERE c.participant_id = p.id AND c.status = 'hidden'
               AND EXISTS (SELECT FROM consultations_flag f
                             JOIN consultations_moderationdecision d ON d.id = f.decision_id AND d.kind = 'hide'
                            WHERE f.comment_id = c.id)
             LIMIT %(most)s) w),
       (SELECT count(*) FROM consultations_appeal a
         WHERE a.outcome = 'restored' AND a.comment_id = ANY(ARRAY(
            SELECT c.id FROM consultations_comment c
             WHERE c.participant_id = p.id AND c.status = 'published'
             ORDER BY c.id DESC LIMIT %(looked_at)s)))
  FROM consultations_participant p WHERE p.id = ANY(%(ids)s)
"""
_COUNT = """
       (SELECT count(*) FROM (SELECT FROM consultations_comment c
         WHERE c.participant_id = p.id AND c.status = {status} LIMIT %(most)s) w)"""
_STATUSES = ("published", "pending", "hidden", "rejected", "withdrawn")
_SQL = _RECORDS.format(counts=",".join(_COUNT.format(status=f"'{status}'") for status in _STATUSES))


def bounded(count: int) -> str:
    """Return a count as it is shown: "99+" where nobody counted further."""
    return f"{MOST_COUNTED - 1}+" if count >= MOST_COUNTED else str(count)


@dataclass(frozen=True)
class Record:
    """What somebody did in one consultation; no count goes beyond MOST_COUNTED."""

    since: datetime
    published: int
    waiting: int
    hidden: int
    rejected: int
    withdrawn: int
    reports_upheld: int
    restored: int

    @property
    def is_new(self) -> bool:
        """Whether nothing of theirs has been decided or shown yet."""
        return not (self.published or self.hidden or self.rejected or self.withdrawn)

    @property
    def shown(self) -> dict[str, str]:
        """Return the counts as words."""
        return {
            "published": bounded(self.published),
            "waiting": bounded(self.waiting),
            "removed": bounded(self.hidden + self.rejected),
            "withdrawn": bounded(self.withdrawn),
            "reports_upheld": bounded(self.reports_upheld),
            "restored": bounded(self.restored),
        }

    @property
    def removed(self) -> int:
        """Return how much of theirs was taken away or never shown."""
        return self.hidden + self.rejected


def records_of(participant_ids: Collection[int]) -> dict[int, Record]:
    """Return each participant's record by their id, in one statement that reads little however much they said."""
    values = {"ids": list(participant_ids), "most": MOST_COUNTED, "looked_at": LOOKED_AT}
    with connection.cursor() as cursor:
        cursor.execute(_SQL, values)
        return {pk: Record(*facts) for pk, *facts in cursor.fetchall()}
