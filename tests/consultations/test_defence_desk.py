"""At the desk: what is held stands in the queue with its reason, and beside each text what says much the same."""

import uuid

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from consultations import actions
from consultations.similarity import similar_to
from consultations.waiting import Narrowing, count_waiting, waiting
from tests import factories
from tests.conftest import NO_DEFENCE
from tests.consultations import desk
from tests.consultations.moderation import QUEUE, item_url
from tests.consultations.talking import decide, words

pytestmark = pytest.mark.django_db

HELD = Narrowing(kind="held")
ANTRE = "Antrean loket di kecamatan terlalu panjang, petugas loket hanya dua orang."
ALIKE = [
    "Petugas loket di kecamatan kami hanya dua orang, padahal antrean terlalu panjang.",
    "Antrean panjang di loket kecamatan karena petugas kurang.",
]
ELSEWHERE = "Taman bermain di tepi sungai perlu lampu dan tempat sampah."


@pytest.fixture
def at_desk(as_):
    return as_(desk.analyst())


@override_settings(**NO_DEFENCE | {"NEW_ACCOUNT_DAYS": 3})
def test_the_queue_narrows_to_what_is_held_and_each_card_says_why(at_desk):
    pre, post = desk.consultation(moderation="pre"), desk.consultation()
    desk.say(pre, "Menunggu seperti semua yang lain.")
    linked = desk.say(post, "Beli di https://contoh.example/ saja.")
    author = factories.user()
    edited = desk.say(post, "Teks yang jujur.", by=author)
    actions.edit_comment(
        edited.pk,
        account=author,
        text="Teks dengan https://contoh.example/ di dalamnya.",
        form_key=uuid.uuid4(),
        version_id=edited.version_id,
    )
    assert [(item.kind, item.comment_id) for item in waiting(HELD)[0]] == [
        ("comment", linked.pk),
        ("edit", edited.pk),
    ]
    assert (count_waiting(HELD), count_waiting()) == (2, 3)
    assert waiting(HELD, after=waiting(HELD, limit=1)[1])[0][0].comment_id == edited.pk
    assert waiting(Narrowing(kind="held", consultation_id=pre.pk))[0] == []
    shown = words(at_desk.get(f"{QUEUE}?kind=held"))
    assert "Beli di" in shown and "Menunggu seperti" not in shown
    assert shown.count("Ditahan untuk moderator: tautan, dari akun baru.") == 2
    decide(linked, "publish")
    assert [item.comment_id for item in waiting(HELD)[0]] == [edited.pk]
    assert "tautan, dari akun baru" not in words(at_desk.get(item_url(linked)))


def test_the_held_are_found_by_their_own_index():
    row = desk.consultation()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM consultations_comment WHERE consultation_id = %s AND status = 'pending' "
            "AND held_for <> '' ORDER BY received_at, id LIMIT 20",
            [row.pk],
        )
        assert "comment_held" in str(cursor.fetchall())


def test_a_moderator_sees_what_says_much_the_same(at_desk):
    row = desk.consultation(moderation="pre")
    comment = desk.say(row, ANTRE)
    alike = [desk.say(row, text) for text in ALIKE]
    desk.say(row, ELSEWHERE)
    desk.say(desk.consultation(), ANTRE)
    found = similar_to([comment.pk])[comment.pk]
    assert [other.pk for other in found] == [other.pk for other in alike]
    decide(alike[0], "reject")
    actions.withdraw_comment(alike[1].pk, account=alike[1].participant.account)
    assert [other.pk for other in similar_to([comment.pk])[comment.pk]] == [alike[0].pk]
    page = at_desk.get(item_url(comment))
    assert ALIKE[0] in words(page) and ALIKE[1] not in words(page) and ELSEWHERE not in words(page)
    assert f'href="{item_url(alike[0])}"' in page.content.decode()


def test_five_at_most_and_as_many_queries_for_one_card_as_for_twenty():
    row = desk.consultation()
    comments = [desk.say(row, ANTRE.replace("dua", f"{number}")) for number in range(30)]
    counts = []
    for many in (1, 20):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            found = similar_to([comment.pk for comment in comments[:many]])
        counts.append(len(captured))
        assert all(len(others) == 5 for others in found.values())
        assert all(pk not in [other.pk for other in others] for pk, others in found.items())
    assert counts == [2, 2]


def test_what_is_about_nothing_resembles_nothing():
    row = desk.consultation()
    comments = [desk.say(row, text) for text in ("Setuju", "👍", "?!", "Ya.", "tidak enak")]
    assert not any(similar_to([comment.pk for comment in comments]).values())
    assert similar_to([]) == {}
