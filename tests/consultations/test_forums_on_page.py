"""A consultation's page says where it is talked about in person, and leads to the forum and to its minutes."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from consultations import actions
from consultations.visibility import page_address
from events.models import AgendaItem
from tests.consultations.noting import linked, part, running
from tests.consultations.talking import announce, words
from tests.consultations.test_minutes import published
from tests.events.forums import announced, in_english, item, moved, organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    return announce("Jam berapa?")


def meet(asked, **fields):
    """Announce a forum with a part about the consultation; return its page."""
    page = announced(agenda=[item(60, "Diskusi")], **fields)
    actions.link_item(part(page).pk, actor=organiser(), consultation_id=asked.consultation_id)
    return page


def test_it_names_the_forum_with_day_and_place_and_leads_there(asked, client):
    page = meet(asked, title="Rembuk di aula")
    answer = client.get(asked.url)
    assert "Tatap muka Rembuk di aula" in words(answer) and "Aula Kecamatan" in words(answer)
    assert f'href="{page.url}"' in answer.content.decode()


def test_without_a_forum_it_says_nothing_of_it(asked, client):
    assert "Tatap muka" not in words(client.get(asked.url))


def test_it_leads_to_the_minutes_once_they_are_published(client):
    page = running()
    row = linked(page).consultation
    where = page_address(row)
    assert "Notulen" not in words(client.get(where))
    minutes = published(page)
    assert f'href="{minutes.page.url}"' in Client().get(where).content.decode()


def test_a_cancelled_one_is_marked_and_one_taken_out_of_the_programme_is_gone(asked, client):
    page = meet(asked, title="Rembuk di aula")
    moved(page, cancelled=True)
    assert "Aula Kecamatan · dibatalkan" in words(client.get(asked.url))
    AgendaItem.objects.update(removed_at="2026-01-01T00:00Z")
    assert "Rembuk di aula" not in words(Client().get(asked.url))


@pytest.mark.parametrize("how", ["not announced", "taken down", "closed to some"])
def test_what_is_not_everybodys_is_not_named(asked, how):
    page = meet(asked, title="Rembuk di aula")
    if how == "not announced":
        type(page.event).objects.update(state="draft")
    elif how == "taken down":
        page.unpublish()
    else:
        PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login")
    assert "Rembuk di aula" not in words(Client().get(asked.url))


def test_in_english_it_leads_to_the_english_page_and_else_to_the_indonesian_one(asked, client):
    page = meet(asked, title="Rembuk di aula")
    there = f"/en{asked.url}"
    assert f'href="/en{page.url}"' in client.get(there).content.decode()
    english = in_english(page, title="Talk in the hall", slug="talk")
    answer = Client().get(there)
    assert "In person Talk in the hall" in words(answer)
    assert f'href="{english.url}"' in answer.content.decode()


def test_it_costs_one_query_however_many_there_are(asked):
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert Client().get(f"{asked.url}?urutan=lama").status_code == 200
        return len(seen)

    Client().get(asked.url)
    without = cost()
    meet(asked)
    assert cost() == without + 1
    for _more in range(6):
        meet(asked)
    assert cost() == without + 1
