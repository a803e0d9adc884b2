"""Gathers this app's hooks into Wagtail's admin; each module registers its own."""

from wagtail import hooks

from consultations.admin import lists_menu, pages_guard  # noqa: F401 (each registers its own hooks)
from consultations.admin.theme_chooser import theme_chooser_viewset

hooks.register("register_admin_viewset", lambda: theme_chooser_viewset)
