"""People change their words: readers see that and what stood before, and nobody's change is lost."""

import uuid

import pytest

from consultations.models import Comment, CommentVersion, Consultation
from tests import factories
from tests.consultations.talking import (
    announce,
    area,
    client_of,
    close,
    consultation,
    decide,
    say,
    words,
    write,
)

pytestmark = pytest.mark.django_db


def edit(client, comment: Comment, text: str, **fields):
    comment.refresh_from_db()
    return write(client, f"/tanggapan/{comment.pk}/ubah/", text, **{"version": comment.version_id} | fields)


def test_a_change_is_public_at_once_with_its_history(client):
    page = announce()
    author = factories.user()
    comment = say(page.consultation, "Antre dua jam.", by=author)
    assert area(client_of(author).get(f"/tanggapan/{comment.pk}/ubah/")) == "Antre dua jam."
    answer = edit(client_of(author), comment, "Antre tiga jam.")
    assert answer.status_code == 303
    shown = client.get(page.url)
    assert "Antre tiga jam." in words(shown) and "Antre dua jam." not in words(shown)
    assert f'href="/tanggapan/{comment.pk}/riwayat/"' in shown.content.decode()
    assert "Antre dua jam." in words(client.get(f"/tanggapan/{comment.pk}/riwayat/"))


def test_under_pre_moderation_the_old_text_stands_until_a_moderator_has_read_the_new_one(client):
    page = announce(moderation="pre")
    author = factories.user()
    comment = say(page.consultation, "Teks lama.", by=author)
    decide(comment, "publish")
    edit(client_of(author), comment, "Teks baru.")
    assert "Teks lama." in words(client.get(page.url)) and "Teks baru." not in words(client.get(page.url))
    decide(comment, "publish")
    assert "Teks baru." in words(client.get(page.url))


def test_only_the_author_changes_a_comment():
    comment = say(consultation(), "Milik saya.")
    stranger = client_of(factories.user())
    assert stranger.get(f"/tanggapan/{comment.pk}/ubah/").status_code == 404
    assert edit(stranger, comment, "Milik orang.").status_code == 404
    assert CommentVersion.objects.count() == 1


def test_a_change_sent_twice_is_stored_once_and_the_same_text_not_at_all():
    author = factories.user()
    comment = say(consultation(), "Satu.", by=author)
    first, key = comment.version_id, uuid.uuid4()
    for _time in range(2):
        assert edit(client_of(author), comment, "Dua.", form_key=key, version=first).status_code == 303
    assert edit(client_of(author), comment, "Dua.").status_code == 303
    assert comment.versions.count() == 2


def test_two_windows_the_second_gets_both_texts_and_may_decide():
    author = factories.user()
    comment = say(consultation(), "Asal.", by=author)
    seen = comment.version_id
    edit(client_of(author), comment, "Dari ponsel.")
    answer = edit(client_of(author), comment, "Dari laptop.", version=seen)
    assert answer.status_code == 409
    assert area(answer) == "Dari laptop."
    assert "Dari ponsel." in words(answer)
    comment.refresh_from_db()
    assert f'name="version" value="{comment.version_id}"' in answer.content.decode()
    assert edit(client_of(author), comment, "Dari laptop.").status_code == 303


def test_what_a_moderator_removed_meanwhile_cannot_be_changed_but_the_text_comes_back():
    author = factories.user()
    comment = say(consultation(), "Asal.", by=author)
    decide(comment, "hide")
    answer = edit(client_of(author), comment, "Yang sopan.")
    assert answer.status_code == 409
    assert area(answer) == "Yang sopan."
    assert client_of(author).get(f"/tanggapan/{comment.pk}/ubah/").status_code == 404


@pytest.mark.parametrize("text", ["", "a" * 5001, "x\x00y"])
def test_a_text_that_cannot_be_stored_comes_back(text):
    author = factories.user()
    comment = say(consultation(), "Asal.", by=author)
    answer = edit(client_of(author), comment, text)
    assert answer.status_code == 422 and area(answer) == text


@pytest.mark.parametrize("version", ["", "x", "0", "-1", str(10**30)])
def test_a_damaged_form_is_refused_with_its_text(version):
    author = factories.user()
    comment = say(consultation(), "Asal.", by=author)
    answer = edit(client_of(author), comment, "Baru.", version=version)
    assert answer.status_code in (409, 422) and area(answer) == "Baru."


def test_after_closing_the_text_is_handed_back_to_copy():
    row = consultation()
    author = factories.user()
    comment = say(row, "Asal.", by=author)
    close(row)
    answer = edit(client_of(author), comment, "Terlambat.")
    assert answer.status_code == 422
    assert "Terlambat." in answer.content.decode() and "<textarea" in answer.content.decode()
    assert Consultation.objects.get().comments.get().version.text == "Asal."
