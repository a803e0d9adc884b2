"""Readers report that a comment breaks a rule: once each, with a rule, also after closing."""

import pytest
from django.core import mail

from accounts.actions import send_due_notifications
from accounts.models import Notification
from consultations.actions import flag_comment, withdraw_comment
from consultations.models import Flag, Rule
from tests import factories
from tests.consultations.talking import area, client_of, close, consultation, decide, say, words

pytestmark = pytest.mark.django_db


def test_a_report_names_a_rule_and_reaches_the_moderators_once():
    row = consultation()
    comment = say(row, "Telepon saya 0812.")
    close(row)
    reader = client_of(factories.user())
    rule = Rule.objects.get(slug="data-pribadi")
    address = f"/tanggapan/{comment.pk}/laporkan/"
    assert "data pribadi" in words(reader.get(address)).lower()
    for _time in range(2):
        answer = reader.post(address, {"rule": rule.pk, "text": "Ada nomor telepon."})
        assert answer.status_code == 303
    flag = Flag.objects.get()
    assert (flag.rule, flag.words) == (rule, "Ada nomor telepon.")


def test_a_text_that_cannot_be_read_is_told_at_its_field():
    comment = say(consultation(), "Biasa saja.")
    rule = Rule.objects.get(slug="data-pribadi")
    sent = {"rule": rule.pk, "text": "x\x07y"}
    answer = client_of(factories.user()).post(f"/tanggapan/{comment.pk}/laporkan/", sent)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"text"}


def test_a_report_without_a_rule_or_under_the_systems_own_comes_back():
    comment = say(consultation(), "Biasa saja.")
    reader = client_of(factories.user())
    system = Rule.objects.get(for_system=True)
    for rule in ("", "x", system.pk, 10**30):
        answer = reader.post(f"/tanggapan/{comment.pk}/laporkan/", {"rule": rule, "text": "Karena."})
        assert answer.status_code == 422
        assert area(answer) == "Karena."
    for text in ("a" * 1001, "x\x00y", "\ufffd"):
        answer = reader.post(f"/tanggapan/{comment.pk}/laporkan/", {"rule": 1, "text": text})
        assert answer.status_code == 422
    assert not Flag.objects.exists()


def test_one_does_not_report_oneself_nor_what_is_gone(client):
    row = consultation()
    author = factories.user()
    comment, hidden = say(row, "Saya.", by=author), say(row, "Hilang.")
    rule = Rule.objects.get(slug="hormat").pk
    assert client_of(author).post(f"/tanggapan/{comment.pk}/laporkan/", {"rule": rule}).status_code == 422
    decide(hidden, "hide")
    reader = client_of(factories.user())
    assert reader.post(f"/tanggapan/{hidden.pk}/laporkan/", {"rule": rule}).status_code == 404
    assert client.get(f"/tanggapan/{hidden.pk}/laporkan/").status_code == 404
    assert not Flag.objects.exists()


# --- What came of it --------------------------------------------------------------------------------


@pytest.fixture
def reported():
    """A comment that two readers reported; returns it and them."""
    comment = say(consultation(), "Petugas itu lamban.")
    readers = [factories.user(), factories.user()]
    for reader in readers:
        flag_comment(comment.pk, account=reader, rule=Rule.objects.get(slug="hormat"))
    return comment, readers


def outcomes(reader) -> str:
    return words(client_of(reader).get("/akun/kotak-masuk/"))


def test_each_reporter_learns_that_it_was_hidden_and_by_which_rule(reported):
    comment, readers = reported
    decision = decide(comment, "hide", rule=2, reason="Menyebut nama orang.")
    assert Notification.objects.filter(kind="report_outcome").count() == 2
    for reader in readers:
        assert "yang Anda laporkan disembunyikan. Aturan 2" in outcomes(reader)
    while send_due_notifications():
        pass
    letters = [letter for letter in mail.outbox if letter.to[0] == readers[0].email]
    assert [letter.subject for letter in letters] == ["Yang Anda laporkan disembunyikan"]
    assert "Menyebut nama orang." in letters[0].body
    assert f"/tanggapan/keputusan/{decision.pk}/" in letters[0].body
    assert "Petugas itu lamban." not in letters[0].body


def test_each_reporter_learns_that_it_stays_or_that_its_author_withdrew_it(reported):
    comment, readers = reported
    decide(comment, "keep")
    assert "yang Anda laporkan: tanggapan itu tetap ada" in outcomes(readers[0])
    author = factories.user()
    gone = say(comment.consultation, "Saya tarik.", by=author)
    flag_comment(gone.pk, account=readers[0], rule=Rule.objects.get(slug="hormat"))
    withdraw_comment(gone.pk, account=author)
    assert "yang Anda laporkan ditarik oleh penulisnya" in outcomes(readers[0])


def test_a_report_that_was_answered_before_is_not_answered_again(reported):
    comment, readers = reported
    decide(comment, "keep")
    decide(comment, "hide")
    assert Notification.objects.filter(kind="report_outcome", recipient=readers[0]).count() == 1
    assert not Notification.objects.filter(kind="report_outcome").exclude(recipient__in=readers).exists()
