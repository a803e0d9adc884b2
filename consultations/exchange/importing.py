"""Imports a file of comments into a consultation: all of it, or nothing."""

from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from consultations.exchange import decidim, polis, rembuk, staging, writing
from consultations.exchange.checking import Surroundings, checked
from consultations.exchange.progress import Progress
from consultations.exchange.records import BadLine, Line
from consultations.models import Consultation

FORMATS = {"rembuk": rembuk, "polis": polis, "decidim": decidim}
BATCH = 500  # lines that are held in memory
MOST_FAULTS = 1000  # that are told one by one


class Refused(Exception):
    """The consultation takes nothing in now, and why."""


@dataclass
class Outcome:
    """What an import did, or would have done: counts, and every fault as (line, reason)."""

    faults: list[tuple[int, str]] = field(default_factory=list)
    fault_count: int = 0
    totals: dict[str, int] = field(default_factory=dict)
    stored: bool = False

    def blame(self, line: int, reason: str) -> None:
        """Note a fault; beyond a thousand they are only counted, so that a file of another kind fills no memory."""
        self.fault_count += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append((line, reason))


def import_comments(
    path: Path,
    slug: str,
    format: str,
    *,
    progress: Progress,
    actor: User | None = None,
    language: str = "",
    dry_run: bool = False,
) -> Outcome:
    """Import the file's comments in one transaction; nothing is stored if any line has a fault, or in a dry run.

    A dry run does everything and takes it back, so what it says is what would happen. `actor` is noted as
    who entered the comments. No notices are sent. Raises Consultation.DoesNotExist, PermissionDenied,
    Refused where coding is complete, UnreadableFile.
    """
    if actor and not actor.has_perm("consultations.enter_comment"):
        raise PermissionDenied
    outcome = Outcome()
    with transaction.atomic():
        consultation = _require_open_coding(Consultation.objects.get(slug=slug))
        staging.create()
        _stage(
            FORMATS[format].read(path),
            Surroundings.of(consultation, timezone.now(), language),
            outcome,
            progress,
        )
        progress.say("Putting the threads together …")
        # Only now, so that people can post while a long file is read; the report's gate waits for this lock.
        consultation = _require_open_coding(Consultation.objects.select_for_update().get(pk=consultation.pk))
        staging.look_up(consultation)
        for line, reason in staging.faults(consultation):
            outcome.blame(line, reason)
        outcome.faults.sort()
        outcome.totals = staging.totals(consultation)
        if not outcome.fault_count and outcome.totals["new"]:
            progress.say("Storing …")
            writing.write(consultation, actor)
        outcome.stored = not (outcome.fault_count or dry_run)
        transaction.set_rollback(not outcome.stored)
    return outcome


def _require_open_coding(consultation: Consultation) -> Consultation:
    if consultation.coding_completed_at:
        raise Refused("Coding was declared complete; take it up again before importing.")
    return consultation


def _stage(lines, around: Surroundings, outcome: Outcome, progress: Progress) -> None:
    batch: list[dict] = []
    for line in lines:
        batch.append(_row(line, around, outcome))
        progress.step()
        if len(batch) == BATCH:
            staging.add(batch)
            batch = []
    staging.add(batch)


def _row(line: Line, around: Surroundings, outcome: Outcome) -> dict:
    """Return a line as a row for the staging table; a faulty one holds only its key, so that others find it."""
    key, fault, found = line.key, line.fault, {}
    if line.record:
        try:
            found = checked(line.record, around)
        except BadLine as bad:
            fault = str(bad)
    if fault:
        outcome.blame(line.number, fault)
        # A key that PostgreSQL could not store is none.
        key = key if key and _storable(str(key)) else None
    return {
        "line": line.number,
        "faulty": bool(fault),
        "source": key and key.source,
        "source_id": key and key.id,
    } | found


def _storable(text: str) -> bool:
    return text.isprintable()
