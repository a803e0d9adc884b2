"""Lists of agencies, officers and commitments in the admin."""

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from directory import admin_evidence
from directory.actions import FIRST_ENTRY, save_commitment
from directory.admin_fields import DayColumn
from directory.admin_forms import AgencyForm, CommitmentForm, OfficerForm
from directory.admin_rows import RowEditView, RowInspectView, RowViewSet
from directory.models import Agency, AgencyOfficer, Commitment


class AgencyViewSet(RowViewSet):
    model = Agency
    name = "agencies"
    icon = "home"
    form_class = AgencyForm
    inspect_view_enabled = True
    inspect_view_fields = ["name", "name_en", "short_name", "slug", "description"]
    list_display = ["name", "short_name", "slug"]
    search_fields = ["name", "name_en", "short_name"]
    ordering = "name"

    def refuse(self, agency) -> str:
        """Say why an agency stays: everything that it has done points at it."""
        for name in ("officers", "commitments", "consultations", "responses"):
            if hasattr(agency, name) and getattr(agency, name).exists():
                return _("“%(agency)s” has officers, consultations, answers or commitments, so it stays.") % {
                    "agency": agency
                }
        return ""


class OfficerViewSet(RowViewSet):
    model = AgencyOfficer
    name = "agency_officers"
    icon = "user"
    form_class = OfficerForm
    deletable = False  # an office ends by its last day: what was done in it keeps its name
    ordering = ["agency__name", "user__name"]
    search_fields = ["user__name", "user__email", "title", "agency__name", "agency__short_name"]
    list_filter = ["agency"]
    list_display = [
        "__str__",
        Column("agency", label=_("Agency"), accessor="agency.short_name", sort_key="agency__short_name"),
        Column("title", label=_("Position")),
        DayColumn("started_at", label=_("In office since"), sort_key="started_at", brief=True),
        DayColumn("ended_at", label=_("In office until"), sort_key="ended_at", brief=True),
    ]

    def get_rows(self, user):
        return AgencyOfficer.objects.select_related("agency", "user")


class CommitmentEditView(RowEditView):
    template_name = "directory/admin/commitment_form.html"

    def get_context_data(self, **kwargs):
        pieces = self.object.pieces.standing()
        return super().get_context_data(changes=changes_of(self.object), pieces=pieces, **kwargs)


class CommitmentInspectView(RowInspectView):
    template_name = "directory/admin/commitment_inspect.html"

    def get_context_data(self, **kwargs):
        pieces = self.object.pieces.standing()
        return super().get_context_data(changes=changes_of(self.object), pieces=pieces, **kwargs)


def changes_of(commitment: Commitment) -> list:
    """Return a commitment's changes, oldest first, each with the words for its two states."""
    names = dict(Commitment.Status.choices)
    changes = list(commitment.changes.select_related("actor"))
    for change in changes:
        change.status_words = names.get(change.status_before, ""), names.get(change.status_after, "")
        change.words = _("first entry") if change.reason == FIRST_ENTRY else change.reason
    return changes


def _status(commitment):
    words = commitment.get_status_display()
    if not commitment.is_overdue:
        return words
    return format_html('{} <span class="w-status w-status--primary">{}</span>', words, _("overdue"))


class CommitmentViewSet(RowViewSet):
    model = Commitment
    name = "commitments"
    icon = "calendar-check"
    form_class = CommitmentForm
    deletable = False  # its history is never altered; what will not be done is "dropped", for a reason
    edit_view_class = CommitmentEditView
    inspect_view_class = CommitmentInspectView
    inspect_view_enabled = True
    inspect_view_fields = [
        "agency",
        "officer",
        "what",
        "what_en",
        "due_on",
        "status",
        "kept_on",
        "evidence",
    ]
    ordering = ["due_on", "id"]
    search_fields = ["what", "what_en", "agency__short_name", "agency__name"]
    list_filter = ["status", "agency"]
    list_display = [
        "what",
        Column("agency", label=_("Agency"), accessor="agency.short_name", sort_key="agency__short_name"),
        DayColumn("due_on", label=_("Due on"), sort_key="due_on", brief=True),
        Column("status", label=_("Status"), accessor=_status, sort_key="status"),
    ]

    def get_rows(self, user):
        return Commitment.objects.visible_to(user).select_related(
            "agency", "officer__user", "officer__agency"
        )

    def get_changeable(self, user):
        return Commitment.objects.changeable_by(user).select_related("agency")

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), *admin_evidence.urlpatterns]

    def save_row(self, form, user):
        """Store through the verb, which keeps the history."""
        return save_commitment(form.instance, actor=user, reason=form.cleaned_data["reason"])


agency_viewset = AgencyViewSet()
officer_viewset = OfficerViewSet()
commitment_viewset = CommitmentViewSet()
