"""A crowd with real connections to the production command, whose people click twice and send again; what they left.

Everybody replies into one thread and supports the same comments, while moderators hide and restore some of it.
"""

import http.client
import os
import random
import re
import threading
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection, connections, transaction

from benchmarks.chaos_site import Site
from consultations import actions
from consultations.models import Comment, CommentVersion, Consultation, Support
from forum_site import local
from tests import factories
from tests.consultations import exchanging, talking

REFUSALS = (actions.Conflict, Comment.DoesNotExist)


def database() -> str:
    """Return the name of this test's database."""
    return connection.settings_dict["NAME"]


def site(folder: Path, careless: str = "") -> Site:
    """Return the production command on this test's database, not started; `careless` names the guard taken out."""
    env = os.environ | {
        "DATABASE_URL": os.environ["DATABASE_URL"].replace("/postgres?", f"/{database()}?"),
        "LOG_LEVEL": "ERROR",
        "EMAIL_URL": f"filemail:///{folder / 'mail'}",
        "CARELESS": careless,
    }
    made = Site(folder, env)
    if careless:
        made.serves = "tests.consultations.careless_site"
    return made


@dataclass
class Left:
    """What a crowd saw, and what it left in the database."""

    statuses: Counter = field(default_factory=Counter)
    broken: list[str] = field(
        default_factory=list
    )  # requests that were not answered, and errors of moderators
    acknowledged: dict[str, str] = field(default_factory=dict)  # a reply's text → where it is
    decisions: int = 0
    deadlocks: int = 0
    logged: int = 0
    lost: int = 0
    doubled_texts: int = 0
    doubled_supports: int = 0
    miscounted: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def failures(self) -> list:
        """What should never be seen: answers of 500 and above, and requests without one."""
        return [status for status in self.statuses if status >= 500] + self.broken


class Person:
    """Somebody who is logged in, over connections of their own."""

    def __init__(self, port: int, left: Left, user, keeps_key: bool):
        self.port, self.left, self.user, self.keeps_key = port, left, user, keeps_key
        self.session = talking.client_of(user).cookies[settings.SESSION_COOKIE_NAME].value

    def _link(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def _send(self, path: str, form: dict, link: http.client.HTTPConnection) -> None:
        secret = "x" * 32
        headers = {
            "Host": f"localhost:{self.port}",
            "Origin": f"http://localhost:{self.port}",
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={self.session}; {settings.CSRF_COOKIE_NAME}={secret}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        link.request("POST", path, urlencode(form | {"csrfmiddlewaretoken": secret}), headers)

    def post(self, path: str, form: dict) -> tuple[int, str]:
        """Send a form; return status and where it leads."""
        link = self._link()
        try:
            self._send(path, form, link)
            answer = link.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException) as error:
            with self.left.lock:
                self.left.broken.append(f"{path}: {error!r}")
            return 0, ""
        finally:
            link.close()
        with self.left.lock:
            self.left.statuses[answer.status] += 1
        return answer.status, answer.headers.get("Location", "")

    def post_twice(self, path: str, form: dict) -> list[tuple[int, str]]:
        """Click twice: the same form at the same moment, over two connections."""
        answers = []
        second = threading.Thread(target=lambda: answers.append(self.post(path, self._again(form))))
        second.start()
        answers.append(self.post(path, form))
        second.join(40)
        return answers

    def hang_up(self, path: str, form: dict) -> None:
        """Send a form and go away before the answer."""
        link = self._link()
        self._send(path, form, link)
        link.close()

    def _again(self, form: dict) -> dict:
        return form if self.keeps_key or "form_key" not in form else form | {"form_key": uuid.uuid4()}

    def reply(self, parent_id: int, number: int) -> None:
        """Reply, and send it again in one of three ways; note the text once it is acknowledged."""
        path, text = f"/tanggapan/{parent_id}/balas/", f"{self.user.name} menjawab, ke-{number}."
        stance = random.choice(["", "for", "against"])
        form = {"text": text, "form_key": uuid.uuid4(), "stance": stance}
        way = number % 3
        if way == 0:
            answers = self.post_twice(path, form)
        elif way == 1:
            self.hang_up(path, form)
            answers = [self.post(path, self._again(form))]
        else:
            answers = [self.post(path, form), self.post(path, self._again(form))]
        places = {place for status, place in answers if status == 303}
        if places:
            with self.left.lock:
                self.left.acknowledged[text] = "|".join(sorted(places))

    def tap(self, comment_id: int, number: int) -> None:
        """Support a comment by a double tap, and sometimes take that back, by another."""
        path = f"/tanggapan/{comment_id}/dukung/"
        self.post_twice(path, {"verb": "support"})
        if number % 3 == 2:
            self.post_twice(path, {"verb": "unsupport"})


class Place:
    """One thread: a root, a comment under it that everybody answers, and others that are supported and removed."""

    def __init__(self):
        self.row: Consultation = talking.consultation()
        author = factories.user(name="Pembuka")
        self.root = talking.say(self.row, "Akar.", by=author)
        self.middle = talking.say(self.row, "Tengah.", by=author, parent=self.root)
        self.busy = talking.say(self.row, "Dijawab semua.", by=author, parent=self.middle)
        self.removed = [
            talking.say(self.row, f"Sasaran {n}.", by=author, parent=self.middle) for n in range(3)
        ]


def storm(place: Place, running: Site, *, people: int, rounds: int, keeps_key=True, targets=None) -> Left:
    """Let people reply and tap, and two moderators hide and restore meanwhile; return what that left.

    `targets`: the comments that moderators hide and restore, ours unless given.
    """
    left = Left()
    users = [factories.user(name=f"Warga ke-{number}") for number in range(people)]
    judges = [talking.moderator(), talking.moderator()]
    persons = [Person(running.port, left, user, keeps_key) for user in users]
    start, over = threading.Barrier(people + len(judges)), threading.Event()
    log = local.var_folder() / "postgres-test" / "log"
    log_from, deadlocks_before, ours = log.stat().st_size, deadlocks(), set()

    def take_part(person: Person) -> None:
        start.wait(30)
        for number in range(rounds):
            person.reply([place.busy, place.root, place.busy][number % 3].pk, number)
            person.tap([place.root, place.busy, *place.removed][number % 5].pk, number)

    def moderate(judge, which: int) -> None:
        start.wait(30)
        aims = targets or place.removed
        while not over.wait(0.01):
            which += 1
            comment = Comment.objects.get(pk=aims[which % len(aims)].pk)
            kind = "hide" if comment.status == "published" else "restore"
            try:
                with transaction.atomic():
                    ours.add(_backend())
                    talking.decide(comment, kind, by=judge)
                with left.lock:
                    left.decisions += 1
            except REFUSALS:
                pass

    def guarded(task, *args) -> None:
        try:
            task(*args)
        except Exception as error:
            with left.lock:
                left.broken.append(repr(error))
        finally:
            connections.close_all()

    crowd = [threading.Thread(target=guarded, args=[take_part, person]) for person in persons]
    desk = [threading.Thread(target=guarded, args=[moderate, judge, n]) for n, judge in enumerate(judges)]
    for thread in crowd + desk:
        thread.start()
    for thread in crowd:
        thread.join(60)
    over.set()
    for thread in desk:
        thread.join(20)
    ours |= _backends()
    running.stop()
    left.deadlocks = deadlocks() - deadlocks_before
    left.logged = logged_deadlocks(log, log_from, ours)
    _look_around(place, left)
    return left


def _look_around(place: Place, left: Left) -> None:
    texts = Counter(CommentVersion.objects.values_list("text", flat=True))
    left.lost = sum(text not in texts for text in left.acknowledged)
    left.doubled_texts = sum(count > 1 for count in texts.values())
    left.doubled_texts += sum("|" in at for at in left.acknowledged.values())
    pairs = Counter(Support.objects.values_list("comment", "user"))
    left.doubled_supports = sum(count > 1 for count in pairs.values())
    kept, counted = exchanging.counters(place.row), exchanging.naive_counters(place.row)
    left.miscounted = sum(kept[pk] != counted[pk] for pk in counted)


# --- The database's own word ------------------------------------------------------------------------


def ask(sql: str, *parameters) -> list[tuple]:
    """Run a statement on this test's database; return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall() if cursor.description else []


def deadlocks() -> int:
    """Return how many deadlocks PostgreSQL has broken in this test's database."""
    ask("SELECT pg_stat_clear_snapshot()")
    return ask("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")[0][0]


def _backend() -> int:
    return ask("SELECT pg_backend_pid()")[0][0]


def _backends() -> set[int]:
    return {row[0] for row in ask("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")}


def logged_deadlocks(log: Path, since: int, backends: set[int]) -> int:
    """Return how many deadlocks of these backends the server wrote to its log after that many bytes.

    Other tests use the server at the same time; their backends have other numbers.
    """
    with open(log, "rb") as file:
        file.seek(since)
        text = file.read().decode(errors="replace")
    return sum(int(pid) in backends for pid in re.findall(r"\[(\d+)\] ERROR:  deadlock detected", text))
