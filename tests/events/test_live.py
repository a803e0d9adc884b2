"""The live page: what is on now and what people ask, for thousands of phones that ask again and again."""

import time
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events import actions, stage
from events.models import AgendaItem, Stage
from tests.events.forums import announced, come, item, moved, organiser, resident, with_seats
from tests.events.test_ask import ask
from tests.racing import at_once


@pytest.fixture(autouse=True)
def _nothing_drawn():
    stage.forget()


def today(**fields):
    """Publish a forum that began just now."""
    agenda = [item(30, "Paparan", kind="talk"), item(10, "Rehat", kind="break"), item(60, "Diskusi")]
    fields = {"starts_at": timezone.now() + timedelta(minutes=5), "agenda": agenda} | fields
    return with_seats(20, **fields)


def part(page, title: str) -> AgendaItem:
    return AgendaItem.objects.get(event=page.event_id, title=title)


def poll(client, page, **headers):
    return client.get(reverse("events:live_part", args=[page.event_id]), headers=headers)


@pytest.mark.django_db
class TestLive:
    def test_who_chairs_sets_what_is_on_and_every_phone_sees_it_with_the_questions(self, client):
        page, who = today(), organiser()
        asker, other = come(page), come(page)
        first, second = ask(asker, page, "Satu?"), ask(other, page, "Dua?")
        actions.support_question(second.pk, asker.pk)
        live = reverse("events:live", args=[page.event_id])
        assert "Tidak ada" in client.get(live).content.decode()
        client.force_login(who)
        show = reverse("events:show_item", args=[page.event_id])
        for _tap in range(2):
            assert client.post(show, {"item": part(page, "Diskusi").pk}).status_code == 303
        assert (
            'aria-pressed="true"'
            in client.get(reverse("events:chair", args=[page.event_id])).content.decode()
        )
        client.logout()
        text = client.get(live).content.decode()
        assert "Diskusi" in text and text.index("Dua?") < text.index("Satu?")
        actions.settle_question(second.pk, actor=who)
        actions.hide_question(first.pk, actor=who, reason="Menghina.")
        text = client.get(live).content.decode()
        assert "Dua?" not in text and "Satu?" not in text

    def test_a_poll_costs_no_query_and_says_nothing_where_nothing_changed(self, client):
        page, who = today(), organiser()
        first = poll(client, page)
        assert first.status_code == 200 and first["Cache-Control"] == "public, no-cache" and not first.cookies
        with CaptureQueriesContext(connection) as asked:
            again = poll(client, page, **{"If-None-Match": first["ETag"]})
            weak = poll(client, page, **{"If-None-Match": f"W/{first['ETag']}"})
        assert (again.status_code, weak.status_code, again.content, len(asked)) == (304, 304, b"", 0)
        actions.show_item(page.event_id, part(page, "Paparan").pk, actor=who)
        time.sleep(stage.FRESH)
        changed = poll(client, page, **{"If-None-Match": first["ETag"]})
        assert changed.status_code == 200 and "Paparan" in changed.content.decode()
        english = client.get(f"/en{reverse('events:live_part', args=[page.event_id])}")
        assert "On now" in english.content.decode()

    def test_what_is_no_longer_public_is_gone_within_a_second(self, client):
        page = announced(starts_at=timezone.now() + timedelta(minutes=5))
        assert poll(client, page).status_code == 200
        page.unpublish()
        time.sleep(stage.FRESH)
        assert poll(client, page).status_code == 404
        assert client.get(reverse("events:live", args=[page.event_id])).status_code == 404
        assert client.get(reverse("events:live_part", args=[10**9])).status_code == 404

    def test_only_who_chairs_sets_it_and_only_on_the_day(self, client):
        page, who, other = today(), organiser(), today()
        with pytest.raises(PermissionDenied):
            actions.show_item(page.event_id, None, actor=resident())
        client.force_login(resident())
        assert client.post(reverse("events:show_item", args=[page.event_id])).status_code == 404
        with pytest.raises(ValidationError):
            actions.show_item(page.event_id, part(other, "Diskusi").pk, actor=who)
        later = with_seats(2, agenda=[item(30, "Diskusi")])
        with pytest.raises(ValidationError):
            actions.show_item(later.event_id, part(later, "Diskusi").pk, actor=who)
        actions.show_item(page.event_id, None, actor=who)
        with pytest.raises(IntegrityError), transaction.atomic():
            Stage.objects.update(item=part(other, "Diskusi"))

    def test_a_cancelled_forum_says_so(self, client):
        page = moved(today(), cancelled=True)
        assert "dibatalkan" in poll(client, page).content.decode()

    def test_the_wall_carries_a_code_for_phones(self, client):
        page = today()
        text = client.get(f"{reverse('events:live', args=[page.event_id])}?layar=1").content.decode()
        assert "<svg" in text and "page--wall" in text


@pytest.mark.django_db(transaction=True)
def test_many_phones_at_once_cost_one_drawing(monkeypatch):
    from django.test import Client

    page, drawings = today(), []
    draw = stage._draw
    monkeypatch.setattr(stage, "_draw", lambda *given: drawings.append(1) or draw(*given))
    found = at_once([lambda: poll(Client(), page).status_code for _ in range(12)])
    assert set(found) == {200} and len(drawings) == 1
