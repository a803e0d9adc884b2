"""Charts as SVG, drawn on the server from a figure's rows: bars, stacked bars, columns over time.

360 units wide, so that they are legible on a phone. What colours say is said by hatching, numbers and a table too.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from consultations.models.comment import Comment
from consultations.models.participant import Channel
from forum_site.dates import format_number, format_short_day, format_short_month
from forum_site.districts import District

WIDTH, LONGEST = 360, 300  # units; the longest bar leaves room for its number
TITLE = 44  # characters of a label that fit above a bar
COLUMNS_HEIGHT = 120
# Of a chart that stands alone (in a PDF) colours and fonts are written into it; on a page the style sheet knows them.
COLOURS = {"": "#0e5a66", "for": "#0e5a66", "neutral": "#77716a", "against": "#7b1e2b", "none": "#ffffff"}


@dataclass(frozen=True)
class Chart:
    """A figure ready to be shown: its picture, what it says in words, and its table."""

    title: str
    svg: SafeString
    description: str
    columns: list[str]
    rows: list[tuple[str, list[int]]]
    legend: list[tuple[str, str]]  # (name of the pattern, label)


def draw(figure: dict, *, id: str, title: str, language: str, standalone: bool = False) -> Chart | None:
    """Return the chart of a figure (`figures.figure`) in a language; None where there is nothing to draw.

    `id` is unique on the page: patterns and titles are known by it. `standalone` writes colours into the picture.
    """
    rows = [(label_of(figure, row[0], language), row[1:]) for row in figure["rows"]]
    if not any(sum(numbers) for _label, numbers in rows):
        return None
    stances = figure["columns"] != ["comments"]
    names = [stance or "none" for stance in figure["columns"]] if stances else [""]
    columns = [stance_label(name) for name in figure["columns"]] if stances else [_("Comments")]
    pen = _Pen(id, standalone)
    if figure["kind"] == "over_time":
        body, height = _over_time(pen, rows, language)
    else:
        body, height = _bars(pen, rows, names, language)
    said = "; ".join(
        f"{label}: "
        + ", ".join(
            _said(column, number, language, stances) for column, number in zip(columns, numbers, strict=True)
        )
        for label, numbers in rows
    )
    legend = [(name, column) for name, column in zip(names, columns, strict=True)] if stances else []
    return Chart(title, pen.picture(body, height, title, said), said, columns, rows, legend)


def _said(column: str, number: int, language: str, named: bool) -> str:
    shown = format_number(number, language)
    return f"{column} {shown}" if named else shown


def stance_label(stance: str) -> str:
    """Return a stance in words, also that there is none."""
    return str(Comment.Stance(stance).label) if stance else _("no stance")


def label_of(figure: dict, key: str, language: str) -> str:
    """Return what a row of a figure is called in a language."""
    match figure["kind"]:
        case "over_time":
            day = date.fromisoformat(key)
            if figure["unit"] == "month":
                return f"{format_short_month(day, language)} {day.year}"
            return format_short_day(day, language)
        case "channel":
            return str(Channel(key).label)
        case "district":
            return str(District(key).label) if key else _("not said")
    return key


class _Pen:
    """Writes SVG elements, with colours of its own or with the classes of the style sheet."""

    def __init__(self, id: str, standalone: bool):
        self.id, self.standalone = escape(id), standalone

    def text(self, x: float, y: float, words: str, kind: str, anchor: str = "") -> str:
        own = ' font-family="Libertinus Serif" font-size="13" fill="#1e1b18"' if self.standalone else ""
        at = f' text-anchor="{anchor}"' if anchor else ""
        return f'<text class="chart__{kind}" x="{x:g}" y="{y:g}"{at}{own}>{escape(words)}</text>'

    def bar(self, x: float, y: float, width: float, height: float, name: str = "") -> str:
        shape = f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"'
        kind = f" chart__bar--{name}" if name else ""
        own = f' fill="{COLOURS[name]}" stroke="#1e1b18" stroke-width="0.5"' if self.standalone else ""
        drawn = f'<rect class="chart__bar{kind}" {shape}{own}/>'
        if name in ("neutral", "against"):
            drawn += f'<rect {shape} fill="url(#{self.id}-{name})"/>'
        return drawn

    def line(self, x1: float, y1: float, x2: float, y2: float) -> str:
        own = ' stroke="#77716a"' if self.standalone else ""
        return f'<line class="chart__line" x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}"{own}/>'

    def picture(self, body: str, height: float, title: str, said: str) -> SafeString:
        """Return the whole picture with its name and what it says in words."""
        patterns = (
            f'<defs><pattern id="{self.id}-against" width="6" height="6" patternUnits="userSpaceOnUse">'
            '<path d="M0 6L6 0" stroke="#fff" stroke-width="1.5"/></pattern>'
            f'<pattern id="{self.id}-neutral" width="6" height="6" patternUnits="userSpaceOnUse">'
            '<circle cx="3" cy="3" r="1.2" fill="#fff"/></pattern></defs>'
            if f"url(#{self.id}-" in body
            else ""
        )
        space = ' xmlns="http://www.w3.org/2000/svg"' if self.standalone else ""
        return mark_safe(
            f'<svg class="chart__picture" viewBox="0 0 {WIDTH} {height:g}"{space} role="img" '
            f'aria-labelledby="{self.id}-svg {self.id}-desc"><title id="{self.id}-svg">{escape(title)}</title>'
            f'<desc id="{self.id}-desc">{escape(said)}</desc>{patterns}{body}</svg>'
        )


def _bars(pen: _Pen, rows: list, names: list[str], language: str) -> tuple[str, int]:
    """Return horizontal bars, each with its label above and its sum at its end, and the picture's height."""
    most = max(sum(numbers) for _label, numbers in rows)
    parts = []
    for place, (label, numbers) in enumerate(rows):
        top, x = place * 48, 0.0
        parts.append(pen.text(0, top + 13, _short(label), "label"))
        for name, number in zip(names, numbers, strict=True):
            if number:
                width = max(2.0, round(LONGEST * number / most, 1))
                parts.append(pen.bar(x, top + 19, width, 16, name))
                x += width
        parts.append(pen.text(x + 6, top + 32, format_number(sum(numbers), language), "number"))
    return "".join(parts), len(rows) * 48


def _over_time(pen: _Pen, rows: list, language: str) -> tuple[str, int]:
    """Return columns from left to right, the highest with its number, the first and the last with their day."""
    numbers = [row[1][0] for row in rows]
    most, step = max(numbers), WIDTH / len(rows)
    gap = min(2.0, step / 5)
    parts = [pen.line(0, COLUMNS_HEIGHT + 20, WIDTH, COLUMNS_HEIGHT + 20)]
    for place, number in enumerate(numbers):
        height = round(COLUMNS_HEIGHT * number / most, 1)
        if number:
            parts.append(
                pen.bar(round(place * step, 1), 20 + COLUMNS_HEIGHT - height, round(step - gap, 1), height)
            )
    peak = numbers.index(most)
    anchor = "start" if peak < len(rows) / 3 else "end" if peak > len(rows) * 2 / 3 else "middle"
    at = {"start": peak * step, "middle": (peak + 0.5) * step, "end": (peak + 1) * step}[anchor]
    parts.append(pen.text(round(at, 1), 14, format_number(most, language), "number", anchor))
    parts.append(pen.text(0, COLUMNS_HEIGHT + 38, rows[0][0], "label"))
    if len(rows) > 1:
        parts.append(pen.text(WIDTH, COLUMNS_HEIGHT + 38, rows[-1][0], "label", "end"))
    return "".join(parts), COLUMNS_HEIGHT + 46


def _short(label: str) -> str:
    return label if len(label) <= TITLE else label[: TITLE - 1].rstrip() + "…"
