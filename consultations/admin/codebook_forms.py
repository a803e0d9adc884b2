"""Forms of the codebook."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.actions.coding import MAX_REASON
from consultations.models import Theme


class DoForm(forms.Form):
    """One step with one theme; `parent` is where "under" puts it, empty for the top level."""

    do = forms.ChoiceField(choices=[(name, name) for name in ("up", "down", "under", "retire", "return")])
    parent = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


class MergeForm(forms.Form):
    """Into which theme another one goes."""

    target = forms.ModelChoiceField(
        Theme.objects.none(),
        label=_("Theme that takes its comments"),
        empty_label=_("choose a theme"),
        error_messages={
            "required": _("Choose the theme."),
            "invalid_choice": _("Choose another theme of the same consultation."),
        },
    )
    reason = forms.CharField(label=_("Reason (optional)"), required=False, max_length=MAX_REASON)

    def __init__(self, data=None, *, theme: Theme):
        super().__init__(data)
        others = Theme.objects.filter(consultation=theme.consultation_id).exclude(pk=theme.pk)
        self.fields["target"].queryset = others.usable().select_related("parent").in_order()
        self.fields["target"].label_from_instance = lambda row: row.path()
