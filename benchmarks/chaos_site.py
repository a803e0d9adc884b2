"""A site that is killed again and again: gunicorn and an embedded PostgreSQL of its own, and who posts to it."""

import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psutil

from forum_site import embedded_postgres as postgres
from forum_site.local import CHECKOUT

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_KEY = re.compile(r'name="form_key" value="([^"]+)"')
_COMMENT = re.compile(r"/tanggapan/(\d+)/|#t(\d+)")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    """The production command on a port of this machine, started again whenever it dies."""

    serves = "forum_site.wsgi"  # a control serves the same with a guard taken out

    def __init__(self, folder: Path, env: dict[str, str]):
        self.folder, self.port = folder, free_port()
        self.env = env | {"BIND": f"127.0.0.1:{self.port}", "WEB_PROCESSES": "2"}
        self.stopping = threading.Event()
        self.process: subprocess.Popen | None = None
        self.up_at = 0.0  # when the site last answered after a kill; before that moment failures are expected
        self.down_since: float | None = None
        self.recoveries: list[float] = []  # seconds from a kill until the site answers again

    def start(self) -> None:
        """Start serving and keep it so in the background."""
        threading.Thread(target=self._keep_up, daemon=True).start()
        self.wait_until_up(60)

    def _keep_up(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "-c", "forum_site/gunicorn_conf.py", self.serves]
        while not self.stopping.is_set():
            with open(self.folder / "gunicorn.log", "ab") as log:
                self.process = subprocess.Popen(
                    command,
                    cwd=CHECKOUT,
                    env=self.env,
                    stdout=log,
                    stderr=log,
                    preexec_fn=postgres.die_with_parent,
                )
            self.process.wait()

    def stop(self) -> None:
        """Serve no more."""
        self.stopping.set()
        if self.process:
            self.process.terminate()
            self.process.wait(20)

    def answers(self) -> bool:
        """Whether the site says that it is well."""
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        except http.client.HTTPException:
            return False

    def wait_until_up(self, seconds: float) -> float:
        """Wait until the site is well three times running; return how long that took. Raises TimeoutError."""
        began = time.monotonic()
        well = 0
        while time.monotonic() - began < seconds:
            well = well + 1 if self.answers() else 0
            if well == 3:
                return time.monotonic() - began
            time.sleep(0.05)
        raise TimeoutError(f"The site was not back within {seconds} s.")

    def kill(self, what: str) -> None:
        """SIGKILL a worker, the server's parent, or PostgreSQL; wait until the site is back and note how long."""
        self.down_since = time.monotonic()

        if what == "database":
            lines = (self.folder / "postgres" / "data" / "postmaster.pid").read_text().split()
            os.kill(int(lines[0]), signal.SIGKILL)
        elif what == "server":
            self.process.kill()
        else:
            workers = psutil.Process(self.process.pid).children()
            if workers:
                random.choice(workers).kill()
        self.recoveries.append(self._back())

    def _back(self) -> float:
        time.sleep(0.1)  # a worker's death shows only when its connections break
        postgres.revive(self.folder / "postgres")
        took = self.wait_until_up(60) + 0.1
        self.up_at, self.down_since = time.monotonic(), None
        return took


@dataclass
class Tally:
    """What the clients saw."""

    acknowledged: dict[str, str] = field(default_factory=dict)  # form key → text
    kills_left: int = 0
    retried: int = 0
    failed_while_down: int = 0
    failed_while_up: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Client(threading.Thread):
    """A person who posts one comment after the other, and sends a form again until it is acknowledged."""

    keeps_key = True  # the control sends every retry under a new key, as if forms had none
    headers: dict[str, str] = {}  # that a proxy between them would add

    def __init__(self, site: Site, slug: str, session: str, name: str, tally: Tally, wanted: int):
        super().__init__(daemon=True)
        self.site, self.slug, self.session, self.person = site, slug, session, name
        self.tally, self.wanted = tally, wanted
        self.answered: list[int] = []  # own comments that were acknowledged, to be replied to

    def run(self) -> None:
        number = 0
        while self._goes_on():
            number += 1
            self._post(f"{self.person} menulis kalimat ke-{number} {uuid.uuid4().hex[:8]}.")

    def _goes_on(self) -> bool:
        short = self.tally.kills_left or len(self.tally.acknowledged) < self.wanted
        return bool(short) and not self.site.stopping.is_set()

    def _post(self, text: str) -> None:
        reply = self.answered and random.random() < 0.5
        path = (
            f"/tanggapan/{random.choice(self.answered[-20:])}/balas/"
            if reply
            else f"/tanggapan/konsultasi/{self.slug}/tulis/"
        )
        page = self._until(lambda: self._ask("GET", path), 200)
        if page is None:
            return
        cookies, body, _location = page
        token, key = _TOKEN.search(body), _KEY.search(body)
        if not (token and key):
            with self.tally.lock:
                self.tally.refused.append(f"no form at {path}")
            return
        form = {
            "csrfmiddlewaretoken": token[1],
            "form_key": key[1],
            "text": text,
            "stance": "",
            "question": "",
        }
        done = self._until(lambda: self._ask("POST", path, cookies, self._keyed(form)), 303)
        if done is None:
            return
        with self.tally.lock:
            self.tally.acknowledged[key[1]] = text
        found = _COMMENT.search(done[2] or "")
        if found:
            self.answered.append(int(found[1] or found[2]))

    def _keyed(self, form: dict) -> dict:
        return form if self.keeps_key else form | {"form_key": str(uuid.uuid4())}

    def _until(self, ask, wanted: int):
        """Ask until the wanted status comes; None where the site refuses for good or the run is over."""
        while not self.site.stopping.is_set():
            began = time.monotonic()
            try:
                status, cookies, body, location = ask()
            except (OSError, http.client.HTTPException) as error:
                self._failed(began, type(error).__name__)
                continue
            if status == wanted:
                return cookies, body, location
            if status >= 500:
                self._failed(began, str(status))
                continue
            with self.tally.lock:
                self.tally.refused.append(f"{status}")
            return None
        return None

    def _failed(self, began: float, what: str) -> None:
        """Note a failure: expected if the site was down at any moment of the request, a fault otherwise."""
        with self.tally.lock:
            self.tally.retried += 1
            if self.site.down_since is not None or began <= self.site.up_at:
                self.tally.failed_while_down += 1
            else:
                self.tally.failed_while_up.append(what)
        time.sleep(0.05)

    def _ask(self, method: str, path: str, cookies: str = "", form: dict | None = None):
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=20)
        session = f"sessionid={self.session}; " if self.session else ""
        headers = {"Cookie": session + cookies, "Host": f"localhost:{self.site.port}"}
        headers |= self.headers
        body = None
        if form is not None:
            body = urlencode(form)
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://localhost:{self.site.port}",
            }
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        text = response.read().decode()
        given = "; ".join(part.split(";")[0] for part in response.headers.get_all("Set-Cookie", []))
        connection.close()
        return response.status, given or cookies, text, response.headers.get("Location")
