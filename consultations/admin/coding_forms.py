"""Forms of the coding desk."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.actions.coding import MAX_REASON
from consultations.models import Disposition, Theme
from consultations.passages import LONGEST


def mark_of(codes: dict) -> str:
    """Return codes as one word that a form carries: "", "t3.5", "out_of_scope", "duplicate_of-17"."""
    if codes["themes"]:
        return "t" + ".".join(str(pk) for pk in codes["themes"])
    return "-".join(str(part) for part in (codes["disposition"], codes["target"]) if part)


def read_mark(mark: str) -> dict:
    """Return the codes that a mark stands for. Raises ValueError for anything else."""
    if mark.startswith("t"):
        return {"themes": [int(pk) for pk in mark[1:].split(".")], "disposition": "", "target": None}
    kind, _dash, target = mark.partition("-")
    if kind and kind not in Disposition.values:
        raise ValueError(mark)
    return {"themes": [], "disposition": kind, "target": int(target) if target else None}


class SeenForm(forms.Form):
    """The codes of a comment that its reader saw."""

    seen = forms.CharField(required=False, max_length=2000)

    def clean_seen(self):
        """Return the codes that the reader saw."""
        try:
            return read_mark(self.cleaned_data["seen"])
        except ValueError as error:
            raise forms.ValidationError(_("This form is damaged. Reload the page.")) from error


class PassageForm(forms.Form):
    """Words of a comment."""

    words = forms.CharField(
        max_length=4 * LONGEST, error_messages={"required": gettext_lazy("Select the words first.")}
    )


class CodesForm(SeenForm):
    """All codes of one comment, and the words on which those rest that are new."""

    themes = forms.TypedMultipleChoiceField(coerce=int, required=False)
    disposition = forms.ChoiceField(choices=[("", ""), *Disposition.choices], required=False)
    target = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    reason = forms.CharField(required=False, max_length=MAX_REASON)
    words = forms.CharField(required=False, max_length=4 * LONGEST)

    def __init__(self, data=None, *, themes: list[Theme] = ()):
        super().__init__(data)
        self.fields["themes"].choices = [(theme.pk, theme.title) for theme in themes]
        self.fields["themes"].error_messages["invalid_choice"] = _(
            "This theme belongs to another consultation."
        )

    def clean(self):
        data = super().clean()
        if "seen" not in data or self.errors:
            return data
        nothing = not data["themes"] and not data["disposition"] and not data["reason"]
        if nothing and not mark_of(data["seen"]):
            self.add_error("themes", _("Choose a theme, or say why there is none."))
        if data.get("target") and data["disposition"] != Disposition.DUPLICATE_OF:
            self.add_error("target", _("A number is needed only for “Same as another comment”."))
        return data


class BulkForm(forms.Form):
    """One theme, or one disposition, for several comments."""

    comments = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": gettext_lazy("Select the comments first.")}
    )
    theme = forms.ModelChoiceField(Theme.objects.none(), required=False)
    disposition = forms.ChoiceField(choices=[("", ""), *Disposition.choices], required=False)
    target = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)

    def __init__(self, data=None, *, themes, most: int):
        super().__init__(data)
        self.fields["theme"].queryset = themes
        sent = data.getlist("comments")[:most] if data else []
        self.fields["comments"].choices = [(pk, pk) for pk in sent if pk.isdecimal() and len(pk) < 19]

    def clean(self):
        """Ask for a theme or a disposition, not both."""
        data = super().clean()
        if "theme" in data and "disposition" in data and bool(data["theme"]) == bool(data["disposition"]):
            self.add_error("theme", _("Choose the theme, or a disposition."))
        return data


class StateForm(forms.Form):
    """Declaring coding complete, or taking it up again."""

    complete = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda value: value == "yes")
    reason = forms.CharField(required=False, max_length=MAX_REASON, strip=True)
