"""What carries residents' words or a published report does not disappear, by no button of the administration."""

import html

import pytest
from django.db import DatabaseError, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction
from wagtail.test.utils.form_data import streamfield
from wagtail.users.models import UserProfile

from accounts.roles import COMMUNICATIONS
from consultations.models import Consultation, ConsultationChange, ConsultationPage, FollowUpReportPage
from forum_site import scheduling
from tests import factories
from tests.consultations import desk, reported
from tests.pages import Editor, home, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return reported.reported()


@pytest.fixture
def report(story):
    return FollowUpReportPage.objects.get()


@pytest.fixture
def admin():
    person = factories.administrator(language="en")
    UserProfile.get_for_user(person)
    return person


@pytest.fixture
def client(as_, admin):
    return as_(admin)


def level(which: str, story, report) -> Page:
    """Return one of the pages on the way from the report up to the home page."""
    return {"report": report, "consultation": story.page, "list": reported.index(), "home": home()}[which]


LEVELS = ["report", "consultation", "list", "home"]


def refused(response) -> None:
    assert response.status_code == 200
    assert "it stays where it is" in (text := html.unescape(response.content.decode())) or "they stay" in text


def tree() -> list:
    """Return all that must not change: which pages there are, where, and whether they are live."""
    return list(Page.objects.order_by("path").values_list("path", "live", "expire_at"))


@pytest.mark.parametrize("which", LEVELS)
class TestInWords:
    def test_delete(self, which, story, report, client):
        page, before = level(which, story, report), tree()
        refused(client.get(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True))
        refused(
            client.post(
                reverse("wagtailadmin_pages:delete", args=[page.pk]), {"confirm": "Rembuk"}, follow=True
            )
        )
        assert tree() == before

    @pytest.mark.parametrize("action", ["delete", "unpublish"])
    def test_bulk(self, which, action, story, report, client):
        page, before = level(which, story, report), tree()
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        data = {"include_descendants": "on", "confirm": "Rembuk", "confirm_site_name": "Rembuk"}
        refused(client.post(f"{address}?id={page.pk}&next=/admin/pages/", data, follow=True))
        assert tree() == before

    def test_move_out(self, which, story, report, client):
        page = level(which, story, report)
        other = {"report": reported.announced, "consultation": home}.get(which, Page.get_first_root_node)()
        before = tree()
        if which == "home":
            return  # it stands right below the root already
        refused(
            client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, other.pk]), follow=True)
        )
        assert tree() == before

    def test_privacy(self, which, story, report, client):
        page = level(which, story, report)
        address = reverse("wagtailadmin_pages:set_privacy", args=[page.pk])
        assert "What residents say here is public" in html.unescape(client.get(address).json()["html"])
        client.post(address, {"restriction_type": "login"})
        client.post(address, {"restriction_type": "password", "password": "rahasia"})
        assert not PageViewRestriction.objects.exists()

    def test_unpublish_by_communications(self, which, story, report, as_):
        page, before = level(which, story, report), tree()
        person = desk.member(COMMUNICATIONS, language="en")
        UserProfile.get_for_user(person)
        address = reverse("wagtailadmin_pages:unpublish", args=[page.pk])
        as_(person).post(address, {"include_descendants": "on"}, follow=True)
        assert tree() == before


def test_bulk_move_out(story, report, client):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    other = reported.announced()
    before = tree()
    refused(client.post(f"{address}?id={report.pk}&next=/admin/pages/", {"chooser": other.pk}, follow=True))
    assert tree() == before


def test_expiry_is_an_error_of_its_field(story, report, client):
    address = reverse("wagtailadmin_pages:edit", args=[story.page.pk])
    editor = Editor(client, story.page, {"body": streamfield([])})
    data = editor.form() | {"expire_at": "2031-01-01 10:00", "action-publish": "1"}
    response = client.post(address, data)
    assert "it stays where it is" in html.unescape(str(response.context["form"].errors["expire_at"]))
    assert ConsultationPage.objects.get(pk=story.page.pk).expire_at is None


def test_an_hour_set_before_the_first_comment_is_struck_out(client):
    page = reported.announced()
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now())
    desk.say(page.consultation)
    scheduling.publish_due()
    page.refresh_from_db()
    assert page.live
    assert page.expire_at is None


def test_order_within_the_list_can_change(story, client):
    other = reported.announced()
    ConsultationPage.objects.get(pk=story.page.pk).move(other, pos="right")
    assert ConsultationPage.objects.get(pk=story.page.pk).path > other.path


def test_what_nobody_commented_can_go(client):
    page = reported.announced()
    response = client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    assert response.status_code == 302
    assert not Page.objects.get(pk=page.pk).live
    client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not Page.objects.filter(pk=page.pk).exists()


def test_a_draft_report_can_go(client):
    report = reported.report(reported.told())
    client.post(reverse("wagtailadmin_pages:delete", args=[report.pk]))
    assert not Page.objects.filter(pk=report.pk).exists()


def test_the_database_is_the_last_line(story, report):
    with pytest.raises(ProtectedError):
        report.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        ConsultationPage.objects.filter(pk=story.page.pk)._raw_delete("default")


class TestAnAdministratorTakesDown:
    def take_down(self, client, page, **data):
        response = client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
        address = reverse("take_down_page", args=[page.pk])
        assert response["Location"] == address
        assert client.get(address).status_code == 200
        return client.post(address, data)

    def test_only_with_a_reason(self, story, client):
        response = self.take_down(client, story.page, reason="  ")
        assert response.status_code == 422
        assert Page.objects.get(pk=story.page.pk).live

    def test_the_reason_is_public_at_the_page_s_address(self, story, client, admin):
        address = story.page.get_url()
        response = self.take_down(client, story.page, reason="Memuat data pribadi warga.")
        assert response.status_code == 303
        change = ConsultationChange.objects.get(kind="unpublished")
        assert (change.actor, change.reason) == (admin, "Memuat data pribadi warga.")
        for url in (address, f"/en{address}"):
            response = Client().get(url, follow=True)
            assert response.status_code == 410
            assert "Memuat data pribadi warga." in response.content.decode()

    def test_a_report_with_its_versions(self, story, report, client):
        address, version = report.get_url(), report.versions.get()
        self.take_down(client, report, reason="Angkanya keliru.")
        for url in (
            address,
            reverse("consultations:report_version", args=[version.pk]),
            reverse("consultations:report_text", args=[version.pk]),
            reverse("consultations:theme", args=[story.themes[0].pk]),
        ):
            response = Client().get(url, follow=True)
            assert response.status_code == 410, url
            assert "Angkanya keliru." in response.content.decode()

    def test_for_administrators_only(self, story, as_):
        address = reverse("take_down_page", args=[story.page.pk])
        as_(desk.member(COMMUNICATIONS)).post(address, {"reason": "Tidak suka."})
        assert Page.objects.get(pk=story.page.pk).live
        assert as_(factories.user()).get(address).status_code in (302, 403, 404)

    def test_published_again_it_is_back(self, story, client):
        self.take_down(client, story.page, reason="Keliru.")
        publish(ConsultationPage.objects.get(pk=story.page.pk))
        assert Client().get(story.page.get_url()).status_code == 200
        slug = Consultation.objects.get(pk=story.page.consultation_id).slug
        assert Client().get(reverse("consultations:taken_down", args=[slug])).status_code == 404
