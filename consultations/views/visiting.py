"""What people without an account send: within limits, and with nobody logged in."""

from collections.abc import Callable

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts import visitors
from consultations.views.posting import Attempt


class VisitorAttempt(Attempt):
    """What came of a form that needs no account; each use of the verb counts against a limit ("" for none)."""

    def __init__(
        self, request: HttpRequest, form: forms.Form, verb: Callable, limited: str = "", key: str = ""
    ):
        if not form.is_valid():
            self.status = 422
        elif limited and visitors.use(request, limited, key).is_reached:
            form.add_error(None, too_often())
            self.status = 429
        else:
            self._call(form, verb)


def too_often() -> str:
    """Return in words that a limit was reached."""
    return _(
        "Too much was sent from your network or for this address in a short time. "
        "Your text is still here: wait a while, then send it again."
    )
