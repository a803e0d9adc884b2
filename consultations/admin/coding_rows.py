"""Which comments the coding desk shows, in which order, and what stands above each of them."""

import re
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Prefetch, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from consultations.models import (
    CodingChange,
    Comment,
    CommentTheme,
    Consultation,
    Passage,
    SuggestedTheme,
    SuggestedTwin,
    SuggestionRun,
    Theme,
)
from consultations.passages import words_of

PER_PAGE = 20
BELOW = 10  # direct replies that are shown under a comment
ABOVE = 6  # how many ancestors next to a comment are shown; of those further up only the root

SHOW = ("remaining", "themed", "disposition", "all")


@dataclass
class Card:
    """A comment on the desk with its branch and its codes."""

    comment: Comment
    above: list[Comment] = field(default_factory=list)
    left_out: int = 0  # ancestors between the root and the nearest ones, not shown
    below: list[Comment] = field(default_factory=list)  # the first replies, each with its codes
    quoted: list[tuple[Passage, str]] = field(default_factory=list)  # what a report may quote, with its words
    last_change: CodingChange | None = None
    proposed: list[SuggestedTheme] = field(default_factory=list)  # while it has no codes; the best first
    twin: SuggestedTwin | None = None

    @property
    def themes(self) -> list[int]:
        """Ids of the themes that the comment is coded into."""
        return [code.theme_id for code in self.comment.codes.all()]

    @property
    def disposition(self):
        """The comment's disposition, or None."""
        return getattr(self.comment, "disposition", None)

    @property
    def codes(self) -> dict:
        """The codes in the form in which the history keeps them (`actions.coding.codes_of`)."""
        disposed = self.disposition
        return {
            "themes": sorted(self.themes),
            "disposition": disposed.kind if disposed else "",
            "target": disposed.target_id if disposed else None,
        }


def on_the_desk(consultation: Consultation) -> QuerySet:
    """Return the comments that can be coded: all but those that wait for a moderator."""
    return Comment.objects.filter(consultation=consultation).exclude(status=Comment.Status.PENDING)


def narrowed(
    comments: QuerySet,
    show: str,
    *,
    question: int | None = None,
    theme: int | None = None,
    channel: str = "",
    language: str = "",
    words: str = "",
    quotable: bool = False,
) -> QuerySet:
    """Return the comments of one filter; `show` is one of SHOW, question 0 means those without one.

    `words`: all of them stand in its text, in any case; or `#123`, its number.
    """
    if show == "remaining":
        comments = comments.uncoded()
    elif show == "themed":
        comments = comments.filter(coding=Comment.Coding.THEMES)
    elif show == "disposition":
        comments = comments.filter(coding=Comment.Coding.DISPOSITION)
    if question is not None:
        comments = comments.filter(question=question or None)
    if theme is not None:
        comments = comments.filter(codes__theme=theme)
    if channel:
        comments = comments.filter(channel=channel)
    if language:
        comments = comments.filter(language=language)
    if quotable:
        comments = comments.filter(passages__in=Passage.objects.quotable()).distinct()
    if re.fullmatch(r"#?\d{1,18}", words):
        return comments.filter(pk=int(words.lstrip("#")))
    for word in words.split():
        comments = comments.filter(version__text__icontains=word)
    return comments


def after(comments: QuerySet, cursor: tuple[int, int] | None) -> QuerySet:
    """Return the comments behind the cursor (thread, id) in the desk's order: oldest thread first."""
    if cursor:
        thread, pk = cursor
        comments = comments.filter(Q(thread_id__gte=thread) & (Q(thread_id__gt=thread) | Q(pk__gt=pk)))
    return comments.order_by("thread_id", "pk")


def next_uncoded(consultation: Consultation, comment: Comment | None = None) -> int | None:
    """Return the id of the next comment with neither theme nor disposition, from the start again at the end."""
    left = narrowed(on_the_desk(consultation), "remaining")
    if comment:
        left = left.exclude(pk=comment.pk)
        found = after(left, (comment.thread_id, comment.pk)).values_list("pk", flat=True).first()
        if found:
            return found
    return after(left, None).values_list("pk", flat=True).first()


def cards(comments: QuerySet) -> list[Card]:
    """Return the cards of some comments (a slice) with all that they show, in a fixed number of queries."""
    codes = CommentTheme.objects.select_related(
        "theme__parent", "assigned_by", "passage__version", "passage__comment"
    ).order_by("theme__position", "theme")
    rows = list(
        comments.select_related(
            "participant__agency", "version", "question", "disposition__assigned_by", "consultation"
        ).prefetch_related(Prefetch("codes", codes))
    )
    found = {row.pk: Card(row) for row in rows}
    for pk, (above, left_out) in _branches(rows).items():
        found[pk].above, found[pk].left_out = above, left_out
    for reply in _replies(rows):
        found[reply.parent_id].below.append(reply)
    for passage in Passage.objects.quotable().filter(comment__in=found).select_related("comment", "version"):
        if words := words_of(passage):
            found[passage.comment_id].quoted.append((passage, words))
    _add_suggestions(found)
    changes = (
        CodingChange.objects.filter(comment__in=found)
        .order_by("comment", "-at", "-pk")
        .distinct("comment")
        .select_related("actor")
    )
    for change in changes:
        found[change.comment_id].last_change = change
    return list(found.values())


def _add_suggestions(found: dict[int, Card]) -> None:
    """Add to comments without codes what grouping proposes for them: two queries."""
    bare = [pk for pk, card in found.items() if not card.themes and not card.disposition]
    done = {"run__state": SuggestionRun.State.DONE, "comment__in": bare}
    proposed = SuggestedTheme.objects.filter(**done, theme__retired_at=None)
    for one in proposed.select_related("theme__parent").order_by("comment", "rank"):
        found[one.comment_id].proposed.append(one)
    twins = SuggestedTwin.objects.filter(**done, other__status=Comment.Status.PUBLISHED)
    for one in twins.select_related("other__version", "other__disposition").prefetch_related(
        "other__codes__theme"
    ):
        found[one.comment_id].twin = one


def _replies(rows: list[Comment]) -> QuerySet:
    """Return the first direct replies to comments that have any, oldest first, with their codes: two queries."""
    place = Window(RowNumber(), partition_by="parent", order_by=["published_at", "pk"])
    return (
        Comment.objects.standing()
        .filter(parent__in=[row.pk for row in rows if row.reply_count])
        .annotate(place=place)
        .filter(place__lte=BELOW)
        .select_related("participant__agency", "version", "disposition")
        .prefetch_related(Prefetch("codes", CommentTheme.objects.select_related("theme")))
        .order_by("parent", "published_at", "pk")
    )


def _branches(rows: list[Comment]) -> dict[int, tuple[list[Comment], int]]:
    """Return per reply its ancestors, root first, and how many in between are left out."""
    replies = [row.pk for row in rows if row.depth]
    if not replies:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE up AS (
                SELECT id AS origin, parent_id, 1 AS hop FROM consultations_comment WHERE id = ANY(%s)
                UNION ALL
                SELECT up.origin, c.parent_id, up.hop + 1
                  FROM up JOIN consultations_comment c ON c.id = up.parent_id WHERE up.hop < %s
            )
            SELECT origin, parent_id FROM up WHERE parent_id IS NOT NULL ORDER BY origin, hop DESC
            """,
            [replies, ABOVE],
        )
        lines: dict[int, list[int]] = {}
        for origin, ancestor in cursor.fetchall():
            lines.setdefault(origin, []).append(ancestor)
    wanted = {pk for line in lines.values() for pk in line} | {row.thread_id for row in rows}
    known = Comment.objects.select_related("participant__agency", "version").in_bulk(wanted)
    branches = {}
    for row in rows:
        if row.depth:
            line = lines[row.pk] if row.thread_id in lines[row.pk] else [row.thread_id, *lines[row.pk]]
            branches[row.pk] = [known[pk] for pk in line], row.depth - len(line)
    return branches


def themes_of(consultation: Consultation, *, counted: bool = False) -> list[Theme]:
    """Return the consultation's themes in the codebook's order; `counted`: with `comments`, how many are published."""
    themes = Theme.objects.filter(consultation=consultation).select_related("parent").in_order()
    return list(themes.counted() if counted else themes)
