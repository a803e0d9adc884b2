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
from consultations.cursors import parse_time_cursor, time_cursor
from consultations.models import Consultation, DecisionTally, ModerationDecision, RuleVersion
from consultations.visibility import kept_from_the_public
from forum_site.dates import in_wib

PAGE_SIZE = 20
BATCH = 500  # decisions that a download holds in memory

Kind = ModerationDecision.Kind
What = DecisionTally.What


@dataclass(frozen=True)
class Choice:
    """What of the log is asked for; empty: everything. `days` looks back from now."""

    kind: str = ""
    rule: int | None = None  # its number
    author: str = ""
    days: int | None = None

    def apply(self, rows: QuerySet) -> QuerySet:
        """Return the rows that are asked for."""
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.rule:
            rows = rows.filter(rule__number=self.rule)
        if self.author:
            rows = rows.filter(author_kind=self.author)
        if self.days:
            rows = rows.filter(at__gte=timezone.now() - timedelta(days=self.days))
        return rows


def decisions(consultation: Consultation | None, choice: Choice) -> QuerySet:
    """Return what moderators decided in a consultation, or (None) in all that anybody may read, newest first.

    Who asks may see the consultation: the view has asked (`consultation_for`).
    """
    rows = ModerationDecision.objects.of_moderators().order_by("-at", "-pk")
    if consultation:
        rows = rows.filter(consultation=consultation)
    elif kept := kept_from_the_public():
        rows = rows.exclude(consultation__in=kept)
    return choice.apply(rows).select_related(
        "rule_version__rule", "consultation", "comment", "actor", "appeal"
    )


def page(
    consultation: Consultation | None, choice: Choice, after: str = "", size: int = PAGE_SIZE
) -> tuple[list[ModerationDecision], str]:
    """Return up to `size` decisions after a cursor, and the cursor of the next page ("" where there is none).

    Raises BadRequest for a cursor that is none.
    """
    rows = decisions(consultation, choice)
    if after:
        at, pk = parse_time_cursor(after)
        # Both bounds: the first is what the index is entered by.
        rows = rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk), at__lte=at)
    found = list(rows[: size + 1])
    shown = found[:size]
    return shown, time_cursor(shown[-1].at, shown[-1].pk) if len(found) > size else ""


def every_page(consultation: Consultation | None, choice: Choice) -> Iterator[ModerationDecision]:
    """Yield all decisions that are asked for, newest first, a batch at a time."""
    after = ""
    while True:
        rows, after = page(consultation, choice, after, BATCH)
        yield from rows
        if not after:
            return


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
        """Return the time within which half of what waited was decided; None where nothing had waited.

        The tallies hold classes, each a fifth wider than the one before; within the class it is read off evenly, so
        the figure is right to a tenth.
        """
        half, below = self.waits.total() / 2, 0
        for waited, count in sorted(self.waits.items()):
            if below + count >= half:
                return timedelta(seconds=2 ** ((waited + (half - below) / count) / 4))
            below += count
        return None


def figures(consultation: Consultation | None, choice: Choice) -> Figures:
    """Return the figures of a consultation, or of all that anybody may read, in the months that are asked for."""
    rows = DecisionTally.objects.all()
    if consultation:
        rows = rows.filter(consultation=consultation)
    elif kept := kept_from_the_public():
        rows = rows.exclude(consultation__in=kept)
    if choice.days:
        rows = rows.filter(
            month__gte=in_wib(timezone.now() - timedelta(days=choice.days)).date().replace(day=1)
        )
    found = Figures(Counter(), Counter(), Counter(), Counter())
    for what, rule, waited, count in rows.values_list("what", "rule", "waited").annotate(total=Sum("count")):
        if what in What.values:
            found.outcomes[what] += count
            continue
        found.kinds[what] += count
        if rule:
            found.rules[rule] += count
        if waited is not None:
            found.waits[waited] += count
    return found


def by_rule(found: Figures) -> list[tuple[str, int]]:
    """Return each rule's number and title with how many decisions cite it, in the active language."""
    if not found.rules:
        return []
    versions = RuleVersion.objects.in_force().filter(rule__in=found.rules)
    return [(f"{v.rule.number}. {v.shown('title')}", found.rules[v.rule_id]) for v in versions]


# --- Words ------------------------------------------------------------------------------------------


def headline(decision: ModerationDecision) -> str:
    """Return what was decided, as a sentence."""
    of_edit = decision.kind != Kind.KEEP and decision.from_status == decision.to_status
    return {
        Kind.PUBLISH: _("An edit was published") if of_edit else _("A comment was published"),
        Kind.REJECT: _("An edit was rejected") if of_edit else _("A comment was rejected"),
        Kind.HIDE: _("A comment was hidden"),
        Kind.RESTORE: _("A comment was shown again"),
        Kind.KEEP: _("A reported comment stays"),
        Kind.WITHDRAW: _("A comment was withdrawn by its author"),
        Kind.RETURN: _("An author took a withdrawal back"),
    }[decision.kind]


def role_of(actor: User, decision: ModerationDecision | None = None) -> str:
    """Return who decided, by role: the record names no moderator."""
    if decision and decision.kind in ModerationDecision.BY_AUTHOR:
        return _("the author")
    if actor.is_system:
        return _("the system, when the comment was imported")
    return _("an administrator") if actor.is_superuser else _("a moderator")


def outcome_of(decision: ModerationDecision) -> str:
    """Return what became of the author's objection, in words; "" where there is none."""
    objection = getattr(decision, "appeal", None)
    if objection is None:
        return ""
    return {"": _("not judged yet"), "restored": _("restored"), "upheld": _("upheld")}[objection.outcome]
