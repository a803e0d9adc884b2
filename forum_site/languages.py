"""Pages in two languages: Indonesian first, English where there is one, and never 404 for want of a translation.

The site has one tree per language, each under a home page right below the root; a page and its
translation share `translation_key`. Addresses are made from `url_path` here, without Wagtail's table of
site roots, which costs a query per request where the cache lives in the database.
"""

import babel
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import get_script_prefix
from django.utils.translation import get_language
from wagtail.models import Locale, Page, Site
from wagtail.url_routing import RouteResult

from forum_site import laid_over

FIRST = settings.LANGUAGE_CODE  # "id"
SECOND = "en"

_codes: dict[int, str] = {}


def active_language() -> str:
    """Return "id" or "en", the language of the interface in this request."""
    return SECOND if (get_language() or FIRST).startswith(SECOND) else FIRST


def language_name(code: str) -> str:
    """Return what a language is called in the active one, the code where nobody knows it, "" for none."""
    return babel.Locale.parse(active_language()).languages.get(code.split("-")[0], code)


def language_of(page: Page) -> str:
    """Return the language that the page is written in, without a query after the first time."""
    if page.locale_id not in _codes:  # no locale is ever added while the site runs
        _codes.update(Locale.all_objects.values_list("id", "language_code"))
    return _codes[page.locale_id]


def address(url_path: str, language: str) -> str:
    """Return the address under which the interface in `language` shows the page with this `url_path`."""
    prefix = get_script_prefix() + ("" if language == FIRST else f"{language}/")
    return prefix + url_path.split("/", 2)[-1]


def _live_translation_path() -> Subquery:
    """Return a subquery for the `url_path` of the outer row's live translation into the other language."""
    others = Page.objects.filter(translation_key=OuterRef("translation_key"), live=True)
    return Subquery(others.exclude(locale_id=OuterRef("locale_id")).values("url_path")[:1])


def localized_url(page: Page, language: str | None = None) -> str:
    """Return the page's address in `language` (default: the active one).

    That is its live translation's; else /en and the Indonesian path. Pages from `in_language` cost no query.
    """
    language = language or active_language()
    written_in = language_of(page)
    if written_in == language or getattr(page, "shown_in", None) == language:
        return address(page.url_path, language)
    translations = Page.objects.filter(translation_key=page.translation_key, live=True)
    path = translations.exclude(pk=page.pk).values_list("url_path", flat=True).first()
    if path:
        return address(path, language)
    # A page that is written in English only has no place in the Indonesian interface.
    return address(page.url_path, language if written_in == FIRST else written_in)


def in_language(pages: QuerySet, language: str | None = None) -> QuerySet:
    """Return the pages that a list in `language` shows: written in it, or Indonesian without a live translation."""
    language = language or active_language()
    pages = pages.annotate(shown_in=Value(language))
    if language == FIRST:
        return pages.filter(locale__language_code=FIRST)
    translations = Page.objects.filter(
        translation_key=OuterRef("translation_key"), locale__language_code=language, live=True
    )
    return pages.filter(
        Q(locale__language_code=language) | Q(locale__language_code=FIRST) & ~Exists(translations)
    )


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Serve the page at `path`, in Indonesian inside the English interface where it has no English version.

    Goes where Wagtail's own view goes (hooks, view restrictions); only the page is found differently. Who is logged in
    gets a kept page, which has no restriction, with what is theirs laid over it.
    """
    from wagtail import views as wagtail_views  # needs all models, and models import this module

    if page := laid_over.page_for(request):
        return page
    found = _find(request, path)
    if isinstance(found, str):
        query = request.META.get("QUERY_STRING", "")
        return HttpResponseRedirect(f"{found}?{query}" if query else found)
    request._wagtail_route_for_request = RouteResult(found, [], {})
    return wagtail_views.serve(request, path)


def _find(request: HttpRequest, path: str) -> Page | str:
    """Return the page to serve, or the address where it is; sets `request.alternates`. Raises Http404."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    language = active_language()
    homes = {FIRST: site.root_page.url_path}
    if language != FIRST:
        homes |= _other_home(site.root_page)
    pages = _pages_at({home + path for home in homes.values()})
    mine, first = (pages.get(homes[code] + path) if code in homes else None for code in (language, FIRST))
    if mine is not None and mine.live:
        return _ready(request, mine, language)
    if language != FIRST and first is not None and first.live and first.translation_path:
        return address(first.translation_path, language)
    if first is not None and first.live:
        return _ready(request, first, language)
    # Unpublished here, live in Indonesian.
    if language != FIRST and mine is not None and mine.translation_path:
        return address(mine.translation_path, language)
    if language == FIRST and (moved := _moved_from_second(site.root_page, path)):
        return moved
    raise Http404


def _other_home(root: Page) -> dict[str, str]:
    homes = Page.objects.filter(translation_key=root.translation_key, locale__language_code=SECOND)
    return dict(homes.values_list("locale__language_code", "url_path"))


def _pages_at(url_paths: set[str]) -> dict[str, Page]:
    pages = Page.objects.filter(url_path__in=url_paths).annotate(translation_path=_live_translation_path())
    return {page.url_path: page for page in pages}


def _moved_from_second(root: Page, path: str) -> str | None:
    """Return the Indonesian address of the page whose English address this is: where the language switch leads."""
    homes = _other_home(root)
    page = _pages_at({homes[SECOND] + path}).get(homes[SECOND] + path) if homes else None
    return address(page.translation_path, FIRST) if page and page.translation_path else None


def _ready(request: HttpRequest, page: Page, language: str) -> Page:
    written_in = language_of(page)
    here = address(page.url_path, language)
    if written_in != language:
        request.alternates = {FIRST: here.replace(f"/{language}/", "/", 1), language: here}
    elif page.translation_path:
        other = SECOND if language == FIRST else FIRST
        request.alternates = {language: here, other: address(page.translation_path, other)}
    elif language == FIRST:
        request.alternates = {FIRST: here, SECOND: address(page.url_path, SECOND)}
    else:
        request.alternates = {language: here}
    return page.specific
