"""Makes consultations and files for the tests of import and export, and runs the commands."""

import csv
import io
import itertools
from datetime import timedelta
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from consultations.markup import render
from consultations.models import Comment, CommentVersion, Consultation, Participant, Question
from directory.models import Agency

DATA = Path(__file__).resolve().parent.parent / "data"
_numbers = itertools.count(1)


def consultation(slug="", **fields) -> Consultation:
    """Make a consultation that has been open for a month and closes in a month, with one question."""
    slug = slug or f"konsultasi-{next(_numbers)}"
    agency, _made = Agency.objects.get_or_create(
        slug="dinas-uji", defaults={"name": "Dinas Uji", "short_name": "Uji"}
    )
    month = timedelta(days=30)
    row = Consultation.objects.create(
        **{
            "slug": slug,
            "title": slug,
            "agency": agency,
            "opens_at": timezone.now() - month,
            "closes_at": timezone.now() + month,
            "state": Consultation.State.IN_FORCE,
        }
        | fields
    )
    Question.objects.create(consultation=row, title="Apa yang paling mendesak?")
    return row


def say(row: Consultation, text: str, parent: Comment | None = None, **fields) -> Comment:
    """Write a comment as it stands after somebody spoke; `name` and other fields of the participant as `by`."""
    by = {"shown_name": "Warga"} | fields.pop("by", {})
    participant = Participant.objects.create(consultation=row, **by)
    number = next(_numbers) + 10**9
    status = fields.get("status", "published")
    now = timezone.now() - timedelta(days=1) + timedelta(seconds=number % 1000)
    comment = Comment.objects.create(
        **{
            "id": number,
            "consultation": row,
            "parent": parent,
            "thread_id": parent.thread_id if parent else number,
            "depth": parent.depth + 1 if parent else 0,
            "participant": participant,
            "status": status,
            "received_at": now,
            "published_at": None if status in ("pending", "rejected") else now,
            "question": parent.question if parent else None,
        }
        | fields
    )
    body, excerpt = render(text)
    comment.version = CommentVersion.objects.create(
        comment=comment, number=1, text=text, body_html=body, excerpt_html=excerpt
    )
    comment.save(update_fields=["version"])
    return comment


def import_file(file: Path, row: Consultation, *flags: str) -> str:
    """Run `import_comments`; return what it says. Raises CommandError."""
    out = io.StringIO()
    call_command(
        "import_comments", str(file), "--consultation", row.slug, *flags, stdout=out, stderr=io.StringIO()
    )
    return out.getvalue()


def faults(file: Path, row: Consultation, *flags: str, command: str = "import_comments") -> list[str]:
    """Run a command that must refuse the file; return the lines in which it says why."""
    err = io.StringIO()
    try:
        call_command(command, str(file), "--consultation", row.slug, *flags, stdout=io.StringIO(), stderr=err)
    except CommandError as error:
        told = [line for line in err.getvalue().splitlines() if line.startswith(("line", "…"))]
        return [*told, str(error)]
    raise AssertionError("the file was accepted")


def export(row: Consultation, *flags: str) -> str:
    """Run `export_comments`; return the CSV."""
    out = io.StringIO()
    call_command("export_comments", "--consultation", row.slug, *flags, stdout=out)
    return out.getvalue()


def table(path: Path, rows: list[dict], columns: list[str] | None = None, **options) -> Path:
    """Write rows as CSV; return the path."""
    columns = columns or list(dict.fromkeys(column for row in rows for column in row))
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, **options)
        writer.writeheader()
        writer.writerows(rows)
    return path


def line(id: int | str, parent: int | str | None = None, **cells) -> dict:
    """Return a row of our own format."""
    return {
        "id": f"lama:{id}",
        "parent": f"lama:{parent}" if parent is not None else "",
        "text": f"Ucapan nomor {id}.",
        "received_at": "2026-01-05T10:00:00+07:00",
        "participant": f"lama:orang-{id}",
    } | cells


def counters(row: Consultation) -> dict[int, tuple]:
    """Return every comment's kept counters and the total."""
    kept = ("reply_count", "descendant_count", "for_count", "against_count", "support_count")
    kept += ("official_count", "contested_count", "latest_at")
    tallies = list(row.tallies.all())
    return {comment.pk: tuple(getattr(comment, name) for name in kept) for comment in row.comments.all()} | {
        0: (sum(tally.published for tally in tallies), sum(tally.threads for tally in tallies))
    }


def naive_counters(row: Consultation) -> dict[int, tuple]:
    """Return the same, counted the slow and plain way."""
    comments = {comment.pk: comment for comment in row.comments.select_related("participant")}
    found = {pk: [0, 0, 0, 0, comment.supports.count(), 0, 0, None] for pk, comment in comments.items()}
    published = [comment for comment in comments.values() if comment.status == "published"]
    for comment in published:
        if comment.parent_id:
            found[comment.parent_id][0] += 1
            found[comment.parent_id][2] += comment.stance == "for"
            found[comment.parent_id][3] += comment.stance == "against"
        above = comment.parent_id
        while above:
            found[above][1] += 1
            found[above][5] += comment.participant.kind == "official"
            above = comments[above].parent_id
    standing = [comment for comment in comments.values() if comment.is_standing]
    for comment in standing:
        root = found[comment.thread_id]
        root[7] = max(root[7] or comment.published_at, comment.published_at)
    for counts in found.values():
        counts[6] = min(counts[2], counts[3])
    threads = sum(comment.parent_id is None for comment in standing)
    return {pk: tuple(counts) for pk, counts in found.items()} | {0: (len(published), threads)}
