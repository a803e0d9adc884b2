"""The forms of sign-up, log-in and settings."""

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.password_reset_by_code import PASSWORD_RESET_VERIFICATION_SESSION_KEY
from allauth.core import context as allauth_context
from django import forms
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from accounts.names import tidy, validate_ascii, validate_visible
from forum_site import districts

# The version of the words under the checkbox; changed with them, and kept with each person's consent.
CONSENT_VERSION = "2026-11"
# In place of Django's list of what each of AUTH_PASSWORD_VALIDATORS wants.
PASSWORD_HELP = _("At least 10 characters. Not your name or address, nor a password that many people use.")


class SignupForm(allauth_forms.SignupForm):
    """Name, address, password, consent; and a field that only robots fill."""

    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        max_length=80,
        validators=[validate_visible],
        help_text=_("Shown next to what you write. You can choose a pseudonym later."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    consent = forms.BooleanField(
        label=_("I agree that Rembuk keeps my name, my e-mail address and what I write"),
        help_text=_(
            "What you write is public under your name or pseudonym. Your e-mail address is never shown; we use it "
            "to let you log in and to tell you what became of what you said. You can see, take along and erase "
            "your data at any time."
        ),
        error_messages={"required": _("We can only make an account for you if you agree to this.")},
    )
    field_order = ["name", "email", "password1", "consent"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = PASSWORD_HELP
        # allauth hides its trap for robots by an inline style, which the CSP forbids: people would see and fill it.
        trap = self.fields["website"]
        trap.label = _("Leave this empty")
        trap.widget = forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off", "class": "trap"})

    def clean_name(self) -> str:
        return tidy(self.cleaned_data["name"])

    def fill(self, user: User) -> None:
        """Write on the user what this form asks beside address and password."""
        user.name = self.cleaned_data["name"]
        user.language = get_language() if get_language() in Language.values else Language.INDONESIAN
        user.consented_at = timezone.now()
        user.consent_version = CONSENT_VERSION

    def try_save(self, request):
        """Save, or answer as for an address that is taken: also when someone took it a moment ago."""
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)


class LoginForm(allauth_forms.LoginForm):
    def clean_login(self) -> str:
        login = super().clean_login()
        validate_ascii(login)
        return login


class RequestLoginCodeForm(allauth_forms.RequestLoginCodeForm):
    def clean_email(self) -> str:
        validate_ascii(self.cleaned_data["email"])
        return super().clean_email()


class LimitedGuesses:
    """A form for a code by mail in which all guesses for one account share one limit."""

    def guessed_address(self) -> str:
        """Return the address that the code was sent to."""
        raise NotImplementedError

    def clean_code(self) -> str:
        use = get_adapter().count_guess(self.guessed_address())
        code = super().clean_code()
        use.rollback()
        return code


class ConfirmLoginCodeForm(LimitedGuesses, allauth_forms.ConfirmLoginCodeForm):
    def guessed_address(self) -> str:
        return allauth_context.request._login_stage.state.get("email", "")


class ConfirmPasswordResetCodeForm(LimitedGuesses, allauth_forms.ConfirmPasswordResetCodeForm):
    def guessed_address(self) -> str:
        return allauth_context.request.session[PASSWORD_RESET_VERIFICATION_SESSION_KEY]["email"]


class ConfirmEmailVerificationCodeForm(LimitedGuesses, allauth_forms.ConfirmEmailVerificationCodeForm):
    def guessed_address(self) -> str:
        return self.email


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = PASSWORD_HELP


class SetPasswordForm(allauth_forms.SetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = PASSWORD_HELP


class ResetPasswordKeyForm(allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = PASSWORD_HELP


class ChangeAddressForm(allauth_forms.AddEmailForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")


class SettingsForm(forms.ModelForm):
    """Shown name, pseudonym, language, district: what a person decides about themselves."""

    class Meta:
        model = User
        fields = ["name", "pseudonym", "language", "district"]
        widgets = {"language": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = districts.CHOICES

    def clean_name(self) -> str:
        return tidy(self.cleaned_data["name"])

    def clean_pseudonym(self) -> str:
        return tidy(self.cleaned_data["pseudonym"])


class CloseAccountForm(forms.Form):
    """A last question before what cannot be undone."""

    sure = forms.BooleanField(
        label=_("Yes, close my account for good"),
        error_messages={"required": _("Tick this box if you are sure.")},
    )
