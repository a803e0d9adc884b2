"""What stays as it is: forums for which people registered, topics in use, and what only some may read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from events.models import EventIndexPage, EventPage, Topic
from tests import factories
from tests.events.forums import announced, come, in_english, organiser, with_seats

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(factories.administrator())
    return client


def live(page) -> bool:
    return EventPage.objects.get(pk=page.pk).live


def test_a_forum_with_guests_is_neither_deleted_nor_unpublished_alone_above_or_in_bulk(admin):
    page = with_seats()
    come(page)
    parent = EventIndexPage.objects.get()
    for path in (
        f"/admin/pages/{page.pk}/delete/",
        f"/admin/pages/{parent.pk}/delete/",
        f"/admin/pages/{page.pk}/unpublish/",
        f"/admin/bulk/wagtailcore/page/delete/?id={page.pk}&next=/admin/",
        f"/admin/bulk/wagtailcore/page/unpublish/?id={page.pk}&next=/admin/",
    ):
        answer = admin.post(path, {"include_descendants": "on"}, follow=True)
        assert "Sudah ada yang mendaftar" in answer.content.decode(), path
        assert live(page)
    admin.post(f"/admin/pages/{parent.pk}/unpublish/", {"include_descendants": "on"})
    assert live(page) and EventIndexPage.objects.get().live


def test_a_translation_and_the_list_above_may_go_alone(admin):
    page = with_seats()
    english = in_english(page, title="Forum in English")
    come(page)
    admin.post(f"/admin/pages/{english.pk}/unpublish/")
    assert not live(english) and live(page)
    admin.post(f"/admin/pages/{EventIndexPage.objects.get(locale=page.locale).pk}/unpublish/")
    assert not EventIndexPage.objects.get(locale=page.locale).live and live(page)


def test_a_forum_without_guests_may_go(admin):
    page = with_seats()
    admin.post(f"/admin/pages/{page.pk}/unpublish/")
    assert not live(page)
    admin.post(f"/admin/pages/{page.pk}/delete/")
    assert not EventPage.objects.exists()


def test_a_topic_in_use_stays_and_another_goes(client):
    client.force_login(organiser())
    used, unused = (Topic.objects.create(slug=slug, name=slug) for slug in ("sampah", "jalan"))
    announced(topic=used)
    for topic in (used, unused):
        answer = client.post(f"/admin/snippets/events/topic/delete/{topic.pk}/", follow=True)
        assert answer.status_code == 200
        assert ("jadi topik ini tetap ada" in answer.content.decode()) == (topic == used)
    assert list(Topic.objects.all()) == [used]


def test_what_only_some_may_read_is_in_no_calendar_feed_picture_or_form(client):
    page, other = with_seats(title="Rapat tertutup"), with_seats(title="Rapat terbuka")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    for path in ("/acara/kalender.ics", "/acara/atom/", "/forum/"):
        text = client.get(path).content.decode()
        assert "Rapat terbuka" in text and "Rapat tertutup" not in text, path
    for name in ("event_calendar", "picture", "poster", "register", "questions"):
        assert client.get(reverse(f"events:{name}", args=[page.event_id])).status_code == 404, name
        assert client.get(reverse(f"events:{name}", args=[other.event_id])).status_code == 200, name


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_calendar_and_feed_cost_the_same_at_three_and_at_many(client, prefix):
    paths = (f"{prefix}/acara/kalender.ics", f"{prefix}/acara/atom/")

    def asked() -> list[int]:
        counts = []
        for path in paths:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(path).status_code == 200
            counts.append(len(captured))
        return counts

    for _ in range(3):
        announced()
    asked()
    few = asked()
    for _ in range(9):
        announced()
    assert asked() == few
