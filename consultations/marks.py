"""How far a person has read a consultation: what others publish later is new to them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from consultations.models import ReadMark
from forum_site.cursors import LAST_ID, parse_time_cursor, time_cursor

# A comment's moment is that at which its transaction began; until it is committed nobody can read it. So a mark
# stands a few seconds behind now, and what was on its way while the page was drawn is still new afterwards.
LAG = timedelta(seconds=5)


def readable_until(now: datetime, latest: datetime | None) -> str:
    """Return the cursor up to which a page drawn at `now` shows everything; something last became public at `latest`.

    It changes only when something becomes public, and once more when that is LAG ago: so one state is one page.
    """
    if latest is None:
        return "0-0"
    return time_cursor(latest if latest + LAG <= now else latest - LAG, LAST_ID)


@transaction.atomic
def mark_read(consultation_id: int, user: User, until: str) -> str:
    """Move the person's mark forward to the cursor `until`, not beyond what could be read now; never back.

    Return the cursor where it stood before ("" where there was none). Raises BadRequest for a bad cursor.
    """
    moment, pk = parse_time_cursor(until)
    latest = (timezone.now() - LAG, LAST_ID)
    moment, pk = min((moment, pk), latest)
    before = ReadMark.objects.select_for_update().filter(consultation=consultation_id, user=user).first()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO consultations_readmark AS m (consultation_id, user_id, read_at, read_id)
            VALUES (%s, %s, %s, %s)
            ON CONFLICT (user_id, consultation_id) DO UPDATE
               SET read_at = excluded.read_at, read_id = excluded.read_id
             WHERE (m.read_at, m.read_id) < (excluded.read_at, excluded.read_id)
            """,
            [consultation_id, user.pk, moment, pk],
        )
    return time_cursor(before.read_at, before.read_id) if before else ""


def unmark(consultation_id: int, user: User, back_to: str) -> None:
    """Put the person's mark back to an earlier cursor, or away where that is "". Raises BadRequest for a bad one."""
    marks = ReadMark.objects.filter(consultation=consultation_id, user=user)
    if not back_to:
        marks.delete()
        return
    moment, pk = parse_time_cursor(back_to)
    marks.filter(read_at__gte=moment).update(read_at=moment, read_id=pk)


def next_new(
    consultation_id: int, after: tuple[datetime, int], participant_id: int | None, but: Sequence[int] = ()
) -> int | None:
    """Return the id of the first published comment after a place in time that the participant did not write.

    `but` are ids to pass over: what they saw on their way, in another order.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT id FROM consultations_comment
             WHERE consultation_id = %s AND status = 'published' AND (published_at, id) > (%s, %s)
               AND participant_id IS DISTINCT FROM %s AND id <> ALL (%s::bigint[])
             ORDER BY published_at, id LIMIT 1
            """,
            [consultation_id, *after, participant_id, list(but)],
        )
        row = cursor.fetchone()
    return row and row[0]
