"""Whoever speaks can find out what became of what they said: the trace of a consultation and of each comment."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.models import Notification
from consultations.actions import submit_comment
from consultations.delivery import finish_deliveries
from consultations.models import FollowUpReportPage, ReportVersion
from consultations.trace import trace_of_comment, trace_of_consultation
from directory.models import Commitment
from tests import factories
from tests.consultations import desk, reported
from tests.pages import publish

pytestmark = pytest.mark.django_db

REPORT = "/konsultasi/pasar-malam-1/laporan/"


@pytest.fixture(autouse=True)
def in_indonesian():
    with override("id"):
        yield


@pytest.fixture
def story():
    return reported.reported()


def anchor(story, theme: int) -> str:
    return f"{REPORT}#{ReportVersion.objects.first().sections.get(theme=story.themes[theme]).anchor}"


def urls(stops: list[dict]) -> list[str]:
    return [stop["url"] for stop in stops if stop["url"]]


class TestOfAConsultation:
    def states(self, consultation) -> list[str]:
        stops = trace_of_consultation(consultation)
        return ["done" if stop["done"] else "current" if stop["current"] else "" for stop in stops]

    def test_before_opening_open_closed_reported(self):
        page = reported.consultation_page(opens_at=timezone.now() + timedelta(days=1))
        publish(page)
        assert self.states(page.consultation)[0] == "current"
        story = reported.told()
        assert self.states(story.consultation) == ["done", "done", "", "current", "", ""]
        story.code("sari")
        publish(reported.report(story))
        assert self.states(story.consultation) == ["done", "done", "done", "done", "done", ""]

    def test_while_open(self):
        page = reported.announced()
        assert self.states(page.consultation) == ["done", "current", "", "", "", ""]

    def test_numbers_and_addresses(self, story):
        commitment = reported.promise(story)
        publish(FollowUpReportPage.objects.get())
        with override("en"):
            stops = trace_of_consultation(story.consultation)
            assert [stop["detail"] for stop in stops][1:4] == ["5", "1 decision", "2"]
            assert stops[5]["detail"] == "1, 1 late"
        assert stops[5]["late"]
        Commitment.objects.filter(pk=commitment.pk).update(due_on=timezone.localdate())
        stops = trace_of_consultation(story.consultation)
        assert not stops[5]["late"]
        assert urls(stops)[2:] == [f"{REPORT}#moderasi", f"{REPORT}#isi", REPORT, f"{REPORT}#komitmen"]

    def test_costs_one_query(self, story, django_assert_num_queries):
        consultation = story.consultation
        trace_of_consultation(consultation)  # the connection learns the statement
        with django_assert_num_queries(1):
            trace_of_consultation(consultation)


class TestOfAComment:
    def test_with_a_theme_leads_to_its_section_answer_and_promise(self, story):
        reported.promise(story)
        publish(FollowUpReportPage.objects.get())
        stops = trace_of_comment(story.comment("budi"))
        latest = ReportVersion.objects.order_by("-number").first().sections.get(theme=story.themes[0])
        assert urls(stops) == [f"{REPORT}#{latest.anchor}"] * 3
        assert stops[-1]["late"]

    def test_a_reply_leads_to_its_own_theme(self, story):
        assert urls(trace_of_comment(story.comment("rina")))[0] == anchor(story, 1)

    def test_a_duplicate_leads_to_the_section_of_what_it_repeats(self, story):
        assert urls(trace_of_comment(story.comment("joko")))[0] == anchor(story, 0)

    def test_out_of_scope_leads_to_the_reports_part_on_it(self, story, client):
        assert urls(trace_of_comment(story.comment("tono"))) == [f"{REPORT}#disposisi-out_of_scope"]
        assert 'id="disposisi-out_of_scope"' in client.get(REPORT).content.decode()

    def test_a_hidden_comment_leads_to_the_decision_and_to_the_part_on_moderation(self, story, client):
        decision = story.comment("dewi").decisions.get(kind="hide")
        assert urls(trace_of_comment(story.comment("dewi"))) == [
            reverse("consultations:decision", args=[decision.pk]),
            f"{REPORT}#moderasi",
        ]
        assert 'id="moderasi"' in client.get(REPORT).content.decode()

    def test_a_withdrawn_comment_leads_to_the_part_on_moderation(self, story):
        assert urls(trace_of_comment(story.comment("wati"))) == [f"{REPORT}#moderasi"]

    def test_restored_since_publication(self, story):
        story.decide("dewi", "restore")
        stops = trace_of_comment(story.comment("dewi"))
        assert urls(stops) == []
        assert stops[-1]["current"]

    def test_said_since_publication(self, story):
        comment = submit_comment(
            consultation_id=story.consultation.pk,
            account=desk.officer(story.page.agency),
            text="Sudah kami pindahkan.",
            form_key="6f2b0a52-8d6e-4b0c-8d57-6f4b5f1f4a02",
            parent_id=story.comments["budi"].pk,
        )
        stops = trace_of_comment(comment)
        assert urls(stops) == []
        assert stops[-1]["current"]

    def test_before_the_report_it_is_being_evaluated_and_codes_stay_inside(self):
        story = reported.told()
        stops = trace_of_comment(story.comment("budi"))
        assert urls(stops) == []
        assert stops[-1]["current"]
        assert "Tempat" not in str(stops)

    def test_later_recoding_does_not_rewrite_what_was_published(self, story):
        story.code("tono", 0)
        assert urls(trace_of_comment(story.comment("tono"))) == [f"{REPORT}#disposisi-out_of_scope"]

    def test_costs_few_queries_however_many_themes(self, story, django_assert_max_num_queries):
        comment = story.comment("joko")
        with django_assert_max_num_queries(6):
            trace_of_comment(comment)

    def test_in_english_it_leads_into_the_translated_report(self, story):
        reported.english(reported.index())
        reported.english(story.page, title="Night market")
        report = FollowUpReportPage.objects.get()
        with override("en"):
            assert urls(trace_of_comment(story.comment("budi")))[0].startswith(
                "/en/konsultasi/pasar-malam-1/laporan/"
            )
        reported.english(report, title="Night market report", slug="report")
        with override("en"):
            stops = trace_of_comment(story.comment("budi"))
            assert urls(stops)[0].startswith("/en/konsultasi/pasar-malam-1/report/#t-")
            assert "Place" in str(stops)


class TestMyOutcome:
    def address(self, story, name: str) -> str:
        return reverse("consultations:outcome", args=[story.participant(name).pk])

    def test_is_mine_alone(self, story, as_, client):
        address = self.address(story, "budi")
        assert as_(story.person("budi")).get(address).status_code == 200
        assert as_(story.person("rina")).get(address).status_code == 404
        assert as_(factories.administrator()).get(address).status_code == 404
        assert client.get(address)["Location"].startswith("/akun/masuk/")

    def test_from_the_inbox_to_the_section_are_two_clicks(self, story, as_):
        finish_deliveries()
        browser = as_(story.person("budi"))
        notice = Notification.objects.get(kind="report", recipient=story.person("budi"))
        first = browser.post(reverse("accounts:notice", args=[notice.pk]))
        assert first["Location"] == self.address(story, "budi")
        page = browser.get(first["Location"]).content.decode()
        assert f'href="{anchor(story, 0)}"' in page
        assert "Kami pindahkan ke lapangan." in page

    @pytest.mark.parametrize(
        ("name", "place"),
        [("joko", "#t-"), ("tono", "#disposisi-out_of_scope"), ("dewi", "#moderasi"), ("wati", "#moderasi")],
    )
    def test_leads_everybody_somewhere_in_the_report(self, story, as_, name, place):
        page = as_(story.person(name)).get(self.address(story, name)).content.decode()
        assert f'href="{REPORT}{place}' in page

    def test_what_was_removed_is_not_repeated(self, story, as_):
        page = as_(story.person("dewi")).get(self.address(story, "dewi"))
        assert "bodoh" not in page.content.decode()
        assert page["Cache-Control"] == "no-store, private"

    def test_before_a_report_there_is_none(self, as_):
        story = reported.told()
        assert as_(story.person("budi")).get(self.address(story, "budi")).status_code == 404

    def test_costs_the_same_for_many_comments(self, as_, django_assert_max_num_queries):
        story = reported.told()
        story.code("sari")
        reported.close(story.page, timezone.now() + timedelta(days=1))
        for number in range(12):
            story.comments[str(number)] = submit_comment(
                consultation_id=story.consultation.pk,
                account=story.person("budi"),
                text=f"Hal {number}",
                form_key=f"6f2b0a52-8d6e-4b0c-8d57-6f4b5f1f4b{number:02}",
            )
        reported.close(story.page)
        for number in range(12):
            story.code(str(number), number % 2)
        publish(reported.report(story))
        browser, address = as_(story.person("budi")), self.address(story, "budi")
        with django_assert_max_num_queries(20):
            assert "Hal 11" in browser.get(address).content.decode()


def test_a_stone_in_the_thread_says_under_which_section_it_stands(client):
    story = reported.told()
    story.code("sari", 0)
    story.code("dewi", 1)  # her words were hidden; what they were about is answered all the same
    publish(reported.report(story))
    version = ReportVersion.objects.get()
    anchor = version.sections.get(theme=story.themes[1]).anchor
    for address in (
        story.page.get_url(),
        reverse("consultations:thread", args=[story.consultation.slug]),
        reverse("consultations:comment", args=[story.comments["dewi"].pk]),
    ):
        text = client.get(address).content.decode()
        assert f'#{anchor}">Tema “Penerangan”</a>' in text or f'#{anchor}"' in text, address
    threads = reverse("consultations:thread", args=[story.consultation.slug])
    # The one of wati was withdrawn before it was coded: it stands nowhere.
    assert client.get(threads).content.decode().count("Dalam laporan:") == 1
    assert client.get(f"/en{threads}").content.decode().count("In the report:") == 1
