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


def deepest_page(visitor: Visitor, address: str, following) -> tuple[str, int]:
    """Follow "20 more" to the tenth page, or to the last full one before it; return its address and number."""
    number = 1
    while number < TENTH:
        further = following(plain(visitor.ask(address)))
        if not further:
            break
        after = plain(visitor.ask(further))
        if number + 1 < TENTH and not following(after):
            break  # the last page shows what is left, not twenty
        address, number = further, number + 1
    return address, number


def _group(name: str, server: Server, ground: Ground, pairs: dict, personal: bool = False) -> list[Figure]:
    """Return one figure for the worst of the addresses, and those of all others, listed only where they miss."""
    visitor = server.visitor(ground.reader if personal else "")
    every = []
    for what, address_of in pairs.items():
        jobs = {}
        for place in (ground.small, ground.large):
            first, following = address_of(place)
            deep, number = deepest_page(visitor, first, following)
            jobs[place.size, "first page"] = first, 1
            if number > 1:
                jobs[place.size, "tenth page"] = deep, number
        measured = alternate(
            {key: lambda path=path: visitor.seconds(path) for key, (path, _number) in jobs.items()},
            requests=REQUESTS,
            alternations=ALTERNATIONS,
        )
        for page in ("first page", "tenth page"):
            keys = [(place.size, page) for place in (ground.large, ground.small)]
            if not all(key in jobs for key in keys):
                continue
            shown = [comments_on(plain(visitor.ask(jobs[key][0]))) for key in keys]
            note = f"{ms(measured[keys[0]])} ÷ {ms(measured[keys[1]])}; {shown[0]} and {shown[1]} comments"
            if page == "tenth page":
                note += f", pages {jobs[keys[0]][1]} and {jobs[keys[1]][1]}"
            every.append(ratio(f"{what}, {page}", measured[keys[0]], measured[keys[1]], GOAL, note))
    every.sort(key=lambda figure: -figure.value)
    worst = every[0]
    title = f"p50 at {ground.large.size:,} ÷ at {ground.small.size:,}: {name}"
    summary = Figure(title, worst.value, GOAL, "×", f"worst of {len(every)}: {worst.name}; {worst.note}")
    return [summary, *(replace(figure, listed=False) for figure in every[1:])]
