"""What a page costs on patchy data: its weight, compressed, and that nobody else is asked for anything."""

import gzip

import pytest

from tests.browser.site import LIVELY, REPORTED

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST_VISIT, NEXT_PAGE = 50 * 1024, 20 * 1024
ADDRESSES = ["/", f"/konsultasi/{LIVELY}/", f"/konsultasi/{REPORTED}/laporan/"]


class Scale:
    """Weighs what a page fetches, but for images; the tests' server does not compress, so it is done here."""

    def __init__(self, page):
        self.page, self.weights, self.strangers, self.kept = page, {}, [], set()
        self.own = ""
        page.on("request", self._asked)
        page.on("response", self._came)

    def _asked(self, request) -> None:
        if not request.url.startswith((self.own, "data:")):
            self.strangers.append(request.url)

    def _came(self, response) -> None:
        kind = response.headers.get("content-type", "")
        if response.ok and not kind.startswith("image/") and response.url not in self.kept:
            self.weights[response.url] = len(gzip.compress(response.body(), 6))

    def weigh(self, address: str) -> int:
        """Return the bytes of a visit; what an earlier one fetched from /static/ is kept, as it is in production."""
        self.kept |= {url for url in self.weights if "/static/" in url}
        self.weights = {}
        self.page.goto(address, wait_until="networkidle")
        return sum(self.weights.values())


@pytest.fixture
def scale(page, live_server) -> Scale:
    scale = Scale(page)
    scale.own = live_server.url
    return scale


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_first_visit_and_the_next_page_are_light(scale, site, address):
    assert site.lively.comments.published().count() >= 300
    assert scale.weigh(address) <= FIRST_VISIT, scale.weights
    assert scale.weigh("/forum/") <= NEXT_PAGE, scale.weights
    assert scale.weigh(address) <= NEXT_PAGE, scale.weights


def test_nobody_else_is_asked_for_anything(new_page, site, live_server):
    page = new_page(site.user("warga"))
    scale = Scale(page)
    scale.own = live_server.url
    for address in [*site.public("id"), *site.personal("id")]:
        page.goto(address, wait_until="load")
    assert not scale.strangers
    moderators = new_page(site.user("moderator"))
    scale = Scale(moderators)
    scale.own = live_server.url
    for address in site.desks()["moderator"]:
        moderators.goto(address, wait_until="load")
    assert not scale.strangers
