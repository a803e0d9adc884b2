"""A task for a real worker in a process of its own."""

from django.core.cache import cache
from django_tasks import task


@task()
def leave_a_mark(key: str) -> None:
    """Leave a mark that the test can see."""
    cache.set(key, "done", 600)


@task()
def fail() -> None:
    """Fail, as tasks do."""
    raise ValueError("This task fails on purpose.")
