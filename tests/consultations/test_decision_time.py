"""The time within which moderators decide: promised on the consultation's page, public, kept an eye on at the desk."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Notification
from consultations.actions import flag_comment
from consultations.deadlines import due_at, overdue_before
from consultations.models import Comment, Consultation, ConsultationChange, ReportCase
from consultations.morning import words as morning_words
from consultations.waiting import Narrowing, count_waiting, waiting
from forum_site.dates import format_day
from tests import factories
from tests.consultations import desk
from tests.consultations.moderation import QUEUE, rule
from tests.consultations.talking import announce, client_of, say, words, write
from tests.consultations.test_queue import fill, one_of_each  # noqa: F401
from tests.pages import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return desk.analyst()


def late(comment: Comment, days: int = 1) -> None:
    """Let a comment have waited for just longer than so many working days."""
    since = overdue_before(timezone.now(), days) - timedelta(minutes=1)
    Comment.objects.filter(pk=comment.pk).update(received_at=since)


def shown(page) -> list[int]:
    return [int(pk) for pk in re.findall(r'id="card-\w+-(\d+)"', page.content.decode())]


# --- Promised -------------------------------------------------------------------------------------


def test_it_is_set_on_the_page_and_everybody_reads_it():
    page = announce()
    assert "dalam 1 hari kerja" in words(Client().get(page.url))
    page.decide_within = 3
    publish(page)
    assert Consultation.objects.get(pk=page.consultation_id).decide_within == 3
    assert "dalam 3 hari kerja" in words(Client().get(page.url))
    assert ConsultationChange.objects.filter(kind="amended").count() == 1


def test_by_hand_too_it_is_new_on_the_kept_page():
    page = announce()
    Client().get(page.url)
    Consultation.objects.update(decide_within=5)
    assert "dalam 5 hari kerja" in words(Client().get(page.url))


@pytest.mark.parametrize("days", [0, 31])
def test_a_promise_is_between_one_and_thirty_days(days):
    page = announce()
    page.decide_within = days
    with pytest.raises(ValidationError):
        page.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Consultation.objects.update(decide_within=days)


def test_the_author_reads_by_when():
    page = announce(moderation="pre", decide_within=2)
    author = factories.user()
    client = client_of(author)
    due = due_at(timezone.now(), 2) - timedelta(days=1)
    told = write(client, f"/tanggapan/konsultasi/{page.consultation.slug}/tulis/", "Menunggu.")
    assert format_day(due, "id") in words(client.get(told["Location"]))
    comment = Comment.objects.get()
    for address in (page.url, f"/tanggapan/{comment.pk}/"):
        assert format_day(due, "id") in words(client.get(address)), address
    late(comment, 2)
    assert "seharusnya" in words(client.get(f"/tanggapan/{comment.pk}/"))


# --- Kept an eye on -------------------------------------------------------------------------------


def test_what_is_overdue_is_marked_and_counted(as_, moderator):
    quick, slow = desk.consultation(moderation="pre"), desk.consultation(moderation="pre", decide_within=3)
    comments = [desk.say(quick), desk.say(quick), desk.say(slow), desk.say(slow)]
    late(comments[0])
    late(comments[2])  # not yet by its own consultation's promise
    late(comments[3], 3)
    page = as_(moderator).get(QUEUE)
    text = page.content.decode()
    assert text.count("desk-card__late") == 2
    assert "2 terlambat" in words(page)
    overdue = as_(moderator).get(f"{QUEUE}?age=overdue")
    assert sorted(shown(overdue)) == sorted([comments[0].pk, comments[3].pk])
    assert "2 menunggu. 2 terlambat" in words(overdue)


@pytest.mark.parametrize("kind", ["comment", "edit", "report", "appeal"])
def test_every_kind_can_be_overdue(one_of_each, kind):  # noqa: F811
    assert count_waiting(Narrowing(kind=kind, overdue=True)) == 0
    soon = due_at(timezone.now(), 1) + timedelta(minutes=1)
    items, _following = waiting(Narrowing(kind=kind))
    assert due_at(items[0].since, 1) <= soon


def test_a_report_is_overdue_by_its_own_age(moderator):
    reported = desk.say(desk.consultation())
    late(reported, 9)  # long published; that is nobody's question
    for _person in range(3):
        flag_comment(reported.pk, account=factories.user(), rule=rule().rule)
    assert count_waiting() == 1 and count_waiting(Narrowing(overdue=True)) == 0
    long_ago = overdue_before(timezone.now(), 1) - timedelta(minutes=1)
    ReportCase.objects.update(first_at=long_ago, due_at=long_ago)
    assert count_waiting(Narrowing(overdue=True)) == 1


def test_the_morning_mail_says_what_is_overdue(moderator):
    comment = desk.say(desk.consultation(moderation="pre"))
    letter = Notification(kind="waiting", recipient=moderator, params={})
    assert morning_words(letter)["overdue"] == ""
    late(comment)
    assert "1" in morning_words(letter)["overdue"]


def test_overdue_costs_the_same_queries_however_much_waits(as_, moderator):
    consultation, client, costs = desk.consultation(), as_(moderator), []
    for count in (3, 60):
        fill(consultation, count)
        Comment.objects.update(received_at=timezone.now() - timedelta(days=30))
        client.get(f"{QUEUE}?age=overdue")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{QUEUE}?age=overdue").status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1], costs


# --- The author's record --------------------------------------------------------------------------


def test_the_card_says_what_its_author_did_before(as_, moderator):
    from tests.consultations.talking import decide
    from tests.consultations.test_queue import hide

    row, author = desk.consultation(), factories.user()
    say(row, "Terbit.", by=author)
    gone = say(row, "Menghina.", by=author)
    flag_comment(gone.pk, account=factories.user(), rule=rule().rule)
    hide(gone, moderator)
    back = say(row, "Dikira menghina.", by=author)
    from consultations.actions import appeal, judge_appeal

    objection = appeal(hide(back, moderator).pk, account=author, words="Bukan hinaan.")
    judge_appeal(objection.pk, judge=desk.analyst(), outcome="restored", reason="Benar.")
    Consultation.objects.filter(pk=row.pk).update(moderation="pre")
    newest = say(row, "Menunggu.", by=author)
    stranger = say(row, "Baru pertama.")
    page = as_(moderator).get(f"{QUEUE}{newest.pk}/")
    said = words(page)
    for part in (
        "terbit: 2",
        "menunggu: 1",
        "ditolak atau disembunyikan: 1",
        "disembunyikan setelah laporan: 1",
        "dipulihkan setelah keberatan: 1",
    ):
        assert part in said, part
    assert "terbit:" not in words(as_(moderator).get(f"{QUEUE}{stranger.pk}/"))
    decide(newest, "publish", by=moderator)


def test_a_record_is_counted_no_further_than_anybody_reads(moderator):
    from consultations.admin.moderation_author import MOST_COUNTED, records_of
    from consultations.models import Participant

    fill(desk.consultation(), 240)
    person = Participant.objects.get(shown_name="Warga")
    record = records_of({person.pk})[person.pk]
    assert record.waiting == MOST_COUNTED and record.shown["waiting"] == "99+"
    assert record.published == 80 and record.shown["published"] == "80"
