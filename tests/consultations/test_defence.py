"""What arrives oddly, repeats others or carries links waits for a moderator, and its author is told why."""

import re
import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from consultations import actions
from consultations.models import Comment, CommentVersion, TextSketch
from tests import factories
from tests.consultations.defended import LONG, form_of, held, on, opened
from tests.consultations.talking import (
    announce,
    client_of,
    consultation,
    decide,
    moderator,
    officer,
    say,
    words,
    write,
)

pytestmark = pytest.mark.django_db


# --- How it arrives -------------------------------------------------------------------------------


@on(LEAST_SECONDS_TO_WRITE=3)
def test_a_text_sent_before_anybody_could_write_it_waits():
    row = consultation()
    client = client_of(factories.user())
    fresh = opened(client, form_of(row), ago=0)
    assert held(client, form_of(row), "Terlalu cepat.", **fresh) == "haste"
    assert held(client, form_of(row), "Tanpa tanda.") == "haste"
    ready = opened(client, form_of(row))
    assert held(client, form_of(row), "Tanda bekas.", form_key=uuid.uuid4(), shown=ready["shown"]) == "haste"
    at, proof = ready["shown"].split(":")
    assert (
        held(client, form_of(row), "Waktu palsu.", **ready | {"shown": f"{float(at) - 9}:{proof}"}) == "haste"
    )
    for odd in ("x", ":", "nan:1", "inf:", "1e999:2", "\ud55c:\ud55c", "9" * 5000):
        assert held(client, form_of(row), f"Tanda aneh {odd[:9]}.", shown=odd) == "haste"
    assert held(client, form_of(row), "Sempat ditulis.", **opened(client, form_of(row))) == ""
    assert held(client, form_of(row), "Ditulis semalaman.", **opened(client, form_of(row), ago=40_000)) == ""


@on(LEAST_SECONDS_TO_WRITE=3)
def test_a_form_that_comes_back_keeps_the_moment_at_which_it_was_shown():
    row = consultation()
    person = factories.user()
    client = client_of(person)
    ready = opened(client, form_of(row))
    refused = write(client, form_of(row), " ", **ready)
    assert refused.status_code == 422
    assert f'value="{ready["shown"]}"' in refused.content.decode()
    assert held(client, form_of(row), "Kini ada teksnya.", **ready) == ""
    comment = Comment.objects.get()
    ready = opened(client, f"/tanggapan/{comment.pk}/ubah/")
    actions.edit_comment(
        comment.pk,
        account=person,
        text="Di gawai lain.",
        form_key=uuid.uuid4(),
        version_id=comment.version_id,
    )
    overtaken = write(
        client, f"/tanggapan/{comment.pk}/ubah/", "Di sini.", version=comment.version_id, **ready
    )
    assert overtaken.status_code == 409
    body = overtaken.content.decode()
    again = {
        name: re.search(rf'name="{name}" value="([^"]+)"', body)[1]
        for name in ("form_key", "shown", "version")
    }
    assert again["form_key"] != ready["form_key"]
    assert write(client, f"/tanggapan/{comment.pk}/ubah/", "Di sini.", **again).status_code == 303
    comment.refresh_from_db()
    assert (comment.version.text, comment.held_for) == ("Di sini.", "")


@on()
@pytest.mark.parametrize("fragment", ["", "?fragment=1"])
def test_a_program_fills_in_what_nobody_sees(fragment):
    row = consultation()
    parent = say(row, "Apa yang perlu diubah?")
    client = client_of(factories.user())
    address = f"/tanggapan/{parent.pk}/balas/{fragment}"
    body = client.get(address).content.decode()
    trap = re.search(r'<div class="trap"[^>]*>.*?</div>', body, re.S)[0]
    assert 'aria-hidden="true"' in trap and 'tabindex="-1"' in trap and 'autocomplete="off"' in trap
    assert "style=" not in body
    answer = write(client, address, "Beli di sini.", judul="Promo")
    assert answer.status_code in (200, 303)
    comment = Comment.objects.get(parent=parent)
    assert (comment.status, comment.held_for) == ("pending", "trap")


# --- What it says ---------------------------------------------------------------------------------


@on(REPEATED_PERCENT=60, REPEATED_WORDS=8)
@pytest.mark.parametrize(
    "repeated",
    [
        LONG,
        LONG.upper() + "!!!",
        LONG.replace("Loket", "Lókét").replace("antre", "antreee").replace(" ", "  "),
        LONG.replace("kecamatan", "kelurahan"),
        "Setuju! " + LONG,
    ],
    ids=["same", "case", "accents", "a word changed", "a word more"],
)
def test_a_text_that_repeats_another_waits(client, repeated):
    page = announce()
    row = page.consultation
    say(row, LONG)
    person = client_of(factories.user())
    assert held(person, form_of(row), repeated) == "repeated"
    comment = Comment.objects.latest("pk")
    told = words(person.get(f"/tanggapan/{comment.pk}/"))
    assert "sangat mirip dengan teks lain" in told and "tidak ada yang hilang" in told
    assert client.get(f"/tanggapan/{comment.pk}/").status_code == 404
    assert held(person, form_of(consultation()), repeated) == ""  # elsewhere it is no repetition


@on(REPEATED_PERCENT=60, REPEATED_WORDS=8)
def test_many_may_agree_in_few_words_and_quote_whom_they_answer():
    row = consultation()
    first = say(row, LONG)
    for _person in range(4):
        assert say(row, "Setuju sekali, Pak.", parent=first).held_for == ""
    grateful = factories.user()
    found = [say(row, "Terima kasih.", by=grateful, parent=first).held_for for _time in range(3)]
    assert found == ["", "", "repeated"]
    assert say(row, f"> {LONG}\n\nSaya mengalami hal yang sama pekan lalu di loket tiga.").held_for == ""
    assert say(row, "Di kecamatan kami loket justru sudah buka sejak pagi dan antrean pendek.").held_for == ""


@on(REPEATED_PERCENT=60, REPEATED_WORDS=8)
def test_what_is_withdrawn_may_be_said_again_and_what_is_masked_is_forgotten():
    row, person = consultation(), factories.user()
    comment = say(row, LONG, by=person)
    actions.withdraw_comment(comment.pk, account=person)
    second = say(row, LONG, by=person)
    assert second.held_for == ""
    assert TextSketch.objects.filter(version=second.version_id).exists()
    CommentVersion.objects.filter(pk=second.version_id).update(
        text="", body_html="", excerpt_html="", masked_at=timezone.now()
    )
    assert not TextSketch.objects.filter(version=second.version_id).exists()


@on(NEW_ACCOUNT_DAYS=3)
def test_a_link_from_a_new_account_waits_and_one_to_ourselves_does_not(settings):
    row = consultation()
    newcomer, known = factories.user(), factories.user(date_joined=timezone.now() - timedelta(days=4))
    assert say(row, "Lihat https://contoh.example/a?b=c di sana.", by=newcomer).held_for == "links"
    assert say(row, "Lihat www.contoh.com saja.", by=newcomer).held_for == "links"
    assert say(row, f"Lihat {settings.BASE_URL}/tanggapan/1/ saja.", by=newcomer).held_for == ""
    assert say(row, "Tanpa tautan.", by=newcomer).held_for == ""
    assert say(row, "Lihat https://contoh.example/ di sana.", by=known).held_for == ""
    assert say(row, "Lihat https://contoh.example/ di sana.", by=officer()).held_for == ""


@on(NEW_ACCOUNT_DAYS=3)
def test_a_link_put_in_afterwards_waits_while_the_earlier_text_stands(client):
    page = announce()
    row, person = page.consultation, factories.user()
    comment = say(row, "Teks yang jujur.", by=person)
    mine, address = client_of(person), f"/tanggapan/{comment.pk}/ubah/"
    answer = write(mine, address, "Beli di https://contoh.example/", version=comment.version_id)
    assert answer.status_code == 303
    comment.refresh_from_db()
    assert (comment.status, comment.held_for, comment.version.text) == (
        "published",
        "links",
        "Teks yang jujur.",
    )
    assert "contoh.example" not in words(client.get(page.url))
    # Changed once more it still adds the link to what the public reads.
    write(mine, address, "Belilah di https://contoh.example/", version=comment.pending_version_id)
    comment.refresh_from_db()
    assert comment.version.text == "Teks yang jujur." and comment.pending_version.number == 3
    # Without it there is nothing to wait for, and nothing waits.
    write(mine, address, "Teks yang tetap jujur.", version=comment.pending_version_id)
    comment.refresh_from_db()
    assert (comment.version.text, comment.pending_version) == ("Teks yang tetap jujur.", None)


@on(NEW_ACCOUNT_DAYS=3)
def test_what_was_held_is_published_by_a_moderator_like_any_other(client):
    page = announce()
    person = factories.user()
    comment = say(page.consultation, "Lihat https://contoh.example/ di sana.", by=person)
    mine = client_of(person)
    shown = words(mine.get(page.url))
    assert "Mengapa menunggu: Isinya memuat tautan, dan akun Anda masih baru." in shown
    assert "contoh.example" not in words(client.get(page.url))
    decide(comment, "publish", by=moderator())
    assert "contoh.example" in words(client.get(page.url))


def test_the_database_knows_the_reasons():
    comment = say(consultation(), "Teks.")
    with pytest.raises(Exception, match="comment_held_for_known"):
        Comment.objects.filter(pk=comment.pk).update(held_for="suka")


@on(REPEATED_PERCENT=60, REPEATED_WORDS=8)
def test_texts_stored_before_are_recognised_after_the_command():
    row = consultation()
    say(row, LONG)
    TextSketch.objects.all().delete()
    assert say(row, LONG.replace("kecamatan", "kelurahan")).held_for == ""
    TextSketch.objects.all().delete()
    out = StringIO()
    call_command("sketch_texts", stdout=out)
    assert out.getvalue().startswith("2 ")
    assert say(row, LONG).held_for == "repeated"
    stored = TextSketch.objects.get(version=Comment.objects.latest("pk").version_id)
    before = (stored.shingles, stored.keys)
    call_command("sketch_texts", "--anew", stdout=out)
    stored.refresh_from_db()
    assert (stored.shingles, stored.keys) == before
