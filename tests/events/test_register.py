"""Coming to a forum: a place, the waiting list, giving it up, the organiser's word; by account, as guest, by phone."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions import send_due_notifications
from accounts.models import Notification
from events import actions
from events.codes import code_of
from events.models import Event, Registration, RegistrationMove
from events.reminders import forget_guests, remind
from tests.events.forums import announced, come, moved, organiser, resident, states, with_seats

pytestmark = pytest.mark.django_db


def form(page, **fields) -> dict:
    return {
        "form_key": str(uuid.uuid4()),
        "people": "1",
        "name": "Rukiah",
        "address": "rukiah@contoh.invalid",
    } | fields


def send(client, page, **fields):
    return client.post(reverse("events:register", args=[page.event_id]), form(page, **fields))


def mails() -> list:
    """Send what is due; return what has been sent since the last look."""
    mail.outbox.clear()
    while send_due_notifications():
        pass
    return list(mail.outbox)


# --- It works ---------------------------------------------------------------------------------------


def test_a_guest_registers_sees_the_place_and_is_told_with_a_calendar(client):
    page = with_seats(20, online_url="https://rapat.contoh.invalid/abc")
    assert "20 dari 20" in client.get(page.url).content.decode()
    answer = send(client, page, people="3", needs="Kursi  roda")
    assert answer.status_code == 303
    [row] = Registration.objects.all()
    assert (row.state, row.people, row.needs, row.name) == ("confirmed", 3, "Kursi roda", "Rukiah")
    shown = client.get(answer["Location"]).content.decode()
    assert all(group in shown for group in code_of(row).split("-"))
    assert "https://rapat.contoh.invalid/abc" in shown
    assert "17 dari 20" in client.get(page.url).content.decode()
    assert "rapat.contoh.invalid" not in client.get(page.url).content.decode()
    [message] = mails()
    assert message.to == ["rukiah@contoh.invalid"] and code_of(row) in message.body
    assert "Rukiah" not in message.body  # a form that mails others' words is a gift to spammers
    [(name, content, kind)] = message.attachments
    assert name == "forum.ics" and "BEGIN:VEVENT" in content and "text/calendar" in kind
    assert "https://rapat.contoh.invalid/abc" in content.replace("\r\n ", "")


def test_somebody_with_an_account_types_no_name_and_finds_the_place_again(client):
    page, person = with_seats(5), resident()
    client.force_login(person)
    answer = client.post(
        reverse("events:register", args=[page.event_id]), {"form_key": uuid.uuid4(), "people": 2}
    )
    row = Registration.objects.get()
    assert (row.user, row.name, row.address) == (person, "", "")
    assert answer["Location"] == reverse("events:place", args=[row.pk])
    assert reverse("events:place", args=[row.pk]) in client.get(reverse("events:mine")).content.decode()
    assert reverse("events:place", args=[row.pk]) in client.get(page.url).content.decode()
    assert Notification.objects.get(recipient=person).kind == "event_place"


def test_a_place_is_seen_by_its_code_and_by_nobody_else(client, django_user_model):
    page = with_seats()
    row = come(page)
    place = reverse("events:place", args=[row.pk])
    assert client.get(place).status_code == 404
    wrong = client.post(reverse("events:by_code"), {"code": "A" * 24})
    assert wrong.status_code == 422 and "huruf demi huruf" in wrong.content.decode()
    assert client.post(reverse("events:by_code"), {"code": "xyz"}).status_code == 422
    right = client.post(reverse("events:by_code"), {"code": code_of(row).lower().replace("-", " ")})
    assert right["Location"] == place and client.get(place).status_code == 200
    client.post(reverse("events:leave"))
    assert client.get(place).status_code == 404
    client.force_login(resident())
    for name in ("place", "cancel", "own_calendar"):
        assert client.get(reverse(f"events:{name}", args=[row.pk])).status_code == 404
    assert client.post(reverse("events:accept", args=[row.pk])).status_code == 404
    assert client.post(reverse("events:cancel", args=[row.pk])).status_code == 404
    assert states(page) == ["confirmed"]


def test_the_code_stands_in_no_table():
    row = come(with_seats())
    letters = code_of(row).replace("-", "")
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("events_registration", "accounts_notification"):
            cursor.execute(
                f"SELECT count(*) FROM {table} t WHERE replace(t::text, '-', '') ILIKE %s", [f"%{letters}%"]
            )
            assert cursor.fetchone() == (0,)


# --- The waiting list -------------------------------------------------------------------------------


def test_who_comes_when_all_is_taken_waits_in_order_and_is_offered_what_becomes_free(client):
    page = with_seats(2)
    first, _second = come(page), come(page)
    third, fourth = come(page), come(page)
    assert states(page) == ["confirmed", "confirmed", "waiting", "waiting"]
    mails()
    actions.cancel_registration(first.pk)
    assert states(page) == ["cancelled", "confirmed", "offered", "waiting"]
    sent = {message.to[0]: message for message in mails()}
    assert set(sent) == {first.address, third.address}
    assert "METHOD:CANCEL" in sent[first.address].attachments[0][1]
    client.post(reverse("events:by_code"), {"code": code_of(third)})
    place = reverse("events:place", args=[third.pk])
    assert "Terima tempat" in client.get(place).content.decode()
    assert client.post(reverse("events:accept", args=[third.pk])).status_code == 303
    assert states(page) == ["cancelled", "confirmed", "confirmed", "waiting"]
    assert (
        client.post(reverse("events:accept", args=[third.pk])).status_code == 303
    )  # a double click is harmless
    assert Event.objects.get(pk=page.event_id).taken == 2
    client.post(reverse("events:leave"))
    client.post(reverse("events:by_code"), {"code": code_of(fourth)})
    assert "nomor 1" in client.get(reverse("events:place", args=[fourth.pk])).content.decode()


def test_an_offer_ends_and_goes_to_the_next(client):
    page = with_seats(1, offer_hours=2)
    first, second, third = come(page), come(page), come(page)
    actions.cancel_registration(first.pk)
    offered = Registration.objects.get(pk=second.pk)
    assert offered.offer_until - timezone.now() < timedelta(hours=2)
    assert actions.lapse_offers() == 0
    Registration.objects.filter(pk=second.pk).update(offer_until=timezone.now() - timedelta(hours=1))
    mails()
    assert actions.lapse_offers() == 1
    assert states(page) == ["cancelled", "lapsed", "offered"]
    assert {message.to[0] for message in mails()} == {second.address, third.address}
    with pytest.raises(ValidationError):
        actions.accept_offer(second.pk)


def test_an_offer_that_is_over_is_not_accepted_even_before_the_worker_has_come_by(client):
    page = with_seats(1)
    first, second = come(page), come(page)
    actions.cancel_registration(first.pk)
    Registration.objects.filter(pk=second.pk).update(offer_until=timezone.now() - timedelta(hours=1))
    client.post(reverse("events:by_code"), {"code": code_of(second)})
    answer = client.post(reverse("events:accept", args=[second.pk]))
    assert answer.status_code == 409 and "ditawarkan sampai" in answer.content.decode()


def test_a_party_for_which_too_little_is_free_keeps_its_turn():
    page = with_seats(4)
    pair, other = come(page, people=2), come(page, people=2)
    _four, _one = come(page, people=4), come(page)
    actions.cancel_registration(pair.pk)
    assert states(page)[2:] == ["waiting", "waiting"]
    actions.cancel_registration(other.pk)
    assert states(page)[2:] == ["offered", "waiting"]
    assert come(page).state == "waiting"  # nobody overtakes


def test_more_seats_are_given_to_those_who_wait():
    page = with_seats(1)
    come(page), come(page), come(page)
    moved(page, capacity=2)
    assert states(page) == ["confirmed", "offered", "waiting"]
    moved(page, capacity=None)
    assert states(page) == ["confirmed", "offered", "offered"]


# --- It is refused ----------------------------------------------------------------------------------


def test_what_was_typed_stays_and_each_mistake_is_told_at_its_field(client):
    page = with_seats(party=3)
    for fields, name in (
        ({"people": "4"}, "people"),
        ({"people": "0"}, "people"),
        ({"name": " "}, "name"),
        ({"address": ""}, "address"),
        ({"address": "bukan alamat"}, "address"),
        ({"address": "", "phone": "12"}, "phone"),
        ({"name": "Budi\u202e"}, "name"),
    ):
        answer = send(client, page, **fields)
        assert answer.status_code == 422, fields
        assert answer.context["form"].errors[name]
        assert 'value="rukiah@contoh.invalid"' in answer.content.decode() or "address" in fields
    assert not Registration.objects.exists()


def test_nobody_registers_twice(client):
    page, person = with_seats(9), resident()
    key = str(uuid.uuid4())
    first = send(client, page, form_key=key)
    again = send(client, page, form_key=key)
    assert first["Location"] == again["Location"] and Registration.objects.count() == 1
    assert send(client, page, address="Rukiah@Contoh.invalid").status_code == 422
    send(client, page, address="", phone="0812 3456 7890")
    assert send(client, page, address="", phone="+62 812-3456-7890").status_code == 422
    come(page, account=person)
    with pytest.raises(ValidationError):
        come(page, account=person)
    assert Event.objects.get(pk=page.event_id).taken == 3
    row = Registration.objects.get(address="rukiah@contoh.invalid")
    row.pk, row.place, row.form_key, row.code_digest = None, 99, uuid.uuid4(), b"x" * 32
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_a_form_key_of_somebody_else_gives_nothing_away():
    page, key = with_seats(9), uuid.uuid4()
    come(page, form_key=key)
    with pytest.raises(ValidationError):
        come(page, form_key=key, account=resident())
    with pytest.raises(ValidationError):
        come(with_seats(), form_key=key)


def test_one_network_cannot_take_all_seats_and_others_still_come(client, settings):
    page, settings.REGISTRATIONS_PER_NETWORK = with_seats(9), 2
    for number in range(3):
        answer = send(client, page, address=f"tamu{number}@contoh.invalid")
        assert answer.status_code == (303 if number < 2 else 429)
    assert 'value="tamu2@contoh.invalid"' in answer.content.decode()
    assert client.post(
        reverse("events:register", args=[page.event_id]),
        form(page, address="lain@contoh.invalid"),
        REMOTE_ADDR="203.0.113.9",
    ).status_code == 303  # fmt: skip
    client.force_login(resident())
    assert send(client, page).status_code == 303
    assert len(states(page)) == 4


def test_the_window_is_half_open(client):
    now = timezone.now()
    page = with_seats(entry_opens_at=now + timedelta(hours=1), entry_closes_at=now + timedelta(hours=2))
    assert "dibuka pada" in client.get(page.url).content.decode()
    assert send(client, page).status_code == 422
    event = Event.objects.get(pk=page.event_id)
    assert not event.takes_registrations(now + timedelta(minutes=59))
    assert event.takes_registrations(event.entry_opens_at)
    assert not event.takes_registrations(event.entry_closes_at)
    Event.objects.filter(pk=event.pk).update(entry_opens_at=now - timedelta(hours=2), entry_closes_at=now)
    assert send(client, page).status_code == 422
    assert "ditutup pada" in client.get(page.url).content.decode()


def test_free_draft_cancelled_and_past_ones_take_nobody(client):
    assert client.get(reverse("events:register", args=[announced().event_id])).status_code == 404
    page = with_seats()
    gone = moved(page, cancelled=True)
    assert send(client, gone).status_code == 422
    past = with_seats(starts_at=timezone.now() - timedelta(days=2))
    assert send(client, past).status_code == 422
    assert client.get("/acara/999999/daftar/").status_code == 404
    assert not Registration.objects.exists()


def test_the_database_itself_refuses_to_oversell():
    page = with_seats(2)
    come(page, people=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=page.event_id).update(taken=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=page.event_id).update(capacity=1)


def test_fewer_seats_than_are_taken_are_refused_in_words():
    page = with_seats(5)
    come(page, people=4)
    page.refresh_from_db()
    page.capacity = 3
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert "4" in refused.value.message_dict["capacity"][0]
    with pytest.raises(ValidationError):
        page.save_revision().publish()


# --- The organiser ----------------------------------------------------------------------------------


def test_the_organiser_decides_where_that_was_announced():
    page, who = with_seats(1, entry="approval"), organiser()
    first, second, third = come(page), come(page), come(page)
    assert states(page) == ["requested"] * 3
    with pytest.raises(PermissionDenied):
        actions.decide_registration(first.pk, actor=resident(), approve=True)
    with pytest.raises(ValidationError):
        actions.decide_registration(first.pk, actor=who, approve=False)
    mails()
    actions.decide_registration(first.pk, actor=who, approve=True)
    actions.decide_registration(second.pk, actor=who, approve=True)
    actions.decide_registration(third.pk, actor=who, approve=False, reason="Hanya untuk warga kelurahan ini.")
    assert states(page) == ["confirmed", "waiting", "declined"]
    actions.decide_registration(third.pk, actor=who, approve=False, reason="Lagi.")  # harmless twice
    bodies = {message.to[0]: message.body for message in mails()}
    assert "Hanya untuk warga kelurahan ini." in bodies[third.address] and len(bodies) == 3
    assert RegistrationMove.objects.filter(registration=third).count() == 2


def test_reserved_seats_are_given_by_the_organiser_only(client):
    page, who = with_seats(3, reserved=1), organiser()
    come(page, people=2)
    assert come(page).state == "waiting"
    client.force_login(who)
    enter = reverse("enter_registration", args=[page.event_id])
    data = {"form_key": uuid.uuid4(), "name": "Pak RT", "people": 1, "language": "id", "reserved": "on"}
    assert client.post(enter, data).status_code == 303
    event = Event.objects.get(pk=page.event_id)
    assert (event.taken, event.taken_reserved) == (2, 1)
    again = client.post(enter, data | {"form_key": uuid.uuid4(), "name": "Bu RW"})
    assert again.status_code == 422 and "Bu RW" in again.content.decode()
    client.force_login(resident())
    assert client.post(enter, data | {"form_key": uuid.uuid4()}).status_code in (302, 404)


def test_who_has_only_a_telephone_is_called(client):
    page, who = with_seats(1), organiser()
    first, second = come(page), come(page, phone="+6281234567890")
    assert Registration.objects.get(pk=second.pk).call_since is None
    actions.cancel_registration(first.pk)
    assert Registration.objects.get(pk=second.pk).call_since
    client.force_login(who)
    listed = reverse("registrations", args=[page.event_id])
    assert "+6281234567890" in client.get(f"{listed}?keadaan=telepon").content.decode()
    do = reverse("do_registration", args=[second.pk])
    assert client.post(do, {"do": "accept"}).status_code == 303
    assert client.post(do, {"do": "called"}).status_code == 303
    found = Registration.objects.get(pk=second.pk)
    assert (found.state, found.call_since) == ("confirmed", None)


def test_the_list_is_searched_exported_and_closed_to_others(client):
    page, who = with_seats(9), organiser()
    come(page, name="=HYPERLINK(1)", needs="Kursi")
    come(page, name="Laila", phone="+6281200000001", people=2)
    path = reverse("registrations", args=[page.event_id])
    for person in (resident(), None):
        client.logout()
        if person:
            client.force_login(person)
        assert client.get(path).status_code in (302, 404)
        assert client.get(reverse("registration_table", args=[page.event_id])).status_code in (302, 404)
    client.force_login(who)
    text = client.get(f"{path}?cari=laila").content.decode()
    assert "Laila" in text and "HYPERLINK" not in text
    assert "Laila" in client.get(f"{path}?cari=0001").content.decode()
    assert client.get(f"{path}?keadaan=apa").status_code == 400
    assert client.get(f"{path}?after=x").status_code == 400
    table = b"".join(
        client.get(reverse("registration_table", args=[page.event_id])).streaming_content
    ).decode()
    assert "'=HYPERLINK(1)" in table and "+6281200000001" in table
    do = reverse("do_registration", args=[Registration.objects.first().pk])
    refused = client.post(do, {"do": "cancel", "reason": ""})
    assert refused.status_code == 422
    assert client.post(do, {"do": "cancel", "reason": "Ganda."}).status_code == 303
    assert states(page) == ["cancelled", "confirmed"]


# --- What changes -----------------------------------------------------------------------------------


def test_a_move_is_told_with_the_new_calendar_and_shown_on_the_page(client):
    page = with_seats(1)
    here, waits = come(page), come(page)
    gone = come(page)
    actions.cancel_registration(gone.pk)
    mails()
    later = page.starts_at + timedelta(days=1)
    moved(page, "Aula dipakai.", starts_at=later, ends_at=later + timedelta(hours=2))
    sent = {message.to[0]: message for message in mails()}
    assert set(sent) == {here.address, waits.address}
    assert "Aula dipakai." in sent[here.address].body
    assert "SEQUENCE:1" in sent[here.address].attachments[0][1]
    text = client.get(page.url).content.decode()
    assert "Aula dipakai." in text and "Forum ini dipindahkan." in text
    assert '"eventStatus": "https://schema.org/EventRescheduled"' in text


def test_a_cancelled_forum_stays_and_says_so_and_everybody_is_told_once(client):
    page = with_seats(3)
    here = come(page)
    phone = come(page, phone="+6281234567891")
    mails()
    moved(page, "Banjir.", cancelled=True)
    [message] = mails()
    assert message.to == [here.address] and "Banjir." in message.body
    assert "METHOD:CANCEL" in message.attachments[0][1] and "STATUS:CANCELLED" in message.attachments[0][1]
    assert Registration.objects.get(pk=phone.pk).call_since
    text = client.get(page.url).content.decode()
    assert "Forum ini dibatalkan." in text and "Banjir." in text and "Daftar</a>" not in text
    assert "EventCancelled" in text
    assert not mails()


def test_an_unexplained_move_and_disappearing_are_refused():
    page = with_seats(3)
    come(page)
    with pytest.raises(ValidationError):
        moved(page, "", starts_at=page.starts_at + timedelta(hours=1))
    page.refresh_from_db()
    with pytest.raises(ValidationError):
        page.unpublish()
    page.refresh_from_db()
    assert page.live


def test_a_reminder_comes_three_days_and_three_hours_before_once_each():
    page = with_seats(1, starts_at=timezone.now() + timedelta(days=4))
    here, _waits = come(page), come(page)
    mails()
    start = page.starts_at
    assert remind(start - timedelta(days=3, minutes=1)) == 0
    assert remind(start - timedelta(days=3)) == 1 and remind(start - timedelta(days=3)) == 0
    [message] = mails()
    assert message.to == [here.address] and message.attachments
    assert remind(start - timedelta(hours=3)) == 1 and remind(start - timedelta(hours=2)) == 0
    assert [message.to for message in mails()] == [[here.address]]
    assert remind(start) == 0


def test_what_is_no_longer_true_is_not_told():
    page = with_seats(3)
    row = come(page)
    actions.cancel_registration(row.pk)
    [message] = mails()  # the confirmation had not gone yet
    assert re.search("dilepas|diserahkan|batal", message.subject.lower())


# --- Forgetting -------------------------------------------------------------------------------------


def test_guests_are_forgotten_when_the_forum_is_long_over(client, settings):
    page = with_seats(3)
    row = come(page, name="Rukiah", needs="Kursi")
    code = code_of(row)
    end = page.ends_at
    assert forget_guests(end + timedelta(days=settings.GUEST_DAYS)) == 0
    assert forget_guests(end + timedelta(days=settings.GUEST_DAYS, seconds=1)) == 1
    row.refresh_from_db()
    assert (row.name, row.address, row.needs) == ("", "", "") and row.people == 1
    assert client.post(reverse("events:by_code"), {"code": code}).status_code == 422


def test_an_account_that_leaves_gives_its_places_up():
    from accounts.actions import anonymise_user
    from accounts.privacy import export

    page, person = with_seats(1), resident()
    row = come(page, account=person, needs="Kursi", phone="+6281234567892")
    waits = come(page)
    assert export(person)["events"]["registrations"][0]["needs"] == "Kursi"
    anonymise_user(person, by=person)
    row.refresh_from_db()
    assert (row.state, row.needs, row.phone) == ("cancelled", "", "")
    assert Registration.objects.get(pk=waits.pk).state == "offered"
