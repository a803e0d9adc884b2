"""`make chaos`: 1,000 people register at once for 100 places, some give theirs up, and the server is killed meanwhile.

`--small` is the short run. `--without-lock` is the control: nobody waits for the forum's row and the database does not
hold the number of seats, and then the run must give more places than there are, else it proves nothing.
"""

import argparse
import os
import random
import re
import shutil
import sys
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from benchmarks import chaos
from benchmarks.chaos_site import Client, Site, Tally
from benchmarks.table import Figure, keep, show, verdict
from forum_site import embedded_postgres as postgres
from forum_site import local

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_PLACE = re.compile(r"/acara/tempat/(\d+)/")
LIMITS = {"REGISTRATIONS_PER_NETWORK": "1000000"}
GIVE_UP = 0.15  # the share of those who have registered and then say that they cannot come


@dataclass
class Seen(Tally):
    """What the guests saw: per form key the place, and when its form was first sent and when it was acknowledged."""

    places: dict[str, tuple[int, float, float]] = field(default_factory=dict)
    given_up: set[int] = field(default_factory=set)
    left: int = 0  # people who have still to register


class Guests(Client):
    """People without an account who come one after the other to one of many phones."""

    def __init__(self, site: Site, event_id: int, seen: Seen, number: int):
        super().__init__(site, "", "", f"Tamu {number}", seen, 0)
        self.event_id, self.seen = event_id, seen

    def run(self) -> None:
        while not self.site.stopping.is_set():
            with self.seen.lock:
                if self.seen.left <= 0 and not self.seen.kills_left:
                    return
                self.seen.left -= 1
            self._come()

    def _come(self) -> None:
        page = self._until(lambda: self._ask("GET", f"/acara/{self.event_id}/daftar/"), 200)
        if page is None or not (token := _TOKEN.search(page[1])):
            return
        key, sent = str(uuid.uuid4()), time.monotonic()
        form = {
            "csrfmiddlewaretoken": token[1],
            "form_key": key,
            "people": "1",
            "name": self.person,
            "address": f"{key}@contoh.invalid",
            "phone": "",
            "needs": "",
            "judul": "",
        }
        path = f"/acara/{self.event_id}/daftar/"
        done = self._until(lambda: self._ask("POST", path, page[0], form), 303)
        if done is None or not (place := _PLACE.search(done[2] or "")):
            return
        with self.seen.lock:
            self.seen.acknowledged[key] = place[1]
            self.seen.places[key] = (int(place[1]), sent, time.monotonic())
        if random.random() < GIVE_UP:
            self._give_up(int(place[1]), f"{page[0]}; {done[0]}")

    def _give_up(self, number: int, cookies: str) -> None:
        path = f"/acara/tempat/{number}/batal/"
        page = self._until(lambda: self._ask("GET", path, cookies), 200)
        if page is None or not (token := _TOKEN.search(page[1])):
            return
        form = {"csrfmiddlewaretoken": token[1]}
        if self._until(lambda: self._ask("POST", path, f"{cookies}; {page[0]}", form), 303):
            with self.seen.lock:
                self.seen.given_up.add(number)


def forum(seats: int) -> int:
    """Announce a forum with so many seats; return its event's id."""
    from django.utils import timezone

    from accounts.models import User
    from demo.loading.pages import child, home
    from directory.models import Agency
    from events.models import EventIndexPage, EventPage

    agency = Agency.objects.create(slug="uji", name="Dinas Uji", short_name="Uji")
    by = User.objects.create_user("penguji@rembuk.invalid", name="Penguji", is_superuser=True)
    index = child(home(), EventIndexPage(slug="forum", title="Forum"), by)
    start = timezone.now() + timedelta(days=9)
    page = EventPage(
        slug="uji", title="Uji", summary="Uji", agency=agency, starts_at=start, ends_at=start + timedelta(hours=2),
        entry="open", capacity=seats,
    )  # fmt: skip
    return child(index, page, by).event_id


def unguard() -> None:
    """Take the constraint off which the database itself would refuse to oversell, for the control."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE events_event DROP CONSTRAINT event_never_oversold")
        cursor.execute("CREATE SEQUENCE places")


def storm(site: Site, event_id: int, seen: Seen, phones: int) -> None:
    """Let everybody register from so many phones at once, while the site is killed."""
    guests = [Guests(site, event_id, seen, number) for number in range(phones)]
    for guest in guests:
        guest.start()
    while any(guest.is_alive() for guest in guests):
        time.sleep(random.uniform(0.5, 2))
        if seen.kills_left:
            site.kill(chaos.KILLS[seen.kills_left % len(chaos.KILLS)])
            seen.kills_left -= 1
            print(f"  {seen.kills_left} kills left, {len(seen.acknowledged)} acknowledged", file=sys.stderr)


def compare(event_id: int, seen: Seen) -> dict:
    """Hold what is stored against what was acknowledged."""
    from django.db import close_old_connections

    from accounts.models import Notification
    from events.models import Event, Registration, RegistrationMove

    close_old_connections()
    event = Event.objects.get(pk=event_id)
    rows = list(Registration.objects.filter(event=event).order_by("place"))
    by_key = {str(row.form_key): row for row in rows}
    seated = [row for row in rows if row.state in Registration.SEATED]
    waiting = [row.place for row in rows if row.state == "waiting"]
    told = Counter(Notification.objects.filter(kind="event_place").values_list("params__move", flat=True))
    moves = set(RegistrationMove.objects.values_list("pk", flat=True))
    first = Counter(RegistrationMove.objects.filter(before="").values_list("registration", flat=True))
    states = {row.pk: row.state for row in rows}
    return {
        "stored": len(rows),
        "seated": sum(row.people for row in seated),
        "counter": event.taken,
        "lost": sum(
            key not in by_key or by_key[key].pk != place for key, (place, *_rest) in seen.places.items()
        ),
        "not given up": sum(states[number] != "cancelled" for number in seen.given_up),
        "overtaken": sum(row.place > min(waiting) for row in seated) if waiting else 0,
        "out of order": _out_of_order(seen, by_key),
        "told twice": sum(count > 1 for count in told.values()) + sum(count > 1 for count in first.values()),
        "untold": len(moves - set(told)),
    }


def _out_of_order(seen: Seen, by_key: dict) -> int:
    """Return how many were stored after somebody who sent their form only when theirs had been acknowledged."""
    known = [
        (by_key[key].place, sent, done) for key, (_pk, sent, done) in seen.places.items() if key in by_key
    ]
    wrong, earliest = 0, float("inf")
    for _place, sent, done in sorted(known, reverse=True):
        wrong += earliest < sent
        earliest = min(earliest, done)
    return wrong


def run(folder: Path, *, people: int, seats: int, phones: int, kills: int, careless: bool = False):
    """Run a storm in `folder`; return what was found, what the guests saw, and the seconds of each recovery."""
    with postgres.running(folder / "postgres"):
        env = chaos.prepare(folder) | LIMITS
        os.environ.update(env)
        import django

        django.setup()
        event_id = forum(seats)
        if careless:
            unguard()
        from django.db import connections

        connections.close_all()
        seen = Seen(kills_left=kills, left=people)
        site = Site(folder, env)
        site.serves = "benchmarks.careless_forum" if careless else Site.serves
        try:
            site.start()
            storm(site, event_id, seen, phones)
        finally:
            site.stop()
        return compare(event_id, seen), seen, site.recoveries


def figures(
    found: dict, seen: Seen, recoveries: list[float], people: int, seats: int, kills: int
) -> list[Figure]:
    """Return the table of a run."""
    note = (
        f"{len(seen.acknowledged)} acknowledged, {len(seen.given_up)} given up, {seen.retried} sent again, "
        f"{found['stored']} stored"
    )
    return [
        Figure("registrations missing to the number wanted", max(0, people - len(seen.acknowledged)), 0, "", note),
        Figure("kills missing", max(0, kills - len(recoveries)), 0, "", f"{len(recoveries)} kills"),
        Figure("seats given beyond those there are", max(0, found["seated"] - seats), 0, ""),
        Figure("seats left empty while people wait", max(0, seats - found["seated"]), 0, ""),
        Figure("seats that the kept counter has otherwise", abs(found["counter"] - found["seated"]), 0, ""),
        Figure("acknowledged registrations lost", found["lost"], 0, ""),
        Figure("places given up that were not", found["not given up"], 0, ""),
        Figure("people who wait behind somebody who came later", found["overtaken"], 0, ""),
        Figure("registrations stored out of the order of acknowledgement", found["out of order"], 0, ""),
        Figure("people told two things, or one twice", found["told twice"], 0, ""),
        Figure("moves of which nobody was told", found["untold"], 0, ""),
        Figure("failures after recovery", len(seen.failed_while_up), 0, "",
               f"{seen.failed_while_down} while something was down; {sorted(set(seen.failed_while_up))}"),
        Figure("forms refused", len(seen.refused), 0, "", str(Counter(seen.refused)) if seen.refused else ""),
    ]  # fmt: skip


def main() -> None:
    """Run it from the command line; exit with 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="80 people for 10 places from 8 phones, 3 kills")
    parser.add_argument("--without-lock", action="store_true", help="the control: must oversell")
    chosen = parser.parse_args()
    people, seats, phones, kills = (80, 10, 8, 3) if chosen.small else (1000, 100, 50, 9)
    var = local.var_folder()
    folder = var / "chaos"
    shutil.rmtree(folder, ignore_errors=True)
    threading.stack_size(256 * 1024)
    found, seen, recoveries = run(
        folder, people=people, seats=seats, phones=phones, kills=kills, careless=chosen.without_lock
    )
    table = figures(found, seen, recoveries, people, seats, kills)
    show(table)
    if chosen.without_lock:
        oversold = found["seated"] > seats
        print("The control oversold, as it must." if oversold else "THE CONTROL DID NOT OVERSELL.")
        sys.exit(0 if oversold else 1)
    keep("chaos_forum", table, var / "chaos_forum.json")
    verdict(table)


if __name__ == "__main__":
    main()
