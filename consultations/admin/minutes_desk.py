"""What follows a forum, on its page in the administration: minutes, amendments, who signs, the signed record."""

import uuid

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from wagtail import hooks

from accounts.admin_access import requires
from consultations import actions
from consultations.actions.minuting import MAX_WORDS
from consultations.actions.noting import RUN_FORUM
from consultations.minutes import is_late
from consultations.models import (
    AmendmentRequest,
    ForumNote,
    ForumRecord,
    Minutes,
    MinutesPage,
    Signatory,
)
from events.models import Event
from forum_site.keyed_forms import VerbForm
from forum_site.languages import FIRST, localized_url
from forum_site.redirects import see_other
from forum_site.scans import ACCEPT

organisers_only = requires(RUN_FORUM)
MOST = 50  # requests that are listed; those that wait come first


class AnswerForm(VerbForm):
    """What is answered to a request for an amendment."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What became of it"),
        choices=AmendmentRequest.Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose whether the minutes were changed.")},
    )
    answer = forms.CharField(
        label=gettext_lazy("Answer"),
        max_length=MAX_WORDS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why: the person who asked reads it.")},
    )


class SignatoryForm(VerbForm):
    """Who signs, for whom."""

    side = forms.ChoiceField(label=gettext_lazy("Signs"), choices=Signatory.Side)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    role = forms.CharField(label=gettext_lazy("Office or part in the forum"), max_length=120)


class ScanForm(VerbForm):
    """The signed scan."""

    scan = forms.FileField(
        label=gettext_lazy("Signed scan"),
        help_text=gettext_lazy(
            "PDF, or a picture as JPEG or PNG, at most 10 MB. It is published with its checksum."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        error_messages={"required": gettext_lazy("Choose the signed scan.")},
    )
    signed_on = forms.DateField(
        label=gettext_lazy("Signed on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


def minutes_part(event: Event, bound: dict | None = None) -> dict:
    """Return what the forum's page shows of its minutes; `bound` holds forms that were refused, by name."""
    bound = bound or {}
    minutes = Minutes.objects.filter(event=event).select_related("page").first()
    page = MinutesPage.objects.filter(event=event, locale__language_code=FIRST).first()
    waiting = ForumNote.objects.standing().filter(event=event, comment=None, minuted_at=None).count()
    found = {
        "minutes": minutes,
        "minutes_page": page,
        "minutes_url": localized_url(page) if page and page.live else "",
        "new_notes": waiting,
        "has_begun": event.starts_at <= timezone.now() and not event.is_cancelled,
        "is_late": is_late(event),
    }
    if minutes is None:
        return found
    requests = list(
        minutes.requests.select_related("registration__user", "participant", "item").order_by(
            "answered_at", "created_at"
        )[:MOST]
    )
    records = minutes.records.defer("content", "scan").order_by("-number")
    return found | {
        "requests": [
            (asked, bound.get(f"answer-{asked.pk}") or AnswerForm(prefix=f"answer-{asked.pk}"))
            for asked in requests
        ],
        "signatories": list(minutes.signatories.all()),
        "signatory_form": bound.get("signatory") or SignatoryForm(prefix="signatory"),
        "record": records.first(),
        "scan_form": bound.get("scan")
        or ScanForm(prefix="scan", initial={"signed_on": timezone.localdate()}),
        "record_key": uuid.uuid4(),
    }


def _back(event_id: int, anchor: str) -> HttpResponse:
    return see_other(f"{reverse('forum', args=[event_id])}#{anchor}")


def _again(request: HttpRequest, event_id: int, name: str, form: forms.Form) -> HttpResponse:
    """Show the forum's page with what was refused."""
    from consultations.admin.forum_day import forum_page

    event = get_object_or_404(Event.objects.announced(), pk=event_id)
    return forum_page(request, event, bound={name: form}, status=422)


@require_POST
@organisers_only
def draft(request: HttpRequest, event_id: int) -> HttpResponse:
    """Write the draft of the minutes from the notes, or put new notes into it; lead to its editor."""
    event = get_object_or_404(Event.objects.announced(), pk=event_id)
    try:
        page, count = actions.draft_minutes(event.pk, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return _back(event.pk, "notulen")
    messages.success(
        request,
        ngettext("%(n)d note is in the draft.", "%(n)d notes are in the draft.", count) % {"n": count},
    )
    return see_other(reverse("wagtailadmin_pages:edit", args=[page.pk]))


@require_POST
@organisers_only
def answer(request: HttpRequest, request_id: int) -> HttpResponse:
    """Answer a request for an amendment."""
    asked = get_object_or_404(AmendmentRequest, pk=min(request_id, 2**63 - 1))
    name = f"answer-{asked.pk}"
    form = AnswerForm(request.POST, prefix=name)
    if form.is_valid():
        try:
            actions.answer_amendment(asked.pk, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
    if form.errors:
        return _again(request, asked.minutes_id, name, form)
    messages.success(request, _("Answered."))
    return _back(asked.minutes_id, f"permintaan-{asked.pk}")


@require_POST
@organisers_only
def sign(request: HttpRequest, event_id: int) -> HttpResponse:
    """Name somebody who signs."""
    minutes = get_object_or_404(Minutes, pk=event_id)
    form = SignatoryForm(request.POST, prefix="signatory")
    if form.is_valid():
        try:
            actions.add_signatory(minutes.pk, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
    if form.errors:
        return _again(request, minutes.pk, "signatory", form)
    return _back(minutes.pk, "berita-acara")


@require_POST
@organisers_only
def unsign(request: HttpRequest, signatory_id: int) -> HttpResponse:
    """Take somebody off those who sign; a second time they are gone already."""
    row = Signatory.objects.filter(pk=min(signatory_id, 2**63 - 1)).first()
    if row is None:
        return see_other(reverse("forums"))
    try:
        actions.remove_signatory(row.pk, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return _back(row.minutes_id, "berita-acara")


@require_POST
@organisers_only
def make(request: HttpRequest, event_id: int) -> HttpResponse:
    """Set the berita acara to be signed."""
    minutes = get_object_or_404(Minutes, pk=event_id)
    try:
        key = uuid.UUID(request.POST.get("form_key", ""))
    except ValueError as error:
        raise Http404 from error
    try:
        actions.make_record(minutes.pk, actor=request.user, form_key=key)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("The berita acara is ready to be printed and signed."))
    return _back(minutes.pk, "berita-acara")


@require_POST
@organisers_only
def publish(request: HttpRequest, record_id: int) -> HttpResponse:
    """Publish the signed scan."""
    record = get_object_or_404(ForumRecord.objects.defer("content", "scan"), pk=min(record_id, 2**63 - 1))
    form = ScanForm(request.POST, request.FILES, prefix="scan")
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.publish_scan(
                record.pk, actor=request.user, file=data["scan"], signed_on=data["signed_on"]
            )
        except ValidationError as error:
            form.refuse(error)
    if form.errors:
        return _again(request, record.minutes_id, "scan", form)
    messages.success(request, _("The signed berita acara is published."))
    return _back(record.minutes_id, "berita-acara")


@hooks.register("register_admin_urls")
def urls():
    return [
        path("forums/<int:event_id>/minutes/", draft, name="draft_minutes"),
        path("forums/amendment/<int:request_id>/", answer, name="answer_amendment"),
        path("forums/<int:event_id>/signatory/", sign, name="add_signatory"),
        path("forums/signatory/<int:signatory_id>/remove/", unsign, name="remove_signatory"),
        path("forums/<int:event_id>/record/", make, name="make_record"),
        path("forums/record/<int:record_id>/scan/", publish, name="publish_scan"),
    ]
