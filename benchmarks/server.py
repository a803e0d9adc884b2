"""The production command on a port of its own, and the processor's time that its workers and PostgreSQL use."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.chaos_site import free_port
from forum_site import embedded_postgres as postgres
from forum_site.local import CHECKOUT, var_folder

ACCEPT = "gzip, deflate, br"  # what browsers say

# Whoever measures sends thousands of texts: all is counted and compared, but nothing comes near its limit.
WIDE = {
    "PERSON_LIMITS": "900000/10m,900000/d",
    "NETWORK_LIMITS": "900000/10m,900000/d",
    "LEAST_SECONDS_TO_WRITE": "0",
}


@dataclass
class Answer:
    """What a request brought, after how many seconds."""

    status: int
    body: bytes
    headers: http.client.HTTPMessage
    seconds: float


class Visitor:
    """A browser: one connection, kept alive. Its cookies are given, not collected."""

    def __init__(self, port: int, cookies: str = "", accept: str = ACCEPT):
        self.port = port
        self.headers = {"Host": f"localhost:{port}", "Accept-Encoding": accept, "Accept": "text/html"}
        if cookies:
            self.headers["Cookie"] = cookies
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(
        self, path: str, *, method: str = "GET", body: str | None = None, expect: int = 200, **headers
    ) -> Answer:
        """Return the answer. Raises SystemExit for another status than expected: what fails is not measured."""
        began = time.perf_counter()
        try:
            answer = self._once(method, path, body, headers, began)
        except (http.client.HTTPException, OSError):
            # The worker had served its number of requests, or closed an idle connection: a browser tries again.
            self.connection.close()
            began = time.perf_counter()
            answer = self._once(method, path, body, headers, began)
        if answer.status != expect:
            raise SystemExit(f"{method} {path} answers {answer.status}, not {expect}: {answer.body[:300]!r}")
        return answer

    def _once(self, method: str, path: str, body: str | None, headers: dict, began: float) -> Answer:
        self.connection.request(method, path, body, self.headers | headers)
        response = self.connection.getresponse()
        content = response.read()
        return Answer(response.status, content, response.headers, time.perf_counter() - began)

    def seconds(self, path: str) -> float:
        """Return how long the page takes."""
        return self.ask(path).seconds


@dataclass
class Server:
    """A running gunicorn."""

    port: int
    process: subprocess.Popen
    postmaster: int
    log: Path

    def visitor(self, cookies: str = "", accept: str = ACCEPT) -> Visitor:
        """Return a new visitor of this server."""
        return Visitor(self.port, cookies, accept)

    def workers(self) -> list[int]:
        """Return the ids of the worker processes."""
        return [child.pid for child in psutil.Process(self.process.pid).children()]

    def processor_seconds(self) -> dict[int, float]:
        """Return the processor's time used so far by each process of the server and of PostgreSQL."""
        pids = [self.process.pid, *self.workers(), self.postmaster]
        pids += [child.pid for child in psutil.Process(self.postmaster).children()]
        return {pid: _on_processor(pid) for pid in pids}


def used(before: dict[int, float], after: dict[int, float]) -> float:
    """Return the seconds between two readings."""
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())


def _on_processor(pid: int) -> float:
    """Return the seconds that all threads of a process ran, to the nanosecond where Linux counts them."""
    try:
        parts = [path.read_text().split()[0] for path in Path(f"/proc/{pid}/task").glob("*/schedstat")]
        return sum(int(part) for part in parts) / 1e9
    except (OSError, IndexError):
        times = psutil.Process(pid).cpu_times()
        return times.user + times.system


@contextmanager
def serving(
    *,
    kept_pages: int | None = None,
    workers: int = 2,
    constant: Path | None = None,
    options: tuple[str, ...] = (),
) -> Iterator[Server]:
    """Serve the database of DATABASE_URL while the block runs, by gunicorn with `options`.

    `kept_pages` 0 keeps none, None as many as usual.
    """
    port, folder = free_port(), var_folder()
    env = os.environ | {
        "BIND": f"127.0.0.1:{port}",
        "BASE_URL": f"http://localhost:{port}",
        "WEB_PROCESSES": str(workers),
        "DJANGO_SETTINGS_MODULE": "benchmarks.site_settings",
        "LOG_LEVEL": "WARNING",
        "BENCH_CONSTANT": str(constant or ""),
        **WIDE,
    }
    if kept_pages is not None:
        env["KEPT_PAGES"] = str(kept_pages)
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "forum_site/gunicorn_conf.py",
        *options,
        "forum_site.wsgi",
    ]
    path = folder / "bench-gunicorn.log"
    with open(path, "ab") as log:
        process = subprocess.Popen(
            command, cwd=CHECKOUT, env=env, stdout=log, stderr=log, preexec_fn=postgres.die_with_parent
        )
    server = Server(port, process, _postmaster(folder), path)
    try:
        _wait(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _postmaster(folder: Path) -> int:
    return int((folder / "postgres" / "data" / "postmaster.pid").read_text().split()[0])


def _wait(server: Server) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            if Visitor(server.port)._once("GET", "/healthz", None, {}, 0).status == 200:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
    raise SystemExit(f"The server does not come up; see the end of {server.log}.")
