"""How gunicorn serves Rembuk: `gunicorn -c forum_site/gunicorn_conf.py forum_site.wsgi`."""

import ctypes
import gc
from contextlib import suppress

from forum_site import environment as env

bind = env.text("BIND", "127.0.0.1:8000")
# Threads, since a request waits for the database more than it computes; processes, since Python computes on one core.
worker_class = "gthread"
workers = env.whole("WEB_PROCESSES", 2, least=1)
threads = env.whole("WEB_THREADS", 8, least=1)
preload_app = True
# gunicorn 27 opens a socket by which others may steer it; nobody needs to.
control_socket_disable = True
max_requests = 10_000
max_requests_jitter = 1_000
timeout = 60
graceful_timeout = 10
keepalive = 15
# What a proxy on this machine says of the visitor's address is read by allauth (TRUSTED_PROXIES), not here.
forwarded_allow_ips = "127.0.0.1,::1"
accesslog = None
loglevel = env.one_of("LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR"], "INFO").lower()


# malloc.h
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8


def when_ready(server):
    """Leave what loading made out of every later search for garbage: it stays, and workers share its memory.

    glibc gives each thread a pool of memory of its own and never gives much of it back (7 MB a worker, measured); one
    pool does for threads of which one computes at a time. What is as large as a page is given back as soon as it was
    sent, instead of leaving a hole that grows the pool.
    """
    gc.collect()
    gc.freeze()
    with suppress(AttributeError, OSError):  # another C library than glibc has no such pools
        mallopt = ctypes.CDLL(None).mallopt
        for option, value in (
            (M_ARENA_MAX, 1),
            (M_MMAP_THRESHOLD, 64 * 1024),
            (M_TRIM_THRESHOLD, 256 * 1024),
        ):
            mallopt(option, value)


def post_fork(server, worker):
    """Forget connections that the parent may have opened while loading: two processes must never share one."""
    from django.db import connections

    connections.close_all()
