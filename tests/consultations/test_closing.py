"""When a consultation takes comments, and what it says when it does not."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from consultations.models import Comment, Consultation
from tests import factories
from tests.consultations.talking import (
    announce,
    at,
    client_of,
    close,
    consultation,
    officer,
    say,
    words,
    write,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_zone():
    yield
    time.tzset()


def now_in_database():
    """Return the moment at which this transaction began, by which the verbs judge."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT transaction_timestamp()")
        return cursor.fetchone()[0]


@pytest.mark.parametrize(("step", "accepted"), [(1, True), (0, False), (-1, False)])
def test_the_last_microsecond_counts_and_the_closing_moment_does_not(step, accepted):
    row = consultation()
    at(row, closes_at=now_in_database() + timedelta(microseconds=step))
    answer = write(client_of(factories.user()), f"/tanggapan/konsultasi/{row.slug}/tulis/", "Tepat waktu?")
    assert answer.status_code == (303 if accepted else 422)
    assert Comment.objects.exists() == accepted


@pytest.mark.parametrize(("step", "accepted"), [(1, False), (0, True)])
def test_the_opening_moment_counts(step, accepted):
    row = consultation()
    at(row, opens_at=now_in_database() + timedelta(microseconds=step))
    answer = write(client_of(factories.user()), f"/tanggapan/konsultasi/{row.slug}/tulis/", "Sudah buka?")
    assert answer.status_code == (303 if accepted else 422)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Jayapura", "America/Los_Angeles"])
def test_the_servers_time_zone_changes_nothing(zone, monkeypatch):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    row = consultation()
    at(row, closes_at=now_in_database() + timedelta(microseconds=1))
    assert say(row, "Masih.")
    at(row, closes_at=now_in_database())
    answer = write(client_of(factories.user()), f"/tanggapan/konsultasi/{row.slug}/tulis/", "Sudah tidak.")
    assert answer.status_code == 422
    assert "WIB" in words(answer)


def test_the_text_of_whoever_is_late_is_handed_back_with_the_moment():
    row = consultation()
    close(row)
    mine = client_of(factories.user())
    answer = write(mine, f"/tanggapan/konsultasi/{row.slug}/tulis/", "Ditulis <b>lama</b> sekali.")
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "Ditulis &lt;b&gt;lama&lt;/b&gt; sekali." in body and "readonly" in body
    assert "WIB" in words(answer)
    opened = mine.get(f"/tanggapan/konsultasi/{row.slug}/tulis/")
    assert opened.status_code == 200 and "<textarea" not in opened.content.decode()
    english = write(mine, f"/en/tanggapan/konsultasi/{row.slug}/tulis/", "Late.")
    assert "pukul" not in words(english) and "closed on" in words(english)


def test_after_closing_the_page_says_what_is_still_possible_and_offers_nothing_else(client):
    page = announce()
    row = page.consultation
    comment = say(row, "Sebelum tutup.")
    close(row)
    answer = client.get(page.url)
    body = answer.content.decode()
    for verb in ("tulis", "balas", "dukung", "ubah"):
        assert f"/{verb}/" not in body
    assert f"/tanggapan/{comment.pk}/laporkan/" in body
    resident = client_of(factories.user())
    assert write(resident, f"/tanggapan/{comment.pk}/balas/", "Terlambat.").status_code == 422


def test_officials_answer_after_closing_but_start_nothing():
    page = announce()
    row = page.consultation
    comment = say(row, "Kapan dijawab?")
    close(row)
    official = client_of(officer())
    assert f"/tanggapan/{comment.pk}/balas/" in official.get(page.url).content.decode()
    assert write(official, f"/tanggapan/{comment.pk}/balas/", "Bulan depan.").status_code == 303
    assert write(official, f"/tanggapan/konsultasi/{row.slug}/tulis/", "Pengumuman.").status_code == 422
    at(row, state="cancelled")
    assert write(official, f"/tanggapan/{comment.pk}/balas/", "Batal.").status_code == 422


def test_before_opening_the_page_says_when_and_has_no_form(client):
    now = timezone.now()
    page = announce(opens_at=now + timedelta(days=2), closes_at=now + timedelta(days=9))
    assert "tulis/" not in client.get(page.url).content.decode()
    assert "WIB" in words(client.get(page.url))
    answer = write(
        client_of(factories.user()), f"/tanggapan/konsultasi/{page.consultation.slug}/tulis/", "Awal."
    )
    assert answer.status_code == 422 and "Awal." in answer.content.decode()


def test_a_cancelled_consultation_says_so_and_why(client):
    page = announce()
    comment = say(page.consultation, "Sia-sia?")
    page.refresh_from_db()
    page.cancelled, page.change_reason = True, "Anggaran dialihkan."
    page.save_revision().publish()
    said = words(client.get(page.url))
    assert "Anggaran dialihkan." in said and "Sia-sia?" in said
    assert Consultation.objects.get().state == "cancelled"
    assert write(client_of(factories.user()), f"/tanggapan/{comment.pk}/balas/", "Ya.").status_code == 422
