"""Judging an objection at the desk: who does, the form, and what came of it in words."""

from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import User
from consultations.actions.appealing import able_to_judge, judges_of
from consultations.admin.moderation_forms import JudgementForm
from consultations.models import Appeal, MeasureAppeal, ModerationDecision


@dataclass
class Bench:
    """Who may judge objections; asked for once, however many cards of a page want to know."""

    @cached_property
    def able(self) -> list[User]:
        return able_to_judge()

    def judged_by(self, viewer: User, author_id: int | None) -> str:
        """Return in words who judges an objection to the viewer's own decision."""
        return _judged_by(judges_of(self.able, viewer.pk, author_id))


def _judged_by(judges: list[User]) -> str:
    if not judges:
        return _(
            "The objection is against your own decision, and nobody else here can judge it yet: an administrator "
            "must give somebody else the role of a moderator."
        )
    if all(person.is_superuser for person in judges):
        return _(
            "The objection is against your own decision. There is no other moderator, so an administrator judges it; "
            "the administrators have been told."
        )
    return _("The objection is against your own decision: another moderator judges it.")


def judgement_words(judged: Appeal | MeasureAppeal) -> str:
    """Return how an objection was judged, in words."""
    restored = judged.outcome == Appeal.Outcome.RESTORED
    if isinstance(judged, MeasureAppeal):
        return _("The objection is judged: the measure is lifted.") if restored else _(
            "The objection is judged: the measure stands."
        )  # fmt: skip
    if judged.decision.kind == ModerationDecision.Kind.REDACT:
        return _("The objection is judged: the passages are shown again.") if restored else _(
            "The objection is judged: the masking stands."
        )  # fmt: skip
    if judged.decision.of_edit:
        return _("The objection is judged: the edit is allowed.") if restored else _(
            "The objection is judged: the rejection stands."
        )  # fmt: skip
    return _("The objection is judged: the comment is shown again.") if restored else _(
        "The objection is judged: the removal stands."
    )  # fmt: skip


def judgement_form(appeal: Appeal | MeasureAppeal, data=None, **words: str) -> JudgementForm:
    """Return the form that judges an objection."""
    if isinstance(appeal, MeasureAppeal):
        tag, outcomes = f"id_conduct-{appeal.pk}_%s", JudgementForm.OF_MEASURE
        form = JudgementForm(data, outcomes=outcomes, auto_id=tag, initial=words)
        form.fields["reason"].label = _("Reason for the person")
        return form
    outcomes = JudgementForm.OF_EDIT if appeal.decision.of_edit else JudgementForm.OF_REMOVAL
    if appeal.decision.kind == ModerationDecision.Kind.REDACT:
        outcomes = JudgementForm.OF_MASKING
    return JudgementForm(data, outcomes=outcomes, auto_id=f"id_appeal-{appeal.pk}_%s", initial=words)
