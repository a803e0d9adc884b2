"""Draws comments as HTML, by Jinja2: a Django template would cost ten times its CPU."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import lru_cache
from types import SimpleNamespace

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from consultations.models import Comment, Consultation
from consultations.places import sections_of
from consultations.reading import Page, Shown, with_replies
from forum_site import prepared
from forum_site.languages import active_language

NEWS = 100  # how far new comments are counted (in _STANDING); beyond it a page says "more than"
DEEPEST = 5  # levels that a wide screen indents; below, a branch goes on as a page of its own
NAMES = ("comment", "replies", "reply", "support", "flag", "edit", "withdraw", "history", "decision")


class Paths:
    """Addresses of comments in the active language, by joining strings: `reverse` for each would cost more than all."""

    def __init__(self):
        self._parts = {name: reverse(f"consultations:{name}", args=[0]).split("/0/") for name in NAMES}

    def __call__(self, name: str, pk: int) -> str:
        before, after = self._parts[name]
        return f"{before}/{pk}/{after}"


_BLANKS = re.compile(r">\s*\n\s*<")  # what a template leaves between tags: it weighs as much as a sentence


@dataclass
class Own:
    """What belongs to the person who reads: laid over a list that is the same for everybody."""

    participant_id: int | None = None
    follows: bool = False
    official: bool = False
    supported: set[int] = field(default_factory=set)
    pending: list[Comment] = field(default_factory=list)
    mark: tuple[datetime, int] | None = None  # how far they have read; None: never said
    news: int = 0  # what others published since, counted up to NEWS


def own_things(
    user, consultation: Consultation, page: Page | None = None, *, pending: bool = False
) -> Own | None:
    """Return what a logged-in person has in a consultation, in at most two queries; None for visitors."""
    if user is None:
        return None
    ids = [row.id for row in page.all() if row.status == "published"] if page else []
    own = _standing_of(user.pk, consultation.pk, ids)
    if pending and own.participant_id:
        waiting = Comment.objects.filter(participant=own.participant_id, status=Comment.Status.PENDING)
        own.pending = list(waiting.select_related("version").order_by("-received_at", "-pk")[:20])
    return own


_STANDING = """
SELECT p.id, EXISTS (SELECT 1 FROM consultations_follow f
                      WHERE f.user_id = %(user)s AND f.consultation_id = %(consultation)s),
       coalesce(p.kind = 'official', EXISTS (
           SELECT 1 FROM directory_agencyofficer o WHERE o.user_id = %(user)s
              AND o.started_at <= transaction_timestamp()
              AND (o.ended_at IS NULL OR o.ended_at > transaction_timestamp()))),
       ARRAY(SELECT s.comment_id FROM consultations_support s
              WHERE s.user_id = %(user)s AND s.comment_id = ANY(%(comments)s::bigint[])),
       m.read_at, m.read_id,
       (SELECT count(*) FROM (
           SELECT 1 FROM consultations_comment n
            WHERE n.consultation_id = %(consultation)s AND n.status = 'published'
              AND (n.published_at, n.id) > (m.read_at, m.read_id)
              AND n.participant_id IS DISTINCT FROM p.id LIMIT 100) unread)
  FROM (SELECT 1) one
  LEFT JOIN consultations_participant p
    ON p.account_id = %(user)s AND p.consultation_id = %(consultation)s
  LEFT JOIN consultations_readmark m
    ON m.user_id = %(user)s AND m.consultation_id = %(consultation)s
"""


def _standing_of(user_id: int, consultation_id: int, comment_ids: list[int]) -> Own:
    """Return who the person is in the consultation, what is new to them, and which comments they support: one query."""
    parameters = {"user": user_id, "consultation": consultation_id, "comments": comment_ids}
    [row] = prepared.fetch(_STANDING, parameters)
    participant_id, follows, official, supported, read_at, read_id, news = row
    mark = (read_at, read_id) if read_at else None
    return Own(participant_id, follows, official, set(supported), mark=mark, news=news)


@dataclass
class Frame:
    """What a drawn list needs besides its comments."""

    consultation: Consultation
    own: Own | None
    level: int = 0  # how deep the list's first level stands below the top of the page
    names: dict[int, str] = field(default_factory=dict)  # of comments above the list, for "to …"
    csrf_token: str = ""
    sections: dict[int, tuple[str, str]] = field(
        default_factory=dict
    )  # of stones: where a report answers (`settle`)

    def __post_init__(self):
        self.language = active_language()
        self.path = Paths()
        self.is_open = self.consultation.is_open
        opened = self.consultation.phase() in ("closed", "reported")
        self.may_reply = self.is_open or (opened and self.own is not None and self.own.official)
        self.supported = self.own.supported if self.own else ()
        self.mine = self.own.participant_id if self.own else None
        self.mark = self.own.mark if self.own else None
        self.deepest = DEEPEST
        self.logged_in = bool(self.csrf_token)

    def is_new(self, row: Shown) -> bool:
        """Whether somebody else published the comment after the reader's mark."""
        if self.mark is None or row.status != Comment.Status.PUBLISHED:
            return False
        return (row.published_at, row.id) > self.mark and row.participant_id != self.mine

    def thread(self, row: Shown) -> SafeString:
        """Return a comment of the list with the replies that came along, as HTML."""
        rows = list(with_replies(row))
        ids = {one.id for one in rows}
        answered = {one.parent_id for one in rows if one.parent_id}
        pane = Pane(
            language=self.language,
            level=self.level,
            deepest=self.deepest,
            is_open=self.is_open,
            may_reply=self.may_reply,
            logged_in=self.logged_in,
            supported=frozenset(ids.intersection(self.supported)),
            mine=self.mine if any(one.participant_id == self.mine for one in rows) else None,
            news=frozenset(one.id for one in rows if self.is_new(one)),
            names=tuple((pk, self.names[pk]) for pk in sorted(answered) if pk in self.names),
            sections=tuple((pk, *self.sections[pk]) for pk in sorted(ids) if pk in self.sections),
        )
        return _thread(Drawable(pane, tuple(one.facts for one in rows), row))


@dataclass(frozen=True)
class Pane:
    """All that one thread's HTML depends on besides its comments; templates see it as they see a Frame."""

    language: str
    level: int
    deepest: int
    is_open: bool
    may_reply: bool
    logged_in: bool
    supported: frozenset[int]
    mine: int | None
    news: frozenset[int]
    names: tuple[tuple[int, str], ...]
    sections: tuple[tuple[int, str, str], ...]

    def as_frame(self) -> SimpleNamespace:
        """Return what `templates/jinja2/consultations/comment.html` asks of `t`."""
        return SimpleNamespace(
            **{
                one.name: getattr(self, one.name)
                for one in fields(self)
                if one.name not in ("names", "sections")
            },
            names=dict(self.names),
            sections={pk: (title, url) for pk, title, url in self.sections},
            is_new=lambda row: row.id in self.news,
            path=Paths(),
        )


class Drawable:
    """A thread to be drawn; equal to another that would be drawn alike."""

    __slots__ = ("key", "row")

    def __init__(self, pane: Pane, facts: tuple, row: Shown):
        self.key, self.row = (pane, facts), row

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other) -> bool:
        return self.key == other.key


# A page changes by a thread or two while others read it, and drawing is most of what a page costs. What a thread's HTML
# depends on is all in the key, read anew for each page, so nothing that is kept here can be out of date.
@lru_cache(maxsize=300)
def _thread(drawable: Drawable) -> SafeString:
    row, drawable.row = drawable.row, None  # the key is kept, the rows need not be
    pane = drawable.key[0]
    html = render_to_string("consultations/single.html", {"t": pane.as_frame(), "row": row}, using="jinja2")
    return mark_safe(_BLANKS.sub(">\n<", html))


def draw(template: str, frame: Frame, **context) -> SafeString:
    """Return a template of `templates/jinja2/consultations/` as HTML."""
    html = render_to_string(f"consultations/{template}.html", {"t": frame, **context}, using="jinja2")
    return mark_safe(html)


def draw_list(frame: Frame, page: Page, **context) -> SafeString:
    """Return a page's comments; `context` takes `next_url`, `next_fragment`, `end`."""
    name_all(frame, page)
    return draw("thread", frame, rows=page.rows, **context)


def draw_one(frame: Frame, row: Shown, **context) -> SafeString:
    """Return a single comment."""
    return draw("single", frame, row=row, **context)


def name_all(frame: Frame, page: Page) -> None:
    """Let replies say to whom they speak; who wrote what was removed is not named."""
    frame.names |= {row.id: row.name for row in page.all() if row.status == Comment.Status.PUBLISHED}
    settle(frame, page.all())


def settle(frame: Frame, rows: Iterable[Shown]) -> None:
    """Find out under which section of the report the removed ones among these comments stand.

    No query where nothing is removed or there is no report; two or three otherwise.
    """
    stones = [row.id for row in rows if row.status != Comment.Status.PUBLISHED]
    if stones and frame.consultation.reported_at:
        frame.sections |= sections_of(frame.consultation.pk, stones)
