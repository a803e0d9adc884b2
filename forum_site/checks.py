"""`make check`: all that can be found wrong without running the suite.

Every check runs, so that the first failure does not hide the rest.
"""

import os
import secrets
import subprocess
import sys
from pathlib import Path

from forum_site import translations

CHECKOUT = Path(__file__).resolve().parent.parent

# As in production. The addresses lead nowhere: the checks of the settings ask no database.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "forum_site.settings",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "ALLOWED_HOSTS": "rembuk.example",
    "DATABASE_URL": "postgres://rembuk:secret@127.0.0.1:1/rembuk",
    "EMAIL_URL": "smtp+tls://rembuk:secret@127.0.0.1:1",
    "LOG_LEVEL": "ERROR",
}


CONCISE = ["--output-format", "concise"]


def commands() -> list[tuple[str, list[str]]]:
    """Return (what is checked, command); ruff and djhtml stand beside this Python."""
    tools, python = Path(sys.executable).parent, sys.executable
    # Those of Jinja2 draw a hundred comments a page: there, each space of indentation would be sent a hundred times.
    folder = CHECKOUT / "templates"
    templates = sorted(str(path) for path in folder.rglob("*.html") if "jinja2" not in path.parts)
    return [
        ("Python: lint", [str(tools / "ruff"), "check", "--quiet", *CONCISE, "."]),
        ("Python: format", [str(tools / "ruff"), "format", "--check", "--quiet", *CONCISE, "."]),
        ("templates: format", [str(tools / "djhtml"), "--check", "--tabwidth", "2", *templates]),
        ("translations", [python, "-m", "forum_site.translations", "check"]),
        ("settings for production", [python, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]),
        ("migrations", [python, "manage.py", "makemigrations", "--check", "--dry-run", *translations.APPS]),
        (
            "order of imports",
            [python, "-m", "pytest", "-q", "--noconftest", "-p", "no:django", "tests/test_architecture.py"],
        ),
    ]


def main() -> int:
    """Run all checks; return 1 where one failed."""
    translations.compile_all()
    # Nothing else of the caller's environment: a variable that is set here by chance would be checked instead.
    env = {
        name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ
    } | PRODUCTION
    failed = []
    for what, command in commands():
        done = subprocess.run(
            command, cwd=CHECKOUT, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
        print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {what}", flush=True)
        if done.returncode:
            failed.append(what)
            print(done.stdout + done.stderr, flush=True)
    if failed:
        print(f"make check: {', '.join(failed)} failed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
