"""Fills the database in which reading is measured: one consultation for each size, kept until what fills it changes.

python -m forum_site.local run -- python -m benchmarks.filling 1000 10000

Nothing is left out that the application would have written: every total, the texts' HTML, the rows behind the totals.
"""

import hashlib
import os
import subprocess
import sys
from datetime import timedelta

from benchmarks import discussion
from benchmarks.database import address, administer, template
from benchmarks.discussion import ACCOUNTS, SUPPORTERS
from benchmarks.loading import Progress, escaped, without_indexes
from benchmarks.rows import NAMES, SURNAMES, Filler
from benchmarks.texts import FILE, texts
from forum_site.local import CHECKOUT

SIZES = (1_000, 10_000, 100_000, 1_000_000)
RECOUNTED = 10_000  # up to this size the totals are counted anew from the rows, to prove the arithmetic
READER_EMAIL, WRITERS = "pembaca@ukur.invalid", 10


def slug(size: int) -> str:
    """Return the slug of the consultation of this size, and of its page."""
    return f"ukur-{size}"


# --- The database -----------------------------------------------------------------------------------


def filled_database(server: str, sizes: tuple[int, ...] = SIZES) -> str:
    """Return the name of a database with consultations of these sizes, filled if there is none yet.

    Nobody may change it: measure on a copy.
    """
    wanted = f"filled_{_fingerprint()}" + "".join(f"_{size}" for size in sizes if sizes != SIZES)
    found = [
        row[0]
        for row in administer(server, "SELECT datname FROM pg_database WHERE datname LIKE 'filled\\_%'")
    ]
    for name in found:
        if not name.startswith(f"filled_{_fingerprint()}"):
            administer(server, f'DROP DATABASE "{name}" WITH (FORCE)')
    if wanted in found:
        return wanted
    empty = template(server)
    print(f"Filling discussions of {', '.join(f'{n:,}' for n in sizes)} comments, once …", file=sys.stderr)
    administer(server, f'CREATE DATABASE "filled_building" TEMPLATE "{empty}"')
    env = os.environ | {"DATABASE_URL": address(server, "filled_building"), "STATIC_HASHED": "no"}
    subprocess.run(
        [sys.executable, "-m", "benchmarks.filling", *map(str, sizes)], cwd=CHECKOUT, env=env, check=True
    )
    administer(server, "VACUUM ANALYZE", database="filled_building")
    administer(server, f'ALTER DATABASE "filled_building" RENAME TO "{wanted}"')
    return wanted


def _fingerprint() -> str:
    """Return a digest of all that decides what is filled: the schema, this code, the texts and how they are drawn."""
    files = [
        CHECKOUT / "benchmarks" / f"{name}.py"
        for name in ("filling", "discussion", "rows", "loading", "texts")
    ]
    files += [CHECKOUT / "consultations/markup.py", CHECKOUT / "consultations/sketching.py"]
    files += [CHECKOUT / "consultations/models/comment.py"]
    files += [FILE] if FILE.exists() else []
    for app in ("forum_site", "accounts", "directory", "events", "consultations"):
        files += sorted((CHECKOUT / app).glob("migrations/*.py"))
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:12]


# --- Rows around the comments -------------------------------------------------------------------------


def _people():
    """Make the accounts of everybody; return the reader, authors with an account, and supporters."""
    from django.contrib.auth.hashers import make_password

    from accounts.models import User

    password = make_password(None)

    def account(email: str, name: str) -> User:
        return User(email=email, name=name, password=password)

    others = [(f"penulis{n}@ukur.invalid", f"Penulis {n}") for n in range(WRITERS)]
    others += [(f"akun{n}@ukur.invalid", f"{NAMES[n % 18]} {SURNAMES[n % 11]}") for n in range(ACCOUNTS)]
    others += [(f"pendukung{n}@ukur.invalid", f"Pendukung {n}") for n in range(SUPPORTERS)]
    made = User.objects.bulk_create(
        [account(READER_EMAIL, "Pembaca"), *(account(*other) for other in others)]
    )
    return (
        made[0].pk,
        [user.pk for user in made[1 + WRITERS :][:ACCOUNTS]],
        [user.pk for user in made[-SUPPORTERS:]],
    )


def consultation_page(size: int):
    """Publish and return the page of a consultation, its questions made; as deep as the references' empty page."""
    from django.utils import timezone

    from consultations.models import ConsultationIndexPage, ConsultationPage
    from directory.models import Agency
    from forum_site.languages import FIRST
    from forum_site.models import HomePage

    home = HomePage.objects.get(locale__language_code=FIRST)
    index = ConsultationIndexPage.objects.first() or home.add_child(
        instance=ConsultationIndexPage(title="Konsultasi", slug="konsultasi")
    )
    agency, _made = Agency.objects.get_or_create(
        slug="ukur", defaults={"name": "Dinas Pengukuran", "short_name": "Ukur"}
    )
    now = timezone.now()
    page = index.add_child(
        instance=ConsultationPage(
            title=f"Apa yang perlu dibenahi lebih dahulu? ({size} tanggapan)",
            slug=slug(size),
            summary="Untuk diukur: berapa lama halaman ini terbuka.",
            agency=agency,
            opens_at=now - timedelta(days=discussion.DAYS + 1),
            closes_at=now + timedelta(days=3650),  # still open whenever the figures are taken again
            body=[
                (
                    "paragraph",
                    "<p>Pemerintah kota menyusun rencana kerja tahun depan dan meminta pendapat Anda.</p>",
                )
            ],
            live=False,
        )
    )
    page.save_revision().publish()
    page.refresh_from_db()
    for title in ("Jalan dan drainase", "Angkutan", "Sampah", "Layanan kantor")[: discussion.QUESTIONS]:
        page.consultation.questions.create(title=f"Apa yang perlu dibenahi: {title}?")
    return page


# --- Filling --------------------------------------------------------------------------------------


def _spoken() -> list[str]:
    """Return each text with its HTML and its beginning's, rendered once, as columns of COPY."""
    from consultations.markup import render

    return ["\t".join(escaped(part) for part in (text, *render(text))) for text in texts()]


def _prove(consultation) -> None:
    """Raise SystemExit where a count of the rows differs from a total that was written."""
    from consultations.models import Comment
    from consultations.recount import recount

    def totals() -> tuple:
        counted = (
            "reply_count descendant_count support_count for_count against_count official_count latest_at"
        )
        rows = set(Comment.objects.filter(consultation=consultation).values_list("pk", *counted.split()))
        return rows, [
            sum(part)
            for part in zip(
                *consultation.tallies.values_list("published", "decisions", "threads"), strict=True
            )
        ]

    before = totals()
    recount(consultation.pk)
    if (after := totals()) != before:
        raise SystemExit(
            f"{consultation.slug}: {len(after[0] - before[0])} comments' totals are wrong, or {before[1]} ≠ {after[1]}"
        )


def main(sizes: list[int]) -> None:
    """Fill the database that DATABASE_URL names."""
    import django

    django.setup()
    from django.db import connection, transaction

    progress = Progress()
    people, spoken = _people(), _spoken()
    pages = [(size, consultation_page(size)) for size in sizes]
    with transaction.atomic(), connection.cursor() as cursor, without_indexes(cursor, progress):
        for size, page in pages:
            found = discussion.invent(size)
            progress.say(f"{size:,} comments invented")
            Filler(cursor, found, page.consultation, people, spoken, progress).fill()
            progress.say(f"{size:,} comments written")
    progress.say("indexes and foreign keys made, every row checked against them")
    for size, page in pages:
        if size <= RECOUNTED:
            _prove(page.consultation)
            progress.say(f"{size:,}: a count of the rows finds the same totals")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(SIZES))
