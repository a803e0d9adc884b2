"""What every response passes through."""

from collections.abc import Callable

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.conf import settings
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.html import format_html, format_html_join
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from forum_site.publishing import PublicationRefused

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
            # What says no-store itself keeps saying so.
            patch_cache_control(response, private=True, no_cache=True)
        return response

    return middleware


def say_refusal(request: HttpRequest, refused: PublicationRefused) -> None:
    """Show the editor why a page refused, with links to what remains to be done."""
    from wagtail.admin import messages  # needs all apps

    sentences = format_html_join("", "<li>{}</li>", ((sentence,) for sentence in refused.messages))
    text = refused.messages[0] if len(refused.messages) == 1 else format_html("<ul>{}</ul>", sentences)
    buttons = [messages.button(url, label) for url, label in dict.fromkeys(refused.links)]
    messages.error(request, text, buttons=buttons)


def refusals_in_words(get_response: Handler) -> Handler:
    """Answer a page's refusal under /admin/ in words and lead back to its editor, instead of failing.

    Wagtail has no hook on some ways to publish (a workflow's approval), and none where two editors race.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, ProtectedError):
            error = PublicationRefused(
                _("Something that must stay on record depends on this, so it stays too.")
            )
        if not isinstance(error, PublicationRefused) or not request.path_info.startswith("/admin/"):
            return None
        back = request.headers.get("referer", "")
        if error.page_id:
            back = reverse("wagtailadmin_pages:edit", args=[error.page_id])
        elif not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
            back = reverse("wagtailadmin_home")
        if "application/json" in request.headers.get("accept", "") or getattr(request, "htmx", False):
            answer = {"success": False, "error_code": "refused", "error_message": " ".join(error.messages)}
            return JsonResponse(answer, status=409)
        say_refusal(request, error)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            # A dialogue of the administration: it closes and goes where the message is shown.
            return JsonResponse({"step": "success", "redirect": back})
        response = HttpResponseRedirect(back)
        response.status_code = 303
        return response

    middleware.process_exception = process_exception
    return middleware
