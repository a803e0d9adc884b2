"""What stands before Wagtail's own addresses under /admin/."""

from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access

from accounts.admin_views import AccountView, texts_for_scripts

urlpatterns = [
    path("account/", never_cache(require_admin_access(AccountView.as_view()))),
    path("jsi18n/", texts_for_scripts),
]
