"""Everybody who spoke is told once what became of it, whatever crashes in between."""

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts import notices
from accounts.actions import send_due_notifications
from accounts.models import Notification, User
from consultations import delivery
from consultations.actions import enter_comment, follow
from consultations.models import FollowUpReportPage, Participant, ReportDelivery, ReportVersion
from tests import factories
from tests.consultations import desk, reported
from tests.pages import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(django_capture_on_commit_callbacks):
    """Return a function that publishes a draft report as an editor would, tasks included."""

    def go(page) -> FollowUpReportPage:
        with django_capture_on_commit_callbacks(execute=True):
            return publish(page)

    return go


@pytest.fixture
def story():
    told = reported.told()
    told.code("sari")
    return told


def told_by_mail(person: User) -> str:
    """Return the mail on the report that the person gets."""
    notice = Notification.objects.get(kind="report", recipient=person)
    return notices.mail(notice).body


def test_each_participant_is_told_once(story, published):
    published(reported.report(story))
    rows = Notification.objects.filter(kind="report")
    assert sorted(row.recipient.name for row in rows) == sorted(name.title() for name in story.people)
    assert {row.key for row in rows} == {f"report:{story.consultation.pk}"}
    version = ReportVersion.objects.get()
    assert version.delivery.recipients == len(story.people)
    delivery.finish_deliveries()
    delivery.deliver_report.call(version.pk)
    assert rows.count() == len(story.people)


def test_a_correction_that_touches_nobody_tells_only_those_who_follow(story, published):
    follower = factories.user()
    follow(story.consultation, follower)
    report = published(reported.report(story))
    before = set(Notification.objects.filter(kind="report").values_list("pk", flat=True))
    report.version_note = "Angka diperbaiki."
    published(report)
    assert ReportVersion.objects.count() == ReportDelivery.objects.count() == 2
    [told] = Notification.objects.filter(kind="report").exclude(pk__in=before)
    assert told.recipient == follower
    assert "Angka diperbaiki." in notices.mail(told).body


def told_of_version(number: int) -> set[str]:
    rows = Notification.objects.filter(
        kind="report", params__version=ReportVersion.objects.get(number=number).pk
    )
    return {row.recipient.name.lower() for row in rows}


def test_a_correction_tells_those_whose_section_says_something_else(story, published):
    report = published(reported.report(story))
    report.body = [
        reported.section(story.themes[0], "Jalan tertutup dua malam seminggu."),
        reported.section(story.themes[1]),
    ]
    report.version_note = "Bukan setiap malam."
    published(report)
    assert told_of_version(2) == {"budi", "sari"}
    delivery.deliver_report.call(ReportVersion.objects.get(number=2).pk)  # twice tells nobody twice
    budi = Notification.objects.filter(kind="report", recipient=story.person("budi")).latest("pk")
    mail = notices.mail(budi)
    assert "diperbaiki" in mail.subject and "Bukan setiap malam." in mail.body


def test_a_correction_tells_those_whose_comment_stands_elsewhere_now(story, published):
    report = published(reported.report(story))
    story.code("tono", 1)  # was out of scope
    story.code("rina", 0)  # stands under both now
    report.version_note = "Dua tanggapan dipindahkan."
    published(report)
    assert told_of_version(2) == {"tono", "rina"}


def test_a_schedule_tells_nobody_until_it_is_due(story, published, monkeypatch):
    report = reported.report(story)
    report.go_live_at = timezone.now() + timedelta(hours=1)
    published(report)
    assert not Notification.objects.filter(kind="report").exists()


def test_a_crash_in_between_is_made_good(story, published, monkeypatch):
    monkeypatch.setattr(delivery, "BATCH", 2)
    notify_many, calls = delivery.notify_many, []

    def dies_at_the_third(rows):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return notify_many(rows)

    monkeypatch.setattr(delivery, "notify_many", dies_at_the_third)
    publish(reported.report(story))
    with pytest.raises(KeyboardInterrupt):
        delivery.deliver_report.call(ReportVersion.objects.get().pk)
    assert Notification.objects.filter(kind="report").count() == 4
    assert not ReportDelivery.objects.exists()
    monkeypatch.setattr(delivery, "notify_many", notify_many)
    assert delivery.finish_deliveries() == 1
    assert Notification.objects.filter(kind="report").count() == len(story.people)
    assert ReportDelivery.objects.exists()
    assert delivery.finish_deliveries() == 0


def test_a_crash_before_the_task_is_queued_is_made_good(story):
    publish(reported.report(story))  # what waits for the commit never runs here
    assert not Notification.objects.filter(kind="report").exists()
    delivery.finish_deliveries()
    assert Notification.objects.filter(kind="report").count() == len(story.people)


def test_followers_are_told_that_there_is_a_report(story, published):
    reader = factories.user()
    follow(story.consultation, reader)
    published(reported.report(story))
    notice = Notification.objects.get(kind="report", recipient=reader)
    with override("en"):
        assert "The report on" in notices.item(notice)
        assert notices.context_of(notice)["entries"] == []


def test_whoever_left_an_address_on_paper_is_told_by_mail(story, published):
    reported.close(story.page, timezone.now() - timedelta(hours=1))
    comment, _receipt = enter_comment(
        actor=desk.communications(),
        consultation_id=story.consultation.pk,
        channel="paper",
        text="Pasar malam dekat rumah saya.",
        form_key=uuid.uuid4(),
        received_at=timezone.now() - timedelta(days=2),
        contact="nenek@contoh.invalid",
    )
    story.comments["nenek"] = comment
    story.code("nenek")
    published(reported.report(story))
    notice = Notification.objects.get(kind="report", recipient=None)
    assert notice.mail_address == "nenek@contoh.invalid"
    body = notices.mail(notice).body
    assert "Pasar malam dekat rumah saya." in body
    assert "Kami pindahkan ke lapangan." in body
    assert "/konsultasi/pasar-malam-1/laporan/" in body


def test_one_address_on_two_forms_is_told_of_both(story, published):
    for text in ("Lampu kurang.", "Jalan tertutup."):
        participant = Participant.objects.create(
            consultation=story.consultation, channel="paper", contact="rt@contoh.invalid"
        )
        assert participant.pk
        comment, _receipt = enter_comment(
            actor=desk.communications(),
            consultation_id=story.consultation.pk,
            channel="paper",
            text=text,
            form_key=uuid.uuid4(),
            received_at=timezone.now() - timedelta(days=2),
            contact="rt@contoh.invalid",
        )
        story.comments[text] = comment
        story.code(text)
    published(reported.report(story))
    bodies = [notices.mail(row).body for row in Notification.objects.filter(kind="report", recipient=None)]
    assert len(bodies) == 2
    assert any("Lampu kurang." in body for body in bodies)
    assert any("Jalan tertutup." in body for body in bodies)


class TestTheMail:
    def test_says_theme_answer_and_promise_with_full_addresses(self, story, published, settings):
        reported.promise(story, 0, what="Memindahkan pasar malam ke lapangan")
        report = published(reported.report(story))
        body = told_by_mail(story.person("budi"))
        section = ReportVersion.objects.get().sections.get(theme=story.themes[0])
        assert "“Pasar malam jangan menutup jalan.”" in body
        assert "Tempat" in body
        assert "Kami pindahkan ke lapangan." in body
        assert "Memindahkan pasar malam ke lapangan" in body
        assert f"{settings.BASE_URL}{report.get_url()}#{section.anchor}" in body
        assert (
            f"{settings.BASE_URL}{reverse('consultations:outcome', args=[story.participant('budi').pk])}"
            in body
        )

    def test_does_not_repeat_what_was_removed_but_says_where_it_is_counted(self, story, published, settings):
        report = published(reported.report(story))
        for name, words in (("dewi", "Petugasnya bodoh."), ("wati", "Saya keliru menulis ini.")):
            body = told_by_mail(story.person(name))
            assert words not in body
            assert f"{settings.BASE_URL}{report.get_url()}#moderasi" in body

    def test_names_the_disposition(self, story, published):
        published(reported.report(story))
        assert "#disposisi-out_of_scope" in told_by_mail(story.person("tono"))

    def test_is_in_the_readers_language(self, story, published):
        User.objects.filter(pk=story.person("budi").pk).update(language="en")
        published(reported.report(story))
        body = told_by_mail(story.person("budi"))
        assert "The follow-up report on" in body
        assert "/en/" in body

    def test_goes_out(self, story, published):
        published(reported.report(story))
        mail.outbox.clear()
        while send_due_notifications():
            pass
        addresses = {
            message.to[0] for message in mail.outbox if "Tempat" in message.body or "#" in message.body
        }
        assert {person.email for person in story.people.values()} <= addresses
