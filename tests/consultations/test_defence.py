"""A forum is spammed: one person's flood is refused, their text kept; all else that is odd waits for a moderator."""

import re
import time
import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from consultations import actions, defence
from consultations.models import Allowance, Comment, CommentVersion, TextSketch
from tests import factories
from tests.conftest import NO_DEFENCE
from tests.consultations.talking import (
    announce,
    area,
    at_once,
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

LONG = "Loket di kecamatan kami baru buka pukul sembilan padahal orang sudah antre sejak subuh."


def form_of(row) -> str:
    return f"/tanggapan/konsultasi/{row.slug}/tulis/"


def on(**chosen):
    """Switch on what is named and nothing else of the defence."""
    return override_settings(**NO_DEFENCE | chosen)


def opened(client, address: str, *, ago: float = 60) -> dict:
    """Open a form; return the hidden fields that it would send had it been opened so many seconds ago."""
    body = client.get(address).content.decode()
    key = re.search(r'name="form_key" value="([^"]+)"', body)[1]
    mark = re.search(r'name="shown" value="([^"]+)"', body)[1]
    assert defence.seconds_since(mark, key) < 30
    return {"form_key": key, "shown": defence.stamp(key, time.time() - ago)}


def held(client, address: str, text: str, **fields) -> str:
    """Send a text; return for what it is held, "" where it is published at once."""
    answer = write(client, address, text, **fields)
    assert answer.status_code == 303, words(answer)
    comment = Comment.objects.get(pk=int(answer["Location"].split("/")[2]))
    assert comment.status == ("pending" if comment.held_for else "published")
    return comment.held_for


# --- How much -------------------------------------------------------------------------------------


@on(PERSON_LIMITS=[(3, 600.0), (100, 86_400.0)])
@pytest.mark.parametrize("fragment", ["", "?fragment=1"])
def test_one_persons_flood_is_refused_in_words_and_the_text_comes_back(fragment):
    row = consultation()
    parent = say(row, "Apa yang perlu diubah?")
    flooder, other = client_of(factories.user()), client_of(factories.user())
    address = f"/tanggapan/{parent.pk}/balas/{fragment}"
    for number in range(3):
        assert write(flooder, address, f"Balasan {number}.").status_code in (200, 303)
    answer = write(flooder, address, "Yang keempat.", shown="sebuah tanda")
    assert answer.status_code == 429
    assert area(answer) == "Yang keempat."
    assert 'value="sebuah tanda"' in answer.content.decode()
    assert "Kirim lagi dalam 4 menit" in words(answer)
    assert 190 < int(answer["Retry-After"]) <= 200
    assert Comment.objects.count() == 4
    assert write(other, address, "Saya orang lain.").status_code in (200, 303)
    Allowance.objects.update(full_at=timezone.now() + timedelta(minutes=6))  # four minutes later
    assert write(flooder, address, "Yang keempat.").status_code in (200, 303)


@on(PERSON_LIMITS=[(2, 600.0)])
def test_a_form_sent_again_counts_once_and_what_is_refused_counts_nothing():
    row = consultation()
    person = factories.user()
    client, key = client_of(person), uuid.uuid4()
    for _time in range(5):
        assert write(client, form_of(row), "Sekali.", form_key=key).status_code == 303
        assert write(client, form_of(row), " ").status_code == 422
        assert write(client, form_of(row), "Teks.", question="7", stance="maybe").status_code == 422
    assert write(client, form_of(row), "Dua kali.").status_code == 303
    assert write(client, form_of(row), "Tiga kali.").status_code == 429
    assert Comment.objects.count() == 2


@on(PERSON_LIMITS=[(2, 600.0)])
def test_edits_count_too_and_officials_do_not():
    row = consultation()
    person = factories.user()
    comment = say(row, "Teks pertama.", by=person)
    address = f"/tanggapan/{comment.pk}/ubah/"
    assert write(client_of(person), address, "Teks kedua.", version=comment.version_id).status_code == 303
    comment.refresh_from_db()
    answer = write(client_of(person), address, "Teks ketiga.", version=comment.version_id)
    assert answer.status_code == 429 and area(answer) == "Teks ketiga."
    nova = officer()
    for number in range(5):
        say(row, f"Kami jawab {number}.", by=nova)


@pytest.mark.django_db(transaction=True)
@on(PERSON_LIMITS=[(5, 600.0)])
def test_the_limit_holds_however_many_come_at_once():
    row, person = consultation(), factories.user()
    results = at_once([lambda n=n: say(row, f"Serentak {n}.", by=person) for n in range(16)])
    refused = [result for result in results if isinstance(result, defence.TooMany)]
    assert len(refused) == 11, results
    assert Comment.objects.count() == 5


@pytest.mark.django_db(transaction=True)
@on(PERSON_LIMITS=[(1, 600.0)])
def test_a_double_click_on_the_last_text_that_is_allowed_is_answered_twice():
    row, person, key = consultation(), factories.user(), uuid.uuid4()

    def send():
        return actions.submit_comment(
            consultation_id=row.pk, account=person, text="Yang terakhir.", form_key=key
        )

    results = at_once([send] * 8)
    assert {getattr(result, "pk", result) for result in results} == {Comment.objects.get().pk}


@on(NETWORK_LIMITS=[(3, 600.0)])
def test_a_flood_from_one_network_waits_and_a_forged_header_does_not_help():
    row = consultation()
    clients = [client_of(factories.user()) for _number in range(6)]
    found = [
        held_from(
            client, row, f"Teks {n}.", REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR=f"198.51.100.{n}"
        )
        for n, client in enumerate(clients)
    ]
    assert found == ["", "", "", "network", "network", "network"]
    assert held_from(clients[0], row, "Dari rumah.", REMOTE_ADDR="203.0.113.8") == ""


def held_from(client, row, text: str, **headers) -> str:
    form = {"text": text, "form_key": uuid.uuid4(), "stance": ""}
    answer = client.post(form_of(row), form, **headers)
    assert answer.status_code == 303
    return Comment.objects.get(pk=int(answer["Location"].split("/")[2])).held_for


@on(NETWORK_LIMITS=[(3, 600.0)], ALLAUTH_TRUSTED_PROXY_COUNT=1)
def test_behind_a_proxy_the_address_is_what_the_proxy_says():
    row = consultation()
    person = client_of(factories.user())

    def arrives(number: int, forwarded: str) -> str:
        return held_from(
            person, row, f"Teks {number}.", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded
        )

    assert [arrives(n, "203.0.113.7") for n in range(3)] == ["", "", ""]
    assert arrives(4, "198.51.100.4, 203.0.113.7") == "network"  # the sender's own words come first
    assert arrives(5, "203.0.113.9") == ""
    # Of IPv6 everybody has 2 ** 64 addresses: it is the network that counts.
    assert [arrives(n, f"2001:db8:1:2::{n}") for n in range(10, 14)] == ["", "", "", "network"]
    assert arrives(20, "2001:db8:1:3::1") == ""


@on(NETWORK_LIMITS=[(3, 600.0)], ALLAUTH_TRUSTED_PROXY_COUNT=2)
def test_a_proxy_that_says_too_little_is_no_error():
    row, person = consultation(), client_of(factories.user())
    assert held_from(person, row, "Teks.", HTTP_X_FORWARDED_FOR="203.0.113.7") == ""
    assert held_from(person, row, "Teks.", HTTP_X_FORWARDED_FOR="bukan alamat, 203.0.113.7") == ""


@on(NETWORK_LIMITS=[(3, 600.0)], PERSON_LIMITS=[(9, 600.0)])
def test_no_address_is_kept_and_what_is_free_again_is_forgotten():
    row = consultation()
    held_from(client_of(factories.user()), row, "Teks.", REMOTE_ADDR="203.0.113.7")
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(a::text, ' ') FROM consultations_allowance a")
        assert "203.0.113" not in cursor.fetchone()[0]
    assert Allowance.objects.count() == 2
    assert defence.forget_allowances() == 0
    Allowance.objects.update(full_at=timezone.now() - timedelta(seconds=1))
    assert defence.forget_allowances() == 2


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


def test_too_many_is_a_refusal_in_words():
    for wait, said in ((1, "1"), (89, "89"), (90, "2"), (3600 * 5, "5")):
        error = defence.TooMany(wait)
        assert isinstance(error, ValidationError) and f" {said} " in error.message


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
