"""What the page of a consultation costs, against references on the same server.

python -m benchmarks.run pages
"""

import gzip
from pathlib import Path

import brotli

from benchmarks.ground import Ground, comments_on
from benchmarks.measuring import ALTERNATIONS, alternate, ms, ratio, say
from benchmarks.server import Answer, Server, serving, used
from benchmarks.table import Figure
from forum_site.local import var_folder

WARM, COLD, PERSONAL = 1.7, 1.3, 1.3  # goals, as shares of the references
REQUESTS = 25  # of each kind in an alternation
BATCH = 200  # requests over which the processor's time is taken


def plain(answer: Answer) -> bytes:
    """Return the page as it was before it was compressed."""
    coding = answer.headers.get("Content-Encoding", "")
    decoders = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}
    return decoders[coding](answer.body)


def references(ground: Ground, page: bytes) -> dict[str, str]:
    """Return the addresses of the references, which show as many comments as `page`."""
    many = comments_on(page)
    return {
        "wagtail": ground.empty_url,
        "jinja": f"/acuan/jinja/{ground.large.consultation}/{many}/",
        "django": f"/acuan/django/{ground.large.consultation}/{many}/",
    }


def figures(ground: Ground) -> list[Figure]:
    """Return warm, cold and logged-in cost of the largest consultation's page."""
    url, constant = ground.large.url, var_folder() / "bench-constant"
    with serving() as server:
        visitor = server.visitor()
        for _time in range(12):  # both workers must have drawn it, twice
            answer = visitor.ask(url)
        constant.write_bytes(answer.body)
        constant.with_suffix(".coding").write_text(answer.headers.get("Content-Encoding", ""))
        page = plain(answer)
    with serving(constant=constant) as warm, serving(kept_pages=0, constant=constant) as cold:
        return [
            _warm(warm, url, constant),
            _cold(cold, url, references(ground, page), page),
            _personal(warm, ground, url, page),
        ]


def _warm(server: Server, url: str, constant: Path) -> Figure:
    say("anonymous page, warm: the processor's time against constant HTML")
    visitors = [server.visitor() for _connection in range(4)]  # several, so that both workers serve

    def batch(path: str) -> float:
        before = server.processor_seconds()
        for number in range(BATCH):
            visitors[number % len(visitors)].ask(path)
        return used(before, server.processor_seconds()) / BATCH

    for path in (url, "/acuan/tetap/"):
        batch(path)
    ours, theirs = [], []
    for _alternation in range(ALTERNATIONS):
        ours.append(batch(url))
        theirs.append(batch("/acuan/tetap/"))
    note = f"{ms(ours)} of the processor, constant {ms(theirs)}; {constant.stat().st_size:,} bytes sent"
    return ratio("anonymous page, warm: processor ÷ constant", ours, theirs, WARM, note)


def _cold(server: Server, url: str, others: dict[str, str], page: bytes) -> Figure:
    say("anonymous page, cold: against Wagtail's empty page and as many comments through Jinja2")
    visitor = server.visitor()
    jobs = {"ours": url, **others, "constant": "/acuan/tetap/"}
    found = alternate(
        {name: lambda path=path: visitor.seconds(path) for name, path in jobs.items()}, requests=REQUESTS
    )
    return _against(found, "anonymous page, cold: p50 ÷ (wagtail + jinja)", COLD, page)


def _personal(server: Server, ground: Ground, url: str, page: bytes) -> Figure:
    say("logged-in page, warm")
    # A page with a person's token is not compressed, so the references are not either.
    reader, visitor = server.visitor(ground.reader, accept="identity"), server.visitor(accept="identity")
    for _connection in range(16):  # whichever worker the reader comes to has the page ready
        other = server.visitor()
        for _time in range(3):
            other.ask(url)
    own = reader.ask(url).body
    jobs = {"ours": lambda: reader.seconds(url)}
    jobs |= {name: lambda path=path: visitor.seconds(path) for name, path in references(ground, page).items()}
    found = alternate(jobs, requests=REQUESTS)
    return _against(found, "logged-in page, warm: p50 ÷ (wagtail + jinja)", PERSONAL, own)


def _against(found: dict[str, list[float]], name: str, goal: float, page: bytes) -> Figure:
    together = [empty + drawn for empty, drawn in zip(found["wagtail"], found["jinja"], strict=True)]
    times = ", ".join(f"{key} {ms(seconds)}" for key, seconds in found.items())
    return ratio(name, found["ours"], together, goal, f"{times}; {comments_on(page)} comments")
