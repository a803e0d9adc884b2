"""A database of the benchmarks' own, beside the demonstration's: empty, migrated, gone afterwards."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from forum_site.local import CHECKOUT, fingerprint


@contextmanager
def fresh_database(name: str = "bench") -> Iterator[str]:
    """Yield the address of a new database, in which `DATABASE_URL` points while the block runs.

    Migrated once and copied until a migration changes. Call it before Django is set up.
    """
    if "DATABASE_URL" not in os.environ:
        raise SystemExit(
            "Run it by `make bench`, or: python -m forum_site.local run -- python -m benchmarks.run"
        )
    server = os.environ["DATABASE_URL"]
    template = _template(server)
    drop = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
    _administer(server, drop, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    os.environ["DATABASE_URL"] = _address(server, name)
    os.environ["STATIC_HASHED"] = "no"  # nothing collects the static files here
    try:
        yield os.environ["DATABASE_URL"]
    finally:
        os.environ["DATABASE_URL"] = server
        _administer(server, drop)


def _template(server: str) -> str:
    name = f"bench_{fingerprint()}"
    found = _administer(server, "SELECT datname FROM pg_database WHERE datname LIKE 'bench\\_%'")
    if (name,) in found:
        return name
    print("Migrating the benchmarks' database, once until a migration changes …", file=sys.stderr)
    for (old,) in found:
        _administer(server, f'DROP DATABASE "{old}" WITH (FORCE)')
    _administer(server, 'CREATE DATABASE "bench_building"')
    env = os.environ | {"DATABASE_URL": _address(server, "bench_building")}
    for command in (["migrate", "--verbosity", "0"], ["createcachetable"]):
        subprocess.run([sys.executable, str(CHECKOUT / "manage.py"), *command], env=env, check=True)
    _administer(server, "VACUUM ANALYZE", database="bench_building")
    _administer(server, f'ALTER DATABASE "bench_building" RENAME TO "{name}"')
    return name


def _administer(server: str, *statements: str, database: str = "postgres") -> list[tuple]:
    connection = psycopg2.connect(_address(server, database))
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def _address(server: str, database: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{database}"))
