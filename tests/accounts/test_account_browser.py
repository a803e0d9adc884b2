"""The pages about one's own account in a real browser: on the smallest screen, for every eye, without script."""

import pytest
from django.core import mail

from accounts import notices
from accounts.actions import create_account, notify
from tests import factories
from tests.accounts.mails import code_in
from tests.forum_site.test_pages_browser import breaches

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "perahu-di-musi-7"

ENTRANCE = [
    "/akun/masuk/",
    "/akun/masuk/kode/",
    "/akun/daftar/",
    "/en/akun/daftar/",
    "/akun/kata-sandi/lupa/",
]
OWN = [
    "/akun/kotak-masuk/",
    "/akun/pengaturan/",
    "/en/akun/pengaturan/",
    "/akun/surel/",
    "/akun/kata-sandi/ganti/",
    "/akun/dua-langkah/",
    "/akun/dua-langkah/kunci/",
    "/akun/privasi/",
    "/akun/faktor-kedua/",
    "/akun/keluar/",
]


def assert_holds(page, address):
    assert not breaches(page), address
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    assert page.locator("h1").count() == 1, address
    assert page.locator("main").count() == 1, address


@pytest.mark.parametrize("width", [320, 1280])
def test_the_ways_in_hold_on_every_screen(new_page, width):
    page = new_page(viewport={"width": width, "height": 640})
    for address in ENTRANCE:
        page.goto(address)
        assert_holds(page, address)


@pytest.mark.parametrize("width", [320, 1280])
def test_one_s_own_pages_hold_on_every_screen(new_page, width, monkeypatch, settings):
    monkeypatch.setattr(notices, "item", lambda row: "Ibu Ani membalas tanggapan Anda")
    siti = factories.user()
    notify("x", recipient=siti, key="x:1", params={})
    page = new_page(siti, viewport={"width": width, "height": 640})
    for address in OWN:
        page.goto(address)
        assert_holds(page, address)


def test_a_refused_form_names_what_is_wrong_and_leads_there(new_page):
    page = new_page(viewport={"width": 360, "height": 640}, java_script_enabled=False)
    page.goto("/akun/daftar/")
    page.locator("#id_email").fill("bukan-alamat")
    page.locator("main form button.button").click()
    summary = page.get_by_role("alert")
    summary.locator("a[href='#id_consent']").click()
    assert page.url.endswith("#id_consent")
    assert page.locator("#id_email").get_attribute("aria-invalid") == "true"
    assert page.locator("#id_email").input_value() == "bukan-alamat"


def test_a_resident_signs_up_without_script_and_never_meets_the_trap(new_page):
    page = new_page(viewport={"width": 360, "height": 640}, java_script_enabled=False)
    page.goto("/akun/daftar/")
    box = page.locator("#id_website").bounding_box()
    assert box is None or box["width"] <= 2
    page.locator("#id_name").fill("Siti Aminah")
    page.locator("#id_email").fill("siti@contoh.id")
    page.locator("#id_password1").fill(PASSWORD)
    page.locator("#id_consent").check()
    page.locator("main form button.button").click()
    page.locator("#id_code").fill(code_in(mail.outbox[0]))
    page.locator("main form button.button").first.click()
    page.goto("/akun/pengaturan/")
    assert page.locator("#id_name").input_value() == "Siti Aminah"


def test_setting_up_the_second_step_shows_the_picture_despite_the_content_policy(new_page):
    user = create_account("mod@contoh.id", "Mod", password=PASSWORD)
    page = new_page(user, viewport={"width": 360, "height": 640})
    page.goto("/akun/dua-langkah/aplikasi/pasang/")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form button.button").first.click()
    assert page.locator(".qr svg").bounding_box()["width"] > 150
    assert_holds(page, "pasang")
