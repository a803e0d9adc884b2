"""Reports come before a moderator when different people make them; reports alone hide nothing unless it is said so."""

import re
import uuid
from datetime import timedelta
from functools import partial

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.actions import send_due_notifications
from consultations import actions
from consultations.actions import report_cases, reporting
from consultations.actions.reporting import forget_networks
from consultations.models import Comment, Flag, ModerationDecision, ReportCase, Rule
from consultations.waiting import Narrowing, count_waiting, waiting
from tests import factories
from tests.consultations.moderation import open_form, removal, send
from tests.consultations.talking import area, client_of, consultation, decide, moderator, say, words
from tests.racing import at_once

pytestmark = pytest.mark.django_db


def report(comment, people: int = 1, rule: str = "hormat") -> None:
    """Let so many different people report a comment."""
    for _person in range(people):
        actions.flag_comment(comment.pk, account=factories.user(), rule=Rule.objects.get(slug=rule))


def queued(kind: str = "") -> list[int]:
    return [item.comment_id for item in waiting(Narrowing(kind=kind))[0] if item.kind == "report"]


def later(comment, days: float) -> None:
    """Let so many days have passed since the comment was reported."""
    ago = timedelta(days=days)
    for case in ReportCase.objects.filter(comment=comment):
        case.first_at, case.due_at = case.first_at - ago, case.due_at - ago
        case.save()


# --- How many, and until when ---------------------------------------------------------------------


def test_three_different_people_put_a_comment_before_a_moderator_and_hide_nothing():
    comment = say(consultation(), "Petugas itu lamban.")
    same = factories.user()
    rule = Rule.objects.get(slug="hormat")
    for _time in range(3):
        actions.flag_comment(comment.pk, account=same, rule=rule)
    report(comment)
    assert queued() == [] and count_waiting() == 0
    assert queued("few") == [comment.pk]
    report(comment)
    assert queued() == [comment.pk] and queued("few") == []
    comment.refresh_from_db()
    assert comment.status == "published"
    assert ReportCase.objects.get().people == 3


def test_the_number_is_a_setting(settings):
    settings.REPORTS_FOR_REVIEW = 2
    comment = say(consultation(), "Petugas itu lamban.")
    report(comment, 2)
    assert queued() == [comment.pk]


def test_a_lone_report_is_read_too_three_days_later():
    comment = say(consultation(), "Petugas itu lamban.")
    report(comment)
    later(comment, 2.9)
    assert queued() == []
    later(comment, 0.2)
    assert queued() == [comment.pk]


def test_personal_data_waits_for_nobody_else():
    comment = say(consultation(), "Telepon Pak X: 0812.")
    report(comment, rule="data-pribadi")
    assert queued() == [comment.pk]


def test_a_moderator_finds_early_ones_when_they_ask_and_answers_them():
    comment = say(consultation(), "Petugas itu lamban.")
    report(comment)
    desk = client_of(moderator())
    assert f"#{comment.pk}" not in words(desk.get("/admin/moderation/"))
    early = words(desk.get("/admin/moderation/?kind=few"))
    assert f"#{comment.pk}" in early and "belum jatuh tempo" in early
    assert send(desk, comment, "keep").status_code == 303
    assert not ReportCase.objects.exists()
    assert Flag.objects.get().decision.kind == "keep"


def test_the_case_ends_with_the_decision_and_begins_anew_with_other_people():
    comment = say(consultation(), "Petugas itu lamban.")
    report(comment, 3)
    decide(comment, "keep")
    assert queued() == [] and not ReportCase.objects.exists()
    report(comment)
    assert ReportCase.objects.get().people == 1 and queued() == []


def test_a_report_that_came_after_the_page_was_opened_is_not_closed_unread():
    comment = say(consultation(), "Petugas itu lamban.")
    report(comment, 3)
    desk = client_of(moderator())
    form = open_form(desk, comment)
    report(comment, rule="data-pribadi")
    unread = Flag.objects.latest("pk")
    assert send(desk, comment, "keep", form).status_code == 303
    assert Flag.objects.filter(decision__kind="keep").count() == 3
    unread.refresh_from_db()
    assert unread.decision is None and queued() == [comment.pk]


def test_the_authors_withdrawal_ends_the_case():
    author = factories.user()
    comment = say(consultation(), "Saya tarik.", by=author)
    report(comment, 3)
    actions.withdraw_comment(comment.pk, account=author)
    assert queued() == [] and not ReportCase.objects.exists()


# --- Without an account ---------------------------------------------------------------------------


def report_form(client: Client, comment) -> dict[str, str]:
    """Open the form without an account; return what stands hidden in it."""
    page = client.get(f"/tanggapan/{comment.pk}/laporkan/")
    assert page.status_code == 200 and page["Cache-Control"].find("no-store") >= 0
    return {"form_key": re.search(r'name="form_key" value="([^"]+)"', page.content.decode())[1]}


def report_from(address: str, comment, **fields):
    """Report a comment from a network without an account; return the client and the answer."""
    visitor = Client(REMOTE_ADDR=address)
    form = {"rule": Rule.objects.get(slug="hormat").pk, "text": "", "contact": "", "form_key": uuid.uuid4()}
    return visitor, visitor.post(f"/tanggapan/{comment.pk}/laporkan/", form | fields)


def code_of(visitor: Client) -> str:
    """Return the receipt code on the page that follows."""
    page = visitor.get("/tanda-terima/baru/").content.decode()
    return re.sub(r"<[^>]+>", "", re.search(r'class="receipt__code">(.*?)</p>', page, re.S)[1])


def test_a_visitor_reports_and_follows_it_by_a_code():
    comment = say(consultation(title="Antrean loket"), "Petugas itu lamban.")
    visitor = Client(REMOTE_ADDR="203.0.113.5")
    form = report_form(visitor, comment)
    form |= {"rule": Rule.objects.get(slug="hormat").pk, "text": "Menghina petugas.", "contact": ""}
    answer = visitor.post(f"/tanggapan/{comment.pk}/laporkan/", form)
    assert (answer.status_code, answer["Location"]) == (303, "/tanda-terima/baru/")
    code = code_of(visitor)
    flag = Flag.objects.get()
    assert (
        flag.user is None and flag.words == "Menghina petugas." and code.encode() not in flag.receipt_digest
    )
    assert b"203.0.113.5" not in bytes(flag.network) and len(bytes(flag.network)) == 32
    shown = Client().post("/tanda-terima/", {"code": code.lower().replace("-", " ")}, follow=True)
    assert "Menghina petugas." in words(shown) and "belum memutuskan" in words(shown)
    decide(comment, "hide", reason="Menyebut petugas bodoh.")
    shown = Client().post("/tanda-terima/", {"code": code}, follow=True)
    assert "Menyebut petugas bodoh." in words(shown)
    assert "Petugas itu lamban." not in words(shown)


def test_the_same_form_twice_is_one_report_and_the_last_code_counts():
    comment = say(consultation(), "Petugas itu lamban.")
    key = uuid.uuid4()
    visitor, _answer = report_from("203.0.113.5", comment, form_key=key)
    first = code_of(visitor)
    visitor, answer = report_from("203.0.113.5", comment, form_key=key)
    assert answer.status_code == 303 and Flag.objects.count() == 1
    assert first != code_of(visitor)
    assert Client().post("/tanda-terima/", {"code": first}).status_code == 422


def test_a_network_counts_once_and_is_told_so():
    comment = say(consultation(), "Petugas itu lamban.")
    report_from("203.0.113.5", comment)
    _visitor, answer = report_from("203.0.113.5", comment, text="Saya juga.")
    assert answer.status_code == 422 and "satu jaringan dihitung satu kali" in words(answer)
    assert area(answer) == "Saya juga."
    assert ReportCase.objects.get().people == 1
    report_from("2001:db8::1", comment)
    _visitor, answer = report_from("2001:db8::2", comment)  # the same subscriber
    assert answer.status_code == 422
    report_from("198.51.100.9", comment)
    assert ReportCase.objects.get().people == 3 and queued() == [comment.pk]


def test_a_visitor_who_left_an_address_is_told_and_forgotten():
    comment = say(consultation(), "Petugas itu lamban.")
    report_from("203.0.113.5", comment, contact="Pelapor@Example.org")
    report_from("198.51.100.9", comment)
    decide(comment, "hide", reason="Menyebut petugas bodoh.")
    while send_due_notifications():
        pass
    letters = [letter for letter in mail.outbox if letter.to == ["pelapor@example.org"]]
    assert [letter.subject for letter in letters] == ["Yang Anda laporkan disembunyikan"]
    assert set(Flag.objects.values_list("network", "contact")) == {(None, "")}


def test_odd_reports_come_back_with_their_words():
    comment = say(consultation(), "Biasa saja.")
    for fields in (
        {"rule": ""},
        {"rule": 10**30},
        {"contact": "bukan alamat"},
        {"contact": "pélapor@example.org"},
        {"form_key": "x"},
    ):
        _visitor, answer = report_from("203.0.113.5", comment, **{"text": "Karena."} | fields)
        assert answer.status_code == 422, fields
        assert area(answer) == "Karena."
    assert not Flag.objects.exists()


def test_whose_session_ended_gets_the_form_back_with_their_words():
    comment = say(consultation(), "Biasa saja.")
    rule = Rule.objects.get(slug="hormat").pk
    visitor = Client()
    answer = visitor.post(f"/tanggapan/{comment.pk}/laporkan/", {"rule": rule, "text": "Kasar sekali."})
    assert answer.status_code == 422 and "sudah tidak masuk" in words(answer)
    assert area(answer) == "Kasar sekali." and not Flag.objects.exists()
    key = re.search(r'name="form_key" value="([^"]+)"', answer.content.decode())[1]
    again = {"rule": rule, "text": "Kasar sekali.", "form_key": key}
    assert visitor.post(f"/tanggapan/{comment.pk}/laporkan/", again).status_code == 303


def test_very_many_reports_from_one_network_are_refused(settings):
    settings.VISITOR_LIMITS = settings.VISITOR_LIMITS | {"report": "3/h/ip"}
    row = consultation()
    answers = [report_from("203.0.113.77", say(row, f"Ucapan {n}."), text="Karena.")[1] for n in range(4)]
    assert [answer.status_code for answer in answers] == [303, 303, 303, 429]
    assert area(answers[-1]) == "Karena."


def test_networks_of_open_reports_are_forgotten_after_a_month():
    comment = say(consultation(), "Petugas itu lamban.")
    report_from("203.0.113.5", comment)
    assert forget_networks() == 0
    Flag.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert forget_networks() == 1
    assert Flag.objects.get().network is None


def test_the_database_knows_no_report_of_nobody_or_of_two():
    comment = say(consultation(), "Biasa saja.")
    rule = Rule.objects.get(slug="hormat")
    of_comment = {"comment": comment, "consultation_id": comment.consultation_id, "rule": rule}
    for wrong in (
        {},
        {"user": factories.user(), "network": b"x" * 32},
        {"user": factories.user(), "by_visitor": True},
        {"user": factories.user(), "contact": "a@example.org"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Flag.objects.create(**of_comment | wrong)


# --- Where the consultation says that reports hide ------------------------------------------------


def test_reports_hide_where_the_consultation_says_so_and_a_moderator_has_the_last_word():
    author, row = factories.user(), consultation(hide_at_reports=True)
    comment = say(row, "Petugas itu bodoh.", by=author)
    report(comment, 1, rule="iklan")
    report(comment, 2)
    comment.refresh_from_db()
    decision = ModerationDecision.objects.get()
    assert comment.status == "hidden" and decision.actor.is_system and decision.rule.slug == "hormat"
    assert "Dilaporkan oleh 3 orang" in decision.reason
    log = words(Client().get("/tanggapan/moderasi/"))
    assert "oleh sistem, setelah ada laporan" in log.lower()
    told = words(client_of(author).get("/akun/kotak-masuk/"))
    assert "disembunyikan sampai dibaca moderator" in told
    own = words(client_of(author).get(f"/tanggapan/{comment.pk}/"))
    assert "Laporan menyembunyikan tanggapan ini" in own and "Disembunyikan setelah dilaporkan" in own
    assert queued() == [comment.pk] and Flag.objects.filter(decision=None).count() == 3
    desk = client_of(moderator())
    assert send(desk, comment, "hide", **removal()).status_code == 303
    assert [row.kind for row in comment.decisions.order_by("pk")] == ["hide", "hide"]
    assert queued() == [] and not Flag.objects.filter(decision=None).exists()
    assert "Menyebut petugas dengan kata kasar." in words(client_of(author).get("/akun/kotak-masuk/"))


def test_what_a_moderator_shows_again_reports_do_not_hide_again():
    comment = say(consultation(hide_at_reports=True), "Loket ini lambat.")
    report(comment, 3)
    desk = client_of(moderator())
    assert send(desk, comment, "restore").status_code == 303
    report(comment, 3)
    comment.refresh_from_db()
    assert comment.status == "published" and queued() == [comment.pk]


def test_an_objection_to_the_system_is_judged_and_answers_the_reports():
    author = factories.user()
    comment = say(consultation(hide_at_reports=True), "Loket ini lambat.", by=author)
    report(comment, 3)
    objection = actions.appeal(comment.decisions.get().pk, account=author, words="Saya tidak menghina.")
    assert queued() == []
    actions.judge_appeal(objection.pk, judge=moderator(), outcome="upheld", reason="Tetap menghina.")
    assert not Flag.objects.filter(decision=None).exists() and not ReportCase.objects.exists()


def test_an_overtaken_moderator_cannot_confirm_what_another_has_hidden():
    comment = say(consultation(hide_at_reports=True), "Loket ini lambat.")
    report(comment, 3)
    first, second = client_of(moderator()), client_of(moderator())
    form = open_form(second, comment)
    assert send(first, comment, "hide", **removal()).status_code == 303
    assert send(second, comment, "hide", form, **removal()).status_code == 409


# --- At once --------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_three_people_at_once_are_three():
    rule = Rule.objects.get(slug="hormat")
    for _time in range(5):
        comment = say(consultation(), "Petugas itu lamban.")
        people = [factories.user() for _person in range(3)]
        at_once(partial(actions.flag_comment, comment.pk, account=who, rule=rule) for who in people)
        assert ReportCase.objects.get(comment=comment).people == 3
        assert comment.pk in queued()


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_would_be_counted_apart(monkeypatch):
    """The negative control of the test above: each counts itself alone, and nobody hears of the three."""
    import threading

    rule, together = Rule.objects.get(slug="hormat"), threading.Barrier(3)
    comment = say(consultation(), "Petugas itu lamban.")
    people = [factories.user() for _person in range(3)]
    count = report_cases.is_enough

    def count_together(number):
        together.wait(10)
        return count(number)

    monkeypatch.setattr(
        reporting, "hold_comment", lambda pk: Comment.objects.select_related("participant").get(pk=pk)
    )
    monkeypatch.setattr(report_cases, "is_enough", count_together)
    at_once(partial(actions.flag_comment, comment.pk, account=who, rule=rule) for who in people)
    assert comment.pk not in queued()


@pytest.mark.django_db(transaction=True)
def test_two_double_clicks_of_a_visitor_are_one_report():
    comment = say(consultation(), "Petugas itu lamban.")
    rule, key = Rule.objects.get(slug="hormat"), uuid.uuid4()

    def click():
        return actions.flag_as_visitor(comment.pk, network=b"n" * 32, rule=rule, form_key=key)[0].pk

    results = at_once([click] * 4)
    assert len(set(results)) == 1 and Flag.objects.count() == 1
