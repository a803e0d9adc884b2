"""Lets people meet at once: each in a thread with a connection of its own, at the worst moment, not by luck."""

import threading
import time

from django.db import connections, transaction

LONGEST = 30  # seconds; whoever waits longer for another has met nobody


def at_once(tasks) -> list:
    """Run the functions at once, each in a thread with a connection of its own; return results or errors in order."""
    tasks = list(tasks)
    results = [None] * len(tasks)
    start = threading.Barrier(len(tasks))

    def run(place: int) -> None:
        try:
            start.wait(LONGEST)
            results[place] = tasks[place]()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(tasks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * LONGEST)
    return results


def beside(first, second):
    """Run `second` on a connection of its own while the transaction of `first` is still open; return its result.

    The first commits once the second has ended or waits for a lock: the worst moment, met each time.
    """
    results = []

    def run() -> None:
        try:
            results.append(second())
        except Exception as error:
            results.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        first()
        thread.start()
        _until(lambda: not thread.is_alive() or _somebody_waits())
    thread.join(LONGEST)
    return results[0]


def until_done_or_held(event: threading.Event) -> None:
    """Wait until the event is set, or until somebody waits for a lock that keeps it from being set."""
    _until(lambda: event.is_set() or _somebody_waits())


def meet_after(monkeypatch, owner, name: str, people: int, times: int = 1) -> None:
    """Let this many callers of `owner.name` go on only when all have its result, each for its first `times` calls.

    For a control: where nobody is held back any more, all have read before anybody writes.
    """
    real, meeting, mine = getattr(owner, name), threading.Barrier(people), threading.local()

    def met(*args, **kwargs):
        result = real(*args, **kwargs)
        mine.calls = getattr(mine, "calls", 0) + 1
        if mine.calls <= times:
            meeting.wait(LONGEST)
        return result

    monkeypatch.setattr(owner, name, met)


def _until(fact) -> None:
    until = time.monotonic() + LONGEST
    while not fact() and time.monotonic() < until:
        time.sleep(0.02)


def _somebody_waits() -> bool:
    with connections["default"].cursor() as cursor:
        # Within a transaction the list of who is there is kept from the first look on.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock')"
        )
        return cursor.fetchone()[0]
