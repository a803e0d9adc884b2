"""The public log of moderation: every decision with rule and reason, without the text and without a name."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from consultations.models import Appeal, Consultation, DecisionTally, ModerationDecision, RuleVersion
from consultations.visibility import kept_from_the_public
from forum_site.cursors import parse_time_cursor, time_cursor
from forum_site.dates import in_wib

PAGE_SIZE = 20
BATCH = 500  # decisions that a download holds in memory

Kind = ModerationDecision.Kind
What = DecisionTally.What


@dataclass(frozen=True)
class Choice:
    """What of the log is asked for; empty: everything. `days` looks back from now."""

    kind: str = ""
    rule: int | None = None  # its id: the indexes are by id
    author: str = ""
    days: int | None = None

    def apply(self, rows: QuerySet) -> QuerySet:
        """Return the rows that are asked for."""
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.rule:
            rows = rows.filter(rule=self.rule)
        if self.author:
            rows = rows.filter(author_kind=self.author)
        if self.days:
            rows = rows.filter(at__gte=timezone.now() - timedelta(days=self.days))
        return rows


# --- Figures ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """What the kept tallies add up to."""

    kinds: Counter  # kind of decision → how many
    rules: Counter  # rule's id → how many decisions cite it
    waits: Counter  # class of the time waited → how many
    outcomes: Counter  # objections and what became of them

    @property
    def total(self) -> int:
        """Return how many decisions moderators made."""
        return self.kinds.total()

    @property
    def removed(self) -> int:
        """Return how many of them took a text away, or kept it away."""
        return sum(self.kinds[kind] for kind in ModerationDecision.REMOVING)

    @property
    def restored_rate(self) -> int | None:
        """Return how many in a hundred judged objections brought the comment back; None where none was judged."""
        judged = self.outcomes[What.RESTORED] + self.outcomes[What.UPHELD]
        return round(100 * self.outcomes[What.RESTORED] / judged) if judged else None

    @cached_property
    def median(self) -> timedelta | None:
        """Return the time within which half of what waited was decided, in whole minutes; None: nothing had waited.

        The tallies hold classes, each a fifth wider than the one before; within the class it is read off evenly, so
        the figure is right to a tenth.
        """
        half, below = self.waits.total() / 2, 0
        for waited, count in sorted(self.waits.items()):
            if below + count >= half:
                seconds = 2 ** ((waited + (half - below) / count) / 4)
                return timedelta(minutes=max(1, round(seconds / 60)))
            below += count
        return None


@dataclass(frozen=True)
class Log:
    """What moderators decided in a consultation, or (None) in all that anybody may read.

    Who asks may see the consultation: the view has asked (`consultation_for`).
    """

    consultation: Consultation | None
    choice: Choice = Choice()

    @cached_property
    def _kept(self) -> list[int]:
        return kept_from_the_public()

    def _own(self, rows: QuerySet) -> QuerySet:
        if self.consultation:
            return rows.filter(consultation=self.consultation)
        return rows.exclude(consultation__in=self._kept) if self._kept else rows

    def page(self, after: str = "", size: int = PAGE_SIZE) -> tuple[list[ModerationDecision], str]:
        """Return up to `size` decisions after a cursor, newest first, and the next page's cursor ("": there is none).

        Raises BadRequest for a cursor that is none.
        """
        rows = self.choice.apply(self._own(ModerationDecision.objects.of_moderators()))
        if after:
            at, pk = parse_time_cursor(after)
            # Both bounds: the second is what the index is entered by.
            rows = rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk), at__lte=at)
        rows = rows.select_related("rule_version__rule", "consultation", "comment", "actor", "appeal")
        found = list(rows.order_by("-at", "-pk")[: size + 1])
        shown = found[:size]
        return shown, time_cursor(shown[-1].at, shown[-1].pk) if len(found) > size else ""

    def every(self) -> Iterator[ModerationDecision]:
        """Yield all decisions that are asked for, newest first, a batch at a time."""
        after = ""
        while True:
            rows, after = self.page(after, BATCH)
            yield from rows
            if not after:
                return

    def figures(self) -> Figures:
        """Return the figures of the months that are asked for."""
        rows = self._own(DecisionTally.objects.filter(count__gt=0))  # nothing is left of what was taken back
        if self.choice.days:
            since = in_wib(timezone.now() - timedelta(days=self.choice.days)).date()
            rows = rows.filter(month__gte=since.replace(day=1))
        return _added_up(rows.values_list("what", "rule", "waited").annotate(total=Sum("count")))


def _added_up(rows) -> Figures:
    found = Figures(Counter(), Counter(), Counter(), Counter())
    for what, rule, waited, count in rows:
        if what in What.values:
            found.outcomes[what] += count
            continue
        found.kinds[what] += count
        if rule:
            found.rules[rule] += count
        if waited is not None:
            found.waits[waited] += count
    return found


def by_rule(found: Figures, versions: list[RuleVersion]) -> list[tuple[str, int]]:
    """Return each cited rule's number and title, in the active language, with how many decisions cite it."""
    return [
        (named(version), found.rules[version.rule_id]) for version in versions if found.rules[version.rule_id]
    ]


# --- Words ------------------------------------------------------------------------------------------


def named(version: RuleVersion) -> str:
    """Return a rule's number and title."""
    return f"{version.rule.number}. {version.shown('title')}"


def headline(decision: ModerationDecision) -> str:
    """Return what was decided, as a sentence."""
    of_edit = decision.of_edit
    if decision.kind == Kind.RESTORE and decision.from_status == decision.to_status:
        return _("A masked passage was shown again")
    return {
        Kind.PUBLISH: _("An edit was published") if of_edit else _("A comment was published"),
        Kind.REJECT: _("An edit was rejected") if of_edit else _("A comment was rejected"),
        Kind.HIDE: _("A comment was hidden"),
        Kind.RESTORE: _("A comment was shown again"),
        Kind.KEEP: _("A reported comment stays"),
        Kind.REDACT: _("Personal data in a comment was masked"),
        Kind.MOVE: _("A comment was moved to another question"),
        Kind.UNDO: _("A decision was taken back"),
        Kind.WITHDRAW: _("A comment was withdrawn by its author"),
        Kind.RETURN: _("An author took a withdrawal back"),
    }[decision.kind]


def role_of(actor: User, decision: ModerationDecision | None = None) -> str:
    """Return who decided, by role: the record names no moderator."""
    if decision and decision.kind in ModerationDecision.BY_AUTHOR:
        return _("the author")
    if actor.is_system:
        if decision and not decision.comment.source:
            return _("the system, after reports")
        return _("the system, when the comment was imported")
    return _("an administrator") if actor.is_superuser else _("a moderator")


def outcome_of(decision: ModerationDecision) -> str:
    """Return what became of the author's objection, in words; "" where there is none."""
    objection = getattr(decision, "appeal", None)
    if objection is None:
        return ""
    return {"": _("not judged yet"), "restored": _("restored"), "upheld": _("upheld")}[objection.outcome]


def judged(objection: Appeal | None) -> str:
    """Return what a judged objection led to, as a sentence; "" where none is judged."""
    if objection is None or not objection.outcome:
        return ""
    restored, decision = objection.outcome == Appeal.Outcome.RESTORED, objection.decision
    if decision.kind == Kind.REDACT:
        return _("The masked passages are shown again.") if restored else _("The masking stands.")
    if decision.of_edit:
        return _("The edit should have been published.") if restored else _("The rejection stands.")
    return _("The comment is shown again.") if restored else _("The removal stands.")
