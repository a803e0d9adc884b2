"""Serves the tests' database from a process of its own, as a second worker would: `python -m tests.second_process`.

Says on its first line at which port. `X-Queries` on an answer counts what it cost; /-/lupakan forgets kept pages.
"""

from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.db import connection

from forum_site import kept_pages
from forum_site.wsgi import application


class Silent(WSGIRequestHandler):
    def log_message(self, *_):
        pass


def counting(environ, start_response):
    """Answer as the site does, and count the statements."""
    if environ["PATH_INFO"] == "/-/lupakan":
        kept_pages.store.clear()
        start_response("204 No Content", [])
        return [b""]
    connection.force_debug_cursor = True
    head = []

    def start(status, headers, exc_info=None):
        head[:] = [status, headers]

    answer = application(environ, start)
    body = b"".join(answer)
    start_response(head[0], [*head[1], ("X-Queries", str(len(connection.queries_log)))])
    answer.close()
    return [body]


if __name__ == "__main__":
    with make_server("127.0.0.1", 0, counting, handler_class=Silent) as server:
        print(server.server_port, flush=True)
        server.serve_forever()
