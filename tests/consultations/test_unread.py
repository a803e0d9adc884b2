"""What is new since one read: marked, counted, led through, marked as read, taken back; for nobody but the reader."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from consultations.models import Comment, ReadMark
from forum_site.cursors import time_cursor
from tests import factories
from tests.consultations.talking import announce, client_of, consultation, decide, say, words

pytestmark = pytest.mark.django_db
LAG = timedelta(seconds=5)


def said(row, text: str, minutes_ago: float, **who) -> Comment:
    """Say something that became public some minutes ago."""
    comment = say(row, text, **who)
    moment = timezone.now() - timedelta(minutes=minutes_ago)
    Comment.objects.filter(pk=comment.pk).update(published_at=moment)
    Comment.objects.filter(pk=comment.thread_id).update(latest_at=moment)
    comment.refresh_from_db()
    return comment


def cursor(comment: Comment) -> str:
    comment.refresh_from_db()
    return time_cursor(comment.published_at, comment.pk)


def address(row, name: str) -> str:
    return f"/tanggapan/konsultasi/{row.slug}/{name}/"


def read(client, row, until: str, **data):
    return client.post(address(row, "terbaca"), {"sampai": until} | data)


def new_on(response) -> list[int]:
    """Return the ids of the comments that a page marks as new, in order; each must say so in words."""
    body = response.content.decode()
    marked = [int(pk) for pk in re.findall(r'<article class="comment[^"]*is-new" id="t(\d+)"', body)]
    assert body.count('<span class="chip chip--new">') == len(marked)
    return marked


def mark_of(user, row) -> ReadMark:
    return ReadMark.objects.get(user=user, consultation=row)


# --- Marked and counted -----------------------------------------------------------------------------


def test_on_the_first_visit_nothing_is_new_and_a_button_begins(client):
    page = announce()
    row = page.consultation
    old = said(row, "Lama.", 60)
    person = factories.user()
    reader = client_of(person)
    first = reader.get(page.url)
    assert not new_on(first) and "tanggapan baru" not in words(first)
    until = re.search(r'<noscript>.*?name="sampai" value="([^"]+)"', first.content.decode(), re.S)[1]
    answer = read(reader, row, until)
    assert (answer.status_code, answer["Location"]) == (
        303,
        f"{address(row, 'utas')}?selesai=1&semula=#utas",
    )
    assert mark_of(person, row).read_at == old.published_at
    assert "Anda sudah membaca semuanya." in words(reader.get(answer["Location"]))
    assert not new_on(client.get(page.url))


def test_what_others_say_later_is_new_at_any_depth_and_ones_own_never(client):
    page = announce()
    row = page.consultation
    person = factories.user()
    reader = client_of(person)
    root = said(row, "Akar.", 60)
    read(reader, row, cursor(root))
    mine = said(row, "Milik saya.", 30, by=person)
    reply = said(row, "Balasan untuk saya.", 20, parent=mine)
    below = [said(row, f"Cabang {number}.", 10, parent=root) for number in range(3)]
    whole = reader.get(page.url)
    assert new_on(whole) == [reply.pk, below[0].pk, below[1].pk]
    assert "4 tanggapan baru sejak" in words(whole)
    part = reader.get(f"/tanggapan/{root.pk}/balasan/?tingkat=1")
    assert new_on(part) == [one.pk for one in below]
    assert new_on(reader.get(f"/tanggapan/{reply.pk}/")) == [reply.pk]
    for other in (client, client_of(factories.user())):
        assert not new_on(other.get(page.url))


def test_what_a_moderator_removed_is_not_new():
    page = announce()
    row = page.consultation
    reader = client_of(factories.user())
    read(reader, row, cursor(said(row, "Akar.", 60)))
    removed = said(row, "Petugasnya bodoh.", 10)
    assert new_on(reader.get(page.url)) == [removed.pk]
    decide(removed, "hide")
    assert not new_on(reader.get(page.url))
    assert "Anda sudah membaca semuanya." in words(reader.get(page.url))


def test_a_comment_that_is_approved_after_my_visit_is_new():
    page = announce(moderation="pre")
    row = page.consultation
    reader = client_of(factories.user())
    first = said(row, "Yang pertama.", 0)
    decide(first, "publish")
    Comment.objects.filter(pk=first.pk).update(published_at=timezone.now() - timedelta(minutes=9))
    waiting = say(row, "Menunggu lama.")
    Comment.objects.filter(pk=waiting.pk).update(received_at=timezone.now() - timedelta(hours=9))
    read(reader, row, cursor(first))
    assert not new_on(reader.get(page.url))
    decide(waiting, "publish")
    assert new_on(reader.get(page.url)) == [waiting.pk]


def test_a_comment_whose_transaction_took_its_time_is_still_new():
    page = announce()
    row = page.consultation
    reader = client_of(factories.user())
    quick = said(row, "Cepat.", 0)
    until = re.search(r'data-until="([^"]+)"', reader.get(page.url).content.decode())[1]
    read(reader, row, until)
    # It began before the other one was public, and was not there yet when the page was drawn.
    slow = said(row, "Lambat.", 0)
    Comment.objects.filter(pk=slow.pk).update(published_at=quick.published_at - timedelta(seconds=4))
    assert slow.pk in new_on(reader.get(page.url))


def test_more_than_is_counted_is_said_to_be_more(monkeypatch):
    page = announce()
    row = page.consultation
    reader = client_of(factories.user())
    read(reader, row, cursor(said(row, "Akar.", 60)))
    for number in range(101):
        said(row, f"Baru {number}.", 5)
    assert "Lebih dari 99 tanggapan baru" in words(reader.get(page.url))


# --- Marking as read --------------------------------------------------------------------------------


def test_the_mark_goes_forward_only_and_stays_a_few_seconds_behind_now():
    row = consultation()
    person = factories.user()
    reader = client_of(person)
    early, late = said(row, "Awal.", 60), said(row, "Akhir.", 30)
    read(reader, row, cursor(late))
    read(reader, row, cursor(early))
    assert (mark_of(person, row).read_at, mark_of(person, row).read_id) == (late.published_at, late.pk)
    read(reader, row, time_cursor(datetime(2100, 1, 1, tzinfo=UTC), 1))
    assert mark_of(person, row).read_at <= timezone.now() - LAG
    just_now = say(row, "Baru saja.")
    assert new_on(reader.get(address(row, "utas"))) == [just_now.pk]


def test_all_is_marked_as_read_and_taken_back():
    page = announce()
    row = page.consultation
    person = factories.user()
    reader = client_of(person)
    first, second = said(row, "Satu.", 60), said(row, "Dua.", 30)
    read(reader, row, cursor(first))
    assert new_on(reader.get(page.url)) == [second.pk]
    until = re.search(r'name="sampai" value="([^"]+)"', reader.get(page.url).content.decode())[1]
    done = reader.get(read(reader, row, until)["Location"])
    assert not new_on(done) and "Anda sudah membaca semuanya." in words(done)
    back = re.search(r'name="semula" value="([^"]*)"', done.content.decode())[1]
    answer = reader.post(address(row, "terbaca"), {"verb": "undo", "semula": back})
    again = reader.get(answer["Location"])
    assert answer.status_code == 303 and new_on(again) == [second.pk]
    # What is given back is never further than where the mark stood.
    reader.post(address(row, "terbaca"), {"verb": "undo", "semula": cursor(second)})
    assert mark_of(person, row).read_at == first.published_at
    reader.post(address(row, "terbaca"), {"verb": "undo", "semula": ""})
    assert not ReadMark.objects.exists()


def test_a_mark_is_ones_own_and_a_visitor_has_none(client):
    row = consultation()
    comment = said(row, "Ada.", 60)
    ani, budi = factories.user(), factories.user()
    read(client_of(ani), row, cursor(comment))
    before = mark_of(ani, row).read_at
    later = said(row, "Lagi.", 10)
    assert read(client_of(budi), row, cursor(later), diam=1).status_code == 204
    assert (mark_of(ani, row).read_at, mark_of(budi, row).read_at) == (before, later.published_at)
    other = consultation()
    assert not ReadMark.objects.filter(consultation=other).exists()
    assert read(client, row, cursor(later)).status_code == 403
    assert ReadMark.objects.count() == 2


@pytest.mark.parametrize("bad", ["", "x", "1", "-1-1", "1-1-1", "9" * 18 + "-1"])
def test_a_bad_cursor_is_a_400_and_marks_nothing(bad):
    row = consultation()
    reader = client_of(factories.user())
    assert read(reader, row, bad).status_code == 400
    assert not ReadMark.objects.exists()
    if bad:
        read(reader, row, cursor(said(row, "Ada.", 60)))
        answer = reader.post(address(row, "terbaca"), {"verb": "undo", "semula": bad})
        assert answer.status_code == 400 and ReadMark.objects.count() == 1
        assert reader.get(f"{address(row, 'baru')}?sesudah={bad}").status_code == 400
    assert reader.get(address(row, "terbaca")).status_code == 405


# --- From one to the next ---------------------------------------------------------------------------


def test_from_new_to_new_in_the_order_of_time_to_the_end():
    row = consultation()
    person = factories.user()
    reader = client_of(person)
    root = said(row, "Akar.", 60)
    read(reader, row, cursor(root))
    third = said(row, "Ketiga.", 10)
    second = said(row, "Kedua.", 20, parent=root)
    said(row, "Milik saya.", 15, by=person)
    step = address(row, "baru")
    for comment in (second, third):
        answer = reader.get(step)
        assert answer["Location"] == f"/tanggapan/{comment.pk}/?baru=1#t{comment.pk}"
        page = reader.get(answer["Location"])
        step = re.search(r'href="([^"]+)" data-next-new', page.content.decode())[1].replace("&amp;", "&")
    end = reader.get(step)
    assert end["Location"] == f"{address(row, 'utas')}?selesai=1#utas"
    last = reader.get(end["Location"])
    assert "Itu tanggapan baru yang terakhir." in words(last)
    assert "Tandai semua sudah dibaca" in words(last)  # to follow links moves nothing
    assert mark_of(person, row).read_at == root.published_at
    assert "data-next-new" not in reader.get(f"/tanggapan/{third.pk}/").content.decode()


def test_a_visitor_is_led_by_the_mark_in_their_browser(client):
    row = consultation()
    old, new = said(row, "Lama.", 60), said(row, "Baru.", 10)
    assert client.get(address(row, "baru")).status_code == 400
    answer = client.get(f"{address(row, 'baru')}?sesudah={cursor(old)}")
    assert answer["Location"].endswith(f"#t{new.pk}")
    answer = client.get(f"{address(row, 'baru')}?sesudah={cursor(new)}")
    assert "Itu tanggapan baru yang terakhir." in words(client.get(answer["Location"]))


def test_threads_with_something_new(client):
    row = consultation()
    person = factories.user()
    reader = client_of(person)
    said(row, "Sepi.", 60)
    lively = said(row, "Ramai.", 50)
    only_new = f"{address(row, 'utas')}?saring=baru"
    assert "Tidak ada yang baru sejak" in words(reader.get(only_new))  # who never said is told of nothing
    read(reader, row, cursor(lively))
    assert "Tidak ada yang baru sejak" in words(reader.get(only_new))
    said(row, "Baru di sini.", 5, parent=lively)
    found = reader.get(only_new)
    assert "Ramai." in words(found) and "Sepi." not in words(found)
    assert client.get(only_new)["Location"].startswith("/akun/masuk/")
    theirs = client.get(f"{only_new}&sejak={cursor(lively)}")
    assert "Ramai." in words(theirs) and "Sepi." not in words(theirs)
    assert client.get(f"{only_new}&sejak=x").status_code == 400
