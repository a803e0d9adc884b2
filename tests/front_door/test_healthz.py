"""/healthz tells whether the site is well, and which part is not."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_well(client, django_assert_num_queries):
    with django_assert_num_queries(2):
        answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"ok": True}
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_an_unapplied_migration_is_named(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'accounts'")
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["failed"] == "migrations"


@pytest.mark.django_db(transaction=True)
def test_a_database_that_does_not_answer_is_named(client):
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = "there_is_no_such_database"
    try:
        answer = client.get("/healthz")
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
    assert answer.status_code == 503
    assert answer.json()["failed"] == "database"


@pytest.mark.django_db
def test_it_is_the_same_in_every_language_and_needs_no_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz", headers={"accept-language": "en"}).status_code == 200
    assert client.post("/healthz").status_code == 405
