"""Runs commands on this machine's own database: the demonstration, the tests, any management command.

    python -m forum_site.local run -- python manage.py migrate
    python -m forum_site.local test -- tests/accounts -q

Everything that it makes lies under `$REMBUK_VAR` (default: `var/` in the checkout).
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psutil

from forum_site import embedded_postgres as postgres
from forum_site import translations

CHECKOUT = Path(__file__).resolve().parent.parent
DEMO_DATABASE = "rembuk"
# What somebody may have set for a demonstration of theirs must not change what the tests find.
SETTINGS = "DEBUG ALLOWED_HOSTS BASE_URL EMAIL_URL REDIS_URL S3_BUCKET TRUSTED_PROXIES STAFF_SECOND_FACTOR PORT".split()


def var_folder() -> Path:
    """Return the folder of everything that is made while running: `$REMBUK_VAR`, or `var/` in the checkout."""
    return Path(os.environ.get("REMBUK_VAR") or CHECKOUT / "var").resolve()


def say(line: str) -> None:
    """Tell the person at the terminal what is going on."""
    print(f"Rembuk: {line}", file=sys.stderr, flush=True)


def environment(database_url: str) -> dict[str, str]:
    """Return this process's environment with the settings of a local run, for the database at that address.

    What is set already stays, except for the database: a demonstration must never touch a real one.
    """
    var = var_folder()
    port = os.environ.get("PORT", "8000")
    return {
        "REMBUK_VAR": str(var),
        "SECRET_KEY": _secret_key(var),
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1],testserver",
        "BASE_URL": f"http://localhost:{port}",
        "EMAIL_URL": f"filemail:///{var / 'mail'}",
        "DEFAULT_FROM_EMAIL": "Rembuk <rembuk@rembuk.invalid>",
        "STAFF_SECOND_FACTOR": "no",
        "DJANGO_SETTINGS_MODULE": "forum_site.settings",
        "PYTHONUNBUFFERED": "1",
        "MEDIA_ROOT": str(var / "media"),
        **os.environ,
        "DATABASE_URL": database_url,
        # PostgreSQL's own programs, of the server's version, before those that the system may have.
        "PATH": os.pathsep.join([str(Path(postgres.program("psql")).parent), os.environ.get("PATH", "")]),
    }


def _secret_key(var: Path) -> str:
    """Return the key of this folder's demonstration; made once, so that log-ins outlive a restart."""
    var.mkdir(parents=True, exist_ok=True)
    path = var / "secret-key"
    if not path.exists():
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(60))
        try:
            os.link(fresh, path)  # of two that start at once, one makes the key
        except FileExistsError:
            pass
        fresh.unlink()
    return path.read_text()


def call(command: list[str], env: dict[str, str]) -> int:
    """Run the command to its end in the foreground and return its exit code, 128 + n for signal n.

    Ctrl-C reaches the command by itself; SIGTERM and SIGHUP are passed on to it.
    """
    if command[0] == "python":
        command = [sys.executable, *command[1:]]
    # Whatever kills us, the command must not go on without its database.
    process = subprocess.Popen(command, env=env, preexec_fn=postgres.die_with_parent)
    before = {
        number: signal.signal(number, lambda received, frame: process.send_signal(received))
        for number in (signal.SIGTERM, signal.SIGHUP)
    }
    before[signal.SIGINT] = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        code = process.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code


def run(command: list[str]) -> int:
    """Run the command with the demonstration's database up; return its exit code."""
    folder = var_folder() / "postgres"
    translations.compile_all()
    with postgres.running(folder):
        postgres.ensure_database(folder, DEMO_DATABASE)
        return call(command, environment(postgres.url(folder, DEMO_DATABASE)))


# --- Tests ----------------------------------------------------------------------------------------


def test(arguments: list[str]) -> int:
    """Run pytest against copies of a database that is migrated once; return its exit code."""
    folder = var_folder() / "postgres-test"
    translations.compile_all()
    for name in SETTINGS:
        os.environ.pop(name, None)
    with postgres.running(folder, fast=True):
        env = environment(postgres.url(folder, "postgres")) | {
            "STATIC_HASHED": "no",
            "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"),
            "MEDIA_ROOT": str(var_folder() / "media-test"),
        }
        env["TEST_TEMPLATE"] = _template(folder, env)
        return call([sys.executable, "-m", "pytest", *arguments], env)


def _template(folder: Path, env: dict[str, str]) -> str:
    """Return the name of a database with all migrations applied, made if these migrations are new here."""
    name = f"template_{fingerprint()}"
    with open(folder / "template.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        databases = [
            row[0] for row in postgres.execute(folder, "SELECT datname FROM pg_database ORDER BY oid")
        ]
        for stale in _stale(databases, name):
            postgres.execute(folder, f'DROP DATABASE "{stale}" WITH (FORCE)')
        if name in databases:
            return name
        say("migrating the tests' database, once until a migration changes (half a minute) ...")
        postgres.execute(folder, "DROP DATABASE IF EXISTS building WITH (FORCE)")
        postgres.execute(folder, "CREATE DATABASE building")
        env = env | {"DATABASE_URL": postgres.url(folder, "building")}
        for command in (["migrate", "--verbosity", "0"], ["createcachetable"]):
            code = call([sys.executable, str(CHECKOUT / "manage.py"), *command], env)
            if code:
                raise SystemExit(f"Rembuk: `manage.py {command[0]}` failed, so there is nothing to test.")
        postgres.execute(folder, "VACUUM ANALYZE", "building")
        postgres.execute(folder, f'ALTER DATABASE building RENAME TO "{name}"')
    return name


def _stale(databases: list[str], wanted: str) -> list[str]:
    """Return what nobody needs: copies of runs that were killed, and templates but the wanted and the newest two."""
    copies = {name: name.split("_")[1] for name in databases if name.startswith("test_")}
    templates = [name for name in databases if name.startswith("template_") and name != wanted]
    gone = [name for name, pid in copies.items() if pid.isdecimal() and not psutil.pid_exists(int(pid))]
    return gone + templates[:-2]


def fingerprint() -> str:
    """Return a digest of all that decides the schema: our migrations, the locked packages, the settings."""
    files = [CHECKOUT / name for name in ("requirements.lock", "forum_site/settings.py", "accounts/roles.py")]
    for app in translations.APPS:
        files += sorted((CHECKOUT / app).glob("migrations/*.py"))
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.relative_to(CHECKOUT)}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:12]


# --- Command line ---------------------------------------------------------------------------------


def reset() -> int:
    """Remove everything under the var folder; refuse while something runs on it."""
    var = var_folder()
    for folder in (var / "postgres", var / "postgres-test"):
        if folder.exists() and postgres.in_use(folder):
            say(f"{folder} is in use: stop the demonstration or the tests first.")
            return 1
    shutil.rmtree(var, ignore_errors=False) if var.exists() else None
    say(f"{var} is gone; `make demo` starts anew.")
    return 0


def main(arguments: list[str]) -> int:
    """Run one of: run -- COMMAND, test -- ARGUMENTS, demo, reset."""
    if not arguments or arguments[0] not in {"run", "test", "demo", "reset"}:
        print(__doc__, file=sys.stderr)
        return 2
    verb, rest = arguments[0], arguments[1:]
    if rest[:1] == ["--"]:
        rest = rest[1:]
    if verb == "run":
        return run(rest)
    if verb == "test":
        return test(rest)
    if verb == "reset":
        return reset()
    from forum_site import demonstration

    return demonstration.serve()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
