"""Whether a million comments read as fast as a thousand: every order and filter, branches, a comment's own page.

python -m benchmarks.run sizes
"""

import re
from dataclasses import replace
from html import unescape

from benchmarks.ground import Ground, Place, comments_on, next_page
from benchmarks.measuring import alternate, ms, ratio, say
from benchmarks.pages_bench import plain
from benchmarks.server import Server, Visitor, serving
from benchmarks.table import Figure

GOAL = 1.2
REQUESTS, ALTERNATIONS = 10, 7  # 70 requests of each address
TENTH = 10
ORDERS = ("terbaru", "terlama", "dukungan", "dibahas", "diperdebatkan")
SHOWS = ("", "pertanyaan", "setuju", "menolak", "netral", "resmi", "saya", "baru")
PERSONAL = ("saya", "baru")


def figures(ground: Ground) -> list[Figure]:
    """Return how much longer pages take in the largest than in the smallest consultation."""
    found: list[Figure] = []
    with serving(kept_pages=0) as server:
        for show in SHOWS:
            say(f"{ground.large.size:,} against {ground.small.size:,}: filter {show or 'none'}")
            pairs = {f"{order}, {show or 'all'}": _list(order, show) for order in ORDERS}
            found += _group(f"threads, filter {show or 'none'}", server, ground, pairs, show in PERSONAL)
        say("the largest branch, a comment's own page")
        branches = {
            "largest thread's page": lambda place: (
                f"/tanggapan/{place.largest}/",
                next_reply(place.largest),
            ),
            "page of the comment with most replies": lambda place: (
                f"/tanggapan/{place.hub}/",
                next_reply(place.hub),
            ),
            "replies in place": lambda place: (
                f"/tanggapan/{place.hub}/balasan/?tingkat=1",
                next_fragment(place.hub),
            ),
        }
        found += _group("largest branch", server, ground, branches)
        own = {"comment's own page": lambda place: (f"/tanggapan/{place.inner}/", lambda body: "")}
        found += _group("a comment's own page", server, ground, own)
    return found


def _list(order: str, show: str):
    """Return what gives, for a consultation, the address of a list's first page and what finds the next one."""

    def address(place: Place):
        filtered = (
            f"&pertanyaan={place.question}" if show == "pertanyaan" else f"&saring={show}" if show else ""
        )
        return f"{place.threads}?urutan={order}{filtered}", next_page

    return address


def next_reply(comment: int):
    """Return what finds, on a comment's page, the address of its next twenty replies."""
    pattern = re.compile(rf'href="(/tanggapan/{comment}/\?[^"]*sesudah=[^"]*)"')
    return lambda body: _found(pattern, body)


def next_fragment(comment: int):
    """Return what finds, in a part with replies, the address of the part with the next twenty."""
    pattern = re.compile(rf'data-part="(/tanggapan/{comment}/balasan/\?[^"]*sesudah=[^"]*)"')
    return lambda body: _found(pattern, body)


def _found(pattern: re.Pattern, body: bytes) -> str:
    match = pattern.search(body.decode())
    return unescape(match[1]).partition("#")[0] if match else ""


def full_pages(visitor: Visitor, address: str, following) -> list[tuple[str, int]]:
    """Follow "20 more" to the tenth page, or to the last full one before it; return addresses, and comments on each."""
    body = plain(visitor.ask(address))
    found = [(address, comments_on(body))]
    while len(found) < TENTH and (further := following(body)):
        body = plain(visitor.ask(further))
        if len(found) + 1 < TENTH and not following(body):
            break  # the last page shows what is left, not twenty
        found.append((further, comments_on(body)))
    return found


def _group(name: str, server: Server, ground: Ground, pairs: dict, personal: bool = False) -> list[Figure]:
    """Return one figure for the worst of the addresses, and those of all others, listed only where they miss.

    The first and the tenth page of the large discussion are compared with that page of the small one, of its first ten,
    which shows most nearly as many comments: what differs is how many there are, not how many are drawn.
    """
    visitor = server.visitor(ground.reader if personal else "")
    every = []
    for what, address_of in pairs.items():
        small, large = (full_pages(visitor, *address_of(place)) for place in (ground.small, ground.large))
        wanted = (
            {"first page": 1, "tenth page": len(large)}
            if len(large) > 1 and len(small) > 1
            else {"first page": 1}
        )
        for page, number in wanted.items():
            address, comments = large[number - 1]
            alike = min(range(len(small)), key=lambda n: (abs(small[n][1] - comments), abs(n + 1 - number)))
            jobs = {
                "large": lambda path=address: visitor.seconds(path),
                "small": lambda path=small[alike][0]: visitor.seconds(path),
            }
            measured = alternate(jobs, requests=REQUESTS, alternations=ALTERNATIONS)
            note = (
                f"{ms(measured['large'])} ÷ {ms(measured['small'])}; {comments} and {small[alike][1]} comments, "
                f"pages {number} and {alike + 1}"
            )
            every.append(ratio(f"{what}, {page}", measured["large"], measured["small"], GOAL, note))
    every.sort(key=lambda figure: -figure.value)
    worst = every[0]
    title = f"p50 at {ground.large.size:,} ÷ at {ground.small.size:,}: {name}"
    summary = Figure(title, worst.value, GOAL, "×", f"worst of {len(every)}: {worst.name}; {worst.note}")
    return [summary, *(replace(figure, listed=False) for figure in every[1:])]
