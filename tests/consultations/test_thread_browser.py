"""The discussion in a real browser: in place where there is script, by links where there is none, on a small phone."""

import re

import pytest
from playwright.sync_api import expect

from consultations.models import Comment
from tests import factories
from tests.consultations.talking import announce, say
from tests.forum_site.test_pages_browser import breaches

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 360, "height": 720}}


@pytest.fixture
def talk():
    """A consultation with one thread of eight replies; returns its page."""
    page = announce("Loket mana yang paling lama?")
    root = say(page.consultation, "Antre dari jam lima subuh.", by=factories.user(name="Cek Ida"))
    for number in range(8):
        say(page.consultation, f"Balasan {number}.", parent=root)
    return page


def root() -> Comment:
    return Comment.objects.get(depth=0)


def test_replying_supporting_and_opening_in_place(talk, new_page):
    page = new_page(factories.user(name="Mang Jai"), **PHONE)
    page.goto(talk.url)
    thread = page.locator(f"#t{root().pk}")
    thread.locator(f'a[href="/tanggapan/{root().pk}/dukung/"]').click()
    expect(thread.locator("a.is-supported")).to_contain_text("1")
    thread.locator("a[data-more]").click()
    expect(page.get_by_text("Balasan 7.")).to_be_visible()
    thread.locator(f'a[href="/tanggapan/{root().pk}/balas/"]').click()
    box = page.locator(".reply-box textarea")
    expect(box).to_be_focused()
    page.locator(".reply-box button[type=submit]").click()
    expect(page.locator(".reply-box .errors")).to_be_focused()
    page.locator(".reply-box textarea").fill("Saya juga.")
    page.locator(".reply-box button[type=submit]").click()
    expect(page.locator(".stored .comment__text")).to_have_text("Saya juga.")
    assert page.url.endswith(talk.url)
    assert Comment.objects.filter(version__text="Saya juga.", parent=root()).count() == 1
    assert root().support_count == 1
    # htmx tells of what it put in a moment after it can be seen; only then is the copy forgotten.
    page.wait_for_function("() => Object.keys(localStorage).length === 0")
    assert not breaches(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_lost_connection_is_said_and_the_text_sent_once_when_retried(talk, new_page):
    page = new_page(factories.user(), **PHONE)
    page.goto(talk.url)
    page.locator(f'#t{root().pk} a[href="/tanggapan/{root().pk}/balas/"]').click()
    page.locator(".reply-box textarea").fill("Sinyal hilang.")
    page.context.set_offline(True)
    page.locator(".reply-box button[type=submit]").click()
    expect(page.locator(".reply-box .lost")).to_be_visible()
    expect(page.locator(".reply-box textarea")).to_have_value("Sinyal hilang.")
    page.context.set_offline(False)
    page.locator(".reply-box button[type=submit]").click()
    expect(page.locator(".stored")).to_be_visible()
    assert Comment.objects.filter(version__text="Sinyal hilang.").count() == 1


def test_a_text_that_was_not_sent_is_offered_again(talk, new_page):
    page = new_page(factories.user(), **PHONE)
    address = f"/tanggapan/konsultasi/{talk.consultation.slug}/tulis/"
    page.goto(address)
    page.locator("textarea").fill("Belum terkirim.")
    page.goto(talk.url)
    page.goto(address)
    page.locator("[data-kept-use]").click()
    expect(page.locator("textarea")).to_have_value("Belum terkirim.")
    page.locator("main button[type=submit]").click()
    expect(page.locator(".message--success")).to_be_visible()
    page.goto(address)
    expect(page.locator("[data-kept-use]")).to_have_count(0)


@pytest.mark.parametrize("form", ["tulis", "ubah"])
def test_a_page_that_could_not_be_sent_keeps_the_text_and_sends_it_once(talk, new_page, form):
    reader = factories.user()
    address = f"/tanggapan/konsultasi/{talk.consultation.slug}/tulis/"
    if form == "ubah":
        address = f"/tanggapan/{say(talk.consultation, 'Semula.', by=reader).pk}/ubah/"
    page = new_page(reader, **PHONE)
    page.goto(address)
    page.locator("textarea").fill("Ditulis di angkot.")
    page.context.set_offline(True)
    page.locator("main button[type=submit]").click()
    page.wait_for_timeout(500)
    page.context.set_offline(False)
    page.goto(address)
    page.locator("[data-kept-use]").click()
    expect(page.locator("textarea")).to_have_value("Ditulis di angkot.")
    page.locator("main button[type=submit]").click()
    expect(page.locator(".message--success")).to_be_visible()
    assert Comment.objects.filter(version__text="Ditulis di angkot.").count() == 1
    page.goto(address)
    expect(page.locator("[data-kept-use]")).to_have_count(0)


@pytest.mark.parametrize("script", [True, False])
def test_what_one_said_is_changed_and_shows_its_history(talk, new_page, script):
    author = factories.user(name="Mang Jai")
    said = say(talk.consultation, "Loket satu lambat sekali.", by=author)
    page = new_page(author, java_script_enabled=script, **PHONE)
    page.goto(f"/tanggapan/{said.pk}/")
    page.locator(f'a[href="/tanggapan/{said.pk}/ubah/"]').first.click()
    expect(page.locator("textarea")).to_have_value("Loket satu lambat sekali.")
    page.locator("textarea").fill("Loket dua lambat sekali.")
    page.locator("main button[type=submit]").click()
    expect(page.locator(".focus .comment__text")).to_have_text("Loket dua lambat sekali.")
    page.locator(f'a[href="/tanggapan/{said.pk}/riwayat/"]').first.click()
    expect(page.locator("ins").first).to_contain_text("dua")
    expect(page.locator("del").first).to_contain_text("satu")
    if script:  # axe is a script: a page without any would wait for it for ever
        assert not breaches(page)


def test_the_count_of_what_is_left_appears_near_the_end(talk, new_page):
    page = new_page(factories.user())
    page.goto(f"/tanggapan/konsultasi/{talk.consultation.slug}/tulis/")
    page.locator("textarea").fill("a" * 100)
    counted = page.locator("textarea ~ .field__help, textarea ~ .field__error")
    expect(counted).to_have_text("")
    page.locator("textarea").fill("a" * 4990)
    expect(counted).to_contain_text("10")
    page.locator("textarea").fill("a" * 5003)
    expect(counted).to_contain_text("3")


def test_without_script_everything_is_a_link_or_a_form(talk, new_page):
    page = new_page(factories.user(), java_script_enabled=False, **PHONE)
    page.goto(talk.url)
    page.locator(f"#t{root().pk} a[data-more]").click()
    expect(page).to_have_url(re.compile(rf"/tanggapan/{root().pk}/#balasan$"))
    expect(page.get_by_text("Balasan 7.")).to_be_visible()
    page.locator(f'.focus a[href="/tanggapan/{root().pk}/balas/"]').click()
    page.locator("textarea").fill("Tanpa skrip.")
    page.locator("main button[type=submit]").click()
    expect(page.locator(".focus .comment__text")).to_have_text("Tanpa skrip.")
    page.goto(f"/tanggapan/{root().pk}/dukung/")
    page.locator("main button[type=submit]").click()
    expect(page.locator(".message--success")).to_be_visible()
    assert root().support_count == 1


def test_a_link_into_a_folded_branch_opens_it(talk, new_page):
    page = new_page(**PHONE)
    page.goto(talk.url)
    first = Comment.objects.filter(parent=root()).order_by("pk").first()
    page.locator(f"#t{root().pk} > details > summary").click()
    expect(page.locator(f"#t{first.pk}")).to_be_hidden()
    page.evaluate(f"location.hash = 't{first.pk}'")
    expect(page.locator(f"#t{first.pk}")).to_be_visible()
