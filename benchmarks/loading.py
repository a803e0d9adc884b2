"""Loads rows by COPY, as a restored backup is loaded: indexes and foreign keys come afterwards, and PostgreSQL itself
checks every row against them then."""

import io
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

TABLES = [
    f"consultations_{name}"
    for name in ("participant", "commentversion", "textsketch", "comment", "support", "moderationdecision")
]
_CHUNK = 20_000  # rows per COPY

_KEYS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
 WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])
 ORDER BY conname
"""
# Those that no constraint owns: unique ones guard while loading.
_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
 WHERE i.indrelid = ANY(%s::regclass[])
   AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
 ORDER BY 1
"""


class Progress:
    """A line on stderr that says how far the filling is."""

    def __init__(self):
        self.began = self.said = time.monotonic()

    def say(self, words: str, *, always: bool = True) -> None:
        """Print the words with the seconds since the beginning; at most twice a second unless `always`."""
        now = time.monotonic()
        if always or now - self.said > 0.5:
            self.said = now
            end = "\n" if always else "\r"
            print(f"  {now - self.began:6.1f} s  {words:<60}", end=end, file=sys.stderr, flush=True)


@contextmanager
def without_indexes(cursor, progress: Progress) -> Iterator[None]:
    """Take indexes and foreign keys off the tables of a discussion for the block; both are whole again after it."""
    cursor.execute(_KEYS, [TABLES])
    keys = cursor.fetchall()
    cursor.execute(_INDEXES, [TABLES])
    indexes = cursor.fetchall()
    for table, name, _definition in keys:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _definition in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
    for number, (name, definition) in enumerate(indexes, 1):
        progress.say(f"index {number} of {len(indexes)}: {name}", always=False)
        cursor.execute(definition)
    for number, (table, name, definition) in enumerate(keys, 1):
        progress.say(f"foreign key {number} of {len(keys)}: {name}", always=False)
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def copy(cursor, table: str, columns: str, lines: Iterable[str], progress: Progress, total: int = 0) -> None:
    """Write rows, each a line in COPY's text format, into the columns of a table."""
    lines, done = iter(lines), 0
    while chunk := list(islice(lines, _CHUNK)):
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", io.StringIO("".join(chunk)))
        done += len(chunk)
        progress.say(
            f"{table.removeprefix('consultations_')}: {done:,}" + f" of {total:,}" * bool(total), always=False
        )


def next_id(cursor, table: str, many: int) -> int:
    """Take `many` ids of a table and return the first."""
    sequence = "pg_get_serial_sequence(%s, 'id')"
    cursor.execute(f"SELECT nextval({sequence})", [table])
    first = cursor.fetchone()[0]
    cursor.execute(f"SELECT setval({sequence}, %s)", [table, first + many - 1])
    return first


def escaped(text: str) -> str:
    """Return a text as COPY's text format wants it."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
