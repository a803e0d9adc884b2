"""What a report costs with 100,000 comments behind it, its PDF of twenty pages, and the export of all that was said.

python -m benchmarks.run report
"""

import http.client
import threading
import time

import psutil

from benchmarks.ground import Ground
from benchmarks.measuring import alternate, ms, ratio, say
from benchmarks.page_queries import consultation_page, fill
from benchmarks.queries_bench import client_with, queries_of
from benchmarks.reported import publish_report
from benchmarks.server import ACCEPT, Server, serving
from benchmarks.table import Figure

FEW, MANY = 100, 100_000
RATIO, QUERIES = 1.3, 8
PAGES, SECONDS, KILOBYTES = 20, 10, 1000
GROWTH = 25  # megabytes that a worker may gain while it sends a million rows
CHUNK = 1 << 16


def figures(ground: Ground) -> list[Figure]:
    """Return the figures of PDF, report and export."""
    from django.test import override_settings

    many = max(size for size in ground.places if size <= MANY)
    say(f"reports on {FEW} and {many:,} comments")
    small, large = publish_report(_filled("ukur-seratus", FEW)), publish_report(_page_of(ground, many))
    found = _set(publish_report(_filled("ukur-panjang", FEW), themes=16, paragraphs=7))
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        found.append(_queries(ground, large, many))
    with serving(kept_pages=0) as server:
        found.append(_compared(server, small, large, many))
    return [*found, *_exported(ground)]


def _filled(slug: str, count: int):
    """Make a consultation in which so much was said; return its page."""
    from consultations.models import ConsultationIndexPage, ConsultationPage

    page = consultation_page(ConsultationIndexPage.objects.first(), slug)
    fill(page.consultation, count)
    return ConsultationPage.objects.get(pk=page.pk)


def _page_of(ground: Ground, size: int):
    from consultations.models import ConsultationPage

    return ConsultationPage.objects.get(
        consultation=ground.places[size].consultation, locale__language_code="id"
    )


# --- The report's page ------------------------------------------------------------------------------


def _queries(ground: Ground, report, many: int) -> Figure:
    from django.test import override_settings

    client = client_with()
    with override_settings(KEPT_PAGES=0):
        client.handler.load_middleware()  # it reads the setting once
        for address in (ground.empty_url, report.url):  # what a process reads once belongs to no page
            client.get(address)
        ours, empty = (
            queries_of(lambda a=address: client.get(a)) for address in (report.url, ground.empty_url)
        )
    note = f"{ours} with {many:,} comments behind it, {empty} on an empty page"
    return Figure("queries of a report, on top of an empty page", ours - empty, QUERIES, "queries", note)


def _compared(server: Server, small, large, many: int) -> Figure:
    visitor = server.visitor()
    jobs = {
        name: lambda path=page.url: visitor.seconds(path)
        for name, page in (("large", large), ("small", small))
    }
    taken = alternate(jobs, requests=10)
    note = f"{ms(taken['large'])} ÷ {ms(taken['small'])}"
    return ratio(f"report on {many:,} ÷ on {FEW}", taken["large"], taken["small"], RATIO, note)


# --- PDF --------------------------------------------------------------------------------------------


def _set(report) -> list[Figure]:
    """Return how long a PDF of at least twenty pages takes, from asking to stored, and how much it weighs."""
    import io

    import pikepdf

    from consultations.models import ReportFile, ReportVersion
    from consultations.report_files import make_file, request_file

    version = ReportVersion.objects.select_related("consultation", "page").get(page=report)
    ReportFile.objects.filter(version=version).delete()
    file = request_file(version)
    began = time.perf_counter()
    make_file.call(file.pk)
    seconds = time.perf_counter() - began
    content = bytes(ReportFile.objects.get(pk=file.pk).content)
    pages = len(pikepdf.open(io.BytesIO(content)).pages)
    note = f"{pages} pages"
    enough = pages >= PAGES
    return [
        Figure("PDF of a report, made and stored", round(seconds, 2) if enough else None, SECONDS, "s", note),
        Figure("PDF of a report", round(len(content) / 1000, 1), KILOBYTES, "KB", note),
    ]


# --- Export -----------------------------------------------------------------------------------------


def _exported(ground: Ground) -> list[Figure]:
    """Return by how much a worker grows while it sends every comment of the largest consultation, and how fast."""
    from benchmarks.filling import slug

    place = ground.large
    path = f"/tanggapan/konsultasi/{slug(place.size)}/data/comments.csv"
    say(f"export of {place.size:,} comments")
    with serving(workers=1, options=("--max-requests", "0", "--timeout", "900")) as server:
        server.visitor().ask(place.url)
        [worker] = server.workers()
        watch = _Watch(worker)
        began = time.perf_counter()
        with watch:
            rows, size = _read(server.port, path)
        seconds = time.perf_counter() - began
    note = (
        f"{watch.first:.1f} MB before, {watch.most:.1f} at most while it sent {rows:,} rows, {size / 1e6:.0f} MB, "
        f"in {seconds:.0f} s"
    )
    whole = rows >= place.size * 0.9  # what was never public is no row
    return [Figure(f"export of {place.size:,} comments, growth of a worker",
                   round(watch.most - watch.first, 1) if whole else None, GROWTH, "MB", note)]  # fmt: skip


def _read(port: int, path: str) -> tuple[int, int]:
    """Read a table and throw it away; return its lines and bytes."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=900)
    connection.request("GET", path, headers={"Host": f"localhost:{port}", "Accept-Encoding": ""})
    response = connection.getresponse()
    if response.status != 200:
        raise SystemExit(f"{path} answers {response.status}; {ACCEPT} was not asked for")
    rows = size = 0
    while chunk := response.read(CHUNK):
        rows += chunk.count(b"\n")
        size += len(chunk)
    return rows, size


class _Watch:
    """Reads how much memory a process holds, five times a second, while a block runs."""

    def __init__(self, pid: int):
        self.process, self.stop = psutil.Process(pid), threading.Event()
        self.first = self.most = self._now()

    def _now(self) -> float:
        return self.process.memory_info().rss / 1e6

    def _look(self) -> None:
        while not self.stop.wait(0.2):
            self.most = max(self.most, self._now())

    def __enter__(self):
        self.thread = threading.Thread(target=self._look, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *failed):
        self.stop.set()
        self.thread.join()
