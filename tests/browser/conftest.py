"""The demonstration's content for all tests here, loaded once per process: realistic pages, in four seconds."""

import os
import shutil
import tempfile

import pytest
from django.core.management import call_command
from django.db import connections
from django.test.utils import override_settings

from tests.browser.site import Site
from tests.conftest import _administer, fresh_copy


@pytest.fixture(scope="session")
def _demo_copy(django_db_setup, django_db_blocker):
    """A database with the demonstration's content, to copy from, and the folder of its pictures."""
    name = f"test_{os.getpid()}_demo"
    folder = tempfile.mkdtemp(prefix="rembuk-demo-media-")
    own = connections["default"].settings_dict["NAME"]
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder):
        call_command("load_demo", verbosity=0, stdout=open(os.devnull, "w"))
        connections.close_all()
        _administer(
            f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'ALTER DATABASE "{own}" RENAME TO "{name}"'
        )
    yield name, folder
    _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module", autouse=True)
def _demo(_demo_copy, django_db_blocker):
    """Let every test of the module begin with the demonstration's content, whatever the one before changed."""
    own, template = connections["default"].settings_dict["NAME"], os.environ["TEST_TEMPLATE"]
    with django_db_blocker.unblock():
        connections.close_all()
        os.environ["TEST_TEMPLATE"] = _demo_copy[0]
        fresh_copy(own)
        yield
        os.environ["TEST_TEMPLATE"] = template
        connections.close_all()
        fresh_copy(own)


@pytest.fixture(autouse=True)
def _own_media(_demo_copy, settings):
    """Let the pages find the demonstration's pictures."""
    settings.MEDIA_ROOT = _demo_copy[1]


@pytest.fixture
def site(db) -> Site:
    """What the demonstration holds."""
    return Site()
