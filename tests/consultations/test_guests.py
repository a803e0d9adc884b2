"""Guests write without an account: a code by mail, a moderator who reads it first, a receipt to follow it."""

import html
import re
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.actions import send_due_notifications
from accounts.models import Notification
from consultations import actions
from consultations.actions import guesting
from consultations.actions.guesting import WrongCode, forget_drafts
from consultations.models import Comment, GuestDraft, Participant
from tests import factories
from tests.consultations.talking import announce, area, at, client_of, consultation, decide, say, words
from tests.pages import publish
from tests.racing import at_once

pytestmark = pytest.mark.django_db
CODE = "/tanggapan/tamu/kode/"
WHO = "tamu@example.org"


@pytest.fixture
def row():
    return consultation("Jam buka?", title="Antrean loket", guests=True)


def form_of(client: Client, address: str) -> dict[str, str]:
    """Open the form for guests; return what stands hidden in it."""
    page = client.get(address)
    assert page.status_code == 200
    return {"form_key": re.search(r'name="form_key" value="([^"]+)"', page.content.decode())[1]}


def write(client: Client, row, text="Loket dibuka lebih pagi.", parent=None, **fields):
    """Send a text as a guest; return the answer."""
    address = (
        f"/tanggapan/{parent.pk}/balas/tamu/" if parent else f"/tanggapan/konsultasi/{row.slug}/tulis/tamu/"
    )
    form = form_of(client, address) | {"text": text, "stance": "", "address": WHO, "shown_name": ""}
    return client.post(address, form | fields)


def mailed(place: int = -1) -> str:
    """Return the code in a mail."""
    return re.search(r"^(\d{6})$", mail.outbox[place].body, re.M)[1]


def wrong(code: str) -> str:
    """Return another code."""
    return f"{(int(code) + 1) % 10**6:06d}"


def type_in(client: Client, code: str):
    """Type a code into the page that asks for it; return the answer."""
    page = client.get(CODE).content.decode()
    token = html.unescape(re.search(r'name="draft" value="([^"]+)"', page)[1])
    return client.post(CODE, {"draft": token, "code": code})


def receipt_of(client: Client) -> str:
    """Return the code of the receipt that follows."""
    page = client.get("/tanda-terima/baru/").content.decode()
    return re.sub(r"<[^>]+>", "", re.search(r'class="receipt__code">(.*?)</p>', page, re.S)[1])


# --- The whole way --------------------------------------------------------------------------------


def test_a_guest_writes_confirms_follows_and_is_told(row):
    client = Client()
    assert client.get(f"/tanggapan/konsultasi/{row.slug}/tulis/")["Location"].endswith("/tulis/tamu/")
    answer = write(client, row, stance="for", shown_name="Bu Tini")
    assert (answer.status_code, answer["Location"]) == (303, CODE)
    assert not Comment.objects.exists()
    page = client.get(CODE)
    assert (
        WHO in words(page)
        and "Loket dibuka lebih pagi." in words(page)
        and "no-store" in page["Cache-Control"]
    )
    letter = mail.outbox[-1]
    assert letter.to == [WHO] and "Antrean loket" in letter.body and "Loket dibuka" not in letter.body
    answer = type_in(client, f" {mailed()[:3]} {mailed()[3:]} ")
    assert (answer.status_code, answer["Location"]) == (303, "/tanda-terima/baru/")
    comment = Comment.objects.select_related("participant").get()
    assert (comment.status, comment.stance, comment.channel) == ("pending", "for", "web")
    assert (comment.participant.kind, comment.participant.contact) == ("guest", WHO)
    assert comment.participant.account is None and comment.participant.shown_name == "Bu Tini"
    draft = GuestDraft.objects.get()
    assert (draft.comment_id, draft.text, draft.address) == (comment.pk, "", "")
    code = receipt_of(client)
    assert Client().get(f"/tanggapan/{comment.pk}/").status_code == 404
    other = Client()
    said = words(other.post("/tanda-terima/", {"code": code}, follow=True))
    assert "Loket dibuka lebih pagi." in said and "Menunggu moderator" in said
    decide(comment, "reject", reason="Bukan tempatnya.")
    while send_due_notifications():
        pass
    letter = mail.outbox[-1]
    assert letter.to == [WHO] and "Bukan tempatnya." in letter.body and "/tanda-terima/" in letter.body
    assert code not in "".join(letter.body for letter in mail.outbox)
    assert "Bukan tempatnya." in words(other.get("/tanda-terima/"))


def test_what_is_published_shows_the_guest_as_such(row):
    client = Client()
    write(client, row)
    type_in(client, mailed())
    comment = Comment.objects.get()
    decide(comment, "publish")
    said = words(Client().get(f"/tanggapan/{comment.pk}/"))
    assert "Tamu" in said and WHO not in said
    reply = say(row, "Setuju.", parent=comment)
    assert Notification.objects.filter(kind="reply", address=WHO, params={"comment": reply.pk}).exists()


def test_a_guest_answers_a_comment(row):
    parent = say(row, "Kapan buka?")
    client = Client()
    assert client.get(f"/tanggapan/{parent.pk}/balas/")["Location"] == f"/tanggapan/{parent.pk}/balas/tamu/"
    assert "Kapan buka?" in words(client.get(f"/tanggapan/{parent.pk}/balas/tamu/"))
    assert write(client, row, "Pukul delapan.", parent).status_code == 303
    type_in(client, mailed())
    comment = Comment.objects.get(parent=parent)
    assert comment.status == "pending" and comment.thread_id == parent.pk


def test_the_question_is_carried_along(row):
    question = row.questions.get()
    client = Client()
    way = client.get(f"/tanggapan/konsultasi/{row.slug}/tulis/?pertanyaan={question.pk}")["Location"]
    assert way.endswith(f"/tulis/tamu/?pertanyaan={question.pk}")
    assert f'value="{question.pk}" selected' in client.get(way).content.decode()
    write(client, row, question=question.pk)
    type_in(client, mailed())
    assert Comment.objects.get().question == question


def test_the_same_address_is_the_same_guest_and_keeps_the_name_that_was_read(row):
    for number, name in enumerate(("Bu Tini", "Bu Tono"), start=1):
        client = Client()
        write(client, row, f"Ucapan {number}.", address="Tamu@Example.org", shown_name=name)
        type_in(client, mailed())
        code = receipt_of(client)
    guest = Participant.objects.get()
    assert (guest.contact, guest.shown_name) == (WHO, "Bu Tini")
    said = words(Client().post("/tanda-terima/", {"code": code}, follow=True))
    assert "Ucapan 1." in said and "Ucapan 2." in said


def test_an_address_with_an_account_is_answered_alike(row):
    factories.user(email="punya@example.org")
    answers = []
    for address in ("punya@example.org", "tidak@example.org"):
        client = Client()
        answer = write(client, row, address=address)
        said = words(client.get(CODE)).replace(address, "")
        answers.append((answer.status_code, answer["Location"], re.sub(r"pukul [\d.]+", "", said)))
    assert answers[0] == answers[1]


# --- Where guests are not taken -------------------------------------------------------------------


def test_only_where_the_consultation_says_so():
    row = consultation()
    comment = say(row, "Halo.")
    client = Client()
    for address in (f"/tanggapan/konsultasi/{row.slug}/tulis", f"/tanggapan/{comment.pk}/balas"):
        assert "/akun/masuk" in client.get(f"{address}/")["Location"]
        assert client.get(f"{address}/tamu/").status_code == 404
        form = {"text": "Saya.", "address": WHO, "form_key": uuid.uuid4(), "stance": ""}
        assert client.post(f"{address}/tamu/", form).status_code == 404
    assert not GuestDraft.objects.exists() and not mail.outbox


def test_an_editor_allows_guests_on_the_page_and_readers_see_it():
    page = announce()
    address = f"/tanggapan/konsultasi/{page.consultation.slug}/"
    assert "Siapa yang boleh menulis" not in words(Client().get(address, follow=True))
    page.guests = page.hide_at_reports = True
    publish(page)
    page.consultation.refresh_from_db()
    assert page.consultation.guests and page.consultation.hide_at_reports
    assert page.consultation.changes.latest("pk").kind == "amended"
    said = words(Client().get(address, follow=True))
    assert "Siapa yang boleh menulis" in said and "Dengan akun atau sebagai tamu" in said
    assert "Langsung menyembunyikan tanggapan" in said


def test_who_is_logged_in_writes_as_themselves(row):
    page = client_of(factories.user()).get(f"/tanggapan/konsultasi/{row.slug}/tulis/")
    assert page.status_code == 200 and 'name="address"' not in page.content.decode()


# --- What does not go right -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"text": ""},
        {"text": "a" * 5001},
        {"text": "x\x00y"},
        {"text": "\ufffd"},
        {"address": ""},
        {"address": "bukan alamat"},
        {"address": "támu@example.org"},
        {"address": "a@b.c\nBcc: x@example.org"},
        {"shown_name": "Walikota Palembang"},
        {"shown_name": "a\u202eb"},
        {"stance": "x"},
        {"question": "999999"},
        {"form_key": "x"},
    ],
)
def test_odd_input_comes_back(row, fields):
    answer = write(Client(), row, **{"text": "Teks saya."} | fields)
    assert answer.status_code == 422
    if "text" not in fields:
        assert area(answer) == "Teks saya."
    assert not mail.outbox and not GuestDraft.objects.exists()


def test_wrong_codes_are_counted_and_keep_the_text(row):
    client = Client()
    write(client, row)
    code = mailed()
    for left in (4, 3, 2, 1):
        answer = type_in(client, wrong(code))
        assert answer.status_code == 422 and f"mencoba {left} kali lagi" in words(answer)
        assert "Loket dibuka lebih pagi." in words(answer)
    assert "Terlalu banyak kode salah" in words(type_in(client, wrong(code)))
    assert "Terlalu banyak kode salah" in words(type_in(client, code))  # the right one comes too late
    assert not Comment.objects.exists()
    page = client.get(CODE).content.decode()
    token = html.unescape(re.search(r'name="draft" value="([^"]+)"', page)[1])
    assert client.post(CODE, {"draft": token, "verb": "resend"}).status_code == 303
    assert type_in(client, mailed()).status_code == 303
    assert Comment.objects.count() == 1


def test_an_expired_code_says_so_and_a_new_one_is_a_click_away(row):
    client = Client()
    write(client, row)
    GuestDraft.objects.update(expires_at=timezone.now() - timedelta(minutes=5))
    answer = type_in(client, mailed())
    assert answer.status_code == 422 and "sudah tidak berlaku" in words(answer)
    assert "Loket dibuka lebih pagi." in words(answer) and "Kirimi saya kode baru" in words(answer)
    first = mailed()
    page = client.get(CODE).content.decode()
    token = html.unescape(re.search(r'name="draft" value="([^"]+)"', page)[1])
    client.post(CODE, {"draft": token, "verb": "resend"})
    if first != mailed():
        assert type_in(client, first).status_code == 422
    assert type_in(client, mailed()).status_code == 303


@pytest.mark.parametrize("odd", ["", "12345", "x" * 21, "\x00", "１２３４５６", "-1"])
def test_odd_codes_come_back(row, odd):
    client = Client()
    write(client, row)
    assert type_in(client, odd).status_code == 422


def test_nobody_reaches_anothers_draft(row):
    client = Client()
    write(client, row)
    stranger = Client()
    assert stranger.get(CODE).status_code == 404
    for token in ("", "x", str(GuestDraft.objects.get().form_key)):
        assert stranger.post(CODE, {"draft": token, "code": mailed()}).status_code == 404
    assert not Comment.objects.exists()


def test_codes_are_limited_by_address_and_by_network(row, settings):
    settings.VISITOR_LIMITS = settings.VISITOR_LIMITS | {"guest_code": "2/h/key,4/h/ip"}
    sender = lambda: Client(REMOTE_ADDR="203.0.113.50")
    statuses = [write(sender(), row, address="satu@example.org").status_code for _n in range(3)]
    assert statuses == [303, 303, 429]
    answer = write(sender(), row, address="Satu@Example.org")
    assert answer.status_code == 429 and area(answer) == "Loket dibuka lebih pagi."
    others = [write(sender(), row, address=f"a{n}@example.org").status_code for n in range(3)]
    assert others == [303, 303, 429]
    assert write(Client(REMOTE_ADDR="198.51.100.2"), row, address="b@example.org").status_code == 303


def test_a_mail_that_cannot_be_sent_is_no_loss(row, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer = write(Client(), row)
    assert answer.status_code == 422 and "tidak dapat dikirim" in words(answer)
    assert area(answer) == "Loket dibuka lebih pagi."


def test_written_in_time_is_in_time_and_too_late_is_not(row):
    client, late = Client(), Client()
    write(client, row)
    at(row, closes_at=GuestDraft.objects.get().created_at + timedelta(microseconds=1))
    assert type_in(client, mailed()).status_code == 303
    comment = Comment.objects.get()
    assert comment.received_at < row.closes_at
    at(row, closes_at=timezone.now() - timedelta(hours=1))
    address = f"/tanggapan/konsultasi/{row.slug}/tulis/tamu/"
    assert "ditutup" in words(late.get(address))
    form = {"text": "Terlambat.", "address": WHO, "form_key": uuid.uuid4(), "stance": "", "shown_name": ""}
    answer = late.post(address, form)
    assert answer.status_code == 422 and "Terlambat." in html.unescape(answer.content.decode())


def test_what_was_answered_is_gone_meanwhile(row):
    parent = say(row, "Kapan buka?")
    client = Client()
    write(client, row, "Pukul delapan.", parent)
    decide(parent, "hide")
    answer = type_in(client, mailed())
    assert answer.status_code == 422 and "sudah tidak tampil" in words(answer)
    assert "Pukul delapan." in words(answer)


def test_drafts_are_forgotten_after_a_day(row):
    client = Client()
    write(client, row)
    assert forget_drafts() == 0
    GuestDraft.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert forget_drafts() == 1
    page = client.get(CODE)
    assert page.status_code == 404 and "Tidak ada teks yang menunggu kode" in words(page)


# --- Once -----------------------------------------------------------------------------------------


def test_a_retry_gives_the_same_comment_and_a_receipt_that_works(row):
    client = Client()
    write(client, row)
    assert type_in(client, mailed()).status_code == 303
    first = receipt_of(client)
    assert type_in(client, mailed()).status_code == 303
    second = receipt_of(client)
    assert Comment.objects.count() == 1 and first != second
    assert Client().post("/tanda-terima/", {"code": first}).status_code == 422
    assert Client().post("/tanda-terima/", {"code": second}).status_code == 303


def test_the_form_sent_twice_is_one_draft_and_one_mail_but_a_changed_text_counts(row):
    client, address = Client(), f"/tanggapan/konsultasi/{row.slug}/tulis/tamu/"
    form = form_of(client, address) | {"text": "Satu.", "stance": "", "address": WHO, "shown_name": ""}
    for _time in range(2):
        assert client.post(address, form).status_code == 303
    assert GuestDraft.objects.count() == 1 and len(mail.outbox) == 1
    client.post(address, form | {"text": "Dua."})
    assert GuestDraft.objects.count() == 1 and len(mail.outbox) == 2
    type_in(client, mailed())
    assert Comment.objects.get().version.text == "Dua."


def start(row, address=WHO) -> GuestDraft:
    return actions.start_guest_comment(
        consultation_id=row.pk, text="Loket.", address=address, form_key=uuid.uuid4()
    )


@pytest.mark.django_db(transaction=True)
def test_clicks_and_drafts_at_once_make_one_comment_each_and_one_guest():
    row = consultation(guests=True)
    drafts = [start(row) for _n in range(3)]
    codes = [mailed(place) for place in range(3)]
    results = at_once(
        lambda draft=draft, code=code: actions.confirm_guest_comment(draft.form_key, code)[0].pk
        for draft, code in zip(drafts * 3, codes * 3, strict=True)
    )
    assert sorted(results) == sorted(list(Comment.objects.values_list("pk", flat=True)) * 3)
    assert Comment.objects.count() == 3 and Participant.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_wrong_codes_at_once_are_all_counted(monkeypatch):
    row = consultation(guests=True)
    draft = start(row)
    code = wrong(mailed())

    def guess():
        actions.confirm_guest_comment(draft.form_key, code)

    results = at_once([guess] * 8)
    assert all(isinstance(result, WrongCode) for result in results)
    assert GuestDraft.objects.get().tries == 5
    with pytest.raises(WrongCode):
        actions.confirm_guest_comment(draft.form_key, mailed())


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_wrong_codes_would_be_free(monkeypatch):
    """The negative control of the test above: all read the count together, and it grows by one."""
    import threading

    from django.db.models.query import QuerySet

    row = consultation(guests=True)
    draft = start(row)
    code, together = wrong(mailed()), threading.Barrier(4)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *args, **kwargs: self)
    compare = guesting.constant_time_compare

    def compare_together(*values):
        together.wait(10)
        return compare(*values)

    monkeypatch.setattr(guesting, "constant_time_compare", compare_together)
    at_once([lambda: actions.confirm_guest_comment(draft.form_key, code)] * 4)
    assert GuestDraft.objects.get().tries == 1


def test_the_database_knows_one_guest_per_address_and_no_draft_that_keeps_words_when_used(row):
    client = Client()
    write(client, row)
    type_in(client, mailed())
    guest = {"consultation": row, "kind": "guest"}
    for broken in (
        lambda: Participant.objects.create(**guest, contact=WHO),
        lambda: GuestDraft.objects.update(text="Masih di sini."),
        lambda: GuestDraft.objects.update(tries=6),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()
    Participant.objects.create(**guest)  # without an address nobody is the same
    Participant.objects.create(**guest)
