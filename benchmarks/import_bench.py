"""How long it takes to import real contributions: the 896 statements of a Pol.is conversation.

python -m forum_site.local run -- python -m benchmarks.import_bench
POLIS_FILE=/elsewhere/comments.csv make bench
"""

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

from benchmarks.database import fresh_database
from benchmarks.table import Figure, keep, show, verdict
from forum_site.local import CHECKOUT

FILE = CHECKOUT.parent / "shared/data/polis/american-assembly.bowling-green/comments.csv"
COMMENTS, SECONDS = 896, 10
NAME = f"{COMMENTS} real comments imported"


def figures() -> list[Figure]:
    """Return the seconds that the whole command takes, as an administrator waits for it. Needs Django set up."""
    file = Path(os.environ.get("POLIS_FILE") or FILE)
    if not file.exists():
        return [Figure(NAME, None, SECONDS, "s", f"{file} is missing; POLIS_FILE names another")]
    row = _consultation()
    began = time.monotonic()
    command = [sys.executable, str(CHECKOUT / "manage.py"), "import_comments", str(file)]
    subprocess.run(
        [*command, "--consultation", row.slug, "--format", "polis"],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    seconds = time.monotonic() - began
    stored = row.comments.count()
    note = "" if stored == COMMENTS else f"{stored} comments came out of it, not {COMMENTS}"
    return [Figure(NAME, round(seconds, 2) if not note else None, SECONDS, "s", note)]


def _consultation():
    from django.utils import timezone

    from consultations.models import Consultation
    from directory.models import Agency

    agency = Agency.objects.create(slug="bench-import", name="Dinas Ukur", short_name="Ukur")
    now = timezone.now()
    return Consultation.objects.create(
        slug="bench-import",
        title="Impor",
        agency=agency,
        opens_at=now - timedelta(days=2),
        closes_at=now - timedelta(days=1),
    )


def main() -> None:
    """Measure, print, keep; exit with 1 where the goal is missed."""
    with fresh_database():
        import django

        django.setup()
        found = figures()
    show(found)
    keep("import", found)
    verdict(found)


if __name__ == "__main__":
    main()
