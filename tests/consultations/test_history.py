"""What an author changed stays public, word by word."""

import random
import time
import uuid

import pytest

from consultations import actions
from consultations.models import CommentVersion
from consultations.wording import changes
from tests import factories
from tests.consultations.talking import area, client_of, consultation, decide, say, words


def edit(comment, author, text):
    comment.refresh_from_db()
    actions.edit_comment(
        comment.pk,
        account=author,
        text=text,
        form_key=uuid.uuid4(),
        version_id=comment.pending_version_id or comment.version_id,
    )


@pytest.fixture
def edited(db):
    author = factories.user()
    comment = say(consultation(), "Loket buka jam sembilan.\n\nTerima kasih.", by=author)
    edit(comment, author, "Loket buka jam tujuh, setiap hari.\n\nTerima kasih.")
    return comment, author


def test_everybody_sees_which_words_changed(edited, client):
    comment, _author = edited
    body = client.get(f"/tanggapan/{comment.pk}/riwayat/").content.decode()
    assert "<del>" in body and "sembilan.\n\n</del>" in body
    assert "tujuh, setiap hari.\n\n</ins>" in body
    assert "ubah/?teks=" not in body


def test_the_author_takes_an_earlier_text_up_again(edited):
    comment, author = edited
    mine = client_of(author)
    address = f"/tanggapan/{comment.pk}/ubah/?teks=1"
    assert address in mine.get(f"/tanggapan/{comment.pk}/riwayat/").content.decode()
    assert area(mine.get(address)).startswith("Loket buka jam sembilan.")
    assert area(mine.get(f"/tanggapan/{comment.pk}/ubah/?teks=99")).startswith("Loket buka jam tujuh")
    assert client_of(factories.user()).get(address).status_code == 404


def test_words_that_no_reader_has_seen_appear_in_no_comparison(db, client):
    author = factories.user()
    comment = say(consultation(moderation="pre"), "Pertama.", by=author)
    decide(comment, "publish")
    edit(comment, author, "Rahasia yang ditolak.")
    decide(comment, "reject")
    edit(comment, author, "Kedua yang sah.")
    decide(comment, "publish")
    said = words(client.get(f"/tanggapan/{comment.pk}/riwayat/"))
    assert "Rahasia" not in said and "Kedua yang sah." in said and "Pertama." in said
    assert "Rahasia" in words(client_of(author).get(f"/tanggapan/{comment.pk}/riwayat/"))


def test_many_texts_come_twenty_at_a_time(edited, client):
    comment, author = edited
    for number in range(3, 24):
        edit(comment, author, f"Versi ke-{number}.")
    first = client.get(f"/tanggapan/{comment.pk}/riwayat/").content.decode()
    assert first.count('id="teks-') == 20 and "?sebelum=4" in first
    rest = client.get(f"/tanggapan/{comment.pk}/riwayat/?sebelum=4").content.decode()
    assert rest.count('id="teks-') == 3
    assert client.get(f"/tanggapan/{comment.pk}/riwayat/?sebelum=x").status_code == 400


def test_a_masked_text_is_compared_with_nothing(edited, client):
    comment, _author = edited
    CommentVersion.objects.filter(comment=comment, number=1).update(
        text="█", body_html="<p>█</p>", masked_at=comment.received_at
    )
    body = client.get(f"/tanggapan/{comment.pk}/riwayat/").content.decode()
    assert "sembilan" not in body and "<del>" not in body and "█" in body


def test_hostile_texts_are_compared_soon():
    chance = random.Random(5)
    for few in (1, 2, 90, 400):
        old, new = (" ".join(str(chance.randrange(few)) for _word in range(1250)) for _text in range(2))
        began = time.perf_counter()
        pieces = changes(old, new)
        assert time.perf_counter() - began < 1
        assert "".join(text for kind, text in pieces if kind != "added") == old
        assert "".join(text for kind, text in pieces if kind != "removed") == new
    old = " ".join(str(chance.randrange(30)) for _word in range(600))
    new = " ".join(str(chance.randrange(30)) for _word in range(600))
    began = time.perf_counter()
    changes(old, new)
    assert time.perf_counter() - began < 1
