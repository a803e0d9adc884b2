"""The browser fixtures work: a page in a real Chromium, with the site's own style and no breach of its policy."""

import pytest

from tests import factories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_the_login_page_is_drawn_with_our_style_and_breaks_no_policy(page):
    answer = page.goto("/akun/masuk/")
    assert answer.status == 200
    assert page.locator("main#main h1").count() == 1
    assert page.evaluate("document.styleSheets.length") >= 1
    assert page.evaluate("document.styleSheets[0].cssRules.length") > 10


def test_a_person_can_be_logged_in(new_page):
    page = new_page(factories.user())
    assert page.goto("/akun/kotak-masuk/").status == 200
    assert "/akun/kotak-masuk/" in page.url
