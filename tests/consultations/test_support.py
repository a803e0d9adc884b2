"""People agree with a comment: once each, and can take it back."""

import pytest

from consultations.models import Comment, Support
from tests import factories
from tests.consultations.talking import announce, client_of, close, consultation, decide, say, words

pytestmark = pytest.mark.django_db


def test_support_counts_once_and_can_be_taken_back(client):
    page = announce()
    comment = say(page.consultation, "Setuju?")
    fan = client_of(factories.user())
    address = f"/tanggapan/{comment.pk}/dukung/"
    assert "csrfmiddlewaretoken" in fan.get(address).content.decode()
    for _time in range(3):
        assert fan.post(address, {"verb": "support"}).status_code == 303
    comment.refresh_from_db()
    assert (comment.support_count, Support.objects.count()) == (1, 1)
    assert "is-supported" in fan.get(page.url).content.decode()
    assert "is-supported" not in client.get(page.url).content.decode()
    for _time in range(2):
        assert fan.post(address, {"verb": "unsupport"}).status_code == 303
    comment.refresh_from_db()
    assert (comment.support_count, Support.objects.count()) == (0, 0)


def test_in_place_only_the_action_comes_back():
    comment = say(consultation(), "Setuju?")
    fan = client_of(factories.user())
    answer = fan.post(f"/tanggapan/{comment.pk}/dukung/?fragment=1", {"verb": "support"})
    assert answer.status_code == 200
    assert answer.content.decode().startswith('<a class="is-supported"')
    assert "· 1" in words(answer)


def test_nobody_supports_themselves_nor_what_is_hidden_nor_after_closing():
    row = consultation()
    author = factories.user()
    comment, hidden = say(row, "Saya.", by=author), say(row, "Kasar.")
    assert client_of(author).post(f"/tanggapan/{comment.pk}/dukung/").status_code == 422
    decide(hidden, "hide")
    fan = client_of(factories.user())
    assert fan.post(f"/tanggapan/{hidden.pk}/dukung/").status_code == 404
    close(row)
    answer = fan.post(f"/tanggapan/{comment.pk}/dukung/")
    assert answer.status_code == 422
    assert fan.post(f"/tanggapan/{comment.pk}/dukung/?fragment=1").status_code == 422
    assert not Support.objects.exists()
    assert not Comment.objects.exclude(support_count=0).exists()


def test_a_get_changes_nothing_and_strangers_are_led_to_the_way_in(client):
    comment = say(consultation(), "Setuju?")
    client_of(factories.user()).get(f"/tanggapan/{comment.pk}/dukung/")
    assert client.get(f"/tanggapan/{comment.pk}/dukung/")["Location"].startswith("/akun/masuk/")
    assert client.post(f"/tanggapan/{comment.pk}/dukung/").status_code == 403
    assert not Support.objects.exists()
