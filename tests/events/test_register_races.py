"""Many at once for few seats: exactly as many are confirmed as there are, in order; without the lock it oversells."""

import uuid
from collections import Counter

import pytest
from django.db import connection
from django.db.models import Sum

from events import actions
from events.actions import moving, offering, registering
from events.models import Event, Registration, RegistrationMove
from tests.events.forums import come, resident, states, with_seats
from tests.racing import at_once, meet_after

pytestmark = pytest.mark.django_db(transaction=True)


def ask(page, number: int, **fields):
    return lambda: come(page, address=f"orang{number}@contoh.invalid", name=f"Orang {number}", **fields)


def check(page) -> Event:
    """Assert that counters, seats, order and moves agree; return the event."""
    event = Event.objects.get(pk=page.event_id)
    rows = Registration.objects.filter(event=event)
    seated = rows.seated().aggregate(people=Sum("people"))["people"] or 0
    assert event.taken == seated <= event.capacity
    places = list(rows.order_by("place").values_list("place", flat=True))
    assert places == list(range(1, len(places) + 1)) and event.next_place == len(places) + 1
    for row in rows:
        assert row.moves.order_by("at", "pk").last().after == row.state
    return event


def test_forty_at_once_for_ten_seats():
    page = with_seats(10)
    found = at_once([ask(page, number) for number in range(40)])
    assert Counter(row.state for row in found) == {"confirmed": 10, "waiting": 30}
    check(page)
    assert states(page) == ["confirmed"] * 10 + ["waiting"] * 30  # in the order in which they were stored


def test_those_who_give_up_and_those_who_come_at_once_leave_no_seat_empty_and_none_given_twice():
    page = with_seats(6)
    here = [come(page) for _ in range(6)]
    give_up = [lambda row=row: actions.cancel_registration(row.pk) for row in here[:4] * 2]
    at_once([*give_up, *(ask(page, number) for number in range(20))])
    event = check(page)
    assert event.taken == 6
    found = Counter(states(page))
    assert found["cancelled"] == 4 and found["confirmed"] + found["offered"] == 6
    assert RegistrationMove.objects.filter(registration__in=here, after="cancelled").count() == 4


def test_fifty_identical_requests_of_one_person_are_one_registration():
    page, person, key = with_seats(9), resident(), uuid.uuid4()
    found = at_once([lambda: come(page, account=person, form_key=key) for _ in range(20)])
    assert len({row.pk for row in found}) == 1
    others = at_once([lambda: come(page, account=person) for _ in range(10)])
    assert all(isinstance(other, Exception) for other in others)
    assert check(page).taken == 1


def test_an_offer_that_ends_while_it_is_accepted_has_one_outcome():
    page = with_seats(1)
    first, second, third = come(page), come(page), come(page)
    actions.cancel_registration(first.pk)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE events_registration SET offer_until = now() WHERE id = %s", [second.pk])
    at_once(
        [lambda: actions.accept_offer(second.pk), actions.lapse_offers]
        + [lambda: actions.accept_offer(second.pk) for _ in range(3)]
    )
    check(page)
    assert states(page) == ["cancelled", "lapsed", "offered"]
    assert Registration.objects.get(pk=third.pk).state == "offered"


# --- Control ----------------------------------------------------------------------------------------


def test_control_without_the_lock_and_the_constraint_seats_are_given_twice(monkeypatch):
    """Nobody waits for the event's row any more: then more people are confirmed than there are seats."""
    page = with_seats(10)

    def unlocked(event_id):
        event = Event.objects.get(pk=event_id)
        from django.utils import timezone

        event.now = timezone.now()
        # Numbers from a sequence, as without the lock nobody could give them in order.
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('numbers')")
            [event.next_place] = cursor.fetchone()
        return event

    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE numbers")
        cursor.execute("ALTER TABLE events_event DROP CONSTRAINT event_never_oversold")
    for module in (moving, registering, offering):
        monkeypatch.setattr(module, "hold_event", unlocked)
    meet_after(monkeypatch, registering, "hold_event", 40)
    at_once([ask(page, number) for number in range(40)])
    seated = Registration.objects.filter(event=page.event_id).seated().count()
    assert seated > 10
