"""How much memory a worker takes while it answers ten thousand requests.

python -m benchmarks.run memory
"""

import itertools
import threading

import psutil

from benchmarks.ground import Ground
from benchmarks.measuring import say
from benchmarks.server import Server, serving
from benchmarks.sizes_bench import ORDERS
from benchmarks.table import Figure

MOST, GROWTH = 150, 5  # megabytes
FIRST, LAST = 2_000, 10_000  # requests
READERS = 2


def figures(ground: Ground) -> list[Figure]:
    """Return what a worker holds after 10,000 requests of many kinds, and how much more than after 2,000."""
    say(f"memory of a worker over {LAST:,} requests")
    # One worker, which is not replaced meanwhile.
    with serving(workers=1, options=("--max-requests", "0")) as server:
        addresses = _addresses(ground)
        _ask(server, ground, addresses, FIRST)
        [worker] = server.workers()
        before = _megabytes(worker)
        _ask(server, ground, addresses, LAST - FIRST)
        after = _megabytes(worker)
        if server.workers() != [worker]:
            raise SystemExit("The worker was replaced while it was measured.")
    note = f"resident, shared pages included; {before:.1f} MB after {FIRST:,} requests, {after:.1f} after {LAST:,}"
    return [
        Figure("memory of a worker", round(max(before, after), 1), MOST, "MB", note),
        Figure("memory of a worker, growth", round(after - before, 1), GROWTH, "MB", note),
    ]


def _addresses(ground: Ground) -> list[str]:
    """Return pages, lists, branches and single comments of all sizes: far more than are kept."""
    found = []
    for place in ground.places.values():
        found += [place.url, f"/en{place.url}", f"/tanggapan/{place.largest}/", f"/tanggapan/{place.hub}/"]
        found += [f"{place.threads}?urutan={order}" for order in ORDERS]
        found += [f"{place.threads}?urutan={order}&saring=setuju" for order in ORDERS]
        found += [f"/tanggapan/{comment}/" for comment in place.parents]
    return found


def _ask(server: Server, ground: Ground, addresses: list[str], requests: int) -> None:
    """Ask for one address after the other, by visitors and by somebody who is logged in, at once."""
    turns, lock = itertools.cycle(addresses), threading.Lock()
    left = iter(range(requests))
    failed: list[BaseException] = []

    def read(cookies: str) -> None:
        visitor = server.visitor(cookies)
        try:
            while True:
                with lock:
                    if next(left, None) is None:
                        return
                    path = next(turns)
                visitor.ask(path)
        except BaseException as error:
            failed.append(error)

    readers = [threading.Thread(target=read, args=[cookies]) for cookies in ("", ground.reader)[:READERS]]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    if failed:
        raise failed[0]


def _megabytes(pid: int) -> float:
    return psutil.Process(pid).memory_info().rss / 1e6
