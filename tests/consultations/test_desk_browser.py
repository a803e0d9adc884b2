"""The desk in a real browser: keys, decisions that take effect in place, and the same without JavaScript."""

import pytest

from consultations.models import Comment, ModerationDecision
from tests.consultations import desk
from tests.consultations.moderation import QUEUE, open_desk, overtake, rule

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def waiting():
    pre = desk.consultation(moderation="pre")
    return [desk.say(pre, f"Menunggu nomor {number}.") for number in range(4)]


def states(comments) -> list[str]:
    return [Comment.objects.get(pk=comment.pk).status for comment in comments]


def card(comment) -> str:
    return f"#card-comment-{comment.pk}"


def test_decisions_by_keyboard_load_no_page_anew(new_page, waiting):
    page = new_page(desk.analyst())
    open_desk(page)
    page.evaluate("window.sameDocument = true")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == card(waiting[0])[1:]
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.id") == card(waiting[0])[1:]

    page.keyboard.press("a")
    page.wait_for_selector(card(waiting[0]), state="detached")
    assert page.evaluate("document.activeElement.id") == card(waiting[1])[1:]  # the next one is at hand

    page.keyboard.press("r")
    page.keyboard.press("j")  # in the choice of the rule, keys are for the choice
    assert page.evaluate("document.activeElement.name") == "rule"
    page.locator(f"{card(waiting[1])} [data-desk-removal]").click()
    page.wait_for_selector(f"{card(waiting[1])} [role=alert]")  # neither rule nor reason: refused in place
    page.locator(f"{card(waiting[1])} [data-desk-more] select").select_option(str(rule().pk))
    page.locator(f"{card(waiting[1])} [data-desk-more] [name=reason]").fill("Menyebut nama orang.")
    page.locator(f"{card(waiting[1])} [data-desk-removal]").click()
    page.wait_for_selector(card(waiting[1]), state="detached")

    assert states(waiting) == ["published", "rejected", "pending", "pending"]
    assert page.evaluate("window.sameDocument") is True
    assert page.locator("[data-desk-status]").inner_text()


def test_a_conflict_is_shown_in_place_with_the_words_kept(new_page, waiting):
    page = new_page(desk.analyst())
    open_desk(page)
    late = waiting[0]
    overtake(late, desk.analyst())
    page.locator(f"{card(late)} summary", has_text="Tolak").click()
    page.locator(f"{card(late)} [data-desk-more] select").select_option(str(rule().pk))
    page.locator(f"{card(late)} [data-desk-more] [name=reason]").fill("Menyebut nama orang.")
    page.locator(f"{card(late)} [data-desk-removal]").click()
    alert = page.locator("[data-desk-alert]")
    alert.wait_for()
    assert "Menyebut nama orang." in alert.inner_text()
    assert ModerationDecision.objects.count() == 1


def test_a_lost_connection_keeps_the_words(new_page, waiting):
    page = new_page(desk.analyst())
    open_desk(page)
    said = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.accept()))
    page.locator(f"{card(waiting[0])} summary", has_text="Tolak").click()
    page.locator(f"{card(waiting[0])} [data-desk-more] [name=reason]").fill("Menyebut nama orang.")
    page.context.set_offline(True)
    page.locator(f"{card(waiting[0])} [data-desk-removal]").click()
    page.wait_for_function("() => !document.querySelector('[aria-busy=true]')")
    page.context.set_offline(False)
    assert len(said) == 1
    assert (
        page.locator(f"{card(waiting[0])} [data-desk-more] [name=reason]").input_value()
        == "Menyebut nama orang."
    )
    assert states(waiting) == ["pending"] * 4


def test_without_script_the_same_forms_work(new_page, waiting):
    page = new_page(desk.analyst(), java_script_enabled=False)
    page.goto(QUEUE)
    page.locator(f"{card(waiting[0])} button[value=publish]").click()
    page.locator(f"{card(waiting[1])} summary", has_text="Tolak").click()
    page.locator(f"{card(waiting[1])} [data-desk-more] select").select_option(str(rule().pk))
    page.locator(f"{card(waiting[1])} [data-desk-more] [name=reason]").fill("Menyebut nama orang.")
    page.locator(f"{card(waiting[1])} button[value=reject]").click()
    assert page.url.endswith(QUEUE)
    assert states(waiting) == ["published", "rejected", "pending", "pending"]
