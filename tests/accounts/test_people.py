"""A person's data: taken along, closed, never deleted; and people in the administration."""

import json

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from accounts import privacy
from accounts.actions import anonymise_user, create_account, notify
from accounts.models import NotDeletable, Notification, User
from tests import factories
from tests.accounts.mails import code_in

pytestmark = pytest.mark.django_db
PASSWORD = "perahu-di-musi-7"


@pytest.fixture
def right_app(monkeypatch):
    """An app to the right that knows something of people; return whom it has erased."""
    erased = []
    monkeypatch.setattr(privacy, "_exports", {})
    monkeypatch.setattr(privacy, "_erasures", {})
    privacy.register(
        "test", export=lambda user: ["kata " + user.name], erase=lambda user: erased.append(user.pk)
    )
    return erased


@pytest.fixture
def siti(db):
    return create_account("siti@contoh.id", "Siti Aminah", password=PASSWORD, pseudonym="Warga Ilir")


def test_an_address_is_unique_whatever_its_case(siti):
    assert User.objects.get(email="SITI@CONTOH.ID") == siti
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("SITI@contoh.id", name="Orang lain")
    # Nor can raw SQL slip another spelling in.
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET email = 'SITI@contoh.id' WHERE id = %s", [siti.pk])


def test_nobody_is_ever_deleted(siti):
    with pytest.raises(NotDeletable):
        siti.delete()
    with pytest.raises(NotDeletable):
        User.objects.filter(pk=siti.pk).delete()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_user WHERE id = %s", [siti.pk])
    assert User.objects.filter(pk=siti.pk).exists()


def test_settings_keep_the_text_of_a_refused_form_and_refuse_an_official_sounding_pseudonym(as_, siti):
    client = as_(siti)
    for pseudonym in ("Dinas Dukcapil", "Wali  Kota", "ADMIN", "Warga\u200bIlir", "Pémerintah"):
        answer = client.post(
            "/akun/pengaturan/", {"name": "Siti A.", "pseudonym": pseudonym, "language": "id"}
        )
        assert answer.status_code == 422 and "Siti A." in answer.content.decode()
    answer = client.post(
        "/akun/pengaturan/", {"name": "Siti  A. ", "pseudonym": "Warga Ulu", "language": "en"}
    )
    assert answer.status_code == 303
    siti.refresh_from_db()
    assert (siti.name, siti.shown_name, siti.language) == ("Siti A.", "Warga Ulu", "en")


def test_a_pseudonym_is_unique_whatever_its_case(as_, siti):
    other = as_(factories.user())
    answer = other.post("/akun/pengaturan/", {"name": "Budi", "pseudonym": "WARGA ILIR", "language": "id"})
    assert answer.status_code == 422


def test_a_person_takes_their_data_along(client, siti, right_app):
    notify("x", recipient=siti, key="x:1", params={"n": 1})
    client.post("/akun/masuk/", {"login": siti.email, "password": PASSWORD})
    answer = client.get("/akun/privasi/unduh/")
    assert answer.status_code == 302  # asks for the password again
    client.post(answer.url, {"password": PASSWORD})
    data = json.loads(client.get("/akun/privasi/unduh/").content)
    assert data["account"]["email"] == "siti@contoh.id"
    assert data["notifications"][0]["params"] == {"n": 1}
    assert data["test"] == ["kata Siti Aminah"]


def test_closing_the_account_erases_the_person_and_keeps_the_row(client, siti, right_app):
    row = notify("x", recipient=siti, key="x:1", params={"name": "Siti"})
    elsewhere = Client()
    for visitor in (client, elsewhere):
        visitor.post("/akun/masuk/", {"login": siti.email, "password": PASSWORD})
    answer = client.get("/akun/privasi/tutup/")
    client.post(answer.url, {"password": PASSWORD})
    assert client.post("/akun/privasi/tutup/", {"x": "1"}).status_code == 422
    assert client.post("/akun/privasi/tutup/", {"sure": "on"}).status_code == 303

    siti.refresh_from_db()
    row.refresh_from_db()
    assert siti.anonymised_at and not siti.is_active and not siti.has_usable_password()
    assert (siti.name, siti.pseudonym) == ("", "") and siti.email.endswith(".invalid")
    assert siti.shown_name in {"Former participant", "Mantan peserta"}
    assert row.params == {} and row.mail_after is None
    assert right_app == [siti.pk]
    assert not EmailAddress.objects.filter(user=siti).exists()
    assert elsewhere.get("/akun/pengaturan/").status_code == 302
    # The address is free for a new beginning.
    create_account("siti@contoh.id", "Siti")


def test_without_a_password_a_fresh_login_by_code_closes_the_account(client, mailoutbox):
    budi = create_account("budi@contoh.id", "Budi")
    client.post("/akun/masuk/kode/", {"email": budi.email})
    client.post("/akun/masuk/kode/periksa/", {"code": code_in(mailoutbox[0])})
    session = client.session
    session["account_authentication_methods"][0]["at"] -= 3600
    session.save()
    assert "kode" in client.get("/akun/privasi/tutup/").content.decode()
    client.post("/akun/privasi/tutup/", {"sure": "on"})
    budi.refresh_from_db()
    assert budi.anonymised_at is None

    client.post("/akun/keluar/")
    client.post("/akun/masuk/kode/", {"email": budi.email})
    client.post("/akun/masuk/kode/periksa/", {"code": code_in(mailoutbox[1])})
    client.post("/akun/privasi/tutup/", {"sure": "on"})
    budi.refresh_from_db()
    assert budi.anonymised_at


def test_the_site_itself_and_its_last_administrator_stay():
    with pytest.raises(ValidationError):
        anonymise_user(User.objects.system(), User.objects.system())
    administrator = factories.administrator()
    with pytest.raises(ValidationError):
        anonymise_user(administrator, administrator)


def test_the_language_has_one_home(as_, siti):
    profile = UserProfile.get_for_user(siti)
    profile.refresh_from_db()
    assert profile.preferred_language == "id"
    siti.language = "en"
    siti.save()
    profile.refresh_from_db()
    assert profile.get_preferred_language() == "en"
    # Whoever writes Wagtail's copy changes nothing.
    profile.preferred_language = "id"
    profile.save()
    profile.refresh_from_db()
    assert profile.preferred_language == "en"


# --- In the administration ------------------------------------------------------------------------


def test_an_administrator_invites_someone_who_logs_in_by_code(as_, mailoutbox):
    admin = as_(factories.administrator())
    page = admin.get("/admin/users/new/").content.decode()
    assert "first_name" not in page and "id_password" not in page
    answer = admin.post(
        "/admin/users/new/", {"email": "Baru@Contoh.id", "name": "Orang Baru", "language": "en"}
    )
    assert answer.status_code == 302
    invited = User.objects.get(email="baru@contoh.id")
    assert not invited.has_usable_password() and not mailoutbox

    client = Client()
    client.post("/akun/masuk/kode/", {"email": invited.email})
    client.post("/akun/masuk/kode/periksa/", {"code": code_in(mailoutbox[0])})
    assert client.session["_auth_user_id"] == str(invited.pk)


def test_an_administrator_changes_address_role_and_activity(as_, siti):
    admin = as_(factories.administrator())
    assert "siti@contoh.id" in admin.get("/admin/users/").content.decode()
    data = {"email": "siti@baru.id", "name": "Siti", "pseudonym": "", "language": "id", "is_superuser": "on"}
    assert admin.post(f"/admin/users/edit/{siti.pk}/", data).status_code == 302
    siti.refresh_from_db()
    assert (siti.email, siti.is_superuser, siti.is_active) == ("siti@baru.id", True, False)
    assert EmailAddress.objects.get(user=siti).email == "siti@baru.id"


def test_the_page_for_deleting_anonymises_instead(as_, siti):
    administrator = factories.administrator()
    admin = as_(administrator)
    page = admin.get(f"/admin/users/delete/{siti.pk}/").content.decode()
    assert "siti@contoh.id" not in page
    assert admin.post(f"/admin/users/delete/{siti.pk}/").status_code == 302
    siti.refresh_from_db()
    assert siti.anonymised_at
    entry = ModelLogEntry.objects.get(action="accounts.anonymise")
    assert entry.user == administrator and "Siti" not in entry.label
    assert admin.get(f"/admin/users/edit/{siti.pk}/").status_code == 404
    # Nor is there a way past it for several at once.
    budi = factories.user()
    answer = admin.post(f"/admin/bulk/accounts/user/delete/?id={budi.pk}")
    assert answer.status_code == 302
    budi.refresh_from_db()
    assert budi.anonymised_at


def test_one_s_own_account_page_in_the_administration_has_one_language_and_no_password(as_):
    administrator = factories.administrator()
    client = as_(administrator)
    page = client.get("/admin/account/").content.decode()
    assert "first_name" not in page and "old_password" not in page and "preferred_language" not in page
    fields = {
        "person-name": "Pengurus",
        "person-pseudonym": "",
        "person-language": "en",
        "theme-theme": "light",
        "theme-contrast": "system",
        "theme-density": "default",
        "theme-keyboard_shortcuts": "on",
    }
    assert client.post("/admin/account/", fields).status_code == 302
    administrator.refresh_from_db()
    assert (administrator.name, administrator.language) == ("Pengurus", "en")


def test_residents_do_not_see_the_administration(as_, siti):
    assert as_(siti).get("/admin/users/").status_code == 302
    assert Notification.objects.count() == 0
