"""No report goes public with somebody left out, whichever way it is published."""

import html
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Locale, Page, TaskState
from wagtail.test.utils.form_data import querydict_from_html
from wagtail.users.models import UserProfile

from accounts.models import Notification
from consultations.actions import appeal, submit_comment
from consultations.models import Comment, ConsultationChange, FollowUpReportPage, ReportEntry, ReportVersion
from forum_site.publishing import PublicationRefused
from tests import factories
from tests.consultations import desk, reported
from tests.pages import add_workflow, home, publish

pytestmark = pytest.mark.django_db

UNCODED = "1 published comment has neither a theme nor a disposition."


@pytest.fixture
def story():
    return reported.told()


@pytest.fixture
def report(story):
    return reported.report(story)


@pytest.fixture
def editor():
    """An administrator who reads English."""
    person = factories.administrator(language="en")
    UserProfile.get_for_user(person)
    return person


@pytest.fixture
def client(as_, editor):
    return as_(editor)


def stored(page) -> FollowUpReportPage:
    return FollowUpReportPage.objects.get(pk=page.pk)


def is_public(page) -> bool:
    """Whether a visitor can read the report; checks that page, versions and address agree."""
    live = stored(page).live
    status = Client().get(f"/konsultasi/{page.get_parent().slug}/{page.slug}/").status_code
    assert (status == 200) == live == ReportVersion.objects.filter(page=page).exists()
    return live


def says(response, sentence: str = UNCODED) -> str:
    """Return the page that follows a refusal; it says why and leads to what remains."""
    assert response.status_code == 200
    text = html.unescape(response.content.decode())
    assert sentence in text
    return text


def edit(client, page, action: str = "publish", **changes):
    """Send the report's editor as it stands."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = querydict_from_html(client.get(address).content.decode(), form_id="page-edit-form").dict()
    themes = [block.value["theme"] for block in stored(page).get_latest_revision_as_object().body]
    data |= reported.sent(*themes) | {f"action-{action}": "1"} | changes
    return client.post(address, data, follow=True)


def in_an_hour() -> str:
    return timezone.localtime(timezone.now() + timedelta(hours=1)).strftime("%Y-%m-%d %H:%M")


class TestTheTenWays:
    def test_publish_in_the_editor(self, story, report, client):
        text = says(edit(client, report))
        assert f"{reverse('coding_desk', args=[story.consultation.pk])}?show=remaining" in text
        assert not is_public(report)
        story.code("sari")
        edit(client, report)
        assert is_public(report)

    def test_create_and_publish_at_once(self, story, client):
        address = reverse(
            "wagtailadmin_pages:add", args=["consultations", "followupreportpage", story.page.pk]
        )
        data = querydict_from_html(client.get(address).content.decode(), form_id="page-edit-form").dict()
        data |= reported.sent(*story.themes)
        data |= {"title": "Laporan", "slug": "laporan", "introduction": "Ringkasan", "action-publish": "1"}
        says(client.post(address, data, follow=True))
        draft = FollowUpReportPage.objects.get()
        assert not is_public(draft)
        story.code("sari")
        edit(client, draft)
        assert is_public(draft)

    def test_schedule_is_checked_when_it_is_set(self, story, report, client):
        says(edit(client, report, go_live_at=in_an_hour()))
        assert stored(report).scheduled_revision is None
        story.code("sari")
        edit(client, report, go_live_at=in_an_hour())
        assert stored(report).scheduled_revision is not None
        assert not is_public(report)

    def test_schedule_of_a_published_report_is_checked_when_it_is_set(self, story, report, client):
        story.code("sari")
        publish(report)
        story.decide("dewi", "restore")
        says(edit(client, report, go_live_at=in_an_hour()))
        assert stored(report).scheduled_revision is None
        assert ReportVersion.objects.count() == 1

    def test_schedule_by_a_command_is_checked_when_it_is_set(self, story, report):
        report.go_live_at = timezone.now() + timedelta(hours=1)
        revision = report.save_revision()
        with pytest.raises(PublicationRefused):
            revision.publish()
        assert stored(report).scheduled_revision is None

    def test_schedule_is_checked_again_when_due(self, story, report, editor, monkeypatch):
        story.code("sari")
        report.go_live_at = timezone.now() + timedelta(hours=1)
        report.save_revision(user=editor).publish(user=editor)
        other = home().add_child(instance=Page(title="Lain", slug="lain", live=False))
        other.go_live_at = report.go_live_at + timedelta(minutes=1)
        other.save_revision().publish()
        story.decide("dewi", "restore")
        later = timezone.now() + timedelta(hours=2)
        monkeypatch.setattr(timezone, "now", lambda: later)
        call_command("publish_scheduled")
        assert not is_public(report)
        assert Page.objects.get(pk=other.pk).live
        assert stored(report).scheduled_revision is None
        notice = Notification.objects.get(kind="schedule_refused")
        assert notice.recipient == editor
        assert notice.params["messages"] == [UNCODED]

    def test_schedule_goes_live_when_due_and_ready(self, story, report, monkeypatch):
        story.code("sari")
        report.go_live_at = timezone.now() + timedelta(hours=1)
        report.save_revision().publish()
        assert not is_public(report)
        later = timezone.now() + timedelta(hours=2)
        monkeypatch.setattr(timezone, "now", lambda: later)
        call_command("publish_scheduled")
        assert is_public(report)

    def test_workflow_approval(self, story, report, client):
        add_workflow(report)
        edit(client, report, "submit")
        state = TaskState.objects.get()
        address = f"/admin/pages/workflow/action/{report.pk}/approve/{state.pk}/"
        says(client.post(address, {"action": "approve"}, follow=True))
        assert not is_public(report)
        state.refresh_from_db()
        assert state.status == TaskState.STATUS_IN_PROGRESS  # to be approved again
        story.code("sari")
        client.post(address, {"action": "approve"}, follow=True)
        assert is_public(report)

    def test_workflow_approval_in_its_dialogue(self, story, report, client):
        add_workflow(report)
        edit(client, report, "submit")
        address = f"/admin/pages/workflow/action/{report.pk}/approve/{TaskState.objects.get().pk}/"
        answer = client.post(address, {"comment": ""}, headers={"X-Requested-With": "XMLHttpRequest"})
        assert answer.json() == {
            "step": "success",
            "redirect": reverse("wagtailadmin_pages:edit", args=[report.pk]),
        }
        says(client.get(answer.json()["redirect"]))

    @pytest.mark.parametrize("above", [False, True])
    def test_bulk_publish(self, story, report, client, above):
        chosen = story.page.get_parent().pk if above else report.pk
        address = (
            reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
            + f"?id={chosen}&next=/admin/pages/"
        )
        data = {"include_descendants": "on"} if above else {}
        says(client.post(address, data, follow=True))
        assert not is_public(report)
        story.code("sari")
        client.post(address, data, follow=True)
        assert is_public(report)

    def test_a_copy_kept_live_is_a_draft(self, story, report, client):
        story.code("sari")
        publish(report)
        other = reported.announced()
        address = reverse("wagtailadmin_pages:copy", args=[report.pk])
        data = {
            "new_title": "Salinan",
            "new_slug": "salinan",
            "new_parent_page": other.pk,
            "publish_copies": "on",
        }
        says(client.post(address, data, follow=True), "copied")
        copy = FollowUpReportPage.objects.get(slug="salinan")
        assert copy.live_revision is None
        assert not is_public(copy)

    def test_a_mirror_is_refused_and_would_stay_a_draft(self, story, report, client):
        story.code("sari")
        publish(report)
        other = reported.announced()
        address = reverse("wagtailadmin_pages:copy", args=[report.pk])
        data = {"new_title": "Cermin", "new_slug": "cermin", "new_parent_page": other.pk, "alias": "on"}
        says(client.post(address, data, follow=True), "no mirrors")
        assert FollowUpReportPage.objects.count() == 1
        alias = stored(report).create_alias(parent=other, update_slug="cermin")
        assert not is_public(alias)
        publish(report)
        assert not is_public(alias)

    def test_going_back_to_a_revision_that_lacks_a_section(self, story, client):
        report = reported.report(story, themes=story.themes[:1])
        lacking = report.latest_revision
        story.code("sari")
        report.body = [reported.section(theme) for theme in story.themes]
        publish(report)
        address = reverse("wagtailadmin_pages:revisions_revert", args=[report.pk, lacking.pk])
        data = querydict_from_html(client.get(address).content.decode(), form_id="page-edit-form").dict()
        data |= reported.sent(*story.themes[:1]) | {"action-publish": "1"}
        response = client.post(reverse("wagtailadmin_pages:edit", args=[report.pk]), data, follow=True)
        says(response, "The theme “Penerangan” has comments but no section in this report.")
        with pytest.raises(PublicationRefused):
            lacking.publish()
        assert ReportVersion.objects.count() == 1

    def test_translation(self, story, report):
        if not home().get_translations().exists():
            reported.english(home())
        reported.english(reported.index(), title="Consultations")
        reported.english(story.page, title="Night market")
        english = report.copy_for_translation(Locale.objects.get(language_code="en"))
        english.title = "Night market report"
        with pytest.raises(PublicationRefused):
            english.save_revision().publish()
        story.code("sari")
        english.save_revision().publish()
        version = ReportVersion.objects.get(page=english)
        assert not version.is_primary
        assert not version.entries.exists()
        assert not Notification.objects.filter(kind="report").exists()

    def test_command_line(self, story, report):
        with override("en"), pytest.raises(PublicationRefused) as refused:
            report.save_revision().publish()
        assert refused.value.messages == [UNCODED]
        with pytest.raises(PublicationRefused):
            report.live = True
            report.save()
        assert not is_public(report)
        story.code("sari")
        report.save()
        assert is_public(report)

    def test_a_page_that_is_live_without_a_version_shows_nothing(self, story, report, client):
        Page.objects.filter(pk=report.pk).update(live=True)
        assert client.get(report.get_url()).status_code == 404


class TestWhatTheGateAsks:
    def refusals(self, report) -> list[str]:
        with override("en"), pytest.raises(PublicationRefused) as refused:
            stored(report).save_revision().publish()
        assert len(refused.value.links) == len(refused.value.messages)
        return refused.value.messages

    def test_an_open_consultation(self, story, report):
        story.code("sari")
        reported.close(story.page, timezone.now() + timedelta(days=1))
        assert self.refusals(report) == [
            "The consultation is still open: its report can be published once it has closed."
        ]

    def test_a_comment_that_waits(self, story, report):
        story.code("sari")
        Comment.objects.filter(pk=story.comments["sari"].pk).update(status=Comment.Status.PENDING)
        assert self.refusals(report) == ["1 comment waits for a moderator."]

    def test_an_appeal(self, story, report):
        story.code("sari")
        decision = story.comment("dewi").decisions.get(kind="hide")
        appeal(decision.pk, account=story.person("dewi"), words="Itu bukan hinaan.")
        assert self.refusals(report) == ["1 objection is not judged yet."]

    def test_a_reply_without_code(self, story, report):
        story.code("sari")
        official = desk.officer(story.page.agency)
        submit_comment(
            consultation_id=story.consultation.pk,
            account=official,
            text="Terima kasih, kami catat.",
            form_key="6f2b0a52-8d6e-4b0c-8d57-6f4b5f1f4a01",
            parent_id=story.comments["budi"].pk,
        )
        assert self.refusals(report) == [UNCODED]

    def test_a_theme_without_final_answer(self, story, report):
        story.code("sari")
        story.themes[1].responses.update(state="draft")
        assert self.refusals(report) == ["The theme “Penerangan” has no final response."]

    def test_a_theme_twice_or_of_another_consultation(self, story):
        story.code("sari")
        other = desk.theme(desk.consultation())
        report = reported.report(story, themes=[*story.themes, story.themes[0], other])
        assert len(self.refusals(report)) == 2

    def test_all_at_once(self, story, report):
        story.themes[1].responses.update(state="draft")
        assert len(self.refusals(report)) == 2

    def test_an_unannounced_consultation(self, story, report):
        story.code("sari")
        type(story.consultation).objects.update(state="draft")
        assert self.refusals(report) == ["The consultation has not been announced."]


def test_a_comment_restored_after_publication_blocks_only_the_next_version(story, report, client):
    story.code("sari")
    publish(report)
    story.decide("dewi", "restore")
    assert client.get(report.get_url()).status_code == 200
    with pytest.raises(PublicationRefused):
        stored(report).save_revision().publish()
    assert is_public(report)
    story.code("dewi", 1)
    publish(stored(report))
    assert [version.number for version in ReportVersion.objects.order_by("number")] == [1, 2]
    assert (
        ReportEntry.objects.filter(version__number=2, comment=story.comments["dewi"]).get().section
        is not None
    )


def test_the_record_names_who_published(story, report, client):
    story.code("sari")
    edit(client, report)
    version = ReportVersion.objects.get()
    assert version.published_by.is_superuser
    assert version.published_by.language == "en"
    assert ConsultationChange.objects.filter(consultation=story.consultation).first().kind == "announced"
