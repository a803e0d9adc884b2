"""Pages kept in memory: for whom, under which addresses, in which codings, how many, and drawn by one at a time.

That they are never out of date is proved in tests/consultations/test_fresh.py.
"""

import gzip
import threading
import time

import brotli
import pytest
from django.conf import settings as site
from django.db import connection, connections
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.cache import patch_cache_control
from wagtail.models import Site

from consultations.models import ConsultationPage
from consultations.views import thread
from forum_site import kept_pages
from tests import factories
from tests.consultations.talking import announce, client_of, say
from tests.racing import at_once

pytestmark = pytest.mark.django_db
STORE = kept_pages.store


@pytest.fixture
def page():
    page = announce("Loket mana?", title="Antrean di loket")
    say(page.consultation, "Antrean terlalu panjang.")
    return page


def ask(address: str, client: Client | None = None, method: str = "get", **options):
    """Ask for an address; return the answer with its number of queries as `queries`."""
    with CaptureQueriesContext(connection) as captured:
        answer = getattr(client or Client(), method)(address, **options)
    answer.queries = len(captured)
    return answer


def keep(address: str):
    """Let visitors ask until the page is sent from memory; return the last answer."""
    for _time in range(3):
        answer = ask(address)
    assert (answer.status_code, answer.queries) == (200, 1)
    return answer


def threads(page) -> str:
    return f"/tanggapan/konsultasi/{page.consultation.slug}/utas/"


# --- For whom ---------------------------------------------------------------------------------------


def test_visitors_get_it_with_all_headers_of_a_drawn_page_and_anybody_may_store_it(page):
    drawn = ask(page.url, headers={"HX-Request": "true"})
    kept = keep(page.url)
    assert kept.content == drawn.content
    assert kept["Cache-Control"] == "public, no-cache"
    assert {"Accept-Encoding", "Cookie"} <= {name.strip() for name in kept["Vary"].split(",")}
    for name, value in drawn.items():
        if name not in ("Vary", "Cache-Control"):
            assert kept[name] == value, name
    for name in (
        "Content-Security-Policy",
        "Permissions-Policy",
        "X-Content-Type-Options",
        "X-Frame-Options",
    ):
        assert name in kept


def test_a_person_never_gets_it_as_it_is_and_leaves_nothing_in_it(page):
    keep(page.url)
    person = factories.user(name="Rahasia Pribadi")
    mine = ask(page.url, client_of(person))
    assert mine.queries > 1
    assert mine["Cache-Control"] == "no-store, private"
    assert "csrfmiddlewaretoken" in mine.content.decode()
    after = keep(page.url).content.decode()
    assert "csrf" not in after and "Rahasia Pribadi" not in after


@pytest.mark.parametrize("cookie", [site.SESSION_COOKIE_NAME, "messages"])
def test_a_cookie_that_may_belong_to_somebody_is_not_answered_from_memory(page, cookie):
    keep(page.url)
    client = Client()
    client.cookies[cookie] = "apa-saja"
    assert ask(page.url, client).queries > 1
    client = Client()
    client.cookies["bahasa"] = client.cookies["csrftoken"] = "en"
    assert ask(page.url, client).queries == 1


def test_a_preview_is_not_a_kept_page_nor_kept(page):
    # It passes under the site's own name, which is the one that visitors use.
    Site.objects.update(hostname="testserver", port=80)
    Site.clear_site_root_paths_cache()
    keep(page.url)
    draft = ConsultationPage.objects.get(pk=page.pk)
    draft.summary = "Masih rancangan."
    assert "Masih rancangan." in draft.make_preview_request().content.decode()
    assert "Masih rancangan." not in keep(page.url).content.decode()
    STORE.clear()
    for _time in range(3):
        draft.make_preview_request()
    assert len(STORE) == 0


def cookie(response):
    response.set_cookie("apa", "saja")


def private(response):
    patch_cache_control(response, private=True)


def policy(response):
    response._csp_update = {"img-src": "data:"}


def token(response):
    response.content = b'<input name="csrfmiddlewaretoken" value="x">'


def failure(response):
    response.status_code = 404


@pytest.mark.parametrize("spoil", [cookie, private, policy, token, failure, None])
def test_what_belongs_to_one_reader_or_one_moment_is_not_kept_though_a_view_offers_it(page, spoil):
    scope = kept_pages.Scope("consultation", page.consultation_id)

    def view(request):
        kept_pages.keep(request, scope, lambda moment: [])
        response = HttpResponse(b"halaman")
        if spoil:
            spoil(response)
        return response

    serve = kept_pages.serve_kept_pages(view)
    for _time in range(3):
        answer = serve(RequestFactory().get("/apa/"))
    assert (len(STORE) == 0) is bool(spoil)
    assert answer.has_header("ETag") is not bool(spoil)


def test_a_page_that_can_no_longer_be_kept_is_forgotten(page):
    keep(page.url)
    page.unpublish_reason = "Diperbaiki."
    page.unpublish()
    assert ask(page.url).status_code == 404
    assert len(STORE) == 0


def test_what_is_streamed_passes(page):
    scope = kept_pages.Scope("consultation", page.consultation_id)

    def view(request):
        kept_pages.keep(request, scope, lambda moment: [])
        return StreamingHttpResponse([b"halaman"])

    serve = kept_pages.serve_kept_pages(view)
    assert b"".join(serve(RequestFactory().get("/apa/"))) == b"halaman"
    assert len(STORE) == 0


# --- Under which addresses --------------------------------------------------------------------------


def test_cursors_filters_fragments_and_odd_spellings_are_answered_and_not_kept(page):
    question = page.consultation.questions.get()
    for query in (
        *(f"sesudah={number}-{number}" for number in range(1, 12)),
        "sebelum=1-1",
        f"pertanyaan={question.pk}",
        "saring=setuju",
        "fragment=1",
        "urutan=terbaru&urutan=terbaru",
        "urutan=terb%61ru",
        "urutan=terbaru&",
        "lain=1",
    ):
        for _time in range(2):
            assert ask(f"{threads(page)}?{query}").status_code == 200, query
    for _time in range(2):
        assert ask(f"{page.url}?lain=1").status_code == 200
        assert ask(f"{threads(page)}?urutan=tidak-ada").status_code == 400
    assert len(STORE) == 0
    keep(f"{threads(page)}?urutan=dukungan")
    assert len(STORE) == 1


def test_hosts_and_ports_that_a_reader_makes_up_are_not_kept(page, settings):
    settings.ALLOWED_HOSTS = ["testserver", "rembuk.contoh.id"]
    kept = keep(page.url)
    for host in ("TestServer", "testserver:81", "testserver:65000", "rembuk.contoh.id:82"):
        answer = ask(page.url, headers={"host": host})
        assert answer.status_code == 200 and answer.queries > 1, host
    assert len(STORE) == 1
    assert ask(page.url, headers={"host": "testserver:80"}).status_code == 200
    other = [ask(page.url, headers={"host": "rembuk.contoh.id"}) for _time in range(3)][-1]
    assert other.queries == 1 and b"//rembuk.contoh.id/" in other.content
    assert b"rembuk.contoh.id" not in kept.content
    assert ask(page.url, headers={"host": "jahat.contoh.id"}).status_code == 400


def test_no_more_are_kept_than_the_setting_says_those_used_last(page, settings):
    settings.KEPT_PAGES = 3
    orders = [f"{threads(page)}?urutan={order}" for order in ("terbaru", "terlama", "dukungan", "dibahas")]
    for address in orders[:3]:
        keep(address)
    keep(orders[0])
    keep(orders[3])
    assert len(STORE) == 3
    assert ask(orders[0]).queries == 1
    assert ask(orders[1]).queries > 1


def test_none_are_kept_where_the_setting_is_zero(page, settings):
    settings.KEPT_PAGES = 0
    client = Client()
    for _time in range(3):
        answer = ask(page.url, client, headers={"accept-encoding": "gzip"})
        assert answer.queries > 1 and answer["Content-Encoding"] == "gzip"
    assert len(STORE) == 0


# --- In which form ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""),
        ("gzip, deflate", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("gzip;q=1, br;q=0.1", "gzip"),
        ("gzip;q=0, *;q=0", ""),
        ("*", "br"),
        ("GZIP", "gzip"),
        ("identity", ""),
        ("gzip;q=banyak, ;;, br;q=", ""),
        ("," * 2000, ""),
    ],
)
def test_it_comes_in_the_coding_that_the_reader_takes(page, accepted, coding):
    plain = keep(page.url)
    answer = ask(page.url, headers={"accept-encoding": accepted})
    assert answer.queries == 1
    assert answer.get("Content-Encoding", "") == coding
    assert answer["Content-Length"] == str(len(answer.content))
    read = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[coding]
    assert read(answer.content) == plain.content
    assert (answer["ETag"] == plain["ETag"]) is (coding == "")


def test_who_has_it_is_told_so_until_it_changes(page):
    etag = keep(page.url)["ETag"]
    for known in (etag, f"W/{etag}", f'"lain", {etag}', "*"):
        answer = ask(page.url, headers={"if-none-match": known})
        assert (answer.status_code, answer.queries, answer.content) == (304, 1, b""), known
        assert answer["ETag"] == etag and answer["Cache-Control"] == "public, no-cache"
        assert "Cookie" in answer["Vary"]
    assert ask(page.url, headers={"if-none-match": etag, "accept-encoding": "br"}).status_code == 200
    assert ask(page.url, headers={"if-none-match": '"lain"'}).status_code == 200
    say(page.consultation, "Satu lagi.")
    answer = ask(page.url, headers={"if-none-match": etag})
    assert answer.status_code == 200 and answer["ETag"] != etag


def test_a_state_that_shows_the_same_page_keeps_its_etag(page):
    # After a deployment it is the other way round: the same state, another page; so the bytes decide.
    etag = keep(page.url)["ETag"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT rembuk_touch_site()")
    answer = ask(page.url, headers={"if-none-match": etag})
    assert answer.status_code == 304 and answer.queries > 1


def test_head_says_what_get_would_without_the_page(page):
    get = keep(page.url)
    head = ask(page.url, method="head")
    assert (head.queries, head.content) == (1, b"")
    assert {name: head[name] for name in ("ETag", "Content-Length", "Content-Type", "Vary")} == {
        name: get[name] for name in ("ETag", "Content-Length", "Content-Type", "Vary")
    }
    STORE.clear()
    assert ask(page.url, method="head")["ETag"] == get["ETag"]
    assert len(STORE) == 0


# --- Many at once -----------------------------------------------------------------------------------


@pytest.fixture
def drawings(monkeypatch):
    """Count how often a list of threads is drawn; each takes a moment, so that others come meanwhile."""
    drawn = []
    draw = thread.thread_context

    def slowly(*args, **kwargs):
        drawn.append(threading.current_thread().name)
        time.sleep(0.2)
        return draw(*args, **kwargs)

    monkeypatch.setattr(thread, "thread_context", slowly)
    return drawn


def together(address: str, count: int = 8) -> list:
    return at_once([lambda: Client().get(address) for _reader in range(count)])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("waits", [True, False])
def test_a_change_under_load_costs_one_drawing(page, drawings, monkeypatch, waits):
    keep(threads(page))
    say(page.consultation, "Yang terbaru.")
    if not waits:  # the control: as if nobody knew that another draws
        monkeypatch.setattr(STORE, "begin", lambda key: None)
        monkeypatch.setattr(STORE, "end", lambda key: None)
    drawings.clear()
    answers = together(threads(page))
    assert all("Yang terbaru." in answer.content.decode() for answer in answers)
    assert (len(drawings) == 1) is waits, drawings


@pytest.mark.django_db(transaction=True)
def test_who_waits_for_a_page_that_changes_again_meanwhile_gets_the_later_one(page, drawings, monkeypatch):
    keep(threads(page))
    say(page.consultation, "Yang kedua.")
    begun = threading.Event()
    draw = thread.thread_context

    def tell(*args, **kwargs):
        context = draw(*args, **kwargs)
        begun.set()
        time.sleep(0.5)
        return context

    monkeypatch.setattr(thread, "thread_context", tell)

    def later():
        begun.wait(5)
        say(page.consultation, "Yang ketiga.")
        return Client().get(threads(page))

    early, late = at_once([lambda: Client().get(threads(page)), later])
    assert "Yang kedua." in early.content.decode()
    assert "Yang ketiga." in late.content.decode()


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_ever(page, drawings, monkeypatch):
    keep(threads(page))
    say(page.consultation, "Yang kedua.")
    monkeypatch.setattr(kept_pages, "PATIENCE", 0.05)
    drawings.clear()
    answers = together(threads(page), 3)
    assert all("Yang kedua." in answer.content.decode() for answer in answers)
    assert len(drawings) > 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("before", [True, False])
def test_what_changes_while_a_page_is_drawn_is_seen_by_the_next_reader(page, monkeypatch, before):
    keep(threads(page))
    draw, make = thread.thread_context, kept_pages._made_of
    others = []

    def meanwhile(*args, **kwargs):
        context = draw(*args, **kwargs)
        if not others:
            others.extend(at_once([lambda: say(page.consultation, "Di sela-sela.")]))
        return context

    monkeypatch.setattr(thread, "thread_context", meanwhile)
    if not before:  # the control: the state is read when the page is finished
        scope = kept_pages.Scope("consultation", page.consultation_id)
        monkeypatch.setattr(
            kept_pages,
            "_made_of",
            lambda answer, _state, until: make(answer, kept_pages.read_state(scope), until),
        )
    say(page.consultation, "Yang kedua.")
    first, second = ask(threads(page)), ask(threads(page))
    assert "Yang kedua." in first.content.decode() and "sela-sela" not in first.content.decode()
    assert ("sela-sela" in second.content.decode()) is before


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_died_costs_the_reader_nothing(page):
    keep(page.url)
    pid = connection.connection.info.backend_pid

    def kill():
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    at_once([kill])
    assert ask(page.url).status_code == 200
    assert ask(page.url).queries == 1
