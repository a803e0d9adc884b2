"""The form by which staff enter what was said without an account."""

import uuid

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from accounts.names import tidy, validate_ascii, validate_visible
from consultations.models import Comment, Consultation, Question
from consultations.models.comment import MAX_LENGTH
from consultations.models.participant import Channel
from forum_site.districts import District

SAME_FOR_NEXT = ("consultation", "channel", "received_at", "district")


def enterable():
    """Return the consultations into which something can be entered now: in force, begun, not yet coded."""
    return Consultation.objects.filter(
        state=Consultation.State.IN_FORCE, opens_at__lte=timezone.now(), coding_completed_at=None
    ).order_by("title")


class _Moment(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self):
        super().__init__(format="%Y-%m-%dT%H:%M")


class _QuestionChoice(forms.ModelChoiceField):
    def label_from_instance(self, question: Question) -> str:
        return f"{question.consultation.shown('title')}: {question.shown('title')}"


class EntryForm(forms.Form):
    """What stands on one paper form, or was said by one person in a forum or on the phone."""

    consultation = forms.ModelChoiceField(
        Consultation.objects.none(), label=_("Consultation"), empty_label=_("Choose a consultation")
    )
    channel = forms.ChoiceField(
        label=_("How it was said"),
        choices=[(value, label) for value, label in Channel.choices if value != Channel.WEB],
    )
    received_at = forms.DateTimeField(
        label=_("Said or received on (WIB)"),
        help_text=_(
            "While the consultation was open. This decides whether it counts, not the time of typing."
        ),
        widget=_Moment,
    )
    shown_name = forms.CharField(
        label=_("Shown name"),
        help_text=_("Published. Leave it empty for “Resident”."),
        max_length=80,
        required=False,
        validators=[validate_visible],
    )
    contact = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Never shown. For news of this comment, if the person wants it."),
        required=False,
        validators=[validate_ascii],
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language)
    district = forms.ChoiceField(
        label=_("District where this person lives"),
        help_text=_("Never shown, only counted."),
        choices=[("", _("Not said")), *District.choices],
        required=False,
    )
    question = _QuestionChoice(
        Question.objects.none(), label=_("Question"), required=False, empty_label=_("The whole consultation")
    )
    parent = forms.IntegerField(
        label=_("Answers comment number"),
        help_text=_("The number in the comment's address. Empty: it answers nobody."),
        required=False,
        min_value=1,
        max_value=2**63 - 1,
    )
    stance = forms.ChoiceField(
        label=_("Stance"), required=False, choices=[("", _("Not said")), *Comment.Stance.choices]
    )
    text = forms.CharField(
        label=_("Text"),
        help_text=_("As it was written or said. Leave out telephone numbers and other personal data."),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Write what was said.")},
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, initial: dict | None = None):
        super().__init__(data, initial={"form_key": uuid.uuid4()} | (initial or {}))
        self.fields["consultation"].queryset = enterable()
        now = timezone.now()
        self.fields["question"].queryset = (
            Question.objects.filter(consultation__in=enterable())
            .filter(Q(closed_at=None) | Q(closed_at__gt=now))
            .select_related("consultation")
            .order_by("consultation__title", "position", "pk")
        )
        self.fields["text"].widget.attrs["maxlength"] = MAX_LENGTH

    def clean_shown_name(self) -> str:
        """Return the name with single spaces."""
        return tidy(self.cleaned_data["shown_name"])

    def clean(self):
        """Tie a question or a comment of another consultation to its field."""
        data = super().clean()
        consultation, question, parent = data.get("consultation"), data.get("question"), data.get("parent")
        if consultation and question and question.consultation_id != consultation.pk:
            self.add_error("question", _("This question does not belong to the consultation."))
        if consultation and parent:
            self._check_parent(consultation, parent)
        return data

    def _check_parent(self, consultation: Consultation, parent: int) -> None:
        answered = Comment.objects.filter(pk=parent, consultation=consultation).first()
        if answered is None:
            self.add_error("parent", _("There is no such comment in this consultation."))
        elif answered.status != Comment.Status.PUBLISHED:
            self.add_error("parent", _("This comment is not public, so it cannot be answered."))

    def same_for_next(self) -> dict[str, str]:
        """Return what the next paper form has in common with this one, as it stands in an address."""
        return {name: self.data[name] for name in SAME_FOR_NEXT if self.data.get(name)}
