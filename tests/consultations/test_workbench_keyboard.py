"""Fifty comments coded by keyboard alone, in a real browser, without a page being loaded anew."""

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from django.urls import reverse

from consultations.actions import set_codes
from consultations.actions.coding import codes_of
from consultations.coverage import coverage_of
from consultations.models import CodingChange, Comment, CommentTheme, Passage
from tests.consultations import desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MANY = 50


@pytest.fixture
def asked():
    return desk.consultation()


def opened(new_page, asked, **fields):
    page = new_page(desk.analyst(), **fields)
    page.goto(reverse("coding_desk", args=[asked.pk]))
    page.evaluate("window.stillTheSamePage = true")
    return page


def focused_on(page, comment) -> None:
    page.wait_for_function("pk => document.activeElement.id === `c${pk}`", arg=comment.pk)


def stored(page, comment) -> None:
    page.wait_for_selector(f"#c{comment.pk}.coding-card--saved")


def test_fifty_are_coded_by_keyboard_alone(new_page, asked):
    themes = [
        desk.theme(asked, title=f"Tema {name}", position=place) for place, name in enumerate("ABC", start=1)
    ]
    texts = ["Antrean loket panjang.", "Biaya tidak jelas.", "Petugas ramah sekali."]
    said = [desk.say(asked, f"{texts[place % 3]} Nomor {place}.") for place in range(MANY)]
    page = opened(new_page, asked)
    pages = 1
    page.keyboard.press("j")
    for place, comment in enumerate(said):
        focused_on(page, comment)
        page.keyboard.press(str(place % 3 + 1))
        page.keyboard.press("Enter")
        if (place + 1) % 20 == 0 and place + 1 < MANY:
            stored(page, comment)
            assert page.evaluate("window.stillTheSamePage")
            page.wait_for_function("() => document.activeElement.matches('[data-next-page]')")
            with page.expect_navigation():
                page.keyboard.press("Enter")  # the next twenty
            page.evaluate("window.stillTheSamePage = true")
            page.keyboard.press("j")
            pages += 1
    stored(page, said[-1])
    assert pages == 3 and page.evaluate("window.stillTheSamePage")
    assert coverage_of(asked).remaining == 0 and "100%" in page.inner_text("#coding-bar")
    for place, comment in enumerate(said):
        assert codes_of(comment)["themes"] == [themes[place % 3].pk]
    assert CodingChange.objects.count() == MANY


def test_replies_passages_type_ahead_and_undo(new_page, asked):
    desk.theme(asked, title="Jam buka loket")
    fees = desk.theme(asked, title="Biaya pembuatan")
    root = desk.say(asked, "Biaya pembuatan tidak jelas.\n\nLoket tutup pukul dua.")
    reply = desk.say(asked, "Setuju, saya juga.", to=root)
    page = opened(new_page, asked)
    page.keyboard.press("j")
    focused_on(page, root)
    page.keyboard.press("t")
    page.keyboard.type("biaya")
    page.keyboard.press("Enter")
    stored(page, root)
    focused_on(page, root)
    assert codes_of(root)["themes"] == [fees.pk]
    select = "id => getSelection().selectAllChildren(document.querySelectorAll(`#c${id} .said__text p`)[1])"
    page.evaluate(select, root.pk)
    page.keyboard.press("s")
    page.wait_for_selector(f"#c{root.pk} .quotable")
    assert "Loket tutup pukul dua." in page.inner_text(f"#c{root.pk} .quotable")
    page.evaluate(select, root.pk)
    page.keyboard.press("1")
    page.wait_for_selector(f"#c{root.pk} .codes__words")
    assert (
        Passage.objects.get().is_quotable and CommentTheme.objects.filter(passage__isnull=False).count() == 1
    )
    page.keyboard.press("Enter")
    focused_on(page, reply)
    page.keyboard.press("p")
    stored(page, reply)
    assert codes_of(reply) == codes_of(root)
    page.keyboard.press("Backspace")
    page.wait_for_function(
        "pk => document.querySelectorAll(`#c${pk} .codes__chip`).length === 0", arg=reply.pk
    )
    assert codes_of(reply)["themes"] == []
    page.keyboard.press("/")
    page.wait_for_function("() => document.activeElement.matches('[data-search]')")
    page.keyboard.type("setuju")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("[data-card]").count() == 1


def test_without_script_each_step_is_a_button(new_page, asked):
    hours = desk.theme(asked)
    root = desk.say(asked, "Loket tutup pukul dua.")
    reply = desk.say(asked, to=root)
    set_codes(root.pk, actor=desk.analyst(), themes=[hours.pk])
    page = new_page(desk.analyst(), java_script_enabled=False)
    page.goto(reverse("coding_item", args=[reply.pk]))
    page.click("[data-step-button=same]")
    assert codes_of(reply)["themes"] == [hours.pk]
    page.click("[data-step-button=undo]")
    assert codes_of(reply)["themes"] == []
    page.goto(reverse("coding_item", args=[root.pk]))
    page.fill("[name=words]", "tutup pukul dua")
    page.click("[data-step-button=mark]")
    assert Passage.objects.quotable().count() == 1


@pytest.mark.parametrize("width", [360, 1280])
def test_workbench_and_codebook_fit_and_pass_axe(new_page, asked, width):
    top = desk.theme(asked, title="Loket", definition="Di loket.", includes="Antrean", colour="teal")
    below = desk.theme(asked, title="Antrean", parent=top, excludes="Jam buka")
    root = desk.say(asked, "Loket tutup pukul dua.")
    reply = desk.say(asked, to=root)
    analyst = desk.analyst()
    set_codes(reply.pk, actor=analyst, themes=[below.pk], words="Truk sampah")
    page = new_page(analyst, viewport={"width": width, "height": 800})
    for address in (
        reverse("coding_desk", args=[asked.pk]) + "?show=all",
        reverse("coding_item", args=[root.pk]),
        reverse("codebook", args=[asked.pk]),
        reverse("codebook_merge", args=[below.pk]) + f"?target={top.pk}",
    ):
        page.goto(address)
        page.evaluate("() => document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        page.evaluate(AXE_FILE_PATH.read_text())
        found = page.evaluate("axe.run(document.querySelector('main'))")["violations"]
        assert not found, (address, [(rule["id"], rule["nodes"][0]["html"]) for rule in found])
        assert page.evaluate("document.querySelector('main').scrollWidth <= innerWidth"), address
    assert Comment.objects.count() == 2
