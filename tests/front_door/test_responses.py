"""What holds for every response: caches, content policy, the way in, images, refused forms."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from tests import factories

LOGIN = "/akun/masuk/"


@pytest.mark.django_db
def test_a_page_of_somebody_who_is_logged_in_is_never_stored(as_):
    answer = as_(factories.user()).get("/akun/kotak-masuk/")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store, private"


@pytest.mark.django_db
def test_a_shared_cache_never_keeps_a_page_with_a_cookie(client):
    answer = client.get(LOGIN)
    assert answer.cookies
    assert "private" in answer["Cache-Control"] or "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_the_content_policy_is_strict_on_pages_and_relaxed_in_the_admin_only(client, as_):
    strict = client.get(LOGIN)["Content-Security-Policy"]
    assert "unsafe" not in strict
    assert "default-src 'self'" in strict
    assert "frame-ancestors 'none'" in strict
    admin = as_(factories.administrator()).get("/admin/")
    assert admin.status_code == 200
    assert "script-src 'self' 'unsafe-inline'" in admin["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in admin["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/admin/login/?next=/admin/pages/", f"{LOGIN}?next=/admin/pages/"),
        ("/admin/password_reset/", "/akun/kata-sandi/lupa/"),
        ("/admin/password_reset/confirm/MQ/abc-def/", "/akun/kata-sandi/lupa/"),
        ("/_util/login/?next=/", f"{LOGIN}?next=/"),
        ("/en/_util/login/", f"/en{LOGIN}"),
    ],
)
def test_wagtails_own_ways_in_lead_to_ours(client, address, leads_to):
    for answer in (client.get(address), client.post(address, {"username": "a", "password": "b"})):
        assert answer.status_code in {301, 302}
        assert answer["Location"] == leads_to


@pytest.mark.django_db
def test_the_admin_leads_strangers_to_our_login(client):
    assert client.get("/admin/")["Location"].startswith(LOGIN)


@pytest.mark.django_db
def test_renditions_are_served_for_ever_and_nothing_else_is(client, as_):
    for name in ("images/a.png", "original_images/a.png", "documents/a.pdf", "images/a.svg", "images/a.html"):
        default_storage.save(name, ContentFile(b"content"))
    answer = as_(factories.user()).get("/media/images/a.png")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"].startswith("public")
    for name in (
        "original_images/a.png",
        "documents/a.pdf",
        "images/a.svg",
        "images/a.html",
        "images/none.png",
        "images/../original_images/a.png",
        "images",
        "images/%00.png",
        f"images/{'a' * 300}.png",
    ):
        assert client.get(f"/media/{name}").status_code == 404, name


@pytest.mark.django_db
def test_a_refused_form_hands_back_what_was_written():
    client = Client(enforce_csrf_checks=True)
    posted = {
        "text": "Jalan di depan pasar rusak sejak <b>Maret</b>.",
        "login": "a@b.id",
        "password": "a password that is longer than twenty characters",
    }
    answer = client.post(LOGIN, posted)
    assert answer.status_code == 403
    text = answer.content.decode()
    assert "Jalan di depan pasar rusak sejak &lt;b&gt;Maret" in text
    assert "a@b.id" not in text
    assert posted["password"] not in text
