"""From the notes to the signed record: a draft, publication, amendments, final minutes, signatures, the chain."""

import hashlib
import io
import uuid
from datetime import timedelta

import pypdfium2 as pdfium
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from wagtail.models import Locale

from accounts import privacy
from accounts.models import Notification
from accounts.roles import COMMENT_MODERATORS
from consultations import actions, minutes_notices
from consultations.models import (
    AgendaCommitment,
    AmendmentRequest,
    ForumRecord,
    Minutes,
    MinutesChange,
    MinutesPage,
)
from directory.models import Commitment
from events.actions import check_in
from events.codes import code_of
from events.models import EventPage
from forum_site.publishing import PublicationRefused
from tests import factories
from tests.consultations.desk import member
from tests.consultations.noting import linked, noted, part, running
from tests.consultations.talking import agency, decide
from tests.events.forums import announced, come, in_english, organiser, with_seats
from tests.pages import publish
from tests.racing import at_once, beside

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def scan(content: bytes = PDF, name: str = "scan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def photo(**options) -> bytes:
    stream = io.BytesIO()
    picture = Image.new("RGB", (40, 60), "white")
    exif = Image.Exif()
    exif[0x8825] = {1: "S", 2: (2.0, 58.0, 0.0)}
    picture.save(stream, "JPEG", exif=exif, **options)
    return stream.getvalue()


def promise(**fields) -> Commitment:
    day = timezone.localdate() + timedelta(days=30)
    facts = {"agency": agency(), "what": "Loket kedua dibuka.", "due_on": day, "first_due_on": day}
    return Commitment.objects.create(**facts | fields)


def drafted(page=None, **fields) -> MinutesPage:
    """Write a forum's draft minutes from its notes."""
    page = page or running()
    made, _count = actions.draft_minutes(page.event_id, actor=organiser())
    return edited(made, **{"summary": "Antrean dibahas."} | fields)


def edited(page: MinutesPage, **fields) -> MinutesPage:
    draft = page.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision()
    return draft


def published(page=None, **fields) -> Minutes:
    """Publish a forum's minutes."""
    draft = publish(drafted(page, **fields))
    return Minutes.objects.get(pk=draft.event_id)


def again(minutes: Minutes, note: str = "Nama diperbaiki.", **fields) -> None:
    """Publish them once more, with a note."""
    publish(edited(MinutesPage.objects.get(pk=minutes.page_id), correction_note=note, **fields))


def over(minutes: Minutes) -> Minutes:
    """Let the time for amendments be over."""
    now = timezone.now()
    Minutes.objects.filter(pk=minutes.pk).update(
        published_at=now - timedelta(days=8), amend_until=now - timedelta(days=1)
    )
    minutes.refresh_from_db()
    return minutes


def final(page=None, **fields) -> Minutes:
    minutes = over(published(page, **fields))
    assert actions.finish_minutes(minutes.pk)
    minutes.refresh_from_db()
    return minutes


def signed(minutes: Minutes, who=None) -> ForumRecord:
    who = who or organiser()
    actions.add_signatory(minutes.pk, actor=who, side="participants", name="Rukiah", role="Wakil warga")
    actions.add_signatory(minutes.pk, actor=who, side="officials", name="Darwin", role="Kepala Dinas")
    record = actions.make_record(minutes.pk, actor=who, form_key=uuid.uuid4())
    return actions.publish_scan(record.pk, actor=who, file=scan(), signed_on=timezone.localdate())


def raw_part(page: MinutesPage, title: str = "Diskusi") -> dict:
    """Return the raw block of a part in the draft's body."""
    return next(
        block
        for block in page.body.raw_data
        if block["type"] == "part" and block["value"]["item"] == part_of(page, title)
    )


def part_of(page: MinutesPage, title: str) -> int:
    return page.event.agenda_items.get(title=title).pk


def address(page: MinutesPage) -> str:
    return page.url


@pytest.mark.django_db
class TestDraft:
    def test_notes_become_the_draft_once_and_later_ones_are_put_in(self, client):
        page, who = running(), organiser()
        link = linked(page)
        noted(page, "Antrean panjang.", link_id=link.pk)
        noted(page, "Loket kedua dibuka.", kind="decision")
        noted(page, "Terima kasih.\nSampai jumpa.", speaker="Pak Badar", consent=True)
        client.force_login(who)
        path = reverse("draft_minutes", args=[page.event_id])
        first = client.post(path)
        made = MinutesPage.objects.get()
        assert first["Location"] == reverse("wagtailadmin_pages:edit", args=[made.pk])
        assert client.get(first["Location"]).status_code == 200
        value = raw_part(made.get_latest_revision_as_object())["value"]
        assert [one["value"] for one in value["decisions"]] == ["Loket kedua dibuka."]
        assert value["words"] == "<p><b>Pak Badar:</b> Terima kasih.</p><p>Sampai jumpa.</p>"
        edited(made, summary="Diubah.")
        noted(page, "<b>Catatan</b>", kind="remark")
        client.post(path)
        client.post(path)
        draft = MinutesPage.objects.get().get_latest_revision_as_object()
        assert draft.summary == "Diubah."
        assert raw_part(draft)["value"]["words"].count("&lt;b&gt;Catatan") == 1
        assert not draft.live and client.get(draft.url or "/x/").status_code == 404

    def test_a_draft_begun_twice_at_once_is_refused_before_the_forum_and_to_others(self):
        early = announced(starts_at=timezone.now() + timedelta(days=1))
        with pytest.raises(ValidationError):
            actions.draft_minutes(early.event_id, actor=organiser())
        with pytest.raises(PermissionDenied):
            actions.draft_minutes(running().event_id, actor=member(COMMENT_MODERATORS))


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_the_draft_at_once_write_one():
    page, who = running(), organiser()
    noted(page, "Sekali saja.", kind="remark")
    at_once([lambda: actions.draft_minutes(page.event_id, actor=who) for _ in range(6)])
    made = MinutesPage.objects.get()
    assert raw_part(made.get_latest_revision_as_object())["value"]["words"].count("Sekali saja.") == 1


@pytest.mark.django_db
class TestPublication:
    def test_what_was_said_stands_there_with_its_consultation_and_hidden_words_do_not(self, client):
        page = running()
        link = linked(page, "Kapan loket dibuka?")
        for number in range(7):
            noted(page, f"Ucapan nomor {number}.", link_id=link.pk)
        bad = noted(page, "Kata kasar sekali.", link_id=link.pk)
        minutes = published(page)
        text = client.get(address(minutes.page)).content.decode()
        assert "Ucapan nomor 0." in text and "Ucapan nomor 6." not in text and "Kapan loket dibuka?" in text
        every = reverse("consultations:said", args=[bad.item_id])
        assert "Kata kasar sekali." in client.get(every).content.decode()
        decide(bad.comment, "hide")
        for path in (every, address(minutes.page)):
            text = client.get(path).content.decode()
            assert "Kata kasar" not in text
        assert "7" in client.get(every).content.decode()

    def test_decisions_and_commitments_are_public_with_it_and_the_chain_links_them(self, client):
        page = running()
        link, made = linked(page), promise()
        noted(page, "Antrean panjang.", link_id=link.pk)
        noted(page, "Loket kedua dibuka.", kind="decision")
        draft = drafted(page)
        raw = list(draft.body.raw_data)
        value = raw_part(draft)["value"]
        value["commitments"] = [{"type": "item", "id": str(uuid.uuid4()), "value": made.pk}]
        draft = publish(edited(draft, body=raw))
        made.refresh_from_db()
        assert made.published_at and AgendaCommitment.objects.get().commitment == made
        text = client.get(draft.url).content.decode()
        assert "Loket kedua dibuka." in text and reverse("directory:commitment", args=[made.pk]) in text
        event = client.get(page.url).content.decode()
        for piece in (
            reverse("consultations:page", args=[link.consultation.slug]),
            reverse("consultations:said", args=[link.item_id]),
            draft.url,
            reverse("directory:commitment", args=[made.pk]),
        ):
            assert piece in event, piece
        promised = client.get(reverse("directory:commitment", args=[made.pk])).content.decode()
        assert f"{draft.url}#bagian-{link.item_id}" in promised
        comment = client.get(reverse("consultations:comment", args=[noted_comment(page)])).content.decode()
        assert page.url in comment
        raw = list(draft.body.raw_data)
        raw_part(draft)["value"]["commitments"] = []
        again(Minutes.objects.get(), body=raw)
        assert not AgendaCommitment.objects.exists()

    def test_the_second_publication_needs_a_note_which_is_shown(self, client):
        minutes = published()
        with pytest.raises(PublicationRefused):
            publish(edited(MinutesPage.objects.get(), summary="Lain."))
        again(minutes, note="Jumlah hadir diperbaiki.", attended=12)
        minutes.refresh_from_db()
        assert minutes.attended == 12
        assert "Jumlah hadir diperbaiki." in client.get(minutes.page.url).content.decode()
        kinds = list(MinutesChange.objects.values_list("kind", flat=True))
        assert kinds == ["published", "amended"]

    def test_it_is_not_published_before_the_forum_nor_of_a_cancelled_one_nor_with_foreign_parts(self):
        page, other = running(), running()
        draft = drafted(page)
        raw = list(draft.body.raw_data)
        raw_part(draft)["value"]["item"] = part(other).pk
        with pytest.raises((PublicationRefused, ValidationError)):
            publish(edited(draft, body=raw))
        draft = drafted(other)
        from events.models import Event

        Event.objects.filter(pk=other.event_id).update(state="cancelled")
        with pytest.raises(PublicationRefused):
            publish(draft)
        assert not Minutes.objects.exists()

    def test_english_minutes_follow_the_indonesian_ones_and_change_words_only(self, client):
        page = running()
        noted(page, "Ramp built.", link_id=linked(page).pk)
        in_english(page, title="Queue forum")
        draft = drafted(page)
        english = draft.copy_for_translation(Locale.objects.get(language_code="en"))
        english.title, english.summary = "Minutes of the queue forum", "The queue was discussed."
        with pytest.raises(PublicationRefused):
            publish(english)
        publish(draft)
        publish(MinutesPage.objects.get(pk=english.pk).get_latest_revision_as_object())
        minutes = Minutes.objects.get()
        assert minutes.page_id == draft.pk and minutes.changes.count() == 1
        event = client.get(f"/en{page.url}").content.decode()
        assert "Said" in event and "Minutes" in event
        shown = client.get(MinutesPage.objects.get(pk=english.pk).url).content.decode()
        assert "Ramp built." in shown and 'lang="en"' in shown

    def test_published_minutes_neither_go_nor_move(self, client):
        minutes = published()
        client.force_login(factories.user(is_superuser=True))
        page = MinutesPage.objects.get()
        for name in ("unpublish", "delete"):
            client.post(reverse(f"wagtailadmin_pages:{name}", args=[page.pk]))
        client.post(reverse("wagtailadmin_pages:delete", args=[page.get_parent().pk]))
        page.refresh_from_db()
        assert page.live and Minutes.objects.filter(pk=minutes.pk).exists()
        with pytest.raises(PublicationRefused):
            page.unpublish()

    def test_pages_cost_the_same_with_many_contributions(self, client):
        page = running()
        link = linked(page)
        noted(page, "Satu.", link_id=link.pk)
        minutes = published(page)
        paths = [minutes.page.url, page.url, reverse("consultations:said", args=[link.item_id])]

        def costs() -> list[int]:
            found = []
            for path in paths:
                client.get(path)
                with CaptureQueriesContext(connection) as asked:
                    assert client.get(path).status_code == 200
                found.append(len(asked))
            return found

        before = costs()
        for number in range(25):
            noted(page, f"Ucapan {number}.", link_id=link.pk)
        assert costs() == before


def noted_comment(page) -> int:
    from consultations.models import ForumNote

    return ForumNote.objects.filter(event=page.event_id, comment__isnull=False).first().comment_id


@pytest.mark.django_db
class TestAmendments:
    def there(self, page, **fields):
        from events.models import Event

        Event.objects.filter(pk=page.event_id).update(starts_at=timezone.now() + timedelta(minutes=5))
        row = come(page, **fields)
        Event.objects.filter(pk=page.event_id).update(starts_at=timezone.now() - timedelta(minutes=30))
        check_in(row.pk, actor=organiser(), form_key=uuid.uuid4())
        return row

    def seats(self):
        from tests.events.forums import item

        start = timezone.now() + timedelta(minutes=10)
        return with_seats(9, starts_at=start, agenda=[item(30, "Paparan"), item(60, "Diskusi")])

    def test_who_was_there_asks_by_code_is_answered_and_sees_it(self, client):
        page, who = self.seats(), organiser()
        row = self.there(page)
        minutes = published(page)
        path = reverse("consultations:amendments", args=[page.event_id])
        send = {
            "form_key": uuid.uuid4(),
            "words": "Saya bilang pukul lima, bukan enam.",
            "item": part(page).pk,
        }
        assert client.post(path, send).status_code == 404
        assert "kode" in client.get(path).content.decode()
        client.post(reverse("events:by_code"), {"code": code_of(row)})
        assert client.post(path, send | {"words": " "}).status_code == 422
        for _tap in range(2):
            assert client.post(path, send).status_code == 303
        [asked] = AmendmentRequest.objects.all()
        assert Notification.objects.filter(kind="amendment_waits").count() == 1
        with pytest.raises(ValidationError):
            actions.answer_amendment(asked.pk, actor=who, outcome="changed", answer="Sudah.")
        again(minutes, note="Pukul lima.")
        client.force_login(who)
        answer = reverse("answer_amendment", args=[asked.pk])
        name = f"answer-{asked.pk}"
        refused = client.post(answer, {f"{name}-outcome": "changed", f"{name}-answer": ""})
        assert refused.status_code == 422 and "Saya bilang pukul lima" in refused.content.decode()
        assert (
            client.post(answer, {f"{name}-outcome": "changed", f"{name}-answer": "Sudah diubah."}).status_code
            == 303
        )
        assert client.post(answer, {f"{name}-outcome": "kept", f"{name}-answer": "Tidak."}).status_code == 422
        client.logout()
        client.post(reverse("events:by_code"), {"code": code_of(row)})
        assert "Sudah diubah." in client.get(path).content.decode()
        assert "Saya bilang" not in client.get(minutes.page.url).content.decode()
        assert Notification.objects.filter(kind="amendment_answered", address=row.address).count() == 1

    def test_who_did_not_come_and_who_spoke_elsewhere_cannot(self, client):
        page = self.seats()
        missing, there = come(page), self.there(page)
        published(page)
        with pytest.raises(PermissionDenied):
            actions.ask_amendment(page.event_id, "Ubah.", form_key=uuid.uuid4(), registration=missing)
        other = running()
        note = noted(other, link_id=linked(other).pk)
        with pytest.raises(PermissionDenied):
            actions.ask_amendment(
                page.event_id, "Ubah.", form_key=uuid.uuid4(), participant=note.comment.participant
            )
        assert actions.ask_amendment(page.event_id, "Ubah.", form_key=uuid.uuid4(), registration=there).pk

    def test_who_only_has_a_receipt_asks_by_it(self, client):
        page, who = running(), organiser()
        note = noted(page, link_id=linked(page).pk, actor=who)
        published(page)
        [(comment, code)] = actions.hand_receipts([note.comment_id], actor=who, form_key=uuid.uuid4())
        client.post(reverse("receipts:look_up"), {"code": code})
        path = reverse("consultations:amendments", args=[page.event_id])
        assert client.post(path, {"form_key": uuid.uuid4(), "words": "Tolong diubah."}).status_code == 303
        assert AmendmentRequest.objects.get().participant == comment.participant

    def test_they_become_final_only_once_all_is_answered(self):
        page, who = self.seats(), organiser()
        row = self.there(page)
        minutes = published(page)
        asked = actions.ask_amendment(page.event_id, "Ubah.", form_key=uuid.uuid4(), registration=row)
        over(minutes)
        assert minutes_notices.finish_due() == 0
        with pytest.raises(ValidationError):
            actions.ask_amendment(page.event_id, "Lagi.", form_key=uuid.uuid4(), registration=row)
        actions.answer_amendment(asked.pk, actor=who, outcome="kept", answer="Rekaman menunjukkan lain.")
        assert (minutes_notices.finish_due(), minutes_notices.finish_due()) == (1, 0)
        minutes.refresh_from_db()
        assert minutes.final_at
        again(minutes, note="Salah ketik.")
        assert list(minutes.changes.values_list("kind", flat=True)) == ["published", "final", "corrected"]

    def test_all_who_were_there_are_told_once_and_nobody_else(self):
        page = self.seats()
        account = factories.user()
        missing, guest, member_row = come(page), self.there(page), self.there(page, account=account)
        minutes = published(page)
        minutes_notices.tell_of_minutes.call(minutes.pk)
        minutes_notices.tell_of_minutes.call(minutes.pk)
        told = Notification.objects.filter(kind="minutes_published")
        assert {(row.recipient_id, row.address) for row in told} == {(account.pk, ""), (None, guest.address)}
        assert missing.address not in told.values_list("address", flat=True) and member_row.pk


@pytest.mark.django_db
class TestRecord:
    def test_it_is_set_signed_and_published_with_day_and_checksum(self, client):
        page, who = running(venue="Aula Kecamatan"), organiser()
        noted(page, "Loket kedua dibuka.", kind="decision")
        minutes = final(page)
        client.force_login(who)
        forum = reverse("forum", args=[page.event_id])
        for side, name in (("participants", "Rukiah Marzuki"), ("officials", "Darwin Saleh")):
            send = {"signatory-side": side, "signatory-name": name, "signatory-role": "Wakil"}
            assert client.post(reverse("add_signatory", args=[minutes.pk]), send).status_code == 303
        key = uuid.uuid4()
        for _tap in range(2):
            assert (
                client.post(reverse("make_record", args=[minutes.pk]), {"form_key": key}).status_code == 303
            )
        [record] = ForumRecord.objects.all()
        file = reverse("consultations:forum_record", args=[minutes.pk])
        text = "".join(
            sheet.get_textpage().get_text_range() for sheet in pdfium.PdfDocument(client.get(file).content)
        )
        for words in ("Rukiah Marzuki", "Darwin Saleh", "Loket kedua dibuka.", "Aula Kecamatan"):
            assert words in text, words
        client.logout()
        assert client.get(file).status_code == 404  # not signed yet
        client.force_login(who)
        path = reverse("publish_scan", args=[record.pk])
        day = timezone.localdate().isoformat()
        refused = client.post(path, {"scan-scan": scan(b"<html>", "scan.pdf"), "scan-signed_on": day})
        assert refused.status_code == 422 and "bukan" in refused.content.decode()
        assert client.post(path, {"scan-scan": scan(), "scan-signed_on": "2099-01-01"}).status_code == 422
        assert client.post(path, {"scan-signed_on": day}).status_code == 422
        assert (
            client.post(path, {"scan-scan": scan(photo(), "foto.jpg"), "scan-signed_on": day}).status_code
            == 303
        )
        assert client.post(path, {"scan-scan": scan(), "scan-signed_on": day}).status_code == 422
        assert "Rukiah Marzuki" in client.get(forum).content.decode()
        client.logout()
        served = client.get(reverse("consultations:signed_record", args=[minutes.pk]))
        assert served["Content-Type"] == "image/jpeg" and "attachment" in served["Content-Disposition"]
        assert not Image.open(io.BytesIO(served.content)).getexif()
        digest = hashlib.sha256(served.content).hexdigest()
        for path in (page.url, minutes.page.url):
            text = client.get(path).content.decode()
            assert digest in text and "Rukiah Marzuki" in text

    def test_what_is_missing_is_said(self):
        who = organiser()
        early = published()
        with pytest.raises(ValidationError):
            actions.make_record(early.pk, actor=who, form_key=uuid.uuid4())
        minutes = final()
        with pytest.raises(ValidationError):
            actions.make_record(minutes.pk, actor=who, form_key=uuid.uuid4())
        actions.add_signatory(minutes.pk, actor=who, side="officials", name="Darwin", role="Kepala")
        with pytest.raises(ValidationError):
            actions.make_record(minutes.pk, actor=who, form_key=uuid.uuid4())
        for fields in ({"name": " "}, {"role": ""}, {"side": "x"}, {"name": "a\u202eb"}):
            known = {"side": "participants", "name": "Rukiah", "role": "Warga"} | fields
            with pytest.raises(ValidationError):
                actions.add_signatory(minutes.pk, actor=who, **known)

    def test_what_is_signed_stays_as_it_is(self):
        minutes, who = final(), organiser()
        record = signed(minutes, who)
        with pytest.raises(ValidationError):
            actions.make_record(minutes.pk, actor=who, form_key=uuid.uuid4())
        with pytest.raises(ValidationError):
            actions.remove_signatory(minutes.signatories.first().pk, actor=who)
        for change in (
            lambda: ForumRecord.objects.filter(pk=record.pk).update(scan=b"x"),
            lambda: ForumRecord.objects.filter(pk=record.pk).update(content=b"x"),
            lambda: ForumRecord.objects.filter(pk=record.pk).delete(),
            lambda: MinutesChange.objects.update(reason="Lain."),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

    def test_nobody_else_makes_signs_or_answers(self, client):
        minutes = final()
        record = signed(minutes)
        client.force_login(member(COMMENT_MODERATORS))
        for name, pk in (
            ("draft_minutes", minutes.pk),
            ("add_signatory", minutes.pk),
            ("make_record", minutes.pk),
            ("publish_scan", record.pk),
            ("remove_signatory", minutes.signatories.first().pk),
            ("answer_amendment", 1),
        ):
            assert client.post(reverse(name, args=[pk])).status_code == 404, name
        for call in (
            lambda: actions.make_record(minutes.pk, actor=factories.user(), form_key=uuid.uuid4()),
            lambda: actions.answer_amendment(1, actor=factories.user(), outcome="kept", answer="x"),
        ):
            with pytest.raises(PermissionDenied):
                call()


@pytest.mark.django_db(transaction=True)
def test_two_scans_at_once_leave_one_and_the_other_is_told():
    minutes, who = final(), organiser()
    for side in ("participants", "officials"):
        actions.add_signatory(minutes.pk, actor=who, side=side, name=side, role="Wakil")
    record = actions.make_record(minutes.pk, actor=who, form_key=uuid.uuid4())
    day = timezone.localdate()
    found = at_once(
        [
            lambda number=number: actions.publish_scan(
                record.pk, actor=who, file=scan(PDF.replace(b"1 0", b"%d 0" % number)), signed_on=day
            )
            for number in range(1, 5)
        ]
    )
    assert sum(isinstance(one, ForumRecord) for one in found) == 1
    assert sum(isinstance(one, ValidationError) for one in found) == 3


@pytest.mark.django_db
class TestLate:
    def held(self, days: int, **fields) -> EventPage:
        return announced(starts_at=timezone.now() - timedelta(days=days, hours=3), **fields)

    def test_after_seven_days_the_page_says_so_and_the_organiser_hears_once(self, client):
        who = organiser()
        page, recent = self.held(8), self.held(6)
        assert "terlambat" in client.get(page.url).content.decode()
        assert "terlambat" not in client.get(recent.url).content.decode()
        assert "sedang ditulis" in client.get(recent.url).content.decode()
        assert (minutes_notices.remind_of_missing(), minutes_notices.remind_of_missing()) == (1, 0)
        [notice] = Notification.objects.filter(kind="minutes_late")
        assert (notice.recipient, notice.params) == (who, {"event": page.event_id})
        published(page)
        assert "terlambat" not in client.get(page.url).content.decode()

    def test_of_a_cancelled_forum_nothing_is_missing(self, client):
        from events.models import Event

        page = self.held(8)
        Event.objects.filter(pk=page.event_id).update(state="cancelled")
        assert minutes_notices.remind_of_missing() == 0
        assert "terlambat" not in client.get(page.url).content.decode()


class TestLastMoment:
    """A request that was taken is answered before the minutes are final, also where both happen at once."""

    @pytest.fixture
    def minutes(self, monkeypatch, transactional_db):
        """Minutes that end while somebody whose transaction began in time asks for an amendment."""
        monkeypatch.setattr(Minutes, "takes_amendments", lambda minutes: True)
        page = running()
        note = noted(page, link_id=linked(page).pk)
        minutes = over(published(page))
        self.ask = lambda: actions.ask_amendment(
            page.event_id, "Ubah.", form_key=uuid.uuid4(), participant=note.comment.participant
        )
        return minutes

    def final(self, minutes) -> bool:
        beside(self.ask, lambda: actions.finish_minutes(minutes.pk))
        minutes.refresh_from_db()
        assert minutes.requests.waiting().count() == 1
        return minutes.final_at is not None

    def test_they_are_not_final_with_a_request_that_was_taken(self, minutes):
        assert not self.final(minutes)
        assert not actions.finish_minutes(minutes.pk)

    def test_control_without_the_lock_they_are(self, minutes, monkeypatch):
        monkeypatch.setattr(
            "django.db.models.query.QuerySet.select_for_update", lambda rows, *args, **kwargs: rows._chain()
        )
        assert self.final(minutes)


@pytest.mark.django_db
def test_who_leaves_takes_their_requests_along_and_may_have_them_before():
    from events.models import Event

    account = factories.user()
    page = with_seats(9, starts_at=timezone.now() + timedelta(minutes=5))
    row = come(page, account=account)
    Event.objects.filter(pk=page.event_id).update(starts_at=timezone.now() - timedelta(minutes=5))
    published(page)
    actions.ask_amendment(page.event_id, "Ubah nama saya.", form_key=uuid.uuid4(), registration=row)
    assert "Ubah nama saya." in str(privacy.export(account))
    privacy.erase(account)
    asked = AmendmentRequest.objects.get()
    assert asked.words == "" and asked.erased_at
