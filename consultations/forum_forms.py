"""The forms of a forum's day: what is noted, what is linked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from consultations.models import AgendaLink, Comment, Consultation, ForumNote, Question
from consultations.models.comment import MAX_LENGTH
from events.models import AgendaItem
from forum_site.districts import District
from forum_site.keyed_forms import KeyedForm

ONLY_MINUTES = 0  # of no consultation


class NoteForm(KeyedForm):
    """One thing that was said or decided under a part of the programme, as it is typed while it is said."""

    codes = {"form_key": "form_key"}

    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=ForumNote.Kind,
        initial=ForumNote.Kind.CONTRIBUTION,
        widget=forms.RadioSelect,
    )
    link = forms.TypedChoiceField(
        label=_("What a contribution belongs to"),
        coerce=lambda value: int(value) or None,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("This part is not linked to that any more. Choose again.")},
    )
    text = forms.CharField(
        label=_("What was said"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": MAX_LENGTH}),
        help_text=_("Leave out telephone numbers and other personal data."),
        error_messages={"required": _("Write what was said.")},
    )
    named = forms.TypedChoiceField(
        label=_("Who spoke"),
        choices=[
            ("0", _("“Resident”, without a name")),
            ("1", _("By name; has agreed that it is published")),
        ],
        initial="0",
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    speaker = forms.CharField(
        label=_("Name"), max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    stance = forms.ChoiceField(
        label=_("Stance"), required=False, choices=[("", _("Not said")), *Comment.Stance.choices]
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language)
    district = forms.ChoiceField(
        label=_("District where this person lives"),
        help_text=_("Never shown, only counted."),
        choices=[("", _("Not said")), *District.choices],
        required=False,
    )
    # When it was said, in milliseconds since 1970, where the browser had to wait for the link.
    said_at = forms.IntegerField(required=False, min_value=0, max_value=10**14, widget=forms.HiddenInput)

    field_order = ["kind", "link", "text", "named", "speaker", "stance", "language", "district"]

    def __init__(self, *args, item: AgendaItem, links: list[AgendaLink], **kwargs):
        super().__init__(*args, **kwargs)
        self.item = item
        if links:
            self.fields["link"].choices = [
                *((link.pk, str(link)) for link in links),
                (ONLY_MINUTES, _("Nothing of this: only for the minutes")),
            ]
            self.fields["link"].initial = links[0].pk
        else:
            del self.fields["link"]


class LinkForm(forms.Form):
    """What a part of the programme is about: a consultation as a whole, or one of its questions."""

    target = forms.ChoiceField(label=_("Consultation or question"))

    def __init__(self, *args, item: AgendaItem, **kwargs):
        super().__init__(*args, auto_id=f"bagian-{item.pk}-%s", **kwargs)
        self.fields["target"].choices = [("", _("Choose")), *targets()]

    def clean_target(self) -> dict:
        """Return what `actions.link_item` takes."""
        consultation, _dash, question = self.cleaned_data["target"].partition("-")
        return {"consultation_id": int(consultation), "question_id": int(question) if question else None}


MOST_TARGETS = 100  # consultations offered, those that close last first


def targets() -> list[tuple[str, list]]:
    """Return the consultations that are announced, each with its questions, as choices in groups."""
    rows = list(Consultation.objects.public().order_by("-closes_at", "-pk")[:MOST_TARGETS])
    questions: dict[int, list[Question]] = {}
    for question in Question.objects.filter(consultation__in=rows).order_by("position", "pk"):
        questions.setdefault(question.consultation_id, []).append(question)
    return [
        (
            row.shown("title"),
            [
                (str(row.pk), _("The whole consultation")),
                *((f"{row.pk}-{asked.pk}", asked.shown("title")) for asked in questions.get(row.pk, [])),
            ],
        )
        for row in rows
    ]
