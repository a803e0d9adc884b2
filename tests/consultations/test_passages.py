"""Words of a comment: offered for quoting, or what a code rests on; gone wherever the comment's own words are gone."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations.actions import (
    edit_comment,
    mark_passage,
    redact,
    set_codes,
    unmark_passage,
    withdraw_comment,
)
from consultations.models import CommentTheme, Passage, RuleVersion
from consultations.passages import words_of
from tests import factories
from tests.consultations import desk
from tests.consultations.talking import decide
from tests.consultations.test_lists import text_of

pytestmark = pytest.mark.django_db
SAID = "Truk sampah **datang terlambat**.\n\nSaya menunggu di depan rumah sejak pukul enam."
QUOTED = "datang terlambat. Saya menunggu"


@pytest.fixture
def asked():
    return desk.consultation()


@pytest.fixture
def analyst():
    return desk.analyst()


def fresh(passage: Passage) -> Passage:
    return Passage.objects.select_related("comment", "version").get(pk=passage.pk)


def test_words_are_found_across_markup_and_lines_and_marked_once(as_, asked, analyst):
    comment, client = desk.say(asked, SAID), as_(analyst)
    mark = reverse("coding_mark", args=[comment.pk])
    for words in (QUOTED, "datang terlambat.\n\n  Saya menunggu"):
        assert client.post(mark, {"words": words}).status_code == 303
    passage = Passage.objects.get()
    assert words_of(fresh(passage)) == QUOTED and passage.marked_by == analyst
    shown = text_of(client.get(reverse("coding_item", args=[comment.pk])))
    assert f"“{QUOTED}”" in shown
    only = client.get(reverse("coding_desk", args=[asked.pk]), {"show": "all", "quotable": "1"})
    assert [row["card"].comment for row in only.context["cards"]] == [comment]
    assert client.post(reverse("coding_unmark", args=[passage.pk])).status_code == 303
    assert not Passage.objects.quotable().exists()


@pytest.mark.parametrize("words", ["", "  ", "yang tidak pernah dikatakan", "x" * 1501])
def test_what_does_not_stand_there_is_refused_at_its_place_and_kept(as_, asked, analyst, words):
    comment = desk.say(asked, SAID)
    answer = as_(analyst).post(reverse("coding_mark", args=[comment.pk]), {"words": words})
    assert answer.status_code == 422 and not Passage.objects.exists()


def test_only_analysts_mark(as_, asked):
    comment = desk.say(asked, SAID)
    with pytest.raises(PermissionDenied):
        mark_passage(comment.pk, QUOTED, actor=factories.user())
    officer = as_(desk.communications())
    assert officer.post(reverse("coding_mark", args=[comment.pk]), {"words": QUOTED}).status_code == 404


def test_a_code_rests_on_words_where_they_are_given(as_, asked, analyst):
    comment, hours, fees = desk.say(asked, SAID), desk.theme(asked), desk.theme(asked)
    set_codes(comment.pk, actor=analyst, themes=[hours.pk])
    sent = {"themes": [hours.pk, fees.pk], "seen": f"t{hours.pk}", "words": QUOTED}
    assert as_(analyst).post(reverse("coding_item", args=[comment.pk]), sent).status_code == 303
    rests = dict(CommentTheme.objects.values_list("theme", "passage__is_quotable"))
    assert rests == {hours.pk: None, fees.pk: False}  # what stood before rests where it rested
    assert f'<q class="codes__words">{QUOTED}</q>' in text_of(
        as_(analyst).get(reverse("coding_item", args=[comment.pk]))
    )


def test_refused_words_store_no_code_either(as_, asked, analyst):
    comment, hours = desk.say(asked, SAID), desk.theme(asked)
    sent = {"themes": [hours.pk], "seen": "", "words": "lain sama sekali"}
    answer = as_(analyst).post(reverse("coding_item", args=[comment.pk]), sent)
    assert answer.status_code == 422 and "lain sama sekali" in text_of(answer)
    assert not CommentTheme.objects.exists()


def _hide(comment):
    decide(comment, "hide")


def _withdraw(comment):
    withdraw_comment(comment.pk, account=comment.participant.account)


def _edit(comment):
    edit_comment(
        comment.pk,
        account=comment.participant.account,
        text="Sudah datang tepat waktu.",
        form_key=uuid.uuid4(),
        version_id=comment.version_id,
    )


def _mask(comment):
    redact(
        comment.pk,
        actor=desk.analyst(),
        passages=["menunggu"],
        version_id=comment.version_id,
        rule_version=RuleVersion.objects.in_force().get(rule__number=1),
        reason="Data pribadi.",
    )


@pytest.mark.parametrize("gone", [_hide, _withdraw, _edit, _mask])
def test_words_go_with_their_comment(as_, asked, analyst, gone):
    comment = desk.say(asked, SAID)
    passage = mark_passage(comment.pk, QUOTED, actor=analyst)
    gone(comment)
    assert words_of(fresh(passage)) is None and not Passage.objects.quotable().exists()
    assert QUOTED not in text_of(as_(analyst).get(reverse("coding_item", args=[comment.pk])))
    with pytest.raises(ValidationError):
        mark_passage(comment.pk, QUOTED, actor=analyst)


def test_taken_back_harmlessly_twice(asked, analyst):
    passage = mark_passage(desk.say(asked, SAID).pk, QUOTED, actor=analyst)
    for _ in range(2):
        unmark_passage(passage.pk, actor=analyst)
    assert Passage.objects.get().is_quotable is False


def test_the_desk_costs_the_same_queries_with_one_passage_and_with_many(as_, asked, analyst):
    client, hours = as_(analyst), desk.theme(asked)
    address = reverse("coding_desk", args=[asked.pk])

    def queries() -> int:
        client.get(address, {"show": "all"})
        with CaptureQueriesContext(connection) as captured:
            assert QUOTED in text_of(client.get(address, {"show": "all"}))
        return len(captured)

    def said() -> None:
        comment = desk.say(asked, SAID)
        set_codes(comment.pk, actor=analyst, themes=[hours.pk], words=QUOTED)
        mark_passage(comment.pk, QUOTED, actor=analyst)

    said()
    few = queries()
    for _ in range(8):
        said()
    assert queries() == few
