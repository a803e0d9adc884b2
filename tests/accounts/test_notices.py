"""What people are told: once, in their language, by mail unless they refuse, and never lost."""

import copy
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts import actions, notices
from accounts.actions import notify, notify_many, send_due_notifications
from accounts.models import Notification
from tests import factories
from tests.racing import at_once

pytestmark = pytest.mark.django_db
GONE = "gone"


@pytest.fixture(autouse=True)
def sapa(settings, monkeypatch):
    """A kind of notice that greets; of "gone" it may no longer speak, at "crash" it breaks."""
    settings.TEMPLATES = copy.deepcopy(settings.TEMPLATES)
    settings.TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")
    monkeypatch.setattr(notices, "_kinds", {})

    def context(notification):
        name = notification.params["name"]
        if name == "crash":
            raise RuntimeError("no such comment")
        return None if name == GONE else {"name": name, "url": "/tujuan/7/"}

    notices.register_kind("sapa", "Sapaan", context)


def greet(user=None, name="Budi", key="sapa:1", **where):
    return notify("sapa", recipient=user, key=key, params={"name": name}, **where)


class BrokenFor(EmailBackend):
    """A mail server that refuses whatever goes to an address that begins with "rusak"."""

    def send_messages(self, messages):
        if messages[0].to[0].startswith("rusak"):
            raise OSError(f"550 {messages[0].to[0]} refused")
        return super().send_messages(messages)


# --- Telling --------------------------------------------------------------------------------------


def test_the_same_thing_is_told_once():
    siti = factories.user()
    assert greet(siti) is not None
    assert greet(siti) is None
    assert greet(siti, key="sapa:2") is not None
    assert greet(address="Orang@Contoh.id", language="id") is not None
    assert greet(address="orang@contoh.ID", language="id") is None
    assert Notification.objects.count() == 3


def test_what_is_rolled_back_was_never_told():
    siti = factories.user()
    with pytest.raises(RuntimeError), transaction.atomic():
        greet(siti)
        raise RuntimeError
    assert not Notification.objects.exists()
    assert greet(siti)


def test_many_are_told_in_one_statement(django_assert_num_queries):
    people = [factories.user() for _n in range(50)]
    greet(people[0], key="laporan:1")
    rows = [
        Notification(kind="sapa", recipient=person, key="laporan:1", params={"name": "Ani"})
        for person in [*people, people[3]]
    ]
    with django_assert_num_queries(1):
        new = notify_many(rows)
    assert len(new) == 49 and all(row.pk for row in new)
    assert Notification.objects.count() == 50


def test_who_has_left_is_told_nothing():
    siti = factories.user()
    factories.administrator()
    actions.anonymise_user(siti, siti)
    siti.refresh_from_db()
    assert greet(siti) is None


# --- Sending --------------------------------------------------------------------------------------


def test_a_mail_is_in_the_reader_s_language_and_carries_a_way_out(settings):
    settings.BASE_URL = "https://rembuk.example"
    siti = factories.user(language="en")
    greet(siti, name="Budi\r\nBcc: jahat@contoh.id <b>&")
    assert send_due_notifications() == 1
    [message] = mail.outbox
    assert message.to == [siti.email] and message.subject == "Halo Budi Bcc: jahat@contoh.id <b>&"
    assert "[en] Budi" in message.body and "<b>&" in message.body
    assert "https://rembuk.example/tujuan/7/" in message.body
    off = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert off.startswith("https://rembuk.example/en/akun/surel/") and off in message.body
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Bcc" not in dict(message.message().items())
    assert send_due_notifications() == 0


def test_what_may_no_longer_be_seen_is_neither_sent_nor_shown(as_):
    siti = factories.user()
    greet(siti, name=GONE)
    assert send_due_notifications() == 1 and not mail.outbox
    assert send_due_notifications() == 0
    assert "menyapa" not in as_(siti).get("/akun/kotak-masuk/").content.decode()


def test_a_mail_waits_until_it_is_due():
    greet(factories.user(), mail_after=timezone.now() + timedelta(hours=1))
    assert send_due_notifications() == 0


def test_one_refused_mail_stops_no_other_and_is_tried_again_then_given_up(settings, caplog):
    settings.EMAIL_BACKEND = f"{__name__}.BrokenFor"
    broken = factories.user(email="rusak@contoh.id")
    others = [factories.user() for _n in range(3)]
    greet(others[0])
    greet(broken)
    greet(others[1], name="crash")
    greet(others[2])
    assert send_due_notifications() == 4
    assert {message.to[0] for message in mail.outbox} == {others[0].email, others[2].email}

    for _attempt in range(len(actions.WAITS)):
        assert send_due_notifications() == 0  # not before its time
        Notification.objects.filter(sent_at=None).update(mail_after=timezone.now())
        assert send_due_notifications() == 2
    row = Notification.objects.get(recipient=broken)
    assert row.failed_at and row.attempts == len(actions.WAITS) + 1
    # The reason is kept, the address is not, neither there nor in the log.
    assert "550" in row.error and "rusak@" not in row.error + caplog.text
    Notification.objects.filter(sent_at=None).update(mail_after=timezone.now())
    assert send_due_notifications() == 0


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_mail_once():
    people = [factories.user() for _n in range(30)]
    for person in people:
        greet(person)
    done = at_once([send_due_notifications] * 3)
    assert sorted(message.to[0] for message in mail.outbox) == sorted(person.email for person in people)
    assert sum(done) == 30


class DiesAfterSending(EmailBackend):
    """A process that is killed after the mail server took the mail and before that was written down."""

    def send_messages(self, messages):
        super().send_messages(messages)
        raise SystemExit


@pytest.mark.django_db(transaction=True)
def test_a_crash_after_sending_repeats_the_mail_and_loses_none(settings):
    greet(factories.user())
    settings.EMAIL_BACKEND = f"{__name__}.DiesAfterSending"
    with pytest.raises(SystemExit):
        send_due_notifications()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_due_notifications() == 1
    # The same Message-ID: a mail program can drop the second.
    assert (
        len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 1 and len(mail.outbox) == 2
    )


# --- Refusing -------------------------------------------------------------------------------------


def off_link() -> str:
    return (
        mail.outbox[-1].extra_headers["List-Unsubscribe"].strip("<>").split("localhost")[-1].partition("/")[2]
    )


@pytest.mark.parametrize("account", [True, False])
def test_one_click_without_log_in_ends_mails_of_a_kind(account):
    where = {"user": factories.user()} if account else {"address": "orang@contoh.id", "language": "id"}
    greet(**where)
    send_due_notifications()
    link = "/" + off_link()

    # Looking changes nothing: mail programs and scanners follow links on their own.
    assert Client().get(link).status_code == 200
    greet(**where, key="sapa:2")
    send_due_notifications()
    assert len(mail.outbox) == 2

    client = Client(enforce_csrf_checks=True)
    answer = client.post(link, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    greet(**where, key="sapa:3")
    send_due_notifications()
    assert len(mail.outbox) == 2

    # And back, by the button of the page.
    assert client.post(link, {"wanted": "yes"}).status_code == 303
    greet(**where, key="sapa:4")
    send_due_notifications()
    assert len(mail.outbox) == 3


def test_a_token_that_is_not_ours_leads_nowhere():
    assert Client().get("/akun/surel/abc:def:ghi/").status_code == 404
    assert Client().post("/akun/surel/abc/").status_code == 404


def test_a_reader_switches_a_kind_off_in_the_settings(as_):
    siti = factories.user()
    assert as_(siti).post("/akun/pengaturan/surel/", {}).status_code == 303
    greet(siti)
    send_due_notifications()
    assert not mail.outbox
    assert "menyapa" in as_(siti).get("/akun/kotak-masuk/").content.decode()


# --- Inbox ----------------------------------------------------------------------------------------


def test_the_inbox_shows_own_notices_twenty_at_a_time(as_):
    siti, other = factories.user(), factories.user()
    for number in range(25):
        greet(siti, name=f"Warga-{number}", key=f"sapa:{number}")
    foreign = greet(other, name="Rahasia")
    client = as_(siti)
    page = client.get("/akun/kotak-masuk/")
    text = page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert "Warga-24 " in text and "Warga-5 " in text and "Warga-4 " not in text and "Rahasia" not in text
    oldest = Notification.objects.inbox(siti)[19]
    older = client.get(f"/akun/kotak-masuk/?sebelum={oldest.pk}").content.decode()
    assert "Warga-4 " in older and "Warga-5 " not in older
    for odd in ("x", "-1", "9" * 30, "²"):
        assert client.get("/akun/kotak-masuk/", {"sebelum": odd}).status_code == 200
    assert client.post(f"/akun/kotak-masuk/{foreign.pk}/").status_code == 404


def test_looking_marks_nothing_as_read_opening_does(as_):
    siti = factories.user()
    first, _second = greet(siti), greet(siti, key="sapa:2")
    client = as_(siti)
    client.get("/akun/kotak-masuk/")
    assert Notification.objects.inbox(siti).unread().count() == 2
    answer = client.post(f"/akun/kotak-masuk/{first.pk}/")
    assert answer.status_code == 303 and answer.url == "/tujuan/7/"
    assert Notification.objects.inbox(siti).unread().count() == 1
    assert client.post("/akun/kotak-masuk/tandai-terbaca/").status_code == 303
    assert Notification.objects.inbox(siti).unread().count() == 0
    assert client.get(f"/akun/kotak-masuk/{first.pk}/").status_code == 405


def test_a_name_in_a_notice_is_text(as_):
    siti = factories.user()
    greet(siti, name="<script>alert(1)</script>")
    assert "<script>alert" not in as_(siti).get("/akun/kotak-masuk/").content.decode()


def test_the_inbox_is_for_those_who_are_logged_in(client):
    for path in (
        "/akun/kotak-masuk/",
        "/akun/pengaturan/",
        "/akun/privasi/",
        "/akun/privasi/unduh/",
        "/akun/privasi/tutup/",
    ):
        answer = client.get(path)
        assert answer.status_code == 302 and answer.url.startswith("/akun/masuk/")
