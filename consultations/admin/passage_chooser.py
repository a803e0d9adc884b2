"""Chooses a quotable passage in the report's editor."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet

from consultations.models import Consultation, Passage


class PassageFilterForm(BaseFilterForm):
    """By words of the comment, and by consultation."""

    q = forms.CharField(label=_("Words in the comment"), required=False, max_length=100)
    consultation = forms.ModelChoiceField(
        Consultation.objects.none(),
        label=_("Consultation"),
        required=False,
        widget=forms.Select(attrs={"data-chooser-modal-search-filter": True}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["consultation"].queryset = Consultation.objects.filter(
            passages__is_quotable=True
        ).distinct()

    def filter(self, objects):
        """Return the passages that are asked for."""
        words, consultation = self.cleaned_data["q"], self.cleaned_data["consultation"]
        if consultation:
            objects = objects.filter(consultation=consultation)
        for word in words.split():
            self.is_searching, self.search_query = True, words
            objects = objects.filter(version__text__icontains=word)
        return objects


class _Quotable:
    """Only what may be quoted now, latest first."""

    filter_form_class = PassageFilterForm
    ordering = "-pk"

    def get_object_list(self):
        if not self.request.user.has_perm("consultations.view_theme"):
            return Passage.objects.none()
        return Passage.objects.quotable().select_related("comment__participant", "version", "consultation")

    @property
    def columns(self):
        return [
            *super().columns,
            Column("speaker", label=_("Who said it"), accessor="comment.participant"),
            Column("consultation", label=_("Consultation"), accessor="consultation.title"),
        ]


class PassageChooseView(_Quotable, chooser.ChooseView):
    pass


class PassageChooseResultsView(_Quotable, chooser.ChooseResultsView):
    pass


class PassageChooserViewSet(ChooserViewSet):
    choose_view_class = PassageChooseView
    choose_results_view_class = PassageChooseResultsView


passage_chooser_viewset = PassageChooserViewSet(
    "passage_chooser",
    model="consultations.Passage",
    icon="openquote",
    choose_one_text=_("Choose a passage"),
    choose_another_text=_("Choose another passage"),
    per_page=20,
)
