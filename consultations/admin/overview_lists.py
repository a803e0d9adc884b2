"""Lists of consultations in the admin: all of them, and those to be coded with their coverage."""

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic

from consultations.coverage import Coverage, coverage_by_consultation
from consultations.models import Consultation
from directory.admin_fields import DayColumn


class CoverageColumn(Column):
    """The coverage of a consultation as a bar with its numbers."""

    cell_template_name = "consultations/admin/coverage_cell.html"


class _ConsultationList(generic.IndexView):
    """Consultations by closing date, newest first; the facts are edited on their pages."""

    model = Consultation
    template_name = "consultations/admin/consultation_list.html"
    any_permission_required = None
    paginate_by = 20
    search_fields = ["title", "title_en", "agency__short_name"]
    search_backend_name = None
    default_ordering = ["-closes_at", "id"]
    target: str

    @cached_property
    def permission_policy(self):
        return None  # whoever passes the decorator sees all of them

    def get_add_url(self):
        return None

    def get_base_queryset(self):
        return Consultation.objects.select_related("agency")

    def _columns(self) -> list:
        return [
            TitleColumn(
                "title", label=_("Consultation"), url_name=self.target, sort_key="title", width="35%"
            ),
            Column(
                "agency",
                label=_("Agency"),
                accessor="agency.short_name",
                sort_key="agency__short_name",
                classname="wide-only",
            ),
            Column("phase", label=_("Phase"), accessor=lambda row: row.phase().label),
            DayColumn(
                "closes_at", label=_("Closes"), sort_key="closes_at", classname="wide-only", brief=True
            ),
        ]

    @cached_property
    def columns(self):
        return self._columns()


class ConsultationIndexView(_ConsultationList):
    page_title = gettext_lazy("Consultations")
    header_icon = "folder-open-inverse"
    index_url_name = "consultation_list"
    index_results_url_name = "consultation_list_results"
    target = "consultation_overview"


class CodingIndexView(_ConsultationList):
    page_title = gettext_lazy("Coding")
    header_icon = "clipboard-list"
    index_url_name = "coding_index"
    index_results_url_name = "coding_index_results"
    target = "coding_desk"

    def get_base_queryset(self):
        return super().get_base_queryset().public()

    def _columns(self) -> list:
        return [*super()._columns(), CoverageColumn("coverage", label=_("Coded"))]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        rows = list(context["object_list"])
        counts = coverage_by_consultation([row.pk for row in rows])
        for row in context["table"].data:
            row.coverage = counts.get(row.pk, Coverage(0, 0, 0))
        return context
