"""How many queries reading, posting and supporting make, at every size; and how heavy the pages are.

python -m benchmarks.run queries
"""

import gzip
import time
import uuid

from benchmarks.ground import Ground, Place, comments_on, next_page
from benchmarks.measuring import say
from benchmarks.pages_bench import plain
from benchmarks.server import serving
from benchmarks.sizes_bench import ORDERS, PERSONAL, SHOWS
from benchmarks.table import Figure

WARM, COLD, PERSON, POST, SUPPORT = 1, 6, 8, 12, 6
COMPRESSED, RAW = 20, 100  # kilobytes of a page with twenty threads
_TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE SAVEPOINT")


def figures(ground: Ground) -> list[Figure]:
    """Return the queries of whole requests, session and user included, transaction control excluded; then weights."""
    from django.conf import settings
    from django.test import override_settings

    from consultations.marks import LAG

    say("queries")
    # A page turns once more when what was said last is so old: where a benchmark before this one wrote, that is over.
    time.sleep(LAG.total_seconds() + 1)
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        found = [*_reading(ground, getattr(settings, "KEPT_PAGES", 0)), *_writing(ground)]
    return [*found, *_weights(ground)]


# --- Queries ----------------------------------------------------------------------------------------


def client_with(cookies: str = ""):
    from django.test import Client

    client = Client()
    if cookies:
        client.cookies["sessionid"] = cookies.partition("=")[2]
    return client


def queries_of(ask, status: int = 200) -> int:
    """Return how many queries a request makes, apart from the control of transactions."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        response = ask()
    if response.status_code != status:
        raise SystemExit(f"{response.request['PATH_INFO']} answers {response.status_code}, not {status}")
    return sum(not query["sql"].startswith(_TRANSACTION) for query in captured.captured_queries)


def _reading(ground: Ground, kept_pages: int) -> list[Figure]:
    from django.test import override_settings

    def counted(client, kept: int) -> tuple[dict[str, int], int]:
        with override_settings(KEPT_PAGES=kept):
            client.handler.load_middleware()  # it reads the setting once
            addresses = _addresses(ground, personal=bool(client.cookies))
            for address in [ground.empty_url, *addresses]:  # what a process reads once belongs to no page
                client.get(address)
                client.get(address)
            return (
                {address: queries_of(lambda a=address: client.get(a)) for address in addresses},
                queries_of(lambda: client.get(ground.empty_url)),
            )

    found = []
    if kept_pages:
        pages = {place.url for place in ground.places.values()}
        warm, _empty = counted(client_with(), kept_pages)
        found.append(
            _most("queries, warm, anonymous", {a: n for a, n in warm.items() if a in pages}, WARM, "the page")
        )
    else:
        found.append(Figure("queries, warm, anonymous", None, WARM, "queries", "no page is kept: KEPT_PAGES"))
    for who, client, goal in (
        ("cold", client_with(), COLD),
        ("logged in", client_with(ground.reader), PERSON),
    ):
        ours, empty = counted(client, 0)
        found.append(_most(f"queries, {who}, on top of an empty page", ours, goal, "", empty))
    return found


def _addresses(ground: Ground, *, personal: bool) -> list[str]:
    """Return the consultations' pages, and their threads in every order and under every filter, at every size."""
    found = []
    for place in ground.places.values():
        found.append(place.url)
        for order in ORDERS:
            for show in SHOWS:
                if show not in PERSONAL or personal:
                    extra = {"": "", "pertanyaan": f"&pertanyaan={place.question}"}.get(
                        show, f"&saring={show}"
                    )
                    found.append(f"{place.threads}?urutan={order}{extra}")
    return found


def _most(name: str, counted: dict[str, int], goal: int, of: str, empty: int = 0) -> Figure:
    """Return the largest number; more than the goal too where the same address differs between sizes."""
    worst = max(counted, key=counted.__getitem__)
    kinds: dict[str, set[int]] = {}
    for address, queries in counted.items():
        kind = address.partition("?")[2].partition("&pertanyaan")[0] + (
            "&q" if "pertanyaan" in address else ""
        )
        kinds.setdefault(kind if "?" in address else "page", set()).add(queries)
    differing = {kind: sorted(queries) for kind, queries in kinds.items() if len(queries) > 1}
    note = f"{counted[worst]} on {worst}" + (f", {empty} on an empty page" if empty else "")
    if differing:
        return Figure(name, None, goal, "queries", f"not the same at any size: {differing}; {note}")
    return Figure(name, counted[worst] - empty, goal, "queries", f"{note}; the same at any size")


def _writing(ground: Ground) -> list[Figure]:
    from consultations.models import Comment

    posts, supports, first = {}, {}, 0
    for place in ground.places.values():
        client = client_with(ground.writers[0])
        parents = iter(_answered(place))

        def reply(parent: int, client=client) -> int:
            form = {"text": f"Balasan {uuid.uuid4()}", "stance": "for", "form_key": str(uuid.uuid4())}
            return queries_of(lambda: client.post(f"/tanggapan/{parent}/balas/", form), 303)

        def support(comment: int, client=client) -> int:
            return queries_of(lambda: client.post(f"/tanggapan/{comment}/dukung/", {"verb": "support"}), 303)

        # The first thing that somebody says in a consultation also makes them its participant.
        first = max(first, reply(next(parents)))
        posts |= {(place.size, parent): reply(parent) for parent in (next(parents), next(parents))}
        roots = Comment.objects.published().filter(consultation=place.consultation, parent=None)
        shallow = roots.filter(participant__account__isnull=False).order_by("pk")[5]
        posts[place.size, 0] = reply(shallow.pk)
        support(next(parents))
        supports |= {(place.size, comment): support(comment) for comment in (next(parents), shallow.pk)}
    return [
        _equal("queries, post a reply", posts, POST, f"{first} the first time that somebody speaks"),
        _equal("queries, support", supports, SUPPORT, ""),
    ]


def _answered(place: Place) -> list[int]:
    """Return comments four levels deep by people with an account, who are told of each reply: the longer way."""
    from consultations.models import Comment

    rows = Comment.objects.published().filter(consultation=place.consultation, depth=4)
    rows = rows.filter(participant__account__isnull=False).exclude(participant__kind="official")
    return list(rows.order_by("pk").values_list("pk", flat=True)[:20])


def _equal(name: str, counted: dict, goal: int, note: str) -> Figure:
    numbers = set(counted.values())
    said = "the same at any size and depth" if len(numbers) == 1 else f"not the same: {counted}"
    value = max(numbers) if len(numbers) == 1 else None
    return Figure(name, value, goal, "queries", f"{said}; {note}" if note else said)


# --- Weight -----------------------------------------------------------------------------------------


def _weights(ground: Ground) -> list[Figure]:
    """Return the heaviest of all first and second pages with threads, as sent and as drawn."""
    say("weight of pages")
    sent, raw, many = {}, {}, {}
    with serving() as server:
        for who, cookies in (("", ""), (", logged in", ground.reader)):
            visitor = server.visitor(cookies)
            for address in _addresses(ground, personal=bool(cookies)):
                for _page in range(2):
                    answer = visitor.ask(address)
                    page = plain(answer)
                    name = f"{address}{who}"
                    coded = "Content-Encoding" in answer.headers
                    sent[name] = len(answer.body) if coded else len(gzip.compress(page, 6))
                    raw[name], many[name] = len(page), comments_on(page)
                    address = next_page(page)
                    if not address:
                        break
    return [
        _heaviest(f"page of 20 threads, {how}", sizes, limit, many)
        for how, sizes, limit in (("compressed", sent, COMPRESSED), ("raw", raw, RAW))
    ]


def _heaviest(name: str, sizes: dict[str, int], limit: int, many: dict[str, int]) -> Figure:
    worst = max(sizes, key=sizes.__getitem__)
    over = sum(size > limit * 1000 for size in sizes.values())
    note = f"heaviest of {len(sizes)}: {worst}, {many[worst]} comments" + (
        f"; {over} are too heavy" if over else ""
    )
    return Figure(name, round(sizes[worst] / 1000, 1), limit, "KB", note)
