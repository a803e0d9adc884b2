"""Readers report that a comment breaks a rule: once each, with a rule, also after closing."""

import pytest

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
    assert client.post(f"/tanggapan/{comment.pk}/laporkan/", {"rule": rule}).status_code == 403
    assert not Flag.objects.exists()
