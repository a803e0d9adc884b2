"""The forms with which a moderator masks personal data and moves threads."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.actions.taking_up import MAX_REASON
from consultations.admin.moderation_forms import BIGGEST, DecisionForm, RuleAndReasonForm
from consultations.models import Comment, RuleVersion

PERSONAL_DATA = "data-pribadi"  # the rule that maskings cite, by the address that migration 0003 gave it


class RedactForm(RuleAndReasonForm):
    """Which passages of a text are personal data that nobody may read here."""

    passages = forms.CharField(
        label=_("What is to be masked"),
        help_text=_(
            "One passage on each line, as it stands in the text. It is masked in every text of this comment; "
            "moderators and the author can still read it."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "data-desk-passages": ""}),
        error_messages={"required": _("Say what is to be masked, one passage on each line.")},
    )
    note = forms.CharField(
        label=_("Internal note"),
        help_text=_("Only moderators read it."),
        max_length=MAX_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version_id = forms.IntegerField(min_value=0, max_value=BIGGEST, widget=forms.HiddenInput)
    seen_id = forms.IntegerField(min_value=0, max_value=BIGGEST, widget=forms.HiddenInput)
    form_key = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ["passages", "rule", "reason", "note"]

    def __init__(self, data=None, *, rules: list[RuleVersion], tag: str = "", **initial):
        """`tag` tells the ids of several forms on one page apart. The rule of personal data is chosen beforehand."""
        personal = next((version.pk for version in rules if version.rule.slug == PERSONAL_DATA), "")
        super().__init__(
            data,
            rules=rules,
            auto_id=f"id_mask-{tag}_%s",
            initial={"form_key": uuid.uuid4(), "rule": personal} | initial,
        )

    def lines(self) -> list[str]:
        """Return the passages."""
        return self.cleaned_data["passages"].splitlines()


class MoveForm(forms.Form):
    """To which question a thread belongs."""

    question = forms.TypedChoiceField(
        label=_("To which question it belongs"), required=False, coerce=int, empty_value=None
    )
    reason = RuleAndReasonForm.base_fields["reason"]
    note = DecisionForm.base_fields["note"]
    seen_id = forms.IntegerField(min_value=0, max_value=BIGGEST, widget=forms.HiddenInput)
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, comment: Comment, tag: str = "", **initial):
        """`tag` as elsewhere; `comment` with its consultation's questions."""
        super().__init__(
            data,
            auto_id=f"id_move-{tag}_%s",
            initial={"form_key": uuid.uuid4(), "question": comment.question_id or ""} | initial,
        )
        self.fields["question"].choices = [
            ("", _("The consultation as a whole")),
            *((question.pk, question.shown("title")) for question in comment.consultation.questions.all()),
        ]
