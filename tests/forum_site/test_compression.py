"""What is the same for everybody goes out in fewer bytes; what holds a secret never does."""

import gzip

import brotli
import pytest
from django.test import Client

from tests import factories
from tests.consultations.talking import announce, client_of, say

pytestmark = pytest.mark.django_db
BOTH = {"accept-encoding": "gzip, br"}


@pytest.fixture
def story():
    page = announce("Loket mana?")
    comments = [say(page.consultation, f"Antrean terlalu panjang di loket {number}.") for number in range(9)]
    return page, comments


def test_pages_feeds_and_fragments_are_smaller_and_say_so(story):
    page, comments = story
    slug = page.consultation.slug
    for address in (
        "/",
        "/konsultasi/",
        f"/tanggapan/{comments[0].pk}/",
        f"/tanggapan/konsultasi/{slug}/atom/",
        f"/tanggapan/konsultasi/{slug}/utas/?saring=setuju",
        f"/tanggapan/konsultasi/{slug}/utas/?fragment=1",
    ):
        plain = Client().get(address)
        assert not plain.has_header("Content-Encoding") and "Accept-Encoding" in plain["Vary"], address
        small = Client().get(address, headers=BOTH)
        assert small["Content-Encoding"] == "br" and "Accept-Encoding" in small["Vary"]
        assert small["Content-Length"] == str(len(small.content))
        assert len(small.content) < len(plain.content) / 2
        assert brotli.decompress(small.content) == plain.content
        old = Client().get(address, headers={"accept-encoding": "gzip"})
        assert gzip.decompress(old.content) == plain.content


def test_a_feed_that_came_compressed_is_still_known_next_time(story):
    address = f"/tanggapan/konsultasi/{story[0].consultation.slug}/atom/"
    etag = Client().get(address, headers=BOTH)["ETag"]
    assert etag.startswith('W/"')
    assert Client().get(address, headers=BOTH | {"if-none-match": etag}).status_code == 304


def test_what_holds_a_token_or_belongs_to_somebody_is_sent_as_it_is(story):
    page, comments = story
    somebody = client_of(factories.user())
    for client, address in (
        (Client(), "/akun/masuk/"),
        (Client(), "/akun/daftar/"),
        (somebody, page.url),
        (somebody, "/"),
        (somebody, f"/tanggapan/{comments[0].pk}/"),
        (somebody, "/akun/pengaturan/"),
    ):
        answer = client.get(address, headers=BOTH)
        assert answer.status_code == 200 and not answer.has_header("Content-Encoding"), address


def test_what_is_small_or_no_text_is_left_alone(story):
    assert not Client().get("/healthz", headers=BOTH).has_header("Content-Encoding")
    comment = story[1][0]
    assert not Client().post(f"/tanggapan/{comment.pk}/dukung/", headers=BOTH).has_header("Content-Encoding")
