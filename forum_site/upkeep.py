"""Jobs of the worker that keep its own house: tasks that a crash left, rows that nobody needs any more."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

# Tasks here take seconds. One that has been running for so long belongs to a worker that was killed.
LOST_AFTER = timedelta(minutes=15)
KEEP_FINISHED = timedelta(days=7)


def requeue_lost_tasks() -> int:
    """Hand tasks whose worker was killed to another one; return how many. A task may so run twice, never not at all."""
    lost = DBTaskResult.objects.running().filter(started_at__lt=timezone.now() - LOST_AFTER)
    return lost.update(status=TaskResultStatus.READY, started_at=None)


def forget_old_rows() -> int:
    """Delete the records of finished tasks after a week, and expired sessions; return how many tasks."""
    call_command("clearsessions")
    deleted, _kinds = (
        DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEEP_FINISHED).delete()
    )
    return deleted
