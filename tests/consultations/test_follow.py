"""People follow a consultation without commenting, and hear when it changes."""

from datetime import timedelta

import pytest

from accounts.models import Notification
from consultations.models import ConsultationPage, Follow
from tests import factories
from tests.consultations.talking import announce, client_of, say, words

pytestmark = pytest.mark.django_db


def test_following_twice_is_following_once_and_it_ends_when_asked():
    page = announce()
    reader = factories.user()
    mine, address = client_of(reader), f"/tanggapan/konsultasi/{page.consultation.slug}/ikuti/"
    for _time in range(2):
        assert mine.post(address, {"verb": "follow"}).status_code == 303
    assert Follow.objects.count() == 1
    for _time in range(2):
        assert mine.post(address, {"verb": "unfollow"}).status_code == 303
    assert not Follow.objects.exists()


def test_followers_and_participants_hear_of_an_extension_with_its_reason(client):
    page = announce()
    follower, speaker = factories.user(), factories.user(language="en")
    client_of(follower).post(f"/tanggapan/konsultasi/{page.consultation.slug}/ikuti/")
    say(page.consultation, "Saya ikut.", by=speaker)
    page = ConsultationPage.objects.get(pk=page.pk)
    page.closes_at += timedelta(days=7)
    page.change_reason = "Banyak warga meminta waktu."
    page.save_revision().publish()
    assert set(
        Notification.objects.filter(kind="consultation_change").values_list("recipient", flat=True)
    ) == {
        follower.pk,
        speaker.pk,
    }
    assert "Banyak warga meminta waktu." in words(client_of(follower).get("/akun/kotak-masuk/"))
    public = words(client.get(page.url))
    assert "Banyak warga meminta waktu." in public
    assert "Comms" not in public
