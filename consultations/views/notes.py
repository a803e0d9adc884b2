"""The note-taker's page: what is said under one part of the programme at a time, and the receipts for it."""

import uuid
from datetime import UTC, datetime

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.admin_access import requires
from accounts.notices import absolute
from consultations import actions
from consultations.actions.correcting import CORRECT_WITHIN
from consultations.actions.noting import TAKE_NOTES, may_note
from consultations.forum_forms import NoteForm
from consultations.models import AgendaLink, Comment, Consultation, ForumNote, NoteDraft
from consultations.receipt_links import receipt_link, whatsapp_link
from events.models import AgendaItem, Event
from events.stage import current_item
from forum_site.qr import qr_of
from forum_site.redirects import see_other

LATEST = 20  # notes of a part that are listed; the others stand in the minutes' draft
MOST_SLIPS = 200
note_takers_only = requires(TAKE_NOTES)


def _event(event_id: int) -> Event:
    return get_object_or_404(Event.objects.announced(), pk=event_id)


def _parts(event: Event) -> list[AgendaItem]:
    return list(event.agenda_items.filter(removed_at=None).exclude(kind=AgendaItem.Kind.BREAK))


def _chosen(request: HttpRequest, event: Event, parts: list[AgendaItem]) -> AgendaItem | None:
    """Return the part that is asked for, else the one that runs, else the first. Raises Http404 for another's."""
    asked = request.GET.get("bagian", "")
    if asked:
        found = [part for part in parts if str(part.pk) == asked]
        if not found:
            raise Http404
        return found[0]
    running = current_item(event)
    return next((part for part in parts if part.pk == running), parts[0] if parts else None)


def _links(item: AgendaItem) -> list[AgendaLink]:
    return list(item.agenda_links.select_related("consultation", "question"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@note_takers_only
def notes(request: HttpRequest, event_id: int) -> HttpResponse:
    """Show the page on one part of the programme; store what was typed.

    The page's script gets JSON, so that what could not be stored stays in the browser with the reason.
    """
    event = _event(event_id)
    parts = _parts(event)
    item = _chosen(request, event, parts)
    if item is None or not may_note(event):
        if request.method == "POST":
            raise Http404
        return _page(request, event, parts, item, None)
    links = _links(item)
    if request.method != "POST":
        return _page(request, event, parts, item, _fresh_form(request, event, item, links))
    form = NoteForm(request.POST, item=item, links=links)
    if form.is_valid():
        try:
            note = _store(form, request.user)
        except ValidationError as error:
            form.refuse(error)
        else:
            return _stored(request, event, item, note)
    if _by_script(request):
        return JsonResponse({"errors": _sentences(form)}, status=422)
    return _page(request, event, parts, item, form, status=422)


def _store(form: NoteForm, user) -> ForumNote:
    data = form.cleaned_data
    said = data["said_at"]
    return actions.take_note(
        form.item.pk,
        actor=user,
        kind=data["kind"],
        text=data["text"],
        form_key=data["form_key"],
        said_at=datetime.fromtimestamp(said / 1000, UTC) if said else None,
        link_id=data.get("link"),
        speaker=data["speaker"] if data["named"] else "",
        consent=data["named"],
        stance=data["stance"],
        language=data["language"],
        district=data["district"],
    )


def _stored(request: HttpRequest, event: Event, item: AgendaItem, note: ForumNote) -> HttpResponse:
    if _by_script(request):
        return JsonResponse({"list": _list(request, event, item), "note": note.pk}, status=201)
    messages.success(request, _("Noted."))
    return see_other(f"{reverse('consultations:notes', args=[event.pk])}?bagian={item.pk}#catatan")


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _sentences(form: NoteForm) -> list[str]:
    """Return what is wrong, each with its field's name."""
    return [
        error if name == "__all__" else f"{form.fields[name].label}: {error}"
        for name, errors in form.errors.items()
        for error in errors
    ]


def _fresh_form(request: HttpRequest, event: Event, item: AgendaItem, links: list[AgendaLink]) -> NoteForm:
    """Return an empty form, or what the note-taker was typing when the page went away."""
    draft = NoteDraft.objects.filter(event=event, user=request.user).first()
    initial = {"language": request.user.language}
    if draft and draft.fields.get("item") == item.pk:
        known = {name: value for name, value in draft.fields.items() if name in NoteForm.base_fields}
        initial |= known | {"form_key": draft.form_key}
    return NoteForm(item=item, links=links, initial=initial)


def _page(request, event: Event, parts, item: AgendaItem | None, form, status: int = 200) -> HttpResponse:
    context = {
        "event": event,
        "parts": parts,
        "item": item,
        "form": form,
        "links": _links(item) if item else [],
        "takes_entries": bool(item) and _takes_entries(item),
        "may_note": may_note(event),
        "may_run": request.user.has_perm("consultations.run_forum"),
        "list": _list(request, event, item) if item else "",
    }
    return render(request, "consultations/notes.html", context, status=status)


def _takes_entries(item: AgendaItem) -> bool:
    """Whether one of the consultations that a part is about is open now, so that what is said counts in it."""
    return Consultation.objects.open().filter(agenda_links__item=item).exists()


def _list(request: HttpRequest, event: Event, item: AgendaItem) -> str:
    """Return the latest notes of a part as HTML, and how many of its receipts wait to be handed over."""
    rows = ForumNote.objects.standing().filter(event=event, item=item)
    waiting = ForumNote.objects.filter(event=event, comment__isnull=False, comment__handed_receipt=None)
    rows_shown = rows.select_related(
        "comment__participant", "comment__version", "comment__handed_receipt", "taken_by"
    )
    shown = list(rows_shown.order_by("-said_at", "-pk")[:LATEST])
    now = timezone.now()
    for note in shown:
        note.key = uuid.uuid4()
        note.may_correct = _may_correct(note, request.user, now)
    context = {
        "event": event,
        "item": item,
        "notes": shown,
        "total": rows.count(),
        "waiting_here": waiting.filter(item=item).count(),
        "waiting": waiting.count(),
        "user": request.user,
        "receipts_key": uuid.uuid4(),
    }
    return render_to_string("consultations/notes_list.html", context, request)


def _may_correct(note: ForumNote, user, now: datetime) -> bool:
    """Whether to offer it, from what the list has read; the verb looks again."""
    return (
        note.comment_id is not None
        and note.comment.entered_by_id == user.pk
        and note.comment.status in (Comment.Status.PUBLISHED, Comment.Status.PENDING)
        and now < note.created_at + CORRECT_WITHIN
    )


class DraftForm(forms.Form):
    """What is being typed: nothing of it is checked before it is stored."""

    form_key = forms.UUIDField()
    item = forms.IntegerField()
    kind = forms.CharField(required=False, max_length=20)
    link = forms.CharField(required=False, max_length=20)
    text = forms.CharField(required=False, max_length=20_000, strip=False)
    named = forms.CharField(required=False, max_length=1)
    speaker = forms.CharField(required=False, max_length=200)
    stance = forms.CharField(required=False, max_length=20)
    language = forms.CharField(required=False, max_length=2)
    district = forms.CharField(required=False, max_length=60)


@require_POST
@note_takers_only
def draft(request: HttpRequest, event_id: int) -> HttpResponse:
    """Keep what is being typed on the server too, so that it outlives the device."""
    event = _event(event_id)
    form = DraftForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    fields = form.cleaned_data
    key = fields.pop("form_key")
    actions.keep_draft(event.pk, actor=request.user, fields=fields, form_key=key)
    return HttpResponse(status=204)


@require_POST
@note_takers_only
def take_back(request: HttpRequest, note_id: int) -> HttpResponse:
    """Take back a note that became no comment; 404 for somebody else's."""
    note = get_object_or_404(ForumNote, pk=min(note_id, 2**63 - 1), taken_by=request.user)
    try:
        actions.take_note_back(note.pk, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Taken back."))
    return see_other(f"{reverse('consultations:notes', args=[note.event_id])}?bagian={note.item_id}#catatan")


# --- Receipts ---------------------------------------------------------------------------------------


class ReceiptsForm(forms.Form):
    """Whose receipts are handed over: that of one note, those of a part of the programme, or of the whole forum."""

    form_key = forms.UUIDField()
    note = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    item = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


@never_cache
@require_POST
@note_takers_only
def receipts(request: HttpRequest, event_id: int) -> HttpResponse:
    """Show the codes of what was said, this once: to print as slips, to read out, or to send on.

    One note's receipt can be given anew; else those that nobody has handed over yet.
    """
    event = _event(event_id)
    form = ReceiptsForm(request.POST)
    if not form.is_valid():
        raise Http404
    rows = Comment.objects.filter(forum_note__event=event)
    key, one, item = (form.cleaned_data[name] for name in ("form_key", "note", "item"))
    if one:
        rows = rows.filter(forum_note=one)
    elif item:
        rows = rows.filter(forum_note__item=item)
    back = f"{reverse('consultations:notes', args=[event.pk])}?{urlencode({'bagian': item} if item else {})}"
    return slips_page(request, rows, key, title=event.shown("title"), back=back, again=bool(one))


def slips_page(
    request: HttpRequest, rows, key: uuid.UUID, *, title: str, back: str, again: bool = False
) -> HttpResponse:
    """Return the page of slips for comments (a query of them) whose receipts this form hands over.

    `again`: also for those that were handed over before, with new codes.
    """
    if not again:
        rows = rows.filter(Q(handed_receipt=None) | Q(handed_receipt__form_key=key))
    ids = list(rows.order_by("received_at", "pk").values_list("pk", flat=True)[: MOST_SLIPS + 1])
    handed = actions.hand_receipts(ids[:MOST_SLIPS], actor=request.user, form_key=key, again=again)
    context = {
        "of": title,
        "slips": [_slip(comment, code) for comment, code in handed],
        "has_more": len(ids) > MOST_SLIPS,
        "back": back,
    }
    return render(request, "consultations/receipt_slips.html", context)


def _slip(comment: Comment, code: str) -> dict:
    """Return what a slip says, in its reader's language."""
    with translation.override(comment.participant.language):
        title = comment.consultation.shown("title")
        return {
            "comment": comment,
            "language": comment.participant.language,
            "title": title,
            "code_groups": code.split("-"),
            "look_up": absolute(reverse("receipts:look_up")),
            "link": receipt_link(code),
            "whatsapp": whatsapp_link(code, title),
            "qr": qr_of(receipt_link(code)),
        }
