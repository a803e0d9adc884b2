"""What every template needs: dates and numbers in local form, addresses in the reader's language, icons."""

from django import template
from django.conf import settings
from django.urls import translate_url
from django.utils.html import format_html

from forum_site import dates, icons, navigation
from forum_site.languages import FIRST, SECOND, active_language, language_of, localized_url

register = template.Library()

LANGUAGE_NAMES = {FIRST: "Bahasa Indonesia", SECOND: "English"}


# --- Dates and numbers ----------------------------------------------------------------------------


@register.filter
def moment(value) -> str:
    """Return "Rabu, 25 November 2026 pukul 14.30 WIB", "" for None."""
    return dates.format_moment(value, active_language()) if value else ""


@register.filter
def day(value) -> str:
    """Return "Rabu, 25 November 2026", "" for None."""
    return dates.format_day(value, active_language()) if value else ""


@register.filter
def short_day(value) -> str:
    """Return "25 Nov 2026", "" for None."""
    return dates.format_short_day(value, active_language()) if value else ""


@register.filter
def short_month(value) -> str:
    """Return "Nov", "" for None."""
    return dates.format_short_month(value, active_language()) if value else ""


@register.filter
def month_name(value) -> str:
    """Write the month of a day with its year."""
    return dates.format_month(value, active_language())


@register.filter
def weekday(value) -> str:
    """Write the name of a day of the week."""
    return dates.format_weekday(value, active_language())


@register.filter
def hour(value) -> str:
    """Return "14.30", "" for None."""
    return dates.format_time(value, active_language()) if value else ""


@register.filter
def machine(value) -> str:
    """Return the moment or day for `<time datetime>`."""
    return dates.machine_moment(value) if hasattr(value, "hour") else value.isoformat()


@register.filter
def local_day_number(value) -> int:
    """Return the day of the month in Palembang."""
    return dates.in_wib(value).day


@register.filter
def number(value, decimals=None) -> str:
    """Return "1.234,5" (English: "1,234.5"), "" for None."""
    return "" if value is None else dates.format_number(value, active_language(), decimals)


@register.simple_tag
def span(start, end) -> str:
    """Return from when to when in words."""
    return dates.format_span(start, end, active_language())


@register.filter
def share(part, whole) -> int:
    """Return `part` of `whole` in percent, rounded down, so that 100 means all; 100 where there is nothing to do."""
    return part * 100 // whole if whole else 100


# --- Addresses and languages ----------------------------------------------------------------------


@register.simple_tag
def page_url(page) -> str:
    """Return the page's address in the reader's language."""
    return localized_url(page)


@register.simple_tag(takes_context=True)
def person(context):
    """Return who is logged in, or None; does not touch the session (and so the page's `Vary`) without a cookie."""
    request = context.get("request")
    if request is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.user if request.user.is_authenticated else None


@register.simple_tag(takes_context=True)
def navigation_links(context) -> dict:
    """Return {"header": links, "footer": links, "home": address}."""
    request = context.get("request")
    header, footer = navigation.site_menu(request.path if request else "")
    return {"header": header, "footer": footer, "home": "/" if active_language() == FIRST else f"/{SECOND}/"}


@register.simple_tag
def trail_of(page) -> list:
    """Return links to the pages above `page`."""
    return navigation.trail(page)


@register.simple_tag(takes_context=True)
def language_links(context) -> list[dict]:
    """Return per language {code, name, url, current, exact}: this page in it; not `exact` where that may redirect."""
    request = context.get("request")
    if request is None:
        return []
    alternates = getattr(request, "alternates", None)
    match = request.resolver_match
    is_ours = alternates is None and match is not None and match.url_name != "wagtail_serve"
    links = []
    for code, name in LANGUAGE_NAMES.items():
        url = (alternates or {}).get(code)
        links.append(
            {
                "code": code,
                "name": name,
                "url": url or translate_url(request.get_full_path(), code),
                "current": code == active_language(),
                "exact": is_ours or url is not None,
            }
        )
    return links


@register.simple_tag(takes_context=True)
def content_language(context) -> str:
    """Return the language that the page's own text is written in: not the interface's where there is no translation."""
    page = context.get("page")
    if getattr(page, "locale_id", None) is None:
        return active_language()
    return language_of(page)


@register.filter
def shown(row, field) -> str:
    """Return a bilingual row's text in the reader's language, Indonesian where there is no English."""
    return row.shown(field)


@register.simple_tag(takes_context=True)
def interface_lang(context) -> str:
    """Return ` lang="en"` for words of the interface inside content in the other language, else nothing."""
    language = active_language()
    return format_html(' lang="{}"', language) if content_language(context) != language else ""


# --- Pictures -------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str):
    """Return the icon of that name as inline SVG (forum_site/icons.py)."""
    return icons.draw(name)
