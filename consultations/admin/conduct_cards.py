"""What a moderator sees of an objection to a measure, with the form that judges it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from consultations.actions.claiming import held_words
from consultations.admin.judging import Bench, judgement_form
from consultations.admin.moderation_forms import JudgementForm
from consultations.models import Claim, Measure, MeasureAppeal


@dataclass
class Card:
    """One objection to a measure; to the queue's templates it is a card like those of comments, without a comment."""

    appeal: MeasureAppeal
    viewer: User
    bench: Bench
    form: JudgementForm | None = None

    kind = "conduct"
    item = ticked = ""  # not decided together with others

    @property
    def since(self) -> datetime:
        return self.appeal.created_at

    @property
    def tag(self) -> str:
        """Return what tells this card's ids from those of others on the page."""
        return f"{self.kind}-{self.appeal.pk}"

    @property
    def measure(self) -> Measure:
        return self.appeal.measure

    @property
    def waits(self) -> bool:
        """Whether the viewer can judge."""
        return self.form is not None

    @property
    def is_own(self) -> bool:
        """Whether the measure is against the viewer."""
        return self.measure.account_id == self.viewer.pk

    @property
    def claim(self) -> Claim | None:
        """Return whose it is now, where that is another than the viewer."""
        claim = getattr(self.appeal, "claim", None)
        return (
            claim if claim and claim.until > timezone.now() and claim.moderator_id != self.viewer.pk else None
        )

    @property
    def held_words(self) -> str:
        """Return who else works on it, and until when at most; "" where nobody does."""
        return held_words(self.claim.moderator, self.claim.until) if self.claim else ""

    @property
    def judged_by(self) -> str:
        """Return who judges in the viewer's place, in words."""
        return self.bench.judged_by(self.viewer, self.measure.account_id)


def by_objection(appeal_ids: list[int], viewer: User, bench: Bench) -> dict[int, Card]:
    """Return the cards of those of the objections that still wait, by the objection's id."""
    if not appeal_ids:
        return {}
    waiting = MeasureAppeal.objects.filter(pk__in=appeal_ids, outcome="").select_related(
        "measure__account", "measure__actor", "measure__rule_version__rule", "claim__moderator"
    )
    return {appeal.pk: card_of(appeal, viewer, bench) for appeal in waiting}


def card_of(appeal: MeasureAppeal, viewer: User, bench: Bench) -> Card:
    """Return the card of an objection, with its form where the viewer may judge it."""
    card = Card(appeal, viewer, bench)
    if viewer.pk not in (appeal.decided_by_id, appeal.measure.account_id) and not card.claim:
        card.form = judgement_form(appeal)
    return card
