"""An import that is killed leaves nothing, the next one brings everything, and two at once double nothing."""

import os
import signal
import subprocess
import sys
import time
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection, transaction

from consultations.models import Comment, CommentVersion, Consultation, ModerationDecision, Participant
from tests.consultations.exchanging import consultation, counters, line, naive_counters, table

pytestmark = pytest.mark.django_db(transaction=True)


def start(file, row) -> subprocess.Popen:
    """Start the command as an administrator would, in a process of its own."""
    url = urlunsplit(
        urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    )
    return subprocess.Popen(
        [sys.executable, "manage.py", "import_comments", str(file), "--consultation", row.slug],
        env=os.environ | {"DATABASE_URL": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def rows_of(*models) -> int:
    return sum(model.objects.count() for model in models)


def has_written_comments() -> bool:
    """Whether another process has written comments in a transaction that is not over, by the lock that it holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE relation = 'consultations_comment'::regclass"
            " AND mode = 'RowExclusiveLock' AND granted AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0] > 0


def wait_until_blocked(processes: int = 1) -> None:
    """Wait until so many processes of this database wait for a lock."""
    for _attempt in range(300):
        with connection.cursor() as cursor:
            # Within a transaction the view shows one moment only, unless one lets go of it.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] >= processes:
                return
        time.sleep(0.1)
    raise AssertionError("the import never came to the place where it was to be killed")


def test_killed_while_storing_it_leaves_nothing_and_runs_again(tmp_path):
    row = consultation()
    file = table(
        tmp_path / "x.csv", [line(n, status="rejected" if n % 9 == 0 else "published") for n in range(200)]
    )
    with transaction.atomic():
        with connection.cursor() as cursor:
            # The decisions come last: the comments are written by then, in the import's transaction.
            cursor.execute("LOCK TABLE consultations_moderationdecision IN ACCESS EXCLUSIVE MODE")
        process = start(file, row)
        wait_until_blocked()
        assert has_written_comments()  # else the kill would prove nothing
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert rows_of(Comment, CommentVersion, Participant, ModerationDecision) == 0

    again = start(file, row)
    said, _progress = again.communicate(timeout=60)
    assert again.returncode == 0 and "200 comments new" in said
    assert row.comments.count() == 200 and ModerationDecision.objects.count() == 23


def test_two_imports_at_once_store_everything_once(tmp_path):
    row = consultation()
    file = table(tmp_path / "x.csv", [line(n, n - 1 if n % 4 else None) for n in range(400)])
    with transaction.atomic():
        # Both come to the consultation's row before either may go on; without their lock on it, one would
        # have written by then, and the other would fail.
        Consultation.objects.select_for_update().get(pk=row.pk)
        both = [start(file, row), start(file, row)]
        wait_until_blocked(2)
    said = sorted(process.communicate(timeout=60)[0] for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert "0 comments new" in said[0] + said[1] and "400 comments new" in said[0] + said[1]
    assert row.comments.count() == 400
    assert counters(row) == naive_counters(row)


def test_bad_lines_end_with_exit_code_one(tmp_path):
    row = consultation()
    process = start(table(tmp_path / "x.csv", [line(1, text="")]), row)
    _said, told = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "line 2: text: Write what you want to say." in told and "nothing was stored" in told
