"""Two processes that keep pages, and every form in which a consultation's page is kept: for the tests of freshness."""

import http.client
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultations import reading
from consultations.models import ConsultationPage

CHECKOUT = Path(__file__).resolve().parents[2]
# htmx asks for parts of pages, so what it asks for is drawn anew and never kept: that is the truth to compare with.
DRAWN = {"HX-Request": "true"}


@dataclass
class Answer:
    status: int
    text: str
    queries: int

    def shows(self, other: "Answer") -> bool:
        return (self.status, self.text) == (other.status, other.text)


class Here:
    """This process."""

    name = "here"

    def ask(self, address: str, headers: dict | None = None) -> Answer:
        with CaptureQueriesContext(connection) as captured:
            answer = Client().get(address, headers=headers)
        return Answer(answer.status_code, answer.content.decode(), len(captured))


class There:
    """Another process."""

    name = "there"

    def __init__(self, port: int):
        self.port = port

    def ask(self, address: str, headers: dict | None = None) -> Answer:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        link.request("GET", address, headers=headers or {})
        answer = link.getresponse()
        text = answer.read().decode()
        link.close()
        return Answer(answer.status, text, int(answer.getheader("X-Queries", "0")))


@contextmanager
def second_process():
    """Start the other process on this test's database."""
    name = connection.settings_dict["NAME"]
    url = os.environ["DATABASE_URL"].replace("/postgres?", f"/{name}?")
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.second_process"],
        cwd=CHECKOUT,
        env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "forum_site.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield There(int(child.stdout.readline()))
    finally:
        child.terminate()
        child.wait(10)
        child.stdout.close()


def seen(text: str) -> str:
    """Return a page without the mark up to which it shows everything, which time moves alone."""
    return re.sub(r'data-until="[^"]*"', "", text)


def forms(page: ConsultationPage) -> list[str]:
    """Return every address under which the consultation's page is kept, in both languages."""
    thread = f"/tanggapan/konsultasi/{page.consultation.slug}/utas/"
    addresses = [page.url, thread, *(f"{thread}?urutan={order}" for order in reading.ORDERS)]
    return addresses + [f"/en{address}" for address in addresses]


def remember(readers, addresses: list[str]) -> dict[str, str]:
    """Let each process keep each form; prove that it is sent from memory; return the texts of this process."""
    said = {}
    for reader in readers:
        for address in addresses:
            # It learns that the page can be kept, keeps it, sends it; time may turn the page once in between.
            for _attempt in range(5):
                answer = reader.ask(address)
                if answer.queries == 1:
                    break
            assert (answer.status, answer.queries) == (200, 1), (reader.name, address, answer.queries)
            said.setdefault(address, answer.text)
    return said


def stale(readers, addresses: list[str]) -> list[tuple[str, str]]:
    """Return where what is sent is not what drawing the page anew shows: (process, address)."""
    found = []
    for reader in readers:
        for address in addresses:
            drawn, sent = reader.ask(address, DRAWN), reader.ask(address)
            # Time may have turned the page in between: then it is what is drawn afterwards.
            if not sent.shows(drawn) and not sent.shows(reader.ask(address, DRAWN)):
                found.append((reader.name, address))
    return found
