"""What posting costs where a million have posted, and what it does to those who read meanwhile.

python -m benchmarks.run writing
"""

import itertools
import random
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

from benchmarks.ground import Ground
from benchmarks.measuring import alternate, ms, p95, ratio, say, settle
from benchmarks.server import Server, Visitor, serving
from benchmarks.table import Figure
from benchmarks.texts import sentences

POST, READS = 1.5, 2.0  # goals
TOKEN = "u" * 32  # what a browser's cookie and form both say
POSTS_A_SECOND, READS_A_SECOND = 5, 20
SECONDS, ALTERNATIONS = 8, 5
CONNECTIONS = 16
WORDS = 15  # of a text


def figures(ground: Ground) -> list[Figure]:
    """Return what a reply costs against an empty page, and how much longer readers wait while others post."""
    with serving(kept_pages=0) as server:
        return [_reply(server, ground), _together(server, ground)]


class Writer:
    """Somebody who is logged in and replies."""

    def __init__(self, server: Server, cookies: str, parents):
        self.visitor, self.parents = server.visitor(f"{cookies}; csrftoken={TOKEN}"), parents
        self.words = " ".join(
            sentences()
        ).split()  # what others say too, but never one after the other as here

    def seconds(self) -> float:
        """Return how long a reply to the next comment takes, until its author is told that it is stored."""
        form = {
            "csrfmiddlewaretoken": TOKEN,
            "form_key": str(uuid.uuid4()),
            "text": " ".join(random.sample(self.words, WORDS)),
            "stance": "for",
        }
        path = f"/tanggapan/{next(self.parents)}/balas/"
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.visitor.ask(path, method="POST", body=urlencode(form), expect=303, **headers).seconds


def _reply(server: Server, ground: Ground) -> Figure:
    say(f"a reply at depth 5 among {ground.large.size:,} comments")
    writer = Writer(server, ground.writers[0], itertools.cycle(ground.large.parents))
    visitor = server.visitor()
    jobs = {"post": writer.seconds, "wagtail": lambda: visitor.seconds(ground.empty_url)}
    settle(*jobs.values())
    # A disk that others use too can be slow for seconds: so many alternations that they are outvoted.
    found = alternate(jobs, requests=20, alternations=21)
    note = f"{ms(found['post'])}, wagtail {ms(found['wagtail'])}"
    return ratio("post a reply at depth 5: p50 ÷ wagtail", found["post"], found["wagtail"], POST, note)


def _together(server: Server, ground: Ground) -> Figure:
    say(f"{READS_A_SECOND} reads a second, alone and with {POSTS_A_SECOND} posts a second")
    place = ground.large
    reads = [place.url, place.threads, f"{place.threads}?urutan=dukungan", f"/tanggapan/{place.inner}/"]
    local = threading.local()
    cookies, parents = itertools.cycle(ground.writers), itertools.cycle(place.parents)
    lock = threading.Lock()

    def read(path: str) -> None:
        if not hasattr(local, "visitor"):
            local.visitor = Visitor(server.port)
        local.visitor.ask(path)

    def post(_path: str) -> None:
        if not hasattr(local, "writer"):
            with lock:
                local.writer = Writer(server, next(cookies), _locked(parents, lock))
        local.writer.seconds()

    alone, among = [], []
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        _open_loop(pool, read, reads, post, 2, POSTS_A_SECOND)  # nobody's first request counts
        for _alternation in range(ALTERNATIONS):
            alone.append(p95(_open_loop(pool, read, reads, post, SECONDS, 0)))
            among.append(p95(_open_loop(pool, read, reads, post, SECONDS, POSTS_A_SECOND)))
    note = f"p95 {ms(among)} with posts, {ms(alone)} without"
    return ratio("reads among posts: p95 ÷ the same reads alone", among, alone, READS, note)


def _locked(numbers, lock: threading.Lock):
    while True:
        with lock:
            number = next(numbers)
        yield number


def _open_loop(pool, read, reads: list[str], post, seconds: float, posts_a_second: int) -> list[float]:
    """Ask at fixed moments, however long answers take; return how long after its moment each read was answered."""
    moments = [
        (number / READS_A_SECOND, read, reads[number % len(reads)])
        for number in range(int(seconds * READS_A_SECOND))
    ]
    moments += [
        ((number + 0.37) / POSTS_A_SECOND, post, "") for number in range(int(seconds * posts_a_second))
    ]
    began = time.perf_counter() + 0.05
    waited: list[float] = []

    def ask(moment: float, job, path: str) -> None:
        job(path)
        if job is read:
            waited.append(time.perf_counter() - moment)

    asked = []
    for offset, job, path in sorted(moments, key=lambda moment: moment[0]):
        time.sleep(max(0.0, began + offset - time.perf_counter()))
        asked.append(pool.submit(ask, began + offset, job, path))
    for one in asked:
        one.result()  # what failed is not measured: it raises
    return waited
