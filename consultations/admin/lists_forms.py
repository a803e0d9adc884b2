"""Forms by which the admin changes questions, themes and agencies' answers."""

from itertools import groupby

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.models import Consultation, Question, Response, Theme
from directory.admin_fields import RowForm
from directory.models import Agency, AgencyOfficer


class _OfConsultationForm(RowForm):
    """A row that belongs to one consultation for good: comments and codes hold it there."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fix("consultation")

    def clean_title(self):
        """Refuse a title that the consultation has already; tied to the field, unlike the constraint's message."""
        title = self.cleaned_data["title"]
        consultation = self.instance.consultation_id or self.data.get("consultation")
        others = type(self.instance).objects.filter(title__iexact=title).exclude(pk=self.instance.pk)
        if str(consultation).isdigit() and others.filter(consultation=consultation).exists():
            raise forms.ValidationError(_("This consultation has that already."))
        return title


class QuestionForm(_OfConsultationForm):
    class Meta(RowForm.Meta):
        model = Question
        fields = ["consultation", "position", "title", "title_en", "body", "body_en", "closed_at"]
        help_texts = {"closed_at": gettext_lazy("From then on it takes no comments. Empty: it takes them.")}


class ThemeForm(_OfConsultationForm):
    """A theme and where it stands; its place among its siblings is changed in the codebook."""

    class Meta(RowForm.Meta):
        model = Theme
        fields = [
            "consultation",
            "parent",
            "title",
            "title_en",
            "definition",
            "includes",
            "excludes",
            "colour",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        tops = Theme.objects.filter(parent=None).select_related("consultation").in_order()
        self.fields["parent"].queryset = tops.usable() | tops.filter(pk=self.instance.parent_id)
        consultation = self.instance.consultation_id or self.initial.get("consultation")
        if str(consultation).isdecimal():
            self.fields["parent"].queryset = (
                self.fields["parent"].queryset.filter(consultation=consultation).exclude(pk=self.instance.pk)
            )

    def clean_title(self):
        """Refuse a title that is there, or is made of blanks."""
        self.cleaned_data["title"] = " ".join(self.cleaned_data["title"].split())
        return super().clean_title()


class ThemesByConsultation(forms.models.ModelChoiceIterator):
    """Offers themes grouped under their consultations."""

    def __iter__(self):
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for consultation, themes in groupby(self.queryset, key=lambda theme: theme.consultation):
            yield consultation.title, [self.choice(theme) for theme in themes]


class ThemeChoiceField(forms.ModelChoiceField):
    iterator = ThemesByConsultation


class ResponseForm(RowForm):
    """An agency's answer; theme and agency are fixed once it is there."""

    theme = ThemeChoiceField(queryset=Theme.objects.none(), label=gettext_lazy("theme"))

    class Meta(RowForm.Meta):
        model = Response
        fields = ["theme", "agency", "outcome", "text", "text_en", "state"]
        help_texts = {"state": gettext_lazy("A report takes in final answers only.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        themes = Theme.objects.select_related("consultation").order_by(
            "consultation__title", "position", "id"
        )
        self.fields["theme"].queryset = themes.filter(consultation__in=Consultation.objects.public())
        if self.instance.pk:
            self.fix("theme", "agency")
            return
        self.fields["theme"].queryset = self.fields["theme"].queryset.usable()
        if not self.user.is_superuser:
            offices = AgencyOfficer.objects.serving().filter(user=self.user)
            own = Agency.objects.filter(pk__in=offices.values("agency"))
            self.fields["agency"].queryset = own
            if len(own) == 1:
                self.initial.setdefault("agency", own[0].pk)

    def clean(self):
        data = super().clean()
        theme, agency = data.get("theme"), data.get("agency")
        if (
            theme
            and agency
            and Response.objects.filter(theme=theme, agency=agency).exclude(pk=self.instance.pk).exists()
        ):
            self.add_error("agency", _("This agency has answered this theme already; change that answer."))
        return data
