"""What is new since one read: marking it as read, and going from one new comment to the next."""

import re

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consultations import drawing, marks
from consultations.views.posting import comment_url
from consultations.views.thread import Choice
from consultations.visibility import consultation_for, reader_of
from forum_site.cursors import parse_time_cursor
from forum_site.redirects import see_other

_NUMBERS = re.compile(r"\d{1,18}(\.\d{1,18}){0,99}", re.ASCII)


@never_cache
@require_POST
def mark(request: HttpRequest, slug: str) -> HttpResponse:
    """Move the reader's mark to `sampai`, a cursor; with `verb=undo` back to `semula`. 403 for visitors."""
    consultation = consultation_for(request, slug=slug)
    user = reader_of(request)
    if user is None:
        return JsonResponse({"error": _("Log in to keep what you have read.")}, status=403)
    if request.POST.get("verb") == "undo":
        marks.unmark(consultation.pk, user, request.POST.get("semula", ""))
        messages.success(request, _("What was new is marked as new again."))
        return see_other(Choice().url(consultation) + "#utas")
    before = marks.mark_read(consultation.pk, user, request.POST.get("sampai", ""))
    if request.POST.get("diam"):  # the script marks while one reads, and says nothing
        return HttpResponse(status=204)
    return see_other(Choice().url(consultation, selesai=1, semula=before) + "#utas")


@never_cache
@require_safe
def following(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead to the first new comment after `sesudah`, a cursor (default: the reader's mark), or to the end of it all.

    `lewat` are numbers of at most 100 comments to pass over, with points between: those that a script saw being read.
    """
    consultation = consultation_for(request, slug=slug)
    own = drawing.own_things(reader_of(request), consultation)
    after = request.GET.get("sesudah", "")
    if after:
        place = parse_time_cursor(after)
    elif own and own.mark:
        place = own.mark
    else:
        raise BadRequest("New since when?")
    seen = request.GET.get("lewat", "")
    if seen and not _NUMBERS.fullmatch(seen):
        raise BadRequest("These are no comments.")
    but = [int(pk) for pk in seen.split(".") if pk]
    found = marks.next_new(consultation.pk, place, own and own.participant_id, but)
    if found is None:
        return HttpResponseRedirect(Choice().url(consultation, selesai=1) + "#utas")
    return HttpResponseRedirect(f"{comment_url(found)}?{urlencode({'baru': 1})}#t{found}")
