"""Whoever spoke or follows hears what becomes of a promise; whoever answers for it is reminded in time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from accounts.actions import send_due_notifications
from accounts.models import Notification
from consultations.models import Participant
from directory.actions import follow_commitment
from directory.models import AgencyOfficer, ChangeDelivery, CommitmentChange, DueNotice
from directory.news import finish_news, tell_of_change
from directory.reminders import remind
from tests import factories
from tests.consultations import desk
from tests.consultations.reported import promise as answer_with
from tests.consultations.reported import report, told
from tests.directory.promises import change, promise, today
from tests.pages import publish

WIB = ZoneInfo("Asia/Jakarta")


def letters() -> list:
    mail.outbox.clear()
    while send_due_notifications():
        pass
    return mail.outbox


def told_of(kind: str) -> list[str]:
    rows = Notification.objects.filter(kind=kind).select_related("recipient")
    return sorted(row.mail_address for row in rows)


def morning(days: int = 0, hour: int = 8) -> datetime:
    return datetime.combine(today(days), datetime.min.time(), WIB) + timedelta(hours=hour)


# --- News -------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_who_spoke_and_who_follows_hear_of_each_change_once_and_the_rest_do_not():
    story = told()
    story.code("sari", 0)
    row = answer_with(story, due_on=today(9), what="Pindah ke lapangan")
    publish(report(story))
    Participant.objects.filter(pk=story.participant("sari").pk).update(
        account=None, contact="sari@contoh.invalid"
    )
    follower = factories.user()
    follow_commitment(row, follower)
    follow_commitment(row, story.person("budi"))  # spoke there too: told once
    officer = desk.officer(story.page.agency)
    follow_commitment(row, officer)
    row = change(row, by=officer, due_on=today(40), reason="Lapangan masih dipakai")
    expected = sorted([story.person("budi").email, "sari@contoh.invalid", follower.email])
    assert told_of("commitment_change") == expected  # not rina of another theme, nor who changed it
    written = CommitmentChange.objects.latest("pk")
    assert tell_of_change.call(written.pk) == 0 and finish_news() == 0
    sent = [letter for letter in letters() if "Pindah ke lapangan" in letter.subject]
    assert sorted(letter.to[0] for letter in sent) == expected
    assert "Lapangan masih dipakai" in sent[0].body and f"/komitmen/{row.pk}/" in sent[0].body
    change(row, by=officer, what="Pindah ke lapangan kota", reason="")  # words alone are no news
    assert told_of("commitment_change") == expected


@pytest.mark.django_db
def test_a_crash_between_change_and_news_leaves_nobody_untold(monkeypatch):
    row, follower = promise(), factories.user()
    follow_commitment(row, follower)
    # In a test's transaction nothing is ever committed: the change is stored, its news never set off.
    change(row, by=factories.administrator(), due_on=today(60))
    assert told_of("commitment_change") == []
    assert finish_news() == 1
    assert told_of("commitment_change") == [follower.email]
    assert finish_news() == 0 and ChangeDelivery.objects.get().recipients == 1


@pytest.mark.django_db
def test_what_is_not_public_is_no_news():
    row = promise(public=False)
    follow_commitment(row, factories.user())
    change(row, by=factories.administrator(), due_on=today(60))
    assert finish_news() == 0 and told_of("commitment_change") == []
    row.refresh_from_db()
    row.published_at = timezone.now()  # the change came before: the report tells of it
    row.save()
    assert finish_news() == 0


# --- Reminders --------------------------------------------------------------------------------------


@pytest.fixture
def agency(db):
    return desk.agency()


@pytest.fixture
def officer(agency):
    return desk.officer(agency)


def test_the_owner_is_reminded_before_the_day_and_when_it_has_passed_once_each(agency, officer, settings):
    settings.COMMITMENT_REMINDER = 7
    other = desk.officer(agency)
    mine = AgencyOfficer.objects.get(user=officer)
    row = promise(agency, officer=mine, due_on=today(9))
    assert remind(morning()) == 0  # nine days are long
    assert remind(morning(2)) == 1 and remind(morning(2, 9)) == remind(morning(3)) == 0
    assert told_of("commitment_due") == [officer.email] and other.email not in told_of("commitment_due")
    [letter] = letters()
    assert row.what in letter.subject and f"/admin/commitments/edit/{row.pk}/" in letter.body
    assert remind(morning(10)) == 1
    assert DueNotice.objects.count() == 2
    assert remind(morning(11)) == 0


def test_a_day_that_was_moved_is_reminded_of_anew(agency, officer):
    row = promise(agency, due_on=today(3))
    assert remind(morning()) == 1
    change(row, by=officer, due_on=today(20))
    assert remind(morning()) == 0 and remind(morning(15)) == 1
    assert DueNotice.objects.count() == 2


def test_nobody_is_reminded_at_night_or_of_what_is_done(agency, officer):
    promise(agency, due_on=today(3))
    promise(agency, due_on=today(-3), status="dropped")
    promise(agency, due_on=today(-3), status="kept", kept_on=today(-3))
    assert remind(morning(hour=3)) == remind(morning(hour=20)) == 0
    assert remind(morning()) == 1


def test_who_left_office_is_not_reminded_and_an_agency_without_officers_goes_to_administrators(
    agency, officer
):
    boss = factories.administrator()
    row = promise(agency, officer=AgencyOfficer.objects.get(user=officer), due_on=today(-1))
    AgencyOfficer.objects.update(ended_at=timezone.now())
    remind(morning())
    assert told_of("commitment_due") == [boss.email]
    assert row.what in letters()[0].subject


def test_a_reminder_that_is_out_of_date_is_not_sent(agency, officer):
    row = promise(agency, due_on=today(3))
    remind(morning())
    change(row, by=officer, status="kept", evidence="Foto", reason="Selesai")
    assert letters() == []


def test_late_ones_are_news_to_their_followers_and_old_ones_are_not(agency, officer):
    late, old, draft = (
        promise(agency, due_on=today(-1)),
        promise(agency, due_on=today(-90)),
        promise(agency, due_on=today(-1), public=False),
    )
    follower = factories.user()
    for row in (late, old, draft):
        follow_commitment(row, follower)
    remind(morning())
    assert told_of("commitment_late") == [follower.email]
    sent = [letter for letter in letters() if letter.to == [follower.email]]
    assert len(sent) == 1 and late.what in sent[0].subject
