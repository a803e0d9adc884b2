"""The addresses of the coding desk and the overviews, and the group “Consultations” in the admin's menu."""

from django.urls import path, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, SubmenuMenuItem

from consultations.admin import (
    codebook,
    coding,
    coding_card,
    coding_steps,
    overview,
    overview_lists,
    right_of_reply,
    suggestions,
)
from consultations.admin.lists import question_viewset, response_viewset, theme_viewset
from directory.admin_fields import PermittedItem
from directory.admin_lists import agency_viewset, commitment_viewset, officer_viewset

# Other modules add their lines to the group by this hook.
SUBMENU_HOOK = "register_consultations_menu_item"


@hooks.register("register_admin_viewset")
def register_lists():
    return [question_viewset, theme_viewset, response_viewset]


@hooks.register("register_admin_urls")
def register_urls():
    listing = overview.staff_only(overview_lists.ConsultationIndexView.as_view())
    listing_results = overview.staff_only(overview_lists.ConsultationIndexView.as_view(results_only=True))
    index = coding_card.analysts_only(overview_lists.CodingIndexView.as_view())
    index_results = coding_card.analysts_only(overview_lists.CodingIndexView.as_view(results_only=True))
    return [
        path("consultations/", listing, name="consultation_list"),
        path("consultations/results/", listing_results, name="consultation_list_results"),
        path(
            "consultations/<int:consultation_id>/",
            overview.consultation_overview,
            name="consultation_overview",
        ),
        path("consultations/theme/<int:theme_id>/", overview.theme_overview, name="theme_overview"),
        path(
            "consultations/theme/<int:theme_id>/commitment/",
            overview.theme_commitment,
            name="theme_commitment",
        ),
        path(
            "consultations/theme/<int:theme_id>/commitment/new/",
            overview.theme_commitment_new,
            name="theme_commitment_new",
        ),
        path(
            "consultations/<int:consultation_id>/reply/",
            right_of_reply.right_of_reply,
            name="right_of_reply",
        ),
        path("consultations/reply/<int:opening_id>/end/", right_of_reply.end_draft, name="end_draft"),
        path(
            "consultations/objection/<int:draft_objection_id>/answer/",
            right_of_reply.answer_draft_objection,
            name="answer_draft_objection",
        ),
        path("coding/", index, name="coding_index"),
        path("coding/results/", index_results, name="coding_index_results"),
        path("coding/<int:consultation_id>/", coding.coding_desk, name="coding_desk"),
        path("coding/<int:consultation_id>/bulk/", coding.coding_bulk, name="coding_bulk"),
        path("coding/<int:consultation_id>/state/", coding.coding_state, name="coding_state"),
        path("coding/comment/<int:comment_id>/", coding_card.coding_item, name="coding_item"),
        path("coding/comment/<int:comment_id>/same/", coding_steps.coding_same, name="coding_same"),
        path("coding/comment/<int:comment_id>/undo/", coding_steps.coding_undo, name="coding_undo"),
        path("coding/comment/<int:comment_id>/mark/", coding_steps.coding_mark, name="coding_mark"),
        path("coding/comment/<int:comment_id>/accept/", coding_steps.coding_accept, name="coding_accept"),
        path("coding/comment/<int:comment_id>/twin/", coding_steps.coding_twin, name="coding_twin"),
        path("coding/<int:consultation_id>/suggestions/", suggestions.suggestions, name="coding_suggestions"),
        path("coding/group/<int:group_id>/", suggestions.group, name="coding_group"),
        path("coding/passage/<int:passage_id>/unmark/", coding_steps.coding_unmark, name="coding_unmark"),
        path("codebook/<int:consultation_id>/", codebook.codebook, name="codebook"),
        path("codebook/theme/<int:theme_id>/do/", codebook.codebook_do, name="codebook_do"),
        path("codebook/theme/<int:theme_id>/merge/", codebook.codebook_merge, name="codebook_merge"),
    ]


class _Group(Menu):
    """The group's lines; made late, since their addresses need all URLs to be there."""

    @cached_property
    def registered_menu_items(self):
        own = [
            PermittedItem(
                _("All consultations"),
                reverse_lazy("consultation_list"),
                name="consultation-list",
                icon_name="folder-open-inverse",
                order=100,
                permissions=("consultations.view_theme",),
            ),
            PermittedItem(
                _("Coding"),
                reverse_lazy("coding_index"),
                name="coding",
                icon_name="clipboard-list",
                order=300,
                permissions=("consultations.code_comment",),
            ),
            *(viewset.get_menu_item(order=400 + 100 * place) for place, viewset in enumerate(_LISTS)),
        ]
        return own + [register() for register in hooks.get_hooks(SUBMENU_HOOK)]


_LISTS = (
    theme_viewset,
    question_viewset,
    response_viewset,
    commitment_viewset,
    agency_viewset,
    officer_viewset,
)


@hooks.register("register_admin_menu_item")
def register_group():
    return SubmenuMenuItem(
        _("Consultations"), _Group(), name="consultations", icon_name="folder-open-inverse", order=150
    )
