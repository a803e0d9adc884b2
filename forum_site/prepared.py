"""Statements that PostgreSQL plans once per connection: planning a list of comments costs more than reading it."""

import hashlib
import re
from functools import lru_cache

from django.conf import settings
from django.db import connection
from django.db.models import Model

_PARAMETER = re.compile(r"%\((\w+)\)s")


def fetch(statement: str, parameters: dict) -> list[tuple]:
    """Run a statement with `%(name)s` for its parameters and return all rows.

    Its text must be one of a fixed few: each is planned anew, and kept by the connection, once. PostgreSQL must be able
    to infer the parameters' types. `PREPARED_STATEMENTS=no` sends it plainly (behind PgBouncer's transaction pooling).
    """
    with connection.cursor() as cursor:
        if not settings.PREPARED_STATEMENTS:
            cursor.execute(statement, parameters)
            return cursor.fetchall()
        name, definition, order, call = _prepared(statement)
        known = _known()
        if name not in known:
            cursor.execute(definition)
            known.add(name)
        cursor.execute(call, [parameters[key] for key in order])
        return cursor.fetchall()


def rows(model: type[Model], condition: str, order: str, parameters: dict) -> list[Model]:
    """Return a model's rows under a condition, both fixed texts: what a QuerySet would return, without building it."""
    names, _key = _names(model)
    return [
        model.from_db("default", names, row) for row in fetch(_select(model, condition, order), parameters)
    ]


def columns(alias: str, model: type[Model]) -> str:
    """Return a model's columns as a list for SELECT, of the table that the statement calls `alias`."""
    return ", ".join(f"{alias}.{field.column}" for field in model._meta.concrete_fields)


def instances(row: tuple, *models: type[Model]) -> list:
    """Return what a row holds of these models, one after the other (None where its key is null), then the rest."""
    found, at = [], 0
    for model in models:
        names, key = _names(model)
        values = row[at : at + len(names)]
        found.append(None if values[key] is None else model.from_db("default", names, values))
        at += len(names)
    return [*found, *row[at:]]


@lru_cache(maxsize=1024)
def _names(model: type[Model]) -> tuple[list[str], int]:
    """Return the names of a model's columns, and which of them is its key."""
    names = [field.attname for field in model._meta.concrete_fields]
    return names, names.index(model._meta.pk.attname)


@lru_cache(maxsize=1024)
def _select(model: type[Model], condition: str, order: str) -> str:
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    return f'SELECT {columns} FROM "{model._meta.db_table}" WHERE {condition} ORDER BY {order}'  # noqa: S608


@lru_cache(maxsize=1024)
def _prepared(statement: str) -> tuple[str, str, list[str], str]:
    """Return name, PREPARE, the parameters in order, EXECUTE."""
    order = list(dict.fromkeys(_PARAMETER.findall(statement)))
    name = "rembuk_" + hashlib.blake2b(statement.encode(), digest_size=8).hexdigest()
    body = _PARAMETER.sub(lambda found: f"${order.index(found[1]) + 1}", statement).replace("%%", "%")
    arguments = f" ({', '.join(['%s'] * len(order))})" if order else ""
    return name, f"PREPARE {name} AS {body}", order, f"EXECUTE {name}{arguments}"


def _known() -> set[str]:
    """Return the names that this thread's connection knows; a new connection knows none."""
    connection.ensure_connection()
    raw = connection.connection
    of, names = getattr(connection, "rembuk_prepared", (None, None))
    if of is not raw:
        names = set()
        connection.rembuk_prepared = (raw, names)
    return names
