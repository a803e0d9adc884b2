"""Personal data is masked in every text of a comment: nobody reads it but moderators and its author."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError
from django.urls import reverse

from accounts.actions import anonymise_user, export_person
from accounts.models import Notification
from consultations import actions
from consultations.models import Masking, ModerationDecision, OriginalText
from tests import factories
from tests.consultations.moderation import forms_of, item_url, rule
from tests.consultations.talking import announce, client_of, moderator, say, words

NUMBER = "0812-3456-7890"


@pytest.fixture
def told(db):
    """A comment that gives away a telephone number, edited since: (page, author, comment)."""
    page = announce()
    author = factories.user(name="Cek Ida")
    comment = say(page.consultation, f"Hubungi saya di {NUMBER}, ya.", by=author)
    actions.edit_comment(
        comment.pk,
        account=author,
        text=f"Loket lambat. Hubungi {NUMBER}!",
        form_key=uuid.uuid4(),
        version_id=comment.version_id,
    )
    comment.refresh_from_db()
    return page, author, comment


def mask(comment, *passages, by=None, reason="Nomor telepon pribadi."):
    comment.refresh_from_db()
    return actions.redact(
        comment.pk,
        actor=by or moderator(),
        passages=list(passages) or [NUMBER],
        version_id=comment.pending_version_id or comment.version_id,
        rule_version=rule(2),
        reason=reason,
    )


def send(client, comment, passages=NUMBER, card=False, **words):
    """Send the form that masks, from the comment's page at the desk."""
    form = forms_of(client.get(item_url(comment)))[f"{item_url(comment)}redact/"]
    filled = {"passages": passages, "rule": str(rule(2).pk), "reason": "Nomor telepon."} | words
    return client.post(f"{item_url(comment)}redact/{'card/' if card else ''}", form | filled)


def test_a_moderator_masks_at_the_desk_and_nobody_reads_it_any_more(told, client):
    page, author, comment = told
    boss = client_of(moderator())
    assert send(boss, comment).status_code == 303
    for address in (page.url, f"/tanggapan/{comment.pk}/", f"/tanggapan/{comment.pk}/riwayat/"):
        for reader in (client, client_of(factories.user())):
            shown = words(reader.get(address))
            assert NUMBER not in shown and "3456" not in shown
            assert "████" in shown or "riwayat" in address
    own = words(client.get(f"/tanggapan/{comment.pk}/"))
    assert "Seorang moderator menyamarkan data pribadi dalam teks ini." in own
    markup = client.get(f"/tanggapan/{comment.pk}/").content.decode()
    assert 'class="masked" role="img" aria-label="data pribadi disamarkan"' in markup


def test_every_version_is_masked_in_whatever_case_and_spacing(told):
    page, author, comment = told
    other = say(page.consultation, "Pak  BUDI\nSantoso, rumahnya di gang. budi santoso!")
    mask(other, "Budi Santoso")
    other.refresh_from_db()
    assert other.version.text == "Pak  ████, rumahnya di gang. ████!"
    mask(comment)
    assert not comment.versions.filter(text__contains="3456").exists()
    assert comment.versions.filter(masked_at=None).count() == 0


def test_author_and_moderators_still_read_the_original(told, client):
    page, author, comment = told
    boss = moderator()
    mask(comment, by=boss)
    assert NUMBER in words(client_of(author).get(f"/tanggapan/{comment.pk}/"))
    assert NUMBER in words(client_of(moderator()).get(item_url(comment)))
    texts = export_person(author)["consultations"]["comments"][0]["texts"]
    assert all(NUMBER in text["text"] for text in texts)
    assert NUMBER not in words(client_of(factories.user()).get(f"/tanggapan/{comment.pk}/"))


def test_the_author_is_told_with_rule_and_reason_and_may_object(told, client):
    page, author, comment = told
    decision = mask(comment)
    notice = Notification.objects.get(recipient=author, kind="decision")
    mine = client_of(author)
    assert "disamarkan" in words(mine.get(reverse("accounts:inbox")))
    assert notice.params == {"decision": decision.pk}
    page = mine.get(f"/tanggapan/keputusan/{decision.pk}/keberatan/")
    assert NUMBER in words(page)
    sent = mine.post(f"/tanggapan/keputusan/{decision.pk}/keberatan/", {"words": "Itu nomor kantor."})
    assert sent.status_code == 303
    objection = decision.appeal
    with pytest.raises(PermissionDenied):
        actions.judge_appeal(objection.pk, judge=decision.actor, outcome="restored", reason="Ya.")
    actions.judge_appeal(objection.pk, judge=moderator(), outcome="restored", reason="Nomor kantor boleh.")
    comment.refresh_from_db()
    assert NUMBER in comment.version.text and comment.version.masked_at is None
    assert NUMBER in words(client.get(f"/tanggapan/{comment.pk}/"))
    assert not OriginalText.objects.exists()
    assert "Bagian yang disamarkan ditampilkan lagi." in words(
        client.get(f"/tanggapan/keputusan/{decision.pk}/")
    )


def test_an_upheld_masking_stays(told, client):
    page, author, comment = told
    decision = mask(comment)
    objection = actions.appeal(decision.pk, account=author, words="Itu nomor kantor.")
    actions.judge_appeal(objection.pk, judge=moderator(), outcome="upheld", reason="Bukan.")
    assert NUMBER not in words(client.get(f"/tanggapan/{comment.pk}/"))
    assert "Penyamaran tetap berlaku." in words(client.get(f"/tanggapan/keputusan/{decision.pk}/"))


def test_of_two_maskings_the_other_stays_when_one_ends(told):
    page, author, comment = told
    boss = moderator()
    mask(comment, "loket lambat")
    second = mask(comment, by=boss)
    actions.undo(second.pk, actor=boss)
    comment.refresh_from_db()
    assert comment.version.text == f"████. Hubungi {NUMBER}!"
    assert comment.version.masked_at


def test_an_edit_does_not_bring_back_what_is_masked(told, client):
    page, author, comment = told
    mask(comment)
    comment.refresh_from_db()
    actions.edit_comment(
        comment.pk,
        account=author,
        text=f"Sekali lagi: {NUMBER}.",
        form_key=uuid.uuid4(),
        version_id=comment.version_id,
    )
    comment.refresh_from_db()
    assert comment.version.text == "Sekali lagi: ████."
    assert NUMBER not in words(client.get(f"/tanggapan/{comment.pk}/"))


def test_a_masked_comment_that_waits_goes_on_waiting(told):
    page, author, comment = told
    row = page.consultation
    row.moderation = "pre"
    row.save()
    waiting = say(row, f"Nomor saya {NUMBER}.")
    boss = client_of(moderator())
    card = send(boss, waiting, card=True)
    shown = card.content.decode()
    assert card.status_code == 200 and "data-desk-waits" in shown and "Urungkan" in shown
    waiting.refresh_from_db()
    assert waiting.status == "pending" and NUMBER not in waiting.version.text


def test_mentions_and_markdown_outlive_a_masking(told):
    page, author, comment = told
    reply = say(
        page.consultation, f"@Cek Ida *penting*: {NUMBER} ada di https://wa.me/{NUMBER}", parent=comment
    )
    mask(reply)
    reply.refresh_from_db()
    html = reply.version.body_html
    assert '<b class="mention"' in html and "<em>penting</em>" in html
    assert "3456" not in html and "masked" not in html.split("href=")[1].split(">")[0]


@pytest.mark.parametrize(
    ("passages", "said"),
    [
        ("", "Tulis apa yang disamarkan"),
        ("tidak ada di sini", "tidak ada dalam teks"),
        ("!", "sedikitnya dua huruf"),
        ("\n".join(str(number) * 3 for number in range(10, 40)), "Paling banyak 20"),
        ("x" * 301, "paling panjang 300"),
    ],
)
def test_passages_that_cannot_be_masked_are_refused_with_what_was_typed(told, passages, said):
    _page, _author, comment = told
    answer = send(client_of(moderator()), comment, passages, reason="Alasan saya.")
    assert answer.status_code == 422
    assert said in words(answer) and "Alasan saya." in answer.content.decode()
    assert not Masking.objects.exists()


def test_the_reason_does_not_publish_what_is_masked(told):
    _page, _author, comment = told
    answer = send(client_of(moderator()), comment, reason=f"Ada nomor {NUMBER}.")
    assert answer.status_code == 422
    assert "tidak boleh mengulang" in words(answer)
    assert not ModerationDecision.objects.exists()


def test_rule_and_reason_are_needed_and_others_are_refused(told):
    _page, author, comment = told
    assert send(client_of(moderator()), comment, rule="", reason="").status_code == 422
    for person in (author, factories.user()):
        address = f"{item_url(comment)}redact/"
        assert client_of(person).post(address, {"passages": NUMBER}).status_code in (302, 403, 404)
    own = say(comment.consultation, f"Nomor {NUMBER}", by=(boss := moderator()))
    with pytest.raises(ValidationError):
        mask(own, by=boss)


def test_a_text_changed_since_is_a_conflict(told):
    _page, author, comment = told
    boss = client_of(moderator())
    form = forms_of(boss.get(item_url(comment)))[f"{item_url(comment)}redact/"]
    actions.edit_comment(
        comment.pk,
        account=author,
        text="Lain sama sekali.",
        form_key=uuid.uuid4(),
        version_id=comment.version_id,
    )
    answer = boss.post(
        f"{item_url(comment)}redact/",
        form | {"passages": NUMBER, "rule": str(rule(2).pk), "reason": "Nomor."},
    )
    assert answer.status_code == 409


def test_a_double_click_masks_once(told):
    _page, _author, comment = told
    boss = client_of(moderator())
    form = forms_of(boss.get(item_url(comment)))[f"{item_url(comment)}redact/"]
    filled = form | {"passages": NUMBER, "rule": str(rule(2).pk), "reason": "Nomor."}
    answers = [boss.post(f"{item_url(comment)}redact/", filled).status_code for _click in range(2)]
    assert answers == [303, 303]
    assert Masking.objects.count() == 1


def test_who_leaves_takes_the_originals_along(told, client):
    _page, author, comment = told
    mask(comment)
    anonymise_user(author, author)
    assert not OriginalText.objects.exists()
    assert Masking.objects.get().passages == []
    assert NUMBER not in words(client.get(f"/tanggapan/{comment.pk}/"))


# --- What the database holds ------------------------------------------------------------------------


def refused(statement: str, *parameters) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
    except (IntegrityError, InternalError):
        return True
    return False


def test_the_database_refuses_to_alter_a_masking_or_to_unmask_with_other_words(told):
    _page, _author, comment = told
    mask(comment)
    comment.refresh_from_db()
    assert refused("UPDATE consultations_masking SET passages = '[\"x\"]'")
    assert refused("DELETE FROM consultations_masking")
    assert refused(
        "UPDATE consultations_commentversion SET text = 'Lain', masked_at = NULL WHERE id = %s",
        comment.version_id,
    )
    other = say(comment.consultation, "Lain.")
    assert refused(
        "INSERT INTO consultations_originaltext (version_id, comment_id, text) VALUES (%s, %s, 'x')",
        other.version_id,
        comment.pk,
    )
