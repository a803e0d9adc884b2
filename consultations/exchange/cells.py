"""What the cells of an imported table say: moments and whole numbers."""

import re
from datetime import UTC, datetime

from consultations.exchange.records import BadLine

MAX_INTEGER = 2**31 - 1


def moment(cell: str, column: str) -> datetime | None:
    """Return the time in an ISO cell, None for an empty one. Raises BadLine, also where the offset is missing."""
    if not cell:
        return None
    try:
        # Ruby writes `2024-05-01 10:00:00 UTC` and `… +0200`.
        value = datetime.fromisoformat(re.sub(r" ([+-]\d)", r"\1", cell.strip().replace(" UTC", "+00:00")))
    except ValueError:
        raise BadLine(f"{column}: “{cell[:40]}” is no time such as 2026-11-25T14:30:00+07:00") from None
    if value.tzinfo is None:
        raise BadLine(f"{column}: “{cell[:40]}” lacks its offset, such as +07:00")
    return value


def moment_of_milliseconds(cell: str, column: str) -> datetime:
    """Return the time that many milliseconds after 1970 (UTC). Raises BadLine."""
    try:
        return datetime.fromtimestamp(int(cell) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        raise BadLine(f"{column}: “{cell[:40]}” is no time in milliseconds since 1970") from None


def count(cell: str, column: str) -> int | None:
    """Return the whole number in the cell, None for an empty one. Raises BadLine."""
    if not cell:
        return None
    if not re.fullmatch(r"[0-9]{1,10}", cell) or int(cell) > MAX_INTEGER:
        raise BadLine(f"{column}: “{cell[:40]}” is no whole number from 0")
    return int(cell)
