"""Whoever took something down corrects a slip of the pen: in public, for a day, and nobody else's."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consultations import actions
from consultations.models import Comment, CommentVersion, ModerationDecision
from tests.consultations import desk
from tests.consultations.noting import linked, noted, running
from tests.consultations.talking import announce, at, client_of, decide, moderator, words
from tests.consultations.test_paper import batch, typed
from tests.events.forums import organiser
from tests.racing import at_once

pytestmark = pytest.mark.django_db
TYPED, RIGHT = "Antrean dimulai pukul lina pagi.", "Antrean dimulai pukul lima pagi."


class Noted:
    """A contribution with a slip of the pen, and whoever typed it."""

    def __init__(self, who=None, **fields):
        self.who = who or organiser()
        self.page = running()
        self.row = linked(self.page, **fields).consultation
        link = self.page.event.agenda_items.get(title="Diskusi").agenda_links.get()
        self.note = noted(self.page, TYPED, actor=self.who, link_id=link.pk, speaker="Bu Anni", consent=True)
        self.comment = self.note.comment
        self.client = client_of(self.who)
        self.address = reverse("consultations:correct_entry", args=[self.comment.pk])
        notes = reverse("consultations:notes", args=[self.page.event_id])
        self.notes = f"{notes}?bagian={self.note.item_id}"

    def correct(self, text=RIGHT, name="Bu Ani", client=None, **fields):
        form = {
            "text": text,
            "shown_name": name,
            "form_key": uuid.uuid4(),
            "version": self.comment.version_id,
        }
        return (client or self.client).post(self.address, form | fields)


@pytest.fixture
def made():
    return Noted()


def public(comment) -> str:
    return words(Client().get(reverse("consultations:comment", args=[comment.pk])))


# --- It works ---------------------------------------------------------------------------------------


def test_the_note_taker_corrects_words_and_name_and_the_public_history_says_so(made):
    page = made.client.get(made.notes)
    assert made.address in page.content.decode()
    form = made.client.get(made.address).content.decode()
    assert TYPED in form and 'value="Bu Anni"' in form
    answer = made.correct()
    assert answer.status_code == 303 and answer["Location"].startswith(made.notes)
    seen = public(made.comment)
    assert RIGHT in seen and "Bu Ani" in seen and "Anni" not in seen and "lina" not in seen
    history = words(Client().get(reverse("consultations:history", args=[made.comment.pk])))
    assert "diperbaiki oleh pencatatnya" in history and "lina" in history
    assert "Diperbaiki." in words(made.client.get(answer["Location"].split("#")[0]))


def test_a_name_is_left_out_after_all(made):
    assert made.correct(text=TYPED, name="").status_code == 303
    assert "Anni" not in public(made.comment)
    made.note.refresh_from_db()
    assert not made.note.consent
    assert CommentVersion.objects.filter(comment=made.comment).count() == 1  # the words are what they were


def test_what_was_said_by_phone_is_corrected_from_its_receipt(as_):
    clerk = desk.communications()
    comment, _code = actions.enter_comment(
        actor=clerk,
        consultation_id=announce().consultation_id,
        channel="phone",
        text=TYPED,
        form_key=uuid.uuid4(),
        received_at=None,
    )
    client, address = as_(clerk), reverse("consultations:correct_entry", args=[comment.pk])
    receipt = reverse("enter_comment_receipt", args=[comment.pk])
    assert address in client.get(receipt).content.decode()
    form = {"text": RIGHT, "shown_name": "", "form_key": uuid.uuid4(), "version": comment.version_id}
    assert client.post(address, form)["Location"] == receipt
    assert RIGHT in public(comment)


def test_it_is_possible_after_closing_until_coding_is_complete(made):
    at(made.row, closes_at=timezone.now() - timedelta(minutes=1))
    assert made.correct().status_code == 303


def test_in_pre_moderation_the_earlier_text_stands_until_a_moderator_has_read_the_other():
    made = Noted(moderation="pre")
    decide(made.comment, "publish")
    made.comment.refresh_from_db()
    answer = made.correct()
    assert "Moderator membaca" in words(made.client.get(answer["Location"].split("#")[0]))
    assert "lina" in public(made.comment)
    decide(made.comment, "publish")
    assert RIGHT in public(made.comment)


def test_what_a_moderator_took_down_waits_for_nobody_and_its_earlier_text_stays_in_public():
    made = Noted(moderation="pre", who=moderator())
    made.correct()
    assert RIGHT in public(made.comment)
    history = Client().get(reverse("consultations:history", args=[made.comment.pk]))
    assert "lina" in words(history)


def test_a_decision_is_corrected_in_its_place(made):
    note = noted(made.page, "Loket kedua dibuka Mey.", kind="decision", actor=made.who)
    address = reverse("consultations:correct_note", args=[note.pk])
    assert address in made.client.get(made.notes).content.decode()
    assert "Keputusan" in words(made.client.get(address))
    assert made.client.post(address, {"text": "Loket kedua dibuka Mei."}).status_code == 303
    note.refresh_from_db()
    assert note.text == "Loket kedua dibuka Mei." and note.corrected_at
    # What waited in a browser and arrives once more is known as what it was.
    assert (
        noted(made.page, "Loket kedua dibuka Mey.", kind="decision", actor=made.who, form_key=note.form_key)
        == note
    )


# --- It is refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, name, field",
    [
        ("", "Bu Ani", "text"),
        ("a\x00b", "Bu Ani", "text"),
        (RIGHT, "\u200b", "shown_name"),
        (RIGHT, "x" * 81, "shown_name"),
    ],
)
def test_what_cannot_stand_is_refused_at_its_field_and_kept(made, text, name, field):
    answer = made.correct(text=text, name=name)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert answer.context["form"]["text"].value() == text
    assert "lina" in public(made.comment)


@pytest.mark.parametrize(
    "broken", [{"form_key": "x"}, {"version": "9" * 30}, {"version": ""}, {"version": 2**61}]
)
def test_a_damaged_form_comes_back_with_its_text(made, broken):
    answer = made.correct(**broken)
    assert answer.status_code in (409, 422) and RIGHT in answer.content.decode()
    assert "lina" in public(made.comment)


def test_after_a_day_only_a_moderator_can(made, monkeypatch):
    tomorrow = timezone.now() + timedelta(hours=25)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    assert made.client.get(made.address).status_code == 404
    answer = made.correct()
    assert answer.status_code == 422 and RIGHT in answer.content.decode()
    assert made.address not in made.client.get(made.notes).content.decode()


def test_once_coding_is_complete_nothing_is_corrected(made):
    type(made.row).objects.filter(pk=made.row.pk).update(
        closes_at=timezone.now() - timedelta(minutes=1),
        coding_completed_at=timezone.now(),
        coding_completed_by=moderator(),
    )
    answer = made.correct()
    assert answer.status_code == 422 and "Pengelompokan" in words(answer)


def test_what_a_moderator_hid_or_masked_does_not_come_back(made):
    decide(made.comment, "hide")
    assert made.client.get(made.address).status_code == 404
    assert made.correct().status_code == 422
    assert ModerationDecision.objects.filter(comment=made.comment).count() == 1
    assert RIGHT not in public(made.comment)


def test_of_two_windows_the_later_one_sees_both_texts(made):
    seen = made.comment.version_id
    made.correct()
    answer = made.correct("Antrean dimulai pukul enam.", version=seen)
    assert answer.status_code == 409
    assert RIGHT in words(answer) and "Antrean dimulai pukul enam." in answer.content.decode()
    again = {
        name: answer.context["form"][name].value() for name in ("text", "shown_name", "form_key", "version")
    }
    assert made.client.post(made.address, again).status_code == 303
    assert "pukul enam" in public(made.comment)


def test_a_note_that_stands_in_the_draft_is_corrected_there(made):
    note = noted(made.page, "Loket kedua dibuka Mey.", kind="decision", actor=made.who)
    actions.draft_minutes(made.page.event_id, actor=made.who)
    answer = made.client.post(reverse("consultations:correct_note", args=[note.pk]), {"text": "Lain."})
    assert answer.status_code == 422 and "rancangan notulen" in words(answer)


def test_others_find_nothing_there(made):
    note = noted(made.page, "Loket kedua dibuka Mey.", kind="decision", actor=made.who)
    addresses = [made.address, reverse("consultations:correct_note", args=[note.pk])]
    for person in (organiser(), moderator()):
        client = client_of(person)
        assert {client.get(address).status_code for address in addresses} == {404}
        assert {client.post(address, {"text": "Lain."}).status_code for address in addresses} == {404}
    for address in addresses:
        assert Client().post(address, {"text": "Lain."}).status_code in (302, 403, 404)
    assert Comment.objects.get().version_id == made.comment.version_id


def test_a_form_on_paper_that_two_typed_is_not_changed_by_one(made):
    found = batch(count=1)
    for who in (organiser(), organiser()):
        typed(found, who=who)
    comment = Comment.objects.get(channel="paper")
    address = reverse("consultations:correct_entry", args=[comment.pk])
    assert client_of(comment.entered_by).get(address).status_code == 404


# --- At once ----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_many_clicks_are_one_correction():
    made, key = Noted(), uuid.uuid4()
    clients = [client_of(made.who) for _ in range(8)]
    answers = at_once([lambda c=c: made.correct(client=c, form_key=key) for c in clients])
    assert {answer.status_code for answer in answers} == {303}
    assert CommentVersion.objects.filter(comment=made.comment).count() == 2
