"""Which comments a page shows: one statement per list, however large the discussion and whatever its shape.

Lists are paged by keyset; each comment comes with its first replies, their texts, their speakers and, where a
moderator removed it, the decision. What is not published has no text here, so that no template can leak it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.core.exceptions import BadRequest
from django.utils.translation import get_language, gettext

from consultations import reading_sql as sql
from consultations.reading_sql import COUNTED, PAGE, REPLIES, REPLIES_OF_REPLIES
from forum_site import prepared
from forum_site.cursors import cursor_moment, parse_cursor, parse_time_cursor, time_cursor

ANCESTORS = 5  # nearest ones above a comment; the beginning of the thread comes besides

# order → (column, its direction going on)
_COLUMNS = {
    "terbaru": ("published_at", "DESC"),
    "terlama": ("published_at", "ASC"),
    "dukungan": ("support_count", "DESC"),
    "dibahas": ("descendant_count", "DESC"),
    "diperdebatkan": ("contested_count", "DESC"),
}
ORDERS = tuple(_COLUMNS)
MOVING = ORDERS[2:]  # orders in which a thread can change its place while one pages


@dataclass(frozen=True)
class Filter:
    """Which threads a list shows. `value` depends on `kind`.

    "" all; "question" its id; "stance" one of Comment.Stance; "official" threads in which officials answered;
    "mine" those in which a participant (id) spoke; "unread" those in which somebody else than `reader` (a
    participant's id, or None) spoke after a cursor of time, the latest `reading_sql.NEWS` of them.
    """

    kind: str = ""
    value: int | str | None = None
    reader: int | None = None


ALL = Filter()


@dataclass(slots=True)
class Shown:
    """One comment as a list shows it; a stone (hidden, withdrawn) has no `html`."""

    id: int
    parent_id: int | None
    depth: int
    level: int  # 1 for the list's own, 2 and 3 for the replies that come along
    followed: bool
    status: str
    question_id: int | None
    channel: str
    language: str
    stance: str
    published_at: datetime | None
    edited_at: datetime | None
    withdrawn_at: datetime | None
    reply_count: int
    descendant_count: int
    support_count: int
    contested_count: int
    imported_agree: int | None
    imported_disagree: int | None
    html: str | None
    is_excerpt: bool
    participant_id: int
    shown_name: str
    kind: str
    is_anonymised: bool
    agency: str | None
    decision_id: int | None
    decided_at: datetime | None
    reason: str | None
    rule_number: int | None
    rule_title: str | None
    has_more: bool  # replies that did not come along
    ahead: int  # threads before the list's page, counted up to COUNTED
    replies: list["Shown"] = field(default_factory=list)
    facts: tuple = ()  # all of the above but `ahead`, as the database gave it: equal facts are drawn alike

    @property
    def name(self) -> str:
        """The name under which the comment stands."""
        return speaker_name(self.shown_name, self.kind, self.is_anonymised)

    @property
    def more_count(self) -> int:
        """How many published replies did not come along (0: only stones)."""
        return max(0, self.reply_count - sum(reply.status == "published" for reply in self.replies))

    @property
    def cursor(self) -> str:
        """Where the list goes on after this comment, in the order of time."""
        return time_cursor(self.published_at, self.id)


@dataclass(slots=True)
class Page:
    """One page of a list of comments, and the cursors of its neighbours ("" where there is none).

    `position` is the place of its first comment in the list, from 1; None where more than COUNTED come before.
    """

    rows: list[Shown]
    next: str = ""
    previous: str = ""
    position: int | None = 1

    def all(self):
        """Yield every comment of the page, replies included."""
        for row in self.rows:
            yield from with_replies(row)


def with_replies(row: Shown):
    """Yield a comment and the replies that came along, in the order of the thread."""
    yield row
    for reply in row.replies:
        yield from with_replies(reply)


def speaker_name(shown_name: str, kind: str, is_anonymised: bool) -> str:
    """Return the name under which a participant speaks, a general word where there is none."""
    if is_anonymised:
        return gettext("Former participant")
    if shown_name:
        return shown_name
    return {"official": gettext("Official"), "guest": gettext("Guest")}.get(kind) or gettext("Resident")


# --- Lists ------------------------------------------------------------------------------------------


def roots(
    consultation_id: int, *, order: str = "terbaru", show: Filter = ALL, after: str = "", before: str = ""
) -> Page:
    """Return a page of a consultation's threads with their first replies.

    `order` is one of ORDERS, `after` or `before` a cursor from `Page`. Raises BadRequest for others.
    """
    if order not in _COLUMNS:
        raise BadRequest("There is no such order.")
    parameters = {"consultation": consultation_id, "value": show.value, "reader": show.reader}
    if show.kind == "unread":
        parameters["since"], parameters["value"] = parse_time_cursor(show.value)
    return _list(sql.SOURCES[show.kind], order, after, before, parameters)


def children(parent_id: int, *, after: str = "", before: str = "") -> Page:
    """Return a page of the direct replies to a comment, oldest first, each with its own first ones."""
    return _list(sql.BRANCH, "terlama", after, before, {"parent": parent_id})


def ancestors(comment_id: int) -> list[Shown]:
    """Return the beginning of the comment's thread and its nearest ancestors, from the top; there may be a gap."""
    return _rows(sql.statement(sql.ANCESTORS, (0, 0)), {"of": comment_id, "page": ANCESTORS}, leaves=1)


def one(comment_id: int) -> Shown:
    """Return one comment with its whole text, without replies."""
    return _rows(sql.statement(sql.ONE, (0, 0)), {"of": comment_id, "whole": True}, leaves=1)[0]


def with_excerpt(comment_id: int) -> Shown:
    """Return one comment as lists show it, without replies."""
    return _rows(sql.statement(sql.ONE, (0, 0)), {"of": comment_id}, leaves=1)[0]


def _list(source: sql.Source, order: str, after: str, before: str, parameters: dict) -> Page:
    column, _direction = _COLUMNS[order]
    backwards = bool(before)
    if cursor := before or after:
        key, pk = parse_cursor(cursor)
        if column == "published_at":
            key = cursor_moment(key)
        elif key >= 2**31:
            raise BadRequest("This is no cursor.")
        parameters |= {"key": key, "id": pk}
    statement = _statement(source, order, bool(cursor), backwards, PAGE)
    rows = _rows(statement, parameters, leaves=3)
    more = bool(rows) and rows[-1].followed
    if backwards:
        rows.reverse()
    if not rows:
        return Page([])

    def cursor_of(row: Shown) -> str:
        return row.cursor if column == "published_at" else f"{getattr(row, column)}-{row.id}"

    goes_on, came_from = (bool(before), more) if backwards else (more, bool(after))
    # Before a cursor on the way back, the page's own rows are among those that were counted.
    ahead = rows[0].ahead - (len(rows) if backwards else 0)
    return Page(
        rows,
        cursor_of(rows[-1]) if goes_on else "",
        cursor_of(rows[0]) if came_from else "",
        ahead + 1 if ahead < COUNTED else None,
    )


@lru_cache(maxsize=256)  # five orders, six filters and a branch, each three ways: all of them fit
def _statement(source: sql.Source, order: str, paged: bool, backwards: bool, page: int) -> str:
    column, direction = _COLUMNS[order]
    onwards = {"ASC": ">", "DESC": "<"}[direction]
    behind = {"ASC": "<", "DESC": ">"}[direction]
    place = beyond = ""
    if paged:
        # Towards the end: what stands at the cursor is ahead of the page. Back: what is before it, the page included.
        place = f"AND ({column}, id) {behind if backwards else onwards} (%(key)s, %(id)s)"
        beyond = f"AND ({column}, id) {behind if backwards else behind + '='} (%(key)s, %(id)s)"
    if backwards:
        direction = "ASC" if direction == "DESC" else "DESC"
    ahead = sql.AHEAD.replace("/*ahead*/", beyond) if paged else "0"

    def whole(part: str) -> str:
        part = part.replace("/*source*/", source.table).replace("/*which*/", source.which)
        part = part.replace("/*column*/", column).replace("/*from*/", place)
        # Numbers of rows stand in the text: planned for any number, a statement expects a tenth of the table.
        part = part.replace("/*page*/", str(page)).replace("/*counted*/", str(COUNTED + page))
        return part.replace("/*order*/", f"{column} {direction}, id {direction}")

    along = (REPLIES, REPLIES_OF_REPLIES)
    return sql.statement(whole(sql.LIST), along, most=page, before=source.before, place=whole(ahead))


def _rows(statement: str, parameters: dict, *, leaves: int) -> list[Shown]:
    """Run the statement; return the first level with its replies. `leaves`: the level whose replies did not come."""
    english = (get_language() or "id").startswith("en")
    parameters = {"whole": False, "english": english, "leaves": leaves} | parameters
    rows = [Shown(*row, facts=row[:-1]) for row in prepared.fetch(statement, parameters)]
    by_id = {row.id: row for row in rows}
    for row in rows:
        if row.level > 1:
            above = by_id[row.parent_id]
            above.replies.append(row)
            above.has_more = row.followed
    return [row for row in rows if row.level == 1]
