"""Sessions in the database. Where the database is away they say so, instead of that the visitor has logged out."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError


class SessionStore(db.SessionStore):
    """Django's own, but for one answer: it takes a lost connection for a deleted session and answers 400.

    A 400 says that the request was at fault, and whoever sent it gives up; a 500 is tried again.
    """

    def save(self, must_create: bool = False) -> None:
        """Store the session. Raises OperationalError where the database is away, UpdateError where it is deleted."""
        try:
            super().save(must_create)
        except UpdateError as error:
            if isinstance(error.__context__, OperationalError):
                raise error.__context__ from None
            raise
