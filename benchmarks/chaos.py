"""`make chaos`: 40 people post while server and database are killed; nothing acknowledged is lost, nothing doubled.

Everything runs on this machine's loopback, in a folder of its own, with PostgreSQL as durable as in production.
`--small` is the short run. `--without-key` is the control: each retry comes under a new key, as if forms had none,
and then the run must find doubles, else it proves nothing.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from benchmarks.chaos_site import Client, Site, Tally
from benchmarks.table import Figure, keep, show, verdict
from forum_site import embedded_postgres as postgres
from forum_site import local

KILLS = ["worker", "server", "database"]
# What is measured here is loss, not spam: forty people post thousands of like texts as fast as they can.
NO_DEFENCE = {
    "PERSON_LIMITS": "no",
    "NETWORK_LIMITS": "no",
    "LEAST_SECONDS_TO_WRITE": "0",
    "REPEATED_PERCENT": "0",
    "NEW_ACCOUNT_DAYS": "0",
}


def prepare(folder: Path) -> dict[str, str]:
    """Make the tables in the running PostgreSQL of `folder`; return the environment of the site."""
    postgres.ensure_database(folder / "postgres", "chaos")
    env = local.environment(postgres.url(folder / "postgres", "chaos")) | {
        "STATIC_HASHED": "no",
        "LOG_LEVEL": "ERROR",
        "REMBUK_VAR": str(folder),
        "EMAIL_URL": f"filemail:///{folder / 'mail'}",
        **NO_DEFENCE,
    }
    if copied := os.environ.get("CHAOS_COPY_OF"):  # the tests have a migrated database at hand
        target = postgres.url(folder / "postgres", "chaos")
        dump = subprocess.Popen(
            [postgres.program("pg_dump"), "--format=custom", copied], stdout=subprocess.PIPE
        )
        subprocess.run([postgres.program("pg_restore"), f"--dbname={target}"], stdin=dump.stdout, check=True)
        return env
    for command in (["migrate", "--verbosity", "0"], ["createcachetable"]):
        if local.call([sys.executable, str(local.CHECKOUT / "manage.py"), *command], env):
            raise SystemExit("The tables could not be made.")
    return env


def people_and_place(count: int) -> tuple[str, list[tuple[str, str]]]:
    """Make an open consultation and people who are logged in; return its slug, and (name, session) each."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from accounts.models import User
    from consultations.models import Consultation, ConsultationIndexPage, ConsultationPage
    from demo.loading.pages import child, home
    from directory.models import Agency

    agency = Agency.objects.create(slug="uji", name="Dinas Uji", short_name="Uji")
    by = User.objects.create_user("penguji@rembuk.invalid", name="Penguji", is_superuser=True)
    index = child(home(), ConsultationIndexPage(slug="konsultasi", title="Konsultasi"), by)
    now = timezone.now()
    page = ConsultationPage(
        slug="uji",
        title="Uji",
        summary="Uji",
        agency=agency,
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=1),
        moderation=Consultation.Moderation.POST,
    )
    child(index, page, by)
    sessions = []
    for number in range(count):
        person = User.objects.create_user(f"warga{number}@rembuk.invalid", name=f"Warga {number}")
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.create()
        sessions.append((person.name, session.session_key))
    return "uji", sessions


def storm(site: Site, slug: str, sessions, *, wanted: int, kills: int, pause: tuple[float, float]) -> Tally:
    """Let everybody post until `wanted` comments are acknowledged and all kills survived; return what they saw."""
    tally = Tally(kills_left=kills)
    clients = [Client(site, slug, session, name, tally, wanted) for name, session in sessions]
    for client in clients:
        client.start()
    while any(client.is_alive() for client in clients):
        time.sleep(random.uniform(*pause))
        if tally.kills_left:
            site.kill(KILLS[tally.kills_left % len(KILLS)])
            tally.kills_left -= 1
            print(f"  {tally.kills_left} kills left, {len(tally.acknowledged)} acknowledged", file=sys.stderr)
    return tally


def compare(tally: Tally) -> dict[str, int]:
    """Hold what is in the database against what was acknowledged; return how many are lost, doubled, miscounted."""
    from django.db import close_old_connections
    from django.db.models import Count

    from consultations.models import Comment, CommentVersion, Consultation, ConsultationTally, CoverageTally
    from consultations.recount import recount

    close_old_connections()
    stored = dict(Comment.objects.values_list("form_key", "version__text"))
    lost = sum(stored.get(key) != text for key, text in ((UUID(k), t) for k, t in tally.acknowledged.items()))
    doubled = CommentVersion.objects.values("text").annotate(n=Count("pk")).filter(n__gt=1).count()
    kept = ("pk", "reply_count", "descendant_count", "support_count", "for_count", "against_count")
    before = set(Comment.objects.values_list(*kept))
    total = sum(ConsultationTally.objects.values_list("published", flat=True))
    covered = sum(CoverageTally.objects.values_list("comments", flat=True))
    recount(Consultation.objects.get().pk)
    wrong = len(before - set(Comment.objects.values_list(*kept)))
    wrong += total != sum(ConsultationTally.objects.values_list("published", flat=True))
    wrong += covered != sum(CoverageTally.objects.values_list("comments", flat=True))
    return {"stored": len(stored), "lost": lost, "doubled": doubled, "miscounted": wrong}


def run(folder: Path, *, clients: int, wanted: int, kills: int, pause, keeps_key: bool = True):
    """Run a storm in `folder`, where forms sent again keep their key or not.

    Returns what was found in the database, what the clients saw, and the seconds of each recovery.
    """
    with postgres.running(folder / "postgres"):
        env = prepare(folder)
        os.environ.update(env)
        import django

        django.setup()
        slug, sessions = people_and_place(clients)
        from django.db import connections

        connections.close_all()
        Client.keeps_key = keeps_key
        site = Site(folder, env)
        try:
            site.start()
            tally = storm(site, slug, sessions, wanted=wanted, kills=kills, pause=pause)
        finally:
            site.stop()
        return compare(tally), tally, site.recoveries


def figures(
    found: dict[str, int], tally: Tally, recoveries: list[float], wanted: int, kills: int
) -> list[Figure]:
    """Return the table of a run."""
    acknowledged = len(tally.acknowledged)
    return [
        Figure("acknowledged posts missing to the number wanted", max(0, wanted - acknowledged), 0, "",
               f"{acknowledged} acknowledged, {tally.retried} sent again, {found['stored']} stored"),
        Figure("kills missing", max(0, kills - len(recoveries)), 0, "", f"{len(recoveries)} kills"),
        Figure("acknowledged comments lost", found["lost"], 0, ""),
        Figure("comments stored twice", found["doubled"], 0, ""),
        Figure("counters that a recount corrects", found["miscounted"], 0, ""),
        Figure("longest way back after a kill", round(max(recoveries, default=0), 1), 10, "s"),
        Figure("failures after recovery", len(tally.failed_while_up), 0, "",
               f"{tally.failed_while_down} while something was down; {sorted(set(tally.failed_while_up))}"),
        Figure("forms refused", len(tally.refused), 0, "", str(sorted(set(tally.refused))) if tally.refused else ""),
    ]  # fmt: skip


def main() -> None:
    """Run it from the command line; exit with 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="8 people, 60 posts, 3 kills")
    parser.add_argument("--without-key", action="store_true", help="the control: must find doubles")
    chosen = parser.parse_args()
    wanted, kills, clients = (60, 3, 8) if chosen.small else (2000, 21, 40)
    var = local.var_folder()
    folder = var / "chaos"
    shutil.rmtree(folder, ignore_errors=True)
    found, tally, recoveries = run(
        folder, clients=clients, wanted=wanted, kills=kills, pause=(0.5, 3), keeps_key=not chosen.without_key
    )
    table = figures(found, tally, recoveries, wanted, kills)
    show(table)
    if chosen.without_key:
        print(
            "The control found doubles, as it must." if found["doubled"] else "THE CONTROL FOUND NO DOUBLES."
        )
        sys.exit(0 if found["doubled"] else 1)
    keep("chaos", table, var / "chaos.json")
    verdict(table)


if __name__ == "__main__":
    main()
