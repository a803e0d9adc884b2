"""`manage.py worker`: one process for all that happens by itself."""

import logging
import signal
import threading

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from forum_site import periodic

logger = logging.getLogger(__name__)

# So many tasks in a row, then a look at the clock: a thousand pages to index must not hold up the mail.
BATCH = 50


class Command(BaseCommand):
    """Run tasks as they come and periodic jobs as they fall due, until SIGTERM or Ctrl-C."""

    help = "Run tasks, mail, scheduled publishing and expiries. Any number of workers may run."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="Do everything once, then exit.")
        parser.add_argument("--interval", type=float, default=1.0, help="Seconds between two looks (1).")

    def handle(self, *args, once: bool, interval: float, **options):
        tasks = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None if once else BATCH,
            worker_id=get_random_string(32),
        )
        if once:
            self._run_jobs()
            tasks.run()
            self._run_jobs()  # a task may leave mail to send
            return
        stopping = threading.Event()

        def stop(number, frame):
            # What has begun is finished; a second signal is not needed, and SIGKILL loses nothing either.
            tasks.running = False
            stopping.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        # The tasks' own "starting" and "no more tasks" would be two lines a second.
        logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
        logger.info("Worker %s runs: tasks, %s", tasks.worker_id[:6], ", ".join(periodic.jobs))
        while not stopping.is_set():
            try:
                close_old_connections()
                tasks._run_tasks = 0  # the class counts over its whole life
                tasks.run()
                if not stopping.is_set():
                    periodic.run_due()
                if tasks._run_tasks == BATCH:
                    continue  # more are waiting
            except Error as error:
                logger.error("The database does not answer, trying again: %s", str(error).strip())
                connections.close_all()
            stopping.wait(interval)
        logger.info("Worker %s has stopped", tasks.worker_id[:6])

    @staticmethod
    def _run_jobs() -> None:
        for job in list(periodic.jobs.values()):
            periodic.run(job, now_or_never=True)
