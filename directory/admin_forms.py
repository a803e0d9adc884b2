"""Forms by which the admin changes agencies, officers and commitments."""

import uuid

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from directory.admin_fields import RowForm
from directory.models import Agency, AgencyOfficer, Commitment


class AgencyForm(RowForm):
    class Meta(RowForm.Meta):
        model = Agency
        fields = ["name", "name_en", "short_name", "slug", "description"]


class OfficerForm(RowForm):
    """Puts a person in office, found by address: a list of all accounts would be endless."""

    email = forms.EmailField(
        label=gettext_lazy("e-mail address of the account"),
        help_text=gettext_lazy("The person also needs the role “Agency officers” in their account."),
    )

    class Meta(RowForm.Meta):
        model = AgencyOfficer
        fields = ["agency", "title", "started_at", "ended_at"]

    field_order = ["agency", "email", "title", "started_at", "ended_at"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["email"] = self.instance.user.email
            self.fix("agency", "email")

    def clean_email(self):
        """Return the address of a living account; the row takes the account itself."""
        email = self.cleaned_data["email"].lower()
        if not self.instance.pk:
            person = User.objects.people().filter(email=email, is_active=True).first()
            if person is None:
                raise forms.ValidationError(_("There is no account with this address."))
            self.instance.user = person
        return email

    def clean(self):
        data = super().clean()
        start, end = data.get("started_at"), data.get("ended_at")
        if start and end and end <= start:
            self.add_error("ended_at", _("The office must end after it began."))
        serving = AgencyOfficer.objects.filter(
            user=self.instance.user_id, agency=data.get("agency"), ended_at=None
        ).exclude(pk=self.instance.pk)
        if self.instance.user_id and not end and serving.exists():
            self.add_error("email", _("This person serves this agency already."))
        return data


class CommitmentForm(RowForm):
    """A promise; officers make those of their own agencies."""

    reason = forms.CharField(
        label=gettext_lazy("reason for the change"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed when a date or the status changes; it is published."),
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    class Meta(RowForm.Meta):
        model = Commitment
        fields = ["agency", "officer", "what", "what_en", "due_on", "status", "kept_on", "evidence"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["form_key"]
        else:
            self.initial.setdefault("form_key", uuid.uuid4())
            self.fields["reason"].label = _("Note on the first entry")
            self.fields["reason"].help_text = _("Stands at the beginning of the history; may stay empty.")
        officers = AgencyOfficer.objects.serving()
        if not (self.user.is_superuser or self.user.has_perm("directory.oversee_commitment")):
            own = Agency.objects.filter(pk__in=officers.filter(user=self.user).values("agency"))
            self.fields["agency"].queryset = own
            officers = officers.filter(agency__in=own)
            if len(own) == 1:
                self.initial.setdefault("agency", own[0].pk)
        if self.instance.officer_id:  # who has left stays named on what they promised
            officers = officers | AgencyOfficer.objects.filter(pk=self.instance.officer_id)
        self.fields["officer"].queryset = officers.select_related("agency", "user").order_by(
            "agency__short_name", "user__name"
        )

    def clean(self):
        data = super().clean()
        if not self.instance.pk and data.get("form_key"):
            self.instance.form_key = data["form_key"]
        return data
