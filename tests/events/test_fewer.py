"""Fewer come than were named: the seats that become free go to whoever waits first, whoever does it and how often."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events import actions
from events.actions import party
from events.models import Event, PartyChange, Registration
from tests.consultations.talking import client_of, words
from tests.events.forums import come, organiser, resident, states, with_seats
from tests.racing import at_once, beside

pytestmark = pytest.mark.django_db


def family(page, people=4, who=None) -> Registration:
    return come(page, account=who or resident(), people=people)


def address(row) -> str:
    return reverse("events:reduce_party", args=[row.pk])


def test_one_of_four_cannot_come_and_the_next_in_line_gets_the_seat():
    page, who = with_seats(4), resident()
    row = family(page, who=who)
    waiting = come(page)
    client = client_of(who)
    shown = words(client.get(reverse("events:cancel", args=[row.pk])))
    assert (
        "Sebagian dari kami tidak dapat datang" in shown
        and "Sekarang Anda terdaftar dengan 4 orang." in shown
    )
    answer = client.post(address(row), {"people": 3})
    assert answer["Location"] == reverse("events:place", args=[row.pk])
    assert "3 orang" in words(client.get(answer["Location"]))
    assert states(page) == ["confirmed", "offered"]
    assert Event.objects.get(pk=page.event_id).taken == 4  # three, and one that is offered
    waiting.refresh_from_db()
    assert waiting.state == "offered"
    [change] = PartyChange.objects.all()
    assert (change.before, change.after, change.actor) == (4, 3, None)


def test_the_same_number_again_changes_nothing():
    page, who = with_seats(4), resident()
    row = family(page, who=who)
    client = client_of(who)
    for _tap in range(2):
        assert client.post(address(row), {"people": 2}).status_code == 303
    assert PartyChange.objects.count() == 1 and Event.objects.get(pk=page.event_id).taken == 2


def test_a_party_that_waited_and_became_smaller_gets_its_place_in_its_turn():
    page = with_seats(4)
    family(page, people=2)
    large = family(page, people=3)
    assert large.state == "waiting"
    assert actions.reduce_party(large.pk, 2).state == "offered"


def test_the_organiser_does_it_for_who_called(client):
    page = with_seats(4)
    row = come(page, people=4, phone="0812 0000 1111", name="Pak Rusdi")
    boss = organiser()
    client.force_login(boss)
    page_of = reverse("registrations", args=[page.event_id])
    assert "Berapa yang tetap datang" in words(client.get(page_of))
    do = reverse("do_registration", args=[row.pk])
    assert client.post(do, {"do": "fewer", "people": 5}).status_code == 422
    assert client.post(do, {"do": "fewer", "people": 3}).status_code == 303
    assert "3 orang datang." in words(client.get(page_of))
    assert PartyChange.objects.get().actor == boss


@pytest.mark.parametrize("people", ["", "0", "-1", "4", "5", "dua", "9" * 30])
def test_what_is_no_smaller_number_is_refused_at_its_field(people):
    page, who = with_seats(9), resident()
    row = family(page, who=who)
    answer = client_of(who).post(address(row), {"people": people})
    if people == "4":  # what it is already
        assert answer.status_code == 303
    else:
        assert answer.status_code == 422 and answer.context["form"].errors["people"]
    assert Registration.objects.get(pk=row.pk).people == 4 and not PartyChange.objects.exists()


def test_not_once_it_was_given_up_nor_once_the_forum_has_begun():
    page, who = with_seats(9), resident()
    row = family(page, who=who)
    Event.objects.filter(pk=page.event_id).update(starts_at=timezone.now() - timedelta(minutes=1))
    client = client_of(who)
    assert "Sebagian dari kami" not in words(client.get(reverse("events:cancel", args=[row.pk])))
    answer = client.post(address(row), {"people": 2})
    assert answer.status_code == 409 and "Forum ini sudah dimulai." in words(answer)
    Event.objects.filter(pk=page.event_id).update(starts_at=timezone.now() + timedelta(hours=1))
    actions.cancel_registration(row.pk)
    answer = client.post(address(row), {"people": 2})
    assert answer.status_code == 409 and "tidak berlaku lagi" in words(answer)
    with pytest.raises(ValidationError):
        actions.reduce_party(row.pk, 2)


def test_one_alone_is_not_asked_for_fewer():
    page, who = with_seats(9), resident()
    row = family(page, people=1, who=who)
    assert "Sebagian dari kami" not in words(client_of(who).get(reverse("events:cancel", args=[row.pk])))


def test_others_find_nothing_there():
    row = family(with_seats(9))
    for client in (Client(), client_of(resident()), client_of(organiser())):
        assert client.post(address(row), {"people": 1}).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.reduce_party(row.pk, 1, actor=resident())


def test_the_database_keeps_a_party_from_growing_this_way():
    row = family(with_seats(9))
    for before, after in ((2, 3), (2, 2), (2, 0)):
        with pytest.raises(IntegrityError), transaction.atomic():
            PartyChange.objects.create(registration=row, before=before, after=after)


@pytest.mark.django_db(transaction=True)
def test_many_taps_and_newcomers_at_once_leave_no_seat_empty_and_none_given_twice():
    page = with_seats(4)
    row = family(page)
    found = at_once([lambda: actions.reduce_party(row.pk, 1)] * 8 + [lambda: come(page)] * 8)
    assert not [one for one in found if isinstance(one, Exception)], found
    event = Event.objects.get(pk=page.event_id)
    assert PartyChange.objects.count() == 1 and event.taken == 4
    assert Registration.objects.filter(event=event).seated().count() == 4


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_seats_are_counted_wrong(monkeypatch):
    """Two taps that both read four people each free three seats, where three are free in all."""
    page = with_seats(4)
    row = family(page)

    def looked(registration_id):
        registration = Registration.objects.select_related("event").get(pk=registration_id)
        registration.event.now = timezone.now()
        return registration.event, registration

    monkeypatch.setattr(party, "hold_registration", looked)
    beside(lambda: actions.reduce_party(row.pk, 1), lambda: actions.reduce_party(row.pk, 1))
    assert PartyChange.objects.count() == 2
