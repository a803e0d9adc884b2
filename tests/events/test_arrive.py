"""At the entrance: a code is scanned, a name found, guests without registration counted; twice changes nothing."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from events import actions
from events.actions.arriving import head_count
from events.codes import code_of
from events.models import Arrival, Event, Registration
from tests.events.forums import announced, come, moved, organiser, resident, with_seats
from tests.racing import at_once, beside


def today(**fields):
    """Publish a forum that begins in an hour and takes registrations."""
    return with_seats(9, starts_at=timezone.now() + timedelta(hours=1), **fields)


def arrive(registration, who, **fields):
    return actions.check_in(registration.pk, actor=who, **{"form_key": uuid.uuid4()} | fields)


@pytest.mark.django_db
class TestAtTheDoor:
    def test_a_scanned_code_leads_the_organiser_to_the_person_and_one_tap_checks_in(self, client):
        page, who = today(), organiser()
        row = come(page, name="Rukiah Marzuki", people=3)
        client.force_login(who)
        scanned = client.post(reverse("events:by_code"), {"code": code_of(row)})
        assert scanned["Location"] == f"{reverse('events:door', args=[page.event_id])}?tempat={row.pk}"
        shown = client.get(scanned["Location"])
        [(found, key)] = shown.context["found"]
        assert found == row and "Rukiah Marzuki" in shown.content.decode()
        send = {"people": 3, "form_key": key}
        path = reverse("events:check_in", args=[row.pk])
        for _tap in range(2):  # a repeated check-in is harmless
            assert client.post(path, send).status_code == 303
        assert client.post(path, send | {"form_key": uuid.uuid4()}).status_code == 303
        assert head_count(page.event) == 3 and Arrival.objects.count() == 1
        assert "sudah hadir" in client.get(scanned["Location"]).content.decode()

    def test_a_resident_who_opens_the_same_code_sees_the_place(self, client):
        page = today()
        row = come(page)
        client.force_login(resident())
        answer = client.post(reverse("events:by_code"), {"code": code_of(row)})
        assert answer["Location"] == reverse("events:place", args=[row.pk])

    def test_names_and_numbers_are_found_and_those_of_other_forums_are_not(self, client):
        page, other = today(), today()
        come(page, name="Laila Zubaidah", phone="+6281200001234")
        come(other, name="Laila Lain")
        client.force_login(organiser())
        door = reverse("events:door", args=[page.event_id])
        text = client.get(f"{door}?cari=laila").content.decode()
        assert "Laila Zubaidah" in text and "Laila Lain" not in text
        assert "Laila Zubaidah" in client.get(f"{door}?cari=1234").content.decode()
        assert "Tidak ada pendaftar" in client.get(f"{door}?cari=zzz").content.decode()
        foreign = Registration.objects.get(name="Laila Lain").pk
        assert "Laila Lain" not in client.get(f"{door}?tempat={foreign}").content.decode()

    def test_who_just_came_is_counted_in_two_taps_and_a_mistake_is_taken_back(self, client):
        page = announced(starts_at=timezone.now() + timedelta(minutes=5))
        client.force_login(organiser())
        door = reverse("events:door", args=[page.event_id])
        walk_ins = dict(client.get(door).context["walk_ins"])
        path = reverse("events:walk_in", args=[page.event_id])
        for _tap in range(2):
            assert client.post(path, {"people": 2, "form_key": walk_ins[2]}).status_code == 303
        assert head_count(page.event) == 2
        assert (
            "<strong>2</strong>" in client.get(reverse("events:count", args=[page.event_id])).content.decode()
        )
        arrival = Arrival.objects.get()
        for _tap in range(2):
            assert client.post(reverse("events:take_back", args=[arrival.pk])).status_code == 303
        assert head_count(page.event) == 0 and Arrival.objects.count() == 1
        for wrong in ({"people": 0}, {"people": 21}, {"people": "x"}, {}):
            assert client.post(path, {"form_key": uuid.uuid4()} | wrong).status_code == 422

    def test_a_form_that_was_gone_back_to_counts_nobody_and_says_so(self, client):
        page, who = today(), organiser()
        client.force_login(who)
        row, other, key = come(page), come(page), uuid.uuid4()
        actions.take_back_arrival(arrive(row, who, form_key=key).pk, actor=who)
        for path in (
            reverse("events:check_in", args=[row.pk]),
            reverse("events:check_in", args=[other.pk]),
            reverse("events:walk_in", args=[page.event_id]),
        ):
            answer = client.post(path, {"people": 1, "form_key": key})
            assert answer.status_code == 409 and "sudah dipakai" in answer.content.decode(), path
        assert head_count(page.event) == 0

    def test_who_was_taken_back_can_come_again(self):
        page, who = today(), organiser()
        row = come(page)
        actions.take_back_arrival(arrive(row, who).pk, actor=who)
        arrive(row, who)
        assert head_count(page.event) == 1 and Arrival.objects.count() == 2

    def test_who_waits_has_no_place_and_is_told_so(self, client):
        page, who = with_seats(1, starts_at=timezone.now() + timedelta(hours=1)), organiser()
        come(page)
        waits = come(page)
        client.force_login(who)
        answer = client.post(
            reverse("events:check_in", args=[waits.pk]), {"people": 1, "form_key": uuid.uuid4()}
        )
        assert answer.status_code == 409 and "tidak punya tempat" in answer.content.decode()
        assert head_count(page.event) == 0

    def test_the_doors_open_on_the_day_only(self):
        who = organiser()
        early, gone = with_seats(2), moved(today(), cancelled=True)
        for page in (early, announced(starts_at=timezone.now() - timedelta(days=3)), gone):
            with pytest.raises(ValidationError):
                actions.walk_in(page.event_id, people=1, actor=who, form_key=uuid.uuid4())
        row = come(early)
        Event.objects.filter(pk=early.event_id).update(
            starts_at=timezone.now() + timedelta(hours=11), ends_at=timezone.now() + timedelta(hours=13)
        )
        assert arrive(row, who).people == 1

    def test_nobody_else_stands_at_the_door(self, client):
        page = today()
        row = come(page)
        with pytest.raises(PermissionDenied):
            arrive(row, resident())
        with pytest.raises(PermissionDenied):
            actions.walk_in(page.event_id, people=1, actor=resident(), form_key=uuid.uuid4())
        client.force_login(resident())
        for name, pk in (("door", page.event_id), ("count", page.event_id)):
            assert client.get(reverse(f"events:{name}", args=[pk])).status_code == 404
        for name, pk in (("walk_in", page.event_id), ("check_in", row.pk), ("take_back", 1)):
            assert client.post(reverse(f"events:{name}", args=[pk])).status_code == 404
        assert not Arrival.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_the_door_scan_one_code_at_once():
    page, who = today(), organiser()
    row = come(page, people=2)
    found = at_once([lambda: arrive(row, who) for _ in range(12)])
    assert len({arrival.pk for arrival in found}) == 1 and head_count(page.event) == 2


@pytest.mark.django_db(transaction=True)
def test_control_without_lock_and_key_they_count_double(monkeypatch):
    from django.db import connection

    page, who = today(), organiser()
    row = come(page, people=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        for _ in range(2):
            Arrival.objects.create(
                event=page.event, registration=row, people=2, by=who, form_key=uuid.uuid4()
            )
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX arrival_once")
    monkeypatch.setattr(
        "django.db.models.query.QuerySet.select_for_update", lambda rows, *args, **kwargs: rows._chain()
    )
    beside(*[lambda: arrive(row, who)] * 2)
    assert head_count(page.event) == 4
