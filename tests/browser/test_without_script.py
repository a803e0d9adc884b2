"""Without script all of it works: read, page through, open a branch, say something, answer, support, report."""

import pytest

from consultations.models import Comment, Flag, Support
from tests.browser.site import LIVELY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLAIN = {"java_script_enabled": False, "viewport": {"width": 360, "height": 640}}
PAGE = f"/konsultasi/{LIVELY}/"


def numbers(page) -> list[str]:
    """Return the anchors of the comments on the page, in order."""
    return page.locator("article.comment").evaluate_all("all => all.map(one => one.id)")


def roots(page) -> list[str]:
    return page.locator(".thread > article.comment").evaluate_all("all => all.map(one => one.id)")


def send(page) -> None:
    with page.expect_navigation():
        page.locator("main form.form button.button").click()


def follow(page, link) -> None:
    """Follow a link until the page behind it has been read to its end: a click alone does not wait for it."""
    with page.expect_navigation():
        link.click()


def test_a_visitor_reads_and_pages_to_the_end_and_back(new_page, site):
    page = new_page(**PLAIN)
    page.goto(PAGE)
    seen, first = [], roots(page)
    seen += first
    while (onwards := page.locator("a[rel=next]")).count():
        follow(page, onwards)
        assert not set(roots(page)) & set(seen)
        seen += roots(page)
    assert page.locator(".thread__end").is_visible()
    shown = site.lively.comments.standing().filter(parent=None)
    assert len(seen) == shown.count()
    while (back := page.locator("a[rel=prev]")).count():
        follow(page, back)
    assert roots(page) == first


def test_a_visitor_folds_and_opens_a_branch_and_follows_it_down(new_page, site):
    largest = site.lively.comments.filter(parent=None).order_by("-descendant_count").first()
    page = new_page(**PLAIN)
    page.goto(f"{PAGE}?urutan=terlama")
    page.goto(f"/tanggapan/{largest.pk}/")
    branch = page.locator("details.replies").first
    reply = branch.locator("article.comment").first
    assert reply.is_visible()
    branch.locator("summary").first.click()
    assert not reply.is_visible()
    branch.locator("summary").first.click()
    assert reply.is_visible()
    # What is not shown here stands behind a link: the whole branch is within reach.
    seen, waiting, visited = set(), [f"/tanggapan/{largest.pk}/"], set()
    while waiting:
        address = waiting.pop()
        if address in visited:
            continue
        visited.add(address)
        page.goto(address)
        seen |= set(numbers(page))
        links = page.locator(
            "section[aria-labelledby=balasan] a.more, section[aria-labelledby=balasan] a[rel=next]"
        )
        waiting += [
            link.partition("#")[0]
            for link in links.evaluate_all("all => all.map(one => one.getAttribute('href'))")
        ]
    below = Comment.objects.filter(thread_id=largest.pk, parent__isnull=False).standing()
    assert {f"t{pk}" for pk in below.values_list("pk", flat=True)} <= seen


def test_a_resident_speaks_answers_supports_and_reports(new_page, site):
    siti = site.user("warga")
    other = site.to_answer(siti)
    page = new_page(siti, **PLAIN)
    page.goto(PAGE)
    follow(page, page.locator(f"main a[href$='/konsultasi/{LIVELY}/tulis/']").first)
    page.locator("textarea").fill("Nomor antrean untuk lansia mohon didahulukan.")
    page.locator("input[name=stance][value=for]").check()
    send(page)
    said = Comment.objects.get(version__text="Nomor antrean untuk lansia mohon didahulukan.")
    assert (said.status, said.stance) == ("pending", "for")
    assert page.url.endswith(f"/tanggapan/{said.pk}/")
    assert page.locator(".message--success").is_visible()
    page.goto(PAGE)
    assert page.get_by_text("Nomor antrean untuk lansia").is_visible()

    page.goto(f"/tanggapan/{other.pk}/")
    follow(page, page.locator(f"a[href='/tanggapan/{other.pk}/balas/']").first)
    page.locator("textarea").fill("Setuju, saya juga mengalami.")
    send(page)
    assert Comment.objects.get(version__text="Setuju, saya juga mengalami.").parent_id == other.pk

    page.goto(f"/tanggapan/{other.pk}/")
    follow(page, page.locator(f"a[href='/tanggapan/{other.pk}/dukung/']").first)
    supports = Support.objects.filter(comment=other, user=siti).exists()
    send(page)
    assert Support.objects.filter(comment=other, user=siti).exists() is not supports

    follow(page, page.locator(f"a[href='/tanggapan/{other.pk}/laporkan/']").first)
    page.locator("input[name=rule]").first.check()
    page.locator("textarea").fill("Menyebut nama petugas.")
    send(page)
    assert Flag.objects.get(comment=other, user=siti).words == "Menyebut nama petugas."


def test_a_refused_text_comes_back_with_the_reason(new_page, site):
    page = new_page(site.user("warga"), **PLAIN)
    page.goto(f"/tanggapan/konsultasi/{LIVELY}/tulis/")
    page.locator("textarea").fill("a" * 5001)
    send(page)
    assert page.locator(".errors a").count() == 1
    assert len(page.locator("textarea").input_value()) == 5001
