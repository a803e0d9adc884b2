"""What one can choose to see: orders, questions and filters, alone and together with paging, and where one stands."""

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from consultations.models import Comment
from tests import factories
from tests.consultations.talking import announce, client_of, consultation, decide, officer, say, words

pytestmark = pytest.mark.django_db


def threads(row, query: str = "") -> str:
    return f"/tanggapan/konsultasi/{row.slug}/utas/{query}"


def roots(response) -> list[str]:
    """Return the texts of the threads on a page, in order (tests say them in one word)."""
    return re.findall(
        r'<article class="comment[^"]*" id="t\d+">\n.*?<div class="comment__text"><p>(\w+)</p>',
        response.content.decode().partition('id="daftar"')[2],
        re.S,
    )


def links(response) -> dict[str, str]:
    """Return the addresses of orders and filters by their names, and the chosen ones under their names with a star."""
    nav = response.content.decode().partition('class="thread-nav"')[2].partition('id="daftar"')[0]
    found = re.findall(r'<a (?:class="behind" )?href="([^"]+)#utas"( aria-current="true")?>(.*?)</a>', nav)
    return {("*" if current else "") + title: html.unescape(url) for url, current, title in found}


@pytest.fixture
def talk():
    """A consultation with a question and seven threads, each named for what it is there for."""
    page = announce("Jam berapa?", moderation="post")
    row = page.consultation
    asked = row.questions.get()
    start = timezone.now() - timedelta(hours=9)
    said = {}
    for number, (text, fields) in enumerate(
        {
            "Sepi": {},
            "Mendukung": {"stance": "for"},
            "Menolak": {"stance": "against"},
            "Netral": {"stance": "neutral"},
            "Ditanya": {"question_id": asked.pk},
            "Dijawab": {},
            "Terbelah": {},
        }.items()
    ):
        said[text] = say(row, text, **fields)
        moment = start + timedelta(minutes=number)
        Comment.objects.filter(pk=said[text].pk).update(published_at=moment)
    say(row, "Kami perbaiki.", by=officer(), parent=said["Dijawab"])
    for stance in ("for", "for", "against", "against"):
        say(row, "Ya dan tidak.", parent=said["Terbelah"], stance=stance)
    for _time in range(5):
        say(row, "Ya.", parent=said["Ditanya"], stance="for")
    Comment.objects.filter(pk=said["Netral"].pk).update(support_count=8)
    return row


ALL = ["Terbelah", "Dijawab", "Ditanya", "Netral", "Menolak", "Mendukung", "Sepi"]


def test_five_orders(client, talk):
    assert roots(client.get(threads(talk))) == ALL
    assert roots(client.get(threads(talk, "?urutan=terlama"))) == ALL[::-1]
    assert roots(client.get(threads(talk, "?urutan=dukungan")))[0] == "Netral"
    assert roots(client.get(threads(talk, "?urutan=dibahas")))[:3] == ["Ditanya", "Terbelah", "Dijawab"]
    assert roots(client.get(threads(talk, "?urutan=diperdebatkan")))[0] == "Terbelah"
    for order, moves in (("terbaru", False), ("terlama", False), ("dukungan", True), ("dibahas", True)):
        assert ("Urutan ini bergerak" in words(client.get(threads(talk, f"?urutan={order}")))) is moves
    assert "balasannya paling terbelah" in words(client.get(threads(talk, "?urutan=diperdebatkan")))


def test_a_stance_that_a_moderator_removed_divides_nothing(client, talk):
    for comment in Comment.objects.filter(parent__version__text="Terbelah", stance="against"):
        decide(comment, "hide")
    divided = Comment.objects.get(version__text="Terbelah")
    assert divided.contested_count == 0
    assert (
        roots(client.get(threads(talk, "?urutan=diperdebatkan"))) == ALL
    )  # nothing is divided: the newest first


@pytest.mark.parametrize(
    "title, expected",
    [
        ("Mendukung", ["Mendukung"]),
        ("Menolak", ["Menolak"]),
        ("Netral", ["Netral"]),
        ("Dijawab petugas", ["Dijawab"]),
        ("Jam berapa?", ["Ditanya"]),
    ],
)
def test_each_filter_by_its_link(client, talk, title, expected):
    page = client.get(links(client.get(threads(talk)))[title])
    assert roots(page) == expected
    assert {"*Terbaru", f"*{title}"} <= set(links(page))
    # The order stays while one filters, the filter while one orders, and a filter takes the place of another.
    oldest = client.get(links(page)["Terlama"])
    assert roots(oldest) == expected and {"*Terlama", f"*{title}"} <= set(links(oldest))
    assert roots(client.get(links(oldest)["Semua"])) == ALL[::-1]
    other = "Netral" if title != "Netral" else "Menolak"
    assert roots(client.get(links(oldest)[other])) == [other]


def test_the_threads_in_which_i_spoke(client, talk):
    person = factories.user()
    mine = client_of(person)
    assert "Dengan tanggapan saya" not in links(mine.get(threads(talk)))
    assert "Anda belum ikut dalam diskusi ini" in words(mine.get(threads(talk, "?saring=saya")))
    say(talk, "Saya juga.", by=person, parent=Comment.objects.get(version__text="Sepi"))
    page = mine.get(links(mine.get(threads(talk)))["Dengan tanggapan saya"])
    assert roots(page) == ["Sepi"]
    answer = client.get(threads(talk, "?saring=saya"))
    assert answer.status_code == 302 and answer["Location"].startswith("/akun/masuk/")


@pytest.mark.parametrize(
    "query",
    [
        "?saring=x",
        "?saring=for",
        "?saring=setuju&pertanyaan={question}",
        "?pertanyaan=1x",
        "?urutan=contested",
    ],
)
def test_what_there_is_not_and_two_filters_at_once_are_a_400(client, talk, query):
    query = query.format(question=talk.questions.get().pk)
    assert client.get(threads(talk, query)).status_code == 400


def test_an_empty_list_says_what_would_appear_there(client):
    row = consultation("Apa?")
    say(row, "Ada.")
    for title, said in (
        ("Menolak", "Belum ada yang memulai utas dengan sikap ini."),
        ("Dijawab petugas", "Belum ada petugas yang menjawab."),
        ("Apa?", "Belum ada tanggapan"),
    ):
        assert said in words(client.get(links(client.get(threads(row)))[title])), title


def test_the_page_says_where_it_stands(client, monkeypatch):
    row = consultation("Apa?")
    asked = row.questions.get()
    for number in range(45):
        say(row, f"Ucapan {number}.", question_id=asked.pk)

    def onwards(page, rel="next"):
        return client.get(html.unescape(re.search(rf'rel="{rel}" href="([^"#]+)', page.content.decode())[1]))

    first = client.get(threads(row))
    second = onwards(first)
    third = onwards(second)
    assert "Utas 1–20 dari 45" in words(first)
    assert "Utas 21–40 dari 45" in words(second)
    assert "Utas 41–45 dari 45" in words(third) and "Anda sudah sampai di akhir: 45 tanggapan." in words(
        third
    )
    assert "Utas 21–40 dari 45" in words(onwards(third, "prev"))
    of_question = onwards(client.get(threads(row, f"?pertanyaan={asked.pk}")))
    assert "Utas 21–40 ·" in words(of_question)
    decide(Comment.objects.filter(consultation=row).order_by("pk").last(), "hide")
    assert "44 tanggapan" in words(client.get(threads(row)))  # a stone keeps its place and is not counted
    monkeypatch.setattr("consultations.reading.COUNTED", 20)
    assert "Lebih dari 1.000 utas mendahului yang ini." in words(onwards(onwards(client.get(threads(row)))))


def test_a_branchs_page_says_where_it_stands(client):
    row = consultation()
    root = say(row, "Akar.")
    for number in range(25):
        say(row, f"Balasan {number}.", parent=root)
    first = client.get(f"/tanggapan/{root.pk}/")
    onwards = re.search(rf'href="(/tanggapan/{root.pk}/\?sesudah=[^"#]+)', first.content.decode())[1]
    assert "25 balasan" in words(first) and "Balasan 21–25" in words(client.get(onwards))
