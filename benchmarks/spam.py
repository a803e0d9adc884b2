"""`make chaos`, second part: 50 bots spam a consultation from one network while 250 honest people speak at human pace.

Five kinds of bots, ten each, twenty posts each: what they send is counted by what became of it. The honest ones write
real texts, 30 of them behind the one address of a forum's hall, half of the others behind the addresses of carriers.
Everything goes through forms of the production server, with the limits as they are set by default, in real time.
"""

import random
import re
import shutil
import string
import sys
import threading
import time
import uuid
from collections import Counter
from pathlib import Path

from benchmarks import chaos
from benchmarks.chaos_site import Client, Site, Tally
from benchmarks.table import Figure, keep, show, verdict
from benchmarks.texts import FILE, sentences
from forum_site import embedded_postgres as postgres
from forum_site import local

BOTS, BOT_POSTS = 50, 20
HONEST, HONEST_POSTS, IN_THE_HALL, CARRIERS = 250, 2, 30, 5
CARELESS = 3  # kinds of bots that do not mind sending what others send
SPREAD = 60  # seconds over which the honest ones arrive
_FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
_COMMENT = re.compile(r"/tanggapan/(\d+)/")
_AD = (
    "Pinjaman {speed} cair {speed} tanpa jaminan khusus warga {place}, bunga paling rendah se-Sumatera, proses hanya "
    "lima menit, hubungi {name} sekarang juga sebelum kuota bulan ini habis, dijamin aman dan terpercaya {tail}"
)
_SPEED, _PLACE = ["kilat", "cepat", "instan"], ["Plaju", "Kertapati", "Sukarami", "Kalidoni", "Seberang Ulu"]


class Person(Client):
    """Somebody who opens the form, writes, sends, and reads on before the next text."""

    def __init__(
        self, site, slug, session, name, tally, texts: list[str], address: str, chance: random.Random
    ):
        super().__init__(site, slug, session, name, tally, 0)
        self.texts, self.chance = texts, chance
        self.headers = {"X-Forwarded-For": address}
        self.answers: Counter[int] = Counter()

    stored: list[int] = []  # what the honest ones can reply to
    lock = threading.Lock()

    def run(self) -> None:
        time.sleep(self.chance.uniform(0, SPREAD))
        for text in self.texts:
            self.post(text)
            time.sleep(self.chance.uniform(20, 50))

    def post(self, text: str) -> None:
        """Write one text as a person does: it takes the longer, the longer it is."""
        path = self._where()
        cookies, fields = self._open(path)
        time.sleep(min(45, self.chance.uniform(5, 9) + len(text) / 6))
        location = self._send(
            path, cookies, fields | {"text": text, "stance": self.chance.choice(["", "for"])}
        )
        if found := _COMMENT.search(location or ""):
            with Person.lock:
                Person.stored.append(int(found[1]))

    def _where(self) -> str:
        begin = f"/tanggapan/konsultasi/{self.slug}/tulis/"
        with Person.lock:
            place = (
                self.chance.choice(Person.stored) if Person.stored and self.chance.random() < 0.4 else None
            )
        path = f"/tanggapan/{place}/balas/" if place else begin
        return path if place is None or self._ask("GET", path)[0] == 200 else begin

    def _open(self, path: str) -> tuple[str, dict[str, str]]:
        _status, cookies, body, _location = self._ask("GET", path)
        return cookies, dict(_FIELD.findall(body))

    def _send(self, path: str, cookies: str, fields: dict[str, str]) -> str | None:
        status, _cookies, _body, location = self._ask("POST", path, cookies, fields)
        self.answers[status] += 1
        return location


class Bot(Person):
    """A program with an account. `kind` says how clever it is."""

    KINDS = ("script", "filler", "campaign", "links", "patient")

    def __init__(self, *args, kind: str):
        super().__init__(*args)
        self.kind = kind

    def run(self) -> None:
        for text in self.texts:
            self.post(text)
            time.sleep(self.chance.uniform(0.5, 2))

    def post(self, text: str) -> None:
        """Send one text in the manner of the bot's kind."""
        path = f"/tanggapan/konsultasi/{self.slug}/tulis/"
        cookies, fields = self._open(path)
        if self.kind == "script":  # knows the fields' names, and has read the form once
            fields |= {"form_key": str(uuid.uuid4()), "shown": ""}
        elif self.kind == "filler":
            fields["judul"] = "Penawaran"
        if self.kind != "script":
            time.sleep(self.chance.uniform(3.5, 6))
        self._send(path, cookies, fields | {"text": self._worded(text), "stance": ""})

    def _worded(self, text: str) -> str:
        if self.kind == "links":
            return f"{text} https://{''.join(self.chance.choices(string.ascii_lowercase, k=9))}.example/"
        if self.kind == "campaign":
            words = {
                "speed": self.chance.choice(_SPEED),
                "place": self.chance.choice(_PLACE),
                "name": f"Ibu {self.chance.choice(string.ascii_uppercase)}",
                "tail": uuid.uuid4().hex[:6],
            }
            return _AD.format(**words)
        return text


def address_of(number: int) -> str:
    """Return the address of an honest person: the hall's, a carrier's, or their own."""
    if number < IN_THE_HALL:
        return "203.0.113.1"
    if number % 2:
        return f"203.0.113.{100 + number % CARRIERS}"
    return f"198.51.{number // 100}.{number % 100 + 1}"


def crowd(site: Site, slug: str, sessions, chance: random.Random) -> tuple[list[Bot], list[Person]]:
    """Return bots and honest people with what they will say."""
    texts = sentences()
    chance.shuffle(texts)
    said, tally = HONEST * HONEST_POSTS, Tally()
    # No bot says first what somebody honest will say.
    anything, unsaid = texts[said : said + 300], texts[said + 300 :]

    def take(number: int) -> list[str]:
        """Return a bot's texts; the clever kinds send none that another bot sends."""
        if number % len(Bot.KINDS) < CARELESS:
            return chance.sample(anything, BOT_POSTS)
        return [unsaid.pop() for _text in range(BOT_POSTS)]

    honest = [
        Person(
            site,
            slug,
            session,
            name,
            tally,
            texts[number:said:HONEST],
            address_of(number),
            random.Random(number),
        )
        for number, (name, session) in enumerate(sessions[BOTS:])
    ]
    bots = [
        Bot(site, slug, session, name, tally, take(number), "192.0.2.66", random.Random(9000 + number),
            kind=Bot.KINDS[number % len(Bot.KINDS)])
        for number, (name, session) in enumerate(sessions[:BOTS])
    ]  # fmt: skip
    return bots, honest


def run(folder: Path) -> tuple[list[Bot], list[Person], dict[str, Counter]]:
    """Spam a site in `folder`; return who posted, and by name of the author what became of the texts."""
    with postgres.running(folder / "postgres"):
        env = {key: value for key, value in chaos.prepare(folder).items() if key not in chaos.NO_DEFENCE}
        env["TRUSTED_PROXIES"] = "1"
        import os

        os.environ.update(env)
        import django

        django.setup()
        from django.db import connections

        from consultations.models import Comment

        slug, sessions = chaos.people_and_place(BOTS + HONEST)
        connections.close_all()
        site = Site(folder, env)
        try:
            site.start()
            bots, honest = crowd(site, slug, sessions, random.Random(4))
            everybody = [*bots, *honest]
            for one in everybody:
                one.start()
            for one in everybody:
                one.join()
        finally:
            site.stop()
        became: dict[str, Counter] = {}
        rows = Comment.objects.values_list("participant__shown_name", "status", "held_for", "version__text")
        names = {one.person for one in honest}
        for name, status, held_for, text in rows:
            became.setdefault(name, Counter())[held_for if status == "pending" else status] += 1
            if name in names and status == "pending":
                print(f"  honest, held for {held_for}: {text[:90]!r}", file=sys.stderr)
        connections.close_all()
    return bots, honest, became


def figures(bots: list[Bot], honest: list[Person], became: dict[str, Counter]) -> list[Figure]:
    """Return the table of a run, and print by what each kind of bot was stopped."""

    def total(people) -> Counter:
        found: Counter = Counter()
        for one in people:
            found += became.get(one.person, Counter())
            found["refused"] += one.answers[429]
            found["failed"] += sum(n for status, n in one.answers.items() if status not in (303, 429))
        return +found

    for kind in Bot.KINDS:
        print(f"  bots of kind {kind}: {_words(total(bot for bot in bots if bot.kind == kind))}")
    of_bots, of_honest = total(bots), total(honest)
    hall = total(one for one in honest if one.headers["X-Forwarded-For"] == address_of(0))
    print(f"  honest people in the hall: {_words(hall)}")
    sent, said = len(bots) * BOT_POSTS, len(honest) * HONEST_POSTS
    held = sum(n for what, n in of_honest.items() if what not in ("published", "refused", "failed"))
    return [
        Figure("spam that readers saw at once", round(100 * of_bots["published"] / sent, 1), 5, "%",
               f"of {sent}: {_words(of_bots)}"),
        Figure("honest texts held", round(100 * held / said, 1), 2, "%", f"of {said}: {_words(of_honest)}"),
        Figure("honest texts refused", of_honest["refused"] + of_honest["failed"], 0, ""),
        Figure("texts that are nowhere",
               sent + said - sum(of_bots.values()) - sum(of_honest.values()), 0, ""),
    ]  # fmt: skip


def _words(found: Counter) -> str:
    return ", ".join(f"{what} {number}" for what, number in found.most_common())


def main() -> None:
    """Run it from the command line; exit with 1 where a goal is missed."""
    if not FILE.exists():
        raise SystemExit(f"What honest people say comes from {FILE}, and it is not there.")
    var = local.var_folder()
    folder = var / "spam"
    shutil.rmtree(folder, ignore_errors=True)
    table = figures(*run(folder))
    show(table)
    keep("spam", table, var / "chaos.json")
    verdict(table)


if __name__ == "__main__":
    main()
