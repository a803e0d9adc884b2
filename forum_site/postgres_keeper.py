"""PostgreSQL's parent in a demonstration or a run of the tests; `forum_site/embedded_postgres.py` starts it.

python -m forum_site.postgres_keeper FOLDER [--fast]
"""

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

from forum_site.embedded_postgres import die_with_parent, program, socket_folder

POLL_SECONDS = 0.1
SYSTEM_USER = "rembuk-db"
OPTIONS = ("listen_addresses=", "max_connections=200", "log_checkpoints=off", "unix_socket_permissions=0700")
# The tests' data need not outlive a power cut: without these a suite writes to the disk at every commit.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
INITDB = "--username=postgres --auth=trust --encoding=UTF8 --locale=C --no-instructions".split()
INITDB += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]


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


class Keeper:
    """PostgreSQL's parent: initialises, starts, restarts and at last stops the server of one folder."""

    def __init__(self, folder: Path, fast: bool) -> None:
        self.folder, self.fast = folder, fast
        self.data, self.socket = folder / "data", socket_folder(folder)
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
                *INITDB,
                *(["--no-sync"] if self.fast else []),
            ]
            subprocess.run(command, check=True, cwd="/", **self.account)

    def _open_the_programs(self) -> None:
        """Let the server's account run PostgreSQL, also where root's packages are for root's eyes only (umask 077)."""
        _open_the_way(Path(program("initdb")))
        try:
            command = [program("initdb"), "--version"]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", **self.account)
        except (OSError, subprocess.CalledProcessError):
            package = Path(program("initdb")).parents[2]
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
