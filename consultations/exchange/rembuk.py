"""Our own format: one row per comment, made by `export_comments`. docs/data.md explains the columns."""

from collections.abc import Iterator
from pathlib import Path

from consultations.exchange import cells, tables
from consultations.exchange.records import BadLine, Key, Line, Record, Speaker
from forum_site.spreadsheet import disarmed

COLUMNS = [
    "id",
    "parent",
    "question",
    "status",
    "stance",
    "text",
    "language",
    "channel",
    "received_at",
    "published_at",
    "edited_at",
    "withdrawn_at",
    "rule",
    "reason",
    "decided_at",
    "support",
    "agree",
    "disagree",
    "participant",
    "name",
    "kind",
    "agency",
    "participant_channel",
    "participant_language",
    "contact",
    "participant_district",
]
REQUIRED = {"id", "text", "received_at", "participant"}


def read(path: Path) -> Iterator[Line]:
    """Yield the file's lines. Raises UnreadableFile."""
    for number, row, fault in tables.rows(path, REQUIRED):
        row = {column: disarmed(cell) for column, cell in row.items()}
        line = Line(number, fault=fault)
        try:
            line.key = Key.parse(row.get("id", ""))
            line.record = None if fault else _record(row, line.key)
        except BadLine as bad:
            line.fault = fault or str(bad)
        yield line


def _record(row: dict[str, str], key: Key) -> Record:
    cell = lambda column, default="": row.get(column) or default  # noqa: E731
    status = cell("status", "published")
    received_at = cells.moment(cell("received_at"), "received_at")
    if received_at is None:
        raise BadLine("received_at is empty")
    published_at = cells.moment(cell("published_at"), "published_at")
    if status in ("published", "hidden") and published_at is None:
        published_at = received_at
    return Record(
        key=key,
        speaker=_speaker(row, cell),
        text=cell("text"),
        received_at=received_at,
        parent=Key.parse(row["parent"]) if row.get("parent") else None,
        question=cell("question"),
        status=status,
        stance=cell("stance"),
        channel=cell("channel", "web"),
        language=cell("language"),
        published_at=published_at,
        withdrawn_at=cells.moment(cell("withdrawn_at"), "withdrawn_at"),
        edited_at=cells.moment(cell("edited_at"), "edited_at"),
        agree=_agreement(cell("agree"), cell("support")),
        disagree=cells.count(cell("disagree"), "disagree"),
        rule=cell("rule"),
        reason=cell("reason"),
        decided_at=cells.moment(cell("decided_at"), "decided_at"),
    )


def _agreement(agree: str, support: str) -> int | None:
    """Return what was agreed elsewhere; support given there is agreement from elsewhere here."""
    imported, supported = cells.count(agree, "agree"), cells.count(support, "support")
    return (imported or 0) + supported if supported else imported


def _speaker(row: dict[str, str], cell) -> Speaker:
    return Speaker(
        key=Key.parse(row["participant"]),
        name=cell("name"),
        kind=cell("kind", "resident"),
        agency=cell("agency"),
        channel=cell("participant_channel", cell("channel", "web")),
        contact=cell("contact"),
        language=cell("participant_language", "id"),
        district=cell("participant_district"),
    )
