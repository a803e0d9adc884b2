"""People in the administration: Wagtail's user pages with our fields, and no way to delete anyone."""

from wagtail.users.apps import WagtailUsersAppConfig


class WagtailUsersConfig(WagtailUsersAppConfig):
    user_viewset = "accounts.admin_views.UserViewSet"
