"""Where a form leads on to."""

from django.http import HttpResponseRedirect


def see_other(url: str) -> HttpResponseRedirect:
    """Return the redirect after a POST: 303, so that what follows is a GET."""
    return HttpResponseRedirect(url, status=303)
