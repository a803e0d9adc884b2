"""The forms by which moderators take a measure against an account, and lift one."""

import uuid
from datetime import date, datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.actions.conduct import TOO_LONG
from consultations.actions.taking_up import MAX_REASON
from consultations.admin.moderation_forms import RuleAndReasonForm
from consultations.models import Measure, RuleVersion
from forum_site.dates import WIB

Kind = Measure.Kind
_BIGGEST = 2**63 - 1
BY_DATE = "date"


def _end_of(day: date) -> datetime:
    """Return the first moment after a day in WIB."""
    return datetime.combine(day + timedelta(days=1), time.min, WIB)


class MeasureForm(RuleAndReasonForm):
    """One measure against an account."""

    kind = forms.ChoiceField(
        label=_("Measure"),
        choices=[
            (Kind.NOTE, _("Remind of a rule: the person can go on commenting")),
            (Kind.WARN, _("Warn: the person can go on commenting, with the warning on record")),
            (Kind.PAUSE, _("Pause: no comments, replies or edits for a time")),
            (Kind.CLOSE, _("Close to comments: for good, until it is lifted")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a measure."), "invalid_choice": _("Choose a measure.")},
    )
    length = forms.ChoiceField(
        label=_("How long a pause lasts"),
        choices=[("1", _("1 day")), ("7", _("7 days")), ("30", _("30 days")), (BY_DATE, _("Until a date"))],
        initial="7",
        required=False,
        widget=forms.RadioSelect,
    )
    until = forms.DateField(
        label=_("Last day of the pause"),
        help_text=_("Only with “Until a date”; the pause ends with this day (WIB)."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label=_("Internal note"),
        help_text=_("Only moderators read it."),
        max_length=MAX_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    comment = forms.IntegerField(min_value=1, max_value=_BIGGEST, required=False, widget=forms.HiddenInput)
    seen_id = forms.IntegerField(min_value=0, max_value=_BIGGEST, widget=forms.HiddenInput)
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    field_order = ["kind", "length", "until", "rule", "reason", "note"]

    def __init__(self, data=None, *, rules: list[RuleVersion], **initial):
        initial.setdefault("form_key", uuid.uuid4())
        super().__init__(data, rules=rules, auto_id="id_measure_%s", initial=initial)
        self.fields["rule"].label = _("Rule that was broken")
        self.fields["reason"].label = _("Reason for the person")
        self.fields["reason"].help_text = _(
            "The person reads it, and it is published without their name. Name nobody and repeat nothing that must "
            "not be shown."
        )

    def clean(self) -> dict:
        data = super().clean()
        day = data.get("until")
        if data.get("kind") == Kind.PAUSE and data.get("length") == BY_DATE and "until" not in self.errors:
            if day is None:
                self.add_error("until", _("Say until when; the pause must end in the future."))
            elif day.year > timezone.now().year + 2:  # nearer ones are the verb's matter
                self.add_error("until", TOO_LONG)
        return data

    @property
    def gave_rise(self) -> int | None:
        """Return the comment that the form carries."""
        text = str(self["comment"].value() or "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None

    def until_moment(self) -> datetime | None:
        """Return the moment at which a pause ends; None for other measures."""
        data = self.cleaned_data
        if data["kind"] != Kind.PAUSE:
            return None
        if data["length"] == BY_DATE:
            return _end_of(data["until"])
        return timezone.now() + timedelta(days=int(data["length"] or 7))


class LiftForm(forms.Form):
    """Why a measure is lifted."""

    reason = forms.CharField(
        label=_("Reason for the person"),
        help_text=_("The person reads it, and it is published without their name."),
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Give the person a reason in plain words.")},
    )

    def __init__(self, data=None, *, measure_id: int):
        super().__init__(data, auto_id=f"id_lift-{measure_id}_%s")
