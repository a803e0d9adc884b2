"""What must always hold of codes, asked of PostgreSQL itself, past every form and verb."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from consultations.actions import assign_theme, dispose
from consultations.models import CodingChange, CommentDisposition, CommentTheme
from tests.consultations import desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    return desk.consultation()


@pytest.fixture
def analyst():
    return desk.analyst()


def refused(statement: str, *values) -> str:
    """Run SQL that the database must refuse; return its words."""
    with (
        pytest.raises((IntegrityError, DatabaseError)) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)
    return str(caught.value)


def test_a_theme_of_another_consultation_cannot_be_coded(asked, analyst):
    comment, foreign = desk.say(asked), desk.theme(desk.consultation())
    desk.theme(asked)
    comment.coding = "themes"
    comment.save(update_fields=["coding"])
    insert = """
        INSERT INTO consultations_commenttheme
               (comment_id, theme_id, consultation_id, coding, assigned_by_id, assigned_at, reason)
        VALUES (%s, %s, %s, 'themes', %s, now(), '')
    """
    assert "code_theme_same_consultation" in refused(insert, comment.pk, foreign.pk, asked.pk, analyst.pk)
    assert "code_same_consultation" in refused(
        insert, comment.pk, foreign.pk, foreign.consultation_id, analyst.pk
    )


def test_themes_and_a_disposition_exclude_each_other(asked, analyst):
    comment, subject = desk.say(asked), desk.theme(asked)
    assign_theme(comment.pk, subject, actor=analyst)
    insert = """
        INSERT INTO consultations_commentdisposition
               (comment_id, consultation_id, coding, kind, assigned_by_id, assigned_at, reason)
        VALUES (%s, %s, %s, 'no_substance', %s, now(), '')
    """
    assert "disposition_excludes_themes" in refused(insert, comment.pk, asked.pk, "disposition", analyst.pk)
    assert "disposition_is_disposition" in refused(insert, comment.pk, asked.pk, "themes", analyst.pk)
    change = "UPDATE consultations_comment SET coding = 'disposition' WHERE id = %s"
    assert "code_excludes_disposition" in refused(change, comment.pk)


def test_a_duplicate_has_a_target_of_its_consultation_and_nothing_else_has_one(asked, analyst):
    comment, other, foreign = desk.say(asked), desk.say(asked), desk.say(desk.consultation())
    dispose(comment.pk, "duplicate_of", target_id=other.pk, actor=analyst)
    update = "UPDATE consultations_commentdisposition SET target_id = %s WHERE comment_id = %s"
    assert "disposition_target_same_consultation" in refused(update, foreign.pk, comment.pk)
    assert "disposition_target" in refused(update, None, comment.pk)
    assert "disposition_target" in refused(update, comment.pk, comment.pk)
    rename = "UPDATE consultations_commentdisposition SET kind = 'no_substance' WHERE comment_id = %s"
    assert "disposition_target" in refused(rename, comment.pk)


def test_the_history_of_codes_is_append_only(asked, analyst):
    comment, subject = desk.say(asked), desk.theme(asked)
    assign_theme(comment.pk, subject, actor=analyst)
    change = CodingChange.objects.get(comment=comment)
    assert "append-only" in refused(
        "UPDATE consultations_codingchange SET reason = 'lain' WHERE id = %s", change.pk
    )
    assert "append-only" in refused("DELETE FROM consultations_codingchange WHERE id = %s", change.pk)


def test_every_way_of_coding_keeps_the_rows_and_their_mark_in_step(asked, analyst):
    from consultations.actions import clear_codes, code_many, remove_theme

    hours, fees = desk.theme(asked), desk.theme(asked)
    comment, other = desk.say(asked), desk.say(asked)
    steps = [
        (lambda: assign_theme(comment.pk, hours, actor=analyst), "themes", 1, 0),
        (lambda: assign_theme(comment.pk, hours, actor=analyst), "themes", 1, 0),
        (lambda: assign_theme(comment.pk, fees, actor=analyst), "themes", 2, 0),
        (lambda: remove_theme(comment.pk, hours, actor=analyst), "themes", 1, 0),
        (lambda: dispose(comment.pk, "duplicate_of", target_id=other.pk, actor=analyst), "disposition", 0, 1),
        (lambda: dispose(comment.pk, "out_of_scope", actor=analyst), "disposition", 0, 1),
        (lambda: assign_theme(comment.pk, fees, actor=analyst), "themes", 1, 0),
        (lambda: code_many([comment.pk], hours, actor=analyst), "themes", 2, 0),
        (lambda: clear_codes(comment.pk, actor=analyst), "", 0, 0),
        (lambda: remove_theme(comment.pk, hours, actor=analyst), "", 0, 0),
    ]
    for step, mark, themes, dispositions in steps:
        step()
        comment.refresh_from_db()
        assert comment.coding == mark
        assert CommentTheme.objects.filter(comment=comment).count() == themes
        assert CommentDisposition.objects.filter(comment=comment).count() == dispositions
    assert (
        CodingChange.objects.filter(comment=comment).count() == len(steps) - 2
    )  # the harmless repeats are none
