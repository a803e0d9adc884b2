"""What lists, totals and marks of a consultation must be, worked out the slow and plain way from all of its rows."""

from datetime import datetime

from consultations.models import Comment, Consultation, ModerationDecision
from tests.consultations import coverage_kept, exchanging

STANDING = ("published", "hidden", "withdrawn")
KEYS = {
    "terbaru": "published_at",
    "terlama": "published_at",
    "dukungan": "supporters",
    "dibahas": "descendants",
    "diperdebatkan": "contested",
}
Mark = tuple[datetime, int]


def kept_totals(row: Consultation) -> dict:
    """Return all that is kept about a consultation: every comment's counters, its threads, decisions, the total."""
    decisions = sum(tally.decisions for tally in row.tallies.all())
    return exchanging.counters(row) | {"decisions": decisions} | coverage_kept.kept(row)


def naive_totals(row: Consultation) -> dict:
    """Return the same, counted."""
    made = ModerationDecision.objects.filter(consultation=row).exclude(kind__in=["withdraw", "return"])
    return exchanging.naive_counters(row) | {"decisions": made.count()} | coverage_kept.naive(row)


class Book:
    """All comments of a consultation, read once, and the naive answers about them."""

    def __init__(self, row: Consultation):
        rows = row.comments.select_related("participant__account", "version")
        self.comments: dict[int, Comment] = {comment.pk: comment for comment in rows}
        counted = exchanging.naive_counters(row)
        for comment in self.comments.values():
            counts = counted[comment.pk]
            comment.replies_shown, comment.descendants, comment.supporters = counts[0], counts[1], counts[4]
            comment.officials, comment.contested = counts[5], counts[6]
        self.standing = [comment for comment in self.comments.values() if is_standing(comment)]
        self.published = [comment for comment in self.comments.values() if comment.status == "published"]

    def children(self, parent_id: int) -> list[Comment]:
        """Return what shows below a comment, oldest first."""
        return sorted((one for one in self.standing if one.parent_id == parent_id), key=place_in_time)

    def news(self, mark: Mark, reader: int | None) -> list[Comment]:
        """Return what others published after a mark, in the order of time."""
        found = [c for c in self.published if place_in_time(c) > mark and c.participant_id != reader]
        return sorted(found, key=place_in_time)

    def roots(self, order: str, kind: str = "", value=None, reader: int | None = None) -> list[int]:
        """Return the ids of the threads under a filter (`value` of "unread": a mark) in an order."""
        found = [
            one for one in self.standing if one.parent_id is None and self._passes(one, kind, value, reader)
        ]
        found.sort(key=lambda one: (getattr(one, KEYS[order]), one.pk), reverse=order != "terlama")
        return [one.pk for one in found]

    def _passes(self, root: Comment, kind: str, value, reader: int | None) -> bool:
        if kind == "question":
            return root.question_id == value
        if kind == "stance":
            return root.stance == value
        if kind == "official":
            return root.officials > 0
        if kind == "mine":
            return any(one.participant_id == value for one in self.standing if one.thread_id == root.pk)
        if kind == "unread":
            return any(one.thread_id == root.pk for one in self.news(value, reader))
        return True


def is_standing(comment: Comment) -> bool:
    """Whether a list shows the comment or a stone in its place."""
    return comment.published_at is not None and comment.status in STANDING


def place_in_time(comment: Comment) -> Mark:
    """Return the comment's place in the order of time."""
    return (comment.published_at, comment.pk)
