"""Working days: what counts, and that what is due and what is overdue are the same rule seen from both ends."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.deadlines import all_overdue_before, due_at, is_working_day, overdue_before
from forum_site.dates import WIB


def moment(day: int, hour: int = 10, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=WIB)


@pytest.mark.parametrize(
    "day, works",
    [
        (date(2026, 11, 25), True),  # a Wednesday
        (date(2026, 11, 28), False),  # a Saturday
        (date(2026, 11, 29), False),
        (date(2026, 8, 17), False),  # Independence Day, a Monday
        (date(2026, 12, 24), False),  # joined to Christmas by decree
        (date(2026, 12, 25), False),
    ],
)
def test_weekends_and_holidays_are_no_working_days(day, works):
    assert is_working_day(day) is works


@pytest.mark.parametrize(
    "since, days, due",
    [
        (moment(24), 1, moment(26, 0)),  # Tuesday: by the end of Wednesday
        (moment(24, 0), 1, moment(26, 0)),
        (moment(24, 23), 1, moment(26, 0)),
        (moment(27), 1, moment(1, 0, 12)),  # Friday: by the end of Monday
        (moment(28), 1, moment(1, 0, 12)),  # Saturday: the same
        (moment(23, month=12), 1, moment(29, 0, 12)),  # before Christmas and a weekend
        (moment(24), 3, moment(28, 0)),
    ],
)
def test_a_promise_ends_with_its_last_working_day(since, days, due):
    assert due_at(since, days) == due


@given(
    since=st.datetimes(datetime(2025, 1, 1), datetime(2027, 11, 1)),
    hours=st.integers(0, 24 * 60),
    days=st.integers(1, 30),
)
def test_overdue_is_what_was_due_before_now(since, hours, days):
    since = since.replace(tzinfo=WIB)
    now = since + timedelta(hours=hours)
    assert (since < overdue_before(now, days)) == (due_at(since, days) <= now)


def test_each_promise_has_its_moment():
    now = moment(25)
    moments = all_overdue_before(now)
    assert len(moments) == 30 and moments[0] == overdue_before(now, 1) == moment(24, 0)
    assert moments == sorted(moments, reverse=True)
