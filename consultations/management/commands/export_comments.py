"""`manage.py export_comments`: a consultation's comments as a file that `import_comments` reads."""

import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from consultations.exchange.exporting import write_comments
from consultations.models import Consultation


class Command(BaseCommand):
    """Write a consultation's comments as CSV."""

    help = (
        "Write a consultation's comments as CSV (docs/data.md): what anyone may read, in the form that "
        "import_comments reads."
    )

    def add_arguments(self, parser):
        parser.add_argument("--consultation", required=True, metavar="SLUG")
        parser.add_argument("--file", type=Path, help="Where to; without it to the standard output.")
        parser.add_argument(
            "--with-hidden", action="store_true", help="Also what waits, and the texts of what was removed."
        )
        parser.add_argument(
            "--with-contacts",
            action="store_true",
            help="Also addresses of people without an account, and districts.",
        )

    def handle(self, *args, consultation, file, with_hidden, with_contacts, **options):
        try:
            row = Consultation.objects.get(slug=consultation)
        except Consultation.DoesNotExist:
            raise CommandError(f"There is no consultation “{consultation}”.") from None
        flags = {"with_hidden": with_hidden, "with_contacts": with_contacts}
        if file is None:
            write_comments(row, self.stdout, **flags)
            return
        # Whole or not at all: a file of that name is never half of an export. It may hold personal data.
        part = file.with_name(f".{file.name}.part")
        try:
            with open(part, "w", encoding="utf-8", newline="", opener=_for_me_only) as target:
                count = write_comments(row, target, **flags)
            part.replace(file)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        finally:
            part.unlink(missing_ok=True)
        self.stdout.write(f"{count} comments written to {file}.")


def _for_me_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
