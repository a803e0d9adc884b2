"""The product's settings, with the references beside its addresses; nothing else differs."""

from forum_site.settings import *  # noqa: F403
from forum_site.settings import BASE_DIR, TEMPLATES

ROOT_URLCONF = "benchmarks.site_urls"

_TEMPLATES = BASE_DIR / "benchmarks" / "templates"
TEMPLATES = [
    *TEMPLATES,
    {
        "NAME": "reference_jinja",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [_TEMPLATES / "jinja2"],
        "APP_DIRS": False,
        "OPTIONS": {"trim_blocks": True, "lstrip_blocks": True},
    },
    {
        "NAME": "reference_django",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_TEMPLATES / "django"],
        "APP_DIRS": False,
    },
]
