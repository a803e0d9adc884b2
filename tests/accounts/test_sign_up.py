import re

import pytest

from accounts.actions import create_account
from accounts.models import User
from tests.accounts.mails import code_in

pytestmark = pytest.mark.django_db

NEW = {
    "name": "Siti Aminah",
    "email": "Siti@Contoh.id",
    "password1": "perahu-di-musi-7",
    "consent": "on",
    "website": "",
}


def test_a_resident_signs_up_with_the_code_from_the_mail(client, mailoutbox):
    answer = client.post("/akun/daftar/", NEW)
    assert answer.status_code == 302 and answer.url == "/akun/daftar/kode/"
    assert not client.session.get("_auth_user_id")

    [mail] = mailoutbox
    assert mail.to == ["siti@contoh.id"]
    answer = client.post("/akun/daftar/kode/", {"code": code_in(mail)})
    assert answer.status_code == 302

    user = User.objects.get(email="siti@contoh.id")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert user.shown_name == "Siti Aminah" and user.language == "id"
    assert user.consented_at and user.consent_version


def test_whoever_signs_up_on_an_english_page_gets_mails_in_english(client, mailoutbox):
    client.post("/en/akun/daftar/", NEW)
    assert User.objects.get(email="siti@contoh.id").language == "en"
    assert mailoutbox[0].subject == "Your code to confirm the address"


def test_without_consent_nothing_is_kept_and_the_text_comes_back(client):
    answer = client.post("/akun/daftar/", {**NEW, "consent": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Siti Aminah" in page and "perahu-di-musi-7" not in page
    # Listed at the top, and tied to its field for those who cannot see where it stands.
    assert 'href="#id_consent"' in page
    assert re.search(r'<input[^>]*name="consent"[^>]*aria-describedby="[^"]*id_consent_error"', page)
    assert not User.objects.filter(email="siti@contoh.id").exists()


@pytest.mark.parametrize("name", ["Siti\x00Aminah", "Siti\u202eAminah", "  ", "x" * 81])
def test_a_name_that_deceives_or_does_not_fit_is_refused(client, name):
    assert client.post("/akun/daftar/", {**NEW, "name": name}).status_code == 422


def test_a_robot_that_fills_the_hidden_field_gets_no_account_and_no_hint(client):
    page = client.get("/akun/daftar/").content.decode()
    assert 'class="trap"' in page and "style=" not in page
    answer = client.post("/akun/daftar/", {**NEW, "website": "https://spam.invalid"})
    assert answer.status_code == 302 and answer.url == "/akun/daftar/kode/"
    assert not User.objects.filter(email="siti@contoh.id").exists()


def test_a_taken_address_is_not_given_away(client, mailoutbox):
    create_account("siti@contoh.id", "Siti", password="perahu-di-musi-7")
    answer = client.post("/akun/daftar/", NEW)
    assert answer.status_code == 302 and answer.url == "/akun/daftar/kode/"
    assert User.objects.filter(email__icontains="siti").count() == 1
    [mail] = mailoutbox
    assert "sudah" in mail.subject.lower() or "already" in mail.subject
    # A wrong code is refused in the same way as for a new address.
    assert client.post("/akun/daftar/kode/", {"code": "AAA-AAA"}).status_code == 422


def test_an_address_with_look_alike_letters_is_refused(client):
    # PostgreSQL's upper() would make an I of the dotless one: another spelling of the same account.
    assert client.post("/akun/daftar/", {**NEW, "email": "sıti@contoh.id"}).status_code == 422
