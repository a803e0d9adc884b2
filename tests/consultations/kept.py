"""Two processes that keep pages, and every form in which a consultation's page is kept: for the tests of freshness."""

import http.client
import os
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
            answer = reader.ask(address)
            for _attempt in range(
                2
            ):  # the first time it learns that the page can be kept, the next time it keeps it
                if answer.queries != 1:
                    answer = reader.ask(address)
            again = reader.ask(address)
            assert (again.status, again.queries) == (200, 1), (reader.name, address, again.queries)
            said.setdefault(address, again.text)
    return said


def stale(readers, addresses: list[str]) -> list[tuple[str, str]]:
    """Return where what is sent is not what drawing the page anew shows: (process, address)."""
    found = []
    for reader in readers:
        for address in addresses:
            for _attempt in range(2):  # time may turn a page between the two: it does not do so twice at once
                sent, drawn = reader.ask(address), reader.ask(address, DRAWN)
                if (sent.status, sent.text) == (drawn.status, drawn.text):
                    break
            else:
                found.append((reader.name, address))
    return found
