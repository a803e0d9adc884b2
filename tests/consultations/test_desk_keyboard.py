"""The queue by keyboard alone in a real browser: hundreds of decisions without one page loaded anew, and the keys."""

import pytest
from django.db import connection

from consultations.markup import render
from consultations.models import Comment, CommentVersion, ModerationDecision, Participant
from tests.consultations import desk
from tests.consultations.moderation import QUEUE, open_desk, overtake
from tests.forum_site.test_pages_browser import breaches

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def fill(consultation, count: int, by=None) -> None:
    """Write pending comments quickly."""
    person = Participant.objects.create(consultation=consultation, shown_name="Warga", account=by)
    first = Comment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    numbers = range(first + 1, first + count + 1)
    Comment.objects.bulk_create(
        Comment(
            pk=number,
            consultation=consultation,
            thread_id=number,
            participant=person,
            status="pending",
            language="id",
        )
        for number in numbers
    )
    for number in numbers:
        text = f"Menunggu nomor {number}."
        html, excerpt = render(text)
        version = CommentVersion.objects.create(
            comment_id=number, number=1, text=text, body_html=html, excerpt_html=excerpt
        )
        Comment.objects.filter(pk=number).update(version=version)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('consultations_comment', 'id'), max(id)) FROM consultations_comment"
        )


@pytest.fixture
def pre():
    return desk.consultation(moderation="pre")


@pytest.fixture
def waiting(pre):
    return [desk.say(pre, f"Menunggu nomor {number}.") for number in range(4)]


def focused(page) -> str:
    return page.evaluate("() => document.activeElement.id")


def leave_card(page, card: str) -> None:
    """Wait until another card has the focus, or the box that says that nothing waits."""
    page.wait_for_function(
        """id => document.activeElement.matches(`[data-desk-card]:not(#${id}), [data-desk-empty]`)""",
        arg=card,
    )


def reject(page, reason: str) -> None:
    """Reject the card in focus as hands do: rule, reason, sent."""
    page.keyboard.press("r")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.insert_text(reason)
    page.keyboard.press("Control+Enter")


def test_five_hundred_are_decided_by_keyboard_alone_without_a_reload(new_page, pre):
    fill(pre, 500)
    page = new_page(desk.analyst())
    open_desk(page)
    page.evaluate("window.__same = true")
    loads = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    page.keyboard.press("j")
    for number in range(500):
        card = focused(page)
        assert card.startswith("card-comment-")
        if number % 5 == 4:
            reject(page, "Menyebut nama orang.")
        else:
            page.keyboard.press("a")
        leave_card(page, card)
    assert page.evaluate("document.activeElement.matches('[data-desk-empty]')")
    assert page.locator("[data-desk-status]").inner_text() == page.locator("[data-desk-empty]").inner_text()
    assert page.evaluate("window.__same") is True
    assert len(loads) <= 25  # addresses replaced in place, once for each page of cards at most

    assert not Comment.objects.filter(status="pending").exists()
    kinds = list(ModerationDecision.objects.values_list("kind", flat=True))
    assert (kinds.count("publish"), kinds.count("reject")) == (400, 100)
    assert ModerationDecision.objects.values("comment").distinct().count() == 500
    rejected = ModerationDecision.objects.filter(kind="reject", rule_version__isnull=False)
    assert rejected.filter(reason="Menyebut nama orang.").count() == 100


def test_keys_lead_through_the_cards_and_do_nothing_in_a_field(new_page, waiting):
    page = new_page(desk.analyst())
    open_desk(page)
    for key, number in (("j", 0), ("k", 0), ("j", 1), ("j", 2), ("j", 3), ("j", 3), ("k", 2)):
        page.keyboard.press(key)
        assert focused(page) == f"card-comment-{waiting[number].pk}", key
    here = f"#card-comment-{waiting[2].pk}"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    page.keyboard.press("r")
    assert page.evaluate("document.activeElement.name") == "rule"
    page.keyboard.press("Tab")
    page.keyboard.type("a?jxrh")
    assert page.locator(f"{here} [data-desk-more] [name=reason]").input_value() == "a?jxrh"
    assert not page.locator("dialog[data-desk-dialog]").is_visible()
    page.keyboard.press("Escape")
    assert focused(page) == here[1:]
    page.keyboard.press("Control+a")
    page.keyboard.press("Alt+a")
    assert not ModerationDecision.objects.exists()
    page.keyboard.press("x")
    assert page.locator(f"{here} [data-desk-tick]").is_checked()
    assert focused(page) == here[1:] or page.evaluate(f"document.activeElement.closest('{here}') !== null")


def test_the_keys_are_shown_in_a_dialog(new_page, waiting):
    # Tall enough that the bar at the bottom lies over nothing, whatever else the page holds.
    page = new_page(desk.analyst(), viewport={"width": 1280, "height": 3000})
    open_desk(page)
    assert not breaches(page)
    page.keyboard.press("j")
    dialog = page.locator("dialog[data-desk-dialog]")
    page.keyboard.press("?")
    assert dialog.is_visible() and page.locator("dialog[open]").count() == 1  # and not Wagtail's own
    assert not breaches(page)
    page.keyboard.press("a")  # behind the dialog nothing is decided
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert focused(page) == f"card-comment-{waiting[0].pk}"
    page.locator("[data-desk-keys-open]").click()
    assert dialog.is_visible()
    dialog.locator("button").click()
    assert not dialog.is_visible()
    assert not ModerationDecision.objects.exists()


def test_the_count_stays_true_and_the_next_ones_are_fetched(new_page, pre):
    fill(pre, 23)
    page = new_page(desk.analyst())
    open_desk(page, f"{QUEUE}?consultation={pre.pk}&language=id")
    page.evaluate("window.__same = true")
    line = page.locator("[data-desk-count]")
    page.evaluate(
        "document.querySelectorAll('[data-desk-card]').forEach((card, n) => { if (n > 1) card.remove(); })"
    )
    page.keyboard.press("j")
    for left in (22, 21):
        before = focused(page)
        page.keyboard.press("a")
        leave_card(page, before)
        assert str(left) in line.inner_text()
        assert f"({left})" in page.locator("[data-wagtail-sidebar] a", has_text="Moderasi").inner_text()
    # The two on the page are used up: what waits next stands there, filters and all.
    assert page.locator("[data-desk-card]").count() == 20
    assert f"consultation={pre.pk}" in page.url and "language=id" in page.url
    assert page.evaluate("window.__same") is True


def test_the_moderators_own_are_passed_over(new_page, pre):
    moderator = desk.analyst()
    fill(pre, 21, by=moderator)
    other = desk.say(desk.consultation(moderation="pre"))
    last = desk.say(desk.consultation(moderation="pre"))
    page = new_page(moderator)
    open_desk(page)
    page.keyboard.press("j")  # what they may decide on was handed to them
    assert focused(page) == f"card-comment-{other.pk}"
    for comment in (other, last):
        page.keyboard.press("a")
        leave_card(page, f"card-comment-{comment.pk}")
    # What is left is for another: it stands there, and the keys still lead through it.
    page.wait_for_function("() => document.querySelectorAll('[data-desk-card]').length === 20")
    first = focused(page)
    page.keyboard.press("j")
    assert focused(page) != first
    assert ModerationDecision.objects.count() == 2


def test_a_refusal_and_a_conflict_keep_the_focus_in_their_card(new_page, waiting):
    page = new_page(desk.analyst())
    open_desk(page)
    page.keyboard.press("j")
    here = f"#card-comment-{waiting[0].pk}"
    page.keyboard.press("r")
    page.keyboard.press("Control+Enter")  # neither rule nor reason
    page.wait_for_selector(f"{here} [role=alert]")
    assert page.evaluate(f"document.activeElement.closest('{here}') !== null")
    overtake(waiting[0], desk.analyst())
    page.keyboard.press("Escape")
    reject(page, "Menyebut nama orang.")
    alert = page.locator("[role=alert]", has_text="Menyebut nama orang.")
    alert.wait_for()
    assert page.evaluate("document.activeElement.matches('[role=alert]')")
    assert ModerationDecision.objects.count() == 1
    page.keyboard.press("j")
    assert focused(page) == f"card-comment-{waiting[1].pk}"


def test_another_card_is_not_left_when_a_decision_arrives(new_page, waiting):
    page = new_page(desk.analyst())
    open_desk(page)
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.wait_for_selector(f"#card-comment-{waiting[0].pk}", state="detached")
    assert focused(page) in {f"card-comment-{waiting[number].pk}" for number in (2, 3)}
