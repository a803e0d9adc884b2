"""The public pages in a real browser: for every eye, on every screen, and with nothing that was written lost."""

import pathlib
from datetime import timedelta

import axe_playwright_python
import pytest
from django.utils import timezone

from forum_site.models import ContentPage
from tests import factories
from tests.events.forums import event, event_index, item
from tests.pages import home, publish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A script tag would be stopped by the content policy, so its text is evaluated.
AXE = next(pathlib.Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def site():
    """A forum that comes, one that is over, a page of text."""
    index = publish(event_index(show_in_menus=True))
    coming = event(index)
    coming.agenda = [item(30, "Rehat", kind="break")]
    publish(coming)
    publish(event(index, slug="lalu", starts_at=timezone.now() - timedelta(days=9)))
    body = [
        ("heading", "Yang kami simpan"),
        ("paragraph", "<p>Nama tampilan.</p>"),
        ("quote", {"text": "Oh."}),
    ]
    publish(home().add_child(instance=ContentPage(title="Privasi", slug="privasi", body=body, live=False)))


def breaches(page) -> list[str]:
    """Return what axe finds on the page."""
    page.evaluate(AXE)
    result = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    return [f"{found['id']}: {found['nodes'][0]['html']}" for found in result["violations"]]


ADDRESSES = [
    "/",
    "/en/",
    "/forum/",
    "/forum/forum-antrean/",
    "/en/forum/forum-antrean/",
    "/privasi/",
    "/tidak-ada/",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_hold_on_a_phone_and_at_400_percent(site, new_page, scheme):
    # 320 px is what 1280 px leave at 400 percent.
    page = new_page(viewport={"width": 320, "height": 640}, color_scheme=scheme)
    for address in ADDRESSES:
        page.goto(address)
        assert not breaches(page), address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        assert page.locator("h1").count() == 1, address


def test_all_components_hold_on_a_phone(new_page):
    page = new_page(factories.administrator(), viewport={"width": 360, "height": 640})
    page.goto("/components/")
    assert not breaches(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_page_is_light_enough_for_patchy_data(site, page):
    sizes = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto("/")
    # Uncompressed; compressed it is a quarter of it.
    assert sum(sizes) < 50_000


def test_the_first_tab_leads_to_the_content(site, page):
    page.goto("/privasi/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_account_menu_opens_without_script(new_page):
    page = new_page(factories.user(), java_script_enabled=False)
    page.goto("/")
    page.locator(".menu > summary").click()
    assert page.locator(".menu form button").is_visible()


def test_what_was_written_is_offered_again_until_it_is_discarded(new_page):
    page = new_page(factories.administrator())
    page.goto("/components/")
    area = page.locator("textarea[data-keep]")
    area.fill("Loket kurang, dan antreannya panjang.")
    page.goto("/components/")
    assert area.input_value() == "Loket kurang."
    page.locator("[data-kept-use]").click()
    assert area.input_value() == "Loket kurang, dan antreannya panjang."
    page.goto("/components/")
    page.locator("[data-kept-discard]").click()
    page.goto("/components/")
    assert page.locator("[data-kept-use]").count() == 0
