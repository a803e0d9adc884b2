"""Forums are announced with their programme, listed as coming or past, and read in both languages."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Locale
from wagtail.test.utils.form_data import nested_form_data, streamfield

from events.models import AgendaItem, EventPage
from tests import factories
from tests.events.forums import event, event_index, item
from tests.pages import Editor, PageStories, publish


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
        page.agenda = [item(15, "Pembukaan", kind="opening"), item(45, others="Semua peserta")]
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
        rows = [
            row["value"] | {"speakers": streamfield([]), "links": streamfield([])}
            for row in page.agenda.raw_data
        ]
        rows[0]["minutes"] = "16"
        client = as_(factories.administrator())
        data = Editor(client, page, TestEventPage().streams(page)).form() | {"action-publish": "1"}

        def send(rows):
            agenda = nested_form_data({"agenda": streamfield([("item", value) for value in rows])})
            return client.post(f"/admin/pages/{page.pk}/edit/", data | agenda)

        response = send(rows)
        assert response.status_code == 200
        assert "61" in response.context["form"].errors["ends_at"][0]
        assert EventPage.objects.get(pk=page.pk).agenda[0].value["minutes"] == 15
        assert send(rows[:1]).status_code == 302
        # What is off the programme stays on record: questions and notes may stand under it.
        [kept] = AgendaItem.objects.filter(event=page.event_id, removed_at=None)
        assert kept.minutes == 16

    def test_moving_one_item_shifts_the_rest_and_keeps_who_it_is(self):
        page = self.programme()
        before = dict(AgendaItem.objects.values_list("title", "pk"))
        page.agenda = list(reversed(page.agenda.raw_data))
        page = publish(page)
        assert dict(AgendaItem.objects.values_list("title", "pk")) == before
        [day] = page.programme()
        assert [(slot.item["title"], slot.starts_at.minute) for slot in day.slots] == [
            ("Tanya jawab", 0),
            ("Pembukaan", 45),
        ]

    def test_several_days_each_begin_at_the_first_ones_hour(self, client):
        start = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
        page = event(starts_at=start, ends_at=start + timedelta(days=1, hours=3))
        page.agenda = [item(60, "Hari pertama"), item(120, "Hari kedua", day=2)]
        publish(page)
        text = client.get("/forum/forum-antrean/").content.decode()
        assert "09.00–10.00" in text and "09.00–11.00" in text
        assert "Selasa, 1 Desember 2026" in text and "Rabu, 2 Desember 2026" in text
        page.agenda = [item(181, "Terlalu lama", day=2)]
        with pytest.raises(ValidationError, match="181"):
            page.full_clean()
        page.agenda = [item(10, "Hari ketiga", day=3)]
        with pytest.raises(ValidationError, match="3"):
            page.full_clean()


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
        page.change_reason = "Aula dipakai."
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
        editor.send(venue="Belum pasti", change_reason="Mungkin pindah.")
        english.refresh_from_db()
        assert english.venue == "Aula Kecamatan"
