"""A slip of the finger at the desk is undone unheard: a second decision, and no notice; later, everybody is told."""

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions import send_due_notifications
from accounts.models import Notification
from consultations import actions
from consultations.actions import undoing
from consultations.models import Comment, Consultation, Flag, ModerationDecision, Rule
from consultations.public_log import Log
from tests import factories
from tests.consultations.exchanging import counters, naive_counters
from tests.consultations.moderation import QUEUE, forms_of, open_desk, past_the_guards, removal, send
from tests.consultations.talking import announce, client_of, decide, moderator, say, words
from tests.forum_site.test_pages_browser import breaches
from tests.racing import at_once

INBOX = reverse("accounts:inbox")


@pytest.fixture
def held_back(settings):
    settings.NOTICE_DELAY = 15


@pytest.fixture
def pre(db):
    """A pre-moderated consultation."""
    return announce(moderation="pre").consultation


def undo(decision) -> ModerationDecision:
    return actions.undo(decision.pk, actor=decision.actor)


def state(comment) -> tuple:
    comment.refresh_from_db()
    return comment.status, comment.published_at, comment.version_id, comment.pending_version_id


def test_a_published_comment_waits_again_and_nobody_hears_of_it(pre, held_back):
    asker = factories.user(name="Penanya")
    asked = say(pre, "Apa kabar loket?", by=asker)
    decide(asked, "publish")
    comment = say(pre, "@Penanya Lambat.", parent=asked)
    author = comment.participant.account
    before = state(comment)
    decision = decide(comment, "publish")
    assert Notification.objects.filter(recipient=author).exists()
    assert "terbit" not in words(client_of(author).get(INBOX)).lower()
    assert "Cek" not in words(client_of(asker).get(INBOX))
    undo(decision)
    assert state(comment) == before
    assert not Notification.objects.filter(recipient=author).exists()
    assert not Notification.objects.filter(recipient=asker, kind__in=["reply", "mention"]).exists()
    send_due_notifications()
    assert not mail.outbox
    assert counters(pre) == naive_counters(pre)


def test_after_fifteen_seconds_the_news_is_out_and_its_end_is_told_too(pre, held_back):
    comment = say(pre, "Lambat.")
    author = comment.participant.account
    decision = decide(comment, "reject")
    inbox = client_of(author)
    assert "tidak diterbitkan" not in words(inbox.get(INBOX))
    long_ago = timezone.now() - timedelta(seconds=1)
    Notification.objects.filter(recipient=author).update(held_until=long_ago, mail_after=long_ago)
    assert "tidak diterbitkan" in words(inbox.get(INBOX))
    send_due_notifications()
    assert [letter.to for letter in mail.outbox] == [[author.email]]
    undoing = undo(decision)
    assert Notification.objects.get(key=f"decision:{undoing.pk}").recipient == author


@pytest.mark.parametrize("kind", ["publish", "reject", "hide", "restore", "keep"])
def test_each_decision_can_be_undone_and_counts_nowhere(kind, pre):
    comment = say(pre, "Lambat.")
    if kind in ("hide", "keep", "restore"):
        decide(comment, "publish")
    if kind == "restore":
        decide(comment, "hide")
    if kind == "keep":
        actions.flag_comment(comment.pk, account=factories.user(), rule=Rule.objects.get(number=1))
    before, figures = state(comment), Log(pre).figures()
    decision = decide(comment, kind)
    again = undo(decision)
    assert state(comment) == before
    assert (again.kind, again.from_status, again.to_status) == (
        "undo",
        decision.to_status,
        decision.from_status,
    )
    after = Log(pre).figures()
    assert (+after.kinds, +after.rules) == (+figures.kinds, +figures.rules)
    assert [row.pk for row in Log(pre).page()[0]][:2] == [again.pk, decision.pk]
    assert counters(pre) == naive_counters(pre)


@pytest.mark.parametrize("kind", ["publish", "reject"])
def test_a_decision_on_an_edit_is_undone(kind, pre):
    comment = say(pre, "Lambat.")
    decide(comment, "publish")
    comment.refresh_from_db()
    actions.edit_comment(
        comment.pk,
        account=comment.participant.account,
        text="Cepat.",
        form_key=uuid.uuid4(),
        version_id=comment.version_id,
    )
    before = state(comment)
    edited = comment.edited_at
    undo(decide(comment, kind))
    assert state(comment) == before and comment.edited_at == edited
    decide(comment, "publish")
    comment.refresh_from_db()
    assert comment.version.text == "Cepat."


def test_reports_are_open_again_and_the_reporter_hears_the_last_outcome_only(db, held_back):
    row = announce().consultation
    comment, reporter = say(row, "Bodoh."), factories.user()
    actions.flag_comment(comment.pk, account=reporter, rule=Rule.objects.get(number=1))
    undo(decide(comment, "keep"))
    assert Flag.objects.get().decision is None
    assert not Notification.objects.filter(recipient=reporter).exists()
    last = decide(comment, "hide")
    assert Notification.objects.get(recipient=reporter).params["decision"] == last.pk


# --- What can no longer be taken back ---------------------------------------------------------------


def test_only_by_who_decided_within_ten_minutes_and_while_nothing_came_after(pre):
    comment = say(pre, "Lambat.")
    decision = decide(comment, "publish")
    with pytest.raises(PermissionDenied):
        actions.undo(decision.pk, actor=moderator())
    decide(comment, "hide")
    with pytest.raises(actions.Conflict):
        undo(decision)
    old = decide(say(pre, "Lama."), "publish")
    at = timezone.now() - undoing.UNDO_WITHIN - timedelta(minutes=1)
    past_the_guards("UPDATE consultations_moderationdecision SET at = %s WHERE id = %s", [at, old.pk])
    with pytest.raises(actions.Conflict):
        undo(old)


def test_not_once_somebody_has_answered_objected_or_changed_the_text(pre):
    answered = say(pre, "Lambat.")
    decision = decide(answered, "publish")
    say(pre, "Betul.", parent=answered)
    with pytest.raises(actions.Conflict, match="menjawab"):
        undo(decision)
    objected = say(pre, "Bodoh.")
    decision = decide(objected, "reject")
    actions.appeal(decision.pk, account=objected.participant.account, words="Tidak.")
    with pytest.raises(actions.Conflict, match="keberatan"):
        undo(decision)
    changed = say(pre, "Lambat sekali.")
    decision = decide(changed, "publish")
    changed.refresh_from_db()
    actions.edit_comment(
        changed.pk,
        account=changed.participant.account,
        text="Cepat.",
        form_key=uuid.uuid4(),
        version_id=changed.version_id,
    )
    with pytest.raises(actions.Conflict, match="mengubah"):
        undo(decision)


def test_an_undo_and_a_judgement_are_not_undone(pre):
    comment = say(pre, "Bodoh.")
    again = undo(decide(comment, "reject"))
    with pytest.raises(actions.Conflict):
        undo(again)
    decision = decide(comment, "reject")
    objection = actions.appeal(decision.pk, account=comment.participant.account, words="Tidak.")
    judge = moderator()
    actions.judge_appeal(objection.pk, judge=judge, outcome="restored", reason="Boleh.")
    restored = ModerationDecision.objects.get(kind="restore")
    with pytest.raises(actions.Conflict):
        actions.undo(restored.pk, actor=judge)


def test_the_database_knows_one_undo_of_each_and_none_of_nothing(pre):
    decision = decide(say(pre, "Lambat."), "publish")
    undo(decision)
    row = ModerationDecision.objects.get(kind="undo")
    for undoes in (decision.pk, None):
        row.pk, row.undoes_id = None, undoes
        row._state.adding = True
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


@pytest.mark.django_db(transaction=True)
def test_a_double_click_undoes_once():
    row = announce(moderation="pre").consultation
    decision = decide(say(row, "Lambat."), "publish")
    results = at_once([lambda: undo(decision).pk] * 2)
    assert len(set(results)) == 1
    assert ModerationDecision.objects.filter(kind="undo").count() == 1


# --- At the desk ------------------------------------------------------------------------------------


def test_without_script_the_queue_offers_what_was_decided_a_moment_ago(pre):
    comment, boss = say(pre, "Lambat."), moderator()
    desk = client_of(boss)
    assert send(desk, comment, "publish").status_code == 303
    decision = ModerationDecision.objects.get()
    queue = desk.get(QUEUE)
    assert "keputusan terakhir Anda" in words(queue)
    address = f"{QUEUE}undo/{decision.pk}/"
    assert desk.post(address, forms_of(queue)[address]).status_code == 303
    comment.refresh_from_db()
    assert comment.status == "pending"
    assert f"{QUEUE}undo/" not in desk.get(QUEUE).content.decode()


def test_refusals_are_said_with_409_and_strangers_see_nothing(pre):
    decision = decide(say(pre, "Lambat."), "publish")
    address = f"{QUEUE}undo/{decision.pk}/"
    assert client_of(moderator()).post(address).status_code == 409
    assert client_of(factories.user()).post(address).status_code in (302, 403, 404)
    assert client_of(moderator()).post(f"{QUEUE}undo/999999/").status_code == 404
    assert client_of(moderator()).post(f"{QUEUE}undo/").status_code == 400


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_u_undoes_by_keyboard_one_and_many(new_page):
    row = announce(moderation="pre").consultation
    waiting = [say(row, f"Menunggu {number}.") for number in range(4)]
    page = new_page(moderator())
    open_desk(page)
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.locator("[data-desk-done]").wait_for()
    page.keyboard.press("u")
    page.locator(f"#card-comment-{waiting[0].pk} [data-desk-alert]").wait_for()
    page.evaluate("scrollTo(0, 0)")  # a bar at the bottom covers half of whatever happens to stand there
    assert not breaches(page)
    assert Comment.objects.filter(status="pending").count() == 4
    page.keyboard.press("u")
    assert "Tidak ada" in page.locator("[data-desk-status]").inner_text()
    for _step in range(2):
        page.keyboard.press("j")
        page.keyboard.press("x")
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.locator("[data-desk-outcome]").wait_for()
    assert Comment.objects.filter(status="published").count() == 2
    page.keyboard.press("u")
    page.locator("[data-desk-undone]").wait_for()
    assert Comment.objects.filter(status="pending").count() == 4
    assert Consultation.objects.filter(pk=row.pk).exists()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_m_takes_what_is_selected_over_as_what_is_to_be_masked(new_page):
    row = announce(moderation="pre").consultation
    comment = say(row, "Nomor saya 0812-3456.")
    page = new_page(moderator())
    open_desk(page)
    page.keyboard.press("j")
    page.evaluate(
        """() => {
            const text = document.querySelector(".desk-card__text .desk-text p").firstChild;
            getSelection().setBaseAndExtent(text, 11, text, 20);
        }"""
    )
    page.keyboard.press("m")
    card = page.locator(f"#card-comment-{comment.pk}")
    assert card.locator("[data-desk-passages]").input_value() == "0812-3456"
    card.locator("[data-desk-mask] [name=reason]").fill("Nomor telepon.")
    page.keyboard.press("Control+Enter")
    page.locator("[data-desk-card] .masked").wait_for()
    assert not breaches(page)
    comment.refresh_from_db()
    assert comment.version.text == "Nomor saya ████." and comment.status == "pending"
    assert removal()
