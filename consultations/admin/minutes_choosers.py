"""Chooses a part of a forum's programme, and a commitment, in the editor of minutes."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet

from consultations.actions.noting import RUN_FORUM
from directory.models import Commitment
from events.models import AgendaItem


class _Parts:
    """Parts of announced forums, the latest forum first, for those who lead minutes."""

    ordering = ["-event__starts_at", "event", "position"]

    def get_object_list(self):
        if not self.request.user.has_perm(RUN_FORUM):
            return AgendaItem.objects.none()
        rows = AgendaItem.objects.exclude(event__state="draft").exclude(kind=AgendaItem.Kind.BREAK)
        return rows.select_related("event")

    @property
    def columns(self):
        return [*super().columns, Column("event", label=_("Forum"), accessor="event.title")]


class PartChooseView(_Parts, chooser.ChooseView):
    pass


class PartChooseResultsView(_Parts, chooser.ChooseResultsView):
    pass


class PartChooserViewSet(ChooserViewSet):
    choose_view_class = PartChooseView
    choose_results_view_class = PartChooseResultsView


class _Promises:
    """The commitments that one may see, the latest first."""

    ordering = "-pk"

    def get_object_list(self):
        return Commitment.objects.visible_to(self.request.user).select_related("agency")

    @property
    def columns(self):
        return [
            *super().columns,
            Column("agency", label=_("Agency"), accessor="agency.short_name"),
            Column("due_on", label=_("Due on"), accessor="due_on"),
        ]


class PromiseChooseView(_Promises, chooser.ChooseView):
    pass


class PromiseChooseResultsView(_Promises, chooser.ChooseResultsView):
    pass


class PromiseChooserViewSet(ChooserViewSet):
    choose_view_class = PromiseChooseView
    choose_results_view_class = PromiseChooseResultsView


agenda_item_chooser_viewset = PartChooserViewSet(
    "agenda_item_chooser",
    model="events.AgendaItem",
    icon="time",
    choose_one_text=_("Choose a part of the programme"),
    choose_another_text=_("Choose another part"),
    per_page=30,
)
commitment_chooser_viewset = PromiseChooserViewSet(
    "commitment_chooser",
    model="directory.Commitment",
    icon="calendar-check",
    choose_one_text=_("Choose a commitment"),
    choose_another_text=_("Choose another commitment"),
    per_page=30,
)
