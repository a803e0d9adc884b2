"""A withdrawal can be taken back for a quarter of an hour, by its author, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consultations import actions
from consultations.models import Comment, ModerationDecision
from tests import factories
from tests.consultations.exchanging import counters, naive_counters
from tests.consultations.talking import announce, client_of, close, consultation, decide, say, words
from tests.racing import at_once


@pytest.fixture
def withdrawn(db):
    """A comment with a reply, withdrawn by its author: (page, author, comment)."""
    page = announce()
    author = factories.user(name="Cek Ida")
    comment = say(page.consultation, "Saya tarik dulu.", by=author, stance="for")
    say(page.consultation, "Jangan ditarik.", parent=comment)
    actions.withdraw_comment(comment.pk, account=author)
    return page, author, comment


def test_it_stands_again_as_it_stood(withdrawn, client):
    page, author, comment = withdrawn
    mine = client_of(author)
    address = f"/tanggapan/{comment.pk}/kembalikan/"
    assert address in mine.get(f"/tanggapan/{comment.pk}/").content.decode()
    assert "Saya tarik dulu." in words(mine.get(address))
    for _time in range(2):
        assert mine.post(address).status_code == 303
    assert "Saya tarik dulu." in words(client.get(page.url))
    assert list(comment.decisions.order_by("pk").values_list("kind", flat=True)) == ["withdraw", "return"]
    assert counters(page.consultation) == naive_counters(page.consultation)
    # What authors do themselves is no decision of a moderator.
    assert sum(tally.decisions for tally in page.consultation.tallies.all()) == 0


def test_what_waited_for_a_moderator_waits_again(db):
    row = consultation(moderation="pre")
    author = factories.user()
    comment = say(row, "Belum dibaca moderator.", by=author)
    actions.withdraw_comment(comment.pk, account=author)
    actions.return_comment(comment.pk, account=author)
    comment.refresh_from_db()
    assert (comment.status, comment.published_at) == ("pending", None)


def test_nobody_else_can_nor_the_author_too_late_or_after_closing(withdrawn):
    page, author, comment = withdrawn
    address = f"/tanggapan/{comment.pk}/kembalikan/"
    neighbour = client_of(factories.user())
    assert neighbour.get(address).status_code == neighbour.post(address).status_code == 404
    assert address not in neighbour.get(f"/tanggapan/{comment.pk}/").content.decode()
    mine = client_of(author)
    Comment.objects.filter(pk=comment.pk).update(withdrawn_at=timezone.now() - timedelta(minutes=16))
    late = mine.post(address)
    assert late.status_code == 422 and "15 menit" in words(late)
    assert address not in mine.get(f"/tanggapan/{comment.pk}/").content.decode()
    Comment.objects.filter(pk=comment.pk).update(withdrawn_at=timezone.now())
    close(page.consultation)
    assert mine.post(address).status_code == 422
    comment.refresh_from_db()
    assert comment.status == "withdrawn"


def test_what_a_moderator_hid_does_not_come_back_so(db):
    author = factories.user()
    comment = say(consultation(), "Kasar.", by=author)
    decide(comment, "hide")
    assert client_of(author).post(f"/tanggapan/{comment.pk}/kembalikan/").status_code == 409
    comment.refresh_from_db()
    assert comment.status == "hidden"


@pytest.mark.django_db(transaction=True)
def test_a_double_click_takes_it_back_once():
    row = consultation()
    author = factories.user()
    comment = say(row, "Dua kali ketuk.", by=author)
    actions.withdraw_comment(comment.pk, account=author)
    found = at_once([lambda: actions.return_comment(comment.pk, account=author)] * 8)
    assert not [result for result in found if isinstance(result, Exception)]
    assert ModerationDecision.objects.filter(kind="return").count() == 1
    assert counters(row) == naive_counters(row)
