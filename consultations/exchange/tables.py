"""Reads tables row by row, whatever spreadsheet wrote them, and says where one is broken."""

import csv
from collections.abc import Iterator
from pathlib import Path

from consultations.exchange.records import UnreadableFile

DELIMITERS = ",;\t"
NOT_UTF8 = "it is not UTF-8"


def rows(path: Path, required: set[str]) -> Iterator[tuple[int, dict[str, str], str]]:
    """Yield (line, cells by column, fault) of each row; `line` is where the row begins, the header being line 1.

    Commas, semicolons and tabs divide; a byte order mark and either line ending are fine. Holds one
    row in memory. Raises UnreadableFile where it is no such table.
    """
    # What is not UTF-8 becomes lone surrogates, so that one bad byte is one bad line.
    with open(path, encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        header, reader = _header(file, required)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield line, {}, f"it cannot be read as a table ({error})"
                continue
            if cells:
                yield line, dict(zip(header, cells, strict=False)), _fault(cells, header)


def _fault(cells: list[str], header: list[str]) -> str:
    if len(cells) != len(header):
        return f"it has {len(cells)} cells where the header has {len(header)}"
    return NOT_UTF8 if any(is_broken(cell) for cell in cells) else ""


def is_broken(text: str) -> bool:
    """Whether the text holds what was no UTF-8 in its file (or a lone surrogate written as such)."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _header(file, required: set[str]):
    """Return the columns' names and a reader behind them; the delimiter is the one that yields the columns."""
    found: list[str] = []
    for delimiter in DELIMITERS:
        file.seek(0)
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        try:
            header = [name.strip() for name in next(reader, [])]
        except csv.Error as error:
            raise UnreadableFile(f"The file is no table: {error}.") from None
        if not header:
            raise UnreadableFile("The file is empty.")
        if header[0].startswith(("\udcff\udcfe", "\udcfe\udcff")):
            raise UnreadableFile("The file is UTF-16; save it as CSV in UTF-8.")
        if required <= set(header):
            if len(set(header)) < len(header):
                raise UnreadableFile("A column stands twice in the header.")
            return header, reader
        found = max(found, header, key=len)
    missing = ", ".join(sorted(required - set(found)))
    raise UnreadableFile(f"The header lacks: {missing}. It has: {', '.join(found)[:300]}.", found)
