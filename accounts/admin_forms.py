"""The forms by which administrators make and change accounts, and staff their own."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users.models import UserProfile

from accounts import actions, roles
from accounts.forms import SettingsForm
from accounts.models import User
from accounts.names import tidy


class AccountForm(forms.ModelForm):
    """Address, name, language, roles. No password: whoever is invited logs in by a code sent to the address."""

    required_css_class = "required"

    class Meta:
        model = User
        fields = ["email", "name", "language", "is_superuser", "groups"]
        widgets = {"groups": forms.CheckboxSelectMultiple}
        labels = {"is_superuser": _("Administrator"), "groups": _("Roles")}
        help_texts = {
            "email": _(
                "One logs in by a code that is sent to this address; a password can be set afterwards."
            ),
            "name": _("As it is shown next to what this person writes."),
            "is_superuser": _("Administrators may do everything."),
            "groups": "",
        }

    def __init__(self, *args, may_appoint: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        # Who may change accounts, but is no administrator, must not make one, nor give away rights beyond their own.
        if not may_appoint:
            del self.fields["is_superuser"], self.fields["groups"]
        else:
            self.fields["groups"].label_from_instance = lambda group: roles.LABELS.get(group.name, group.name)

    def clean_name(self) -> str:
        return tidy(self.cleaned_data["name"])

    def save(self, commit: bool = True) -> User:
        address_is_new = "email" in self.changed_data
        user = super().save(commit=False)
        if not user.pk:
            user.set_unusable_password()
        user.save()
        self.save_m2m()
        UserProfile.get_for_user(user)  # carries the language into the administration
        if address_is_new:
            actions.set_address(user, user.email, verified=False)
        return user


class AccountEditForm(AccountForm):
    class Meta(AccountForm.Meta):
        fields = ["email", "name", "pseudonym", "language", "is_active", "is_superuser", "groups"]

    def __init__(self, *args, editing_self: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if editing_self:
            # Nobody locks themselves out by a slip.
            for name in ("is_active", "is_superuser"):
                self.fields.pop(name, None)


class OwnNameForm(SettingsForm):
    """Name, pseudonym and language on Wagtail's page about one's own account."""

    class Meta(SettingsForm.Meta):
        widgets = {}
