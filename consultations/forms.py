"""The forms by which residents speak. What may be said, and when, is decided by the verbs (`actions.speaking`)."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.names import tidy, validate_ascii, validate_not_official, validate_visible
from consultations import defence
from consultations.models import Comment, Consultation, RuleVersion
from consultations.models.comment import MAX_LENGTH
from forum_site import districts
from forum_site.keyed_forms import KeyedForm

UNREADABLE = "\ufffd"  # what stands where bytes were no text


class TextForm(KeyedForm):
    """A form with a comment's text."""

    codes = {"control": "text", "empty": "text", "too_long": "text"}

    text = forms.CharField(
        label=_("Your comment"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 7, "data-limit": MAX_LENGTH}),
        help_text=_("Blank lines make paragraphs, *stars* stress a word. Please disclose no personal data."),
        error_messages={"required": _("Write what you want to say.")},
    )
    # Nobody sees this field; programs that fill in whatever they find give themselves away.
    judul = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        strip=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off", "class": "trap"}),
    )
    # When the form was shown. It holds for this form's key only, and outlasts a refusal.
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, keep: str, **kwargs):
        """`keep` names the browser's own copy of the text."""
        super().__init__(*args, auto_id=f"{keep}-%s", **kwargs)
        self.keep = keep
        self.fields["text"].widget.attrs["data-keep"] = keep
        key = uuid.uuid4()
        self.fields["form_key"].initial = key
        self.fields["shown"].initial = defence.stamp(key)

    def send_anew(self, **fields) -> None:
        """Let the form that comes back be another one, with a key of its own, shown when it was; set `fields`."""
        moment = defence.moment_of(self.data.get("shown", ""), self.cleaned_data["form_key"])
        key = str(uuid.uuid4())
        shown = "" if moment is None else defence.stamp(key, moment)
        self.data = self.data.copy()
        for name, value in (fields | {"form_key": key, "shown": shown}).items():
            self.data[name] = value

    def clean_text(self) -> str:
        """Refuse bytes that were no text; the rest is decided by `markup.clean_text` within the verb."""
        text = self.cleaned_data["text"]
        if UNREADABLE in text:
            raise ValidationError(
                _("Some characters could not be read. Please type them again."), "unreadable"
            )
        return text


class ReplyForm(TextForm):
    """An answer to a comment."""

    stance = forms.ChoiceField(
        label=_("Your stance"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", _("No stance")), *Comment.Stance.choices],
    )
    field_order = ["stance", "text"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Your reply")


class CommentForm(ReplyForm):
    """A comment on the consultation, or on one of its questions."""

    question = forms.TypedChoiceField(
        label=_("Question"),
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={
            "invalid_choice": _("This question is closed or belongs elsewhere. Choose another one.")
        },
    )
    field_order = ["question", "stance", "text"]

    def __init__(self, *args, consultation: Consultation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Your comment")
        asked = [(q.pk, q.shown("title")) for q in consultation.questions.all() if q.closed_at is None]
        if asked:
            self.fields["question"].choices = [("", _("The consultation as a whole")), *asked]
        else:
            del self.fields["question"]


class GuestFields(forms.Form):
    """What somebody without an account says of themselves."""

    shown_name = forms.CharField(
        label=_("Shown name"),
        help_text=_(
            "Published next to your comment. Empty: “Guest”. "
            "Where this address has written here before, its name stays."
        ),
        max_length=80,
        required=False,
        validators=[validate_visible, validate_not_official],
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    address = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Never shown. We send a code to it, and later mails about your comment."),
        max_length=254,
        validators=[validate_ascii],
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Give an e-mail address: we send a code to it.")},
    )

    district = forms.ChoiceField(
        label=districts.LABEL, help_text=districts.HELP, choices=districts.CHOICES, required=False
    )

    def clean_shown_name(self) -> str:
        """Return the name with single spaces."""
        return tidy(self.cleaned_data["shown_name"])


class GuestCommentForm(CommentForm, GuestFields):
    """A comment by somebody without an account."""

    field_order = ["question", "stance", "text", "shown_name", "address", "district"]


class GuestReplyForm(ReplyForm, GuestFields):
    """An answer by somebody without an account."""

    field_order = ["stance", "text", "shown_name", "address", "district"]


class CodeForm(forms.Form):
    """The code from a guest's mail."""

    code = forms.CharField(
        label=_("Code from the mail"),
        help_text=_("Six digits."),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": _("Type the six digits from the mail.")},
    )

    def clean_code(self) -> str:
        """Return the digits alone: people copy spaces along."""
        return "".join(self.cleaned_data["code"].split())

    refuse, codes = KeyedForm.refuse, KeyedForm.codes


class EditForm(TextForm):
    """Another text for one's comment."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)


class FlagForm(forms.Form):
    """A report that a comment breaks a rule."""

    rule = forms.ChoiceField(label=_("Which rule does it break?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What should the moderator know?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "data-limit": 1000}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.versions = {
            str(version.rule_id): version
            for version in RuleVersion.objects.in_force()
            if not version.rule.for_system
        }
        self.fields["rule"].choices = [
            (pk, f"{version.rule.number}. {version.shown('title')}") for pk, version in self.versions.items()
        ]

    refuse, codes = KeyedForm.refuse, TextForm.codes

    def clean_text(self) -> str:
        """Refuse bytes that were no text."""
        return TextForm.clean_text(self)


class VisitorFlagForm(FlagForm, KeyedForm):
    """A report by somebody without an account."""

    contact = forms.EmailField(
        label=_("E-mail address"),
        help_text=_(
            "For one mail that says what came of your report; then we forget the address. "
            "Or follow it by the code that you see next."
        ),
        required=False,
        max_length=254,
        validators=[validate_ascii],
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ["rule", "text", "contact", "form_key"]
