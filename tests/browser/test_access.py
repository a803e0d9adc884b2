"""Every page for every eye and hand: axe, small screens, 400 percent, keyboard, in both languages."""

import pytest

from tests.browser.looking import FOCUS, axe, faults
from tests.browser.site import LIVELY, REPORTED

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 640}
LANGUAGES = ["id", "en"]
# Those that have another layout on a wide screen, where axe looks a second time.
WIDE = ["/", f"/konsultasi/{LIVELY}/", f"/konsultasi/{REPORTED}/laporan/", "/forum/forum-antrean-dukcapil/"]
OURS = "#main .nice-padding"


def look(page, addresses: list[str]) -> dict[str, list[str]]:
    """Return what is wrong, by address."""
    found = {}
    for address in addresses:
        status = page.goto(address).status
        wrong = [] if status in (200, 404) else [f"status {status}"]
        if wrong := wrong + faults(page, wide=address in WIDE):
            found[address] = wrong
    return found


def hold(found: dict[str, list[str]]) -> None:
    """Fail with everything that is wrong, a line each."""
    assert not found, "\n" + "\n".join(
        f"{where}: {what}" for where, faults in found.items() for what in faults
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_visitors_read(new_page, site, language):
    page = new_page(viewport=PHONE)
    hold(look(page, site.public(language)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_resident_reads_and_writes(new_page, site, language):
    page = new_page(site.user("warga"), viewport=PHONE)
    hold(look(page, site.personal(language)))


@pytest.mark.parametrize("address", [f"/konsultasi/{LIVELY}/", f"/konsultasi/{REPORTED}/laporan/"])
def test_in_the_dark(new_page, site, address):
    page = new_page(viewport=PHONE, color_scheme="dark")
    page.goto(address)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(23, 20, 18)"
    assert not axe(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_refused_forms_name_what_is_wrong_and_lead_there(new_page, site, language):
    page = new_page(site.user("warga"), viewport=PHONE)
    prefix = "" if language == "id" else "/en"
    for address in (
        f"{prefix}/tanggapan/konsultasi/{LIVELY}/tulis/",
        f"{prefix}/tanggapan/{site.to_answer(site.user('warga')).pk}/balas/",
        f"{prefix}/tanggapan/{site.to_answer(site.user('warga')).pk}/laporkan/",
    ):
        page.goto(address)
        with page.expect_navigation() as sent:
            page.locator("main form button.button").first.click()
        assert sent.value.status == 422, address
        assert not faults(page, wide=False), address
        page.locator(".errors a").first.click()
        target = page.url.partition("#")[2]
        assert page.locator(f"[id='{target}']").count() == 1, address


def test_a_keyboard_reaches_everything_and_sees_where_it_is(new_page, site):
    page = new_page(site.user("warga"), viewport={"width": 1280, "height": 800})
    for address, steps in (
        ("/", 12),
        (f"/konsultasi/{LIVELY}/", 40),
        (f"/tanggapan/konsultasi/{LIVELY}/tulis/", 14),
    ):
        page.goto(address)
        for _step in range(steps):
            page.keyboard.press("Tab")
            focus = page.evaluate(FOCUS)
            assert focus["at_body"] or focus["seen"], (address, focus["what"])


@pytest.mark.parametrize("who", ["moderator", "petugas", "humas"])
def test_our_desks_in_the_admin(new_page, site, who):
    page = new_page(site.user(who), viewport=PHONE)
    found = {}
    for address in site.desks()[who]:
        page.set_viewport_size(PHONE)
        status = page.goto(address).status
        # Around it stands Wagtail's own, which is not ours to mend.
        wrong = sideways_within(page) + axe(page, OURS)
        page.set_viewport_size({"width": 1280, "height": 900})
        wrong += axe(page, OURS) + ([] if status == 200 else [f"status {status}"])
        if wrong:
            found[address] = wrong
    hold(found)


def sideways_within(page) -> list[str]:
    """Return what is wider than a phone in our part of an admin page (Wagtail clips it without a scroll bar)."""
    return page.evaluate(
        """() => [...document.querySelectorAll("#main .nice-padding *")]
          .filter(one => one.checkVisibility() && !one.closest(".w-sr-only, header, table"))
          .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
          .slice(0, 3).map(one => `too wide: ${one.outerHTML.slice(0, 160)}`)"""
    )
