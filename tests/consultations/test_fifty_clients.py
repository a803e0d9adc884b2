"""Fifty people at once against the production command: exact counters, nothing doubled, no deadlock.

Each guard that this rests on is taken out once, and the same crowd must then find what it guards against.
"""

import threading
import time

import pytest
from django.db import connection, transaction
from django.db.utils import OperationalError

from tests.consultations.crowd import Place, ask, deadlocks, site, storm
from tests.consultations.talking import consultation
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def serve(tmp_path):
    """Return a function that starts the production command, with a guard taken out if one is named."""
    started = []

    def start(careless: str = ""):
        running = site(tmp_path, careless)
        started.append(running)
        running.start()
        return running

    yield start
    for running in started:
        running.stop()


def test_fifty_people_reply_and_support_while_two_moderators_hide_and_restore(serve):
    place = Place()
    left = storm(place, serve(), people=50, rounds=3)
    assert not left.failures
    assert left.deadlocks == left.logged == 0
    assert left.miscounted == left.doubled_texts == left.doubled_supports == left.lost == 0
    # And it was a crowd: everybody's replies came through, taps too, and moderators decided all the while.
    assert len(left.acknowledged) == 150
    assert left.statuses[303] > 500 and left.decisions > 20


# --- The same with a guard taken out ----------------------------------------------------------------


def test_control_counting_in_memory_without_locks_counts_wrong(serve):
    left = storm(Place(), serve("memory"), people=12, rounds=1)
    assert left.miscounted


def test_control_without_the_unique_form_key_replies_double(serve):
    place = Place()
    ask("ALTER TABLE consultations_comment DROP CONSTRAINT consultations_comment_form_key_key")
    # ON CONFLICT must name a unique index; this one lets everything pass, since each row gets a key of its own.
    ask(
        "CREATE FUNCTION fresh_key() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN NEW.form_key = gen_random_uuid(); RETURN NEW; END $$"
    )
    ask("CREATE UNIQUE INDEX anew ON consultations_comment (form_key)")
    ask(
        "CREATE TRIGGER fresh BEFORE INSERT ON consultations_comment FOR EACH ROW EXECUTE FUNCTION fresh_key()"
    )
    left = storm(place, serve(), people=10, rounds=2)
    assert left.doubled_texts


def test_control_a_key_renewed_on_retry_doubles_too(serve):
    left = storm(Place(), serve(), people=10, rounds=2, keeps_key=False)
    assert left.doubled_texts


def test_control_without_one_support_per_person_taps_double(serve):
    place = Place()
    ask("ALTER TABLE consultations_support DROP CONSTRAINT support_once")
    left = storm(place, serve("support"), people=20, rounds=1)
    assert left.doubled_supports


def test_control_locks_taken_leaf_first_deadlock_and_the_detector_sees_it(serve):
    place = Place()
    # Moderators lock root first: root, middle, then what they decide on. Repliers come from the other end.
    left = storm(place, serve("leaf first"), people=20, rounds=1, targets=[place.busy])
    assert left.deadlocks and left.logged
    assert left.failures


# --- A part of the totals for each transaction ------------------------------------------------------


def touch_both_ways(writers: int) -> list:
    """Let writers touch two consultations, half of them in the opposite order, all open at once; return what failed."""
    first, second = consultation(), consultation()
    begun = [_version(first), _version(second)]
    touched, waited = threading.Barrier(writers), []

    def write(number: int) -> None:
        pair = [first.pk, second.pk][:: 1 if number % 2 else -1]
        with transaction.atomic():
            ask("SET LOCAL lock_timeout = '2s'")
            ask("SELECT rembuk_touch_consultations(%s::bigint[])", pair[:1])
            try:
                touched.wait(3)  # all have written one, none has ended
            except threading.BrokenBarrierError:
                waited.append(number)
            ask("SELECT rembuk_touch_consultations(%s::bigint[])", pair[1:])

    results = at_once([lambda number=number: write(number) for number in range(writers)])
    failed = [result for result in results if isinstance(result, Exception)] + waited
    grown = [_version(row) - before for row, before in zip((first, second), begun, strict=True)]
    return failed + [f"{count} of {writers}" for count in grown if count != writers]


def _version(row) -> int:
    return sum(tally.version for tally in row.tallies.all())


def test_thirty_transactions_touch_two_consultations_in_opposite_orders_and_nobody_waits():
    before, began = deadlocks(), time.monotonic()
    assert touch_both_ways(30) == []
    assert time.monotonic() - began < 5
    assert deadlocks() == before


def test_control_with_one_shared_part_they_wait_or_deadlock():
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION rembuk_slot() RETURNS smallint LANGUAGE sql AS $$ SELECT 0::smallint $$"
        )
    failed = touch_both_ways(8)
    assert any(isinstance(failure, OperationalError) for failure in failed)
