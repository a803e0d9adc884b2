"""Calendars, read back by a parser other than the one that wrote them; a client that subscribes sees the move."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.urls import reverse
from django.utils import timezone

from events.models import Event, EventPage
from tests.events.forums import announced, in_english, moved, with_seats

pytestmark = pytest.mark.django_db
WIB = ZoneInfo("Asia/Jakarta")
NINE = datetime(2027, 3, 2, 9, 0, tzinfo=WIB)


def read(client, path: str):
    """Return a calendar as vobject reads it; the lines are as RFC 5545 wants them."""
    answer = client.get(path)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    raw = answer.content
    assert raw.endswith(b"\r\n") and b"\n" not in raw.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    return vobject.readOne(raw.decode())


def one(client, page: EventPage):
    """Return the only event of a page's calendar."""
    [entry] = read(client, reverse("events:event_calendar", args=[page.event_id])).vevent_list
    return entry


def test_one_day(client):
    entry = one(client, announced(starts_at=NINE, hours=3, venue="Aula", address="Jalan Merdeka 1"))
    assert (entry.dtstart.value, entry.dtend.value) == (NINE, NINE + timedelta(hours=3))
    assert entry.location.value == "Aula, Jalan Merdeka 1"
    assert entry.status.value == "CONFIRMED" and entry.sequence.value == "0"
    assert entry.url.value.startswith("http") and entry.valarm.trigger.value == timedelta(hours=-3)
    assert not entry.contents.get("rrule")


def test_several_days_are_each_as_long_as_a_day(client):
    entry = one(client, announced(starts_at=NINE, ends_at=NINE + timedelta(days=2, hours=6)))
    assert entry.dtend.value - entry.dtstart.value == timedelta(hours=6)
    found = [moment.astimezone(WIB).replace(tzinfo=None) for moment in entry.getrruleset(addRDate=True)]
    assert found == [(NINE + timedelta(days=day)).replace(tzinfo=None) for day in range(3)]


def test_across_midnight_is_one_sitting(client):
    night = NINE.replace(hour=21)
    entry = one(client, announced(starts_at=night, hours=5))
    assert entry.dtend.value == night + timedelta(hours=5) and not entry.contents.get("rrule")


def test_several_nights_each_end_after_midnight(client):
    night = NINE.replace(hour=22)
    entry = one(client, announced(starts_at=night, ends_at=night + timedelta(days=1, hours=4)))
    assert entry.dtend.value == night + timedelta(hours=4)
    assert len(list(entry.getrruleset(addRDate=True))) == 2


def test_moved_keeps_its_name_and_counts_up(client):
    page = announced(starts_at=NINE)
    before = one(client, page)
    later = moved(page, starts_at=NINE + timedelta(days=7), ends_at=NINE + timedelta(days=7, hours=2))
    after = one(client, later)
    assert after.uid.value == before.uid.value
    assert (before.sequence.value, after.sequence.value) == ("0", "1")
    assert after.dtstart.value == NINE + timedelta(days=7)
    assert after.dtstamp.value >= before.dtstamp.value


def test_cancelled_stays_in_the_calendar_as_such_and_rings_no_more(client):
    page = announced(starts_at=NINE)
    entry = one(client, moved(page, cancelled=True))
    assert entry.status.value == "CANCELLED" and entry.summary.value.startswith("Dibatalkan: ")
    assert entry.sequence.value == "1" and not entry.contents.get("valarm")


def test_repeated_by_copy_is_another_event(client):
    page = announced(starts_at=NINE)
    copy = page.copy(update_attrs={"slug": "bulan-depan", "title": "Bulan depan"}, keep_live=False)
    copy = EventPage.objects.get(pk=copy.pk)
    assert copy.event_id is None or copy.event_id != page.event_id
    copy.starts_at, copy.ends_at = NINE + timedelta(days=28), NINE + timedelta(days=28, hours=2)
    copy.save_revision().publish()
    copy.refresh_from_db()
    assert one(client, copy).uid.value != one(client, page).uid.value
    assert one(client, copy).sequence.value == "0"


def test_online_keeps_the_link_for_those_who_have_a_place(client):
    page = with_seats(
        venue="", online_url="https://rapat.contoh.invalid/abc", starts_at=timezone.now() + timedelta(days=9)
    )
    entry = one(client, page)
    assert entry.location.value == "Daring"
    assert "rapat.contoh.invalid" not in entry.serialize()
    free = announced(venue="", online_url="https://rapat.contoh.invalid/abc")
    assert "https://rapat.contoh.invalid/abc" in one(client, free).description.value


def test_without_end_has_none(client):
    entry = one(client, announced(starts_at=NINE, open_end=True))
    assert entry.dtstart.value == NINE and not entry.contents.get("dtend")


def test_odd_words_stay_words(client):
    title = "Rapat; warga, \\ baru\\nATTENDEE:mailto:jahat@contoh.invalid " + "panjang " * 12
    entry = one(client, announced(starts_at=NINE, title=title, venue="Aula\r\nX-JAHAT:1"))
    assert entry.summary.value == title
    assert set(entry.contents) <= {
        "uid", "sequence", "dtstamp", "last-modified", "dtstart", "dtend", "status", "summary", "location", "url",
        "description", "valarm",
    }  # fmt: skip


def test_a_client_that_subscribes_sees_the_move_and_is_spared_what_did_not_change(client):
    page, other = announced(starts_at=NINE), announced(starts_at=NINE + timedelta(days=3))
    path = reverse("events:calendar")
    first = client.get(path)
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304
    calendar = vobject.readOne(first.content.decode())
    assert calendar.method.value == "PUBLISH" and "Rembuk" in calendar.contents["x-wr-calname"][0].value
    mine = {entry.uid.value: entry for entry in calendar.vevent_list}
    assert len(mine) == 2
    moved(page, starts_at=NINE + timedelta(days=1), ends_at=NINE + timedelta(days=1, hours=2))
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    theirs = {entry.uid.value: entry for entry in vobject.readOne(again.content.decode()).vevent_list}
    changed = [uid for uid, entry in theirs.items() if entry.sequence.value > mine[uid].sequence.value]
    assert changed == [f"{page.event.key}@localhost"]
    assert theirs[changed[0]].dtstart.value == NINE + timedelta(days=1)
    assert f"{other.event.key}@localhost" in theirs


def test_drafts_and_unpublished_ones_are_in_no_calendar(client):
    page = announced(starts_at=NINE)
    page.unpublish()
    assert client.get(reverse("events:event_calendar", args=[page.event_id])).status_code == 404
    assert not read(client, reverse("events:calendar")).contents.get("vevent")


def test_it_is_in_the_language_that_is_asked_for(client):
    page = announced(starts_at=NINE, title="Forum sampah")
    in_english(page, title="Forum on waste")
    assert one(client, page).summary.value == "Forum sampah"
    [english] = read(client, f"/en/acara/{page.event_id}/kalender.ics").vevent_list
    assert english.summary.value == "Forum on waste"
    assert english.uid.value == one(client, page).uid.value


def test_one_agencys_and_one_topics(client):
    page = announced(starts_at=NINE)
    assert len(read(client, f"/acara/kalender.ics?instansi={page.agency.slug}").vevent_list) == 1
    for wrong in ("?instansi=tidak-ada", "?topik=tidak-ada"):
        assert client.get(f"/acara/kalender.ics{wrong}").status_code == 400
    assert Event.objects.get().starts_at == NINE.astimezone(UTC)
