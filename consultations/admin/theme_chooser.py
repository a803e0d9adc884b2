"""Chooses a theme in the report's editor."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.chooser import ChooserViewSet

theme_chooser_viewset = ChooserViewSet(
    "theme_chooser",
    model="consultations.Theme",
    icon="tag",
    choose_one_text=_("Choose a theme"),
    choose_another_text=_("Choose another theme"),
    per_page=30,
)
