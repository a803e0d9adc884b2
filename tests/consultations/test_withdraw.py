"""People take back what they said: the text goes, a stone stays where there were readers."""

import pytest

from consultations.models import Comment, ModerationDecision
from tests import factories
from tests.consultations.exchanging import counters, naive_counters
from tests.consultations.talking import announce, client_of, close, consultation, decide, say, words

pytestmark = pytest.mark.django_db


def test_the_text_goes_the_replies_stay_and_the_totals_follow(client):
    page = announce()
    row = page.consultation
    author = factories.user()
    comment = say(row, "Saya tarik.", by=author)
    say(row, "Balasan.", parent=comment)
    mine = client_of(author)
    assert "Saya tarik." in words(mine.get(f"/tanggapan/{comment.pk}/tarik/"))
    for _time in range(2):
        assert mine.post(f"/tanggapan/{comment.pk}/tarik/").status_code == 303
    said = words(client.get(page.url))
    assert "Saya tarik." not in said and "Balasan." in said
    assert counters(row) == naive_counters(row)
    assert ModerationDecision.objects.filter(kind="withdraw").count() == 1
    assert "Saya tarik." not in words(client_of(factories.user()).get(f"/tanggapan/{comment.pk}/"))


def test_nobody_withdraws_for_another_nor_what_a_moderator_removed_nor_after_closing():
    row = consultation()
    author = factories.user()
    comment, hidden = say(row, "Satu.", by=author), say(row, "Dua.", by=author)
    assert client_of(factories.user()).post(f"/tanggapan/{comment.pk}/tarik/").status_code == 404
    decide(hidden, "hide")
    assert client_of(author).post(f"/tanggapan/{hidden.pk}/tarik/").status_code == 409
    close(row)
    assert client_of(author).post(f"/tanggapan/{comment.pk}/tarik/").status_code == 422
    assert Comment.objects.get(pk=comment.pk).status == "published"
