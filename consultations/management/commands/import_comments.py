"""`manage.py import_comments`: what was said elsewhere becomes part of a consultation."""

from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from consultations.exchange.checking import language_of
from consultations.exchange.importing import FORMATS, Outcome, Refused, import_comments
from consultations.exchange.progress import Progress
from consultations.exchange.records import BadLine, UnreadableFile
from consultations.models import Comment, Consultation


class Command(BaseCommand):
    """Import a file of comments into a consultation: all of it, or nothing."""

    help = (
        "Import comments from a file into a consultation. All or nothing; harmless twice; docs/data.md "
        "describes the formats. Exits with 1 where nothing was stored because of bad lines."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--consultation", required=True, metavar="SLUG")
        parser.add_argument("--format", choices=sorted(FORMATS), default="rembuk")
        parser.add_argument("--dry-run", action="store_true", help="Check everything, store nothing.")
        parser.add_argument("--actor", metavar="EMAIL", help="Who enters the comments; kept with each.")
        parser.add_argument(
            "--language", default="", metavar="CODE", help="Of comments whose file does not say."
        )

    def handle(self, *args, file, consultation, format, dry_run, actor, language, **options):
        progress = Progress(self.stderr)
        try:
            outcome = import_comments(
                file,
                consultation,
                format,
                progress=progress,
                actor=person(actor),
                language=language_of(language),
                dry_run=dry_run,
            )
        except Consultation.DoesNotExist:
            raise CommandError(f"There is no consultation “{consultation}”.") from None
        except PermissionDenied:
            raise CommandError(f"{actor} may not enter comments (consultations.enter_comment).") from None
        except UnreadableFile as error:
            raise CommandError(f"{error}{_other_format(error.columns)}") from None
        except (Refused, BadLine) as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        finally:
            progress.clear()
        if outcome.fault_count:
            tell_faults(self.stderr, outcome)
        self._tell(outcome, progress, dry_run)

    def _tell(self, outcome: Outcome, progress: Progress, dry_run: bool) -> None:
        totals = outcome.totals
        statuses = ", ".join(
            f"{totals[status]} {status}" for status in Comment.Status.values if totals[status]
        )
        would = "would be " if dry_run else ""
        self.stdout.write(f"{progress.lines} lines, {progress.rate():,.0f} lines/s.")
        self.stdout.write(
            f"{totals['new']} comments {would}new{f' ({statuses})' if statuses else ''}, by {totals['people']} people; "
            f"{totals['known']} here already, unchanged."
        )
        if totals["differing"]:
            self.stdout.write(f"{totals['differing']} of these have another text here; it was left as it is.")
        if totals["outside"]:
            self.stdout.write(f"{totals['outside']} were said outside the consultation's opening times.")
        if dry_run:
            self.stdout.write("Dry run: nothing was stored.")


def _other_format(columns: set[str]) -> str:
    """Return a hint where the columns are those of another format."""
    fits = [name for name, module in FORMATS.items() if module.REQUIRED <= columns]
    return f" These are the columns of {fits[0]}: add --format {fits[0]}." if fits else ""


def person(email: str | None) -> User | None:
    """Return the user with this address, None for none. Raises CommandError."""
    try:
        return User.objects.get_by_natural_key(email) if email else None
    except User.DoesNotExist:
        raise CommandError(f"There is nobody with the address {email}.") from None


def tell_faults(stream, outcome) -> None:
    """Write every fault with its line. Raises CommandError, since nothing was stored."""
    for line, reason in outcome.faults:
        stream.write(f"line {line}: {reason}")
    untold = outcome.fault_count - len(outcome.faults)
    if untold:
        stream.write(f"… and {untold} more.")
    lines = "1 bad line" if outcome.fault_count == 1 else f"{outcome.fault_count} bad lines"
    raise CommandError(f"{lines}; nothing was stored.")
