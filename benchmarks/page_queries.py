"""How many queries a consultation's page with 300 comments makes on top of an empty page at the same depth.

python -m forum_site.local run -- python -m benchmarks.page_queries
"""

import csv
import io
import random
import tempfile
from datetime import timedelta
from pathlib import Path

from benchmarks.database import fresh_database
from benchmarks.table import Figure, keep, show, verdict

COMMENTS, QUERIES = 300, 6


def figures() -> list[Figure]:
    """Return the queries of ours, for a visitor and for somebody who is logged in. Needs Django set up."""
    from django.test import Client

    empty, warm_up, lively = _pages()
    found = []
    for who, client in (("a visitor", Client()), ("somebody logged in", _logged_in())):
        # What a process reads once (sites, languages, content types) is no page's own.
        for page in (empty, warm_up):
            client.get(page.url)
        ours, theirs = _queries(client, lively.url), _queries(client, empty.url)
        found.append(
            Figure(
                f"queries of {COMMENTS} comments, {who}",
                len(ours) - len(theirs),
                QUERIES,
                "queries",
                f"{len(ours)} on the page, {len(theirs)} on an empty one",
            )
        )
    return found


def _queries(client, address: str) -> list[dict]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answers {response.status_code}")
    return captured.captured_queries


def _logged_in():
    from django.conf import settings
    from django.test import Client

    from accounts.models import User

    client = Client()
    user = User.objects.create_user("bench@rembuk.invalid", name="Pengukur")
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


# --- What is measured -----------------------------------------------------------------------------


def _pages():
    """Make and return an empty page, a consultation to warm up with, and the one that is measured, equally deep."""
    from consultations.models import ConsultationIndexPage
    from forum_site.languages import FIRST
    from forum_site.models import ContentPage, HomePage

    home = HomePage.objects.get(locale__language_code=FIRST)
    above = home.add_child(instance=ContentPage(title="Tentang bacaan", slug="tentang-bacaan"))
    empty = above.add_child(instance=ContentPage(title="Kosong", slug="kosong"))
    index = ConsultationIndexPage.objects.first() or home.add_child(
        instance=ConsultationIndexPage(title="Konsultasi ukur", slug="konsultasi-ukur")
    )
    small, lively = (consultation_page(index, name) for name in ("ukur-kecil", "ukur-ramai"))
    fill(small.consultation, 3)
    fill(lively.consultation, COMMENTS)
    return empty, small, lively


def consultation_page(index, slug: str):
    """Announce a consultation that is open; return its page."""
    from django.utils import timezone

    from consultations.models import ConsultationPage
    from directory.models import Agency

    agency, _made = Agency.objects.get_or_create(
        slug="bench-pages", defaults={"name": "Dinas Baca", "short_name": "Baca"}
    )
    now = timezone.now()
    page = index.add_child(
        instance=ConsultationPage(
            title=slug,
            slug=slug,
            summary="Untuk diukur.",
            agency=agency,
            opens_at=now - timedelta(days=20),
            closes_at=now + timedelta(days=20),
            live=False,
        )
    )
    page.save_revision().publish()
    page.refresh_from_db()
    page.consultation.questions.create(title="Apa yang perlu dibenahi?")
    return page


def fill(consultation, count: int) -> None:
    """Import `count` comments in threads: a fifth begins one, the others answer something said shortly before."""
    from django.core.management import call_command
    from django.utils import timezone

    chance = random.Random(300)
    began = timezone.now() - timedelta(days=10)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "comments.csv"
        with open(path, "w", newline="") as file:
            table = csv.writer(file)
            table.writerow(["id", "parent", "text", "received_at", "participant", "name", "stance"])
            for number in range(count):
                parent = f"bench:{chance.randrange(max(0, number - 40), number)}" if number % 5 else ""
                text = f"Tanggapan nomor {number}. " + "Perlu dibahas lebih lanjut. " * chance.randrange(
                    1, 12
                )
                moment = (began + timedelta(minutes=number)).isoformat()
                who = f"bench:{number % 60}"
                stance = chance.choice(["", "for", "against"])
                table.writerow([f"bench:{number}", parent, text, moment, who, f"Warga {number % 60}", stance])
        quiet = {"stdout": io.StringIO(), "stderr": io.StringIO()}
        call_command("import_comments", str(path), consultation=consultation.slug, **quiet)


def main() -> None:
    """Measure, print, keep; exit with 1 where the goal is missed."""
    with fresh_database():
        import django

        django.setup()
        found = figures()
    show(found)
    keep("page_queries", found)
    verdict(found)


if __name__ == "__main__":
    main()
