"""The figures of a report: counted from what is published, as plain rows that are frozen, drawn and printed."""

from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDay, TruncMonth, TruncWeek

from consultations.families import answered_by, family_of
from consultations.models.comment import Comment
from consultations.models.consultation import Consultation
from consultations.models.theme import Theme

STANCES = ("for", "neutral", "against", "")
# Days up to a month, weeks up to half a year, months beyond: some thirty columns at most, which 360 pixels can show.
_STEPS = [(35, "day", TruncDay), (200, "week", TruncWeek)]


def figure(kind: str, consultation: Consultation, in_report: list[int], language: str) -> dict:
    """Return a figure as data: `kind`, `columns` (what each number counts), `rows` of [key, numbers…], its `unit`.

    Published comments only. Keys are a day in ISO form, a channel, a district, which each language can label; or a
    theme's title in the report's own `language`. `in_report` are the themes that have a section, in order.
    """
    comments = Comment.objects.filter(consultation=consultation).published()
    made = {"over_time": _over_time, "channel": _channels, "district": _districts}
    if kind == "theme_stance":
        return {
            "kind": kind,
            "unit": "",
            "columns": list(STANCES),
            "rows": _themes(consultation, in_report, language),
        }
    unit, rows = made[kind](comments)
    return {"kind": kind, "unit": unit, "columns": ["comments"], "rows": rows}


def _over_time(comments: QuerySet) -> tuple[str, list]:
    ends = comments.order_by("received_at").values_list("received_at", flat=True)
    first, last = ends.first(), ends.last()
    if first is None:
        return "day", []
    days = (last - first).days + 1
    unit, trunc = next(((name, step) for most, name, step in _STEPS if days <= most), ("month", TruncMonth))
    counted = dict(
        comments.annotate(at=trunc("received_at"))
        .values_list("at")
        .annotate(count=Count("pk"))
        .order_by("at")
    )
    found = {at.date(): count for at, count in counted.items()}
    day, rows = min(found), []
    while day <= max(found):
        rows.append([day.isoformat(), found.get(day, 0)])
        day = _next(day, unit)
    return unit, rows


def _next(day, unit: str):
    if unit == "month":
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day + timedelta(days=7 if unit == "week" else 1)


def _channels(comments: QuerySet) -> tuple[str, list]:
    return "", [list(row) for row in _counted(comments.values_list("channel"))]


def _districts(comments: QuerySet) -> tuple[str, list]:
    """Districts by number, those who did not say last."""
    rows = [list(row) for row in _counted(comments.values_list("participant__district"))]
    return "", sorted(rows, key=lambda row: row[0] == "")


def _counted(rows: QuerySet) -> QuerySet:
    return rows.annotate(count=Count("pk")).order_by("-count", rows.query.values_select[0])


def _themes(consultation: Consultation, in_report: list[int], language: str) -> list:
    """Per section, how many of its comments are for, neutral, against, or take no stance."""
    answers = answered_by(consultation, in_report)
    themes = Theme.objects.in_bulk(in_report)
    rows = []
    for theme in in_report:
        of_family = Comment.objects.published().filter(codes__theme__in=family_of(theme, answers))
        counts = of_family.aggregate(
            **{
                f"n{place}": Count("pk", filter=Q(stance=stance), distinct=True)
                for place, stance in enumerate(STANCES)
            }
        )
        rows.append(
            [themes[theme].shown("title", language), *(counts[f"n{place}"] for place in range(len(STANCES)))]
        )
    return rows
