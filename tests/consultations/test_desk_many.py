"""One decision on many: each on its own, with what was decided and what was not; with script and without."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultations.actions import decide, edit_comment, flag_comment
from consultations.admin.moderation_forms import MOST_AT_ONCE
from consultations.models import Comment, ModerationDecision
from tests import factories
from tests.consultations import desk
from tests.consultations.moderation import QUEUE, open_desk, overtake, removal, rule
from tests.forum_site.test_pages_browser import breaches

MANY = f"{QUEUE}decide/"
pytestmark = pytest.mark.django_db
KEY = "68c18aa0-08bc-47ab-9f9e-24841f43a275"  # the same in every process that collects the tests


@pytest.fixture
def moderator():
    return desk.analyst()


@pytest.fixture
def at_desk(as_, moderator):
    return as_(moderator)


@pytest.fixture
def pre():
    return desk.consultation(moderation="pre")


@pytest.fixture
def waiting(pre):
    return [desk.say(pre, f"Menunggu nomor {number}.") for number in range(4)]


def items(client) -> list[str]:
    """Return what the checkboxes of the queue carry, in the page's order."""
    return re.findall(r'name="item" value="([^"]+)"', client.get(QUEUE).content.decode())


def states(comments) -> list[str]:
    return [Comment.objects.get(pk=comment.pk).status for comment in comments]


# --- On the server --------------------------------------------------------------------------------


def test_many_are_published(at_desk, waiting, pre):
    back = f"consultation={pre.pk}&age=3&next=//evil.invalid"
    form = {"item": items(at_desk)[:3], "decision": "publish", "back": back}
    response = at_desk.post(MANY, form)
    assert response.status_code == 303 and response["Location"] == f"{QUEUE}?consultation={pre.pk}&age=3"
    assert states(waiting) == ["published"] * 3 + ["pending"]
    assert at_desk.post(MANY, form).status_code == 303  # the same form twice
    assert ModerationDecision.objects.count() == 3


def test_each_is_removed_by_what_is_lawful_for_it(at_desk, moderator, pre):
    author = factories.user()
    pending, edited, reported = desk.say(pre), desk.say(pre, by=author), desk.say(desk.consultation())
    decide(edited.pk, actor=moderator, kind="publish", version_id=edited.version_id)
    edit_comment(edited.pk, account=author, text="Lain.", form_key=uuid.uuid4(), version_id=edited.version_id)
    for _person in range(3):
        flag_comment(reported.pk, account=factories.user(), rule=rule().rule)
    response = at_desk.post(MANY, {"item": items(at_desk), "decision": "remove"} | removal())
    assert response.status_code == 303
    assert states([pending, edited, reported]) == ["rejected", "published", "hidden"]
    latest = dict(ModerationDecision.objects.order_by("pk").values_list("comment", "kind"))
    assert latest == {pending.pk: "reject", edited.pk: "reject", reported.pk: "hide"}
    assert Comment.objects.get(pk=edited.pk).pending_version is None
    assert ModerationDecision.objects.filter(rule_version=rule(), reason=removal()["reason"]).count() == 3


def test_what_is_reported_is_kept(at_desk):
    reported = desk.say(desk.consultation())
    for _person in range(3):
        flag_comment(reported.pk, account=factories.user(), rule=rule().rule)
    assert at_desk.post(MANY, {"item": items(at_desk), "decision": "publish"}).status_code == 303
    assert ModerationDecision.objects.get().kind == "keep"


@pytest.mark.parametrize("part", ["", "part/"])
def test_one_decided_meanwhile_is_named_and_the_others_are_decided(at_desk, waiting, part):
    form = {"item": items(at_desk), "decision": "remove"} | removal()
    decide(waiting[1].pk, actor=desk.analyst(), kind="publish", version_id=waiting[1].version_id)
    response = at_desk.post(MANY + part, form)
    page = response.content.decode()
    assert response.status_code == 200
    assert states(waiting) == ["rejected", "published", "rejected", "rejected"]
    alert = page[page.index('role="alert"') :]
    assert f"#{waiting[1].pk}</a>: " in alert and f"#{waiting[0].pk}</a>: " not in alert
    assert all(f"#{comment.pk}</a>" in page for comment in waiting)  # what was decided is named too
    assert ("<html" in page) == (not part)


def test_ones_own_comment_is_left_to_another(at_desk, moderator, waiting, pre):
    own = desk.say(pre, by=moderator)
    assert not any(item.startswith(f"{own.pk}:") for item in items(at_desk))
    forged = f"{own.pk}:{own.version_id}:0:{uuid.uuid4()}"
    response = at_desk.post(MANY, {"item": [items(at_desk)[0], forged], "decision": "publish"})
    assert response.status_code == 200 and f"#{own.pk}</a>: " in response.content.decode()
    assert states([waiting[0], own]) == ["published", "pending"]


@pytest.mark.parametrize("missing", ["rule", "reason"])
@pytest.mark.parametrize("part", ["", "part/"])
def test_without_rule_or_reason_nothing_is_decided_and_all_is_kept(at_desk, waiting, missing, part):
    ticked = items(at_desk)[:2]
    words = removal() | {missing: ""}
    response = at_desk.post(MANY + part, {"item": ticked, "decision": "remove"} | words)
    page = response.content.decode()
    assert response.status_code == 422 and 'role="alert"' in page
    assert f'href="#id_many_{missing}"' in page
    if missing == "rule":
        assert words["reason"] in page
    else:
        assert re.search(rf'value="{words["rule"]}" selected', page)
    if not part:
        assert all(re.search(rf'value="{item}"[^>]*checked', page) for item in ticked)
        assert page.count("data-desk-tick checked") == 2
    assert not ModerationDecision.objects.exists()


def test_what_was_ticked_and_is_no_longer_shown_stays_ticked(at_desk, waiting):
    ticked = items(at_desk)[:1]
    form = {"item": ticked, "decision": "remove", "reason": "Begitu.", "back": "kind=appeal&after=x"}
    page = at_desk.post(MANY, form).content.decode()
    assert "desk-empty" in page  # nothing of that kind waits, so there is no form to keep it in
    form["back"] = f"after={2**52}.0.1"
    assert at_desk.post(MANY, form).status_code == 422


@pytest.mark.parametrize(
    "item",
    ["", "x", "1:2:3", f"1:2:3:{'x' * 32}", f"{2**63}:1:0:{KEY}", f"-1:1:0:{KEY}"]
    + [f"\x00:1:0:{KEY}", f"٣:1:0:{KEY}", "1" * 5000 + f":1:0:{KEY}"],
)
def test_a_forged_selection_is_refused(at_desk, waiting, item):
    assert at_desk.post(MANY, {"item": [*items(at_desk), item], "decision": "publish"}).status_code == 422
    assert not ModerationDecision.objects.exists()


@pytest.mark.parametrize(
    "change",
    [{"decision": ""}, {"decision": "restore"}, {"rule": "9" * 30}, {"reason": "a\x00b"}, {"item": []}]
    + [{"reason": "a" * 2001}, {"back": "after=x", "rule": ""}],
)
def test_odd_input_is_refused_and_changes_nothing(at_desk, waiting, change):
    form = {"item": items(at_desk), "decision": "remove"} | removal() | change
    for part in ("", "part/"):
        assert at_desk.post(MANY + part, form).status_code == 422
    assert not ModerationDecision.objects.exists()


def test_ids_of_nothing_and_of_another_state_are_named(at_desk, moderator):
    public = desk.say(desk.consultation())
    hidden = decide(
        public.pk,
        actor=moderator,
        kind="hide",
        version_id=public.version_id,
        rule_version=rule(),
        reason="Begitu.",
    )
    forged = [f"{2**62}:1:0:{uuid.uuid4()}", f"{public.pk}:{public.version_id}:{hidden.pk}:{uuid.uuid4()}"]
    for decision in ("publish", "remove"):
        for part in ("", "part/"):
            response = at_desk.post(MANY + part, {"item": forged, "decision": decision} | removal())
            assert response.status_code == 409
            assert f"#{public.pk}</a>: " in response.content.decode()
    assert ModerationDecision.objects.count() == 1


def test_too_many_are_refused(at_desk, waiting):
    forged = [f"{number}:1:0:{uuid.uuid4()}" for number in range(MOST_AT_ONCE)]
    response = at_desk.post(MANY, {"item": [*forged, *items(at_desk)], "decision": "publish"})
    assert response.status_code == 422 and str(MOST_AT_ONCE) in response.content.decode()
    assert not ModerationDecision.objects.exists()


def test_nobody_else_decides(as_, client, at_desk, waiting):
    form = {"item": items(at_desk), "decision": "publish"}
    for part in ("", "part/"):
        assert as_(desk.communications()).post(MANY + part, form).status_code == 404
        for stranger in (client, as_(factories.user())):
            response = stranger.post(MANY + part, form)
            assert response.status_code == 302 and "/akun/masuk/" in response["Location"]
        assert at_desk.get(MANY + part).status_code == 405
    assert states(waiting) == ["pending"] * 4


def test_what_is_refused_costs_the_same_queries_however_many(at_desk, pre):
    costs = []
    for count in (2, 12):
        forged = [f"{2**62 + number}:1:0:{uuid.uuid4()}" for number in range(count)]
        with CaptureQueriesContext(connection) as queries:
            at_desk.post(f"{MANY}part/", {"item": forged, "decision": "publish"})
        costs.append(len(queries))
    assert costs[0] == costs[1], costs


# --- In a browser ---------------------------------------------------------------------------------


def tick(comment) -> str:
    return f"#select-{comment.pk}, #card-comment-{comment.pk} [data-desk-tick]"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_many_in_a_browser_without_script(new_page, waiting):
    page = new_page(desk.analyst(), java_script_enabled=False)
    page.goto(QUEUE)
    for comment in waiting[:2]:
        page.locator(tick(comment)).check()
    page.locator("#desk-many summary").click()
    page.locator("#desk-many [name=reason]").fill("Menyebut nama orang.")
    page.locator("#desk-many [value=remove]").click()
    assert page.locator("#desk-many [role=alert]").is_visible()  # there is no rule; all else is kept
    assert page.locator("[data-desk-tick]:checked").count() == 2
    page.locator("#desk-many select").select_option(str(rule().pk))
    decide(waiting[0].pk, actor=desk.analyst(), kind="publish", version_id=waiting[0].version_id)
    page.locator("#desk-many [value=remove]").click()
    assert f"#{waiting[0].pk}" in page.locator("[data-desk-outcome] [role=alert]").inner_text()
    assert states(waiting) == ["published", "rejected", "pending", "pending"]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_many_in_a_browser_with_script(new_page, waiting):
    # Tall enough that the bar at the bottom lies over nothing, whatever else the page holds.
    page = new_page(desk.analyst(), viewport={"width": 1280, "height": 3000})
    open_desk(page)
    page.evaluate("window.__same = true")
    for _card in range(3):
        page.keyboard.press("j")
        page.keyboard.press("x")
    assert "3" in page.locator("[data-desk-selected]").inner_text()
    typed = page.locator(f"#card-comment-{waiting[3].pk}")
    typed.locator("summary", has_text="Tolak").click()
    typed.locator("[data-desk-more] [name=reason]").fill("Belum selesai ditulis.")
    page.locator("#desk-many [data-desk-more] summary").click()
    page.locator("#desk-many [data-desk-removal]").click()
    page.locator("#desk-many [role=alert]").wait_for()
    assert not breaches(page)
    page.locator("#desk-many select").select_option(str(rule().pk))
    page.locator("#desk-many [name=reason]").fill("Menyebut nama orang.")
    overtake(waiting[1], desk.analyst())
    page.keyboard.press("Control+Enter")
    page.locator("[data-desk-outcome] [role=alert]").wait_for()
    assert f"#{waiting[1].pk}" in page.locator("[data-desk-outcome] [role=alert]").inner_text()
    assert states(waiting) == ["rejected", "published", "rejected", "pending"]
    assert page.evaluate("document.activeElement.id") == f"card-comment-{waiting[3].pk}"
    assert typed.locator("[data-desk-more] [name=reason]").input_value() == "Belum selesai ditulis."
    assert not breaches(page)

    page.locator("[data-desk-all] input").check()
    page.locator("#desk-many [value=publish]").click()
    page.locator("[data-desk-empty]").wait_for()
    assert page.evaluate("document.activeElement.matches('[data-desk-empty]')")
    assert states(waiting)[3] == "published"
    assert page.evaluate("window.__same") is True
