"""Reading a discussion in a browser on a small phone: what is new, folds, going back; with script and without."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from consultations import marks
from consultations.models import Comment, ReadMark
from consultations.recount import recount
from forum_site.cursors import LAST_ID, time_cursor
from tests import factories
from tests.browser.looking import axe, faults
from tests.consultations.talking import announce, say

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 360, "height": 640}}
NEXT = "[data-next-new]"


def age(row, first_minutes: int = 600) -> None:
    """Let the comments have been said a minute apart, the first so long ago."""
    for number, comment in enumerate(row.comments.order_by("pk")):
        moment = timezone.now() - timedelta(minutes=first_minutes - number)
        Comment.objects.filter(pk=comment.pk).update(published_at=moment)
    recount(row.pk)


@pytest.fixture
def talk():
    """A consultation with six threads, the first of eight replies; returns its page."""
    page = announce("Loket mana yang paling lama?")
    root = say(page.consultation, "Antre dari jam lima subuh. " * 20, by=factories.user(name="Cek Ida"))
    for number in range(8):
        say(page.consultation, f"Balasan {number}.", parent=root)
    for number in range(5):
        say(page.consultation, f"Utas {number}. " + "Panjang. " * 60)
    age(page.consultation)
    return page


def comments(page) -> list[Comment]:
    return list(page.consultation.comments.order_by("pk"))


def has_read(user, page, until: Comment) -> None:
    marks.mark_read(page.consultation.pk, user, time_cursor(until.published_at, LAST_ID))


def threads(page) -> str:
    return f"/tanggapan/konsultasi/{page.consultation.slug}/utas/"


def in_view(page, comment: Comment) -> bool:
    box = page.locator(f"#t{comment.pk}").bounding_box()
    return -1 <= box["y"] < 640


def test_going_from_new_to_new_until_everything_is_read(talk, new_page):
    reader = factories.user(name="Mang Jai")
    said = comments(talk)
    has_read(reader, talk, said[-3])
    page = new_page(reader, reduced_motion="reduce", **PHONE)
    page.goto(f"{threads(talk)}?urutan=terlama")
    assert page.locator(".is-new").count() == 2
    expect(page.locator(f"#t{said[-1].pk} .chip--new")).to_have_text("Baru")
    expect(page.locator("#kabar")).to_contain_text("2 tanggapan baru")
    assert not axe(page) and not faults(page)
    page.goto(f"{threads(talk)}?urutan=terlama")
    page.locator(NEXT).click()
    expect(page.locator(f"#t{said[-2].pk}")).to_be_focused()
    assert in_view(page, said[-2])
    page.keyboard.press("n")
    expect(page.locator(f"#t{said[-1].pk}")).to_be_focused()
    expect(page.locator("#kabar")).to_have_text("Anda sudah membaca semuanya.")
    page.wait_for_timeout(300)
    mark = ReadMark.objects.get(user=reader)
    assert mark.read_at >= said[-1].published_at
    page.reload()
    assert page.locator(".is-new").count() == 0


def test_new_beyond_this_page_is_one_link_away(talk, new_page):
    reader = factories.user()
    said = comments(talk)
    has_read(reader, talk, said[0])
    page = new_page(reader, **PHONE)
    page.goto(f"{threads(talk)}?saring=resmi")
    expect(page.locator("#kabar")).to_contain_text("13 tanggapan baru")
    page.locator(NEXT).click()
    expect(page).to_have_url(re.compile(rf"/tanggapan/{said[1].pk}/\?baru=1"))
    page.locator(NEXT).click()
    expect(page).to_have_url(re.compile(rf"/tanggapan/{said[2].pk}/\?baru=1"))


def test_a_visitor_keeps_the_mark_in_the_browser(talk, new_page):
    page = new_page(**PHONE)
    page.goto(talk.url)
    assert page.locator(".is-new").count() == 0
    page.wait_for_function("() => Object.keys(localStorage).some(key => key.startsWith('rembuk:read:'))")
    say(talk.consultation, "Baru saja.")
    newest = Comment.objects.latest("pk")
    page.goto(talk.url)
    expect(page.locator(f"#t{newest.pk} .chip--new")).to_have_text("Baru")
    assert page.locator(".is-new").count() == 1
    expect(page.locator("#kabar")).to_contain_text("Baru sejak terakhir Anda baca: 1")
    assert not axe(page)
    page.locator("#kabar a", has_text="Semua utas").click()
    expect(page.locator(".thread > article.comment")).to_have_count(1)
    page.goto(talk.url)
    page.get_by_role("button", name="Tandai semua sudah dibaca").click()
    expect(page.locator("#kabar")).to_contain_text("Anda sudah membaca semuanya.")
    page.get_by_role("button", name="Urungkan").click()
    expect(page.locator("#kabar")).to_contain_text("Baru sejak terakhir Anda baca: 1")
    assert not page.context.cookies() and not ReadMark.objects.exists()


@pytest.mark.parametrize("script", [True, False])
def test_marking_all_as_read_and_taking_that_back(talk, new_page, script):
    reader = factories.user()
    said = comments(talk)
    has_read(reader, talk, said[-2])
    before = ReadMark.objects.get()
    page = new_page(reader, java_script_enabled=script, **PHONE)
    page.goto(talk.url)
    page.get_by_role("button", name="Tandai semua sudah dibaca").click()
    expect(page.locator("#kabar")).to_contain_text("Anda sudah membaca semuanya.")
    expect(page.locator(".thread__end")).to_contain_text("Anda sudah membaca semuanya.")
    assert page.locator(".is-new").count() == 0
    page.get_by_role("button", name="Urungkan").click()
    expect(page.locator(f"#t{said[-1].pk} .chip--new")).to_have_text("Baru")
    after = ReadMark.objects.get()
    assert (after.read_at, after.read_id) == (before.read_at, before.read_id)


def test_the_first_visit_marks_silently_after_a_while(talk, new_page):
    reader = factories.user()
    page = new_page(reader, **PHONE)
    with page.expect_request(lambda request: "/terbaca/" in request.url, timeout=9000):
        page.goto(talk.url)
        assert page.locator(".is-new").count() == 0
    page.wait_for_timeout(300)
    assert ReadMark.objects.get(user=reader).read_at >= comments(talk)[-1].published_at


def test_the_rail_folds_and_what_was_folded_or_opened_is_so_on_going_back(talk, new_page):
    page = new_page(factories.user(), **PHONE)
    address = f"{threads(talk)}?urutan=terlama"
    page.goto(address)
    root = comments(talk)[0]
    branch = page.locator(f"#t{root.pk} > details.replies")
    page.locator(f"#t{root.pk} a[data-more]").click()
    expect(page.get_by_text("Balasan 7.")).to_be_visible()
    branch.evaluate("branch => branch.scrollIntoView()")
    box = branch.bounding_box()
    page.mouse.click(box["x"] + 2, box["y"] + 150)  # on the rail, well below the summary
    expect(page.get_by_text("Balasan 7.")).to_be_hidden()
    branch.locator("> summary").click()
    expect(page.get_by_text("Balasan 7.")).to_be_visible()
    second = page.locator(".thread > article.comment").nth(3)
    second.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    second.locator("time").first.click()
    expect(page).to_have_url(re.compile(r"/tanggapan/\d+/$"))
    page.go_back()
    expect(page.get_by_text("Balasan 7.")).to_be_attached()
    page.wait_for_function(f"() => Math.abs(scrollY - {before}) < 60")
    branch.locator("> summary").click()
    page.goto(f"/tanggapan/{root.pk}/")
    page.go_back()
    expect(page.get_by_text("Balasan 0.")).to_be_hidden()
    page.goto(talk.url)  # elsewhere nothing is folded
    expect(page.get_by_text("Balasan 0.")).to_be_visible()


def test_orders_and_filters_keep_each_other_and_say_where_one_is(talk, new_page):
    page = new_page(java_script_enabled=False, **PHONE)
    page.goto(talk.url)
    page.get_by_role("link", name="Diperdebatkan").click()
    expect(page.get_by_text("Urutan ini bergerak")).to_be_visible()
    page.get_by_role("link", name="Netral").click()
    expect(page.get_by_text("Belum ada yang memulai utas dengan sikap ini.")).to_be_visible()
    page.get_by_role("link", name="Semua", exact=True).click()
    expect(page.get_by_text("Utas 1–6 dari 6")).to_be_visible()
    assert "urutan=diperdebatkan" in page.url
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
