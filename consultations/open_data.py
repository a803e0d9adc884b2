"""Open data of a consultation: what everybody may read of it, as tables with a dictionary.

Comments and decisions at any time; where comments went, themes, the report and commitments once a report is published,
and then as its latest version says. Each table is read a batch at a time.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.notices import absolute
from consultations import log_table
from consultations.exchange import exporting, rembuk
from consultations.exchange.identity import key_of, mark
from consultations.models import Comment, Consultation, ReportEntry, ReportVersion
from consultations.places import latest_version
from consultations.public_log import Log
from directory.models import Commitment

BATCH = 500
LICENCE = ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")


@dataclass(frozen=True)
class Column:
    """One column: its name, type (text, number, time, day, key, word), what it means."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True)
class Table:
    """One table: `rows(consultation, version)` yields its cells as text; `after_report`: not before there is one."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Callable[[Consultation, ReportVersion | None], Iterable[list[str]]]
    after_report: bool = False

    @property
    def names(self) -> list[str]:
        """The names of its columns."""
        return [column.name for column in self.columns]

    @property
    def numbers(self) -> frozenset[str]:
        """The columns that hold whole numbers."""
        return frozenset(column.name for column in self.columns if column.type == "number")


def tables_of(version: ReportVersion | None) -> list[Table]:
    """Return the tables that there are, given the report's latest version (None: no report yet)."""
    return [table for table in TABLES if version or not table.after_report]


def version_of(consultation: Consultation) -> ReportVersion | None:
    """Return the version whose data is open: the latest, while its page is up."""
    version = latest_version(consultation.pk)
    return version if version and version.page.live else None


# --- Rows -------------------------------------------------------------------------------------------


def _comments(consultation, version) -> Iterator[list[str]]:
    return exporting.public_rows(consultation)


def _decisions(consultation, version) -> Iterator[list[str]]:
    return (log_table.cells_of(row) for row in Log(consultation).every())


def _codes(consultation: Consultation, version: ReportVersion) -> Iterator[list[str]]:
    """Where each comment that is public now stood in the version; what came later has no row."""
    own, last = mark(consultation), 0
    entries = ReportEntry.objects.filter(version=version, comment__status=Comment.Status.PUBLISHED)
    entries = entries.select_related("comment", "section", "target").order_by("pk")
    while batch := list(entries.filter(pk__gt=last)[:BATCH]):
        for entry in batch:
            yield [
                str(key_of(entry.comment, own)),
                entry.section.heading if entry.section else "",
                entry.disposition,
                str(key_of(entry.target, own)) if entry.target else "",
            ]
        last = batch[-1].pk


def _sections(version: ReportVersion) -> list[dict]:
    return [block for block in json.loads(version.content)["blocks"] if block["type"] == "section"]


def _themes(consultation, version: ReportVersion) -> Iterator[list[str]]:
    for block in _sections(version):
        counts = block["counts"]
        yield [
            block["heading"],
            block["definition"],
            *(str(counts[name]) for name in ("comments", "people", "channels")),
        ]


def _answers(consultation, version: ReportVersion) -> Iterator[list[str]]:
    for block in _sections(version):
        for answer in block["responses"]:
            yield [block["heading"], answer["agency"], answer["outcome"], answer["text"]]


def _commitments(consultation, version: ReportVersion) -> Iterator[list[str]]:
    """Those that the report names, as they stand today."""
    promised = {made["id"]: block["heading"] for block in _sections(version) for made in block["commitments"]}
    for row in Commitment.objects.public().filter(pk__in=promised).select_related("agency"):
        yield [
            promised[row.pk],
            row.what,
            row.agency.name,
            row.due_on.isoformat(),
            row.status,
            "yes" if row.is_overdue else "no",
            row.evidence,
            absolute(reverse("directory:commitment", args=[row.pk])),
        ]


# --- Dictionary -------------------------------------------------------------------------------------

_COMMENT_WORDS = {
    "id": ("key", _("the comment, known by it in every table")),
    "parent": ("key", _("the comment that it answers; empty for one that begins a thread")),
    "question": ("text", _("the question that it answers")),
    "status": ("word", _("published, hidden or withdrawn; what was removed has neither text nor author")),
    "stance": ("word", _("for, against, neutral, or empty")),
    "text": ("text", _("what was said, in harmless Markdown")),
    "language": ("word", _("language of the text")),
    "channel": ("word", _("web, forum, paper or phone")),
    "received_at": ("time", _("when it was said")),
    "published_at": ("time", _("since when it is public")),
    "edited_at": ("time", _("when its text was last changed")),
    "withdrawn_at": ("time", _("when its author took it back")),
    "rule": ("word", _("under which rule it was hidden")),
    "reason": ("text", _("why it was hidden")),
    "decided_at": ("time", _("when it was hidden")),
    "support": ("number", _("people who supported it here")),
    "agree": ("number", _("agreement that it brought from elsewhere")),
    "disagree": ("number", _("disagreement that it brought from elsewhere")),
    "participant": ("key", _("who said it; the same for all that one person said here")),
    "name": ("text", _("the name as shown")),
    "kind": ("word", _("resident, official or guest")),
    "agency": ("word", _("an official's agency")),
    "participant_channel": ("word", _("how this person reached us")),
    "participant_language": ("word", _("the language in which this person is written to")),
    "contact": ("text", _("always empty here: addresses are not published")),
    "participant_district": ("word", _("always empty here: districts are only counted")),
}
_DECISION_WORDS = {
    "decided_at": ("time", _("when it was decided")),
    "consultation": ("word", _("the consultation's address")),
    "decision": ("word", _("what was decided")),
    "rule": ("number", _("the number of the rule")),
    "rule_version": ("number", _("the version of the rule that was in force")),
    "rule_title": ("text", _("the rule in short")),
    "reason": ("text", _("why")),
    "author_kind": ("word", _("whether a resident, an official or a guest wrote the comment")),
    "decided_by": ("word", _("moderator, administrator or system")),
    "waiting_since": ("time", _("since when the comment had waited; empty where it had not")),
    "objection": ("word", _("what came of an objection: open, restored, upheld; empty for none")),
    "address": ("text", _("where the decision is explained")),
}


def _described(names: Iterable[str], words: dict) -> tuple[Column, ...]:
    return tuple(Column(name, *words[name]) for name in names)


TABLES = (
    Table("comments", _("Comments"), _described(rembuk.COLUMNS, _COMMENT_WORDS), _comments),
    Table(
        "decisions", _("Decisions of moderators"), _described(log_table.COLUMNS, _DECISION_WORDS), _decisions
    ),
    Table(
        "codes",
        _("Where comments went"),
        (
            Column("comment", "key", _("the comment")),
            Column("theme", "text", _("the section of the report that answers it; one row for each")),
            Column("disposition", "word", _("why it has no theme")),
            Column("target", "key", _("the comment that it repeats")),
        ),
        _codes,
        after_report=True,
    ),
    Table(
        "themes",
        _("Themes"),
        (
            Column("theme", "text", _("heading of the section")),
            Column("definition", "text", _("what the theme is about")),
            Column("comments", "number", _("comments on which the section rests")),
            Column("people", "number", _("people who said them")),
            Column("channels", "number", _("ways by which they came")),
        ),
        _themes,
        after_report=True,
    ),
    Table(
        "report",
        _("Answers in the report"),
        (
            Column("theme", "text", _("heading of the section")),
            Column("agency", "text", _("who answers")),
            Column("outcome", "word", _("accepted, partly, declined or noted")),
            Column("answer", "text", _("the answer")),
        ),
        _answers,
        after_report=True,
    ),
    Table(
        "commitments",
        _("Commitments"),
        (
            Column("theme", "text", _("heading of the section")),
            Column("what", "text", _("what is promised")),
            Column("agency", "text", _("who promises it")),
            Column("due_on", "day", _("until when")),
            Column("status", "word", _("planned, in_progress, kept or dropped, as it stands today")),
            Column("late", "word", _("yes where the day has passed and it is neither kept nor dropped")),
            Column("evidence", "text", _("what shows that it was done")),
            Column("address", "text", _("its page, with every change and what shows that it was done")),
        ),
        _commitments,
        after_report=True,
    ),
)
BY_NAME = {table.name: table for table in TABLES}
