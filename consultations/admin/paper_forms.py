"""The forms by which forms on paper are entered."""

import uuid

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from consultations.admin.entry_forms import enterable
from consultations.models import AgendaLink, Comment, PaperBatch, Question
from consultations.models.comment import MAX_LENGTH
from consultations.models.paper import MOST_FORMS
from events.models import AgendaItem
from forum_site.districts import District
from forum_site.keyed_forms import KeyedForm, VerbForm
from forum_site.scans import ACCEPT


class _PartChoice(forms.ModelChoiceField):
    def label_from_instance(self, item: AgendaItem) -> str:
        return f"{item.event.shown('title')}: {item.shown('title')}"


class BatchForm(KeyedForm):
    """A pile of forms, scanned in their order."""

    consultation = forms.ModelChoiceField(
        enterable(), label=_("Consultation"), empty_label=_("Choose a consultation")
    )
    item = _PartChoice(
        AgendaItem.objects.none(),
        label=_("Filled in at a forum"),
        required=False,
        empty_label=_("At no forum"),
    )
    title = forms.CharField(
        label=_("What it is"),
        max_length=120,
        help_text=_("For instance “Loket Dukcapil, 12 May, first pile”."),
    )
    count = forms.IntegerField(label=_("Number of forms"), min_value=1, max_value=MOST_FORMS)
    received_at = forms.DateTimeField(
        label=_("Received on (WIB)"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        help_text=_(
            "While the consultation was open. This decides whether it counts, not the time of typing."
        ),
    )
    scan = forms.FileField(
        label=_("Scan"),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        help_text=_(
            "All forms in one PDF, or one picture, at most 10 MB. Number the sheets as they stand in it. "
            "Only those who enter comments can see it."
        ),
        error_messages={"required": _("Choose the scan.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["consultation"].queryset = enterable()
        linked = AgendaLink.objects.filter(consultation__in=enterable()).values("item")
        self.fields["item"].queryset = (
            AgendaItem.objects.filter(pk__in=linked)
            .select_related("event")
            .order_by("-event__starts_at", "position")
        )
        self.initial.setdefault("received_at", timezone.localtime().replace(second=0, microsecond=0))


class PaperForm(VerbForm):
    """What stands on one form."""

    is_void = forms.BooleanField(label=_("Empty, or nobody can read it"), required=False)
    text = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "maxlength": MAX_LENGTH}),
        help_text=_("As it was written. Leave out telephone numbers and other personal data."),
    )
    question = forms.ModelChoiceField(
        Question.objects.none(), label=_("Question"), required=False, empty_label=_("The whole consultation")
    )
    stance = forms.ChoiceField(
        label=_("Stance"), required=False, choices=[("", _("Not said")), *Comment.Stance.choices]
    )
    shown_name = forms.CharField(
        label=_("Shown name"),
        max_length=80,
        required=False,
        help_text=_("Published. Only where the form says that the name may be shown; else leave it empty."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language)
    district = forms.ChoiceField(
        label=_("District where this person lives"),
        help_text=_("Never shown, only counted."),
        choices=[("", _("Not said")), *District.choices],
        required=False,
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, batch: PaperBatch, initial: dict | None = None):
        super().__init__(data, initial={"form_key": uuid.uuid4()} | (initial or {}))
        self.fields["question"].queryset = batch.consultation.questions.all()
        self.fields["question"].label_from_instance = lambda asked: asked.shown("title")

    def clean(self):
        """Ask for the words, unless the form is void."""
        data = super().clean()
        if not data.get("is_void") and not (data.get("text") or "").strip() and "text" not in self.errors:
            self.add_error("text", _("Type what stands on the form, or mark it as empty."))
        return data

    def words(self) -> dict:
        """Return what the verbs take."""
        data = dict(self.cleaned_data)
        data.pop("form_key")
        asked = data.pop("question")
        return data | {"question_id": asked and asked.pk}
