"""The public board of commitments: which are shown, in which order, and what they add up to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.core.exceptions import BadRequest
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from directory.models import Agency, Commitment
from forum_site.cursors import parse_cursor

PAGE_SIZE = 20
BATCH = 500  # rows read at a time where all are handed out
KEPT_SECONDS = 24 * 3600

# What one may ask to see; the words stand in addresses, so they are Indonesian.
OPEN, LATE, KEPT, DROPPED, ALL = "berjalan", "terlambat", "ditepati", "dibatalkan", "semua"
STATES = (OPEN, LATE, KEPT, DROPPED, ALL)
# What is still to come is read from its earliest day on, so late ones come first; what is over from the latest on.
FORWARD = (OPEN, LATE)


@dataclass(frozen=True)
class Choice:
    """What is asked for: one of STATES, and perhaps one agency."""

    state: str = OPEN
    agency: Agency | None = None

    def rows(self, today: date | None = None) -> QuerySet:
        """Return the public commitments that are asked for; `today` decides what is late."""
        rows = Commitment.objects.public()
        if self.agency:
            rows = rows.filter(agency=self.agency)
        if self.state == OPEN:
            return rows.unfinished()
        if self.state == LATE:
            return rows.overdue(today)
        if self.state == ALL:
            return rows
        return rows.filter(status=Commitment.Status.KEPT if self.state == KEPT else Commitment.Status.DROPPED)

    def page(self, after: str = "", size: int = PAGE_SIZE) -> tuple[list[Commitment], str]:
        """Return up to `size` commitments after a cursor, and the next page's cursor ("": there is none).

        Raises BadRequest for a cursor that is none.
        """
        rows, forward = self.rows(), self.state in FORWARD
        if after:
            ordinal, pk = parse_cursor(after)
            day = _day(ordinal)
            past = "gt" if forward else "lt"
            # Both bounds: the second is what the index is entered by.
            rows = rows.filter(
                Q(**{f"due_on__{past}": day}) | Q(**{"due_on": day, f"pk__{past}": pk}),
                **{f"due_on__{past}e": day},
            )
        order = ("due_on", "pk") if forward else ("-due_on", "-pk")
        found = list(rows.select_related("agency").order_by(*order)[: size + 1])
        shown = found[:size]
        return shown, f"{shown[-1].due_on.toordinal()}-{shown[-1].pk}" if len(found) > size else ""

    def every(self) -> Iterator[Commitment]:
        """Yield all commitments that are asked for, a batch at a time."""
        after = ""
        while True:
            rows, after = self.page(after, BATCH)
            yield from rows
            if not after:
                return


def _day(ordinal: int) -> date:
    try:
        return date.fromordinal(ordinal)
    except (ValueError, OverflowError):
        raise BadRequest("This is no cursor.") from None


# --- Figures ----------------------------------------------------------------------------------------

# The slip: days by which a promise ends later than the day promised first. It ends when it was kept; while open, on
# its day as it stands now, or today where that has passed. Counted are those that are kept or whose first day is past.
_FIGURES = """
SELECT (SELECT coalesce(sum(version), 0)::bigint FROM directory_boardmark),
       count(*) FILTER (WHERE status IN ('planned', 'in_progress') AND due_on >= %(today)s),
       count(*) FILTER (WHERE status IN ('planned', 'in_progress') AND due_on < %(today)s),
       count(*) FILTER (WHERE status = 'kept' AND kept_on <= first_due_on),
       count(*) FILTER (WHERE status = 'kept' AND kept_on > first_due_on),
       count(*) FILTER (WHERE status = 'dropped'),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY greatest(0,
           CASE WHEN status = 'kept' THEN kept_on ELSE greatest(due_on, %(today)s) END - first_due_on))
         FILTER (WHERE status = 'kept' OR (status <> 'dropped' AND first_due_on < %(today)s))
  FROM directory_commitment
 WHERE published_at IS NOT NULL AND (%(agency)s::bigint IS NULL OR agency_id = %(agency)s)
"""


@dataclass(frozen=True)
class Figures:
    """How public commitments stand: numbers, and the median slip in days (None before any was due)."""

    on_course: int
    late: int
    kept_in_time: int
    kept_later: int
    dropped: int
    median_slip: int | None

    @property
    def open(self) -> int:
        return self.on_course + self.late

    @property
    def kept(self) -> int:
        return self.kept_in_time + self.kept_later

    @property
    def total(self) -> int:
        return self.open + self.kept + self.dropped

    def of(self, state: str) -> int:
        """Return how many are in one of STATES."""
        return {OPEN: self.open, LATE: self.late, KEPT: self.kept, DROPPED: self.dropped}.get(
            state, self.total
        )


def figures(agency: Agency | None = None) -> Figures:
    """Return the figures of all public commitments, or of one agency's, as they stand now.

    They are counted once after a change or at the first question of a day: the shared cache keeps them under the
    number of changes and the day, so what it keeps is never old.
    """
    today = timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(version), 0)::bigint FROM directory_boardmark")
        [version] = cursor.fetchone()
    key = f"board:{agency.pk if agency else 'all'}:{today.isoformat()}"
    kept = cache.get(f"{key}:{version}")
    if kept is None:
        version, *kept = _counted(today, agency)
        cache.set(f"{key}:{version}", kept, KEPT_SECONDS)
    return Figures(*kept)


def _counted(today: date, agency: Agency | None) -> tuple:
    """Return the number of changes and the figures as they stood then: both of one snapshot, so one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, {"today": today, "agency": agency and agency.pk})
        return cursor.fetchone()


def agencies_with_commitments() -> QuerySet:
    """Return the agencies that have promised something in public, by name: each is asked, not each commitment."""
    promised = Commitment.objects.public().order_by().filter(agency=OuterRef("pk"))
    return Agency.objects.filter(Exists(promised)).order_by("name")
