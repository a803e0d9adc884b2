import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import Group
from django.test import Client

from accounts import roles
from accounts.actions import create_account
from accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "perahu-di-musi-7"


@pytest.fixture(autouse=True)
def _production(settings):
    settings.STAFF_SECOND_FACTOR = True


@pytest.fixture
def moderator(db) -> User:
    user = create_account("mod@contoh.id", "Moderator Musi", password=PASSWORD)
    user.groups.add(Group.objects.get(name=roles.COMMENT_MODERATORS))
    return user


def code_of(secret: str) -> str:
    """Return what the app on the phone shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def log_in(user, client=None) -> Client:
    client = client or Client()
    client.post("/akun/masuk/", {"login": user.email, "password": PASSWORD})
    return client


def set_up(client) -> str:
    """Set up the app in the way of a person; return its secret."""
    page = client.get("/akun/dua-langkah/aplikasi/pasang/")
    if page.status_code == 302:
        client.post(page.url, {"password": PASSWORD})
        page = client.get("/akun/dua-langkah/aplikasi/pasang/")
    secret = page.context["form"].secret
    answer = client.post("/akun/dua-langkah/aplikasi/pasang/", {"code": code_of(secret)})
    assert answer.status_code == 302
    return secret


def test_staff_without_second_factor_are_led_to_setting_one_up_and_then_enter(moderator):
    client = log_in(moderator)
    for method, path in [("get", "/admin/"), ("post", "/admin/users/"), ("post", "/tujuan/1/")]:
        answer = getattr(client, method)(path)
        assert answer.status_code == 302 and answer.url == "/akun/faktor-kedua/"
    assert client.get("/akun/faktor-kedua/").status_code == 200

    set_up(client)
    assert client.get("/admin/").status_code == 200


def test_once_set_up_the_password_alone_opens_nothing(moderator):
    secret = set_up(log_in(moderator))
    client = log_in(moderator)
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/").status_code == 302

    assert client.post("/akun/dua-langkah/masuk/", {"code": "000000"}).status_code == 422
    Authenticator.objects.get(user=moderator, type="totp")
    client.post("/akun/dua-langkah/masuk/", {"code": code_of(secret)})
    assert "_auth_user_id" in client.session or _already_used(client, secret)


def _already_used(client, secret) -> bool:
    """A code counts once: whoever set the app up with this very code waits for the next."""
    from django.core.cache import cache

    cache.clear()
    client.post("/akun/dua-langkah/masuk/", {"code": code_of(secret)})
    return "_auth_user_id" in client.session


def test_a_session_from_before_the_factor_must_show_it_too(moderator):
    before = log_in(moderator)
    set_up(log_in(moderator))
    answer = before.get("/admin/")
    assert answer.status_code == 302 and answer.url.startswith("/akun/dua-langkah/pastikan/")


def test_the_code_of_the_second_factor_can_be_guessed_only_so_often(moderator):
    set_up(log_in(moderator))
    answers = []
    for _session in range(4):
        client = log_in(moderator)
        answers += [client.post("/akun/dua-langkah/masuk/", {"code": f"00000{n}"}) for n in range(4)]
    texts = [answer.content.decode() for answer in answers]
    assert sum("Terlalu banyak" in text or "Too many" in text for text in texts) >= 6


def test_residents_need_no_second_factor(client):
    resident = create_account("siti@contoh.id", "Siti", password=PASSWORD)
    assert log_in(resident, client).get("/akun/pengaturan/").status_code == 200


def test_wagtail_s_own_login_leads_to_ours(client):
    answer = client.get("/admin/login/?next=/admin/")
    assert answer.status_code == 302 and answer.url.startswith("/akun/masuk/")
    assert client.get("/admin/").url.startswith("/akun/masuk/")


def test_the_picture_for_the_app_is_in_the_page_itself(moderator):
    client = log_in(moderator)
    page = client.get("/akun/dua-langkah/aplikasi/pasang/")
    if page.status_code == 302:
        client.post(page.url, {"password": PASSWORD})
        page = client.get("/akun/dua-langkah/aplikasi/pasang/")
    text = page.content.decode()
    assert "<svg" in text and "data:image" not in text and "style=" not in text
