"""Tables that are sent while they are read: one batch in memory, however long they are."""

import csv
import json
from collections.abc import Iterable, Iterator

from consultations.exchange import cells


class _Echo:
    """A file that hands back what is written into it."""

    def write(self, text: str) -> str:
        return text


def streamed_csv(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield a table as CSV, line by line; no cell is a formula to a spreadsheet."""
    writer = csv.writer(_Echo(), lineterminator="\n")
    yield writer.writerow(columns)
    for row in rows:
        yield writer.writerow([cells.armed(cell) for cell in row])


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
