"""Two moderators empty the queue at once: nothing is handed out twice and nobody decides in vain.

The control switches the claim off, and must find what it prevents.
"""

import sys
from dataclasses import replace

import pytest

from accounts.models import User
from consultations.actions import Conflict, claiming, decide, take_next, taking_up
from consultations.models import Comment, ModerationDecision
from consultations.waiting import EVERYTHING, waiting
from tests.consultations import desk
from tests.consultations.moderation import QUEUE, open_desk
from tests.consultations.test_desk_keyboard import fill, focused, leave_card
from tests.racing import at_once, meet_after

pytestmark = pytest.mark.django_db(transaction=True)
WAITING, HAND = 60, 5


def empty_the_queue(moderator: User) -> tuple[list[int], int]:
    """Take and decide until nothing is left; return what was handed out, and how many decisions came too late."""
    handed, conflicts = [], 0
    while taken := take_next(moderator, EVERYTHING, limit=HAND):
        handed += taken
        for comment in Comment.objects.filter(pk__in=taken).order_by("pk"):
            try:
                decide(comment.pk, actor=moderator, kind="publish", version_id=comment.version_id)
            except Conflict:
                conflicts += 1
    return handed, conflicts


def two_at_once(monkeypatch) -> tuple[list[int], int]:
    """Let two moderators work through a full queue; return all that was handed out, and the conflicts."""
    meet_after(monkeypatch, sys.modules[__name__], "take_next", 2)  # each has a hand before anybody decides
    fill(desk.consultation(moderation="pre"), WAITING)
    moderators = [desk.analyst() for _one in range(2)]
    results = at_once(lambda moderator=moderator: empty_the_queue(moderator) for moderator in moderators)
    assert not [result for result in results if isinstance(result, Exception)], results
    assert all(handed for handed, _conflicts in results)  # both had something to do
    return [pk for handed, _conflicts in results for pk in handed], sum(late for _handed, late in results)


def test_nothing_is_handed_out_twice(monkeypatch):
    handed, conflicts = two_at_once(monkeypatch)
    assert len(handed) == len(set(handed)) == WAITING and conflicts == 0
    assert ModerationDecision.objects.count() == WAITING


def test_without_the_claim_things_are_handed_out_twice(monkeypatch):
    """The control: claims are neither looked at nor in the way of anybody."""
    monkeypatch.setattr(claiming, "_IS_FREE", "true")
    monkeypatch.setattr(
        claiming, "waiting", lambda narrowing, **more: waiting(replace(narrowing, free_for=None), **more)
    )
    monkeypatch.setattr(taking_up, "settle", lambda comment, actor: None)
    handed, _conflicts = two_at_once(monkeypatch)
    assert len(handed) > len(set(handed))


def test_the_claim_alone_keeps_two_who_look_at_the_same_from_both_having_it(monkeypatch):
    """Handed the same candidates, as where each looked before the other took: the unique row decides."""
    monkeypatch.setattr(
        claiming, "waiting", lambda narrowing, **more: waiting(replace(narrowing, free_for=None), **more)
    )
    fill(desk.consultation(moderation="pre"), HAND)
    moderators = [desk.analyst() for _one in range(2)]
    hands = at_once(lambda one=one: take_next(one, EVERYTHING, limit=HAND) for one in moderators)
    assert sorted(len(hand) for hand in hands) == [0, HAND]


@pytest.mark.browser
def test_two_at_their_desks_work_through_one_queue(new_page):
    fill(desk.consultation(moderation="pre"), 50)
    pages = [new_page(desk.analyst()) for _one in range(2)]
    for page in pages:
        open_desk(page)
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    cards = [
        set(page.eval_on_selector_all("[data-desk-card]", "all => all.map(one => one.id)")) for page in pages
    ]
    assert [len(hand) for hand in cards] == [20, 20] and not cards[0] & cards[1]
    for page in pages:
        page.keyboard.press("j")
    for number in range(60):  # whoever is at the end first, sees that the other is on the last ten
        page = pages[number % 2]
        card = focused(page)
        if not card or not page.locator(f"#{card}[data-desk-waits]").count():
            continue
        page.keyboard.press("a")
        leave_card(page, card)
        assert not page.locator("[data-desk-alert]").count()
    assert not Comment.objects.filter(status="pending").exists()
    assert ModerationDecision.objects.values("comment").distinct().count() == 50
    assert ModerationDecision.objects.count() == 50
    assert set(ModerationDecision.objects.values_list("actor", flat=True).distinct()) == set(
        User.objects.filter(groups__name="Comment moderators").values_list("pk", flat=True)
    )


@pytest.mark.browser
def test_what_a_colleague_holds_is_taken_over_in_place(new_page):
    fill(desk.consultation(moderation="pre"), 2)
    colleague = desk.analyst(name="Budi Moderator")
    take_next(colleague, EVERYTHING)
    page = new_page(desk.analyst())
    open_desk(page)
    assert page.locator("[data-desk-waits]").count() == 0
    page.keyboard.press("j")
    card = page.locator(f"#{focused(page)}")
    assert "Budi Moderator" in card.inner_text()
    page.keyboard.press("a")  # nothing to decide here yet
    card.locator("button").click()
    page.wait_for_selector(f"#{card.get_attribute('id')}[data-desk-waits]")
    page.keyboard.press("a")
    page.wait_for_selector("[data-desk-waits]", state="detached")
    assert ModerationDecision.objects.count() == 1
    assert page.url.endswith(QUEUE)
