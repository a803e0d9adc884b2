"""Before a report is final, those whom it summarises read its draft and say where it is not what they said."""

import json
import re
import threading
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import anonymise_user, export_person
from accounts.models import Notification
from consultations import actions
from consultations.actions.locking import Conflict
from consultations.models import (
    DraftObjection,
    ObjectionAnswer,
    Participant,
    ReportVersion,
)
from consultations.reply_notices import finish_drafts, tell_of_draft
from forum_site.publishing import PublicationRefused
from tests import factories
from tests.consultations import desk, reported
from tests.consultations.replying import answered, objected, opened, over
from tests.consultations.test_receipt import shown
from tests.pages import publish
from tests.racing import LONGEST, until_done_or_held

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    told = reported.told()
    told.code("sari", 0)
    told.report = reported.report(told)
    return told


def address(opening) -> str:
    return reverse("consultations:draft", args=[opening.pk])


def part(opening, theme) -> str:
    return f"bagian-{opening.sections.get(theme=theme).pk}"


def form_of(client, opening, name: str) -> dict:
    page = client.get(address(opening)).content.decode()
    form = page[page.index(f'id="{name}"') :]
    key = re.search(r'name="form_key" value="([^"]+)"', form)[1]
    return {"part": name, "form_key": key}


# --- Reading and objecting --------------------------------------------------------------------------


def test_one_reads_where_one_is_summarised_and_says_that_it_is_wrong(story, as_):
    opening = opened(story)
    budi = as_(story.person("budi"))
    page = budi.get(address(opening))
    text = page.content.decode()
    assert "no-store" in page["Cache-Control"] and "noindex" in text
    assert "Pasar malam jangan menutup jalan." in text and "Jalan tertutup setiap malam." in text
    mine, others = part(opening, story.themes[0]), part(opening, story.themes[1])
    assert (
        f'id="{mine}"' in text and f'id="{others}"' not in text
    )  # the other section is read, not objected to
    sent = form_of(budi, opening, mine) | {"words": "Saya bicara soal lampu."}
    for _twice in range(2):
        answer = budi.post(address(opening), sent)
        assert answer.status_code == 303 and answer["Location"].endswith(f"#{mine}")
    objection = DraftObjection.objects.get()
    assert (objection.participant.account, objection.words) == (
        story.person("budi"),
        "Saya bicara soal lampu.",
    )
    assert "Saya bicara soal lampu." in budi.get(address(opening)).content.decode()
    assert budi.post(address(opening), sent | {"part": others}).status_code == 404


def test_what_is_wrong_comes_back_with_its_words(story, as_):
    opening = opened(story)
    budi, mine = as_(story.person("budi")), part(opening, story.themes[0])
    sent = form_of(budi, opening, mine)
    refused = budi.post(address(opening), sent | {"words": " "})
    assert refused.status_code == 422 and "Sebutkan apa yang keliru." in refused.content.decode()
    long = "panjang " * 2000
    refused = budi.post(address(opening), sent | {"words": long})
    assert refused.status_code == 422 and long.strip() in refused.content.decode()
    over(opening)
    late = budi.post(address(opening), sent | {"words": "Terlambat sedikit."})
    assert late.status_code == 422 and "Terlambat sedikit." in late.content.decode()
    assert "tidak lagi terbuka" in late.content.decode()
    assert not DraftObjection.objects.exists()


def test_whoever_has_no_theme_can_object_to_that(story, as_):
    opening = opened(story)
    tono = as_(story.person("tono"))
    page = tono.get(address(opening)).content.decode()
    assert 'id="tanpa-tema"' in page and "Kapan jembatan diperbaiki?" in page
    sent = form_of(tono, opening, "tanpa-tema") | {"words": "Jembatan itu jalan ke pasar."}
    assert tono.post(address(opening), sent).status_code == 303
    assert DraftObjection.objects.get().section is None


def test_the_draft_is_not_there_for_anybody_whom_it_does_not_summarise(story, as_, client):
    opening = opened(story)
    assert "/akun/masuk/" in client.get(address(opening))["Location"]
    assert client.get(reverse("receipts:draft", args=[opening.pk])).status_code == 404
    others = [factories.user(), desk.communications(), story.person("dewi"), story.person("wati")]
    for person in others:  # dewi's words were hidden, wati took hers back
        assert as_(person).get(address(opening)).status_code == 404
    elsewhere = reported.told()
    elsewhere.code("sari", 0)
    stranger = as_(elsewhere.person("budi"))
    assert stranger.get(address(opening)).status_code == 404
    assert stranger.post(address(opening), {"part": "tanpa-tema", "words": "x"}).status_code == 404


def test_a_receipt_opens_the_draft_too(story):
    code = "ABCD-EFGH-IJKL-MNOP-QRST-UVWX"
    from accounts.codes import code_digest

    Participant.objects.filter(pk=story.participant("sari").pk).update(
        account=None, contact="sari@contoh.invalid", receipt_digest=code_digest(code)
    )
    opening = opened(story)
    client, page = shown(code, Client())
    where = reverse("receipts:draft", args=[opening.pk])
    assert where in page.content.decode()
    text = client.get(where).content.decode()
    name = part(opening, story.themes[0])
    key = re.search(r'name="form_key" value="([^"]+)"', text[text.index(f'id="{name}"') :])[1]
    assert client.post(where, {"part": name, "form_key": key, "words": "Bukan begitu."}).status_code == 303
    objection = DraftObjection.objects.get()
    answered(story, objection, "kept", "Anda benar soal jalannya, rangkumannya tetap.")
    assert "rangkumannya tetap" in client.get(where).content.decode()
    assert Notification.objects.get(kind="objection_answered").address == "sari@contoh.invalid"


def test_the_draft_stays_as_it_was_opened(story, as_):
    opening = opened(story)
    story.report.introduction = "Sama sekali lain."
    story.report.save_revision()
    assert "Sama sekali lain." not in as_(story.person("budi")).get(address(opening)).content.decode()
    for change in ("content = '{}'", "closes_at = now()", "number = 9"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE consultations_draftopening SET {change} WHERE id = {opening.pk}")


# --- Opening, ending, answering ---------------------------------------------------------------------


def test_a_draft_opens_once_when_all_can_find_themselves_in_it(story):
    key = uuid.uuid4()
    with pytest.raises(PermissionDenied):
        actions.open_draft(story.report.pk, actor=desk.communications(), days=7, form_key=key)
    for days in (0, 2, 61):
        with pytest.raises(ValidationError):
            actions.open_draft(story.report.pk, actor=story.moderator, days=days, form_key=key)
    first = actions.open_draft(story.report.pk, actor=story.moderator, days=7, form_key=key)
    assert actions.open_draft(story.report.pk, actor=story.moderator, days=7, form_key=key) == first
    with pytest.raises(ValidationError, match="sudah terbuka"):
        opened(story)
    actions.end_opening(first.pk, actor=story.moderator, reason="Salah lampiran.")
    assert opened(story).number == 2


def test_a_draft_that_leaves_somebody_out_is_not_opened(story):
    from consultations.actions import clear_codes

    clear_codes(story.comment("sari").pk, actor=story.moderator)
    with pytest.raises(ValidationError, match="belum punya tema"):
        opened(story)
    story.code("sari", 0)
    story.report.body = [reported.section(story.themes[0])]
    story.report.save_revision()
    with pytest.raises(ValidationError, match="Penerangan"):
        opened(story)


def test_everybody_summarised_is_told_once_whatever_crashes(story):
    opening = opened(story)
    told = Notification.objects.filter(kind="draft_opened")
    assert not told.exists()  # the commit never comes in a test's transaction: as if the server had died
    assert finish_drafts() == 1 and finish_drafts() == 0
    names = {row.recipient.name.lower() for row in told}
    assert names == {"budi", "rina", "joko", "tono", "sari"}  # dewi's was hidden, wati's withdrawn
    assert tell_of_draft.call(opening.pk) == 0 and len(names) == told.count()


def test_the_editor_answers_at_the_desk_and_the_author_is_told(story, as_):
    opening = opened(story)
    objection = objected(story, opening)
    assert Notification.objects.get(kind="draft_objections").recipient == story.moderator
    editor = as_(story.moderator)
    overview = reverse("right_of_reply", args=[story.consultation.pk])
    assert "Saya bicara soal lampu." in editor.get(overview).content.decode()
    send = reverse("answer_draft_objection", args=[objection.pk])
    assert editor.post(send, {"outcome": "changed", "words": ""}).status_code == 422
    good = {"outcome": "changed", "words": "Betul, kami tulis ulang."}
    assert editor.post(send, good).status_code == 303
    assert editor.post(send, good).status_code == 303  # a double click
    other = editor.post(send, {"outcome": "kept", "words": "Tidak jadi."})
    assert other.status_code == 409 and "Tidak jadi." in other.content.decode()
    assert ObjectionAnswer.objects.get().words == "Betul, kami tulis ulang."
    [notice] = Notification.objects.filter(kind="objection_answered")
    assert notice.recipient == story.person("budi")
    text = as_(story.person("budi")).get(address(opening)).content.decode()
    assert "Betul, kami tulis ulang." in text and "rancangan diubah" in text
    with pytest.raises(Conflict):
        objected(story, opening, words="Saya tambah lagi.")
    for person in (desk.communications(), desk.officer(story.page.agency)):
        assert as_(person).get(overview).status_code == 404
        assert as_(person).post(send, good).status_code == 404


# --- The gate and the report ------------------------------------------------------------------------


def refusal(story) -> str:
    story.report.refresh_from_db()
    with pytest.raises(PublicationRefused) as refused:
        publish(story.report)
    return " ".join(refused.value.messages)


def test_nothing_is_published_while_it_is_open_or_an_objection_waits(story, as_):
    opening = opened(story)
    assert "Rancangan terbuka untuk keberatan" in refusal(story)
    objection = objected(story, opening)
    over(opening)
    assert "1 keberatan atas rancangan belum dijawab." in refusal(story)
    edit = as_(factories.administrator()).get(f"/admin/pages/{story.report.pk}/edit/").content.decode()
    assert "1 keberatan atas rancangan belum dijawab." in edit
    answered(story, objection)
    publish(story.report)
    [told] = json.loads(ReportVersion.objects.get().content)["replies"]
    assert (told["objections"], told["people"], told["changed"], told["kept"]) == (1, 1, 1, 0)
    assert told["sha256"] == opening.sha256
    page = Client().get(story.report.get_url()).content.decode()
    assert "Hak jawab" in page and opening.sha256 in page
    assert "Saya bicara soal lampu." not in page  # between its author and the editors


def test_why_a_draft_was_closed_early_stands_in_the_report(story, as_):
    opening = opened(story)
    editor, where = as_(story.moderator), reverse("end_draft", args=[opening.pk])
    assert editor.post(where, {"reason": ""}).status_code == 422
    assert editor.post(where, {"reason": "Lampiran keliru."}).status_code == 303
    with pytest.raises(ValidationError):
        objected(story, opening)
    publish(story.report)
    assert "Lampiran keliru." in Client().get(story.report.get_url()).content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locked", [True, False])
def test_an_objection_and_a_publication_follow_one_another(story, monkeypatch, locked):
    """Either the gate sees the objection, or the objection comes too late; without the lock both would pass."""
    from consultations.actions import replying

    if not locked:  # the negative control
        from consultations.actions.locking import as_read

        monkeypatch.setattr(replying, "hold_consultation", lambda _pk: as_read(story.consultation))
    opening = opened(story)
    wrote, published, outcomes = threading.Event(), threading.Event(), {}
    real = replying.DraftObjection.objects.bulk_create

    def slowly(*args, **kwargs):
        made = real(*args, **kwargs)
        wrote.set()
        until_done_or_held(published)
        return made

    monkeypatch.setattr(
        type(replying.DraftObjection.objects), "bulk_create", lambda self, *a, **k: slowly(*a, **k)
    )

    def speak():
        try:
            objected(story, opening)
            outcomes["objection"] = "stored"
        finally:
            connection.close()

    speaker = threading.Thread(target=speak)
    speaker.start()
    wrote.wait(5)
    monkeypatch.setattr(type(replying.DraftObjection.objects), "bulk_create", real.__func__)
    # Its window ends while the objection is being stored: only the lock makes the gate wait for it.
    actions.end_opening(opening.pk, actor=story.moderator, reason="Sudah cukup.")

    def go():
        try:
            publish(story.report)
            outcomes["report"] = "published"
        except PublicationRefused:
            outcomes["report"] = "refused"
        finally:
            published.set()
            connection.close()

    editor = threading.Thread(target=go)
    editor.start()
    for thread in (speaker, editor):
        thread.join(LONGEST)
    assert outcomes["objection"] == "stored"
    assert outcomes["report"] == ("refused" if locked else "published")


# --- Truths and persons -----------------------------------------------------------------------------


def test_the_database_keeps_objections_where_they_belong(story):
    opening = opened(story)
    objection = objected(story, opening)
    elsewhere = reported.told()
    stranger = elsewhere.participant("budi")
    for change in (
        f"participant_id = {stranger.pk}",
        "section_id = (SELECT max(id) + 1 FROM consultations_draftsection)",
        "words = ''",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE consultations_draftobjection SET {change} WHERE id = {objection.pk}")
    answer = answered(story, objection)
    for statement in (
        "UPDATE consultations_objectionanswer SET words = 'x'",
        "DELETE FROM consultations_objectionanswer",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{statement} WHERE id = {answer.pk}")


def test_who_leaves_takes_the_words_along_and_the_count_stays(story):
    opening = opened(story)
    objection = objected(story, opening)
    person = story.person("budi")
    [exported] = export_person(person)["consultations"]["objections_to_drafts"]
    assert exported["words"] == "Saya bicara soal lampu."
    anonymise_user(person, by=factories.administrator())
    objection.refresh_from_db()
    assert objection.words == "" and objection.erased_at
    assert DraftObjection.objects.filter(answer=None).count() == 1  # it still wants an answer


def test_the_desk_costs_the_same_with_many_objections(story, as_, django_assert_num_queries):
    opening = opened(story)
    editor = as_(story.moderator)
    where = reverse("right_of_reply", args=[story.consultation.pk])

    def queries() -> int:
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as caught:
            editor.get(where)
        return len(caught)

    objected(story, opening)
    few = queries()
    section = opening.sections.first()
    people = [
        Participant(
            consultation=story.consultation, shown_name=f"P{n}", created_at=timezone.now() - timedelta(days=1)
        )
        for n in range(60)
    ]
    DraftObjection.objects.bulk_create(
        DraftObjection(
            opening=opening,
            consultation=story.consultation,
            section=section,
            participant=person,
            words="Bukan.",
            form_key=uuid.uuid4(),
        )
        for person in Participant.objects.bulk_create(people)
    )
    assert queries() == few
    assert len(re.findall(r"<article", editor.get(where).content.decode())) == 20
