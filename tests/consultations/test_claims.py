"""Who works on what: taken, seen by others, refused to them, taken over, given back, and over by itself."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultations import actions
from consultations.actions import Conflict, appeal, edit_comment, flag_comment, release_claims, take_next
from consultations.models import Appeal, Claim, Comment, ModerationDecision
from consultations.waiting import EVERYTHING, PAGE_SIZE, Narrowing
from tests import factories
from tests.consultations import desk
from tests.consultations.moderation import QUEUE, item_url, open_form, removal, rule, send
from tests.consultations.test_queue import fill, hide

pytestmark = pytest.mark.django_db
TAKE = f"{QUEUE}take/"


@pytest.fixture
def pre():
    return desk.consultation(moderation="pre")


@pytest.fixture
def waiting(pre):
    return [desk.say(pre, f"Menunggu nomor {number}.") for number in range(4)]


@pytest.fixture
def ani():
    return desk.analyst(name="Ani Moderator")


@pytest.fixture
def budi():
    return desk.analyst(name="Budi Moderator")


def shown(page) -> list[int]:
    return [int(pk) for pk in re.findall(r'id="card-\w+-(\d+)"', page.content.decode())]


def later(*, minutes: int) -> None:
    """Let all that is taken have been taken so long ago."""
    for claim in Claim.objects.all():
        Claim.objects.filter(pk=claim.pk).update(until=claim.until - timedelta(minutes=minutes))


# --- Taking ---------------------------------------------------------------------------------------


def test_two_moderators_are_handed_different_things(as_, ani, budi, pre):
    fill(pre, 45)  # some pending, some reported
    first, second = as_(ani), as_(budi)
    pages = [client.post(TAKE, follow=True) for client in (first, second)]
    hands = [set(shown(page)) for page in pages]
    assert [len(hand) for hand in hands] == [PAGE_SIZE, PAGE_SIZE] and not hands[0] & hands[1]
    assert pages[0].redirect_chain[-1] == (f"{QUEUE}?hand=mine", 303)
    assert set(Claim.objects.filter(moderator=ani).values_list("comment", flat=True)) == hands[0]


def test_a_part_holds_what_was_taken_and_nothing_else(as_, ani, budi, waiting):
    take_next(budi, EVERYTHING, limit=1)
    page = as_(ani).post(f"{TAKE}part/")
    assert shown(page) == [comment.pk for comment in waiting[1:]]
    assert "<html" not in page.content.decode() and "data-desk-auto" not in page.content.decode()


def test_taking_again_is_the_same_hand_and_what_is_left_out_goes_back(ani, waiting):
    assert take_next(ani, EVERYTHING) == take_next(ani, EVERYTHING) == [comment.pk for comment in waiting]
    assert take_next(ani, EVERYTHING, limit=2) == [comment.pk for comment in waiting[:2]]
    assert Claim.objects.count() == 2


def test_the_filters_narrow_what_is_taken(as_, ani, waiting):
    other = desk.say(desk.consultation(moderation="pre"))
    page = as_(ani).post(
        TAKE, {"back": f"consultation={other.consultation_id}&hand=all&after=x"}, follow=True
    )
    assert shown(page) == [other.pk]
    assert page.redirect_chain[-1][0] == f"{QUEUE}?consultation={other.consultation_id}&hand=mine"


def test_ones_own_and_objections_against_ones_own_decision_are_never_handed_out(ani, budi, pre):
    own = desk.say(pre, by=ani)
    author = factories.user()
    removed = desk.say(desk.consultation(), by=author)
    appeal(hide(removed, ani).pk, account=author, words="Saya tidak menghina siapa pun.")
    assert take_next(ani, EVERYTHING) == []
    assert take_next(budi, EVERYTHING) == [own.pk, removed.pk]


def test_where_nothing_is_free_the_queue_says_who_works_on_it(as_, ani, budi, waiting):
    take_next(budi, EVERYTHING)
    client = as_(ani)
    page = client.post(TAKE, follow=True)
    text = page.content.decode()
    assert len(shown(page)) == 4 and text.count("Budi Moderator") == 4
    assert "data-desk-form" in text and "data-desk-mild" not in text  # to take over, not to decide
    part = client.post(f"{TAKE}part/")
    assert len(shown(part)) == 4 and "data-desk-waits" not in part.content.decode()


def test_reading_takes_nothing(as_, ani, waiting):
    client = as_(ani)
    for address in (QUEUE, f"{QUEUE}?hand=mine", item_url(waiting[0])):
        assert client.get(address).status_code == 200
    assert not Claim.objects.exists()
    assert client.get(TAKE).status_code == 405


@pytest.mark.parametrize("hand, expected", [("mine", {0, 1}), ("free", {0, 1, 3}), ("all", {0, 1, 2, 3})])
def test_the_queue_can_be_filtered_by_whose_it_is(as_, ani, budi, waiting, hand, expected):
    take_next(ani, EVERYTHING, limit=2)
    actions.take_over(waiting[2].pk, actor=budi)
    page = as_(ani).get(f"{QUEUE}?hand={hand}")
    assert set(shown(page)) == {waiting[number].pk for number in expected}


def test_an_empty_hand_is_no_filter_that_fails(as_, ani, waiting):
    assert shown(as_(ani).get(f"{QUEUE}?hand=mine")) == []


# --- Deciding -------------------------------------------------------------------------------------


def test_what_another_holds_is_not_decided_and_the_words_are_kept(as_, ani, budi, waiting):
    form = open_form(as_(ani), waiting[0])
    take_next(budi, EVERYTHING)
    for card in (True, False):
        response = send(as_(ani), waiting[0], "reject", form, card=card, **removal())
        page = response.content.decode()
        assert response.status_code == 409
        assert "Budi Moderator" in page and removal()["reason"] in page
        assert "take/card/" in page
    assert not ModerationDecision.objects.exists()
    assert Claim.objects.count() == 4  # what was refused has freed nothing


def test_nor_with_many_others(as_, ani, budi, waiting):
    client = as_(ani)
    items = re.findall(r'name="item" value="([^"]+)"', client.get(QUEUE).content.decode())
    take_next(budi, EVERYTHING, limit=2)
    page = client.post(f"{QUEUE}decide/part/", {"item": items, "decision": "publish"})
    assert page.status_code == 200 and page.content.decode().count("Budi Moderator") >= 2
    states = [Comment.objects.get(pk=comment.pk).status for comment in waiting]
    assert states == ["pending", "pending", "published", "published"]


def test_nor_is_an_objection_judged(as_, ani, budi):
    author = factories.user()
    removed = desk.say(desk.consultation(), by=author)
    objection = appeal(hide(removed, factories.administrator()).pk, account=author, words="Bukan hinaan.")
    assert take_next(budi, EVERYTHING) == [removed.pk]
    words = {"outcome": "restored", "reason": "Tidak menghina."}
    response = as_(ani).post(f"{QUEUE}appeals/{objection.pk}/judge/", words)
    assert response.status_code == 409 and "Budi Moderator" in response.content.decode()
    assert as_(budi).post(f"{QUEUE}appeals/{objection.pk}/judge/", words).status_code == 303
    assert Appeal.objects.get().judge == budi and not Claim.objects.exists()


def test_what_nobody_holds_is_anybodys(as_, ani, waiting):
    assert send(as_(ani), waiting[0], "publish").status_code == 303


def test_a_decision_frees_its_comment_and_renews_the_rest_of_the_hand(as_, ani, budi, waiting):
    take_next(ani, EVERYTHING, limit=2)
    actions.take_over(waiting[3].pk, actor=budi)
    later(minutes=6)
    of_budi = Claim.objects.get(moderator=budi).until
    send(as_(ani), waiting[0], "publish")
    rest = Claim.objects.get(moderator=ani)
    assert rest.comment_id == waiting[1].pk
    assert rest.until > timezone.now() + timedelta(minutes=9)
    assert Claim.objects.get(moderator=budi).until == of_budi


def test_one_comment_is_one_persons_whatever_waits_on_it(ani, budi, pre):
    author = factories.user()
    comment = desk.say(pre, by=author)
    actions.decide(comment.pk, actor=ani, kind="publish", version_id=comment.version_id)
    edit = {"text": "Lain.", "form_key": "68c18aa0-08bc-47ab-9f9e-24841f43a275"}
    edit_comment(comment.pk, account=author, version_id=comment.version_id, **edit)
    flag_comment(comment.pk, account=factories.user(), rule=rule().rule)
    assert take_next(ani, EVERYTHING) == [comment.pk]
    assert take_next(budi, EVERYTHING) == []


# --- Ending ---------------------------------------------------------------------------------------


def test_a_claim_ends_by_itself(as_, ani, budi, waiting, settings):
    settings.CLAIM_MINUTES = 5
    take_next(budi, EVERYTHING)
    assert "Budi Moderator" in as_(ani).get(QUEUE).content.decode()
    later(minutes=5)
    assert "Budi Moderator" not in as_(ani).get(QUEUE).content.decode()
    assert send(as_(ani), waiting[0], "publish").status_code == 303
    assert take_next(ani, EVERYTHING) == [comment.pk for comment in waiting[1:]]


def test_who_was_slow_and_whom_nobody_overtook_still_decides(as_, ani, waiting):
    take_next(ani, EVERYTHING)
    later(minutes=60)
    assert send(as_(ani), waiting[0], "publish").status_code == 303


def test_taking_over_is_deliberate_and_seen_by_who_was_there(as_, ani, budi, waiting):
    take_next(budi, EVERYTHING)
    late = open_form(as_(budi), waiting[0])
    words = {"kind": "comment"} | removal()
    page = as_(ani).post(f"{item_url(waiting[0])}take/card/", words).content.decode()
    assert "data-desk-waits" in page and removal()["reason"] in page  # what was typed is in the form again
    response = send(as_(budi), waiting[0], "publish", late)
    assert response.status_code == 409 and "Ani Moderator" in response.content.decode()
    assert send(as_(ani), waiting[0], "publish").status_code == 303
    assert as_(ani).post(f"{item_url(waiting[1])}take/", follow=True).redirect_chain == [
        (item_url(waiting[1]), 303)
    ]


def test_nobody_takes_their_own(as_, ani, pre):
    own = desk.say(pre, by=ani)
    with pytest.raises(ValidationError):
        actions.take_over(own.pk, actor=ani)
    assert as_(ani).post(f"{item_url(own)}take/card/").status_code == 200
    assert not Claim.objects.exists()


def test_giving_back_and_logging_out_free_all(as_, ani, budi, waiting):
    take_next(ani, EVERYTHING)
    response = as_(ani).post(f"{QUEUE}release/", follow=True)
    assert response.redirect_chain == [(f"{QUEUE}?hand=all", 303)]
    assert "data-desk-auto" not in response.content.decode()  # nothing is taken anew by itself
    assert len(take_next(budi, EVERYTHING)) == 4
    client = as_(budi)
    client.post("/akun/keluar/")
    assert not Claim.objects.exists() and release_claims(ani) == 0


def test_being_at_work_renews_and_takes_nothing_back(as_, ani, budi, waiting):
    take_next(ani, EVERYTHING)
    later(minutes=6)
    actions.take_over(waiting[0].pk, actor=budi)
    assert as_(ani).post(f"{QUEUE}renew/").status_code == 204
    claims = Claim.objects.filter(moderator=ani)
    assert len(claims) == 3 and all(claim.until > timezone.now() + timedelta(minutes=9) for claim in claims)


def test_only_moderators_take(as_, client, waiting):
    outsider = factories.user()
    for verb in (lambda: take_next(outsider, EVERYTHING), lambda: actions.renew_claims(outsider)):
        with pytest.raises(PermissionDenied):
            verb()
    with pytest.raises(PermissionDenied):
        actions.take_over(waiting[0].pk, actor=outsider)
    for address in (
        TAKE,
        f"{TAKE}part/",
        f"{QUEUE}renew/",
        f"{QUEUE}release/",
        f"{item_url(waiting[0])}take/",
    ):
        assert as_(desk.communications()).post(address).status_code == 404


def test_the_conflict_says_who_and_until_when(ani, budi, waiting):
    take_next(budi, EVERYTHING)
    with pytest.raises(Conflict, match=r"Budi Moderator .*\d\d[.:]\d\d WIB"):
        actions.decide(waiting[0].pk, actor=ani, kind="publish", version_id=waiting[0].version_id)


# --- At any size ----------------------------------------------------------------------------------


def test_taking_costs_the_same_queries_at_three_and_three_hundred(as_, ani, budi, pre):
    client, costs = as_(ani), []
    for count in (3, 300):
        fill(pre, count)
        Claim.objects.all().delete()
        take_next(budi, Narrowing(kind="report"), limit=1)
        client.post(f"{TAKE}part/")  # what is kept from the first request on
        with CaptureQueriesContext(connection) as queries:
            assert client.post(f"{TAKE}part/").status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1], costs
