"""Who may enter a page of ours in Wagtail's admin."""

from functools import wraps

from django.http import Http404


def requires(*permissions: str):
    """Return a decorator: whoever lacks one of the permissions gets 404, as if the page were not there."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.has_perms(permissions):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return decorate
