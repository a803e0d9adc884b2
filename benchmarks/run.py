"""`make bench`: every benchmark in one database, one table."""

from benchmarks import import_bench, page_queries
from benchmarks.database import fresh_database
from benchmarks.table import keep, show, verdict

ALL = {"import": import_bench, "page_queries": page_queries}


def main() -> None:
    """Measure everything, print one table, keep each benchmark's figures; exit with 1 where a goal is missed."""
    every = []
    with fresh_database():
        import django

        django.setup()
        for key, module in ALL.items():
            found = module.figures()
            keep(key, found)
            every += found
    show(every)
    verdict(every)


if __name__ == "__main__":
    main()
