"""The moderators' morning mail: one when something waits, none when nothing does."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from accounts.actions import send_due_notifications
from accounts.models import Notification
from consultations.morning import tell_moderators
from tests import factories
from tests.consultations.talking import client_of, consultation, decide, moderator, say

pytestmark = pytest.mark.django_db
WIB = ZoneInfo("Asia/Jakarta")


def morning(hour: int = 7, minute: int = 0, day: int = 25) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=WIB)


@pytest.fixture
def team():
    return [moderator(), moderator()]


@pytest.fixture
def waiting(team):
    return say(consultation(moderation="pre"), "Menunggu.")


def told() -> int:
    return Notification.objects.filter(kind="waiting").count()


def test_each_moderator_gets_one_mail_that_says_what_waits_and_since_when(waiting, team):
    assert tell_moderators(morning()) == 2
    assert tell_moderators(morning(7, 10)) == tell_moderators(morning(9)) == 0
    while send_due_notifications():
        pass
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(person.email for person in team)
    letter = mail.outbox[0]
    assert letter.subject == "1 hal menunggu moderator"
    assert "/admin/moderation/" in letter.body and "sejak" in letter.body
    assert waiting.version.text not in letter.body
    assert "1 hal menunggu moderator" in client_of(team[0]).get("/akun/kotak-masuk/").content.decode()
    assert tell_moderators(morning(day=26)) == 2  # still waiting tomorrow


def test_no_mail_when_nothing_waits(team):
    say(consultation(), "Terbit seketika.")
    assert tell_moderators(morning()) == told() == 0


def test_what_was_decided_before_the_mail_left_is_not_mailed(waiting, team):
    tell_moderators(morning())
    decide(waiting, "publish", by=team[0])
    mail.outbox.clear()
    while send_due_notifications():
        pass
    assert not [letter for letter in mail.outbox if letter.to[0] in {person.email for person in team}]


@pytest.mark.parametrize("hour, minute, tells", [(6, 59, 0), (7, 0, 2), (11, 59, 2), (12, 0, 0), (23, 0, 0)])
def test_the_morning_begins_and_ends_by_the_clock_of_palembang(waiting, hour, minute, tells):
    assert tell_moderators(morning(hour, minute).astimezone(ZoneInfo("UTC"))) == tells


def test_only_those_who_can_decide_are_told(waiting, team):
    factories.user()
    gone = moderator()
    gone.is_active = False
    gone.save()
    boss = factories.user(is_superuser=True)
    tell_moderators(morning())
    recipients = set(Notification.objects.filter(kind="waiting").values_list("recipient", flat=True))
    assert recipients == {person.pk for person in team}
    assert boss.pk not in recipients


def test_where_one_moderates_alone_an_administrator_is_told_too():
    only = moderator()
    boss = factories.user(is_superuser=True)
    say(consultation(moderation="pre"), "Menunggu.")
    tell_moderators(morning())
    assert set(Notification.objects.filter(kind="waiting").values_list("recipient", flat=True)) == {
        only.pk,
        boss.pk,
    }


def test_who_moderates_no_longer_reads_nothing_of_it(waiting, team):
    tell_moderators(morning())
    team[0].groups.clear()
    assert "menunggu moderator" not in client_of(team[0]).get("/akun/kotak-masuk/").content.decode()


def test_the_job_is_registered_and_its_clock_is_the_present():
    from forum_site.periodic import jobs

    job = jobs["tell moderators what waits"]
    assert job.function is tell_moderators and timedelta(seconds=job.seconds) <= timedelta(minutes=10)
    assert timezone.now() and isinstance(job.function(), int)
