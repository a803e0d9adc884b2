"""A thread that was put at the wrong question is moved, with its replies; its author is told."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Notification
from consultations import actions
from consultations.models import Comment, ModerationDecision, Question
from tests import factories
from tests.consultations.moderation import forms_of, item_url
from tests.consultations.talking import announce, client_of, consultation, moderator, say, words


@pytest.fixture
def thread(db):
    """A thread at the first of two questions: (page, questions, root, reply)."""
    page = announce("Loket mana yang lambat?", "Jam buka mana yang cocok?")
    questions = list(page.consultation.questions.order_by("position"))
    root = say(page.consultation, "Buka sampai malam.", question_id=questions[0].pk)
    reply = say(page.consultation, "Setuju.", parent=root)
    return page, questions, root, reply


def send(client, comment, question, **words):
    form = forms_of(client.get(item_url(comment)))[f"{item_url(comment)}move/"]
    return client.post(f"{item_url(comment)}move/", form | {"question": question or ""} | words)


def test_a_thread_moves_with_its_replies_and_the_log_says_so(thread, client):
    page, (first, second), root, reply = thread
    assert send(client_of(moderator()), root, second.pk, reason="Tentang jam buka.").status_code == 303
    assert set(Comment.objects.values_list("question", flat=True)) == {second.pk}
    decision = ModerationDecision.objects.get(kind="move")
    assert (decision.from_question_id, decision.to_question_id) == (first.pk, second.pk)
    record = words(client.get(f"/tanggapan/keputusan/{decision.pk}/"))
    assert "Loket mana yang lambat?" in record and "Jam buka mana yang cocok?" in record
    assert Notification.objects.filter(recipient=root.participant.account, kind="decision").exists()
    listed = client.get(f"/tanggapan/konsultasi/{page.consultation.slug}/utas/?pertanyaan={second.pk}")
    assert "Buka sampai malam." in words(listed)
    answer = say(page.consultation, "Saya juga.", parent=root)
    assert answer.question_id == second.pk


def test_it_moves_to_the_consultation_as_a_whole_and_back_by_undo(thread):
    _page, (first, _second), root, reply = thread
    boss = moderator()
    decision = actions.move_comment(root.pk, actor=boss, question_id=None)
    assert set(Comment.objects.values_list("question", flat=True)) == {None}
    actions.undo(decision.pk, actor=boss)
    assert set(Comment.objects.values_list("question", flat=True)) == {first.pk}


def test_what_cannot_be_moved_is_refused_in_words(thread):
    _page, (first, second), root, reply = thread
    boss = moderator()
    foreign = consultation("Lain?").questions.get()
    desk = client_of(boss)
    assert send(desk, root, first.pk).status_code == 422
    assert send(desk, root, foreign.pk).status_code == 422
    with pytest.raises(ValidationError, match="Balasan"):
        actions.move_comment(reply.pk, actor=boss, question_id=second.pk)
    assert f"{item_url(reply)}move/" not in forms_of(desk.get(item_url(reply)))
    with pytest.raises(ValidationError):
        actions.move_comment(root.pk, actor=boss, question_id=foreign.pk)
    actions.withdraw_comment(root.pk, account=root.participant.account)
    with pytest.raises(actions.Conflict):
        actions.move_comment(root.pk, actor=boss, question_id=second.pk)


def test_others_are_refused(thread):
    _page, (_first, second), root, _reply = thread
    for person in (root.participant.account, factories.user()):
        answer = client_of(person).post(f"{item_url(root)}move/", {"question": second.pk})
        assert answer.status_code in (302, 403, 404)
    assert not ModerationDecision.objects.exists()
    assert Question.objects.get(pk=second.pk).comments.count() == 0


def test_a_decision_in_between_is_a_conflict(thread):
    _page, (_first, second), root, _reply = thread
    desk = client_of(moderator())
    form = forms_of(desk.get(item_url(root)))[f"{item_url(root)}move/"]
    actions.move_comment(root.pk, actor=moderator(), question_id=None)
    answer = desk.post(f"{item_url(root)}move/", form | {"question": second.pk})
    assert answer.status_code == 409
