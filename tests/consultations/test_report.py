"""A published report as its readers get it: frozen, whole, at a fixed cost, and with the comments behind each part."""

import hashlib
import html
import json
import re

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultations.models import (
    Comment,
    CommentTheme,
    FollowUpReportPage,
    ReportDelivery,
    ReportEntry,
    ReportSection,
    ReportVersion,
)
from consultations.views.report import report_context
from directory.models import Commitment
from forum_site.publishing import PublicationRefused
from tests import factories
from tests.consultations import desk, reported
from tests.pages import Editor, publish

pytestmark = pytest.mark.django_db

ADDRESS = "/konsultasi/pasar-malam-1/laporan/"


@pytest.fixture
def story():
    return reported.reported()


@pytest.fixture
def report(story):
    return FollowUpReportPage.objects.get()


def text_of(response) -> str:
    assert response.status_code == 200
    return html.unescape(response.content.decode())


class TestThePage:
    def test_reads_the_frozen_version_not_the_rows_of_today(self, story, report, client):
        story.themes[0].responses.update(text="Kami tidak jadi memindahkannya.")
        story.themes[0].title = "Lain"
        story.themes[0].save()
        FollowUpReportPage.objects.filter(pk=report.pk).update(introduction="Diam-diam diubah")
        text = text_of(client.get(ADDRESS))
        assert "Kami pindahkan ke lapangan." in text
        assert "Tempat" in text
        assert "Diam-diam diubah" not in text

    def test_says_on_how_much_each_section_rests_and_leads_there(self, story, client):
        text = text_of(client.get("/en" + ADDRESS))
        assert "2 comments from 2 people over 1 channel" in text
        assert f'href="/en/tanggapan/tema/{story.themes[0].pk}/"' in text

    def test_counts_what_has_no_theme_and_what_was_removed(self, story, client):
        content = json.loads(ReportVersion.objects.get().content)
        assert content["figures"]["dispositions"] == {"duplicate_of": 1, "out_of_scope": 1}
        assert (content["figures"]["hidden"], content["figures"]["withdrawn"]) == (1, 1)
        text = text_of(client.get(ADDRESS))
        for anchor in (
            "disposisi-out_of_scope",
            "disposisi-duplicate_of",
            "disposisi-no_substance",
            "moderasi",
        ):
            assert f'id="{anchor}"' in text

    def test_every_anchor_that_it_links_to_is_there(self, story, report, client):
        reported.promise(story)
        publish(report)
        text = text_of(client.get(ADDRESS))
        ids = re.findall(r' id="([^"]+)"', text)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)

    def test_the_chart_has_words_and_a_table(self, story, client):
        text = text_of(client.get("/en" + ADDRESS))
        assert '<svg class="chart__picture" viewBox="0 0 360 96" role="img"' in text
        assert "<desc" in text and "Tempat: 2; Penerangan: 1</desc>" in text
        assert re.search(r'<th scope="row">Tempat</th>\s*<td class="number">2</td>', text)

    def test_commitments_are_shown_as_they_stand_today(self, story, report, client):
        commitment = reported.promise(story, what="Memindahkan pasar")
        assert commitment.published_at is None
        publish(report)
        commitment.refresh_from_db()
        assert commitment.published_at is not None
        assert "overdue" in text_of(client.get("/en" + ADDRESS))
        Commitment.objects.filter(pk=commitment.pk).update(
            status="kept", kept_on=timezone.localdate(), evidence="Sudah pindah sejak Mei."
        )
        text = text_of(client.get("/en" + ADDRESS))
        assert "overdue" not in text
        assert "Sudah pindah sejak Mei." in text

    def test_costs_six_queries_of_its_own_however_much_was_said(self, story, report, client):

        reported.promise(story)
        publish(report)

        def count() -> int:
            page = FollowUpReportPage.objects.get()
            with CaptureQueriesContext(connection) as queries:
                report_context(page, RequestFactory().get(ADDRESS))
            return len(queries)

        few = count()
        reported.close(story.page, at=story.consultation.opens_at.replace(year=2099))
        for number in range(15):
            story.say(f"orang {number}", f"Hal {number}")
        reported.close(story.page)
        for number in range(15):
            story.code(f"orang {number}", number % 2)
        publish(FollowUpReportPage.objects.get())
        assert count() == few <= 6

    def test_the_preview_shows_the_draft_and_writes_nothing(self, story, report, as_):
        editor = Editor(as_(factories.administrator()), report, {})
        before = ReportVersion.objects.count(), ReportEntry.objects.count()
        address = reverse("wagtailadmin_pages:preview_on_edit", args=[report.pk])
        client = editor.client
        form = editor.form() | reported.sent(*story.themes) | {"introduction": "Ringkasan yang dicoba"}
        assert client.post(address, form).json()["is_valid"]
        text = text_of(client.get(address))
        assert "Ringkasan yang dicoba" in text
        assert "Penerangan" in text
        assert (ReportVersion.objects.count(), ReportEntry.objects.count()) == before

    def test_the_preview_of_a_first_draft(self, as_):
        story = reported.told()
        report = reported.report(story)
        client = as_(factories.administrator())
        text = text_of(client.get(reverse("wagtailadmin_pages:view_draft", args=[report.pk])))
        assert "Penerangan" in text
        assert client.get(ADDRESS).status_code == 404


class TestVersions:
    def test_an_older_one_stays_reachable_and_says_that_it_is_old(self, story, report, client):
        report.version_note = "Jumlah peserta diperbaiki."
        report.introduction = "Ringkasan baru"
        publish(report)
        first, second = ReportVersion.objects.order_by("number")
        assert (first.note, second.note) == ("", "Jumlah peserta diperbaiki.")
        current = text_of(client.get("/en" + ADDRESS))
        assert "Jumlah peserta diperbaiki." in current
        assert f'href="/en/tanggapan/laporan/{first.pk}/"' in current
        old = text_of(client.get(f"/en/tanggapan/laporan/{first.pk}/"))
        assert "This is an older version" in old
        assert "Kami bertanya di mana pasar malam boleh berdiri." in old
        assert "Ringkasan baru" not in old
        assert "This is an older version" not in text_of(client.get(f"/en/tanggapan/laporan/{second.pk}/"))
        assert FollowUpReportPage.objects.get().version_note == ""

    def test_the_note_belongs_to_one_version(self, story, report):
        report.version_note = "Jumlah diperbaiki."
        report = publish(report)
        with pytest.raises(PublicationRefused, match="since the last version|sejak versi terakhir"):
            report.save_revision().publish()  # it says nothing of what it corrects
        publish(report, note="Ejaan diperbaiki.")
        notes = [version.note for version in ReportVersion.objects.order_by("number")]
        assert notes == ["", "Jumlah diperbaiki.", "Ejaan diperbaiki."]

    def test_the_digest_is_of_the_text_that_is_handed_out(self, story, client):
        version = ReportVersion.objects.get()
        response = client.get(reverse("consultations:report_text", args=[version.pk]))
        assert hashlib.sha256(response.content).hexdigest() == version.sha256
        assert version.sha256 in text_of(client.get(ADDRESS))

    def test_of_an_unknown_number_there_is_none(self, client):
        assert client.get("/tanggapan/laporan/99/").status_code == 404
        assert client.get("/tanggapan/laporan/99999999999999999999/").status_code == 404

    @pytest.mark.parametrize("model", [ReportVersion, ReportSection, ReportEntry])
    def test_the_database_refuses_to_alter_or_delete_them(self, story, model):
        row = model.objects.first()
        table = model._meta.db_table
        for statement in (f"UPDATE {table} SET id = id WHERE id = %s", f"DELETE FROM {table} WHERE id = %s"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, [row.pk])

    def test_every_comment_is_accounted_for_once_per_theme(self, story):
        version = ReportVersion.objects.get()
        entries = {entry.comment_id: entry for entry in version.entries.all()}
        assert set(entries) == set(Comment.objects.values_list("pk", flat=True))
        assert version.entries.count() == len(entries)
        assert not version.entries.filter(status="published", section=None, disposition="").exists()
        assert entries[story.comments["joko"].pk].target_id == story.comments["budi"].pk
        assert ReportDelivery.objects.count() == 0


class TestTheCommentsBehindATheme:
    def address(self, story, theme: int = 0) -> str:
        return f"/en/tanggapan/tema/{story.themes[theme].pk}/"

    def test_are_public_once_the_report_is(self, client):
        story = reported.told()
        assert client.get(self.address(story)).status_code == 404
        story.code("sari")
        publish(reported.report(story))
        text = text_of(client.get(self.address(story)))
        assert "Pasar malam jangan menutup jalan." in text
        assert "Jalan kami selalu tertutup." in text
        assert "Lampunya juga kurang." not in text
        section = ReportVersion.objects.get().sections.get(theme=story.themes[0])
        assert f"/en{ADDRESS}#{section.anchor}" in text

    def test_a_theme_without_a_section_has_no_page(self, story, client):
        unused = desk.theme(story.consultation)
        assert client.get(f"/tanggapan/tema/{unused.pk}/").status_code == 404
        assert client.get("/tanggapan/tema/999/").status_code == 404

    def test_removed_ones_are_stones(self, story, client):
        story.hide("sari")
        text = text_of(client.get(self.address(story)))
        assert "Jalan kami selalu tertutup." not in text
        assert "A moderator has hidden this comment." in text

    def test_later_ones_are_marked(self, story, client):
        assert "since publication" not in text_of(client.get(self.address(story)))
        story.decide("dewi", "restore")
        story.code("dewi")
        assert text_of(client.get(self.address(story))).count("since publication") == 1

    def test_never_published_ones_are_not_there(self, story, client):
        budi = story.comment("budi")
        comment = Comment.objects.create(
            pk=900_000,
            thread_id=900_000,
            consultation=story.consultation,
            participant=budi.participant,
            status="rejected",
            coding="themes",
        )
        CommentTheme.objects.create(
            comment=comment,
            theme=story.themes[0],
            consultation=story.consultation,
            assigned_by=story.moderator,
        )
        text = text_of(client.get(self.address(story)))
        assert 'class="stone"' not in text
        assert text.count('<article class="comment') == 2

    def test_are_paged_by_twenty_at_a_fixed_cost(self, story, client, django_assert_max_num_queries):
        reported.close(story.page, at=story.consultation.opens_at.replace(year=2099))
        for number in range(25):
            story.say(f"orang {number}", f"Hal ke-{number}.")
        reported.close(story.page)
        for number in range(25):
            story.code(f"orang {number}")
        publish(FollowUpReportPage.objects.get())
        address = self.address(story)
        with django_assert_max_num_queries(14):
            first = text_of(client.get(address))
        assert first.count('<article class="comment') == 20
        (more,) = re.findall(r'href="(\?sesudah=\d+)"', first)
        second = text_of(client.get(address + more))
        assert second.count('<article class="comment') == 7
        assert 'href="?sesudah' not in second
        said = re.findall(r"Hal ke-\d+\.", first + second)
        assert len(said) == len(set(said)) == 25
        for odd in ("?sesudah=x", "?sesudah=-1", "?sesudah=٣", "?sesudah=" + "9" * 40):
            assert client.get(address + odd).status_code == 200


def test_english_readers_get_the_translated_report(story, report, client):
    reported.english(reported.index())
    reported.english(story.page, title="Night market")
    reported.english(report, title="Night market report")
    response = client.get("/en" + ADDRESS)
    text = text_of(response)
    assert "Night market report" in text
    assert "Place" in text
    assert ReportVersion.objects.filter(is_primary=False).count() == 1
    assert 'lang="id"' not in text.split("<main")[1].split("<article")[0]
