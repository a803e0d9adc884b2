"""Saved replies: shared, in the author's language, with their rule; filled in or taken as they are; put away."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from consultations import actions
from consultations.actions.saving import MOST_IN_USE
from consultations.models import ModerationDecision, SavedReply
from tests import factories
from tests.consultations import desk
from tests.consultations.moderation import (
    QUEUE,
    forms_of,
    item_url,
    open_desk,
    open_form,
    removal,
    rule,
    send,
)
from tests.consultations.talking import words

pytestmark = pytest.mark.django_db
REPLIES = f"{QUEUE}replies/"


def save(title="Nama orang", text="Menyebut nama orang.", text_en="It names a person.", number=1, by=None):
    words = {"title": title, "text": text, "text_en": text_en, "rule": number and rule(number).rule}
    return actions.save_reply(actor=by or desk.analyst(), words=words)


@pytest.fixture
def at_desk(as_):
    return as_(desk.analyst())


@pytest.fixture
def waiting():
    pre = desk.consultation(moderation="pre")
    english = factories.user(language="en")
    return [desk.say(pre, "Menunggu."), desk.say(pre, "Waiting.", by=english)]


# --- Their list -----------------------------------------------------------------------------------


def test_they_are_written_changed_put_away_and_taken_up_again(at_desk):
    assert "desk-empty" in at_desk.get(REPLIES).content.decode()
    form = {"title": "Nama orang", "rule": rule().rule_id, "text": "Menyebut nama.", "text_en": ""}
    for _click in range(2):
        assert at_desk.post(f"{REPLIES}new/", form)["Location"] == REPLIES
    reply = SavedReply.objects.get()
    assert "Menyebut nama." in at_desk.get(REPLIES).content.decode()
    assert "Menyebut nama." in at_desk.get(f"{REPLIES}{reply.pk}/").content.decode()
    at_desk.post(f"{REPLIES}{reply.pk}/", form | {"text": "Lain.\r\nBaris dua."})
    assert SavedReply.objects.get().text == "Lain.\nBaris dua."
    at_desk.post(f"{REPLIES}{reply.pk}/put-away/")
    assert not SavedReply.objects.in_use() and 'name="back"' in at_desk.get(REPLIES).content.decode()
    at_desk.post(f"{REPLIES}{reply.pk}/put-away/", {"back": "1"})
    assert SavedReply.objects.in_use().get() == reply


@pytest.mark.parametrize(
    "change",
    [{"title": ""}, {"text": " "}, {"title": "a" * 81}, {"text": "a" * 2001}, {"rule": "x"}]
    + [{"rule": str(2**70)}, {"title": "a\x00b"}, {"title": "NAMA ORANG"}],
)
def test_what_is_missing_or_there_already_is_said_and_kept(at_desk, change):
    save()
    form = {"title": "Iklan", "rule": "", "text": "Ini iklan.", "text_en": ""} | change
    response = at_desk.post(f"{REPLIES}new/", form)
    assert response.status_code == 422 and 'role="alert"' in response.content.decode()
    assert SavedReply.objects.count() == 1


def test_there_are_no_more_than_can_be_chosen_from(at_desk):
    by = desk.analyst()
    for number in range(MOST_IN_USE):
        save(title=f"Nomor {number}", by=by)
    with pytest.raises(ValidationError, match=str(MOST_IN_USE)):
        save(title="Terlalu banyak")
    actions.put_away_reply(SavedReply.objects.first().pk, actor=by)
    away = save(title="Muat")
    assert away in SavedReply.objects.in_use()
    at_desk.post(f"{REPLIES}{SavedReply.objects.exclude(archived_at=None).get().pk}/put-away/", {"back": "1"})
    assert SavedReply.objects.exclude(archived_at=None).count() == 1


def test_only_moderators_save_and_see_them(as_):
    reply = save()
    with pytest.raises(PermissionDenied):
        save(by=factories.user())
    with pytest.raises(PermissionDenied):
        actions.put_away_reply(reply.pk, actor=factories.user())
    outsider = as_(desk.communications())
    for address in (REPLIES, f"{REPLIES}new/", f"{REPLIES}{reply.pk}/"):
        assert outsider.get(address).status_code == 404


def test_the_database_holds_one_title_once():
    reply = save()
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedReply.objects.create(title="nama ORANG", text="x", created_by=reply.created_by)


# --- In a decision --------------------------------------------------------------------------------


@pytest.mark.parametrize("number, expected", [(0, "Menyebut nama orang."), (1, "It names a person.")])
def test_without_script_it_gives_rule_and_reason_in_the_authors_language(at_desk, waiting, number, expected):
    reply = save()
    response = send(at_desk, waiting[number], "reject", saved=str(reply.pk), rule="", reason="")
    assert response.status_code == 303
    decision = ModerationDecision.objects.get()
    assert (decision.reason, decision.rule_version) == (expected, rule(1))


def test_what_was_typed_and_chosen_comes_first(at_desk, waiting):
    reply, words = save(), {"rule": str(rule(2).pk), "reason": "Begini saja."}
    assert send(at_desk, waiting[0], "reject", saved=str(reply.pk), **words).status_code == 303
    decision = ModerationDecision.objects.get()
    assert (decision.reason, decision.rule_version) == ("Begini saja.", rule(2))


def test_many_authors_read_it_each_in_their_language(at_desk, waiting):
    reply = save()
    page = at_desk.get(QUEUE).content.decode()
    items = re.findall(r'name="item" value="([^"]+)"', page)
    form = {"item": items, "decision": "remove", "saved": str(reply.pk), "rule": "", "reason": reply.text}
    assert at_desk.post(f"{QUEUE}decide/", form).status_code == 303
    assert dict(ModerationDecision.objects.values_list("comment", "reason")) == {
        waiting[0].pk: reply.text,
        waiting[1].pk: reply.text_en,
    }


def test_a_refused_form_still_offers_it_in_the_authors_language(at_desk, waiting):
    save()
    page = send(at_desk, waiting[1], "reject", card=True, rule="", reason="").content.decode()
    assert 'data-desk-saved="en"' in page and 'role="alert"' in page


def test_one_without_rule_needs_one(at_desk, waiting):
    reply = save(number=None)
    response = send(at_desk, waiting[0], "reject", saved=str(reply.pk), rule="", reason="")
    assert response.status_code == 422 and not ModerationDecision.objects.exists()


@pytest.mark.parametrize("reason", ["", "Menyebut […].", "Menyebut [ nama ... ]."])
def test_a_place_left_to_fill_in_is_refused(at_desk, waiting, reason):
    reply = save(text="Menyebut [siapa…], padahal tidak boleh.", text_en="")
    words = {"saved": str(reply.pk), "rule": "", "reason": reason}
    response = send(at_desk, waiting[0], "reject", **words)
    page = response.content.decode()
    assert response.status_code == 422 and re.search(r"Isilah “\[", page)
    items = re.findall(r'name="item" value="([^"]+)"', at_desk.get(QUEUE).content.decode())
    many = at_desk.post(f"{QUEUE}decide/part/", {"item": items, "decision": "remove"} | words)
    assert many.status_code == 422 and "Isilah “[" in many.content.decode()
    assert not ModerationDecision.objects.exists()
    filled = words | {"reason": "Menyebut [Pak Budi], padahal tidak boleh."}
    assert send(at_desk, waiting[0], "reject", **filled).status_code == 303


def test_one_put_away_meanwhile_is_refused(at_desk, waiting):
    reply, by = save(), desk.analyst()
    form = open_form(at_desk, waiting[0])
    save(title="Lain")
    actions.put_away_reply(reply.pk, actor=by)
    response = send(at_desk, waiting[0], "reject", form, saved=str(reply.pk), **removal())
    assert response.status_code == 422 and removal()["reason"] in response.content.decode()


def test_it_cites_the_rule_as_it_is_in_force(at_desk, waiting):
    reply = save()
    words = {"title": "Baru", "explanation": "Ditulis ulang."}
    version = actions.write_rule(actor=factories.administrator(), words=words, rule=rule().rule, after=1)
    send(at_desk, waiting[0], "reject", saved=str(reply.pk), rule="", reason="")
    assert ModerationDecision.objects.get().rule_version == version


def test_without_any_the_form_offers_none(at_desk, waiting):
    for address in (QUEUE, item_url(waiting[0])):
        assert "data-desk-saved" not in at_desk.get(address).content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_by_keyboard_three_keys_reject(new_page, waiting):
    save(title="Iklan", text="Ini iklan.", text_en="This is an advertisement.", number=4)
    save(title="Nama orang", text="Menyebut [siapa…].", text_en="", number=1)
    page = new_page(desk.analyst())
    open_desk(page)
    page.keyboard.press("j")
    page.keyboard.press("r")
    here = page.locator(f"#card-comment-{waiting[0].pk}")
    page.keyboard.press("2")
    assert here.locator("[data-desk-more] [name=reason]").input_value() == "Menyebut [siapa…]."
    assert here.locator("[data-desk-more] [name=rule]").input_value() == str(rule(1).pk)
    page.keyboard.press("1")  # another choice replaces what nobody typed
    assert here.locator("[data-desk-more] [name=reason]").input_value() == "Ini iklan."
    page.keyboard.press("Control+Enter")
    here.wait_for(state="detached")
    page.keyboard.press("r")
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    page.locator(f"#card-comment-{waiting[1].pk}").wait_for(state="detached")
    assert list(ModerationDecision.objects.order_by("pk").values_list("reason", flat=True)) == [
        "Ini iklan.",
        "This is an advertisement.",
    ]


def test_of_two_who_rewrite_it_the_second_sees_both(at_desk):
    reply = save(text="Ini iklan.")
    address = f"{QUEUE}replies/{reply.pk}/"
    form = forms_of(at_desk.get(address))[""]
    mine = {"title": "Iklan", "rule": "", "text": "Iklan tidak diterbitkan.", "text_en": ""}
    theirs = actions.save_reply(
        actor=desk.analyst(), reply=reply, words=mine | {"rule": None, "text": "Tempat ini bukan pasar."}
    )
    answer = at_desk.post(address, form | mine)
    assert answer.status_code == 409
    assert (
        "Tempat ini bukan pasar." in words(answer) and "Iklan tidak diterbitkan." in answer.content.decode()
    )
    again = forms_of(answer)[""]
    assert at_desk.post(address, again | mine).status_code == 303
    theirs.refresh_from_db()
    assert theirs.text == "Iklan tidak diterbitkan."
