"""The public board: who sees which promises, what they add up to, and each one's own page."""

import csv
import io
import re
from xml.etree import ElementTree

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directory import board
from directory.board import Choice
from directory.models import Commitment
from tests import factories
from tests.consultations import desk
from tests.consultations.reported import promise as answer_with
from tests.consultations.reported import report, told
from tests.directory.promises import change, promise, show, today
from tests.pages import publish

pytestmark = pytest.mark.django_db
BOARD = "/komitmen/"


def titles(client, query: str = "") -> list[str]:
    page = client.get(BOARD + query)
    assert page.status_code == 200
    return re.findall(r'card__title"><a href="/komitmen/\d+/">([^<]+)<', page.content.decode())


def table(client, query: str = "") -> list[dict]:
    answer = client.get(f"{BOARD}tabel.csv{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


def test_everybody_sees_what_was_promised_late_ones_first(client):
    late = promise(due_on=today(-9), first_due_on=today(-20))
    soon = promise(due_on=today(3))
    kept = promise(status="kept", due_on=today(-5), kept_on=today(-6))
    dropped = promise(status="dropped", due_on=today(-1))
    hidden = promise(public=False)
    assert titles(client) == [late.what, soon.what]
    assert titles(client, "?keadaan=terlambat") == [late.what]
    assert titles(client, "?keadaan=ditepati") == [kept.what]
    assert titles(client, "?keadaan=dibatalkan") == [dropped.what]
    assert titles(client, "?keadaan=semua") == [soon.what, dropped.what, kept.what, late.what]
    assert titles(client, f"?keadaan=semua&instansi={kept.agency.slug}") == [kept.what]
    assert client.get(f"{BOARD}{hidden.pk}/").status_code == 404
    for wrong in ("?keadaan=apa", "?instansi=tidak-ada", "?sesudah=besok", "?sesudah=99999999999-1"):
        assert client.get(BOARD + wrong).status_code == 400, wrong


def test_before_the_first_promise_the_board_says_what_will_come(client):
    assert "laporan tindak lanjut" in client.get(BOARD).content.decode()
    assert "follow-up reports" in client.get(f"/en{BOARD}").content.decode()


def test_the_figures_are_those_of_a_count_by_hand():
    agency = desk.agency()
    promise(agency, due_on=today(10), first_due_on=today(10))  # not due yet: no part in the median
    promise(agency, due_on=today(10), first_due_on=today(-6))  # moved by 16 days
    promise(agency, due_on=today(-4), first_due_on=today(-4))  # late by 4
    promise(agency, status="kept", due_on=today(-8), first_due_on=today(-8), kept_on=today(-9))  # 0
    promise(agency, status="kept", due_on=today(-2), first_due_on=today(-9), kept_on=today(-2))  # 7
    promise(agency, status="dropped", due_on=today(-50), first_due_on=today(-90))
    promise(agency, public=False, due_on=today(-99))
    promise(due_on=today(-300))  # another agency's
    found = board.figures(agency)
    assert (found.on_course, found.late, found.kept_in_time, found.kept_later, found.dropped) == (
        2,
        1,
        1,
        1,
        1,
    )
    slips = sorted(
        row.slip for row in Choice(board.ALL, agency).rows() if row.status == "kept" or row.first_due_on < today()
        if row.status != "dropped"
    )  # fmt: skip
    assert slips == [0, 4, 7, 16]
    assert found.median_slip == 4
    assert board.figures().late == 2


def test_the_first_day_promised_cannot_be_changed_by_any_hand():
    row = promise(due_on=today(5))
    Commitment.objects.filter(pk=row.pk).update(due_on=today(50))
    row.refresh_from_db()
    assert (row.first_due_on, row.slip) == (today(5), 45)
    for change_it in ({"first_due_on": today(50)}, {"status": "kept", "evidence": "x"}, {"kept_on": today()}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Commitment.objects.filter(pk=row.pk).update(**change_it)


def test_pages_follow_one_another_and_cost_the_same_at_any_length(client):
    def queries(count: int) -> int:
        agency = desk.agency()
        rows = [
            Commitment(
                agency=agency, what=f"={n}", due_on=today(n // 3), first_due_on=today(), published_at=timezone.now()
            )
            for n in range(count)
        ]  # fmt: skip
        Commitment.objects.bulk_create(rows)
        with CaptureQueriesContext(connection) as caught:
            page = client.get(f"{BOARD}?instansi={agency.slug}")
        assert page.status_code == 200
        asked = len(caught)
        if count > board.PAGE_SIZE:
            seen, address = [], f"{BOARD}?instansi={agency.slug}"
            while address:
                text = client.get(address).content.decode()
                seen += re.findall(r'card__title"><a href="/komitmen/(\d+)/">', text)
                found = re.search(r'href="([^"]+)" rel="next"', text)
                address = found and found[1].replace("&amp;", "&")
            assert len(seen) == len(set(seen)) == count
            exported = table(client, f"?instansi={agency.slug}")
            assert len(exported) == count
            assert all(row["what"].startswith("'=") for row in exported)
        return asked

    assert queries(3) == queries(350)


def test_its_page_tells_the_whole_story_and_where_it_comes_from(client):
    story = told()
    story.code("sari", 0)
    row = answer_with(story, due_on=today(5), what="Pindah ke lapangan")
    publish(report(story))
    officer = desk.officer(story.page.agency)
    row = change(row, by=officer, due_on=today(40), reason="Lapangan masih dipakai")
    row = change(row, by=officer, status="in_progress", reason="Panggung sudah dibongkar")
    show(row, "Lapangan yang kosong")
    page = client.get(f"{BOARD}{row.pk}/").content.decode()
    for words in (
        "Lapangan masih dipakai",
        "Panggung sudah dibongkar",
        "Lapangan yang kosong",
        "Pindah ke lapangan",
    ):
        assert words in page
    assert "35 hari lebih lambat dari janji" in page
    assert reverse("consultations:theme", args=[story.themes[0].pk]) in page and "Tempat" in page
    assert officer.name not in page  # the agency answers, by its office
    report_page = client.get(story.page.get_children().get().specific.url).content.decode()
    assert f'href="{BOARD}{row.pk}/"' in report_page
    english = client.get(f"/en{BOARD}{row.pk}/").content.decode()
    assert '<span lang="id">Pindah ke lapangan</span>' in english


def test_a_promise_of_a_consultation_that_is_not_public_names_no_origin(client):
    from wagtail.models import PageViewRestriction

    story = told()
    story.code("sari", 0)
    row = answer_with(story)
    publish(report(story))
    assert "Tempat" in client.get(f"{BOARD}{row.pk}/").content.decode()
    PageViewRestriction.objects.create(page=story.page, restriction_type="login")
    assert "Tempat" not in client.get(f"{BOARD}{row.pk}/").content.decode()


def test_the_feed_brings_every_change_with_its_reason_and_nothing_unpublished(client):
    agency = desk.agency()
    officer = desk.officer(agency)
    row, secret = promise(agency), promise(agency, public=False, what="Rahasia dulu")
    change(row, by=officer, due_on=today(44), reason="Hujan <b>deras</b>")
    change(secret, by=officer, due_on=today(44))
    answer = client.get(f"{BOARD}atom/")
    assert answer["Content-Type"].startswith("application/atom+xml")
    text = answer.content.decode()
    [entry] = ElementTree.fromstring(text).findall("{http://www.w3.org/2005/Atom}entry")
    assert "Dimundurkan" in entry[0].text and row.what in entry[0].text
    assert "Hujan &amp;lt;b&amp;gt;deras" in text and "Rahasia dulu" not in text
    assert client.get(f"{BOARD}atom/", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert client.get(f"{BOARD}atom/?instansi={desk.agency().slug}").content.decode().count("<entry>") == 0


def test_the_table_says_what_the_page_says(client):
    row = promise(due_on=today(-3), first_due_on=today(-10), what="Papan, terbuka")
    [line] = table(client, "?keadaan=terlambat")
    assert (line["what"], line["late"], line["slip_days"], line["kept_on"]) == (
        "Papan, terbuka",
        "yes",
        "10",
        "",
    )
    assert line["address"].endswith(f"{BOARD}{row.pk}/")


def test_one_follows_and_stops_and_a_visitor_logs_in_first(client, as_):
    row, hidden = promise(), promise(public=False)
    address = reverse("directory:follow_commitment", args=[row.pk])
    assert "/akun/masuk/" in client.get(address)["Location"]
    person = as_(factories.user())
    assert "Ikuti komitmen ini" in person.get(f"{BOARD}{row.pk}/").content.decode()
    for _twice in range(2):
        assert person.post(address, {"verb": "follow"}).status_code == 303
    assert row.follows.count() == 1
    assert "Berhenti mengikuti" in person.get(f"{BOARD}{row.pk}/").content.decode()
    assert person.post(address, {"verb": "unfollow"}).status_code == 303
    assert row.follows.count() == 0
    assert person.post(reverse("directory:follow_commitment", args=[hidden.pk])).status_code == 404
