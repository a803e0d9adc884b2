"""The whole way of a guest in a real browser, on a small phone and without script; and the pages on a wide screen."""

import os
import re
from pathlib import Path

import pytest
from django.core import mail

from consultations.models import Comment, Flag
from tests.browser.looking import faults
from tests.consultations.talking import consultation, decide, say

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"java_script_enabled": False, "viewport": {"width": 360, "height": 740}}


def shoot(page, name: str) -> None:
    """Keep a picture where somebody wants to look at it."""
    if folder := os.environ.get("SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def press(page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def test_a_guest_writes_without_script_on_a_small_phone(new_page):
    row = consultation("Jam buka loket?", title="Antrean loket", guests=True)
    say(row, "Loketnya terlalu sempit.")
    page = new_page(**PHONE)
    page.goto(f"/tanggapan/konsultasi/{row.slug}/")
    with page.expect_navigation():
        page.get_by_role("link", name="Tulis tanggapan").first.click()
    assert "/tulis/tamu/" in page.url
    page.locator("textarea[name=text]").fill("Loket dibuka lebih pagi.")
    page.locator("input[name=shown_name]").fill("Bu Tini")
    page.locator("input[name=address]").fill("bukan alamat")
    press(page, "Kirimi saya kode")
    assert page.locator("textarea[name=text]").input_value() == "Loket dibuka lebih pagi."
    assert fits(page)
    shoot(page, "guest-form-360")
    page.locator("input[name=address]").fill("tamu@example.org")
    press(page, "Kirimi saya kode")
    code = re.search(r"^(\d{6})$", mail.outbox[-1].body, re.M)[1]
    page.locator("input[name=code]").fill(f"{(int(code) + 1) % 10**6:06d}")
    press(page, "Kirim tanggapan")
    assert "mencoba 4 kali lagi" in page.inner_text("main") and fits(page)
    shoot(page, "guest-code-360")
    page.locator("input[name=code]").fill(code)
    press(page, "Kirim tanggapan")
    receipt = "".join(page.locator(".receipt__code").inner_text().split())
    assert fits(page)
    shoot(page, "receipt-new-360")
    decide(
        Comment.objects.get(participant__kind="guest"), "reject", reason="Menyebut petugas dengan kata kasar."
    )
    with page.expect_navigation():
        page.get_by_role("link", name="Tanda terima").last.click()
    shoot(page, "receipt-360")
    page.locator("input[name=code]").fill(receipt.lower())
    press(page, "Tampilkan")
    assert "Menyebut petugas dengan kata kasar." in page.inner_text("main") and fits(page)
    shoot(page, "receipt-comments-360")
    with page.expect_navigation():
        page.get_by_role("link", name="Ajukan keberatan").click()
    page.locator("textarea[name=words]").fill("Saya tidak menyebut siapa pun.")
    press(page, "Kirim keberatan")
    assert "Saya tidak menyebut siapa pun." in page.inner_text("main")
    press(page, "Tutup tanda terima")
    assert "Saya tidak menyebut siapa pun." not in page.inner_text("main")


def test_a_visitor_reports_without_script_on_a_small_phone(new_page):
    comment = say(consultation(title="Antrean loket"), "Petugas itu bodoh.")
    page = new_page(**PHONE)
    page.goto(f"/tanggapan/{comment.pk}/")
    with page.expect_navigation():
        page.get_by_role("link", name="Laporkan").first.click()
    page.locator("input[name=rule]").first.check()
    page.locator("textarea[name=text]").fill("Menghina petugas.")
    assert fits(page)
    shoot(page, "report-360")
    press(page, "Kirim laporan")
    assert fits(page)
    shoot(page, "report-receipt-360")
    receipt = page.locator(".receipt__code").inner_text()
    page.goto("/tanda-terima/")
    page.locator("input[name=code]").fill("".join(receipt.split()))
    press(page, "Tampilkan")
    assert "Moderator belum memutuskan." in page.inner_text("main") and Flag.objects.get().by_visitor
    shoot(page, "report-outcome-360")


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_pages_hold_for_every_eye_and_hand(new_page, language):
    row = consultation("Jam buka loket?", title="Antrean loket", guests=True)
    comment = say(row, "Petugas itu bodoh.")
    page = new_page(viewport={"width": 360, "height": 640})
    found = {}

    def look(name: str) -> None:
        if wrong := faults(page):
            found[name] = wrong
        page.set_viewport_size({"width": 1280, "height": 900})
        shoot(page, f"{name}-1280{language.replace('/', '-')}")
        page.set_viewport_size({"width": 360, "height": 640})

    for name, address in (
        ("report", f"/tanggapan/{comment.pk}/laporkan/"),
        ("receipt", "/tanda-terima/"),
        ("guest-reply", f"/tanggapan/{comment.pk}/balas/tamu/"),
        ("guest-form", f"/tanggapan/konsultasi/{row.slug}/tulis/tamu/"),
    ):
        page.goto(language + address)
        look(name)
    page.locator("textarea[name=text]").fill("Loket dibuka lebih pagi.")
    page.locator("input[name=address]").fill("tamu@example.org")
    with page.expect_navigation():
        page.locator("main form .button").first.click()
    look("guest-code")
    page.locator("input[name=code]").fill(re.search(r"^(\d{6})$", mail.outbox[-1].body, re.M)[1])
    with page.expect_navigation():
        page.locator("main form .button").first.click()
    page.goto(page.url.partition("#")[0])  # the look before went to #main, and a redirect takes that along
    look("receipt-new")
    receipt = "".join(page.locator(".receipt__code").inner_text().split())
    decide(Comment.objects.get(participant__kind="guest"), "reject", reason="Kasar.")
    page.goto(f"{language}/tanda-terima/")
    page.locator("input[name=code]").fill(receipt)
    with page.expect_navigation():
        page.locator("main form .button").first.click()
    look("receipt-comments")
    page.get_by_role("link", name=re.compile("keberatan|Object")).click()
    page.locator("textarea[name=words]").wait_for()
    look("receipt-appeal")
    assert not found
