"""The embedded PostgreSQL comes up, is shared, outlives kills, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
SLEEP = "import time; print('up', flush=True); time.sleep(60)"
INSERT = (
    "import os, psycopg2; c = psycopg2.connect(os.environ['DATABASE_URL']); k = c.cursor();"
    "k.execute('create table if not exists t (n int)'); k.execute('insert into t values (1)'); c.commit();"
    "k.execute('select count(*) from t'); print(k.fetchone()[0])"
)


@pytest.fixture
def var(tmp_path_factory):
    """A var folder that root's PostgreSQL account can reach; at the end nothing may run on it."""
    folder = tmp_path_factory.mktemp("var")
    yield folder
    left = servers(folder)
    for process in left:
        process.kill()
    assert not left


def servers(folder: Path) -> list[psutil.Process]:
    """Return the processes (keeper, PostgreSQL) that work on this folder."""
    found = []
    for process in psutil.process_iter():
        try:
            line = process.cmdline()
        except psutil.Error:
            continue
        if any(str(folder) in part for part in line) and any("postgres" in part for part in line[:3]):
            found.append(process)
    return found


def postmaster(folder: Path) -> psutil.Process:
    return psutil.Process(int((folder / "postgres" / "data" / "postmaster.pid").read_text().split()[0]))


def local(var: Path, code: str, **options) -> subprocess.Popen:
    """Start Python code with the embedded database of `var`, as a person would from a terminal."""
    env = os.environ | {"REMBUK_VAR": str(var)}
    return subprocess.Popen(
        [sys.executable, "-m", "forum_site.local", "run", "--", "python", "-c", code],
        cwd=CHECKOUT,
        env=env,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **options,
    )


def gone(var: Path, seconds: float = 15.0) -> bool:
    """Wait until nothing works on the folder."""
    deadline = time.monotonic() + seconds
    while servers(var):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def test_data_outlives_a_stop_and_nothing_stays_behind(var):
    for expected in ("1", "2"):
        process = local(var, INSERT)
        assert process.communicate(timeout=60)[0].strip() == expected
        assert process.returncode == 0
        assert not servers(var)


def test_the_exit_code_is_the_commands(var):
    assert local(var, "raise SystemExit(7)").wait(60) == 7


def test_two_commands_share_the_server_and_the_last_one_stops_it(var):
    first, second = local(var, SLEEP), local(var, SLEEP)
    assert first.stdout.readline() == second.stdout.readline() == "up\n"
    before = postmaster(var).pid
    os.killpg(first.pid, signal.SIGINT)
    first.wait(20)
    assert postmaster(var).pid == before
    os.killpg(second.pid, signal.SIGINT)
    second.wait(20)
    assert not servers(var)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_command_that_is_killed_leaves_no_server_behind(var, number):
    process = local(var, SLEEP)
    assert process.stdout.readline() == "up\n"
    process.send_signal(number)  # the launcher alone, not its command
    process.wait(20)
    assert gone(var)


def test_a_killed_server_is_started_again_and_has_lost_nothing(var):
    holder = local(var, SLEEP)
    assert holder.stdout.readline() == "up\n"
    assert local(var, INSERT).communicate(timeout=60)[0].strip() == "1"
    killed = postmaster(var)
    killed.kill()
    assert local(var, INSERT).communicate(timeout=60)[0].strip() == "2"
    assert postmaster(var).pid != killed.pid
    os.killpg(holder.pid, signal.SIGINT)
    holder.wait(20)
    assert not servers(var)


def test_a_killed_keeper_takes_the_server_along_and_the_next_start_works(var):
    holder = local(var, SLEEP)
    assert holder.stdout.readline() == "up\n"
    keeper = psutil.Process(postmaster(var).ppid())
    keeper.kill()
    os.killpg(holder.pid, signal.SIGKILL)
    holder.wait(20)
    assert gone(var)
    assert local(var, INSERT).communicate(timeout=60)[0].strip() == "1"


def test_killed_all_at_once_the_next_start_works(var):
    holder = local(var, SLEEP)
    assert holder.stdout.readline() == "up\n"
    server = postmaster(var)
    for pid in (holder.pid, server.ppid(), server.pid):
        os.kill(pid, signal.SIGKILL)
    holder.wait(20)
    assert local(var, INSERT).communicate(timeout=60)[0].strip() == "1"
    assert gone(var)
