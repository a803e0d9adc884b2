"""What is said is read: in any order, at any size, without script, and nothing hidden with it."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from accounts.actions import anonymise_user
from consultations import reading
from consultations.models import Comment, Consultation
from consultations.views.history import public_versions
from forum_site.models import ContentPage
from tests import factories
from tests.consultations.exchanging import line, table
from tests.consultations.talking import (
    announce,
    client_of,
    consultation,
    decide,
    moderator,
    officer,
    say,
    words,
    write,
)
from tests.pages import home, publish

pytestmark = pytest.mark.django_db


def shown(response) -> list[int]:
    """Return the ids of the comments on a page, in order."""
    return [
        int(pk) for pk in re.findall(r'<article class="comment[^"]*" id="t(\d+)"', response.content.decode())
    ]


def spread(row: Consultation, count: int, **fields) -> list[Comment]:
    """Say `count` things, a minute apart, the first the oldest."""
    start = timezone.now() - timedelta(hours=20)
    comments = []
    for number in range(count):
        comment = say(row, f"Ucapan {number:03}.", **fields)
        moment = start + timedelta(minutes=number)
        Comment.objects.filter(pk=comment.pk).update(published_at=moment)
        comments.append(comment)
    return comments


def follow_links(client, address: str, rel: str) -> list[list[int]]:
    """Return the ids on each page, going by the links of that relation to the end."""
    pages = []
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, address
        pages.append(shown(answer))
        found = re.search(rf'rel="{rel}" href="([^"#]+)', answer.content.decode())
        address = found and found[1].replace("&amp;", "&")
    return pages


@pytest.mark.parametrize("order", ["terbaru", "terlama", "dukungan"])
def test_real_links_lead_through_every_thread_once_and_back(client, order):
    row = consultation()
    comments = spread(row, 45)
    for place, comment in enumerate(comments):
        Comment.objects.filter(pk=comment.pk).update(support_count=place // 7)
    ids = [comment.pk for comment in comments]
    expected = ids if order == "terlama" else ids[::-1]
    start = f"/tanggapan/konsultasi/{row.slug}/utas/?urutan={order}"
    pages = follow_links(client, start, "next")
    assert [len(page) for page in pages] == [20, 20, 5]
    assert sum(pages, []) == expected
    last = reading.roots(row.pk, order=order)
    for _step in range(2):
        last = reading.roots(row.pk, order=order, after=last.next)
    back = follow_links(client, f"{start}&sebelum={last.previous}", "prev")
    assert back[::-1] == pages[:2]
    end = words(
        client.get(
            f"{start}&sesudah={reading.roots(row.pk, order=order, after=pages_cursor(row, order)).next}"
        )
    )
    assert "45" in end


def pages_cursor(row, order) -> str:
    return reading.roots(row.pk, order=order).next


def test_the_end_is_visible_and_true(client):
    page = announce()
    spread(page.consultation, 3)
    assert "thread__end" in client.get(page.url).content.decode()
    spread(page.consultation, 20)
    assert "thread__end" not in client.get(page.url).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "sesudah=x",
        "sesudah=1",
        "sesudah=1-",
        "sesudah=-1-1",
        "sesudah=99999999999999999999-1",
        "sesudah=1-9999999999999999999",
        "sesudah=١-١",
        "sebelum=1~1",
        "urutan=id",
        "urutan=dukungan&sesudah=99999999999-1",
        "pertanyaan=0",
        "pertanyaan=x",
        "sesudah=1%00-1",
    ],
)
def test_a_bad_address_is_a_400(client, query):
    row = consultation()
    assert client.get(f"/tanggapan/konsultasi/{row.slug}/utas/?{query}").status_code == 400


def test_bad_parameters_of_a_comments_page_are_a_400_too(client):
    comment = say(consultation(), "Ada.")
    for query in (
        "balasan/?tingkat=10",
        "balasan/?tingkat=x",
        "balasan/?tingkat=",
        "balasan/?sesudah=x",
        "?sesudah=x",
    ):
        assert client.get(f"/tanggapan/{comment.pk}/{query}").status_code == 400, query
    assert client.get("/konsultasi/?sebelum=x").status_code == 400


def test_replies_come_along_and_the_rest_is_one_link_away(client):
    page = announce()
    row = page.consultation
    root = say(row, "Akar.")
    replies = [say(row, f"Balasan {number}.", parent=root) for number in range(30)]
    below = [say(row, f"Di bawah {number}.", parent=replies[0]) for number in range(3)]
    answer = client.get(page.url)
    assert shown(answer) == [root.pk, replies[0].pk, below[0].pk, replies[1].pk]
    body = answer.content.decode()
    assert "28 " in words(answer) and "2 " in words(answer)
    more = re.search(rf'href="(/tanggapan/{root.pk}/)#balasan" data-more="(\d) ([^"]+)"', body)
    fragment = client.get(f"{more[1]}balasan/?tingkat={more[2]}&sesudah={more[3]}")
    assert "<html" not in fragment.content.decode()
    assert shown(fragment) == [reply.pk for reply in replies[2:22]]
    pages = follow_links(client, f"/tanggapan/{root.pk}/", "x")
    assert pages[0][:2] == [root.pk, replies[0].pk]
    second = re.search(
        rf'href="(/tanggapan/{root.pk}/\?sesudah=[^"#]+)',
        client.get(f"/tanggapan/{root.pk}/").content.decode(),
    )
    assert shown(client.get(second[1]))[1:] == [reply.pk for reply in replies[20:]]
    previous = re.search(r'rel="prev" href="([^"#]+)', client.get(second[1]).content.decode())
    assert replies[0].pk in shown(client.get(previous[1]))


def test_a_part_that_is_opened_as_a_page_leads_to_the_whole_page(client):
    row = consultation()
    comment = say(row, "Akar.")
    opened = {"Sec-Fetch-Mode": "navigate"}
    threads = f"/tanggapan/konsultasi/{row.slug}/utas/"
    mine = client_of(factories.user())
    for reader, part, page in (
        (client, f"{threads}?urutan=terlama&fragment=1", f"{threads}?urutan=terlama#utas"),
        (client, f"/tanggapan/{comment.pk}/balasan/?tingkat=2", f"/tanggapan/{comment.pk}/?#balasan"),
        (mine, f"/tanggapan/{comment.pk}/balas/?fragment=1", f"/tanggapan/{comment.pk}/balas/"),
    ):
        answer = reader.get(part, headers=opened)
        assert (answer.status_code, answer["Location"]) == (302, page)
        assert "Sec-Fetch-Mode" in answer["Vary"] and "Sec-Fetch-Mode" in reader.get(part)["Vary"]
        assert b"<html" not in reader.get(part).content


def test_a_page_of_threads_and_its_fragment_have_addresses_of_their_own(client):
    row = consultation()
    spread(row, 21)
    whole = client.get(f"/tanggapan/konsultasi/{row.slug}/utas/")
    assert whole.content.decode().startswith("<!doctype html>")
    address = re.search(r'data-part="([^"]*fragment=1)"', whole.content.decode())[1].replace("&amp;", "&")
    part = client.get(address)
    assert len(shown(part)) == 1 and "<html" not in part.content.decode()


def test_a_deep_thread_keeps_its_pages_small_and_says_who_answers_whom(client):
    row = consultation()
    people = [factories.user(name=f"Orang {number}") for number in range(4)]
    comment = None
    chain = []
    for number in range(40):
        comment = say(row, f"Tingkat {number}.", by=people[number % 4], parent=comment)
        chain.append(comment)
    deepest = client.get(f"/tanggapan/{chain[-1].pk}/")
    assert shown(deepest) == [chain[0].pk, *(c.pk for c in chain[34:39]), chain[39].pk]
    assert len(deepest.content) < 30_000
    middle = client.get(f"/tanggapan/{chain[10].pk}/balasan/?tingkat=4")
    assert f'href="/tanggapan/{chain[10].pk}/"' in middle.content.decode()
    assert "Orang 2" in words(middle)
    assert "data-part" not in middle.content.decode()
    assert f'href="/tanggapan/{chain[13].pk}/#balasan"' in middle.content.decode()


def test_stones_keep_their_place_with_rule_reason_and_date_but_never_the_text(client):
    page = announce()
    row = page.consultation
    author = factories.user(name="Nama Rahasia")
    hidden = say(row, "Kata yang kasar.", by=author)
    say(row, "Balasan yang tetap.", parent=hidden)
    withdrawn = say(row, "Kata yang ditarik.", by=author)
    decision = decide(hidden, "hide", rule=1, reason="Menghina orangnya.")
    assert client_of(author).post(f"/tanggapan/{withdrawn.pk}/tarik/").status_code == 303
    for answer in (
        client.get(page.url),
        client.get(f"/en{page.url}"),
        client.get(f"/tanggapan/{hidden.pk}/"),
        client.get(f"/tanggapan/{withdrawn.pk}/"),
        client.get(f"/tanggapan/konsultasi/{row.slug}/utas/?fragment=1"),
        client.get(f"/tanggapan/konsultasi/{row.slug}/atom/"),
        client_of(factories.user()).get(page.url),
    ):
        said = words(answer)
        assert answer.status_code == 200
        assert "kasar" not in said and "ditarik" not in answer.content.decode().lower().replace(
            "ditarik oleh", ""
        )
        assert "Nama Rahasia" not in said
    said = words(client.get(page.url))
    assert (
        "Menghina orangnya." in said and "Bicara tentang masalahnya" in said and "Balasan yang tetap." in said
    )
    assert f"/tanggapan/keputusan/{decision.pk}/" in client.get(page.url).content.decode()
    for address in ("riwayat", "dukung", "laporkan", "balas"):
        who = client if address == "riwayat" else client_of(factories.user())
        assert who.get(f"/tanggapan/{hidden.pk}/{address}/").status_code == 404
    assert "kasar" in words(client_of(author).get(f"/tanggapan/{hidden.pk}/"))
    assert "kasar" in words(client_of(moderator()).get(f"/tanggapan/{hidden.pk}/"))
    decide(hidden, "restore")
    assert "kasar" in words(client.get(page.url))


def test_rejected_before_it_was_public_leaves_no_stone(client):
    page = announce(moderation="pre")
    author = factories.user()
    comment = say(page.consultation, "Ditolak saja.", by=author)
    decide(comment, "reject", reason="Bukan tempatnya.")
    assert shown(client.get(page.url)) == []
    assert client.get(f"/tanggapan/{comment.pk}/").status_code == 404
    mine = words(client_of(author).get(f"/tanggapan/{comment.pk}/"))
    assert "Ditolak saja." in mine and "Bukan tempatnya." in mine


def test_a_comment_withdrawn_while_it_waited_leaves_no_stone(client):
    page = announce(moderation="pre")
    author = factories.user()
    comment = say(page.consultation, "Berubah pikiran.", by=author)
    client_of(author).post(f"/tanggapan/{comment.pk}/tarik/")
    assert client.get(f"/tanggapan/{comment.pk}/").status_code == 404
    assert shown(client.get(page.url)) == []


def test_names_badges_channels_and_languages(client):
    page = announce()
    row = page.consultation
    leaver = factories.user(name="Pergi Jauh")
    say(row, "Sebelum pergi.", by=leaver)
    say(row, "In English.", by=factories.user(name="Ann"), language="en")
    nameless = say(row, "Tanpa nama.")
    nameless.participant.shown_name = ""
    nameless.participant.save()
    spoken = say(row, "Di forum.", by=factories.user(name="Pak RT"))
    Comment.objects.filter(pk=spoken.pk).update(channel="forum", imported_agree=12, imported_disagree=4)
    say(row, "Resmi.", by=officer())
    anonymise_user(leaver, factories.administrator())
    body = client.get(f"/en{page.url}").content.decode()
    said = words(client.get(f"/en{page.url}"))
    assert "Pergi Jauh" not in said and "Former participant" in said
    assert "Resident" in said and "Spoken at a forum" in said and "12 agreed, 4 disagreed" in said
    assert "Civil servant · Disdukcapil" in said
    assert '<div class="comment__text"><p>In English.' in body
    assert '<div class="comment__text" lang="id"><p>Di forum.' in body
    local = client.get(page.url).content.decode()
    assert '<div class="comment__text" lang="en"><p>In English.' in local


def test_a_visitor_gets_no_cookie_no_token_and_the_same_page_twice(client, settings):
    settings.KEPT_PAGES = 0  # each is drawn
    page = announce("Apa?")
    comment = say(page.consultation, "Ada.")
    for address in (
        page.url,
        f"/tanggapan/{comment.pk}/",
        f"/tanggapan/konsultasi/{page.consultation.slug}/utas/",
        f"/tanggapan/{comment.pk}/balasan/",
        "/konsultasi/",
    ):
        first, second = client.get(address), client.get(address)
        assert not first.cookies and not second.cookies
        assert "csrf" not in first.content.decode().lower()
        assert "Cookie" not in first.get("Vary", ""), address
        assert first.content == second.content
    mine = client_of(factories.user()).get(page.url)
    assert mine["Cache-Control"] == "no-store, private"


def queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def fill(row: Consultation, count: int, tmp_path) -> None:
    """Import `count` comments in threads of eight."""
    rows = [line(n, None if n % 8 == 0 else n - 1 - (n % 3 == 0 and n % 8 > 1)) for n in range(count)]
    path = table(tmp_path / f"{row.pk}.csv", rows)
    call_command("import_comments", str(path), "--consultation", row.slug, verbosity=0)


def test_a_page_costs_the_same_queries_at_any_size_and_few(client, tmp_path, settings):
    settings.KEPT_PAGES = 0  # each is drawn
    empty = announce("Satu?")
    small, large = announce("Satu?"), announce("Satu?")
    for page in (small, large):
        page.consultation.questions.create(position=2, title="Dua?")
    fill(small.consultation, 3, tmp_path)
    fill(large.consultation, 300, tmp_path)
    text = publish(
        empty.get_parent().specific.add_sibling(
            instance=ContentPage(title="Kosong", slug="kosong", live=False)
        )
    )
    bare = queries(client, f"{text.url}")
    # One level deeper than that page: what Wagtail itself asks grows with depth, ours does not.
    depth = queries(client, empty.url) - queries(client, empty.url)
    assert depth == 0
    counts = {queries(client, page.url) for page in (empty, small, large)}
    assert len(counts) == 1
    assert counts.pop() - bare <= 6
    person = client_of(factories.user())
    assert queries(person, small.url) == queries(person, large.url)
    assert queries(person, large.url) - queries(person, text.url) <= 9
    row = large.consultation
    deep = row.comments.order_by("-depth").first()
    top = row.comments.filter(depth=0).first()
    assert queries(client, f"/tanggapan/{top.pk}/") <= 8
    assert queries(client, f"/tanggapan/{deep.pk}/") <= 9
    assert queries(client, f"/tanggapan/konsultasi/{row.slug}/utas/") <= 6
    assert queries(client, f"/tanggapan/{top.pk}/balasan/") <= 3


def test_a_draft_and_what_is_behind_a_restricted_page_do_not_exist(client):
    page = announce()
    row = page.consultation
    comment = say(row, "Rahasia.")
    addresses = [
        f"/tanggapan/konsultasi/{row.slug}/",
        f"/tanggapan/konsultasi/{row.slug}/utas/",
        f"/tanggapan/konsultasi/{row.slug}/atom/",
        f"/tanggapan/{comment.pk}/",
        f"/tanggapan/{comment.pk}/balasan/",
        f"/tanggapan/{comment.pk}/riwayat/",
    ]
    restriction = PageViewRestriction.objects.create(page=home(), restriction_type="login")
    for address in addresses:
        assert client.get(address).status_code == 404, address
        assert client_of(factories.user()).get(address).status_code in (200, 302), address
    assert "Rahasia" not in words(client.get("/konsultasi/"))
    restriction.delete()
    for address in addresses:
        assert client.get(address).status_code in (200, 302)
    Consultation.objects.filter(pk=row.pk).update(state="draft")
    for address in [*addresses, f"/tanggapan/konsultasi/{row.slug}/tulis/"]:
        assert client_of(moderator()).get(address).status_code == 404, address
        assert client_of(factories.user()).get(address).status_code == 404, address


def test_what_was_taken_down_says_so_and_its_comments_are_not_read_elsewhere(client):
    page = announce()
    row = page.consultation
    comment = say(row, "Masih ada.")
    page.unpublish_reason = "Diganti konsultasi lain."
    page.unpublish()
    answer = client.get(f"/tanggapan/konsultasi/{row.slug}/")
    assert answer.status_code == 410 and "Diganti konsultasi lain." in words(answer)
    for address in (f"/tanggapan/{comment.pk}/", f"/tanggapan/konsultasi/{row.slug}/utas/"):
        assert client.get(address).status_code == 404


def test_the_short_address_leads_to_the_page_in_the_readers_language(client):
    page = announce()
    slug = page.consultation.slug
    assert client.get(f"/tanggapan/konsultasi/{slug}/")["Location"] == page.url
    assert client.get(f"/en/tanggapan/konsultasi/{slug}/")["Location"] == f"/en{page.url}"
    assert client.get("/tanggapan/konsultasi/tidak-ada/").status_code == 404


def test_the_list_shows_open_coming_and_closed_consultations(client):
    now = timezone.now()
    announce(title="Sedang buka")
    announce(title="Akan buka", opens_at=now + timedelta(days=2), closes_at=now + timedelta(days=9))
    announce(title="Sudah tutup", opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=2))
    announce(title="Dibatalkan", cancelled=True)
    said = words(client.get("/konsultasi/"))
    order = [said.index(title) for title in ("Sedang buka", "Akan buka", "Sudah tutup")]
    assert order == sorted(order)
    assert "Dibatalkan" in said
    assert "Sedang buka" in words(client.get("/"))
    assert "Akan buka" not in words(client.get("/"))


def test_closed_consultations_are_listed_twenty_at_a_time(client):
    now = timezone.now()
    for number in range(23):
        announce(
            title=f"Lama {number:02}",
            opens_at=now - timedelta(days=90),
            closes_at=now - timedelta(days=30 + number),
        )
    first = client.get("/konsultasi/")
    assert words(first).count("Lama ") == 20
    older = re.search(r'href="(\?sebelum=[^"]+)"', first.content.decode())[1]
    second = words(client.get(f"/konsultasi/{older}"))
    assert second.count("Lama ") == 3 and "Lama 22" in second


def test_history_shows_what_was_public_and_nothing_else(client):
    row = consultation()
    author = factories.user()
    comment = say(row, "Teks pertama.", by=author)
    mine = client_of(author)
    write(mine, f"/tanggapan/{comment.pk}/ubah/", "Teks kedua.", version=comment.version_id)
    said = words(client.get(f"/tanggapan/{comment.pk}/riwayat/"))
    assert "pertama." in said and "kedua." in said
    Consultation.objects.filter(pk=row.pk).update(moderation="pre")
    comment.refresh_from_db()
    write(mine, f"/tanggapan/{comment.pk}/ubah/", "Teks ketiga, menunggu.", version=comment.version_id)
    assert "ketiga" not in words(client.get(f"/tanggapan/{comment.pk}/riwayat/"))
    assert "ketiga" in words(mine.get(f"/tanggapan/{comment.pk}/riwayat/"))
    assert "ketiga" in words(mine.get(f"/tanggapan/{comment.pk}/"))
    assert "ketiga" not in words(client.get(f"/tanggapan/{comment.pk}/"))
    decide(comment, "reject", reason="Tidak patut.")
    assert "ketiga" not in words(client.get(f"/tanggapan/{comment.pk}/riwayat/"))


def test_a_text_replaced_before_it_was_public_never_becomes_public():
    row = consultation(moderation="pre")
    author = factories.user()
    comment = say(row, "Draf yang keliru.", by=author)
    write(client_of(author), f"/tanggapan/{comment.pk}/ubah/", "Yang benar.", version=comment.version_id)
    decide(comment, "publish")
    comment = Comment.objects.select_related("participant", "consultation").get(pk=comment.pk)
    versions = list(comment.versions.order_by("-number"))
    assert [version.text for version in public_versions(comment, versions)] == ["Yang benar."]
