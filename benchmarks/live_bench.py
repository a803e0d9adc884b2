"""What 2,000 phones cost that ask a forum's live page again and again, and how soon they see what changes.

python -m benchmarks.run live
"""

import asyncio
import random
import threading
import time
import uuid
from collections import Counter
from datetime import timedelta

from benchmarks.ground import Ground
from benchmarks.measuring import ALTERNATIONS, ms, p95, ratio, say
from benchmarks.server import ACCEPT, Server, serving, used
from benchmarks.table import Figure
from forum_site.local import var_folder

POLLERS = 2_000
DELAY, COST = 20, 1.5  # goals: seconds, share of constant HTML
CHANGES, BETWEEN = 3, 24.0  # changes, seconds from one to the next: longer than any phone waits
BATCH = 400  # requests over which the processor's time is taken
QUESTIONS = 10


def figures(ground: Ground) -> list[Figure]:
    """Return how late 2,000 pollers see a change, how many answers were errors, and what a poll costs."""
    forum = _forum()
    constant = var_folder() / "bench-live"
    with serving() as server:
        answer = server.visitor().ask(forum.path)
        constant.write_bytes(answer.body)
        constant.with_suffix(".coding").write_text(answer.headers.get("Content-Encoding", ""))
    # Workers that are not replaced meanwhile: what one has used would be lost with it.
    with serving(constant=constant, options=("--max-requests", "0")) as server:
        return [*_watched(server, forum), *_costs(server, forum)]


class _Forum:
    """A forum that runs now, with a programme and questions."""

    def __init__(self, page, actor):
        from django.urls import reverse

        self.event_id, self.actor = page.event_id, actor
        self.path = reverse("events:live_part", args=[page.event_id])
        self.items = list(page.event.agenda_items.values_list("pk", "title"))

    def show(self, number: int) -> str:
        """Put another part on; return its title."""
        from events.actions import show_item

        pk, title = self.items[number % len(self.items)]
        show_item(self.event_id, pk, actor=self.actor)
        return title


def _forum() -> _Forum:
    from django.utils import timezone

    from accounts.models import User
    from directory.models import Agency
    from events.actions import ask_question, register
    from events.models import EventIndexPage, EventPage
    from forum_site.languages import FIRST
    from forum_site.models import HomePage

    actor = User.objects.create_user("ketua@ukur.invalid", name="Ketua", is_superuser=True)
    home = HomePage.objects.get(locale__language_code=FIRST)
    index = EventIndexPage.objects.child_of(home).first() or home.add_child(
        instance=EventIndexPage(title="Forum", slug="forum-ukur")
    )
    now = timezone.now()
    agenda = [
        {
            "type": "item",
            "id": str(uuid.uuid4()),
            "value": {
                "title": f"Bagian ke-{number}",
                "minutes": 20,
                "kind": "discussion",
                "day": 1,
                "speakers": [],
                "others": "",
                "links": [],
            },
        }
        for number in range(1, CHANGES + 2)
    ]
    page = index.add_child(
        instance=EventPage(
            title="Forum ukur",
            slug="forum-langsung",
            summary="Diukur.",
            venue="Aula",
            agency=Agency.objects.first(),
            starts_at=now + timedelta(minutes=30),
            ends_at=now + timedelta(hours=3),
            entry="open",
            agenda=agenda,
            live=False,
        )
    )
    page.save_revision(user=actor).publish()
    page = EventPage.objects.get(pk=page.pk)
    for number in range(QUESTIONS):
        row = register(
            page.event_id, form_key=uuid.uuid4(), name=f"Tamu {number}", address=f"tamu{number}@ukur.invalid"
        )
        item = page.event.agenda_items.all()[number % len(agenda)]
        ask_question(
            row.pk, item.pk, f"Kapan loket nomor {number} dibuka setiap hari?", form_key=uuid.uuid4()
        )
    return _Forum(page, actor)


# --- Delay ------------------------------------------------------------------------------------------


class _Crowd:
    """Phones that ask as static/js/live.js does, each over a connection of its own, and when each saw what."""

    def __init__(self, server: Server, forum: _Forum):
        from events.views.live import LEAST_WAIT, MOST_WAIT

        self.port, self.path, self.waits = server.port, forum.path, (LEAST_WAIT, MOST_WAIT)
        self.statuses: Counter[int] = Counter()
        self.changed: list[tuple[str, float]] = []  # title, when
        self.seen: dict[tuple[str, int], float] = {}
        self.taken: list[float] = []
        self.over = False

    async def phone(self, number: int) -> None:
        tag = ""
        await asyncio.sleep(random.uniform(0, self.waits[1]))
        while not self.over:
            began = time.monotonic()
            status, headers, body = await self.ask(tag)
            self.statuses[status] += 1
            self.taken.append(time.monotonic() - began)
            if status == 200:
                tag = headers.get("etag", "")
                for title, _at in self.changed:
                    if f'class="live__now">{title}<' in body:
                        self.seen.setdefault((title, number), time.monotonic())
            await asyncio.sleep(random.uniform(*self.waits))

    async def ask(self, tag: str) -> tuple[int, dict[str, str], str]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        lines = [f"GET {self.path} HTTP/1.1", f"Host: localhost:{self.port}", "Connection: close"]
        lines += ["Accept-Encoding: identity", *([f"If-None-Match: {tag}"] if tag else [])]
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        raw = await reader.read()
        writer.close()
        head, _gap, body = raw.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip() for name, _colon, value in (line.partition(":") for line in rest)
        }
        return int(first.split()[1]), headers, body.decode()

    async def run(self) -> None:
        await asyncio.gather(*(self.phone(number) for number in range(POLLERS)))


def _watched(server: Server, forum: _Forum) -> list[Figure]:
    say(f"{POLLERS:,} phones on the live page, {CHANGES} changes")
    crowd, failed = _Crowd(server, forum), []

    def follow() -> None:
        try:
            asyncio.run(crowd.run())
        except BaseException as error:  # told below: a thread's own end would go unnoticed
            failed.append(error)

    phones = threading.Thread(target=follow)
    phones.start()
    time.sleep(MOST_START)
    for number in range(1, CHANGES + 1):
        title = forum.show(number)
        crowd.changed.append((title, time.monotonic()))
        time.sleep(BETWEEN)
    crowd.over = True
    phones.join()
    if failed:
        raise failed[0]
    delays, missed = [], 0
    for title, at in crowd.changed:
        for number in range(POLLERS):
            seen = crowd.seen.get((title, number))
            if seen is None:
                missed += 1
            else:
                delays.append(seen - at)
    bad = sum(count for status, count in crowd.statuses.items() if status not in (200, 304)) + missed
    asked = sum(crowd.statuses.values())
    note = (
        f"{asked:,} polls, {crowd.statuses[304]:,} of them 304; longest {max(delays):.1f} s; answered in p95 "
    )
    note += f"{p95(crowd.taken) * 1000:.0f} ms"
    return [
        Figure(f"{POLLERS:,} pollers: p95 until a change is seen", round(p95(delays), 1), DELAY, "s", note),
        Figure(
            f"{POLLERS:,} pollers: errors, and changes unseen",
            bad,
            0,
            "polls",
            f"{POLLERS * CHANGES:,} to be seen",
        ),
    ]


MOST_START = 21.0  # seconds until every phone has asked once


# --- Cost -------------------------------------------------------------------------------------------


def _costs(server: Server, forum: _Forum) -> list[Figure]:
    say("a poll's processor time against constant HTML")
    visitors = [server.visitor(accept=ACCEPT) for _connection in range(4)]
    tag = visitors[0].ask(forum.path).headers["ETag"]

    def batch(path: str, expect: int = 200, **headers) -> float:
        before = server.processor_seconds()
        for number in range(BATCH):
            visitors[number % len(visitors)].ask(path, expect=expect, **headers)
        return used(before, server.processor_seconds()) / BATCH

    jobs = {
        "unchanged": lambda: batch(forum.path, 304, **{"If-None-Match": tag}),
        "changed": lambda: batch(forum.path),
        "constant": lambda: batch("/acuan/tetap/"),
    }
    for job in jobs.values():
        job()
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for _alternation in range(ALTERNATIONS):
        for name, job in jobs.items():
            taken[name].append(job())
    return [
        ratio(
            f"a poll where {words}: processor ÷ constant",
            taken[name],
            taken["constant"],
            COST,
            f"{ms(taken[name])}, constant {ms(taken['constant'])}",
        )
        for name, words in (("unchanged", "nothing changed"), ("changed", "something changed"))
    ]
