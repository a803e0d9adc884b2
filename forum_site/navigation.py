"""What leads around the site: the menu, the footer, the way up."""

from dataclasses import dataclass

from django.db.models import Q
from wagtail.models import Page

from forum_site.languages import FIRST, active_language, address, language_of

HOME_DEPTH = 2


@dataclass(frozen=True)
class Link:
    """A page to go to; `lang` is its title's language where that is not the interface's."""

    title: str
    url: str
    lang: str = ""
    current: bool = False


def _links(pages, language: str, path: str = "") -> list[Link]:
    """Return a link per page, in the order of the Indonesian tree; a translation stands for its original."""
    chosen, order = {}, {}
    for page in pages:
        written_in = language_of(page)
        if written_in == FIRST:
            order[page.translation_key] = page.path
        if written_in == language or (written_in == FIRST and page.translation_key not in chosen):
            chosen[page.translation_key] = page
    links = []
    in_order = sorted(chosen.values(), key=lambda page: (order.get(page.translation_key, "~"), page.path))
    for page in in_order:
        url = address(page.url_path, language)
        lang = "" if language_of(page) == language else FIRST
        links.append(Link(page.title, url, lang, path.startswith(url)))
    return links


def site_menu(path: str = "") -> tuple[list[Link], list[Link]]:
    """Return the links of header and footer for the active language, in one query; `path` is where one is.

    The header takes the pages below the home page that are "shown in menus", the footer the other content pages.
    """
    is_content = Q(content_type__app_label="forum_site", content_type__model="contentpage")
    pages = (
        Page.objects.live()
        .filter(Q(show_in_menus=True) | is_content, depth=HOME_DEPTH + 1, view_restrictions=None)
        .only("title", "url_path", "path", "locale_id", "translation_key", "show_in_menus")
        .order_by("path")
    )
    language = active_language()
    header = [page for page in pages if page.show_in_menus]
    footer = [page for page in pages if not page.show_in_menus]
    return _links(header, language, path), _links(footer, language, path)


def trail(page: Page) -> list[Link]:
    """Return links to the pages above this one, home first, for the active language, in one query."""
    paths = [page.path[:end] for end in range(HOME_DEPTH * Page.steplen, len(page.path), Page.steplen)]
    if not paths:
        return []
    above = Page.objects.filter(path__in=paths).order_by().values("translation_key")
    pages = (
        Page.objects.live()
        .filter(translation_key__in=above)
        .only("title", "url_path", "path", "locale_id", "translation_key")
        .order_by("path")
    )
    return _links(pages, active_language())
