"""Promised times in working days, as Palembang counts them: without Saturdays, Sundays, public and joint holidays."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.utils.translation import gettext as _

from consultations.models.consultation import MOST_DAYS_TO_DECIDE
from forum_site.dates import WIB, format_day, in_wib
from forum_site.languages import active_language

_ONE = timedelta(days=1)


@lru_cache(maxsize=32)
def _holidays(year: int) -> frozenset[date]:
    """Return a year's public holidays and the days off that the government joins to them."""
    import holidays  # only where working days are counted: it takes megabytes of each process

    return frozenset(holidays.country_holidays("ID", years=[year], categories=("public", "government")))


def is_working_day(day: date) -> bool:
    """Whether offices work on a day."""
    return day.weekday() < 5 and day not in _holidays(day.year)


def _nth_working_day(start: date, count: int, step: timedelta) -> date:
    """Return the `count`-th working day after `start`, going by `step`."""
    day = start
    while count:
        day += step
        count -= is_working_day(day)
    return day


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), WIB)


def due_at(since: datetime, days: int) -> datetime:
    """Return by when something that waits since `since` is to be decided: the end of the `days`-th working day after.

    The day itself does not count, whatever the hour.
    """
    return _begin_of(_nth_working_day(in_wib(since).date(), days, _ONE) + _ONE)


def promise_words(since: datetime, days: int, now: datetime) -> str:
    """Return, for whoever waits, by when a moderator decides, or that the promise was broken."""
    due = due_at(since, days)
    day = {"day": format_day(due - _ONE, active_language())}
    if now < due:
        return _("A moderator decides by the end of %(day)s.") % day
    return (
        _("A moderator should have decided by the end of %(day)s. It is marked as overdue at their desk.")
        % day
    )


def overdue_before(now: datetime, days: int) -> datetime:
    """Return the moment before which something must have begun to wait to be overdue now: `due_at` turned round."""
    return _begin_of(_nth_working_day(in_wib(now).date(), days, -_ONE))


def all_overdue_before(now: datetime) -> list[datetime]:
    """Return `overdue_before` for each promise that a consultation can make, from one working day on."""
    return [overdue_before(now, days) for days in range(1, MOST_DAYS_TO_DECIDE + 1)]
