"""Server and database die while people post: what was acknowledged is there, what is sent again is there once.

The long run with its figures is `make chaos`; this one shows the same in a few seconds.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]


def test_what_was_acknowledged_survives_the_death_of_server_and_database(tmp_path):
    template = os.environ["DATABASE_URL"].replace("/postgres?", f"/{os.environ['TEST_TEMPLATE']}?")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.chaos", "--small"],
        cwd=CHECKOUT,
        env=os.environ | {"REMBUK_VAR": str(tmp_path), "CHAOS_COPY_OF": template},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    rows = json.loads((tmp_path / "chaos.json").read_text())["chaos"]["figures"]
    figures = {row["name"]: row["value"] for row in rows}
    assert figures["acknowledged comments lost"] == figures["comments stored twice"] == 0
    assert figures["kills missing"] == 0
