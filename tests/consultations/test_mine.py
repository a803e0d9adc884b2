"""My comments: everything that I said, in which state it is, and what I can do."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.consultations.talking import client_of, consultation, decide, say, words, write

pytestmark = pytest.mark.django_db


def test_each_comment_of_mine_with_its_state_and_none_of_others(client):
    me = factories.user()
    open_one, strict = consultation(title="Loket"), consultation(title="Pasar", moderation="pre")
    say(open_one, "Sudah terbit.", by=me)
    hidden = say(open_one, "Disembunyikan.", by=me)
    say(strict, "Masih menunggu.", by=me)
    rejected = say(strict, "Tidak terbit.", by=me)
    say(open_one, "Kata orang lain.")
    hiding = decide(hidden, "hide", reason="Menghina petugas loket.")
    decide(rejected, "reject", reason="Bukan tempatnya.")
    answer = client_of(me).get("/tanggapan/saya/")
    said, body = words(answer), answer.content.decode()
    for text in ("Sudah terbit.", "Disembunyikan.", "Masih menunggu.", "Tidak terbit.", "Loket", "Pasar"):
        assert text in said
    assert "Kata orang lain." not in said
    assert "Menghina petugas loket." in said and "Bukan tempatnya." in said
    assert f"/tanggapan/keputusan/{hiding.pk}/keberatan/" in body
    assert body.count("/keberatan/") == 2
    assert answer["Cache-Control"] == "no-store, private"
    assert client.get("/tanggapan/saya/")["Location"].startswith("/akun/masuk/")


def test_long_lists_are_paged_and_cost_the_same(client):
    me = factories.user()
    row = consultation()
    comments = [say(row, f"Ucapan {number:02}.", by=me) for number in range(25)]
    mine = client_of(me)
    first = mine.get("/tanggapan/saya/")
    assert words(first).count("Ucapan") == 20
    older = re.search(r'href="(\?sebelum=[^"]+)"', first.content.decode())[1]
    second = mine.get(f"/tanggapan/saya/{older}")
    assert words(second).count("Ucapan") == 5 and "Ucapan 00." in words(second)
    assert mine.get("/tanggapan/saya/?sebelum=x").status_code == 400
    with CaptureQueriesContext(connection) as many:
        mine.get("/tanggapan/saya/")
    other = client_of(factories.user())
    other.get("/tanggapan/saya/")
    with CaptureQueriesContext(connection) as none:
        other.get("/tanggapan/saya/")
    assert len(many) - len(none) <= 1
    assert comments


def test_a_waiting_change_of_mine_is_said(client):
    me = factories.user()
    row = consultation(moderation="pre")
    comment = say(row, "Lama.", by=me)
    decide(comment, "publish")
    write(client_of(me), f"/tanggapan/{comment.pk}/ubah/", "Baru.", version=comment.version_id)
    page = client_of(me).get("/tanggapan/saya/").content.decode()
    assert page.count("chip--warn") == 1 and "chip--good" in page
