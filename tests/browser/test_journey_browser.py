"""The story once more, shorter, in a real browser: what needs a finger, a key or an eye rather than a request."""

import csv

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import expect

from consultations.actions import withdraw_comment
from consultations.models import Comment
from tests import factories
from tests.consultations import desk, reported
from tests.consultations.moderation import open_desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 720}


@pytest.fixture
def story() -> reported.Told:
    """An open consultation in which a moderator reads first; Budi's comment is public, Joko's and others wait."""
    story = reported.Told(reported.announced(moderation="pre"), desk.analyst(name="Bayu Moderator"))
    story.say("budi", "Pasar malam jangan menutup jalan.")
    story.decide("budi", "publish")
    for name, text in (
        ("joko", "Setuju, jangan menutup jalan."),
        ("dewi", "Petugasnya bodoh semua."),
        ("wati", "Saya keliru menulis ini."),
    ):
        story.say(name, text)
    story.people["siti"] = factories.user(name="Siti")
    return story


def test_from_the_thumb_that_writes_to_the_section_that_answers(new_page, story, tmp_path):
    a_resident_speaks_on_her_phone(new_page, story)
    a_moderator_decides_by_keyboard(new_page, story)
    story.comments["luar"] = something_is_imported(story, tmp_path)
    withdraw_comment(story.comments["wati"].pk, account=story.person("wati"))
    reported.close(story.page)
    an_analyst_codes_by_keyboard(new_page, story)
    the_report_is_refused_then_published(new_page, story)
    call_command("worker", "--once")
    for name in ("budi", "siti", "joko", "dewi", "wati"):
        from_inbox_to_section_in_two_clicks(new_page, story, name)
    from_the_comment_to_the_section(new_page, story, "luar")


def a_resident_speaks_on_her_phone(new_page, story) -> None:
    """She writes, answers in place and supports in place; the page never goes away under her thumb."""
    page = new_page(story.person("siti"), viewport=PHONE)
    page.goto(story.page.url)
    page.locator("main a[href$='/tulis/']").first.click()
    page.locator("textarea").fill("Lampu di lorong kurang terang.")
    page.locator("main form.form button.button").click()
    expect(page.locator(".message--success")).to_be_visible()
    story.comments["siti"] = Comment.objects.get(version__text="Lampu di lorong kurang terang.")

    page.goto(story.page.url)
    page.evaluate("window.stillTheSamePage = true")
    budi = story.comments["budi"]
    thread = page.locator(f"#t{budi.pk}")
    thread.locator(f"a[href='/tanggapan/{budi.pk}/dukung/']").click()
    expect(thread.locator("a.is-supported")).to_contain_text("1")
    thread.locator(f"a[href='/tanggapan/{budi.pk}/balas/']").click()
    page.locator(".reply-box textarea").fill("Jalan Dempo juga.")
    page.locator(".reply-box button[type=submit]").click()
    expect(page.locator(".stored [role=status]")).to_be_visible()
    assert page.evaluate("window.stillTheSamePage")
    story.comments["balasan"] = Comment.objects.get(version__text="Jalan Dempo juga.", parent=budi)


def a_moderator_decides_by_keyboard(new_page, story) -> None:
    """J to go on, A to publish, R to reject under a rule; five comments, no mouse."""
    page = new_page(story.moderator, viewport={"width": 1280, "height": 900})
    open_desk(page, f"{reverse('moderation_queue')}?consultation={story.consultation.pk}")
    page.keyboard.press("j")
    while page.locator("[data-desk-card]").count():
        card = page.evaluate("document.activeElement.closest('[data-desk-card]')?.id || ''")
        if card.endswith(f"-{story.comments['dewi'].pk}"):
            page.keyboard.press("r")
            rule = page.locator(f"#{card} [data-desk-more] [name=rule]")
            if rule.evaluate("rule => rule !== document.activeElement"):
                page.keyboard.press("Tab")  # past the choice of saved replies, where there are some
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Tab")
            page.keyboard.type("Ceritakan kejadiannya, jangan menghina.")
            page.locator(f"#{card} [data-desk-removal]").focus()
            page.keyboard.press("Enter")
        else:
            page.keyboard.press("a")
        expect(page.locator(f"#{card}")).to_have_count(0)
    assert story.comment("dewi").status == "rejected"
    assert all(story.comment(name).status == "published" for name in ("joko", "siti", "wati", "balasan"))


def something_is_imported(story, folder) -> Comment:
    row = {"id": "kotak:1", "participant": "kotak:p1", "name": "Pak Luar", "text": "Toilet umum tidak ada."}
    row["received_at"] = story.comments["budi"].received_at.isoformat()
    with (folder / "kotak.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerow(row)
    call_command("import_comments", str(folder / "kotak.csv"), consultation=story.consultation.slug)
    return Comment.objects.get(source="kotak")


def an_analyst_codes_by_keyboard(new_page, story) -> None:
    """Digits for themes, Enter to go on; Joko's is the same as Budi's; the imported one is left for later."""
    story.themes = [desk.theme(story.consultation, title=title) for title in ("Tempat", "Penerangan")]
    story.answer(0)
    story.answer(1)
    page = new_page(story.moderator, viewport={"width": 1280, "height": 900})
    page.goto(reverse("coding_desk", args=[story.consultation.pk]))
    for name, digit in (("budi", "1"), ("balasan", "1"), ("siti", "2")):
        code_by_keys(page, story.comments[name], digit)
    joko = page.locator(f"#c{story.comments['joko'].pk}")
    joko.locator("[value=duplicate_of]").check()
    joko.locator("[name=target]").fill(str(story.comments["budi"].pk))
    joko.get_by_role("button", name="Simpan dan lanjut").click()
    expect(page.locator(f"#c{story.comments['joko'].pk}.coding-card--saved")).to_be_visible()
    expect(page.locator("#coding-bar")).to_contain_text("80%")


def code_by_keys(page, comment, digit: str) -> None:
    page.locator(f"#c{comment.pk}").focus()
    page.keyboard.press(digit)
    page.keyboard.press("Enter")
    expect(page.locator(f"#c{comment.pk}.coding-card--saved")).to_be_visible()


def the_report_is_refused_then_published(new_page, story) -> None:
    """The editor says what is missing and its link leads there; with that coded it publishes."""
    draft = reported.report(story)
    page = new_page(desk.communications(), viewport={"width": 1280, "height": 900})
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    press_publish(page, edit)
    link = page.locator(".messages a[href*='show=remaining']")
    expect(link).to_be_visible()
    remaining = link.get_attribute("href")
    assert not page.goto(draft.url).ok

    analyst = new_page(story.moderator, viewport={"width": 1280, "height": 900})
    analyst.goto(remaining)
    expect(analyst.locator("[data-card]")).to_have_count(1)
    code_by_keys(analyst, story.comments["luar"], "2")
    press_publish(page, edit)
    assert page.goto(draft.url).ok


def press_publish(page, edit: str) -> None:
    page.goto(edit)
    page.locator("[data-edit-form] .footer__container, footer").first.wait_for()
    page.locator("footer [data-w-dropdown-target=toggle], footer .w-dropdown__toggle").first.click()
    with page.expect_navigation():
        page.locator("button[name=action-publish]").click()


def from_inbox_to_section_in_two_clicks(new_page, story, name: str) -> None:
    page = new_page(story.person(name), viewport=PHONE)
    page.goto("/akun/kotak-masuk/")
    page.locator(".inbox__open").first.click()
    page.locator("main article.card a.behind").first.click()
    stands_before_the_eye(page, name)


def from_the_comment_to_the_section(new_page, story, name: str) -> None:
    page = new_page(viewport=PHONE)
    page.goto(f"/tanggapan/{story.comments[name].pk}/")
    page.locator(".trace a[href*='/laporan/#']").first.click()
    stands_before_the_eye(page, name)


def stands_before_the_eye(page, name: str) -> None:
    """Check that the anchor's element is on the screen: a link to nowhere would show the top of the page."""
    page.wait_for_url("**/laporan/#*")
    target = page.locator(f"[id='{page.url.partition('#')[2]}']")
    expect(target, name).to_be_in_viewport()
