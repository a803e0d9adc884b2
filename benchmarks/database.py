"""A database of the benchmarks' own, beside the demonstration's: empty, migrated, gone afterwards."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from forum_site.local import CHECKOUT, fingerprint


@contextmanager
def fresh_database(name: str = "bench", copy_of: Callable[[str], str] | None = None) -> Iterator[str]:
    """Yield the address of a new database, to which `DATABASE_URL` points while the block runs.

    It is a copy of the database whose name `copy_of` returns for a server's address; by default of an empty one,
    migrated once until a migration changes. Call it before Django is set up.
    """
    if "DATABASE_URL" not in os.environ:
        raise SystemExit(
            "Run it by `make bench`, or: python -m forum_site.local run -- python -m benchmarks.run"
        )
    server = os.environ["DATABASE_URL"]
    original = (copy_of or template)(server)
    drop = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
    administer(server, drop, f'CREATE DATABASE "{name}" TEMPLATE "{original}" STRATEGY FILE_COPY')
    os.environ["DATABASE_URL"] = address(server, name)
    os.environ["STATIC_HASHED"] = "no"  # nothing collects the static files here
    try:
        yield os.environ["DATABASE_URL"]
    finally:
        os.environ["DATABASE_URL"] = server
        administer(server, drop)


def template(server: str) -> str:
    """Return the name of an empty database with all migrations applied, made if these migrations are new here."""
    name = f"bench_{fingerprint()}"
    found = administer(server, "SELECT datname FROM pg_database WHERE datname LIKE 'bench\\_%'")
    if (name,) in found:
        return name
    print("Migrating the benchmarks' database, once until a migration changes …", file=sys.stderr)
    for (old,) in found:
        administer(server, f'DROP DATABASE "{old}" WITH (FORCE)')
    administer(server, 'CREATE DATABASE "bench_building"')
    env = os.environ | {"DATABASE_URL": address(server, "bench_building")}
    for command in (["migrate", "--verbosity", "0"], ["createcachetable"]):
        subprocess.run([sys.executable, str(CHECKOUT / "manage.py"), *command], env=env, check=True)
    administer(server, "VACUUM ANALYZE", database="bench_building")
    administer(server, f'ALTER DATABASE "bench_building" RENAME TO "{name}"')
    return name


def administer(server: str, *statements: str, database: str = "postgres") -> list[tuple]:
    """Run statements on a server, each by itself; return the rows of the last one, if it has any."""
    connection = psycopg2.connect(address(server, database))
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def address(server: str, database: str) -> str:
    """Return the address of another database on the same server."""
    return urlunsplit(urlsplit(server)._replace(path=f"/{database}"))
