"""Forms on paper: a batch with its scan, each form typed by two people, what differs settled, receipts to hand over."""

import io
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.roles import AGENCY_OFFICERS, COMMENT_MODERATORS
from consultations import actions, paper_scans
from consultations.models import Comment, HandedReceipt, PaperBatch, PaperEntry, PaperOutcome
from tests import factories
from tests.consultations.desk import member
from tests.consultations.noting import linked, running
from tests.consultations.talking import announce
from tests.events.forums import organiser
from tests.racing import at_once, beside

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
WORDS = {"text": "Antrean dimulai pukul lima pagi.", "stance": "against", "language": "id"}


def scan(content: bytes = PDF, name: str = "formulir.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def batch(*questions: str, count: int = 2, who=None, **fields) -> PaperBatch:
    known = {
        "title": "Loket Dukcapil",
        "received_at": timezone.now() - timedelta(hours=1),
        "form_key": uuid.uuid4(),
    }
    consultation = fields.pop("consultation", None) or announce(*questions).consultation
    return actions.start_batch(
        actor=who or organiser(), consultation_id=consultation.pk, count=count, file=scan(), **known | fields
    )


def typed(found: PaperBatch, number: int = 1, who=None, **words):
    return actions.enter_paper(
        found.pk, number, actor=who or organiser(), form_key=uuid.uuid4(), **WORDS | words
    )


def sent(**fields) -> dict:
    return {"form_key": uuid.uuid4(), "text": WORDS["text"], "stance": "against", "language": "id"} | fields


@pytest.mark.django_db
class TestBatch:
    def test_a_pile_is_scanned_typed_by_two_and_becomes_comments_with_receipts(self, client):
        consultation = announce("Kapan loket dibuka?").consultation
        first, second = organiser(), member(COMMENT_MODERATORS)
        client.force_login(first)
        new = reverse("new_paper_batch")
        assert client.get(new).status_code == 200
        received = timezone.localtime() - timedelta(hours=1)
        send = {
            "form_key": uuid.uuid4(),
            "consultation": consultation.pk,
            "title": "Loket Dukcapil",
            "count": 2,
            "received_at": received.strftime("%Y-%m-%dT%H:%M"),
        }
        for _tap in range(2):
            assert client.post(new, send | {"scan": scan()}).status_code == 303
        found = PaperBatch.objects.get()
        question = consultation.questions.get()
        sheet = reverse("paper_sheet", args=[found.pk, 1])
        form = sent(question=question.pk, shown_name=" Ibu  Rukiah ")
        for _tap in range(2):
            assert client.post(sheet, form)["Location"] == reverse("paper_sheet", args=[found.pk, 2])
        assert (
            client.post(reverse("paper_sheet", args=[found.pk, 2]), sent(is_void="on", text="")).status_code
            == 303
        )
        assert not Comment.objects.exists() and PaperEntry.objects.count() == 2
        assert client.post(sheet, sent()).status_code == 422  # the same person
        client.force_login(second)
        assert "Antrean dimulai" not in client.get(sheet).content.decode()  # typed without seeing it
        client.post(sheet, sent(question=question.pk, shown_name="Ibu Rukiah"))
        client.post(reverse("paper_sheet", args=[found.pk, 2]), sent(is_void="on", text="tidak terbaca"))
        [comment] = Comment.objects.all()
        assert (comment.channel, comment.question, comment.stance) == ("paper", question, "against")
        assert comment.participant.shown_name == "Ibu Rukiah" and comment.received_at == found.received_at
        assert set(PaperOutcome.objects.values_list("number", "agreed", "comment")) == {
            (1, True, comment.pk),
            (2, True, None),
        }
        overview = client.get(reverse("paper_batch", args=[found.pk])).content.decode()
        assert "2 dari 2" in overview
        slips = client.post(reverse("paper_receipts", args=[found.pk]), {"form_key": uuid.uuid4()})
        assert len(slips.context["slips"]) == 1 and HandedReceipt.objects.count() == 1
        assert "Loket Dukcapil" in client.get(reverse("paper_batches")).content.decode()

    def test_what_two_typed_differently_is_shown_word_by_word_and_settled(self, client):
        found, third = batch(count=1), organiser()
        typed(found)
        _entry, outcome = typed(found, text="Antrean dimulai pukul enam pagi.")
        assert outcome is None and not Comment.objects.exists()
        client.force_login(third)
        sheet = reverse("paper_sheet", args=[found.pk, 1])
        shown = client.get(sheet).content.decode()
        assert "<del>lima</del>" in shown.replace(" </del>", "</del>") and "<ins>enam" in shown
        assert client.post(sheet, sent(text=" ")).status_code == 422
        for _tap in range(2):
            assert client.post(sheet, sent(text="Antrean dimulai pukul lima pagi.")).status_code == 303
        assert Comment.objects.get().version.text == "Antrean dimulai pukul lima pagi."
        assert PaperOutcome.objects.get().agreed is False

    def test_spaces_do_not_make_two_ways(self):
        found = batch(count=1)
        typed(found, text="Antrean dimulai pukul lima pagi.\n")
        assert typed(found, text="Antrean dimulai pukul lima pagi.")[1].agreed

    def test_one_person_never_types_a_form_twice(self):
        found, who = batch(), organiser()
        typed(found, who=who)
        with pytest.raises(ValidationError):
            typed(found, who=who)
        with pytest.raises(IntegrityError), transaction.atomic():
            PaperEntry.objects.create(
                batch=found, number=1, turn=2, typist=who, text="x", form_key=uuid.uuid4()
            )
        typed(found, text="Lain.")
        with pytest.raises(actions.Conflict):
            typed(found)

    def test_what_is_refused_says_why_and_keeps_the_text(self, client):
        found = batch("Kapan?")
        foreign = announce("Di mana?").consultation.questions.get()
        client.force_login(organiser())
        sheet = reverse("paper_sheet", args=[found.pk, 1])
        for fields in (
            {"text": ""},
            {"text": "a\x00b"},
            {"stance": "x"},
            {"question": foreign.pk},
            {"shown_name": "a\u202eb"},
            {"language": "xx"},
            {"form_key": "x"},
        ):
            answer = client.post(sheet, sent(**fields))
            assert answer.status_code == 422 and answer.context["form"].errors, fields
        assert "Teks saya" in client.post(sheet, sent(text="Teks saya", stance="x")).content.decode()
        assert client.get(reverse("paper_sheet", args=[found.pk, 3])).status_code == 404
        with pytest.raises(ValidationError):
            typed(found, number=3)

    def test_a_batch_is_of_an_open_time_and_has_a_scan(self, client):
        consultation = announce().consultation
        client.force_login(organiser())
        now = timezone.localtime()
        good = {"consultation": consultation.pk, "title": "Tumpukan", "count": 1, "form_key": uuid.uuid4()}

        def post(file, received=now - timedelta(hours=1), **fields):
            send = good | {"received_at": received.strftime("%Y-%m-%dT%H:%M"), "scan": file} | fields
            return client.post(reverse("new_paper_batch"), send)

        huge = Image.new("1", (9000, 9000))
        stream = io.BytesIO()
        huge.save(stream, "PNG")
        assert post(scan(b"<script>alert(1)</script>")).status_code == 422
        assert post(scan(b"%PDF-1.4 broken off")).status_code == 422
        assert post(scan(stream.getvalue(), "besar.png")).status_code == 422
        assert post("").status_code == 422
        assert post(scan(), received=now - timedelta(days=90)).status_code == 422
        assert post(scan(), received=now + timedelta(hours=5)).status_code == 422
        assert post(scan(), count=0).status_code == 422 and post(scan(), count=501).status_code == 422
        assert not PaperBatch.objects.exists()

    def test_forms_filled_in_at_a_forum_belong_to_its_part(self):
        page = running()
        link = linked(page)
        found = batch(consultation=link.consultation, item_id=link.item_id)
        assert found.item_id == link.item_id
        with pytest.raises(ValidationError):
            batch(item_id=link.item_id)

    def test_words_stand_only_in_the_comment_and_the_scan_goes_when_nobody_needs_it(self, client, settings):
        found = batch(count=1)
        typed(found, shown_name="Rukiah")
        assert typed(found, shown_name="Rukiah")[1].agreed
        assert set(PaperEntry.objects.values_list("text", "shown_name", "stance")) == {("", "", "")}
        name, storage = found.scan.name, found.scan.storage
        assert paper_scans.forget_scans() == 0 and storage.exists(name)
        later = found.consultation.closes_at + timedelta(days=settings.GUEST_DAYS, hours=1)
        other = batch(consultation=found.consultation, count=1)
        assert paper_scans.forget_scans(later) == 1
        assert not actions.forget_scan(found.pk) and not actions.forget_scan(other.pk)
        client.force_login(organiser())
        assert client.get(reverse("paper_scan", args=[found.pk])).status_code == 404
        assert "dihapus" in client.get(reverse("paper_batch", args=[found.pk])).content.decode()
        assert client.get(reverse("paper_scan", args=[other.pk])).status_code == 200

    def test_only_those_who_enter_comments_see_scans_and_type(self, client):
        found = batch()
        path = reverse("paper_scan", args=[found.pk])
        for who in (None, factories.user(), member(AGENCY_OFFICERS)):
            client.logout()
            if who:
                client.force_login(who)
            for url in (
                path,
                reverse("paper_batch", args=[found.pk]),
                reverse("paper_sheet", args=[found.pk, 1]),
                reverse("paper_batches"),
                reverse("new_paper_batch"),
            ):
                assert client.get(url).status_code in (302, 404), url
            assert client.get(f"/media/{found.scan.name}").status_code == 404
        with pytest.raises(PermissionDenied):
            typed(found, who=factories.user())
        with pytest.raises(PermissionDenied):
            batch(who=factories.user())
        client.force_login(organiser())
        shown = client.get(path)
        assert b"".join(shown.streaming_content) == PDF and shown["Content-Type"] == "application/pdf"
        assert "no-store" in shown["Cache-Control"] and shown["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.django_db(transaction=True)
def test_two_typists_at_once_leave_two_entries_and_one_comment():
    found = batch(count=1)
    people = [organiser() for _ in range(6)]
    results = at_once([lambda who=who: typed(found, who=who) for who in people])
    assert PaperEntry.objects.count() == 2 and Comment.objects.count() == 1
    assert sum(isinstance(one, actions.Conflict) for one in results) == 4


UNLOCKED = "django.db.models.query.QuerySet.select_for_update"


@pytest.mark.django_db(transaction=True)
def test_the_second_typist_meets_the_first_at_the_worst_moment():
    found = batch(count=1)
    first, second = organiser(), organiser()
    beside(lambda: typed(found, who=first), lambda: typed(found, who=second))
    assert set(PaperEntry.objects.values_list("turn", flat=True)) == {1, 2} and Comment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_lock_and_key_both_are_the_first(monkeypatch):
    found = batch(count=1)
    first, second = organiser(), organiser()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE consultations_paperentry DROP CONSTRAINT paper_entry_once")
    monkeypatch.setattr(UNLOCKED, lambda rows, *args, **kwargs: rows._chain())
    beside(lambda: typed(found, who=first), lambda: typed(found, who=second))
    assert list(PaperEntry.objects.values_list("turn", flat=True)) == [1, 1] and not Comment.objects.exists()
