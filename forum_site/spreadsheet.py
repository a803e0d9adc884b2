"""Tables for spreadsheets: sent while they are read, and no cell of them runs as a formula."""

import csv
import json
import re
from collections.abc import Iterable, Iterator

# A spreadsheet runs a cell that begins so. Cells that begin with apostrophes before it are marked too,
# so that taking one apostrophe off always gives back exactly what was written.
_LIVE = re.compile(r"'*[=+\-@\t\r]")


def armed(value: str) -> str:
    """Return the cell with an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{value}" if _LIVE.match(value) else value


def disarmed(cell: str) -> str:
    """Return what was written before `armed`."""
    return cell[1:] if cell.startswith("'") and _LIVE.match(cell) else cell


class _Echo:
    """A file that hands back what is written into it."""

    def write(self, text: str) -> str:
        return text


def streamed_csv(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield a table as CSV, line by line; no cell is a formula to a spreadsheet."""
    writer = csv.writer(_Echo(), lineterminator="\n")
    yield writer.writerow(columns)
    for row in rows:
        yield writer.writerow([armed(cell) for cell in row])


def streamed_json(
    columns: Iterable[str], rows: Iterable[Iterable[str]], numbers: frozenset[str]
) -> Iterator[str]:
    """Yield a table as a JSON array of objects, object by object; `numbers` are the columns that hold whole numbers."""
    columns = list(columns)
    begin = "[\n"
    for row in rows:
        said = {
            column: (int(cell) if cell else None) if column in numbers else cell
            for column, cell in zip(columns, row, strict=True)
        }
        yield begin + json.dumps(said, ensure_ascii=False)
        begin = ",\n"
    yield "[]\n" if begin == "[\n" else "\n]\n"
