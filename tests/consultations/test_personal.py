"""Who is logged in reads the page that is kept for everybody, with what is theirs laid over it."""

import re

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultations import actions, marks
from forum_site.cursors import time_cursor
from tests import factories
from tests.consultations.talking import announce, client_of, close, decide, moderator, officer, say

# htmx asks for parts of pages, so what it asks for is never kept: every part of it is drawn for the reader.
DRAWN = {"HX-Request": "true"}
FEW = 11  # queries of a page that is laid over; drawn whole it takes sixteen and more


@pytest.fixture
def story():
    page = announce("Apa yang perlu dibenahi?", moderation="post")
    row = page.consultation
    comments = [say(row, f"Tanggapan {number}.", stance="for") for number in range(4)]
    say(row, "Balasan.", parent=comments[0])
    decide(comments[3], "hide")
    return page, comments


def addresses(page) -> list[str]:
    thread = f"/tanggapan/konsultasi/{page.consultation.slug}/utas/"
    here = [page.url, thread, f"{thread}?urutan=dukungan", f"{thread}?urutan=diperdebatkan"]
    return here + [f"/en{address}" for address in here]


def keep(address: str) -> str:
    """Let visitors read until the page is kept; return what they see."""
    for _time in range(3):
        answer = Client().get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def without_tokens(response) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', r"\1", response.content.decode())


def resident(page, comments):
    return factories.user(name="Sari")


def one_who_takes_part(page, comments):
    person = factories.user(name="Budi")
    say(page.consultation, "Suara saya.", by=person)
    actions.support(comments[1].pk, account=person)
    actions.follow(page.consultation, person)
    first = comments[0]
    marks.mark_read(page.consultation.pk, person, time_cursor(first.published_at, first.pk))
    return person


def an_official(page, comments):
    return officer()


def a_moderator(page, comments):
    return moderator()


def an_administrator(page, comments):
    return factories.administrator()


PEOPLE = [resident, one_who_takes_part, an_official, a_moderator, an_administrator]


@pytest.mark.django_db
@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("is_open", [True, False])
def test_it_is_the_page_that_would_be_drawn_for_them(story, who, is_open):
    page, comments = story
    person = client_of(who(page, comments))
    if not is_open:
        close(page.consultation)
    for address in addresses(page):
        everybodys = keep(address)
        with CaptureQueriesContext(connection) as captured:
            laid = person.get(address)
        assert len([query for query in captured if "PREPARE" not in query["sql"]]) <= FEW, address
        assert without_tokens(laid) == without_tokens(person.get(address, headers=DRAWN)), address
        assert laid["Cache-Control"] == "no-store, private"
        assert keep(address) == everybodys and "Sari" not in everybodys


@pytest.mark.django_db
def test_what_is_theirs_is_there_and_changes_at_once(story):
    page, comments = story
    reader = one_who_takes_part(page, comments)
    person = client_of(reader)
    keep(page.url)
    body = person.get(page.url).content.decode()
    assert f"/tanggapan/{comments[1].pk}/dukung/" in body and "Anda mendukung" in body
    assert "Anda mengikuti" in body
    keep(page.url)
    actions.unfollow(page.consultation, reader)
    assert "Anda mengikuti" not in person.get(page.url).content.decode()
    keep(page.url)
    actions.unsupport(comments[1].pk, account=reader)
    assert "Anda mendukung" not in person.get(page.url).content.decode()


@pytest.mark.django_db
def test_a_message_that_waits_is_shown_once(story):
    page, _comments = story
    person = client_of(factories.user())
    keep(page.url)
    storage = CookieStorage(HttpRequest())
    storage.add(constants.SUCCESS, "Pesan yang menunggu.")
    person.cookies[CookieStorage.cookie_name] = storage._encode(storage._queued_messages)
    assert "Pesan yang menunggu." in person.get(page.url).content.decode()
    assert "Pesan yang menunggu." not in person.get(page.url).content.decode()
    assert "Pesan yang menunggu." not in keep(page.url)


@pytest.mark.django_db
def test_after_a_change_nobody_gets_the_old_page(story):
    page, comments = story
    person = client_of(factories.user())
    keep(page.url)
    assert "Tanggapan 2." in person.get(page.url).content.decode()
    decide(comments[2], "hide")
    assert "Tanggapan 2." not in person.get(page.url).content.decode()
