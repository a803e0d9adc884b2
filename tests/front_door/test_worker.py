"""`manage.py worker` does what happens by itself, and nothing that fails stops it."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from forum_site import periodic, upkeep
from tests.front_door import tasks

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def job():
    """Return a function that registers a job for this test only."""
    names = []

    def register(function, seconds=60.0):
        names.append(f"test-{len(names)}-{os.getpid()}")
        periodic.every(seconds, names[-1])(function)
        return periodic.jobs[names[-1]]

    yield register
    for name in names:
        del periodic.jobs[name]


def start_worker(*arguments: str) -> subprocess.Popen:
    """Start a worker on this test's database and return it once it works."""
    database = connection.settings_dict["NAME"]
    env = os.environ | {"DATABASE_URL": os.environ["DATABASE_URL"].replace("/postgres?", f"/{database}?")}
    env["LOG_LEVEL"] = "INFO"
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "worker", "--interval", "0.1", *arguments],
        cwd=CHECKOUT,
        env=env,
        stderr=subprocess.PIPE,
        text=True,
    )
    for line in worker.stderr:
        if "runs: tasks" in line:
            return worker
    raise AssertionError("the worker does not start")


def until(condition, seconds: float = 20.0) -> None:
    """Wait until the condition holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_a_worker_does_tasks_outlives_a_failing_one_and_ends_well_on_sigterm(queued_tasks):
    tasks.fail.enqueue()
    tasks.leave_a_mark.enqueue("first")
    worker = start_worker()
    try:
        until(lambda: cache.get("first") == "done")
        tasks.leave_a_mark.enqueue("second")
        until(lambda: cache.get("second") == "done")
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(10) == 0
    finally:
        worker.kill()
        worker.stderr.close()
    assert DBTaskResult.objects.failed().count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_tasks_are_done_without_a_pause(queued_tasks):
    for number in range(120):
        tasks.leave_a_mark.enqueue(f"many-{number}")
    worker = start_worker("--interval", "30")
    try:
        until(lambda: not DBTaskResult.objects.ready().exists(), seconds=15)
    finally:
        worker.kill()
        worker.wait()
        worker.stderr.close()


@pytest.mark.django_db(transaction=True)
def test_a_worker_outlives_a_lost_connection(queued_tasks):
    worker = start_worker()
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        tasks.leave_a_mark.enqueue("after")
        until(lambda: cache.get("after") == "done")
        assert worker.poll() is None
    finally:
        worker.kill()
        worker.wait()
        worker.stderr.close()


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_do_a_job_twice(job):
    done, results = [], []
    slow = job(lambda: (done.append(1), time.sleep(0.5)))

    def work():
        try:
            results.append(periodic.run(slow))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results.count(True) == len(done) == 1
    # Nor does another worker do it again in the same period, once the lock is free.
    assert periodic.run(slow) is False
    assert len(done) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_moment_are_kept_apart_by_the_lock_alone(job):
    """The control: without the mark in the cache it is the lock that holds."""
    done = []
    slow = job(lambda: (done.append(1), time.sleep(0.5)))
    other = threading.Thread(target=lambda: (periodic.run(slow, now_or_never=True), connection.close()))
    other.start()
    until(lambda: done)
    assert periodic.run(slow, now_or_never=True) is False
    other.join()
    assert len(done) == 1
    assert periodic.run(slow, now_or_never=True) is True


@pytest.mark.django_db
def test_a_failing_job_is_logged_and_the_next_one_is_done(job, caplog):
    def fail():
        raise ValueError("on purpose")

    done = []
    failing, next_one = job(fail), job(lambda: done.append(1))
    assert periodic.run(failing, now_or_never=True) is False
    assert periodic.run(next_one, now_or_never=True) is True
    assert done
    assert "on purpose" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_once_does_every_job_and_every_task_and_exits(job, queued_tasks):
    done = []
    job(lambda: done.append(1), seconds=86_400)
    tasks.leave_a_mark.enqueue("once")
    call_command("worker", "--once")
    assert done
    assert cache.get("once") == "done"


@pytest.mark.django_db
def test_a_task_whose_worker_was_killed_is_done_by_another(queued_tasks):
    tasks.leave_a_mark.enqueue("lost")
    lost = DBTaskResult.objects.all()
    lost.update(status=TaskResultStatus.RUNNING, started_at=timezone.now())
    assert upkeep.requeue_lost_tasks() == 0
    lost.update(started_at=timezone.now() - 2 * upkeep.LOST_AFTER)
    assert upkeep.requeue_lost_tasks() == 1
    assert DBTaskResult.objects.ready().count() == 1
