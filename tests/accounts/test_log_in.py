import pytest
from django.test import Client

from accounts.actions import create_account
from tests.accounts.mails import code_in

pytestmark = pytest.mark.django_db
PASSWORD = "perahu-di-musi-7"


@pytest.fixture
def siti(db):
    return create_account("siti@contoh.id", "Siti Aminah", password=PASSWORD)


def is_logged_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_log_in_with_password_whatever_the_case_of_the_address(client, siti):
    answer = client.post("/akun/masuk/", {"login": "SITI@contoh.ID", "password": PASSWORD})
    assert answer.status_code == 302 and is_logged_in(client)


def test_a_wrong_password_keeps_the_address_in_the_form(client, siti):
    answer = client.post("/akun/masuk/", {"login": "siti@contoh.id", "password": "salah"})
    assert answer.status_code == 422
    assert "siti@contoh.id" in answer.content.decode()


def test_log_in_by_a_code_from_the_mail_in_the_reader_s_language(client, siti, mailoutbox):
    siti.language = "en"
    siti.save()
    client.post("/akun/masuk/kode/", {"email": "siti@contoh.id"})
    [mail] = mailoutbox
    assert mail.subject == "Your code to log in"
    client.post("/akun/masuk/kode/periksa/", {"code": code_in(mail)})
    assert is_logged_in(client)


def test_after_ten_wrong_passwords_even_the_right_one_is_refused(siti):
    """However the address is spelt, and from wherever the requests claim to come."""
    spellings = ["siti@contoh.id", "SITI@contoh.id", "Siti@Contoh.Id ", "sıti@contoh.id", "síti@contoh.id"]
    tried = 0
    for attempt in range(15):
        client = Client(headers={"x-forwarded-for": f"10.0.0.{attempt}"})
        page = client.post("/akun/masuk/", {"login": spellings[attempt % 5], "password": f"salah-{attempt}"})
        assert page.status_code == 422
        tried += 1
    client = Client(headers={"x-forwarded-for": "203.0.113.9"})
    assert client.post("/akun/masuk/", {"login": "siti@contoh.id", "password": PASSWORD}).status_code == 422
    assert not is_logged_in(client)


def test_wrong_codes_and_wrong_passwords_count_together(siti, mailoutbox):
    """A new code, or a new session, gives no new guesses."""
    refused_outright = 0
    for _attempt in range(4):
        client = Client()
        client.post("/akun/masuk/kode/", {"email": "siti@contoh.id"})
        for _guess in range(3):
            page = client.post("/akun/masuk/kode/periksa/", {"code": "AAA-AAA"})
            refused_outright += b"Terlalu banyak" in page.content or b"Too many" in page.content
    assert refused_outright >= 2
    client = Client()
    assert client.post("/akun/masuk/", {"login": "siti@contoh.id", "password": PASSWORD}).status_code == 422
    # Nor does the right code help any more, for five minutes.
    client.post("/akun/masuk/kode/", {"email": "siti@contoh.id"})
    client.post("/akun/masuk/kode/periksa/", {"code": code_in(mailoutbox[-1])})
    assert not is_logged_in(client)


def test_an_unknown_address_is_answered_like_a_known_one(client, siti, mailoutbox):
    known = client.post("/akun/masuk/kode/", {"email": "siti@contoh.id"})
    unknown = Client().post("/akun/masuk/kode/", {"email": "orang@lain.id"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [mail.to for mail in mailoutbox] == [["siti@contoh.id"], ["orang@lain.id"]]


def test_a_forgotten_password_is_replaced_by_code_and_every_session_ends(client, siti, mailoutbox):
    elsewhere = Client()
    elsewhere.post("/akun/masuk/", {"login": "siti@contoh.id", "password": PASSWORD})
    assert elsewhere.get("/akun/pengaturan/").status_code == 200

    client.post("/akun/kata-sandi/lupa/", {"email": "siti@contoh.id"})
    assert client.post("/akun/kata-sandi/lupa/kode/", {"code": "AAA-AAA"}).status_code == 422
    assert client.post("/akun/kata-sandi/lupa/kode/", {"code": code_in(mailoutbox[0])}).status_code == 302
    new = {"password1": "ampera-malam-hari", "password2": "ampera-malam-hari"}
    assert client.post("/akun/kata-sandi/lupa/baru/", new).status_code == 302

    assert elsewhere.get("/akun/pengaturan/").status_code == 302
    assert Client().post("/akun/masuk/", {"login": "siti@contoh.id", "password": PASSWORD}).status_code == 422
    client.post("/akun/masuk/", {"login": "siti@contoh.id", "password": "ampera-malam-hari"})
    assert is_logged_in(client)


def test_changing_the_password_ends_every_session(client, siti):
    elsewhere = Client()
    for visitor in (client, elsewhere):
        visitor.post("/akun/masuk/", {"login": "siti@contoh.id", "password": PASSWORD})
    new = {"oldpassword": PASSWORD, "password1": "ampera-malam-hari", "password2": "ampera-malam-hari"}
    assert client.post("/akun/kata-sandi/ganti/", {**new, "oldpassword": "salah"}).status_code == 422
    assert client.post("/akun/kata-sandi/ganti/", new).status_code == 302
    assert elsewhere.get("/akun/pengaturan/").status_code == 302
    assert not is_logged_in(client)


def test_the_address_changes_only_with_the_code_sent_to_the_new_one(client, siti, mailoutbox):
    client.post("/akun/masuk/", {"login": "siti@contoh.id", "password": PASSWORD})
    answer = client.post("/akun/surel/", {"email": "Baru@contoh.id", "action_add": ""})
    assert answer.status_code == 302
    siti.refresh_from_db()
    assert siti.email == "siti@contoh.id"
    client.post("/akun/daftar/kode/", {"code": code_in(mailoutbox[-1])})
    siti.refresh_from_db()
    assert siti.email == "baru@contoh.id"


def test_someone_whose_account_is_not_active_cannot_log_in(client, siti):
    siti.is_active = False
    siti.save()
    client.post("/akun/masuk/", {"login": "siti@contoh.id", "password": PASSWORD})
    assert not is_logged_in(client)
