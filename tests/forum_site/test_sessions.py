"""A database that goes away while a session is stored is a fault of ours, not a visitor who has logged out."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from events.codes import code_of
from events.models import Registration
from tests.events.forums import come, with_seats

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    "engine, status", [("forum_site.sessions", 500), ("django.contrib.sessions.backends.db", 400)]
)
def test_a_connection_that_dies_with_the_session_is_a_500(settings, engine, status):
    """With Django's own store, the control, it is a 400: whoever sent the form would give up."""
    settings.SESSION_ENGINE = engine
    code = code_of(come(with_seats()))
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER dies BEFORE UPDATE ON django_session FOR EACH ROW EXECUTE FUNCTION die()"
        )
    client = Client(raise_request_exception=False)
    assert client.post(reverse("events:by_code"), {"code": code}).status_code == status
    connection.close()
    assert Registration.objects.count() == 1


def test_a_session_that_was_deleted_meanwhile_is_still_a_400():
    row = come(with_seats())
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION vanish() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN DELETE FROM django_session WHERE session_key = NEW.session_key; RETURN NULL; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER vanishes AFTER INSERT ON django_session FOR EACH ROW EXECUTE FUNCTION vanish()"
        )
    answer = Client(raise_request_exception=False).post(reverse("events:by_code"), {"code": code_of(row)})
    assert answer.status_code == 400 and not Session.objects.exists()
