"""Gathers this app's hooks into Wagtail's admin; each module registers its own."""

from wagtail import hooks

# Each of these registers its own hooks.
from consultations.admin import conduct_views, entry, lists_menu, moderation, pages_guard, rules  # noqa: F401
from consultations.admin.passage_chooser import passage_chooser_viewset
from consultations.admin.theme_chooser import theme_chooser_viewset

hooks.register("register_admin_viewset", lambda: [passage_chooser_viewset, theme_chooser_viewset])
