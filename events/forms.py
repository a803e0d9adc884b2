"""The forms by which one comes to a forum. Whether there is a place is decided by the verbs (`events.actions`)."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.codes import CODE_LENGTH
from accounts.names import tidy, validate_ascii, validate_visible
from events.models import Event, Registration
from events.phones import tidy_phone
from forum_site.keyed_forms import KeyedForm, VerbForm


class RegistrationForm(KeyedForm):
    """How many come, and what they need."""

    people = forms.IntegerField(
        label=_("How many people come?"),
        min_value=1,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": _("Say how many people come.")},
    )
    needs = forms.CharField(
        label=_("What do you need to take part?"),
        help_text=_(
            "For instance a seat without steps, sign language, room for a wheelchair. Only the organiser reads it."
        ),
        required=False,
        max_length=300,
        validators=[validate_visible],
    )

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["people"]
        field.max_value = event.party
        field.widget.attrs["max"] = event.party
        if event.party == 1:
            field.widget = forms.HiddenInput()

    def clean_needs(self) -> str:
        """Return the words with single spaces."""
        return tidy(self.cleaned_data["needs"])


class FewerForm(VerbForm):
    """How many still come, of a party that has become smaller."""

    people = forms.IntegerField(
        label=_("How many of you still come?"),
        min_value=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": _("Say how many people come.")},
    )

    def __init__(self, *args, registration: Registration, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].widget.attrs["max"] = registration.people - 1


class GuestRegistrationForm(RegistrationForm):
    """The same of somebody without an account."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("For the list at the entrance. It is not published."),
        max_length=80,
        validators=[validate_visible],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )
    address = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("We mail the confirmation, changes and a reminder."),
        required=False,
        max_length=254,
        validators=[validate_ascii],
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        help_text=_("If you have no e-mail address: the organiser calls you where something changes."),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    # Nobody sees this field; programs that fill in whatever they find give themselves away.
    judul = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off", "class": "trap"}),
    )
    field_order = ["name", "address", "phone", "people", "needs", "judul"]

    def clean_name(self) -> str:
        """Return the name with single spaces."""
        name = tidy(self.cleaned_data["name"])
        if not name:
            raise ValidationError(_("Write your name."), "required")
        return name

    def clean_phone(self) -> str:
        """Return the number in the form in which it is kept."""
        return tidy_phone(self.cleaned_data["phone"])

    def clean(self):
        """Ask for a way to reach them."""
        data = super().clean()
        if not self.errors and not data.get("address") and not data.get("phone"):
            self.add_error(
                "address", _("Write an e-mail address or a telephone number, so that we can reach you.")
            )
        if data.get("judul"):
            self.add_error(
                None, _("A field was filled that must stay empty. Leave “Leave this empty” empty.")
            )
        return data


class CodeForm(forms.Form):
    """One field: the code of a place."""

    code = forms.CharField(
        label=_("Code of your place"),
        help_text=_("24 letters in six groups. Hyphens, spaces and small letters do not matter."),
        max_length=100,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Type the code that stands in your confirmation.")},
    )

    def clean_code(self) -> str:
        """Refuse what cannot be a code."""
        code = self.cleaned_data["code"]
        if sum(character.isascii() and character.isalpha() for character in code) != CODE_LENGTH:
            raise ValidationError(_("A code has 24 letters. Compare it letter by letter."))
        return code
