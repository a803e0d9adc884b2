"""The board's figures are counted once after a change, never shown stale, and its filters use their indexes."""

import random
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory import board
from directory.models import Commitment
from tests.directory.promises import promise, today
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)
BOARD = "/komitmen/"


def counted(agency=None) -> board.Figures:
    """Return the figures worked out the slow and plain way."""
    rows = [row for row in Commitment.objects.public() if agency is None or row.agency_id == agency.pk]
    due = [
        row
        for row in rows
        if row.status == "kept" or (row.status != "dropped" and row.first_due_on < today(0))
    ]
    slips = sorted(row.slip for row in due)
    kept = [row for row in rows if row.status == "kept"]
    late = sum(row.is_overdue for row in rows)
    return board.Figures(
        on_course=sum(row.status in Commitment.UNFINISHED for row in rows) - late,
        late=late,
        kept_in_time=sum(row.kept_on <= row.first_due_on for row in kept),
        kept_later=sum(row.kept_on > row.first_due_on for row in kept),
        dropped=sum(row.status == "dropped" for row in rows),
        median_slip=slips[(len(slips) - 1) // 2] if slips else None,
    )


def test_figures_agree_with_a_plain_count_after_every_change():
    dice = random.Random(5)
    rows = [promise(due_on=today(dice.randint(-30, 30))) for _ in range(12)]
    for _ in range(40):
        row = dice.choice(rows)
        row.refresh_from_db()
        match dice.randrange(5):
            case 0:
                row.status, row.evidence = "kept", "Selesai."
                row.kept_on = row.first_due_on + timedelta(days=dice.randint(-5, 9))
            case 1:
                row.status = dice.choice(["planned", "in_progress", "dropped"])
            case 2:
                row.due_on = today(dice.randint(-30, 30))
            case 3:
                row.published_at = None if row.published_at else timezone.now()
            case 4:
                row.agency = dice.choice(rows).agency
        row.save()
        for agency in (None, row.agency):
            assert board.figures(agency) == counted(agency)


def test_they_are_counted_once_until_something_changes_or_the_day_does(monkeypatch):
    promise(due_on=today(0))
    board.figures()
    with CaptureQueriesContext(connection) as asked:
        assert board.figures().on_course == 1
    assert not [entry["sql"] for entry in asked if "directory_commitment" in entry["sql"]]
    tomorrow = today(1)
    monkeypatch.setattr("directory.board.timezone.localdate", lambda: tomorrow)
    assert (board.figures().on_course, board.figures().late) == (0, 1)


def question_during_a_change() -> board.Figures:
    """Ask while a change is written but not committed, then commit; return the figures after it."""
    row = promise(due_on=today(5))

    def ask():
        found = board.figures()
        connections.close_all()
        return found

    with transaction.atomic():
        Commitment.objects.filter(pk=row.pk).update(status="dropped")
        [meanwhile] = at_once([ask])
    assert (meanwhile.on_course, meanwhile.dropped) == (1, 0)
    return board.figures()


def test_what_was_counted_during_a_change_is_not_kept_beyond_it():
    after = question_during_a_change()
    assert (after.on_course, after.dropped) == (0, 1)


def test_control_without_the_trigger_what_was_counted_before_is_shown_for_good():
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER board_touched ON directory_commitment")
    after = question_during_a_change()
    assert (after.on_course, after.dropped) == (1, 0)


def rows_touched(plan: dict) -> int:
    """Return how many rows a plan that ran has read, those that it threw away included."""
    own = plan["Actual Rows"] * plan["Actual Loops"] + plan.get("Rows Removed by Filter", 0)
    return own + sum(map(rows_touched, plan.get("Plans", [])))


@pytest.mark.parametrize("query", ["", "terlambat", "ditepati", "dibatalkan"])
@pytest.mark.parametrize("of_agency", [False, True])
def test_a_rare_commitment_is_not_looked_for_among_all_the_others(client, query, of_agency):
    common = (
        {"status": "kept", "kept_on": today(0), "evidence": "Ada."}
        if query == "dibatalkan"
        else {"status": "dropped"}
    )
    rare = {
        "": {"status": "planned", "due_on": today(9)},
        "terlambat": {"status": "planned", "due_on": today(-450)},
    }
    rare |= {
        "ditepati": {"status": "kept", "evidence": "Ada.", "due_on": today(-450), "kept_on": today(-450)}
    }
    rare |= {"dibatalkan": {"status": "dropped", "due_on": today(-450)}}
    one = promise(**rare[query])
    Commitment.objects.bulk_create(
        Commitment(
            agency=one.agency, what=f"Janji {n}", due_on=today(-n % 900 - 1), first_due_on=today(-n % 900 - 1),
            published_at=timezone.now(), **common,
        )
        for n in range(3000)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE directory_commitment, directory_agency")
    path = f"{BOARD}?keadaan={query}" if query else f"{BOARD}?"
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path + (f"&instansi={one.agency.slug}" if of_agency else ""))
    assert one.what in answer.content.decode() and "Janji 7" not in answer.content.decode()
    [listed] = [entry["sql"] for entry in asked if 'ORDER BY "directory_commitment"."due_on"' in entry["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + listed)
        [[found]] = cursor.fetchall()
    assert rows_touched(found[0]["Plan"]) < 100
