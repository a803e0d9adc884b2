"""Every address of the site. Indonesian at the root, English under /en/; what has no language comes first."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.urls import serve_pattern

from forum_site import components, languages, views

# Wagtail's own log-in and password reset know nothing of the second factor: these addresses lead to ours.
_to_login = RedirectView.as_view(pattern_name="account_login", query_string=True)
_to_reset = RedirectView.as_view(pattern_name="account_reset_password")

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("media/<path:name>", views.image, name="media"),
    path("admin/login/", _to_login),
    re_path(r"^admin/password_reset/", _to_reset),
    path("admin/", include("accounts.admin_urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("components/", components.index, name="components"),
]

# The address that QR codes and links on receipts carry, short and the same in every language. forum_site comes before
# all apps, so the view is named in a list of addresses of its own.
urlpatterns += [path("receipt/", include("consultations.receipt_link_urls"))]

urlpatterns += i18n_patterns(
    path("akun/", include("accounts.urls")),
    path("akun/", include("accounts.allauth_urls")),
    path("komitmen/", include("directory.urls")),
    path("acara/", include("events.urls")),
    path("tanggapan/", include("consultations.urls")),
    path("tanda-terima/", include("consultations.receipt_urls")),
    # The three addresses of wagtail.urls, with our log-in and with Indonesian where an English page is missing.
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        wagtail_views.authenticate_with_password,
        name="wagtailcore_authenticate_with_password",
    ),
    path("_util/login/", _to_login, name="wagtailcore_login"),
    re_path(serve_pattern, languages.serve, name="wagtail_serve"),
    prefix_default_language=False,
)
