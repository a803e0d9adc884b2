"""The Jinja2 environment that draws the list of comments."""

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext
from jinja2 import Environment

from forum_site.dates import format_day, format_moment, format_number, format_short_moment, machine_moment
from forum_site.icons import SHAPES


def environment(**options) -> Environment:
    """Return the environment: translations, addresses, static files, dates and numbers, shapes of icons."""
    env = Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True, **options)
    env.install_gettext_callables(gettext, ngettext, newstyle=True)
    env.globals.update(static=static, url=reverse, shapes=SHAPES, pgettext=pgettext)
    env.globals.update(
        format_moment=format_moment,
        format_short_moment=format_short_moment,
        format_day=format_day,
        format_number=format_number,
        machine=machine_moment,
    )
    return env
