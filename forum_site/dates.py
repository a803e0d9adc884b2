"""Dates and numbers as people here write them. Own tables: Django's localisation costs half the time of a long page."""

from datetime import UTC, date, datetime, timedelta, timezone

WIB = timezone(timedelta(hours=7), "WIB")

_DAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "id": tuple(
        "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()
    ),
    "en": tuple(
        "January February March April May June July August September October November December".split()
    ),
}
_SHORT_MONTHS = {
    "id": tuple("Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des".split()),
    "en": tuple("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()),
}


def _known(language: str | None) -> str:
    return "en" if (language or "id").startswith("en") else "id"


def in_wib(moment: datetime) -> datetime:
    """Return an aware moment in Palembang's time."""
    return moment.astimezone(WIB)


def _local_day(day: date | datetime) -> date:
    return in_wib(day) if isinstance(day, datetime) else day


def format_day(day: date | datetime, language: str = "id") -> str:
    """Return "Rabu, 25 November 2026" or "Wednesday 25 November 2026"."""
    language, day = _known(language), _local_day(day)
    comma = "," if language == "id" else ""
    weekday, month = _DAYS[language][day.weekday()], _MONTHS[language][day.month - 1]
    return f"{weekday}{comma} {day.day} {month} {day.year}"


def format_short_day(day: date | datetime, language: str = "id") -> str:
    """Return "25 Nov 2026", for narrow places."""
    day = _local_day(day)
    return f"{day.day} {_SHORT_MONTHS[_known(language)][day.month - 1]} {day.year}"


def format_short_month(day: date | datetime, language: str = "id") -> str:
    """Return "Nov", for a date block."""
    return _SHORT_MONTHS[_known(language)][_local_day(day).month - 1]


def format_month(day: date, language: str = "id") -> str:
    """Return "November 2026", for a calendar's heading."""
    return f"{_MONTHS[_known(language)][day.month - 1]} {day.year}"


def format_weekday(day: date, language: str = "id") -> str:
    """Return "Rabu" or "Wednesday"."""
    return _DAYS[_known(language)][day.weekday()]


def format_time(moment: datetime, language: str = "id") -> str:
    """Return the hour in Palembang, "14.30" or "14:30"."""
    local = in_wib(moment)
    return f"{local.hour:02}{':' if _known(language) == 'en' else '.'}{local.minute:02}"


def format_moment(moment: datetime, language: str = "id") -> str:
    """Return "Rabu, 25 November 2026 pukul 14.30 WIB" or "Wednesday 25 November 2026, 14:30 WIB"."""
    joint = ", " if _known(language) == "en" else " pukul "
    return f"{format_day(moment, language)}{joint}{format_time(moment, language)} WIB"


def format_short_moment(moment: datetime, language: str = "id") -> str:
    """Return "25 Nov 2026, 14.30", for narrow places that say elsewhere that hours are WIB."""
    return f"{format_short_day(moment, language)}, {format_time(moment, language)}"


def format_span(start: datetime, end: datetime, language: str = "id") -> str:
    """Return from when to when, the day once where it is one: "Rabu, 25 November 2026 pukul 09.00–12.00 WIB"."""
    if in_wib(start).date() != in_wib(end).date():
        return f"{format_moment(start, language)} – {format_moment(end, language)}"
    return format_moment(start, language).removesuffix(" WIB") + f"–{format_time(end, language)} WIB"


def days_left(until: datetime, now: datetime | None = None) -> int:
    """Return how many midnights in Palembang lie between now and `until`; 0 on the last day, negative afterwards."""
    now = now or datetime.now(UTC)
    return (in_wib(until).date() - in_wib(now).date()).days


def format_number(number, language: str = "id", decimals: int | None = None) -> str:
    """Return "1.234,5" or "1,234.5"; `decimals` fixes the digits after the mark (default: as the number has them)."""
    text = f"{number:,}" if decimals is None else f"{number:,.{decimals}f}"
    if _known(language) == "id":
        text = text.translate(_SWAPPED_MARKS)
    return text


_SWAPPED_MARKS = str.maketrans(",.", ".,")


def machine_moment(moment: datetime) -> str:
    """Return the moment for `<time datetime>`, to the minute, as it is shown."""
    return in_wib(moment).isoformat(timespec="minutes")
