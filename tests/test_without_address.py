"""Everything that somebody without e-mail and without account needs: each step through the public door, by codes only.

Rukiah has a telephone, Badar has not even that. They come to a forum, are heard, and follow what became of it.
"""

import re
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification
from consultations.actions import finish_minutes
from consultations.models import Comment, Minutes, MinutesPage, PaperBatch
from events.actions.arriving import head_count
from events.models import Event, EventPage, Registration
from tests.consultations import desk
from tests.consultations.noting import linked, part
from tests.consultations.test_minutes import again, over
from tests.consultations.test_paper import scan
from tests.events.forums import come, item, organiser, with_seats
from tests.pages import publish

pytestmark = pytest.mark.django_db


def code_on(answer, css: str) -> str:
    """Return the code that a page shows in groups, in the element of this class."""
    shown = re.search(rf'class="{css}[^"]*">(.*?)</p>', answer.content.decode(), re.S)[1]
    return "-".join(re.findall(r"<span>([A-Z]{4})</span>", shown))


def with_place(code: str) -> Client:
    """Return a browser in which somebody showed the code of their place."""
    client = Client()
    client.post(reverse("events:by_code"), {"code": code})
    return client


def looked_up(code: str):
    """Return what the holder of a receipt sees, in a browser of its own."""
    client = Client()
    answer = client.post(reverse("receipts:look_up"), {"code": code}, follow=True)
    return client, answer.content.decode()


def test_rukiah_with_a_telephone_and_badar_without_one_are_heard_and_follow_it(as_):
    agenda = [item(30, "Paparan", kind="talk"), item(60, "Diskusi")]
    page = with_seats(1, starts_at=timezone.now() + timedelta(hours=1), agenda=agenda)
    staff, second = as_(organiser()), as_(desk.member("Comment moderators"))
    link = linked(page, "Kapan loket dibuka?")
    other = come(page)

    # She registers, waits, is called when a place becomes free, and it is accepted for her.
    phone = Client()
    register = reverse("events:register", args=[page.event_id])
    form = {"form_key": uuid.uuid4(), "name": "Rukiah Marzuki", "phone": "0812 0000 1234", "people": 1}
    place = phone.post(register, form, follow=True)
    code = code_on(place, "ticket__code")
    assert "daftar tunggu" in place.content.decode().lower()
    rukiah = Registration.objects.get(phone="+6281200001234")
    Client().post(reverse("events:by_code"), {"code": code})  # seen from another phone too
    staff.post(reverse("do_registration", args=[other.pk]), {"do": "cancel", "reason": "Berhalangan."})
    listed = reverse("registrations", args=[page.event_id])
    assert "+6281200001234" in staff.get(f"{listed}?keadaan=telepon").content.decode()
    staff.post(reverse("do_registration", args=[rukiah.pk]), {"do": "accept"})
    assert "Rukiah" in with_place(code).get(reverse("events:place", args=[rukiah.pk])).content.decode()

    # She asks in advance.
    phone = with_place(code)
    questions = reverse("events:questions", args=[page.event_id])
    ask = {"form_key": uuid.uuid4(), "item": part(page).pk, "text": "Kapan loket kedua dibuka?"}
    assert phone.post(questions, ask).status_code == 303
    assert "Kapan loket kedua dibuka?" in Client().get(questions).content.decode()

    # She comes: the code is typed at the entrance. What is on she reads on the live page.
    door = staff.post(reverse("events:by_code"), {"code": code})["Location"]
    [(found, key)] = staff.get(door).context["found"]
    staff.post(reverse("events:check_in", args=[found.pk]), {"people": 1, "form_key": key})
    assert head_count(page.event) == 1
    staff.post(reverse("events:show_item", args=[page.event_id]), {"item": part(page).pk})
    assert "Diskusi" in Client().get(reverse("events:live", args=[page.event_id])).content.decode()

    # She speaks: it is noted as it is said, and a slip is printed for her.
    notes = f"{reverse('consultations:notes', args=[page.event_id])}?bagian={part(page).pk}"
    said = {
        "form_key": uuid.uuid4(),
        "kind": "contribution",
        "link": link.pk,
        "text": "Antrean dimulai pukul lima pagi.",
        "named": "1",
        "speaker": "Rukiah",
        "language": "id",
    }
    assert staff.post(notes, said).status_code == 303
    slips = staff.post(
        reverse("consultations:forum_receipts", args=[page.event_id]), {"form_key": uuid.uuid4()}
    )
    receipt = code_on(slips, "slip__code")
    holder, text = looked_up(receipt)
    assert "Antrean dimulai pukul lima pagi." in text
    comment = Comment.objects.get()
    assert "Rukiah" in Client().get(reverse("consultations:comment", args=[comment.pk])).content.decode()

    # Badar has written on paper; two people type it, and his slip waits at the counter.
    new = {
        "form_key": uuid.uuid4(),
        "consultation": link.consultation_id,
        "item": link.item_id,
        "title": "Formulir forum",
        "count": 1,
        "received_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "scan": scan(),
    }
    assert staff.post(reverse("new_paper_batch"), new).status_code == 303
    batch = PaperBatch.objects.get()
    for typist in (staff, second):
        typed = {"form_key": uuid.uuid4(), "text": "Loket kedua sering tutup.", "language": "id"}
        assert typist.post(reverse("paper_sheet", args=[batch.pk, 1]), typed).status_code == 303
    slips = staff.post(reverse("paper_receipts", args=[batch.pk]), {"form_key": uuid.uuid4()})
    _client, text = looked_up(code_on(slips, "slip__code"))
    assert "Loket kedua sering tutup." in text

    # A neighbour calls: what is said by phone counts too.
    called = {
        "form_key": uuid.uuid4(),
        "consultation": link.consultation_id,
        "channel": "phone",
        "received_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "language": "id",
        "text": "Petugasnya ramah.",
    }
    assert staff.post(reverse("enter_comment"), called).status_code == 303
    channels = link.consultation.comments.published().values_list("channel", flat=True)
    assert set(channels) == {"forum", "paper", "phone"}

    # The minutes: she reads them, asks for an amendment by the code of her place, and sees the answer.
    hours = {"starts_at": timezone.now() - timedelta(hours=3), "ends_at": timezone.now() - timedelta(hours=1)}
    Event.objects.filter(pk=page.event_id).update(**hours)
    EventPage.objects.filter(pk=page.pk).update(**hours)
    staff.post(reverse("draft_minutes", args=[page.event_id]))
    publish(MinutesPage.objects.get().get_latest_revision_as_object())
    minutes = Minutes.objects.get()
    assert minutes.page.url in Client().get(page.url).content.decode()
    amend = reverse("consultations:amendments", args=[page.event_id])
    phone = with_place(code)
    assert (
        phone.post(amend, {"form_key": uuid.uuid4(), "words": "Saya bilang pukul empat."}).status_code == 303
    )
    asked = minutes.requests.get()
    again(minutes, note="Pukul empat.")
    send = {f"answer-{asked.pk}-outcome": "changed", f"answer-{asked.pk}-answer": "Sudah diperbaiki."}
    assert staff.post(reverse("answer_amendment", args=[asked.pk]), send).status_code == 303
    assert "Sudah diperbaiki." in with_place(code).get(amend).content.decode()
    # By the receipt, too, she may ask.
    over_words = {"form_key": uuid.uuid4(), "words": "Nama saya benar."}
    assert holder.post(amend, over_words).status_code == 303
    request = minutes.requests.get(participant__isnull=False)
    staff.post(
        reverse("answer_amendment", args=[request.pk]),
        {f"answer-{request.pk}-outcome": "kept", f"answer-{request.pk}-answer": "Terima kasih."},
    )
    over(minutes)
    assert finish_minutes(minutes.pk)

    # What she said she can withdraw by her receipt alone; and nobody ever wrote to an address that is not there.
    assert "Tarik" in looked_up(receipt)[1]
    assert not mail.outbox
    gone = {other.address}
    assert set(Notification.objects.exclude(address="").values_list("address", flat=True)) <= gone


def test_she_gives_her_place_up_without_any_address():
    page = with_seats(2, starts_at=timezone.now() + timedelta(hours=5))
    form = {"form_key": uuid.uuid4(), "name": "Rukiah", "phone": "0812 0000 1234", "people": 2}
    place = Client().post(reverse("events:register", args=[page.event_id]), form, follow=True)
    code = code_on(place, "ticket__code")
    row = Registration.objects.get()
    phone = with_place(code)
    cancel = reverse("events:cancel", args=[row.pk])
    assert phone.get(cancel).status_code == 200
    assert phone.post(cancel).status_code == 303
    row.refresh_from_db()
    assert row.state == "cancelled" and Event.objects.get(pk=page.event_id).taken == 0
