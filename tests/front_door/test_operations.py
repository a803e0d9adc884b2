"""The commands of docs/operations.md, run as they stand there; and the bootstrap's last words."""

import os
import re
import subprocess
from pathlib import Path

import psycopg2
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from tests import factories

CHECKOUT = Path(__file__).resolve().parents[2]


def commands(kind: str) -> str:
    """Return the block of commands of that kind."""
    text = (CHECKOUT / "docs" / "operations.md").read_text()
    return re.search(rf"```sh {kind}\n(.*?)```", text, re.S).group(1)


def address(database: str) -> str:
    return os.environ["DATABASE_URL"].replace("/postgres?", f"/{database}?")


@pytest.mark.django_db(transaction=True)
def test_a_backup_can_be_restored_and_a_damaged_one_is_refused(tmp_path, settings):
    factories.user(name="Siti Aminah")
    default_storage.save("images/songket.png", ContentFile(b"not really a picture"))
    name = connection.settings_dict["NAME"]
    env = os.environ | {"DATABASE_URL": address(name), "MEDIA_ROOT": str(settings.MEDIA_ROOT)}
    subprocess.run(["sh", "-euc", commands("backup")], cwd=tmp_path, env=env, check=True)

    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}_restored"')
    env |= {"DATABASE_URL": address(f"{name}_restored"), "MEDIA_ROOT": str(tmp_path / "media")}
    dump = (tmp_path / "rembuk.dump").read_bytes()
    try:
        (tmp_path / "rembuk.dump").write_bytes(dump[: len(dump) // 2])
        damaged = subprocess.run(
            ["sh", "-euc", commands("restore")], cwd=tmp_path, env=env, capture_output=True
        )
        assert damaged.returncode != 0
        (tmp_path / "rembuk.dump").write_bytes(dump)
        subprocess.run(["sh", "-euc", commands("restore")], cwd=tmp_path, env=env, check=True)
        restored = psycopg2.connect(env["DATABASE_URL"])
        with restored.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM accounts_user WHERE name = 'Siti Aminah'")
            assert cursor.fetchone() == (1,)
        restored.close()
        assert (tmp_path / "media" / "images" / "songket.png").read_bytes() == b"not really a picture"
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}_restored" WITH (FORCE)')


def bootstrap(tmp_path: Path, python: str) -> subprocess.CompletedProcess:
    """Run bin/bootstrap where `python3` is this script and there is nothing else."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("sh", "dirname"):
        (programs / name).symlink_to(f"/bin/{name}" if Path(f"/bin/{name}").exists() else f"/usr/bin/{name}")
    (programs / "python3").write_text(python)
    (programs / "python3").chmod(0o755)
    return subprocess.run(
        ["/bin/sh", str(CHECKOUT / "bin" / "bootstrap"), str(tmp_path / "venv")],
        env={"PATH": str(programs)},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("python", "wanted"),
    [
        ("#!/bin/sh\nexit 1\n", "needs Python 3.11 or newer"),  # too old
        ('#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\n', "apt install python3-venv"),  # without venv
    ],
)
def test_a_python_that_will_not_do_gets_one_line(tmp_path, python, wanted):
    done = bootstrap(tmp_path, python)
    assert done.returncode == 1
    assert wanted in done.stderr.splitlines()[-1]
    assert len([line for line in done.stderr.splitlines() if "making" not in line]) == 1
