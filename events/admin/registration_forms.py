"""The forms by which an organiser registers others and decides on registrations."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from accounts.names import tidy, validate_ascii, validate_visible
from events.models import Event
from events.models.event import MOST_PEOPLE
from events.phones import tidy_phone
from forum_site.keyed_forms import KeyedForm


class EntryForm(KeyedForm):
    """Somebody who called, or stands at the entrance."""

    name = forms.CharField(label=_("Name"), max_length=80, validators=[validate_visible])
    address = forms.EmailField(
        label=_("E-mail address"), required=False, max_length=254, validators=[validate_ascii]
    )
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=30)
    people = forms.IntegerField(label=_("Number of people"), min_value=1, max_value=MOST_PEOPLE, initial=1)
    needs = forms.CharField(
        label=_("What they need"), required=False, max_length=300, validators=[validate_visible]
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language, initial=Language.INDONESIAN)
    reserved = forms.BooleanField(label=_("One of the reserved seats"), required=False)

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["form_key"].initial = uuid.uuid4()
        if not event.reserved:
            del self.fields["reserved"]

    def clean_name(self) -> str:
        """Return the name with single spaces."""
        if not (name := tidy(self.cleaned_data["name"])):
            raise ValidationError(_("Write their name."), "required")
        return name

    def clean_phone(self) -> str:
        """Return the number in the form in which it is kept."""
        return tidy_phone(self.cleaned_data["phone"])


class ReasonForm(forms.Form):
    """What is done with a registration, and why."""

    do = forms.ChoiceField(
        choices=[(verb, verb) for verb in ("approve", "decline", "cancel", "accept", "called", "fewer")],
        widget=forms.HiddenInput,
    )
    people = forms.IntegerField(label=_("People"), required=False, min_value=1, max_value=MOST_PEOPLE)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=300,
        help_text=_("They are told."),
        validators=[validate_visible],
    )
    refuse, codes = KeyedForm.refuse, KeyedForm.codes
