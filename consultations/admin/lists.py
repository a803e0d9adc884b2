"""Lists of questions, themes and agencies' answers in the admin. Comments have none: they are not rows to edit."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton

from consultations.actions import save_response, save_theme
from consultations.admin.lists_forms import QuestionForm, ResponseForm, ThemeForm
from consultations.models import Question, Response, Theme
from directory.admin_fields import DayColumn
from directory.admin_rows import RowEditView, RowIndexView, RowInspectView, RowViewSet
from directory.models import AgencyOfficer


def _consultation(**kwargs) -> Column:
    return Column("consultation", label=_("Consultation"), accessor="consultation.title", **kwargs)


class QuestionViewSet(RowViewSet):
    model = Question
    name = "questions"
    icon = "help"
    form_class = QuestionForm
    inspect_view_enabled = True
    inspect_view_fields = ["consultation", "position", "title", "title_en", "body", "body_en", "closed_at"]
    ordering = ["-consultation__closes_at", "consultation", "position", "id"]
    search_fields = ["title", "title_en", "consultation__title"]
    list_filter = ["consultation"]
    list_display = [
        "title",
        _consultation(sort_key="consultation__title"),
        Column("position", label=_("Position"), sort_key="position"),
        DayColumn("closed_at", label=_("Closed since"), sort_key="closed_at", brief=True),
    ]

    def get_rows(self, user):
        return Question.objects.select_related("consultation")

    def refuse(self, question) -> str:
        """Say why a question stays: those who answered it must find it again."""
        if question.comments.exists():
            return _("This question has comments, so it cannot be deleted. You can reword it, or close it.")
        return ""


class ThemeInspectView(RowInspectView):
    @property
    def header_buttons(self):
        return _ways(self.object)


class ThemeEditView(RowEditView):
    @property
    def header_buttons(self):
        return _ways(self.object)


def _ways(theme: Theme) -> list[HeaderButton]:
    overview, codebook = (
        reverse("theme_overview", args=[theme.pk]),
        reverse("codebook", args=[theme.consultation_id]),
    )
    return [
        HeaderButton(_("Answers and commitments"), url=overview, icon_name="view"),
        HeaderButton(_("Codebook"), url=codebook, icon_name="list-ul"),
    ]


class ThemeViewSet(RowViewSet):
    model = Theme
    name = "themes"
    icon = "tag"
    form_class = ThemeForm
    edit_view_class = ThemeEditView
    inspect_view_class = ThemeInspectView
    inspect_view_enabled = True
    deletable = False  # its history is never altered; one that nobody needs is retired
    inspect_view_fields = [
        "consultation",
        "parent",
        "title",
        "title_en",
        "definition",
        "includes",
        "excludes",
        "colour",
        "retired_at",
        "merged_into",
    ]
    ordering = ["-consultation__closes_at", "consultation", "position", "id"]
    search_fields = ["title", "title_en", "consultation__title"]
    list_filter = ["consultation"]
    list_display = [
        "title",
        _consultation(sort_key="consultation__title"),
        Column("parent", label=_("Under the theme"), accessor="parent.title", sort_key="parent__title"),
        DayColumn("retired_at", label=_("Retired since"), sort_key="retired_at", brief=True),
    ]

    def get_rows(self, user):
        return Theme.objects.select_related("consultation", "parent", "merged_into")

    def save_row(self, form, user):
        """Store through the verb, which keeps the history."""
        return save_theme(form.instance, actor=user)


class ResponseIndexView(RowIndexView):
    def get_edit_url(self, instance):
        """Return the form's address for what this person may change, nothing for what they may only read."""
        mine = self.request.user.is_superuser or instance.agency_id in self.own_agencies
        return super().get_edit_url(instance) if mine else None

    @cached_property
    def own_agencies(self) -> set[int]:
        offices = AgencyOfficer.objects.serving().filter(user=self.request.user)
        return set(offices.values_list("agency", flat=True))


class ResponseViewSet(RowViewSet):
    model = Response
    name = "responses"
    icon = "openquote"
    form_class = ResponseForm
    index_view_class = ResponseIndexView
    inspect_view_enabled = True
    inspect_view_fields = [
        "theme",
        "agency",
        "outcome",
        "text",
        "text_en",
        "state",
        "written_by",
        "updated_at",
    ]
    ordering = ["-updated_at", "id"]
    search_fields = ["theme__title", "agency__name", "agency__short_name", "text"]
    list_filter = ["state", "outcome", "agency"]
    list_display = [
        "__str__",
        Column("consultation", label=_("Consultation"), accessor="theme.consultation.title"),
        Column("agency", label=_("Agency"), accessor="agency.short_name", sort_key="agency__short_name"),
        Column("outcome", label=_("Outcome"), accessor="get_outcome_display", sort_key="outcome"),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        DayColumn("updated_at", label=_("Last changed"), sort_key="updated_at", brief=True),
    ]

    def get_rows(self, user):
        return Response.objects.visible_to(user).select_related("theme__consultation", "agency", "written_by")

    def get_changeable(self, user):
        return Response.objects.changeable_by(user).select_related("theme__consultation", "agency")

    def save_row(self, form, user):
        """Store through the verb, which knows whose answer it is."""
        return save_response(form.instance, actor=user)

    def refuse(self, response) -> str:
        """Say why an answer stays: a final one stands in the report's draft or in print."""
        if response.state == Response.State.FINAL:
            return _("A final answer cannot be deleted. Set it back to draft first.")
        return ""


question_viewset = QuestionViewSet()
theme_viewset = ThemeViewSet()
response_viewset = ResponseViewSet()
