"""Many at once, in real transactions: nothing doubled, nothing lost, counters exact; and that each guard is needed.

Each race has its negative control: with the constraint or the lock taken away, the same race must go wrong.
"""

import threading
import uuid

import pytest
from django.db import OperationalError, connection

from consultations import actions
from consultations.models import (
    Comment,
    CommentVersion,
    Consultation,
    ModerationDecision,
    Participant,
    Support,
)
from tests import factories
from tests.consultations import exchanging
from tests.consultations.talking import announce, client_of, consultation, decide, moderator, say, write
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def errors(results) -> list:
    return [result for result in results if isinstance(result, Exception)]


def change(*statements: str) -> None:
    """Change the schema of this test's own database, which is thrown away afterwards."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


# --- The same form ----------------------------------------------------------------------------------


def send_ten_times(row, address="") -> list:
    person = factories.user()
    clients = [client_of(person) for _time in range(10)]
    key = uuid.uuid4()
    address = address or f"/tanggapan/konsultasi/{row.slug}/tulis/"
    return at_once([lambda c=c: write(c, address, "Sekali saja.", form_key=key) for c in clients])


def test_the_same_form_sent_ten_times_at_once_is_one_comment():
    row = consultation()
    answers = send_ten_times(row)
    assert not errors(answers)
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer["Location"] for answer in answers}) == 1
    assert Comment.objects.count() == Participant.objects.count() == 1
    assert sum(tally.published for tally in row.tallies.all()) == 1


def test_control_without_the_unique_key_the_same_form_doubles():
    row = consultation()
    change(
        "ALTER TABLE consultations_comment DROP CONSTRAINT consultations_comment_form_key_key",
        # ON CONFLICT must name a unique index; this one lets everything pass, since each row gets a key of its own.
        "CREATE FUNCTION fresh_key() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN NEW.form_key = gen_random_uuid(); RETURN NEW; END $$",
        "CREATE UNIQUE INDEX anew ON consultations_comment (form_key)",
        "CREATE TRIGGER fresh BEFORE INSERT ON consultations_comment FOR EACH ROW EXECUTE FUNCTION fresh_key()",
    )
    send_ten_times(row)
    assert Comment.objects.count() > 1


def test_the_same_edit_sent_at_once_is_one_version():
    author = factories.user()
    comment = say(consultation(), "Asal.", by=author)
    clients, key = [client_of(author) for _time in range(6)], uuid.uuid4()
    address = f"/tanggapan/{comment.pk}/ubah/"
    answers = at_once(
        [lambda c=c: write(c, address, "Baru.", form_key=key, version=comment.version_id) for c in clients]
    )
    assert {answer.status_code for answer in answers} == {303}
    assert CommentVersion.objects.count() == 2


# --- Support ----------------------------------------------------------------------------------------


def support_together(comment, people: int, times: int) -> list:
    fans = [factories.user() for _person in range(people)]
    return at_once(
        [lambda fan=fan: actions.support(comment.pk, account=fan) for fan in fans for _time in range(times)]
    )


def test_fifty_taps_at_once_of_one_person_are_one_support():
    comment = say(consultation(), "Setuju?")
    results = support_together(comment, people=1, times=50)
    assert not errors(results) and set(results) == {1}
    comment.refresh_from_db()
    assert comment.support_count == Support.objects.count() == 1


def test_many_people_at_once_are_all_counted():
    comment = say(consultation(), "Setuju?")
    assert not errors(support_together(comment, people=15, times=3))
    comment.refresh_from_db()
    assert comment.support_count == Support.objects.count() == 15


def test_control_without_the_unique_constraint_a_support_counts_often():
    comment = say(consultation(), "Setuju?")
    change(
        "ALTER TABLE consultations_support DROP CONSTRAINT support_once",
        "CREATE UNIQUE INDEX lax ON consultations_support (comment_id, user_id, id)",
    )
    fan = factories.user()

    def tap():
        # The verb's own statements, with nothing to conflict with.
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO consultations_support (comment_id, user_id, created_at) VALUES (%s, %s, now()) "
                "ON CONFLICT (comment_id, user_id, id) DO NOTHING",
                [comment.pk, fan.pk],
            )

    assert not errors(at_once([tap] * 10))
    assert Support.objects.count() == 10


# --- One branch, many writers -----------------------------------------------------------------------


def reply_together(comment, writers: int, times: int) -> list:
    people = [factories.user() for _writer in range(writers)]
    row = Consultation.objects.get(pk=comment.consultation_id)

    def write_some(person):
        for number in range(times):
            say(row, f"Balasan {number}.", by=person, parent=comment, stance="for")

    return at_once([lambda person=person: write_some(person) for person in people])


def test_eight_writers_in_one_branch_wait_instead_of_deadlocking_and_every_count_is_exact():
    row = consultation()
    comment = say(row, "Akar.")
    for number in range(4):
        comment = say(row, f"Turun {number}.", parent=comment)
    assert not errors(reply_together(comment, writers=8, times=5))
    assert exchanging.counters(row) == exchanging.naive_counters(row)
    assert Comment.objects.get(depth=0).descendant_count == 44


def test_control_counting_in_memory_loses_some(monkeypatch):
    def careless(written, ancestors, step, **_facts):
        for comment in Comment.objects.filter(pk__in=ancestors):
            comment.descendant_count += step
            comment.reply_count += step if comment.pk == written.parent_id else 0
            comment.save(update_fields=["descendant_count", "reply_count"])

    monkeypatch.setattr("consultations.actions.storing.count_comment", careless)
    monkeypatch.setattr("consultations.actions.storing.lock_branch", _unlocked)
    row = consultation()
    comment = say(row, "Akar.")
    reply_together(comment, writers=8, times=5)
    comment.refresh_from_db()
    assert comment.descendant_count < Comment.objects.filter(parent=comment).count()


def _unlocked(parent_id):
    return list(Comment.objects.filter(pk=parent_id).values_list("pk", "status", "question"))


def test_replies_withdrawals_and_decisions_at_once_leave_exact_counts():
    row = consultation()
    root = say(row, "Akar.")
    middle = say(row, "Tengah.", parent=root)
    authors = [factories.user() for _author in range(6)]
    leaves = [say(row, f"Daun {n}.", by=author, parent=middle) for n, author in enumerate(authors)]
    judges = [moderator() for _judge in range(3)]
    tasks = [lambda n=n: actions.withdraw_comment(leaves[n].pk, account=authors[n]) for n in range(3)]
    tasks += [lambda n=n: decide(leaves[n + 3], "hide", by=judges[n]) for n in range(3)]
    tasks += [lambda: say(row, "Baru.", parent=leaves[0]), lambda: say(row, "Baru.", parent=middle)]
    failed = errors(at_once(tasks))
    assert not [error for error in failed if isinstance(error, OperationalError)]
    assert exchanging.counters(row) == exchanging.naive_counters(row)


# --- Closing, editing, deciding ---------------------------------------------------------------------


def test_posts_across_the_deadline_are_accepted_by_the_moment_at_which_each_began():
    """Whoever began before closing is in, however late it commits; whoever began after is not."""
    row = consultation()
    began_before, closed = threading.Event(), threading.Event()

    def early():
        from django.db import transaction

        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT transaction_timestamp()")
            began_before.set()
            assert closed.wait(20)
            return say(row, "Mulai sebelum tutup.")

    def closing():
        assert began_before.wait(20)
        change("UPDATE consultations_consultation SET closes_at = clock_timestamp()")
        closed.set()

    def late():
        assert closed.wait(20)
        return say(row, "Mulai sesudah tutup.")

    in_time, _nothing, too_late = at_once([early, closing, late])
    assert isinstance(in_time, Comment)
    assert getattr(too_late, "code", "") == "closed"
    assert Comment.objects.count() == 1


def test_an_edit_and_a_decision_at_once_never_judge_a_text_that_nobody_read():
    for _round in range(8):
        author, judge = factories.user(), moderator()
        comment = say(consultation(moderation="pre"), "Teks yang dibaca.", by=author)
        read = comment.version_id
        mine, desk = client_of(author), judge

        def rewrite(mine=mine, comment=comment, read=read):
            return write(mine, f"/tanggapan/{comment.pk}/ubah/", "Teks yang tak dibaca.", version=read)

        def publish(desk=desk, comment=comment, read=read):
            return actions.decide(comment.pk, actor=desk, kind="publish", version_id=read)

        edited, decided = at_once([rewrite, publish])
        comment.refresh_from_db()
        assert edited.status_code == 303
        if isinstance(decided, actions.Conflict):
            assert comment.status == "pending" and comment.version.text == "Teks yang tak dibaca."
        else:
            # Judged first: what was read is public, the rest waits for its own judgement.
            assert comment.status == "published" and comment.version.text == "Teks yang dibaca."
            assert comment.pending_version.text == "Teks yang tak dibaca."
            assert decided.version_id == read


def test_two_edits_at_once_from_the_same_text_the_second_is_told():
    author = factories.user()
    comment = say(consultation(), "Asal.", by=author)
    clients = [client_of(author) for _time in range(4)]
    address = f"/tanggapan/{comment.pk}/ubah/"
    answers = at_once(
        [
            lambda c=c, n=n: write(c, address, f"Versi {n}.", version=comment.version_id)
            for n, c in enumerate(clients)
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]
    assert CommentVersion.objects.count() == 2


def test_withdrawing_and_hiding_at_once_leave_one_outcome():
    author, judge = factories.user(), moderator()
    row = announce().consultation
    comment = say(row, "Dua orang, satu akhir.", by=author)
    at_once(
        [
            lambda: actions.withdraw_comment(comment.pk, account=author),
            lambda: decide(comment, "hide", by=judge),
        ]
    )
    comment.refresh_from_db()
    kinds = list(ModerationDecision.objects.values_list("kind", flat=True))
    assert kinds == [{"hidden": "hide", "withdrawn": "withdraw"}[comment.status]]
    assert sum(tally.published for tally in row.tallies.all()) == 0
