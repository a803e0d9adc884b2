"""`make bench`: every benchmark in one copy of the filled database, one table.

python -m forum_site.local run -- python -m benchmarks.run [PART ...] [--sizes 1000,10000]
"""

import argparse
import importlib
import os
from functools import partial

from benchmarks.database import fresh_database
from benchmarks.filling import SIZES, filled_database
from benchmarks.server import WIDE
from benchmarks.table import Figure, keep, show, verdict

# In this order: what only reads comes before what writes.
PARTS = [
    "pages",
    "sizes",
    "queries",
    "writing",
    "memory",
    "moderation",
    "suggestions",
    "import",
    "page_queries",
    "desk",  # before "report": a published report asks a query more of its own consultation
    "report",
    "live",
]
WITHOUT_GROUND = {"import": "import_bench", "page_queries": "page_queries"}


def main() -> None:
    """Measure everything, print one table, keep each benchmark's figures; exit with 1 where a goal is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="only these")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="comments of each consultation")
    given = parser.parse_args()
    sizes = tuple(int(size) for size in given.sizes.split(","))
    every: list[Figure] = []
    with fresh_database(copy_of=partial(filled_database, sizes=sizes)):
        os.environ |= WIDE
        import django

        django.setup()
        from benchmarks.ground import ground

        filled = ground(sizes)
        for part in given.parts or PARTS:
            if name := WITHOUT_GROUND.get(part):
                found = importlib.import_module(f"benchmarks.{name}").figures()
            else:
                found = importlib.import_module(f"benchmarks.{part}_bench").figures(filled)
            keep(part, found)
            every += found
            _let_go()
    show(every)
    verdict(every)


def _let_go() -> None:
    from django.db import connections

    connections.close_all()


if __name__ == "__main__":
    main()
