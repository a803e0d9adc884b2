"""Samples taken in turns, so that what disturbs the machine disturbs all sides alike, and figures made of them."""

import sys
import time
from collections.abc import Callable
from statistics import median, quantiles

from benchmarks.table import Figure

ALTERNATIONS = 7
WARM_UP = 60  # times that each job is done, over the server's connections, before writing is measured


def say(words: str) -> None:
    """Tell the person at the terminal what is being measured."""
    print(f"  {time.strftime('%H:%M:%S')}  {words}", file=sys.stderr, flush=True)


def alternate(
    jobs: dict[str, Callable[[], float]], *, requests: int, alternations: int = ALTERNATIONS
) -> dict[str, list[float]]:
    """Run all jobs in turns, `requests` times in each alternation; return the median seconds of each alternation."""
    for job in jobs.values():  # nobody's first request counts: it meets cold caches
        job()
        job()
    found: dict[str, list[float]] = {name: [] for name in jobs}
    for _alternation in range(alternations):
        taken: dict[str, list[float]] = {name: [] for name in jobs}
        for _request in range(requests):
            for name, job in jobs.items():
                taken[name].append(job())
        for name, seconds in taken.items():
            found[name].append(median(seconds))
    return found


def settle(*jobs: Callable[[], float]) -> None:
    """Let what belongs to the start be over: each connection plans its statements when it first needs them, and the
    database that was just filled is written to disk, at a moment of its own, while writers wait for the same disk."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    for _time in range(WARM_UP):
        for job in jobs:
            job()


def p95(seconds: list[float]) -> float:
    """Return what 95 of 100 do not exceed."""
    return quantiles(seconds, n=20)[-1]


def ratio(name: str, ours: list[float], theirs: list[float], goal: float, note: str = "") -> Figure:
    """Return the median of the ratios of all alternations, with their spread."""
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    spread = f"{min(ratios):.2f}–{max(ratios):.2f} in {len(ratios)}"
    return Figure(name, round(median(ratios), 3), goal, "×", f"{spread}; {note}" if note else spread)


def ms(seconds: list[float]) -> str:
    """Return the median in milliseconds as words."""
    return f"{median(seconds) * 1000:.1f} ms"
