"""Forums are announced with their programme, listed as coming or past, and read in both languages."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Locale
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from directory.models import Agency
from events.models import AgendaItem, EventIndexPage, EventPage
from tests import factories
from tests.pages import Editor, PageStories, home, publish


def agency() -> Agency:
    return Agency.objects.get_or_create(
        slug="dukcapil",
        defaults={"name": "Dinas Dukcapil", "name_en": "Civil Registration", "short_name": "Dukcapil"},
    )[0]


def event_index(**fields) -> EventIndexPage:
    fields = {"title": "Forum", "slug": "forum", "live": False} | fields
    return home().add_child(instance=EventIndexPage(**fields))


def event(parent=None, *, hours=2, **fields) -> EventPage:
    """Make an event of so many hours that is not live; it starts in a week if not said otherwise."""
    start = fields.pop("starts_at", timezone.now().replace(microsecond=0) + timedelta(days=7))
    fields = {
        "title": "Forum antrean",
        "slug": "forum-antrean",
        "summary": "Antrean dan nomor daring.",
        "venue": "Aula Kecamatan",
        "agency": agency(),
        "live": False,
        "starts_at": start,
        "ends_at": start + timedelta(hours=hours),
    } | fields
    parent = parent or EventIndexPage.objects.first() or event_index(live=True)
    return parent.add_child(instance=EventPage(**fields))


class TestEventIndexPage(PageStories):
    def make(self):
        return event_index()


class TestEventPage(PageStories):
    def make(self):
        return event()


@pytest.mark.django_db
class TestLists:
    def test_one_that_ends_now_is_past_and_one_that_runs_is_coming(self):
        now = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
        ended = event(slug="a", starts_at=now - timedelta(hours=2))
        runs = event(slug="b", starts_at=now - timedelta(hours=1))
        comes = event(slug="c", starts_at=now)
        assert list(EventPage.objects.upcoming(now)) == [runs, comes]
        assert list(EventPage.objects.past(now)) == [ended]
        assert ended.is_past(now)
        assert not runs.is_past(now)

    def test_empty_lists_say_what_will_appear(self, client):
        publish(event_index())
        text = client.get("/en/forum/").content.decode()
        assert "No forum has been announced." in text
        assert "No forum has taken place yet." in text

    def test_coming_and_past_are_listed_and_drafts_are_not(self, client):
        index = publish(event_index())
        publish(event(index, title="Yang datang", slug="a"))
        publish(event(index, title="Yang lalu", slug="b", starts_at=timezone.now() - timedelta(days=7)))
        event(index, title="Yang rahasia", slug="c")
        text = client.get("/forum/").content.decode()
        assert text.index("Yang datang") < text.index('id="past"') < text.index("Yang lalu")
        assert "Yang rahasia" not in text

    def test_the_english_list_shows_each_event_once(self, client):
        index = publish(event_index())
        publish(event(index, title="Hanya Indonesia", slug="a"))
        both = publish(event(index, title="Dua bahasa", slug="b"))
        english = both.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
        english.title, english.slug = "Both languages", "both"
        publish(english)
        text = client.get("/en/forum/").content.decode()
        assert 'href="/en/forum/a/"' in text
        assert "Both languages" in text
        assert "Dua bahasa" not in text

    def test_the_home_page_names_the_next_ones(self, client):
        index = publish(event_index())
        publish(event(index, title="Yang datang", slug="a"))
        assert "Yang datang" in client.get("/").content.decode()


@pytest.mark.django_db
class TestProgramme:
    def programme(self) -> EventPage:
        page = event(starts_at=datetime(2026, 12, 1, 2, 0, tzinfo=UTC), hours=1)  # 09.00 in Palembang
        page.agenda_items = [
            AgendaItem(minutes=15, kind="opening", title="Pembukaan"),
            AgendaItem(minutes=45, kind="discussion", title="Tanya jawab", speaker="Semua peserta"),
        ]
        return publish(page)

    def test_times_follow_from_the_lengths(self, client):
        self.programme()
        text = client.get("/forum/forum-antrean/").content.decode()
        assert "09.00–09.15" in text
        assert "09.15–10.00" in text
        assert "Semua peserta" in text
        assert "openstreetmap.org/search?query=Aula%20Kecamatan" in text

    def test_one_that_is_longer_than_the_event_is_refused_in_words(self, as_):
        page = self.programme()
        client = as_(factories.administrator())
        editor = Editor(client, page, TestEventPage().streams(page))
        data = editor.form() | {"action-publish": "1", "agenda_items-0-minutes": "16"}
        response = client.post(f"/admin/pages/{page.pk}/edit/", data)
        assert response.status_code == 200
        assert "61" in response.context["form"].errors["ends_at"][0]
        assert EventPage.objects.get(pk=page.pk).agenda_items.first().minutes == 15
        data["agenda_items-1-DELETE"] = "1"
        assert client.post(f"/admin/pages/{page.pk}/edit/", data).status_code == 302

    def test_a_programme_can_be_written_when_the_event_is_made(self, as_):
        index = publish(event_index())
        rows = [{"minutes": "30", "kind": "talk", "title": "Paparan", "speaker": ""}]
        data = {
            "title": "Forum baru",
            "slug": "forum-baru",
            "summary": "Baru.",
            "starts_at": "2026-12-01 09:00",
            "ends_at": "2026-12-01 10:00",
            "agency": agency().pk,
            "agenda_items": inline_formset(rows),
            "comments": inline_formset([]),
            "action-publish": "1",
        }
        data |= TestEventPage().streams(EventPage())
        address = f"/admin/pages/add/events/eventpage/{index.pk}/"
        response = as_(factories.administrator()).post(address, nested_form_data(data))
        assert response.status_code == 302
        page = EventPage.objects.get(slug="forum-baru")
        assert page.live
        assert page.programme()[0].ends_at == datetime(2026, 12, 1, 2, 30, tzinfo=UTC)


@pytest.mark.django_db
class TestFacts:
    def test_the_database_refuses_an_event_that_ends_before_it_starts(self):
        page = event()
        with pytest.raises(IntegrityError), transaction.atomic():
            EventPage.objects.filter(pk=page.pk).update(ends_at=page.starts_at)

    def test_the_editor_refuses_it_in_words(self, as_):
        page = event()
        client = as_(factories.administrator())
        data = Editor(client, page, TestEventPage().streams(page)).form()
        response = client.post(f"/admin/pages/{page.pk}/edit/", data | {"ends_at": data["starts_at"]})
        assert response.status_code == 200
        assert "ends_at" in response.context["form"].errors

    def test_a_translation_carries_the_facts_of_its_original(self):
        page = publish(event())
        english = page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
        english.venue = "Elsewhere"
        english = publish(english)
        assert english.venue == "Aula Kecamatan"
        page.venue, page.ends_at = "Balai Kelurahan", page.ends_at + timedelta(hours=1)
        publish(page)
        english.refresh_from_db()
        assert english.venue == "Balai Kelurahan"
        assert english.ends_at == page.ends_at

    def test_a_draft_of_the_original_changes_no_translation(self, as_):
        page = publish(event())
        english = publish(
            page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
        )
        editor = Editor(as_(factories.administrator()), page, TestEventPage().streams(page))
        editor.send(venue="Belum pasti")
        english.refresh_from_db()
        assert english.venue == "Aula Kecamatan"
