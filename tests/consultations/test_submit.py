"""People say something: it is published or waits, once, and nothing that they wrote is lost."""

import html
import uuid

import pytest
from django.test import Client

from accounts.models import Notification
from consultations.models import Comment
from tests import factories
from tests.consultations.talking import (
    agency,
    announce,
    area,
    client_of,
    consultation,
    decide,
    moderator,
    officer,
    say,
    words,
    write,
)

pytestmark = pytest.mark.django_db


def form_of(row, verb="tulis") -> str:
    return f"/tanggapan/konsultasi/{row.slug}/{verb}/"


def test_a_resident_says_something_and_everybody_reads_it(client):
    page = announce("Loket mana?")
    row = page.consultation
    resident = factories.user(name="Cek Ida")
    question = row.questions.get()
    mine = client_of(resident)
    assert "Loket mana?" in words(mine.get(form_of(row)))
    answer = write(
        mine, form_of(row), "Antre dari *subuh*.\n\nTolong diubah.", question=question.pk, stance="for"
    )
    assert answer.status_code == 303
    comment = Comment.objects.get()
    assert answer["Location"] == f"/tanggapan/{comment.pk}/"
    assert (comment.question, comment.stance, comment.status) == (question, "for", "published")
    told = mine.get(answer["Location"])
    assert f'data-kept-clear="tulis-{row.pk}"' in told.content.decode()
    shown = client.get(page.url)
    assert "<p>Antre dari <em>subuh</em>.</p>" in shown.content.decode()
    assert "Cek Ida" in words(shown)
    assert "1 " in words(shown)


def test_in_pre_moderation_it_waits_and_only_its_author_and_moderators_know(client):
    page = announce(moderation="pre")
    row = page.consultation
    resident, other = factories.user(), factories.user()
    answer = write(client_of(resident), form_of(row), "Teks yang menunggu.")
    comment = Comment.objects.get()
    assert comment.status == "pending"
    assert "Teks yang menunggu." in words(client_of(resident).get(answer["Location"]))
    assert "Teks yang menunggu." in words(client_of(resident).get(page.url))
    assert "Teks yang menunggu." in words(client_of(moderator()).get(answer["Location"]))
    for stranger in (client, client_of(other)):
        for address in (answer["Location"], f"{answer['Location']}riwayat/", f"{answer['Location']}balasan/"):
            assert stranger.get(address).status_code == 404
        assert "Teks yang menunggu." not in words(stranger.get(page.url))
        assert stranger.get(f"/tanggapan/konsultasi/{row.slug}/atom/").content.count(b"menunggu") == 0
    decide(comment, "publish")
    assert "Teks yang menunggu." in words(client.get(page.url))


def test_the_same_form_sent_again_leads_to_the_same_comment():
    row = consultation()
    mine, key = client_of(factories.user()), uuid.uuid4()
    first = write(mine, form_of(row), "Sekali saja.", form_key=key)
    second = write(mine, form_of(row), "Sekali saja.", form_key=key)
    assert first["Location"] == second["Location"]
    assert Comment.objects.count() == 1
    other = write(client_of(factories.user()), form_of(row), "Kunci curian.", form_key=key)
    assert other.status_code == 422
    assert area(other) == "Kunci curian."


def test_a_reply_is_told_to_whom_it_answers_but_not_to_oneself():
    row = consultation()
    asker, answerer = factories.user(), factories.user(name="Mang Jai")
    comment = say(row, "Kapan loket buka?", by=asker)
    answer = write(client_of(answerer), f"/tanggapan/{comment.pk}/balas/", "Jam delapan.", stance="against")
    assert answer.status_code == 303
    reply = Comment.objects.get(parent=comment)
    assert (reply.depth, reply.thread_id, reply.stance) == (1, comment.pk, "against")
    write(client_of(asker), f"/tanggapan/{comment.pk}/balas/", "Saya jawab sendiri.")
    notice = Notification.objects.get(kind="reply")
    assert notice.recipient == asker
    inbox = words(client_of(asker).get("/akun/kotak-masuk/"))
    assert "Mang Jai" in inbox and "Jam delapan." in inbox
    decide(reply, "hide")
    assert "Jam delapan." not in words(client_of(asker).get("/akun/kotak-masuk/"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n ",
        "\u200b",
        "Nol \x00 di tengah",
        "a" * 5001,
        "Bel \x07",
    ],
    ids=["empty", "blank", "invisible", "NUL", "too long", "control"],
)
def test_what_cannot_be_stored_comes_back_with_its_text(text):
    row = consultation()
    answer = write(client_of(factories.user()), form_of(row), text)
    assert answer.status_code == 422
    body = answer.content.decode()
    assert 'class="errors"' in body and "field--error" in body
    assert f'href="#tulis-{row.pk}-text"' in body and f'id="tulis-{row.pk}-text"' in body
    assert area(answer).replace("\n", "") == text.replace("\n", "")
    assert not Comment.objects.exists()


@pytest.mark.parametrize("raw", [b"%ED%A0%80", b"%FF%FE", b"%C3"], ids=["surrogate", "bytes", "half"])
def test_bytes_that_are_no_text_are_refused_not_stored(raw):
    row = consultation()
    body = b"text=Awal+" + raw + b"+akhir&stance=&form_key=" + str(uuid.uuid4()).encode()
    answer = client_of(factories.user()).post(
        form_of(row), body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 422
    assert area(answer).startswith("Awal ") and area(answer).endswith(" akhir")
    assert not Comment.objects.exists()


@pytest.mark.parametrize("length", [5000, 4999])
def test_five_thousand_characters_are_possible_and_lists_shorten_them(client, length):
    page = announce()
    text = ("kata " * 1000)[: length - 1] + "."
    assert write(client_of(factories.user()), form_of(page.consultation), text).status_code == 303
    comment = Comment.objects.get()
    listed = client.get(page.url).content.decode()
    assert listed.count("kata") < 200
    assert f'href="/tanggapan/{comment.pk}/"' in listed
    assert client.get(f"/tanggapan/{comment.pk}/").content.decode().count("kata") >= 999


@pytest.mark.parametrize(
    "wrong",
    [
        {"stance": "maybe"},
        {"question": "999999999999999999999"},
        {"question": "x"},
        {"form_key": "x"},
        {"form_key": ""},
    ],
    ids=str,
)
def test_wrong_fields_come_back_with_the_text(wrong):
    row = consultation("Satu?")
    answer = write(client_of(factories.user()), form_of(row), "Teks yang tetap ada.", **wrong)
    assert answer.status_code == 422
    assert area(answer) == "Teks yang tetap ada."


def test_a_question_of_another_consultation_or_a_closed_one_is_refused():
    row, other = consultation("Di sini?"), consultation("Di sana?")
    mine = client_of(factories.user())
    assert write(mine, form_of(row), "Teks.", question=other.questions.get().pk).status_code == 422
    question = row.questions.get()
    question.closed_at = row.opens_at
    question.save()
    row.questions.create(position=2, title="Masih terbuka?")
    answer = write(mine, form_of(row), "Teks.", question=question.pk)
    assert answer.status_code == 422 and area(answer) == "Teks."


def test_there_is_no_answering_what_is_not_there():
    row = consultation()
    mine = client_of(factories.user())
    pending = say(consultation(moderation="pre"), "Menunggu.")
    for pk in (pending.pk, 999_999, 10**30):
        assert write(mine, f"/tanggapan/{pk}/balas/", "Teks.").status_code == 404
    parent = say(row, "Yang dijawab.")
    decide(parent, "hide")
    answer = write(mine, f"/tanggapan/{parent.pk}/balas/", "Jawaban saya.")
    assert answer.status_code == 422
    assert area(answer) == "Jawaban saya."
    assert "Yang dijawab." not in words(answer)


def test_whoever_is_logged_out_meanwhile_gets_the_text_back_and_a_way_in():
    row = consultation()
    assert Client().get(form_of(row))["Location"].startswith("/akun/masuk/?next=/tanggapan/")
    answer = write(Client(), form_of(row), "Ditulis sebelum sesi habis.")
    assert answer.status_code == 403
    assert area(answer) == "Ditulis sebelum sesi habis."
    assert f"/akun/masuk/?next={form_of(row)}" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert not Comment.objects.exists()


def test_an_official_speaks_with_the_agencys_badge_and_needs_no_moderator(client):
    agency()
    page = announce(moderation="pre")
    write(client_of(officer()), form_of(page.consultation), "Kami menjawab pekan ini.")
    shown = client.get(page.url)
    assert "comment--official" in shown.content.decode()
    assert "· Disdukcapil" in words(shown)


def test_in_place_the_answer_comes_back_drawn_and_a_refusal_as_a_form():
    row = consultation()
    comment = say(row, "Kapan?")
    mine = client_of(factories.user())
    address = f"/tanggapan/{comment.pk}/balas/?fragment=1"
    opened = mine.get(address)
    assert "<html" not in opened.content.decode() and f'data-hx-post="{address}"' in opened.content.decode()
    assert opened["X-Robots-Tag"] == "noindex"
    refused = write(mine, address, "")
    assert refused.status_code == 422 and "reply-box" in refused.content.decode()
    stored = write(mine, address, "Besok.")
    body = stored.content.decode()
    assert stored.status_code == 200 and "<html" not in body
    reply = Comment.objects.get(parent=comment)
    assert f'id="t{reply.pk}"' in body and f'data-kept-clear="balas-{comment.pk}"' in body


PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[klik](javascript:alert(1))",
    '"><svg onload=alert(1)>',
    "{{ 1337*7 }} {% debug %} </textarea><script>1</script>",
    "</template></details></article>",
    "<a href='data:text/html,x'>x</a>",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_cannot_bite_and_is_shown_intact(client, payload):
    page = announce()
    row = page.consultation
    resident = factories.user(name=payload[:80])
    comment = say(row, payload, by=resident)
    say(row, payload, parent=comment)
    mine = client_of(resident)
    for answer in (
        client.get(page.url),
        client.get(f"/tanggapan/{comment.pk}/"),
        client.get(f"/tanggapan/konsultasi/{row.slug}/utas/"),
        mine.get(f"/tanggapan/{comment.pk}/ubah/"),
        mine.get("/tanggapan/saya/"),
    ):
        body = answer.content.decode()
        assert answer.status_code == 200
        for tag in ("<script>", "<img src=x", "<svg onload", "<a href='data", 'href="javascript'):
            assert tag not in body
        assert "9359" not in words(answer)
    assert area(mine.get(f"/tanggapan/{comment.pk}/ubah/")) == payload
    visible = payload if "](" not in payload else "klik"
    assert visible in html.unescape(client.get(f"/tanggapan/{comment.pk}/").content.decode())
