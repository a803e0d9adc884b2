"""How much one person and one network may send, and that nobody gets past it by hurry, retries or headers."""

import uuid
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from consultations import actions, defence
from consultations.actions.locking import Conflict
from consultations.models import Allowance, Comment
from tests import factories
from tests.consultations.defended import form_of, held_from, on
from tests.consultations.talking import area, client_of, consultation, officer, say, words, write
from tests.racing import at_once

pytestmark = pytest.mark.django_db


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


# What the limit would be if each counted what it had read, a moment later.
_CARELESS = """
WITH asked AS (
    SELECT *
      FROM unnest(%(subjects)s::text[], %(spacings)s::float8[], %(windows)s::float8[]) AS a(subject, spacing, size)
), counted AS (
    SELECT q.subject, extract(epoch FROM coalesce(a.full_at, now()) - now())::float8 + q.spacing - q.size AS beyond
      FROM asked q LEFT JOIN consultations_allowance a ON a.subject = q.subject, pg_sleep(0.3)
), put AS (
    INSERT INTO consultations_allowance (subject, full_at, "window")
    SELECT c.subject, now() + make_interval(secs => c.beyond + q.size), make_interval(secs => q.size)
      FROM counted c JOIN asked q ON q.subject = c.subject
        ON CONFLICT (subject) DO UPDATE SET full_at = excluded.full_at
)
SELECT subject, beyond, NULL::bigint, NULL::bigint[] FROM counted
 WHERE %(comment)s::bigint = 0 AND cardinality(%(keys)s::bigint[]) = 0 AND %(each)s::int > 0 AND %(most)s::int > 0
"""


@pytest.mark.django_db(transaction=True)
@on(PERSON_LIMITS=[(5, 600.0)])
def test_control_counting_what_was_read_lets_more_through(monkeypatch):
    monkeypatch.setattr(defence, "_EVIDENCE", _CARELESS)
    row, person = consultation(), factories.user()
    results = at_once([lambda n=n: say(row, f"Serentak {n}.", by=person) for n in range(16)])
    assert not [one for one in results if isinstance(one, Exception) and not isinstance(one, defence.TooMany)]
    assert Comment.objects.count() > 5


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


def test_too_many_is_a_refusal_in_words():
    for wait, said in ((1, "1"), (89, "89"), (90, "2"), (3600 * 5, "5")):
        error = defence.TooMany(wait)
        assert isinstance(error, ValidationError) and f" {said} " in error.message


@pytest.mark.django_db(transaction=True)
@on(PERSON_LIMITS=[(500, 600.0)], NETWORK_LIMITS=[(500, 600.0)])
def test_edits_and_replies_from_one_network_wait_for_one_another_and_never_deadlock():
    row, author = consultation(), factories.user()
    comment = say(row, "Yang diubah dan dijawab.", by=author)
    hall = defence.Arrival("203.0.113.7", trapped=False, seconds=60.0)

    def edit(number: int) -> None:
        for time_again in range(4):
            newest = Comment.objects.get(pk=comment.pk).version_id
            with suppress(Conflict):
                actions.edit_comment(
                    comment.pk,
                    account=author,
                    text=f"Ubahan {number}-{time_again}.",
                    form_key=uuid.uuid4(),
                    version_id=newest,
                    arrival=hall,
                )

    def answer(person) -> None:
        for number in range(4):
            say(row, f"Jawaban {number}.", by=person, parent=comment, arrival=hall)

    people = [author, *(factories.user() for _number in range(3))]
    tasks = [lambda n=n: edit(n) for n in range(3)] + [lambda one=one: answer(one) for one in people]
    assert at_once(tasks) == [None] * 7
    assert Comment.objects.filter(parent=comment).count() == 16
