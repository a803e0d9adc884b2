"""`manage.py import_codes`: themes and dispositions from a table."""

from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from consultations.exchange.coding import import_codes
from consultations.exchange.importing import Refused
from consultations.exchange.progress import Progress
from consultations.exchange.records import UnreadableFile
from consultations.management.commands.import_comments import person, tell_faults
from consultations.models import Consultation


class Command(BaseCommand):
    """Code comments as a file says: all of it, or nothing."""

    help = "Code comments into themes, or give them dispositions, from a CSV (docs/data.md). All or nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--consultation", required=True, metavar="SLUG")
        parser.add_argument(
            "--actor", required=True, metavar="EMAIL", help="Who answers for the codes; may code comments."
        )
        parser.add_argument("--create-themes", action="store_true", help="Make the themes that are missing.")
        parser.add_argument("--dry-run", action="store_true", help="Check everything, store nothing.")

    def handle(self, *args, file, consultation, actor, create_themes, dry_run, **options):
        progress = Progress(self.stderr)
        try:
            outcome = import_codes(
                file,
                consultation,
                actor=person(actor),
                progress=progress,
                create_themes=create_themes,
                dry_run=dry_run,
            )
        except Consultation.DoesNotExist:
            raise CommandError(f"There is no consultation “{consultation}”.") from None
        except PermissionDenied:
            raise CommandError(f"{actor} may not code comments (consultations.code_comment).") from None
        except (Refused, UnreadableFile) as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        finally:
            progress.clear()
        if outcome.fault_count:
            tell_faults(self.stderr, outcome)
        totals, would = outcome.totals, "would be " if dry_run else ""
        self.stdout.write(
            f"{totals['themed']} comments {would}coded into themes ({totals['new_themes']} themes {would}new), "
            f"{totals['disposed']} {would}given a disposition; {totals['unchanged']} unchanged."
        )
        if dry_run:
            self.stdout.write("Dry run: nothing was stored.")
