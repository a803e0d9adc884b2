"""A missing or malformed variable stops the start with one line that names it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
GOOD = {
    "SECRET_KEY": "k9!" * 20 + "abcdefgh",
    "ALLOWED_HOSTS": "rembuk.example",
    "DATABASE_URL": "postgres://rembuk:secret@127.0.0.1:1/rembuk",
    "EMAIL_URL": "smtp+tls://rembuk:secret@127.0.0.1:1",
}
BAD = [
    ("PERSON_LIMITS", "10"),
    ("NETWORK_LIMITS", "0/10m"),
    ("NETWORK_LIMITS", "150/10m;2000/d"),
    ("SECRET_KEY", ""),
    ("SECRET_KEY", "short"),
    ("SECRET_KEY", "a" * 60),
    ("ALLOWED_HOSTS", ""),
    ("ALLOWED_HOSTS", " , "),
    ("DATABASE_URL", ""),
    ("DATABASE_URL", "mysql://a:b@c/d"),
    ("DATABASE_URL", "postgres://rembuk@127.0.0.1:port/rembuk"),
    ("DATABASE_URL", "postgres://rembuk@127.0.0.1/"),
    ("DATABASE_URL", "nonsense"),
    ("EMAIL_URL", ""),
    ("EMAIL_URL", "carrier-pigeon://a"),
    ("EMAIL_URL", "smtp://"),
    ("EMAIL_URL", "filemail://relative/folder"),
    ("BASE_URL", "rembuk.example"),
    ("DEBUG", "maybe"),
    ("STAFF_SECOND_FACTOR", "2"),
    ("STATIC_HASHED", "x"),
    ("CONN_MAX_AGE", "-1"),
    ("TRUSTED_PROXIES", "one"),
    ("LOG_LEVEL", "LOUD"),
    ("REDIS_URL", "127.0.0.1"),
]


def start(command: list[str], **variables: str) -> subprocess.CompletedProcess:
    """Run the command with good settings but for `variables`; an empty one is not set at all."""
    env = {name: value for name, value in (GOOD | variables).items() if value}
    env |= {"PATH": os.environ["PATH"], "PYTHONPATH": str(CHECKOUT)}
    return subprocess.run(
        [sys.executable, *command], env=env, cwd=CHECKOUT, capture_output=True, text=True, timeout=60
    )


def test_good_values_start():
    assert start(["-c", "import forum_site.settings"]).returncode == 0


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_is_named_in_one_line(name, value):
    done = start(["-c", "import forum_site.settings"], **{name: value})
    assert done.returncode != 0
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert name in done.stderr


@pytest.mark.parametrize("name", ["S3_ENDPOINT_URL", "S3_ACCESS_KEY", "S3_SECRET_KEY"])
def test_object_storage_needs_all_of_its_variables(name):
    storage = {
        "S3_BUCKET": "rembuk",
        "S3_ENDPOINT_URL": "https://store.example",
        "S3_ACCESS_KEY": "a",
        "S3_SECRET_KEY": "b",
    }
    assert start(["-c", "import forum_site.settings"], **storage).returncode == 0
    done = start(["-c", "import forum_site.settings"], **(storage | {name: ""}))
    assert done.returncode != 0
    assert name in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ["manage.py", "check"],
        ["manage.py", "worker"],
        ["-m", "gunicorn", "-c", "forum_site/gunicorn_conf.py", "forum_site.wsgi"],
    ],
)
def test_every_way_of_starting_stops_with_that_line(command):
    done = start(command, SECRET_KEY="")
    assert done.returncode != 0
    assert "Rembuk cannot start: SECRET_KEY is not set" in done.stderr
    assert "Traceback" not in done.stderr


READS = re.compile(
    r'\benv\.(?:text|flag|whole|rates|words|parsed|database|email|secret|address|one_of)\(\s*"([A-Z0-9_]+)"'
)


def test_the_readme_lists_exactly_the_variables_that_are_read():
    read = set()
    for name in ("settings.py", "gunicorn_conf.py"):
        read |= set(READS.findall((CHECKOUT / "forum_site" / name).read_text()))
    section = (CHECKOUT / "README.md").read_text().split("## Configuration")[1].split("\n## ")[0]
    listed = {
        name
        for row in re.findall(r"^\|([^|]*)\|", section, re.M)
        for name in re.findall(r"`([A-Z0-9_]+)`", row)
    }
    assert read == listed
