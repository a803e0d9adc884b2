"""Two short ways at the desk: the same as what it answers, and back to what stood before."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from consultations.actions import (
    Conflict,
    assign_theme,
    dispose,
    dispose_many,
    same_as_parent,
    set_codes,
    undo_coding,
)
from consultations.actions.coding import codes_of
from consultations.models import CodingChange, CommentTheme
from tests import factories
from tests.consultations import desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    return desk.consultation()


@pytest.fixture
def analyst():
    return desk.analyst()


def test_a_reply_takes_the_codes_of_what_it_answers_and_keeps_them_as_its_own(asked, analyst):
    hours, fees = desk.theme(asked), desk.theme(asked)
    above = desk.say(asked)
    reply = desk.say(asked, to=above)
    set_codes(above.pk, actor=analyst, themes=[hours.pk, fees.pk])
    same_as_parent(reply.pk, actor=analyst)
    assert codes_of(reply)["themes"] == [hours.pk, fees.pk]
    assert set(CommentTheme.objects.filter(comment=reply).values_list("origin", flat=True)) == {"parent"}
    set_codes(above.pk, actor=analyst, themes=[hours.pk])
    assert codes_of(reply)["themes"] == [hours.pk, fees.pk]


def test_it_is_refused_where_there_is_nothing_to_be_like(asked, analyst):
    above = desk.say(asked)
    reply = desk.say(asked, to=above)
    for comment in (above, reply):
        with pytest.raises(ValidationError):
            same_as_parent(comment.pk, actor=analyst)
    dispose(above.pk, "duplicate_of", actor=analyst, target_id=desk.say(asked).pk)
    same_as_parent(reply.pk, actor=analyst)
    assert codes_of(reply) == codes_of(above)
    with pytest.raises(PermissionDenied):
        same_as_parent(reply.pk, actor=factories.user())


def test_undoing_goes_back_step_by_step_and_deletes_nothing(asked, analyst):
    hours, fees, comment = desk.theme(asked), desk.theme(asked), desk.say(asked)
    assign_theme(comment.pk, hours, actor=analyst)
    assign_theme(comment.pk, fees, actor=analyst)
    dispose(comment.pk, "no_substance", actor=analyst)
    steps = [undo_coding(comment.pk, actor=analyst)["themes"] for _ in range(3)]
    assert steps == [[hours.pk, fees.pk], [hours.pk], []]
    assert CodingChange.objects.filter(comment=comment).count() == 6
    with pytest.raises(ValidationError):
        undo_coding(comment.pk, actor=analyst)
    assign_theme(comment.pk, fees, actor=analyst)
    assert undo_coding(comment.pk, actor=analyst)["themes"] == []


def test_nobody_undoes_what_a_colleague_did(asked, analyst):
    hours, comment = desk.theme(asked), desk.say(asked)
    assign_theme(comment.pk, hours, actor=analyst)
    with pytest.raises(Conflict):
        undo_coding(comment.pk, actor=desk.analyst())
    assert codes_of(comment)["themes"] == [hours.pk]


def test_many_get_one_disposition_and_those_with_themes_keep_them(asked, analyst):
    hours, original = desk.theme(asked), desk.say(asked)
    said = [desk.say(asked) for _ in range(3)]
    assign_theme(said[0].pk, hours, actor=analyst)
    ids = [row.pk for row in said]
    done = dispose_many(ids, asked.pk, "duplicate_of", actor=analyst, target_id=original.pk)
    assert done == (2, 1)
    assert codes_of(said[1])["target"] == original.pk and codes_of(original)["disposition"] == ""
    with pytest.raises(ValidationError):
        dispose_many([original.pk], asked.pk, "duplicate_of", actor=analyst, target_id=said[1].pk)
