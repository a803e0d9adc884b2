"""Pol.is: `comments.csv` of its export. Statements without replies, with the votes that each received."""

from collections.abc import Iterator
from pathlib import Path

from consultations.exchange import cells, tables
from consultations.exchange.records import BadLine, Key, Line, Record, Speaker

SOURCE = "polis"
REQUIRED = {"timestamp", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body"}
STATUSES = {"-1": "rejected", "0": "pending", "1": "published"}
REASON = "Ditolak oleh moderator di Pol.is, sebelum dipindahkan ke sini."


def read(path: Path) -> Iterator[Line]:
    """Yield the file's lines. Raises UnreadableFile."""
    for number, row, fault in tables.rows(path, REQUIRED):
        line = Line(number, fault=fault)
        try:
            line.key = _key(row.get("comment-id", ""), "comment-id")
            line.record = None if fault else _record(row, line.key)
        except BadLine as bad:
            line.fault = fault or str(bad)
        yield line


def _key(cell: str, column: str) -> Key:
    if not cell.isdecimal() or len(cell) > 20:
        raise BadLine(f"{column}: “{cell[:40]}” is no number")
    return Key(SOURCE, cell)


def _record(row: dict[str, str], key: Key) -> Record:
    status = STATUSES.get(row["moderated"])
    if status is None:
        raise BadLine(f"moderated: “{row['moderated'][:40]}” is none of -1, 0, 1")
    said_at = cells.moment_of_milliseconds(row["timestamp"], "timestamp")
    author = _key(row["author-id"], "author-id")
    return Record(
        key=key,
        speaker=Speaker(author, name=f"Peserta Pol.is {author.id}"),
        text=row["comment-body"],
        received_at=said_at,
        status=status,
        published_at=said_at if status == "published" else None,
        agree=cells.count(row["agrees"], "agrees"),
        disagree=cells.count(row["disagrees"], "disagrees"),
        reason=REASON if status == "rejected" else "",
    )
