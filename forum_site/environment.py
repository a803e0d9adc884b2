"""Reads the process environment for the settings and refuses odd values in one line.

A wrong value found at start costs a minute; found by a resident it costs their text.
"""

import os
import re
from collections.abc import Callable
from typing import TypeVar

from environ import Env

T = TypeVar("T")

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


def stop(name: str, why: str) -> None:
    """End the process with one line that names the variable at fault.

    Raises SystemExit (code 1 and a line on standard error), not ImproperlyConfigured: a
    traceback of forty lines hides the one that matters.
    """
    raise SystemExit(f"Rembuk cannot start: {name} {why}.")


def text(name: str, default: str | None = None) -> str:
    """Return the variable, or `default`; stop where it is missing or empty and has no default."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        stop(name, "is not set (README, Configuration)")
    return default


def flag(name: str, default: bool) -> bool:
    """Return the variable as a boolean; stop where it is neither yes nor no."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value not in _TRUE | _FALSE:
        stop(name, f"must be yes or no, not {value!r}")
    return value in _TRUE


def whole(name: str, default: int, *, least: int = 0) -> int:
    """Return the variable as a whole number of at least `least`; stop where it is none."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    try:
        number = int(value)
    except ValueError:
        number = least - 1
    if number < least:
        stop(name, f"must be a whole number of at least {least}, not {value!r}")
    return number


_RATE = re.compile(r"(\d{1,6})/(\d{0,4})([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def rates(name: str, default: str) -> list[tuple[int, float]]:
    """Return limits as (how many, in how many seconds), from text as in `10/10m,100/d`; none for `no`."""
    value = text(name, default)
    if value.lower() in _FALSE:
        return []
    found = [_RATE.fullmatch(part.strip()) for part in value.split(",")]
    if not all(rate and int(rate[1]) and int(rate[2] or 1) for rate in found):
        stop(name, f"must be limits as in 10/10m,100/d, or no, not {value!r}")
    return [(int(rate[1]), int(rate[2] or 1) * _SECONDS[rate[3]]) for rate in found]


def words(name: str, default: list[str] | None = None) -> list[str]:
    """Return the variable as a list split at commas; stop where it is empty and has no default."""
    if default is not None and not os.environ.get(name, "").strip():
        return default
    found = [word.strip() for word in text(name).split(",") if word.strip()]
    if not found:
        stop(name, "names nothing")
    return found


def one_of(name: str, choices: list[str], default: str) -> str:
    """Return the variable; stop where it is none of the choices."""
    value = text(name, default)
    if value not in choices:
        stop(name, f"must be one of {', '.join(choices)}, not {value!r}")
    return value


def address(name: str, schemes: list[str], default: str | None = None) -> str:
    """Return the variable, an address without a slash at its end; stop where its scheme is none of these."""
    value = text(name, default).rstrip("/")
    if value and (value.split("://")[0] not in schemes or not value.split("://")[-1]):
        stop(name, f"must begin with {' or '.join(scheme + '://' for scheme in schemes)}, not {value!r}")
    return value


def parsed(name: str, parse: Callable[[str], T], default: str | None = None) -> T:
    """Return `parse(value)`; stop where the value is missing or cannot be parsed."""
    value = text(name, default)
    try:
        return parse(value)
    except Exception as error:  # whatever a parser raises, the reader needs the variable's name
        stop(name, f"cannot be read ({error})")
        raise AssertionError from error


def database(name: str, session: dict[str, str]) -> dict:
    """Return Django's settings for the PostgreSQL database that the variable addresses.

    `session` are parameters of PostgreSQL that each connection begins with.
    """
    if text(name).split("://")[0] not in {"postgres", "postgresql"}:
        stop(name, "must begin with postgres://")
    settings = parsed(name, Env.db_url_config)
    if not settings.get("NAME"):
        stop(name, "names no database")
    if session:
        options = settings.setdefault("OPTIONS", {})
        begin = [f"-c {key}={value}" for key, value in session.items()]
        options["options"] = " ".join([*begin, options.get("options", "")]).strip()
    return settings


def email(name: str) -> dict:
    """Return Django's EMAIL_* settings for the address (smtp://, smtp+tls://, smtp+ssl://, filemail:////folder)."""
    scheme = text(name).split("://")[0]
    if scheme not in {"smtp", "smtps", "smtp+tls", "smtp+ssl", "filemail", "consolemail"}:
        stop(name, "must begin with smtp://, smtp+tls://, smtp+ssl:// or filemail://")
    settings = parsed(name, Env.email_url_config)
    if scheme == "filemail" and not settings["EMAIL_FILE_PATH"].startswith("/"):
        stop(name, "must name a folder from the root, as in filemail:////var/mail/rembuk")
    if scheme.startswith("smtp") and not settings["EMAIL_HOST"]:
        stop(name, "names no host")
    return settings


def secret(name: str) -> str:
    """Return the secret; stop where it is too short to be one."""
    value = text(name)
    if len(value) < 50 or len(set(value)) < 5:
        stop(name, "must be at least 50 random characters")
    return value
