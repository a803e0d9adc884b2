"""The forms of the moderator's desk: a decision, the judgement of an objection, the filters of the queue."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.actions.moderating import MAX_REASON
from consultations.models import Appeal, Comment, Consultation, ModerationDecision, RuleVersion

Kind = ModerationDecision.Kind
_BIGGEST = 2**63 - 1


class DecisionForm(forms.Form):
    """One decision on one text. The kind comes from the button that was pressed."""

    kind = forms.ChoiceField(
        choices=[(kind.value, kind.label) for kind in Kind if kind not in ModerationDecision.BY_AUTHOR],
        widget=forms.HiddenInput,
        error_messages={"required": _("Choose a decision."), "invalid_choice": _("Choose a decision.")},
    )
    rule = forms.ChoiceField(
        label=_("Rule that it breaks"),
        required=False,
        error_messages={
            "invalid_choice": _("This rule has been rewritten meanwhile. Read it and choose again.")
        },
    )
    reason = forms.CharField(
        label=_("Reason for the author"),
        help_text=_("Published with the decision. Name nobody and repeat nothing that must not be shown."),
        max_length=MAX_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    note = forms.CharField(
        label=_("Internal note"),
        help_text=_("Only moderators read it."),
        max_length=MAX_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version_id = forms.IntegerField(min_value=0, max_value=_BIGGEST, widget=forms.HiddenInput)
    seen_id = forms.IntegerField(min_value=0, max_value=_BIGGEST, widget=forms.HiddenInput)
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, rules: list[RuleVersion], tag: str = "", **initial):
        """`rules` are those in force; `tag` tells the ids of several forms on one page apart."""
        initial.setdefault("form_key", uuid.uuid4())
        super().__init__(data, auto_id=f"id_{tag}_%s" if tag else "id_%s", initial=initial)
        self.rules = {str(version.pk): version for version in rules}
        self.fields["rule"].choices = [("", _("Choose a rule"))] + [
            (str(version.pk), f"{version.rule.number}. {version.shown('title')}") for version in rules
        ]

    def rule_version(self) -> RuleVersion | None:
        """Return the rule that was chosen."""
        return self.rules.get(self.cleaned_data["rule"])


class JudgementForm(forms.Form):
    """How an objection is judged."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[
            (Appeal.Outcome.RESTORED, _("The comment is shown again")),
            (Appeal.Outcome.UPHELD, _("The removal stands")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an outcome."), "invalid_choice": _("Choose an outcome.")},
    )
    reason = forms.CharField(
        label=_("Reason for the author"),
        help_text=_("Published with the judgement."),
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Give the author a reason in plain words.")},
    )


class QueueFilterForm(forms.Form):
    """What of the queue is shown. Odd values mean: everything."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[
            ("", _("Everything")),
            ("comment", _("New comments")),
            ("edit", _("Edits")),
            ("report", _("Reported comments")),
            ("appeal", _("Objections")),
        ],
    )
    consultation = forms.ModelChoiceField(
        Consultation.objects.order_by("title"),
        label=_("Consultation"),
        required=False,
        empty_label=_("All consultations"),
    )


def offered(comment: Comment, *, reported: bool, objected: bool) -> list[str]:
    """Return the kinds of decision that are lawful for the comment as it stands, the mildest first."""
    if comment.status == Comment.Status.PENDING:
        return [Kind.PUBLISH, Kind.REJECT]
    if comment.status == Comment.Status.PUBLISHED:
        return [Kind.KEEP, Kind.HIDE] if reported else [Kind.HIDE]
    if comment.status in (Comment.Status.HIDDEN, Comment.Status.REJECTED) and not objected:
        return [Kind.RESTORE]
    return []
