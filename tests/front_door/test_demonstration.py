"""`make demo` serves, says how to log in, and leaves nothing running, whichever way it is stopped."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

from demo.accounts import ACCOUNTS
from forum_site import embedded_postgres as postgres
from forum_site import local

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    """A var folder as the first `make demo` leaves it, its tables copied (migrating takes half a minute)."""
    folder = tmp_path_factory.mktemp("var")
    server = folder / "postgres"
    with postgres.running(server):
        postgres.ensure_database(server, local.DEMO_DATABASE)
        template = os.environ["DATABASE_URL"].replace("/postgres?", f"/{os.environ['TEST_TEMPLATE']}?")
        dump = subprocess.Popen(
            [postgres.program("pg_dump"), "--format=custom", template], stdout=subprocess.PIPE
        )
        target = f"--dbname={postgres.url(server, local.DEMO_DATABASE)}"
        subprocess.run([postgres.program("pg_restore"), target], stdin=dump.stdout, check=True)
        assert dump.wait() == 0
    (folder / "migrated").write_text(local.fingerprint())
    (folder / "demo-loaded").touch()
    return folder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(var: Path, port: int) -> subprocess.Popen:
    """Start the demonstration as `make demo` does, in a group of its own as a terminal would."""
    return subprocess.Popen(
        [sys.executable, "-m", "forum_site.local", "demo"],
        cwd=CHECKOUT,
        env={**os.environ, "REMBUK_VAR": str(var), "PORT": str(port), "LOG_LEVEL": "WARNING"},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def descendants(process: subprocess.Popen, var: Path) -> list[psutil.Process]:
    """Return all that a demonstration runs: its server and worker, and PostgreSQL with its keeper."""
    server = psutil.Process(int((var / "postgres" / "data" / "postmaster.pid").read_text().split()[0]))
    return [*psutil.Process(process.pid).children(recursive=True), server, server.parent()]


def is_running(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_says_how_to_log_in_and_leaves_nothing_behind(var, number):
    port, began = free_port(), time.monotonic()
    demonstration = start(var, port)
    try:
        said = ""
        while "STAFF_SECOND_FACTOR is off" not in said:
            line = demonstration.stdout.readline()
            assert line, f"it ended: {said}"
            said += line
        assert time.monotonic() - began < 15  # 5 s where the machine does nothing else
        assert f"http://localhost:{port}/" in said
        for account in ACCOUNTS:
            assert re.search(rf"{account.role} +{re.escape(account.email)} +{account.password}", said)
        with urllib.request.urlopen(f"http://localhost:{port}/akun/masuk/") as answer:
            assert answer.status == 200
        running = descendants(demonstration, var)
        assert len(running) >= 6
        os.killpg(demonstration.pid, number)
        assert demonstration.wait(30) == 0
        _gone, left = psutil.wait_procs(
            set(running), timeout=10
        )  # the keeper sees to PostgreSQL, and goes last
        assert not [process for process in left if is_running(process)]
    finally:
        demonstration.kill()
        demonstration.stdout.close()


def is_well(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def test_it_is_back_within_ten_seconds_of_a_kill_of_all_that_it_started(var):
    port = free_port()
    demonstration = start(var, port)
    try:
        while "STAFF_SECOND_FACTOR is off" not in demonstration.stdout.readline():
            pass
        database = int((var / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
        for pid in (database, *(child.pid for child in psutil.Process(demonstration.pid).children())):
            os.kill(pid, signal.SIGKILL)
        began = time.monotonic()
        time.sleep(0.5)
        while not is_well(port):
            assert time.monotonic() - began < 10
            time.sleep(0.1)
        running = descendants(demonstration, var)
        os.killpg(demonstration.pid, signal.SIGINT)
        assert demonstration.wait(30) == 0
        _gone, left = psutil.wait_procs(
            set(running), timeout=10
        )  # the keeper sees to PostgreSQL, and goes last
        assert not [process for process in left if is_running(process)]
    finally:
        demonstration.kill()
        demonstration.stdout.close()


def test_a_taken_port_is_named_in_one_line(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        demonstration = subprocess.run(
            [sys.executable, "-m", "forum_site.local", "demo"],
            cwd=CHECKOUT,
            env={**os.environ, "REMBUK_VAR": str(tmp_path), "PORT": str(taken.getsockname()[1])},
            capture_output=True,
            text=True,
            timeout=30,
        )
    assert demonstration.returncode == 1
    assert "PORT=8123 make demo" in demonstration.stderr
    assert len(demonstration.stderr.splitlines()) == 1
