"""Nobody does the site's work with a password alone."""

from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse

# Recovery codes alone are no second factor: they come with one.
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def require_second_factor(get_response):
    """Send whoever may enter the administration to their second factor before anything else.

    Off where `STAFF_SECOND_FACTOR` is. Pages about one's own account stay open: there it is set up. The session
    itself must have passed the factor, so a session from before it was set up does not count.
    """

    def middleware(request):
        # Without a session's cookie nobody is logged in, and looking would make the page vary by cookie.
        if settings.STAFF_SECOND_FACTOR and settings.SESSION_COOKIE_NAME in request.COOKIES:
            user = request.user
            if (
                user.is_authenticated
                and not passed_second_factor(request)
                and user.is_staff
                and not _is_about_own_account(request.path_info)
            ):
                return _to_second_factor(request)
        return get_response(request)

    return middleware


def passed_second_factor(request) -> bool:
    """Whether this session has been confirmed by a second factor."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def record_second_factor(request) -> None:
    """Note that this session has just set up a second factor, which proves that it holds it."""
    if is_mfa_enabled(request.user, FACTORS):
        record_authentication(request, request.user, "mfa", set_up=True)


def _is_about_own_account(path: str) -> bool:
    try:
        match = resolve(path)
    except Resolver404:
        return False
    name = match.url_name or ""
    return (
        name.startswith(("account_", "mfa_"))
        or match.namespace == "accounts"
        or name in {"healthz", "set_language"}
    )


def _to_second_factor(request) -> HttpResponseRedirect:
    if is_mfa_enabled(request.user, FACTORS):
        page, back = "mfa_reauthenticate", request.get_full_path() if request.method == "GET" else "/"
        return HttpResponseRedirect(f"{reverse(page)}?{urlencode({'next': back})}")
    return HttpResponseRedirect(reverse("accounts:second_factor"))
