"""Places in an order, as addresses carry them: two numbers and a hyphen."""

import re
from datetime import UTC, datetime, timedelta

from django.core.exceptions import BadRequest

LAST_ID = 10**18 - 1  # greater than any row's

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_CURSOR = re.compile(r"(\d{1,17})-(\d{1,18})", re.ASCII)


def time_cursor(moment: datetime, pk: int) -> str:
    """Return the cursor of a place in an order by time: microseconds since 1970 and id."""
    return f"{(moment - _EPOCH) // _MICROSECOND}-{pk}"


def parse_cursor(text: str) -> tuple[int, int]:
    """Return both numbers of a cursor. Raises BadRequest (400) for anything that is none."""
    match = _CURSOR.fullmatch(text)
    if match is None:
        raise BadRequest("This is no cursor.")
    return int(match[1]), int(match[2])


def cursor_moment(microseconds: int) -> datetime:
    """Return the moment that a cursor's first number stands for (seventeen digits end in the year 5138)."""
    return _EPOCH + microseconds * _MICROSECOND


def parse_time_cursor(text: str) -> tuple[datetime, int]:
    """Return moment and id of a cursor in an order by time. Raises BadRequest."""
    microseconds, pk = parse_cursor(text)
    return cursor_moment(microseconds), pk
