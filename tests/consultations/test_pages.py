"""The pages on which a consultation is announced and answered: their lives, and what publishing puts in force."""

import html
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Page, Revision
from wagtail.test.utils.form_data import streamfield
from wagtail.users.models import UserProfile

from accounts.models import Notification
from consultations.models import (
    Consultation,
    ConsultationChange,
    ConsultationIndexPage,
    ConsultationPage,
    FollowUpReportPage,
)
from forum_site import scheduling
from forum_site.publishing import PublicationRefused
from tests import factories
from tests.consultations import desk, reported
from tests.pages import Editor, PageStories, home, publish


class TestConsultationIndexPage(PageStories):
    def make(self):
        return home().add_child(
            instance=ConsultationIndexPage(title="Konsultasi", slug="konsultasi", live=False)
        )


class TestConsultationPage(PageStories):
    def make(self):
        page = reported.consultation_page()
        page.save_revision()
        return page


class TestFollowUpReportPage(PageStories):
    def make(self):
        page = reported.announced()
        reported.close(page)
        report = page.add_child(
            instance=FollowUpReportPage(title="Laporan", slug="laporan", introduction="Ringkasan", live=False)
        )
        report.save_revision()
        return report


pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    person = factories.administrator(language="en", name="Humas")
    UserProfile.get_for_user(person)
    return person


@pytest.fixture
def editor(as_, admin):
    """Return a function that opens a page's editor."""
    return lambda page: Editor(as_(admin), page, {"body": streamfield([])})


def history(row: Consultation) -> list[tuple]:
    return list(row.changes.values_list("kind", "reason", "actor__name"))


def typed(moment) -> str:
    """Return a moment as an editor types it, to the minute."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def fresh(page) -> ConsultationPage:
    return ConsultationPage.objects.select_related("consultation").get(pk=page.pk)


class TestWhatPublishingPutsInForce:
    def test_a_draft_announces_nothing(self):
        page = reported.consultation_page()
        assert page.consultation.state == Consultation.State.DRAFT
        assert not page.consultation.changes.exists()

    def test_announcing(self, editor):
        page = reported.consultation_page()
        editor(page).send("publish")
        row = fresh(page).consultation
        assert row.state == Consultation.State.IN_FORCE
        assert (row.title, row.agency, row.closes_at) == (page.title, page.agency, page.closes_at)
        assert history(row) == [("announced", "", "Humas")]

    def test_publishing_again_unchanged_is_no_change(self, editor):
        page = reported.announced()
        editor(page).send("publish", title="Pasar malam kota")
        row = fresh(page).consultation
        assert row.title == "Pasar malam kota"
        assert row.slug == "pasar-malam-1"
        assert [kind for kind, _reason, _actor in history(row)] == ["announced"]
        # The form knows minutes; nobody moved the closing by some seconds.
        assert row.closes_at == fresh(page).closes_at == page.closes_at

    @pytest.mark.parametrize(
        ("days", "kind"),
        [({"closes_at": 9}, "extended"), ({"closes_at": 1}, "shortened"), ({"opens_at": -1}, "rescheduled")],
    )
    def test_moving_a_date_needs_a_reason_and_leaves_a_row(self, editor, days, kind):
        page = reported.announced()
        ((name, number),) = days.items()
        changes = {name: typed(timezone.now() + timedelta(days=number))}
        form = editor(page)
        response = form.client.post(form._address("edit"), form.form() | changes | {"action-publish": "1"})
        assert response.context["form"].errors["change_reason"]
        assert len(history(fresh(page).consultation)) == 1
        form.send("publish", change_reason="Diminta RT 05.", **changes)
        assert history(fresh(page).consultation)[1:] == [(kind, "Diminta RT 05.", "Humas")]
        assert fresh(page).change_reason == ""

    def test_reopening(self, editor):
        page = reported.announced()
        reported.close(page)
        closes_at = typed(timezone.now() + timedelta(days=3))
        editor(fresh(page)).send("publish", closes_at=closes_at, change_reason="Banyak yang belum tahu.")
        row = fresh(page).consultation
        assert row.is_open
        assert history(row)[-1] == ("reopened", "Banyak yang belum tahu.", "Humas")

    def test_cancelling_and_taking_it_back(self, editor):
        page = reported.announced()
        form = editor(page)
        response = form.client.post(
            form._address("edit"), form.form() | {"cancelled": "on", "action-publish": "1"}
        )
        assert response.context["form"].errors["change_reason"]
        form.send("publish", cancelled="on", change_reason="Rencana batal.")
        assert fresh(page).consultation.phase() == Consultation.Phase.CANCELLED
        form = editor(fresh(page))
        data = form.form()
        data.pop("cancelled", None)
        form.client.post(form._address("edit"), data | {"change_reason": "Jadi lagi.", "action-publish": "1"})
        assert [kind for kind, _reason, _actor in history(fresh(page).consultation)] == [
            "announced",
            "cancelled",
            "resumed",
        ]

    def test_followers_are_told_of_a_moved_date(self, editor):
        page = reported.announced()
        desk.say(page.consultation)
        editor(page).send(
            "publish", closes_at=typed(timezone.now() + timedelta(days=9)), change_reason="Diminta."
        )
        assert Notification.objects.filter(kind="consultation_change").count() == 1

    def test_an_earlier_revision_with_other_dates_needs_a_reason(self, editor):
        page = reported.announced()
        first = page.live_revision
        closes_at = timezone.now() + timedelta(days=9)
        editor(page).send("publish", closes_at=typed(closes_at), change_reason="Diminta.")
        second = fresh(page).live_revision
        with override("en"), pytest.raises(PublicationRefused, match="Say why the dates"):
            first.publish()
        form = editor(fresh(page))
        address = form._address("revisions", first.pk, "revert")
        response = form.client.post(form._address("edit"), form.form(address) | {"action-publish": "1"})
        assert response.context["form"].errors["change_reason"]
        form.send("publish", address=address, change_reason="Kembali ke semula.")
        assert history(fresh(page).consultation)[-1][:2] == ("shortened", "Kembali ke semula.")
        # The reason of the second revision was used up: it does not explain a second extension.
        with pytest.raises(PublicationRefused):
            Revision.objects.get(pk=second.pk).publish()

    def test_a_schedule_that_nobody_explained_is_refused_when_due(self, monkeypatch, admin):
        page = reported.announced()
        page.go_live_at = timezone.now() + timedelta(hours=1)
        page.title = "Terjadwal"
        page.save_revision(user=admin).publish(user=admin)
        Consultation.objects.update(closes_at=timezone.now() + timedelta(days=30))
        later = timezone.now() + timedelta(hours=2)
        monkeypatch.setattr(timezone, "now", lambda: later)
        scheduling.publish_due()
        assert fresh(page).title != "Terjadwal"
        assert fresh(page).scheduled_revision is None
        assert Notification.objects.get(kind="schedule_refused").recipient == admin

    def test_what_is_incomplete_is_refused_in_words_where_no_form_says_so(self, as_, admin):
        page = reported.consultation_page()
        page.closes_at = None
        page.summary = ""
        page.save_revision(clean=False)
        client = as_(admin)
        address = f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}&next=/admin/pages/"
        response = client.post(address, follow=True)
        assert response.status_code == 200
        assert "closes: This field cannot be blank." in html.unescape(response.content.decode())
        assert not Page.objects.get(pk=page.pk).live

    def test_closing_before_opening_is_an_error_of_its_field(self, editor):
        page = reported.consultation_page()
        form = editor(page)
        data = form.form() | {"closes_at": typed(page.opens_at - timedelta(days=1)), "action-publish": "1"}
        response = form.client.post(form._address("edit"), data)
        assert response.context["form"].errors["closes_at"]


class TestCopiesAndTranslations:
    def test_a_copy_announces_another_consultation(self, as_, admin):
        page = reported.announced()
        desk.say(page.consultation)
        data = {
            "new_title": "Pasar malam kedua",
            "new_slug": "kedua",
            "new_parent_page": page.get_parent().pk,
            "publish_copies": "on",
        }
        as_(admin).post(f"/admin/pages/{page.pk}/copy/", data)
        copy = ConsultationPage.objects.select_related("consultation").get(slug="kedua")
        assert copy.live
        assert copy.consultation != page.consultation
        assert copy.consultation.slug == "kedua"
        assert not copy.consultation.comments.exists()
        assert [kind for kind, _reason, _actor in history(copy.consultation)] == ["announced"]
        for revision in copy.revisions.all():
            assert revision.as_object().consultation_id == copy.consultation_id

    def test_a_translation_shows_the_same_thread_and_changes_only_words(self, client):
        page = reported.announced()
        desk.say(page.consultation, "Jangan menutup jalan.")
        reported.english(reported.index())
        english = reported.english(page, title="Night market", closes_at=timezone.now() + timedelta(days=99))
        row = fresh(page).consultation
        assert english.consultation_id == row.pk
        assert (row.title, row.title_en) == (page.title, "Night market")
        assert row.closes_at == page.closes_at
        assert "Jangan menutup jalan." in html.unescape(client.get(english.get_url()).content.decode())

    def test_a_translation_of_what_is_not_announced_waits(self):
        page = reported.consultation_page()
        reported.english(reported.index())
        with pytest.raises(PublicationRefused):
            reported.english(page)

    def test_a_mirror_is_never_live(self):
        page = reported.announced()
        alias = page.create_alias(update_slug="cermin")
        assert not alias.live
        publish(fresh(page))
        alias.refresh_from_db()
        assert not alias.live
        assert ConsultationChange.objects.count() == 1

    def test_two_pages_of_one_address_get_rows_of_their_own(self):
        first = reported.consultation_page(slug="pasar")
        Consultation.objects.filter(pk=first.consultation_id).update(slug="pasar-2")
        second = reported.consultation_page(slug="pasar-2", title="Lain")
        third = reported.consultation_page(slug="pasar-3", title="Lain lagi")
        assert second.consultation.slug == "pasar-2-2"
        assert third.consultation.slug == "pasar-3"
