"""The entrance and the chair's list, on an organiser's phone: axe, small screens, one tap for who just came."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.actions import ask_question
from events.actions.arriving import head_count
from tests.browser.looking import faults
from tests.events.forums import come, item, organiser, with_seats

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_organiser_at_the_door_counts_finds_and_reads_the_questions(new_page):
    forum = with_seats(9, starts_at=timezone.now() + timedelta(hours=1), agenda=[item(30, "Diskusi")])
    guest = come(forum, name="Rukiah Marzuki", people=2, needs="Kursi roda")
    part = forum.event.agenda_items.get()
    ask_question(guest.pk, part.pk, "Kapan loket dibuka?", form_key=uuid.uuid4())
    page = new_page(organiser(), viewport={"width": 360, "height": 640})
    page.goto(reverse("events:door", args=[forum.event_id]))
    with page.expect_navigation():
        page.get_by_role("button", name="+3").click()
    page.fill("#cari", "rukiah")
    with page.expect_navigation():
        page.get_by_role("button", name="Cari").click()
    assert not faults(page, wide=True)
    with page.expect_navigation():
        page.get_by_role("button", name="Catat hadir").click()
    assert head_count(forum.event) == 5 and "5" in page.inner_text("#hadir")
    assert not faults(page, wide=True)
    page.goto(reverse("events:chair", args=[forum.event_id]))
    assert "Kapan loket dibuka?" in page.inner_text("main")
    assert not faults(page, wide=True)
