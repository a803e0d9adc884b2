"""An import that is killed leaves nothing, and the next one brings everything."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection, transaction

from consultations.models import Comment, CommentVersion, ModerationDecision, Participant
from tests.consultations.exchanging import consultation, line, table

pytestmark = pytest.mark.django_db(transaction=True)


def start(file, row) -> subprocess.Popen:
    """Start the command as an administrator would, in a process of its own."""
    settings = connection.settings_dict
    url = f"postgresql://{settings['USER']}@/{settings['NAME']}?host={settings['HOST']}"
    return subprocess.Popen(
        [sys.executable, "manage.py", "import_comments", str(file), "--consultation", row.slug],
        env=os.environ | {"DATABASE_URL": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def rows_of(*models) -> int:
    return sum(model.objects.count() for model in models)


def wait_until_blocked() -> None:
    """Wait until some process of this database waits for a lock of ours."""
    for _attempt in range(300):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
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
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert rows_of(Comment, CommentVersion, Participant, ModerationDecision) == 0

    again = start(file, row)
    said, _progress = again.communicate(timeout=60)
    assert again.returncode == 0 and "200 comments new" in said
    assert row.comments.count() == 200 and ModerationDecision.objects.count() == 23


def test_bad_lines_end_with_exit_code_one(tmp_path):
    row = consultation()
    process = start(table(tmp_path / "x.csv", [line(1, text="")]), row)
    _said, told = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "line 2: text: Write what you want to say." in told and "nothing was stored" in told
