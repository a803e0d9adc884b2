"""All that a moderator weighs of one thing that waits, in a fixed number of queries however many there are."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import Count, F, Max, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from consultations.admin.moderation_author import Record, records_of
from consultations.models import Appeal, Claim, Comment, Flag, ModerationDecision, RuleVersion
from consultations.similarity import similar_to

ANCESTORS_SHOWN = 3
FLAGS_SHOWN = 5
DECISIONS_SHOWN = 3

_ANCESTORS = """
WITH RECURSIVE up AS (
    SELECT c.id AS item, c.parent_id AS id, 1 AS distance
      FROM consultations_comment c WHERE c.id = ANY(%(ids)s) AND c.parent_id IS NOT NULL
    UNION ALL
    SELECT up.item, c.parent_id, up.distance + 1
      FROM up JOIN consultations_comment c ON c.id = up.id
     WHERE c.parent_id IS NOT NULL AND up.distance < %(limit)s
)
SELECT item, id FROM up ORDER BY item, distance DESC
"""


@dataclass
class Dossier:
    """A comment with all that a moderator weighs: the thread above it, reports, decisions, objections."""

    comment: Comment
    ancestors: list[Comment] = field(default_factory=list)  # the nearest few, the farthest first
    flags: list[Flag] = field(
        default_factory=list
    )  # open ones, the first few; each with `total`, `latest` and `rule_in_force`
    decisions: list[ModerationDecision] = field(default_factory=list)  # latest first
    appeals: list[Appeal] = field(default_factory=list)  # latest first
    claim: Claim | None = None  # whose it is now
    record: Record | None = None  # what its author did in the consultation so far
    similar: list[Comment] = field(default_factory=list)  # the most similar first

    @property
    def seen_id(self) -> int:
        """Return the latest decision, 0 where there is none: what the form says its moderator saw."""
        return self.decisions[0].pk if self.decisions else 0

    @property
    def more_above(self) -> bool:
        """Whether the thread above is longer than what is shown."""
        return self.comment.depth > len(self.ancestors)

    @property
    def more_flags(self) -> int:
        """Return how many open reports are not shown."""
        return self.flags[0].total - len(self.flags) if self.flags else 0

    @property
    def open_appeals(self) -> list[Appeal]:
        """Return the objections that wait for their judge, the oldest first."""
        return [appeal for appeal in reversed(self.appeals) if not appeal.outcome]

    @property
    def seen_flag_id(self) -> int:
        """Return the latest open report, 0 where there is none: what the form says its moderator saw."""
        return self.flags[0].latest if self.flags else 0

    @property
    def is_hidden_by_reports(self) -> bool:
        """Whether the system took the comment away after reports, and waits for a moderator's word."""
        case = getattr(self.comment, "report_case", None)
        return case is not None and case.hidden_by_id is not None and self.comment.status == "hidden"

    @property
    def reported_since(self) -> datetime:
        """Return since when its reports wait for a moderator; those taken up early, since the first of them."""
        case = getattr(self.comment, "report_case", None)
        return case.due_at if case and not self.is_early else self.flags[0].created_at

    @property
    def is_early(self) -> bool:
        """Whether so few people reported the comment that it need not be read yet."""
        case = getattr(self.comment, "report_case", None)
        return case is not None and case.due_at > timezone.now()

    @property
    def open_appeal(self) -> Appeal | None:
        """Return the objection to the removal that waits for its judge; not one about a change of the text."""
        return next((appeal for appeal in self.open_appeals if not appeal.decision.of_edit), None)


def dossiers(comment_ids: list[int], *, all_decisions: bool = False) -> dict[int, Dossier]:
    """Return each comment's dossier by its id, in the same number of queries however many they are."""
    comments = (
        Comment.objects.select_related(
            "participant__agency", "participant__account", "consultation", "question", "entered_by"
        )
        .select_related("version__original", "pending_version__original", "report_case")
        .prefetch_related("consultation__questions")
        .in_bulk(comment_ids)
    )
    above, similar = _ancestors(comment_ids), similar_to(comment_ids)
    titles = {version.rule_id: version for version in RuleVersion.objects.in_force()}
    flags, decisions, appeals = defaultdict(list), defaultdict(list), defaultdict(list)
    for flag in _first_flags(comment_ids):
        flag.rule_in_force = titles[flag.rule_id]
        flags[flag.comment_id].append(flag)
    for decision in _latest_decisions(comment_ids, None if all_decisions else DECISIONS_SHOWN):
        decisions[decision.comment_id].append(decision)
    for appeal in (
        Appeal.objects.filter(comment__in=comment_ids)
        .select_related("decision__rule_version__rule", "decision__version", "decided_by", "judge")
        .order_by("-pk")
    ):
        appeals[appeal.comment_id].append(appeal)
    claims = {claim.comment_id: claim for claim in Claim.objects.in_force().filter(comment__in=comment_ids)}
    records = records_of({comment.participant_id for comment in comments.values()})
    return {
        pk: Dossier(
            comment,
            above[pk],
            flags[pk],
            decisions[pk],
            appeals[pk],
            claims.get(pk),
            records[comment.participant_id],
            similar[pk],
        )
        for pk, comment in comments.items()
    }


def _ancestors(comment_ids: list[int]) -> dict[int, list[Comment]]:
    with connection.cursor() as cursor:
        cursor.execute(_ANCESTORS, {"ids": list(comment_ids), "limit": ANCESTORS_SHOWN})
        pairs = cursor.fetchall()
    found = Comment.objects.select_related("participant__agency", "version").in_bulk(
        {pk for _item, pk in pairs}
    )
    above = defaultdict(list)
    for item, pk in pairs:
        above[item].append(found[pk])
    return above


def _first_flags(comment_ids: list[int]):
    by_age = Window(RowNumber(), partition_by=F("comment"), order_by=["created_at", "pk"])
    total = Window(Count("pk"), partition_by=F("comment"))
    latest = Window(Max("pk"), partition_by=F("comment"))
    return (
        Flag.objects.filter(comment__in=comment_ids, decision=None)
        .annotate(place=by_age, total=total, latest=latest)
        .filter(place__lte=FLAGS_SHOWN)
        .order_by("comment", "place")
    )


def _latest_decisions(comment_ids: list[int], limit: int | None):
    decisions = ModerationDecision.objects.filter(comment__in=comment_ids).select_related(
        "actor", "rule_version__rule", "undone_by"
    )
    if limit:
        by_age = Window(RowNumber(), partition_by=F("comment"), order_by="-pk")
        decisions = decisions.annotate(place=by_age).filter(place__lte=limit)
    return decisions.order_by("-pk")
