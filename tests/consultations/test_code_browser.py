"""The coding desk by keyboard in a real browser: no page is loaded anew, and nothing chosen is lost."""

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from django.urls import reverse

from consultations.actions import set_codes
from consultations.actions.coding import codes_of
from tests.consultations import desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def asked():
    return desk.consultation()


def focused(page) -> str:
    return page.evaluate("document.activeElement.closest('[data-card]')?.id || document.activeElement.id")


def saved(page, comment) -> None:
    page.wait_for_selector(f"#c{comment.pk}.coding-card--saved")


def test_digits_toggle_themes_and_enter_saves_and_goes_on(new_page, asked):
    hours, fees = desk.theme(asked), desk.theme(asked)
    first, second, third = (desk.say(asked) for _ in range(3))
    page = new_page(desk.analyst())
    page.goto(reverse("coding_desk", args=[asked.pk]))
    page.evaluate("window.stillTheSamePage = true")
    page.keyboard.press("j")
    assert focused(page) == f"c{first.pk}"
    for key in ("1", "2", "1", "Enter"):  # faster than the server answers
        page.keyboard.press(key)
    page.wait_for_function("pk => document.activeElement.id === `c${pk}`", arg=second.pk)
    saved(page, first)
    assert "33%" in page.inner_text("#coding-bar")
    page.keyboard.press("1")
    saved(page, second)
    page.check(f"#c{second.pk} [value=duplicate_of]")
    assert not page.is_checked(f"#c{second.pk} [value='{hours.pk}']")  # themes or a disposition, never both
    page.fill(f"#c{second.pk}-target", str(first.pk))
    page.keyboard.press("Enter")
    page.wait_for_function("pk => document.activeElement.id === `c${pk}`", arg=third.pk)
    assert page.evaluate("window.stillTheSamePage")
    assert codes_of(first)["themes"] == [fees.pk]
    assert codes_of(second)["target"] == first.pk


def test_a_conflict_and_a_lost_connection_keep_what_was_chosen(new_page, asked):
    hours, fees = desk.theme(asked), desk.theme(asked)
    comment = desk.say(asked)
    page = new_page(desk.analyst())
    page.goto(reverse("coding_desk", args=[asked.pk]))
    set_codes(comment.pk, actor=desk.analyst(name="Dian Analis"), themes=[hours.pk])
    page.keyboard.press("j")
    page.context.set_offline(True)
    page.keyboard.press("2")
    page.wait_for_selector(f"#c{comment.pk} [data-alert]")
    assert page.is_checked(f"#c{comment.pk} [name=themes][value='{fees.pk}']")
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#c{comment.pk} [role=alert]")
    assert "Dian Analis" in page.inner_text(f"#c{comment.pk}")
    assert page.is_checked(f"#c{comment.pk} [name=themes][value='{fees.pk}']")
    assert codes_of(comment)["themes"] == [hours.pk]
    page.keyboard.press("Enter")
    saved(page, comment)
    assert codes_of(comment)["themes"] == [fees.pk]


def test_the_desk_works_without_scripts(new_page, asked):
    subject, first, second = desk.theme(asked), desk.say(asked), desk.say(asked)
    page = new_page(desk.analyst(), java_script_enabled=False)
    page.goto(reverse("coding_desk", args=[asked.pk]) + "?show=all")
    page.check(f"#c{first.pk} [name=themes]")
    page.click(f"#c{first.pk} [type=submit]")
    assert page.url.endswith(f"?show=all#c{second.pk}")
    page.check(f"#c{second.pk} [name=comments]")
    page.select_option("#bulk-theme", str(subject.pk))
    page.click("#coding-bulk [type=submit]")
    assert codes_of(first)["themes"] == codes_of(second)["themes"] == [subject.pk]


@pytest.mark.parametrize("width", [360, 1280])
def test_desk_and_overviews_fit_and_pass_axe(new_page, asked, width):
    subject, comment = desk.theme(asked), desk.say(asked)
    reply = desk.say(asked, to=desk.say(asked, to=comment))
    administrator = desk.analyst()
    set_codes(reply.pk, actor=administrator, themes=[subject.pk], reason="sebab")
    page = new_page(administrator, viewport={"width": width, "height": 800})
    for address in (
        reverse("coding_desk", args=[asked.pk]) + "?show=all",
        reverse("coding_item", args=[reply.pk]),
        reverse("coding_index"),
        reverse("consultation_overview", args=[asked.pk]),
        reverse("theme_overview", args=[subject.pk]),
    ):
        page.goto(address)
        page.evaluate(AXE_FILE_PATH.read_text())
        found = page.evaluate("axe.run(document.querySelector('main'))")["violations"]
        assert not found, (address, [(rule["id"], rule["nodes"][0]["html"]) for rule in found])
        assert page.evaluate("document.querySelector('main').scrollWidth <= innerWidth"), address
