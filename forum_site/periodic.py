"""What runs by itself, every so often; `manage.py worker` does it.

An app registers its job in `AppConfig.ready()`:

    every(60, "mail")(actions.send_due_notifications)
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.core.cache import cache
from django.db import connection

from forum_site.dates import in_wib

logger = logging.getLogger(__name__)

# Hours after which a morning is over: a worker that starts in the evening keeps its mail for tomorrow.
MORNING_LASTS = 5


@dataclass
class Job:
    """One job: what, how often (seconds), and when this process does it next (on the monotonic clock)."""

    name: str
    seconds: float
    function: Callable[[], object]
    due: float = field(default=0.0)


jobs: dict[str, Job] = {}


def every(seconds: float, name: str) -> Callable[[Callable], Callable]:
    """Register the function to run every `seconds`, under a name that is unique among all apps."""

    def register(function: Callable[[], object]) -> Callable[[], object]:
        jobs[name] = Job(name, seconds, function)
        return function

    return register


def run(job: Job, *, now_or_never: bool = False) -> bool:
    """Do the job unless another worker does it or has done it in this period; return whether it was done.

    `now_or_never` asks nobody whether it has been done in this period. A failing job is logged and
    stops nothing.
    """
    job.due = time.monotonic() + job.seconds
    try:
        with _alone(job.name) as alone:
            # The lock lasts while the job runs; the mark in the shared cache lasts for most of the period.
            if not alone or not (now_or_never or _is_first(job)):
                return False
            result = job.function()
    except Exception:
        logger.exception("The periodic job %s failed; it is tried again in %s s", job.name, job.seconds)
        return False
    if result:
        logger.info("%s: %s", job.name, result)
    return True


def _is_first(job: Job) -> bool:
    """Claim the job for this period; return whether no other worker has."""
    mark = f"periodic:{job.name.replace(' ', '-')}"
    # The database's cache writes an error into PostgreSQL's log where it may not add: so it is asked first.
    return cache.get(mark) is None and cache.add(mark, 1, job.seconds * 0.8)


def run_due() -> None:
    """Do all jobs that are due by this process's clock."""
    for job in jobs.values():
        if job.due <= time.monotonic():
            run(job)


def morning_of(now: datetime) -> date | None:
    """Return the day (WIB) whose morning it is at this moment, for mails that come once a day; None at other hours."""
    local = in_wib(now)
    begins = settings.MORNING_HOUR
    return local.date() if begins <= local.hour < begins + MORNING_LASTS else None


@contextmanager
def _alone(name: str) -> Iterator[bool]:
    """Hold the job's lock in the database for the block; yield whether we got it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [f"rembuk:{name}"])
        (alone,) = cursor.fetchone()
    try:
        yield alone
    finally:
        if alone and connection.connection is not None and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [f"rembuk:{name}"])
