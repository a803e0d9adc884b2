"""Gathers this app's hooks into Wagtail's admin; each module registers its own."""

from wagtail import hooks

# Each of these registers its own hooks.
from consultations.admin import (  # noqa: F401
    conduct_views,
    entry,
    forum_day,
    lists_menu,
    minutes_desk,
    moderation,
    pages_guard,
    paper,
    rules,
)
from consultations.admin.minutes_choosers import agenda_item_chooser_viewset, commitment_chooser_viewset
from consultations.admin.passage_chooser import passage_chooser_viewset
from consultations.admin.theme_chooser import theme_chooser_viewset

hooks.register(
    "register_admin_viewset",
    lambda: [
        agenda_item_chooser_viewset,
        commitment_chooser_viewset,
        passage_chooser_viewset,
        theme_chooser_viewset,
    ],
)
