"""An opened draft as those read it whom it summarises, by account or by receipt; and how they object to it."""

import json
import uuid

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consultations import actions
from consultations.actions.locking import Conflict
from consultations.actions.taking_up import MAX_REASON
from consultations.models import DraftOpening, Participant
from consultations.right_of_reply import Summarised, summarised
from consultations.views.document import behind, document
from consultations.views.receipts import participant_shown
from forum_site.redirects import see_other

NO_SECTION = "tanpa-tema"  # the part of a draft that tells of comments without a theme


class ObjectionForm(forms.Form):
    """What is wrong with how one is summarised; one per part of the draft, told apart by `part`."""

    words = forms.CharField(
        label=gettext_lazy("What did you say instead?"),
        help_text=gettext_lazy("The editors read this and answer you. It is not published."),
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say what is wrong.")},
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, part: str, draft: int, words: str = ""):
        initial = {"form_key": uuid.uuid4(), "words": words}
        super().__init__(data, initial=initial, auto_id=f"id_{part}_%s")
        self.part = part
        self.fields["words"].widget.attrs["data-keep"] = f"rancangan-{draft}-{part}"


def part_of(section_id: int | None) -> str:
    """Return how addresses and forms name a part of a draft."""
    return f"bagian-{section_id}" if section_id else NO_SECTION


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, opening_id: int) -> HttpResponse:
    """Show a draft to somebody with an account whom it summarises; 404 for everybody else."""
    opening = _opening(opening_id)
    participant = Participant.objects.filter(
        consultation=opening.consultation_id, account=request.user
    ).first()
    return _answer(request, opening, participant)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def draft_by_receipt(request: HttpRequest, opening_id: int) -> HttpResponse:
    """Show a draft to whoever showed the receipt of what it summarises; 404 for everybody else."""
    return _answer(request, _opening(opening_id), participant_shown(request))


def _opening(opening_id: int) -> DraftOpening:
    rows = DraftOpening.objects.select_related("consultation__agency")
    return get_object_or_404(rows, pk=min(opening_id, 2**63 - 1))


def _answer(request: HttpRequest, opening: DraftOpening, participant: Participant | None) -> HttpResponse:
    if participant is None or participant.consultation_id != opening.consultation_id:
        raise Http404
    places = summarised(opening, participant)
    if not places:
        raise Http404
    if request.method != "POST":
        return _page(request, opening, places)
    parts = {part_of(key): key for key in places}
    part = request.POST.get("part", "")
    if part not in parts:
        raise Http404
    form = ObjectionForm(request.POST, part=part, draft=opening.pk)
    status = 422
    if form.is_valid():
        try:
            actions.object_to_draft(
                opening.pk,
                section_id=parts[part],
                participant=participant,
                words=form.cleaned_data["words"],
                form_key=form.cleaned_data["form_key"],
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        except Conflict as conflict:
            form.add_error(None, conflict.message)
            status = 409
        else:
            said = _("Your objection has arrived. You are told when it is answered.")
            messages.success(request, said, extra_tags=f"rancangan-{opening.pk}-{part}")
            return see_other(f"{request.path}#{part}")
    return _page(request, opening, places, form, status)


def _page(
    request: HttpRequest,
    opening: DraftOpening,
    places: dict[int | None, Summarised],
    sent: ObjectionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    content = json.loads(opening.content)
    own = {section.anchor: section.pk for section in opening.sections.all()}
    is_open = opening.is_open()
    parts = []
    for block in document(content, opening.consultation)["blocks"]:
        key = own.get(block["id"])
        place = places.get(key) if key else None
        parts.append({"block": block} | (_own_part(opening, key, place, sent) if place else {}))
    context = {
        "opening": opening,
        "content": content,
        "consultation": opening.consultation,
        "is_open": is_open,
        "parts": parts,
        "without_theme": _own_part(opening, None, places[None], sent) if None in places else None,
        "sent": sent,
        "behind": behind,
    }
    return render(request, "consultations/draft_page.html", context, status=status)


def _own_part(opening: DraftOpening, key: int | None, place: Summarised, sent: ObjectionForm | None) -> dict:
    part = part_of(key)
    is_sent = sent is not None and sent.part == part
    words = place.objection.words if place.objection else ""
    return {
        "place": place,
        "part": part,
        "answer": getattr(place.objection, "answer", None),
        "form": sent if is_sent else ObjectionForm(part=part, draft=opening.pk, words=words),
        "is_sent": is_sent,
    }
