"""What every response passes through."""

from collections.abc import Callable

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

Handler = Callable[[HttpRequest], HttpResponse]

# Wagtail's admin writes scripts and styles into its pages and shows previews in a frame.
ADMIN_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
    "object-src": [NONE],
}


def relax_csp_in_admin(get_response: Handler) -> Handler:
    """Allow Wagtail's inline scripts and styles under /admin/, and there only.

    Stands after django-csp's middleware, which reads what is left on the response.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path_info.startswith("/admin/"):
            response._csp_replace = ADMIN_POLICY
        return response

    return middleware


def personal_pages_are_not_stored(get_response: Handler) -> Handler:
    """Keep what belongs to one person out of every cache.

    Stands before the session's middleware, so that it sees the cookies of all the others. A response
    that calls itself `public` (an image, a feed) is the same for everybody and stays as it is.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "public" in response.get("Cache-Control", "") and not response.cookies:
            return response
        # Without a session's cookie nobody is logged in, and asking who it is would open a session.
        known = (
            settings.SESSION_COOKIE_NAME in request.COOKIES
            or settings.SESSION_COOKIE_NAME in response.cookies
        )
        if known and hasattr(request, "user") and request.user.is_authenticated:
            response["Cache-Control"] = "no-store, private"
        elif response.cookies:
            response["Cache-Control"] = "private"
            patch_cache_control(response, no_cache=True)
        return response

    return middleware
