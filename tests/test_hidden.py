"""What is not public is nowhere: every address, list, feed, search, inbox, mail and kept page, asked for every word.

What waits, was rejected, hidden, withdrawn, masked, refused or replaced; what moderators note, what people report, and
with what words they object; and the names of those whose words were removed.
"""

import pytest
from django.core import mail
from django.test import Client

from accounts.actions import send_due_notifications
from accounts.models import Notification
from tests.consultations.talking import client_of
from tests.hiding import addresses, exported, indexed, leaks, look_everywhere, story

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    return story()


def test_a_visitor_finds_nothing_anywhere_nor_on_pages_that_are_kept(told):
    places = addresses(told)
    found = look_everywhere(Client(), places, twice=True)
    assert leaks(told, found) == []
    # They did look: hundreds of pages were shown, and what is public is on them.
    assert sum(status == 200 for status in found.statuses.values()) > 200
    assert sum("Bagaimana menurut Anda?" in text for text in found.answers.values()) > 100
    assert max(found.statuses.values()) < 500


def test_another_resident_finds_nothing_either_even_who_was_answered_and_mentioned(told):
    found = look_everywhere(client_of(told.asker), addresses(told))
    assert leaks(told, found) == []
    assert max(found.statuses.values()) < 500
    assert sum(status == 200 for status in found.statuses.values()) > 200


def test_no_mail_tells_others(told):
    assert Notification.objects.filter(recipient=told.asker).exists()
    send_due_notifications(1000)
    assert len(mail.outbox) > 5
    mine = {planted.word: planted.author and planted.author.email for planted in told.planted}
    told_others = [
        (word, letter.to)
        for letter in mail.outbox
        for word, address in mine.items()
        if word in letter.message().as_string() + letter.body
        and letter.to != [address]
        and word not in letter.to[0]  # a guest's own address
    ]
    assert told_others == []


def test_search_knows_nothing_of_it(told):
    found = indexed()
    assert "antrean" in found.lower()
    assert [planted.word for planted in told.planted if planted.word.lower() in found.lower()] == []


def test_the_export_of_comments_holds_nothing_of_it(told):
    table = exported(told)
    assert "Bagaimana menurut Anda?" in table
    assert [planted.word for planted in told.planted if planted.word.lower() in table.lower()] == []


def shows(client: Client, address: str, word: str) -> bool:
    return word.lower() in client.get(address).content.decode().lower()


def test_authors_and_moderators_see_theirs_where_they_should(told):
    desk = client_of(told.moderator)
    for planted in told.planted:
        if planted.comment is None:
            continue
        address = f"/tanggapan/{planted.comment.pk}/"
        if planted.is_shown_to_author:
            mine = client_of(planted.author)
            assert shows(mine, address, planted.word), planted.word
            if planted.word != "zuwaiting":  # there stands that an edit waits, not what it says
                assert shows(mine, "/tanggapan/saya/", planted.word), planted.word
        assert shows(desk, address, planted.word), planted.word
    queue = desk.get("/admin/moderation/").content.decode()
    few = desk.get("/admin/moderation/?kind=few").content.decode()  # reported by too few to be due yet
    assert "zupending" in queue and "zuwaiting" in queue and "zulaporan" in few


# --- Controls: a guard taken out is found -----------------------------------------------------------


def test_control_a_history_of_all_texts_is_found(told, monkeypatch):
    monkeypatch.setattr("consultations.views.history.public_versions", lambda comment, versions: versions)
    places = [f"/tanggapan/{planted.comment.pk}/riwayat/" for planted in told.planted if planted.comment]
    assert leaks(told, look_everywhere(Client(), places))


def test_control_a_visitor_who_may_see_texts_is_found(told, monkeypatch):
    monkeypatch.setattr("consultations.visibility.may_see_text", lambda user, comment: True)
    monkeypatch.setattr("consultations.views.comment.may_see_text", lambda user, comment: True)
    places = [f"/tanggapan/{planted.comment.pk}/" for planted in told.planted if planted.comment]
    assert leaks(told, look_everywhere(Client(), places))
