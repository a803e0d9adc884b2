"""Dates and numbers as people here write them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from forum_site import dates

AFTERNOON = datetime(2026, 11, 25, 7, 30, tzinfo=UTC)  # 14.30 in Palembang


def test_a_moment_is_written_in_palembangs_time():
    assert dates.format_moment(AFTERNOON) == "Rabu, 25 November 2026 pukul 14.30 WIB"
    assert dates.format_moment(AFTERNOON, "en") == "Wednesday 25 November 2026, 14:30 WIB"


def test_the_day_is_palembangs_not_greenwichs():
    late = datetime(2026, 12, 31, 17, 5, tzinfo=UTC)
    assert dates.format_moment(late) == "Jumat, 1 Januari 2027 pukul 00.05 WIB"
    assert dates.format_day(late, "en") == "Friday 1 January 2027"
    assert dates.format_day(date(2026, 8, 17)) == "Senin, 17 Agustus 2026"
    assert dates.format_short_day(late) == "1 Jan 2027"


def test_a_span_names_its_day_once():
    end = AFTERNOON + timedelta(hours=2)
    assert dates.format_span(AFTERNOON, end) == "Rabu, 25 November 2026 pukul 14.30–16.30 WIB"
    assert dates.format_span(AFTERNOON, end, "en") == "Wednesday 25 November 2026, 14:30–16:30 WIB"
    over_night = dates.format_span(AFTERNOON, AFTERNOON + timedelta(days=1))
    assert over_night == "Rabu, 25 November 2026 pukul 14.30 WIB – Kamis, 26 November 2026 pukul 14.30 WIB"


@pytest.mark.parametrize(
    "until, left",
    [
        (datetime(2026, 11, 25, 16, 59, 59, tzinfo=UTC), 0),  # the last second of the same day in Palembang
        (datetime(2026, 11, 25, 17, 0, tzinfo=UTC), 1),  # midnight there
        (datetime(2026, 11, 28, 7, 0, tzinfo=UTC), 3),
        (datetime(2026, 11, 24, 7, 0, tzinfo=UTC), -1),
    ],
)
def test_days_left_are_counted_by_palembangs_midnights(until, left):
    assert dates.days_left(until, AFTERNOON) == left


@pytest.mark.parametrize(
    "number, decimals, indonesian, english",
    [
        (7, None, "7", "7"),
        (1234.5, None, "1.234,5", "1,234.5"),
        (1234567, None, "1.234.567", "1,234,567"),
        (0.5, 2, "0,50", "0.50"),
        (-1234, 0, "-1.234", "-1,234"),
    ],
)
def test_numbers(number, decimals, indonesian, english):
    assert dates.format_number(number, "id", decimals) == indonesian
    assert dates.format_number(number, "en", decimals) == english


def test_the_machine_readable_moment_is_to_the_minute():
    assert dates.machine_moment(AFTERNOON.replace(microsecond=123456)) == "2026-11-25T14:30+07:00"
