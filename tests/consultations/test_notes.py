"""What is said at a forum: noted as it is said, a comment like any other, with a receipt for whoever said it."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import AGENCY_OFFICERS, COMMENT_MODERATORS
from consultations import actions
from consultations.models import AgendaLink, Comment, ForumNote, HandedReceipt, NoteDraft
from tests import factories
from tests.consultations.desk import member
from tests.consultations.noting import linked, noted, part, running
from tests.events.forums import announced, item, organiser
from tests.racing import at_once, beside


def address(page, title: str = "Diskusi") -> str:
    return f"{reverse('consultations:notes', args=[page.event_id])}?bagian={part(page, title).pk}"


def typed(**fields) -> dict:
    return {
        "form_key": uuid.uuid4(),
        "kind": "contribution",
        "text": "Antrean dimulai pukul lima pagi.",
        "named": "0",
        "language": "id",
    } | fields


@pytest.mark.django_db
class TestNoting:
    def test_what_is_said_about_a_consultation_is_a_comment_in_it_with_a_receipt(self, client):
        page, who = running(), organiser()
        link = linked(page, "Kapan loket dibuka?")
        client.force_login(who)
        send = typed(link=link.pk, named="1", speaker=" Ibu  Rukiah ", stance="against")
        for _tap in range(2):
            assert client.post(address(page), send).status_code == 303
        [comment] = Comment.objects.all()
        assert (comment.channel, comment.stance, comment.status) == ("forum", "against", "published")
        assert (comment.question, comment.entered_by) == (link.question, who)
        assert comment.participant.shown_name == "Ibu Rukiah"
        [note] = ForumNote.objects.all()
        assert (note.comment, note.text) == (comment, "")
        assert not HandedReceipt.objects.exists()
        shown = client.get(address(page)).content.decode()
        assert "Antrean dimulai pukul lima pagi." in shown and "Ibu Rukiah" in shown

        key = uuid.uuid4()
        path = reverse("consultations:forum_receipts", args=[page.event_id])
        slips = [client.post(path, {"form_key": key}) for _tap in range(2)]
        codes = [re.findall(r"<span>([A-Z]{4})</span>", slip.content.decode()) for slip in slips]
        assert codes[0] == codes[1] and len(codes[0]) == 6
        assert slips[0]["Cache-Control"].count("no-store")
        client.logout()
        look_up = client.post(reverse("receipts:look_up"), {"code": "-".join(codes[0])}, follow=True)
        assert "Antrean dimulai pukul lima pagi." in look_up.content.decode()

    def test_receipts_of_a_group_are_handed_over_once_and_a_lost_one_anew(self):
        page, who = running(), organiser()
        link = linked(page)
        notes = [noted(page, f"Nomor {number}.", link_id=link.pk, actor=who) for number in range(3)]
        noted(page, "Hanya notulen.", actor=who)
        ids = list(Comment.objects.values_list("pk", flat=True))
        first = actions.hand_receipts(ids, actor=who, form_key=uuid.uuid4())
        assert [comment for comment, _code in first] == [note.comment for note in notes]
        assert actions.hand_receipts(ids, actor=who, form_key=uuid.uuid4()) == []
        again = actions.hand_receipts([notes[0].comment_id], actor=who, form_key=uuid.uuid4(), again=True)
        assert again[0][1] != first[0][1]
        with pytest.raises(PermissionDenied):
            actions.hand_receipts(ids, actor=factories.user(), form_key=uuid.uuid4())

    def test_receipts_of_another_forum_and_of_residents_with_accounts_are_nobody_elses(self, client):
        page, other, who = running(), running(), organiser()
        note = noted(page, link_id=linked(page).pk, actor=who)
        client.force_login(who)
        path = reverse("consultations:forum_receipts", args=[other.event_id])
        for fields in ({}, {"note": note.pk}, {"item": note.item_id}):
            answer = client.post(path, {"form_key": uuid.uuid4()} | fields)
            assert answer.context["slips"] == []
        assert client.post(path, {"form_key": "x"}).status_code == 404
        Comment.objects.update(channel="web")
        assert actions.hand_receipts([note.comment_id], actor=who, form_key=uuid.uuid4(), again=True) == []

    def test_decisions_and_what_belongs_to_nothing_stand_in_the_minutes_only(self, client):
        page, who = running(), organiser()
        linked(page)
        client.force_login(who)
        assert (
            client.post(
                address(page), typed(kind="decision", link="0", text="Loket kedua dibuka.")
            ).status_code
            == 303
        )
        assert client.post(address(page), typed(link="0", text="Terima kasih.")).status_code == 303
        assert not Comment.objects.exists()
        assert set(ForumNote.objects.values_list("kind", "text")) == {
            ("decision", "Loket kedua dibuka."),
            ("contribution", "Terima kasih."),
        }
        note = ForumNote.objects.get(kind="decision")
        for _tap in range(2):
            assert client.post(reverse("consultations:take_note_back", args=[note.pk])).status_code == 303
        assert ForumNote.objects.standing().count() == 1
        client.force_login(organiser())
        other = ForumNote.objects.get(kind="contribution")
        assert client.post(reverse("consultations:take_note_back", args=[other.pk])).status_code == 404

    def test_nobody_is_named_who_has_not_agreed(self, client):
        page = running()
        link = linked(page)
        with pytest.raises(ValidationError):
            noted(page, link_id=link.pk, speaker="Pak Badar")
        client.force_login(organiser())
        client.post(address(page), typed(link=link.pk, named="0", speaker="Pak Badar"))
        assert "Badar" not in str(list(Comment.objects.values_list("participant__shown_name")))
        refused = client.post(address(page), typed(link=link.pk, named="1", speaker=" "))
        assert refused.status_code == 422 and "speaker" in refused.context["form"].errors
        with pytest.raises(IntegrityError), transaction.atomic():
            ForumNote.objects.filter(event=page.event_id).update(speaker="Pak Badar", consent=False)

    def test_what_is_refused_says_why_and_keeps_the_text(self, client):
        page, other = running(), running()
        own, foreign = linked(page), linked(other)
        client.force_login(organiser())
        for fields in (
            {"text": " "},
            {"text": "x" * 5001},
            {"text": "a\x00b"},
            {"link": foreign.pk},
            {"kind": "rumour"},
            {"language": "xx"},
            {"form_key": "none"},
        ):
            send = typed(**{"link": own.pk} | fields)
            answer = client.post(address(page), send)
            assert answer.status_code == 422, fields
            assert set(answer.context["form"].errors) <= set(fields), fields
            by_script = client.post(address(page), send, headers={"Accept": "application/json"})
            assert by_script.status_code == 422 and by_script.json()["errors"], fields
        assert "x" * 5001 in client.post(address(page), typed(text="x" * 5001)).content.decode()
        assert not ForumNote.objects.exists()

    def test_a_form_that_was_used_for_other_words_loses_neither(self, client):
        page, who = running(), organiser()
        link = linked(page)
        client.force_login(who)
        send = typed(link=link.pk)
        client.post(address(page), send)
        answer = client.post(address(page), send | {"text": "Sesuatu yang lain."})
        assert answer.status_code == 422 and "Sesuatu yang lain." in answer.content.decode()
        client.force_login(organiser())
        assert client.post(address(page), send).status_code == 422
        assert ForumNote.objects.count() == 1

    def test_a_consultation_that_is_closed_takes_nothing_and_the_page_says_so_before(self, client):
        page = running()
        link = linked(page, closes_at=timezone.now() - timedelta(hours=1))
        client.force_login(organiser())
        assert "akan ditolak" in client.get(address(page)).content.decode()
        answer = client.post(address(page), typed(link=link.pk))
        assert answer.status_code == 422 and "Antrean dimulai" in answer.content.decode()
        # What was said while it was open, but arrives later, counts.
        said = timezone.now() - timedelta(hours=2)
        page = running(minutes=180)
        late = linked(page, closes_at=timezone.now() - timedelta(hours=1))
        assert noted(page, link_id=late.pk, said_at=said).comment.received_at == said

    def test_notes_are_taken_from_the_day_of_the_forum(self, client):
        page = announced(starts_at=timezone.now() + timedelta(days=2), agenda=[item(30, "Diskusi")])
        client.force_login(organiser())
        assert "hari forum" in client.get(address(page)).content.decode()
        assert client.post(address(page), typed()).status_code == 404
        with pytest.raises(ValidationError):
            noted(page)

    def test_only_note_takers_read_and_write(self, client):
        page = running()
        link = linked(page)
        note = noted(page, link_id=link.pk)
        key = {"form_key": uuid.uuid4()}
        for who in (None, factories.user(), member(AGENCY_OFFICERS)):
            client.logout()
            if who:
                client.force_login(who)
            assert client.get(address(page)).status_code == 404
            assert client.post(address(page), typed()).status_code == 404
            for name, pk in (
                ("note_draft", page.event_id),
                ("forum_receipts", page.event_id),
                ("take_note_back", note.pk),
            ):
                assert client.post(reverse(f"consultations:{name}", args=[pk]), key).status_code == 404
        with pytest.raises(PermissionDenied):
            noted(page, actor=factories.user())
        assert noted(page, actor=member(COMMENT_MODERATORS)).pk

    def test_what_is_typed_is_kept_on_the_server_until_it_is_noted(self, client):
        page, who = running(), organiser()
        link = linked(page)
        client.force_login(who)
        send = typed(link=link.pk, text="Baru setengah kal")
        draft = reverse("consultations:note_draft", args=[page.event_id])
        assert client.post(draft, send | {"item": part(page).pk}).status_code == 204
        form = client.get(address(page)).context["form"]
        assert form["text"].value() == "Baru setengah kal" and str(form["form_key"].value()) == str(
            send["form_key"]
        )
        assert client.get(address(page, "Paparan")).context["form"]["text"].value() is None
        client.force_login(organiser())
        assert client.get(address(page)).context["form"]["text"].value() is None
        client.force_login(who)
        client.post(address(page), send | {"text": "Baru setengah kalimat."})
        client.post(draft, send | {"item": part(page).pk})  # it was on its way meanwhile
        assert not NoteDraft.objects.exists()


@pytest.mark.django_db
class TestLinks:
    def test_the_organiser_links_a_part_and_takes_it_back(self, client):
        page, who = running(), organiser()
        link = linked(page, "Kapan?")
        AgendaLink.objects.all().delete()
        client.force_login(who)
        forum = reverse("forum", args=[page.event_id])
        assert "Diskusi" in client.get(forum).content.decode()
        path = reverse("link_agenda_item", args=[part(page).pk])
        target = f"{link.consultation_id}-{link.question_id}"
        for _tap in range(2):
            assert client.post(path, {"target": target}).status_code == 303
        [made] = AgendaLink.objects.all()
        assert "Kapan?" in client.get(forum).content.decode()
        for wrong in ("", "0", f"{link.consultation_id}-999", "x"):
            assert client.post(path, {"target": wrong}).status_code == 422
        for _tap in range(2):
            assert client.post(reverse("unlink_agenda_item", args=[made.pk])).status_code == 303
        assert not AgendaLink.objects.exists()

    def test_a_question_of_another_consultation_is_refused_by_verb_and_database(self):
        page, who = running(), organiser()
        link, other = linked(page, "Kapan?"), linked(running(), "Di mana?")
        with pytest.raises(ValidationError):
            actions.link_item(
                part(page).pk, actor=who, consultation_id=link.consultation_id, question_id=other.question_id
            )
        with pytest.raises(IntegrityError), transaction.atomic():
            AgendaLink.objects.filter(pk=link.pk).update(question=other.question)
        with pytest.raises(IntegrityError), transaction.atomic():
            note = noted(page)
            ForumNote.objects.filter(pk=note.pk).update(item=other.item)

    def test_moderators_see_the_day_but_do_not_link(self, client):
        page = running()
        link = linked(page)
        client.force_login(member(COMMENT_MODERATORS))
        assert client.get(reverse("forum", args=[page.event_id])).status_code == 200
        assert client.get(reverse("forums")).status_code == 200
        assert client.post(reverse("link_agenda_item", args=[part(page).pk]), {}).status_code == 404
        assert client.post(reverse("unlink_agenda_item", args=[link.pk])).status_code == 404
        client.force_login(member(AGENCY_OFFICERS))
        assert client.get(reverse("forum", args=[page.event_id])).status_code == 404


@pytest.mark.django_db
def test_the_page_costs_the_same_at_three_and_at_many(client):
    page, who = running(), organiser()
    link = linked(page)
    client.force_login(who)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(address(page)).status_code == 200
        return len(found)

    for number in range(3):
        noted(page, f"Kata {number}.", link_id=link.pk, actor=who)
    before = cost()
    for number in range(30):
        noted(page, f"Ucapan {number}.", link_id=link.pk, actor=who)
    assert cost() == before


@pytest.mark.django_db(transaction=True)
def test_the_same_note_sent_many_times_at_once_is_one():
    page, who = running(), organiser()
    link, key = linked(page), uuid.uuid4()
    found = at_once([lambda: noted(page, link_id=link.pk, actor=who, form_key=key) for _ in range(12)])
    assert {note.pk for note in found} == {ForumNote.objects.get().pk} and Comment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_retry_meets_the_first_at_the_worst_moment_and_without_its_key_the_note_doubles():
    page, who, key = running(), organiser(), uuid.uuid4()

    def note():
        return noted(page, "Terima kasih.", actor=who, form_key=key)

    beside(note, note)
    assert ForumNote.objects.count() == 1
    key = uuid.uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE consultations_forumnote DROP CONSTRAINT consultations_forumnote_form_key_key"
        )
    beside(note, note)
    assert ForumNote.objects.filter(form_key=key).count() == 2
