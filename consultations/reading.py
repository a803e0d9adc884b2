"""Which comments a page shows: one statement per list, however large the discussion and whatever its shape.

Lists are paged by keyset; each comment comes with its first replies, their texts, their speakers and, where a
moderator removed it, the decision. What is not published has no text here, so that no template can leak it.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.core.exceptions import BadRequest
from django.db import connection
from django.utils.translation import get_language, gettext

PAGE = 20  # comments of the first level per page
REPLIES, REPLIES_OF_REPLIES = 3, 1  # how many come along
ANCESTORS = 5  # nearest ones above a comment; the beginning of the thread comes besides

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_CURSOR = re.compile(r"(\d{1,17})-(\d{1,18})", re.ASCII)

# --- Statements: put together from these fixed parts only -------------------------------------------

_STANDING = "published_at IS NOT NULL AND status IN ('published', 'hidden', 'withdrawn')"

_ROOTS = """
    SELECT id, row_number() OVER w AS place, lead(id) OVER w IS NOT NULL AS followed
      FROM (SELECT id, published_at, support_count FROM consultations_comment
             WHERE consultation_id = %(consultation)s AND parent_id IS NULL AND /*standing*/
               AND (%(question)s IS NULL OR question_id = %(question)s) /*from*/
             ORDER BY /*order*/ LIMIT %(page)s + 1) c
    WINDOW w AS (ORDER BY /*order*/)
"""

_CHILDREN = """
    SELECT id, row_number() OVER w AS place, lead(id) OVER w IS NOT NULL AS followed
      FROM (SELECT id, published_at FROM consultations_comment
             WHERE parent_id = %(parent)s AND /*standing*/ /*from*/
             ORDER BY /*order*/ LIMIT %(page)s + 1) c
    WINDOW w AS (ORDER BY /*order*/)
"""

_ANCESTORS = """
    WITH RECURSIVE up AS (
        SELECT parent_id, 1 AS step FROM consultations_comment WHERE id = %(of)s
        UNION ALL
        SELECT c.parent_id, step + 1 FROM consultations_comment c JOIN up ON c.id = up.parent_id
         WHERE up.step < %(page)s
    )
    SELECT id, depth + 1 AS place, false AS followed FROM consultations_comment
     WHERE id IN (SELECT parent_id FROM up UNION SELECT thread_id FROM consultations_comment WHERE id = %(of)s)
       AND id <> %(of)s
"""

_ONE = "SELECT %(of)s::bigint AS id, 1 AS place, false AS followed"

_REPLIES = """
    SELECT r.id, r.place, r.followed FROM /*above*/ a CROSS JOIN LATERAL (
        SELECT id, row_number() OVER w AS place, lead(id) OVER w IS NOT NULL AS followed
          FROM (SELECT id, published_at FROM consultations_comment
                 WHERE parent_id = a.id AND /*standing*/
                 ORDER BY published_at, id LIMIT /*limit*/ + 1) c
        WINDOW w AS (ORDER BY published_at, id)
    ) r WHERE r.place <= /*limit*/
"""

_SHOWN = """
WITH first AS MATERIALIZED (SELECT * FROM (/*first*/) f WHERE place <= %(most)s),
     second AS MATERIALIZED (/*second*/),
     third AS MATERIALIZED (/*third*/)
SELECT c.id, c.parent_id, c.depth, shown.level, shown.followed, c.status, c.question_id, c.channel, c.language,
       c.stance, c.published_at, c.edited_at, c.withdrawn_at, c.reply_count, c.descendant_count, c.support_count,
       c.imported_agree, c.imported_disagree,
       CASE WHEN %(whole)s OR v.excerpt_html = '' THEN v.body_html ELSE v.excerpt_html END,
       NOT %(whole)s AND v.excerpt_html <> '',
       c.participant_id, p.shown_name, p.kind, u.anonymised_at IS NOT NULL, a.short_name,
       d.id, d.at, d.reason, r.number, CASE WHEN %(english)s AND rv.title_en <> '' THEN rv.title_en ELSE rv.title END,
       shown.level = %(leaves)s AND (c.reply_count > 0 OR EXISTS (
           SELECT 1 FROM consultations_comment k WHERE k.parent_id = c.id AND k./*standing*/))
  FROM (SELECT id, place, followed, 1 AS level FROM first
         UNION ALL SELECT id, place, followed, 2 FROM second
         UNION ALL SELECT id, place, followed, 3 FROM third) shown
  JOIN consultations_comment c ON c.id = shown.id
  JOIN consultations_participant p ON p.id = c.participant_id
  LEFT JOIN accounts_user u ON u.id = p.account_id
  LEFT JOIN directory_agency a ON a.id = p.agency_id AND p.kind = 'official'
  LEFT JOIN consultations_commentversion v ON v.id = c.version_id AND c.status = 'published'
  LEFT JOIN LATERAL (SELECT id, at, reason, rule_version_id FROM consultations_moderationdecision
                      WHERE comment_id = c.id AND kind = 'hide' AND c.status = 'hidden'
                      ORDER BY at DESC, id DESC LIMIT 1) d ON true
  LEFT JOIN consultations_ruleversion rv ON rv.id = d.rule_version_id
  LEFT JOIN consultations_rule r ON r.id = rv.rule_id
 ORDER BY shown.level, shown.place
"""

# order → (column, its direction going on)
_COLUMNS = {
    "terbaru": ("published_at", "DESC"),
    "terlama": ("published_at", "ASC"),
    "dukungan": ("support_count", "DESC"),
}
ORDERS = tuple(_COLUMNS)


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
    replies: list["Shown"] = field(default_factory=list)

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
    """One page of a list of comments, and the cursors of its neighbours ("" where there is none)."""

    rows: list[Shown]
    next: str = ""
    previous: str = ""

    def all(self):
        """Yield every comment of the page, replies included."""
        for row in self.rows:
            yield from _with_replies(row)


def _with_replies(row: Shown):
    yield row
    for reply in row.replies:
        yield from _with_replies(reply)


def speaker_name(shown_name: str, kind: str, is_anonymised: bool) -> str:
    """Return the name under which a participant speaks, a general word where there is none."""
    if is_anonymised:
        return gettext("Former participant")
    if shown_name:
        return shown_name
    return {"official": gettext("Official"), "guest": gettext("Guest")}.get(kind) or gettext("Resident")


# --- Cursors ----------------------------------------------------------------------------------------


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


# --- Lists ------------------------------------------------------------------------------------------


def roots(
    consultation_id: int, *, order: str = "terbaru", question_id=None, after: str = "", before: str = ""
) -> Page:
    """Return a page of a consultation's threads with their first replies.

    `order` is one of ORDERS, `after` or `before` a cursor from `Page`. Raises BadRequest for others.
    """
    if order not in _COLUMNS:
        raise BadRequest("There is no such order.")
    return _list(_ROOTS, order, after, before, {"consultation": consultation_id, "question": question_id})


def children(parent_id: int, *, after: str = "", before: str = "") -> Page:
    """Return a page of the direct replies to a comment, oldest first, each with its own first ones."""
    return _list(_CHILDREN, "terlama", after, before, {"parent": parent_id})


def ancestors(comment_id: int) -> list[Shown]:
    """Return the beginning of the comment's thread and its nearest ancestors, from the top; there may be a gap."""
    return _rows(_ANCESTORS, {"of": comment_id, "page": ANCESTORS, "most": 2**31}, along=(0, 0))


def one(comment_id: int) -> Shown:
    """Return one comment with its whole text, without replies."""
    return _rows(_ONE, {"of": comment_id, "most": 1, "whole": True}, along=(0, 0))[0]


def with_excerpt(comment_id: int) -> Shown:
    """Return one comment as lists show it, without replies."""
    return _rows(_ONE, {"of": comment_id, "most": 1}, along=(0, 0))[0]


def _list(first: str, order: str, after: str, before: str, parameters: dict) -> Page:
    column, direction = _COLUMNS[order]
    backwards = bool(before)
    if backwards:
        direction = "ASC" if direction == "DESC" else "DESC"
    place = ""
    if cursor := before or after:
        key, pk = parse_cursor(cursor)
        if column == "published_at":
            key = cursor_moment(key)
        elif key >= 2**31:
            raise BadRequest("This is no cursor.")
        parameters |= {"key": key, "id": pk}
        place = f"AND ({column}, id) {'>' if direction == 'ASC' else '<'} (%(key)s, %(id)s)"
    first = first.replace("/*from*/", place).replace("/*order*/", f"{column} {direction}, id {direction}")
    rows = _rows(first, parameters | {"page": PAGE, "most": PAGE}, along=(REPLIES, REPLIES_OF_REPLIES))
    more = bool(rows) and rows[-1].followed
    if backwards:
        rows.reverse()
    if not rows:
        return Page([])

    def cursor_of(row: Shown) -> str:
        return row.cursor if column == "published_at" else f"{row.support_count}-{row.id}"

    goes_on, came_from = (bool(before), more) if backwards else (more, bool(after))
    return Page(rows, cursor_of(rows[-1]) if goes_on else "", cursor_of(rows[0]) if came_from else "")


def _rows(first: str, parameters: dict, along: tuple[int, int]) -> list[Shown]:
    """Run the statement around `first`; return the first level, with `along` replies (and replies of these) each."""
    second, third = (
        _REPLIES.replace("/*above*/", above).replace("/*limit*/", str(limit))
        for above, limit in zip(("first", "second"), along, strict=True)
    )
    statement = (
        _SHOWN.replace("/*first*/", first)
        .replace("/*second*/", second)
        .replace("/*third*/", third)
        .replace(
            "k./*standing*/",
            "k.published_at IS NOT NULL AND k.status IN ('published', 'hidden', 'withdrawn')",
        )
        .replace("/*standing*/", _STANDING)
    )
    english = (get_language() or "id").startswith("en")
    leaves = 3 if along[1] else 1
    with connection.cursor() as cursor:
        cursor.execute(statement, {"whole": False, "english": english, "leaves": leaves} | parameters)
        rows = [Shown(*row) for row in cursor.fetchall()]
    by_id = {row.id: row for row in rows}
    for row in rows:
        if row.level > 1:
            above = by_id[row.parent_id]
            above.replies.append(row)
            above.has_more = row.followed
    return [row for row in rows if row.level == 1]
