"""Minutes as everybody reads them, what was said under each part, amendments by those who were there, the record."""

import hashlib

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consultations import actions
from consultations.actions.minuting import MAX_WORDS, spoke_there, was_there
from consultations.actions.noting import RUN_FORUM
from consultations.minutes import parts_of
from consultations.models import (
    AgendaLink,
    AmendmentRequest,
    Comment,
    ForumNote,
    ForumRecord,
    Minutes,
    MinutesChange,
    MinutesPage,
    Participant,
)
from consultations.views.receipts import holder_shown
from consultations.visibility import kept_from_the_public
from events.models import AgendaItem, Event, Registration
from events.views.passing import announced
from events.views.registering import own_standing
from forum_site.keyed_forms import KeyedForm
from forum_site.languages import localized_url
from forum_site.redirects import see_other
from forum_site.scans import ENDINGS

FIRST_SAID, EACH = 5, 20  # contributions of a part on the minutes' page, and on a page of their own
STANDING = (Comment.Status.PUBLISHED, Comment.Status.HIDDEN, Comment.Status.WITHDRAWN)


def said_at(event_id: int):
    """Return the notes of a forum that are comments everybody may know of, in the order in which they were said."""
    return (
        ForumNote.objects.filter(event=event_id, comment__status__in=STANDING)
        .exclude(comment__consultation__in=kept_from_the_public())
        .select_related("comment__participant", "comment__version", "comment__consultation")
        .order_by("said_at", "pk")
    )


# --- The page ---------------------------------------------------------------------------------------


def minutes_context(page: MinutesPage, request: HttpRequest) -> dict:
    """Return what the template of minutes needs; a preview has no facts in force."""
    event = Event.objects.select_related("agency").filter(pk=page.event_id).first()
    minutes = Minutes.objects.filter(event=page.event_id).first()
    items = [block.value["item"].pk for block in parts_of(page)]
    requests = AmendmentRequest.objects.filter(minutes=page.event_id)
    return {
        "event": event,
        "event_url": localized_url(page.get_parent()),
        "minutes": minutes,
        "blocks": _blocks(page, items),
        "changes": list(minutes.changes.exclude(kind=MinutesChange.Kind.FINAL)) if minutes else [],
        "takes_amendments": bool(minutes and minutes.takes_amendments()),
        "asked": requests.count(),
        "changed": requests.filter(outcome=AmendmentRequest.Outcome.CHANGED).count(),
        "record": signed_record(page.event_id),
        "may_run": bool(request.COOKIES) and request.user.has_perm(RUN_FORUM),
    }


def signed_record(event_id: int) -> ForumRecord | None:
    """Return a forum's signed record without its files, None where there is none."""
    rows = ForumRecord.objects.filter(minutes=event_id, published_at__isnull=False)
    return rows.defer("content", "scan").first()


def _blocks(page: MinutesPage, items: list[int]) -> list[dict]:
    """Return the blocks in order, those of a part with what belongs to it: three queries, however many parts."""
    rank = Window(RowNumber(), partition_by=F("item"), order_by=[F("said_at"), F("pk")])
    said: dict[int, list[ForumNote]] = {}
    for note in (
        said_at(page.event_id).filter(item__in=items).annotate(rank=rank).filter(rank__lte=FIRST_SAID)
    ):
        said.setdefault(note.item_id, []).append(note)
    counts = said_counts(page.event_id)
    links: dict[int, list[AgendaLink]] = {}
    for link in links_of(items):
        links.setdefault(link.item_id, []).append(link)
    found = []
    for block in page.body:
        if block.block_type != "part":
            found.append({"block": block})
        elif item := block.value["item"]:
            found.append(
                {
                    "block": block,
                    "part": item,
                    "links": links.get(item.pk, []),
                    "said": said.get(item.pk, []) if block.value["shows_said"] else [],
                    "said_count": counts.get(item.pk, 0),
                    "commitments": [row for row in block.value["commitments"] if row and row.published_at],
                }
            )
    return found


def links_of(items: list[int]):
    """Return what parts of a programme are about, as far as everybody may know of it."""
    rows = AgendaLink.objects.filter(item__in=items).exclude(consultation__in=kept_from_the_public())
    return rows.select_related("consultation", "question")


def said_counts(event_id: int) -> dict[int, int]:
    """Return how many contributions stand in consultations, by part of the programme."""
    rows = ForumNote.objects.filter(event=event_id, comment__status=Comment.Status.PUBLISHED)
    rows = rows.exclude(comment__consultation__in=kept_from_the_public())
    return dict(rows.values_list("item").annotate(n=Count("pk")).order_by())


@require_safe
def said(request: HttpRequest, item_id: int) -> HttpResponse:
    """Show what was said under a part of a forum's programme, 20 at a time."""
    item = get_object_or_404(AgendaItem, pk=min(item_id, 2**63 - 1))
    event = announced(item.event_id)
    rows = said_at(event.pk).filter(item=item)
    after = request.GET.get("sesudah", "")
    if after:
        if not after.isdecimal() or len(after) > 18:
            raise BadRequest("This is no cursor.")
        last = get_object_or_404(ForumNote, pk=int(after), item=item)
        rows = rows.filter(said_at__gte=last.said_at).exclude(said_at=last.said_at, pk__lte=last.pk)
    found = list(rows[: EACH + 1])
    minutes = Minutes.objects.filter(event=event, page__live=True).select_related("page").first()
    context = {
        "event": event,
        "item": item,
        "notes": found[:EACH],
        "next_url": f"?sesudah={found[EACH - 1].pk}" if len(found) > EACH else "",
        "count": said_counts(event.pk).get(item.pk, 0),
        "back": localized_url(minutes.page if minutes else _page_of(event)),
    }
    return render(request, "consultations/said.html", context)


def _page_of(event: Event):
    from events.calendars import page_of

    return page_of(event)


# --- Amendments -------------------------------------------------------------------------------------


class AmendmentForm(KeyedForm):
    """What should be changed in the minutes."""

    codes = {"form_key": "form_key"}

    item = forms.ModelChoiceField(
        AgendaItem.objects.none(),
        label=gettext_lazy("Part of the programme"),
        required=False,
        empty_label=gettext_lazy("The minutes as a whole"),
    )
    words = forms.CharField(
        label=gettext_lazy("What should be changed?"),
        max_length=MAX_WORDS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "The organiser reads this and answers you. It is not published; that you asked is counted."
        ),
        error_messages={"required": gettext_lazy("Say what should be changed.")},
    )
    field_order = ["item", "words"]

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = event.agenda_items.filter(removed_at=None).exclude(
            kind=AgendaItem.Kind.BREAK
        )
        self.fields["item"].label_from_instance = lambda item: item.shown("title")
        self.fields["words"].widget.attrs["data-keep"] = f"notulen-{event.pk}"


def _attendee(request: HttpRequest, event: Event) -> dict[str, Registration | Participant] | None:
    """Return who of those who were there is asking: by account, by the code of a place, or by a receipt."""
    own = own_standing(request, event)
    if own and was_there(event, own):
        return {"registration": own}
    holder = holder_shown(request)
    if isinstance(holder, Participant) and spoke_there(event, holder):
        return {"participant": holder}
    return None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def amendments(request: HttpRequest, event_id: int) -> HttpResponse:
    """Let those who were there ask for amendments, and show them their own; tell others how to show who they are."""
    event = announced(event_id)
    minutes = get_object_or_404(Minutes.objects.select_related("page"), event=event, page__live=True)
    who = _attendee(request, event)
    if request.method != "POST":
        return _amendments(request, event, minutes, who, AmendmentForm(event=event))
    if who is None:
        raise Http404
    form = AmendmentForm(request.POST, event=event)
    if not form.is_valid():
        return _amendments(request, event, minutes, who, form, status=422)
    data = form.cleaned_data
    try:
        actions.ask_amendment(
            event.pk,
            data["words"],
            form_key=data["form_key"],
            item_id=data["item"] and data["item"].pk,
            **who,
        )
    except PermissionDenied as error:
        raise Http404 from error
    except ValidationError as error:
        form.refuse(error)
        return _amendments(request, event, minutes, who, form, status=422)
    messages.success(
        request, _("Your request has arrived. The answer stands here."), extra_tags=f"notulen-{event.pk}"
    )
    return see_other(reverse("consultations:amendments", args=[event.pk]))


def _amendments(request, event: Event, minutes: Minutes, who: dict | None, form, status: int = 200):
    context = {
        "event": event,
        "minutes": minutes,
        "minutes_url": localized_url(minutes.page),
        "who": who,
        "form": form,
        "takes_amendments": minutes.takes_amendments(),
        "own": list(minutes.requests.filter(**who).select_related("item")) if who else [],
    }
    return render(request, "consultations/amendments.html", context, status=status)


# --- The record -------------------------------------------------------------------------------------


def _record(request: HttpRequest, event_id: int) -> ForumRecord:
    """Return the record that this reader may have: the signed one, or, for who leads minutes, the latest."""
    rows = ForumRecord.objects.filter(minutes=min(event_id, 2**63 - 1))
    if not (request.COOKIES and request.user.has_perm(RUN_FORUM)):
        announced(event_id)
        rows = rows.filter(published_at__isnull=False)
    found = rows.select_related("minutes__event").order_by("-number").first()
    if found is None:
        raise Http404
    return found


@require_safe
def record(request: HttpRequest, event_id: int) -> HttpResponse:
    """Hand out the berita acara as it was set, to be signed."""
    found = _record(request, event_id)
    return _file(found, bytes(found.content), "application/pdf", "berita-acara")


@require_safe
def signed(request: HttpRequest, event_id: int) -> HttpResponse:
    """Hand out the signed scan of the berita acara."""
    found = _record(request, event_id)
    if not found.is_signed:
        raise Http404
    return _file(found, bytes(found.scan), found.scan_type, "berita-acara-ditandatangani")


def _file(found: ForumRecord, content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    title = slugify(found.minutes.event.title)[:60]
    response["Content-Disposition"] = f'attachment; filename="{name}-{title}.{ENDINGS[kind]}"'
    response["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response["Cache-Control"] = "public, no-cache" if found.is_signed else "private, no-store"
    return response
