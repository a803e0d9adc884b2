"""Forms whose sending is stored once, however often they arrive."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class VerbForm(forms.Form):
    """A form whose sending a verb may refuse; `codes` names the field that a refusal concerns, by its code."""

    codes: dict[str, str] = {}

    def refuse(self, error: ValidationError) -> None:
        """Add what a verb refused, each error at the field that it concerns."""
        if hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                self.add_error(name if name in self.fields else None, errors)
            return
        for single in error.error_list:
            name = self.codes.get(single.code)
            self.add_error(name if name in self.fields else None, single)


class KeyedForm(VerbForm):
    """A form that carries the key under which the database stores what it sends, once."""

    form_key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={
            "invalid": _("The form was damaged on its way. Reload the page and send it again."),
            "required": _("The form was damaged on its way. Reload the page and send it again."),
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Several forms can stand on one page (replies in place), so their fields need ids of their own.
        self.fields["form_key"].initial = uuid.uuid4
