"""What all tests stand on: a copy of the migrated database each, a client per person, a real browser.

Run them by `make test`, or some by `python -m forum_site.local test -- tests/accounts -q`.
"""

import os
import shutil
import tempfile

import psycopg2
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.test import Client, TransactionTestCase
from django.test.utils import override_settings
from django.utils import translation

from forum_site import kept_pages
from forum_site.chromium import find_chromium

if "TEST_TEMPLATE" not in os.environ:
    raise pytest.UsageError(
        "Run the tests by `make test`, or some: python -m forum_site.local test -- tests/accounts"
    )

# Playwright's loop lives in the thread of the test, and the ORM would refuse to work beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Tests send in a second what people send in a week, and say the same again; the defence's own tests switch it on.
os.environ |= {  # for sites that tests start as processes of their own
    "PERSON_LIMITS": "no",
    "NETWORK_LIMITS": "no",
    "LEAST_SECONDS_TO_WRITE": "0",
    "REPEATED_PERCENT": "0",
    "NEW_ACCOUNT_DAYS": "0",
}
NO_DEFENCE = {
    "PERSON_LIMITS": [],
    "NETWORK_LIMITS": [],
    "LEAST_SECONDS_TO_WRITE": 0,
    "REPEATED_PERCENT": 0,
    "NEW_ACCOUNT_DAYS": 0,
}
FAST_SETTINGS = NO_DEFENCE | {
    # What is decided is told at once; how it is held back is what tests/consultations/test_undo_decision.py is about.
    "NOTICE_DELAY": 0,
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "TASKS": {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}},
}


# --- Database -------------------------------------------------------------------------------------


def _administer(*statements: str) -> None:
    """Run statements on the server, outside the tests' own database."""
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        connection.close()


def fresh_copy(name: str) -> None:
    """Make database `name` anew as a copy of the migrated one (a quarter of a second)."""
    _administer(
        f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
        f'CREATE DATABASE "{name}" TEMPLATE "{os.environ["TEST_TEMPLATE"]}" STRATEGY FILE_COPY',
    )


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """Give this process a copy of the migrated database, instead of migrating for half a minute."""
    name = f"test_{os.getpid()}"
    with django_db_blocker.unblock():
        connections["default"].close()
        fresh_copy(name)
        settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = name
        yield
        connections.close_all()
        _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _throw_away(self) -> None:
    """End a test that commits by throwing its database away.

    Django would flush: slower, and the site, the languages, the root page and the groups would be gone
    for every test that follows.
    """
    connections.close_all()
    fresh_copy(connections["default"].settings_dict["NAME"])
    cache.clear()


TransactionTestCase._fixture_teardown = _throw_away


@pytest.fixture(scope="session", autouse=True)
def _fast_settings():
    with override_settings(**FAST_SETTINGS):
        yield


@pytest.fixture(autouse=True)
def _own_media(settings):
    """Give each test that stores files a folder of its own."""
    folder = tempfile.mkdtemp(prefix="rembuk-media-")
    settings.MEDIA_ROOT = folder
    yield
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def _site_language(settings):
    """Speak the site's language at first: a request leaves its own active in the thread, and addresses carry it."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _nothing_kept():
    """Forget kept pages: after a roll-back the numbers of their states come again for other states."""
    kept_pages.store.clear()


@pytest.fixture
def queued_tasks(settings):
    """Let tasks wait for a worker, as they do in production."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}


# --- People ---------------------------------------------------------------------------------------


@pytest.fixture
def as_(db):
    """Return a function from a user to a client that is logged in as that user."""

    def log_in(user) -> Client:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return log_in


# --- Browser --------------------------------------------------------------------------------------

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium for the whole session; `make test` sees to it that there is one."""
    from playwright.sync_api import sync_playwright

    path = find_chromium()
    if path is None:
        pytest.fail("There is no Chromium: `make chromium` installs it.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser, live_server):
    """Return a function that opens a page in a window without cookies; `user` logs in, options are Playwright's.

    The page fails the test at its end if the browser reported an error or a breach of the content policy.
    """
    contexts, complaints = [], []

    def open_page(user=None, **options):
        options = {"locale": "id-ID", "viewport": {"width": 1100, "height": 800}} | options
        context = browser.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
            value = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}]
            )
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if _is_breach(message) else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, f"The browser complained: {complaints}"


def _is_breach(message) -> bool:
    return message.type == "error" and "Content Security Policy" in message.text


@pytest.fixture
def page(new_page):
    """One page of somebody who is not logged in."""
    return new_page()
