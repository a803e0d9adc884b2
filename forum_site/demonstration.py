"""`make demo`: prepares what is missing, then serves until Ctrl-C, and leaves nothing running."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from forum_site import embedded_postgres as postgres
from forum_site import local, translations
from forum_site.local import say

STOP_SECONDS = 15


class Stopped(Exception):
    """Somebody asked us to stop, or a step failed."""


class Demonstration:
    """The processes of one demonstration, and whether we were asked to end it."""

    def __init__(self, port: int) -> None:
        self.port, self.stopping = port, False
        self.processes: dict[str, subprocess.Popen] = {}
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)

    def _stop(self, number, frame) -> None:
        self.stopping = True

    def start(self, name: str, command: list[str], env: dict[str, str]) -> subprocess.Popen:
        """Start a process in a session of its own: we alone decide when it hears a signal."""
        self.processes[name] = subprocess.Popen(
            [sys.executable, *command],
            env=env,
            cwd=local.CHECKOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=postgres.die_with_parent,
        )
        return self.processes[name]

    def step(self, words: str, command: list[str], env: dict[str, str]) -> None:
        """Say what is done and do it. Raises Stopped where it fails or we are asked to stop meanwhile."""
        say(f"{words} ...")
        began = time.monotonic()
        process = self.start("step", command, env)
        while process.poll() is None and not self.stopping:
            time.sleep(0.05)
        if self.stopping or process.returncode:
            if not self.stopping:
                say(f"`{' '.join(command)}` failed.")
            raise Stopped
        del self.processes["step"]
        if (seconds := time.monotonic() - began) > 2:
            say(f"... done in {seconds:.0f} s")

    def watch(self, commands: dict[str, list[str]], env: dict[str, str]) -> None:
        """Start the commands and start again whichever ends by itself, until we are asked to stop.

        Raises Stopped where one ends before the site was well for the first time: it would do so again.
        """
        say("starting the server and the worker ...")
        for name, command in commands.items():
            self.start(name, command, env)
        announced = False
        while not self.stopping:
            for name, process in list(self.processes.items()):
                if process.poll() is not None:
                    if not announced:
                        say(f"the {name} does not start (code {process.returncode}).")
                        raise Stopped
                    say(f"the {name} ended by itself (code {process.returncode}); starting it again.")
                    time.sleep(1)
                    self.start(name, commands[name], env)
            if not announced and self._is_well():
                announced = True
                self._announce()
            postgres.revive(local.var_folder() / "postgres")
            time.sleep(0.1)

    def end(self) -> None:
        """Stop every process: politely, and after some seconds by force."""
        for process in self.processes.values():
            process.terminate() if process.poll() is None else None
        deadline = time.monotonic() + STOP_SECONDS
        for process in self.processes.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def _is_well(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def _announce(self) -> None:
        from demo.accounts import ACCOUNTS

        print(f"\n  Rembuk is ready: http://localhost:{self.port}/  (Ctrl-C stops it)\n")
        for account in ACCOUNTS:
            print(f"    {account.role:14} {account.email:28} {account.password}")
        print(f"\n  Mail is written to {local.var_folder() / 'mail'}.")
        if os.environ.get("STAFF_SECOND_FACTOR", "no") == "no":
            print("  STAFF_SECOND_FACTOR is off in the demonstration: staff log in with a password alone.")
        print(flush=True)


def serve() -> int:
    """Prepare and serve the demonstration; return 0 when it was stopped, 1 where it could not start."""
    port = _port()
    demonstration = Demonstration(port)
    folder = local.var_folder() / "postgres"
    with postgres.running(folder):
        try:
            postgres.ensure_database(folder, local.DEMO_DATABASE)
            env = local.environment(postgres.url(folder, local.DEMO_DATABASE)) | {"BIND": f"127.0.0.1:{port}"}
            # Files by name, as they lie: collecting and compressing Wagtail's takes 20 seconds.
            env |= {"STATIC_HASHED": "no", "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING")}
            translations.compile_all()
            _prepare(demonstration, env)
            commands = {
                "server": ["-m", "gunicorn", "-c", "forum_site/gunicorn_conf.py", "forum_site.wsgi"],
                "worker": ["manage.py", "worker"],
            }
            demonstration.watch(commands, env)
        except Stopped:
            pass
        finally:
            if demonstration.stopping:
                say("stopping ...")
            demonstration.end()
    return 0 if demonstration.stopping else 1


def _port() -> int:
    """Return the port to serve on. Raises SystemExit with one line where it is no port or taken."""
    text = os.environ.get("PORT", "8000")
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise SystemExit(f"Rembuk: PORT must be a number from 1 to 65535, not {text!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError:
            raise SystemExit(
                f"Rembuk: port {text} cannot be used; choose another: PORT=8123 make demo"
            ) from None
    return int(text)


def _prepare(demonstration: Demonstration, env: dict[str, str]) -> None:
    """Migrate and load the content where that has not been done for these migrations."""
    migrated = local.var_folder() / "migrated"
    if _read(migrated) != local.fingerprint():
        words = "making the tables (half a minute the first time)"
        demonstration.step(words, ["manage.py", "migrate", "--verbosity", "0"], env)
        demonstration.step("making the cache's table", ["manage.py", "createcachetable"], env)
        migrated.write_text(local.fingerprint())
    loaded = local.var_folder() / "demo-loaded"
    if not loaded.exists():
        demonstration.step("loading the demonstration's content", ["manage.py", "load_demo"], env)
        loaded.touch()


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""
