"""The forms by which staff correct what they took down for others."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.admin_access import requires
from consultations import actions
from consultations.actions.correcting import may_correct
from consultations.actions.locking import Conflict
from consultations.actions.noting import LONGEST_NAME
from consultations.forms import TextForm
from consultations.models import Comment, ForumNote
from consultations.models.comment import MAX_LENGTH
from forum_site.keyed_forms import KeyedForm, VerbForm
from forum_site.redirects import see_other

who_enters = requires("consultations.enter_comment")


class WordsForm(VerbForm):
    """The words as they should stand, and the name next to them."""

    text = forms.CharField(
        label=gettext_lazy("What was said"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": MAX_LENGTH}),
        error_messages={"required": gettext_lazy("Write what was said.")},
    )
    shown_name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("Only with consent. Empty: “Resident”."),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_text(self) -> str:
        """Refuse bytes that were no text."""
        return TextForm.clean_text(self)


class EntryCorrectionForm(KeyedForm, WordsForm):
    """Another text for a comment that one took down; `version` is the text that one saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)
    field_order = ["text", "shown_name"]


def _page(request: HttpRequest, form, back: str, status: int = 200, **context) -> HttpResponse:
    return render(
        request, "consultations/correct.html", {"form": form, "back": back} | context, status=status
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@who_enters
def entry(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Correct a comment that one took down; 404 for what somebody else did, or where it is too late."""
    comment = get_object_or_404(
        Comment.objects.select_related("participant", "version", "pending_version"),
        pk=min(comment_id, 2**63 - 1),
        entered_by=request.user,
    )
    newest, back = comment.pending_version or comment.version, _back(comment)
    about = {"in_public": True}
    if request.method != "POST":
        if not may_correct(comment, request.user, timezone.now()):
            raise Http404
        initial = {
            "text": newest.text,
            "shown_name": comment.participant.shown_name,
            "version": newest.pk,
        }
        return _page(request, EntryCorrectionForm(initial=initial), back, **about)
    form, status = EntryCorrectionForm(request.POST), 422
    if form.is_valid():
        data = form.cleaned_data
        try:
            comment = actions.correct_entry(
                comment.pk,
                actor=request.user,
                text=data["text"],
                shown_name=data["shown_name"],
                form_key=data["form_key"],
                version_id=data["version"],
            )
        except ValidationError as error:
            form.refuse(error)
        except Conflict as conflict:
            form.add_error(None, conflict.message)
            form.data = form.data.copy()
            form.data["version"] = newest.pk  # it has been seen now, so that sending again is a decision
            status, about["other_text"] = 409, newest.text
        else:
            waits = comment.pending_version_id
            messages.success(
                request,
                _("Corrected. A moderator reads the new text first.") if waits else _("Corrected."),
            )
            return see_other(back)
    return _page(request, form, back, status, **about)


def _back(comment: Comment) -> str:
    """Return where the comment was typed: the note-taker's page, else its receipt."""
    note = ForumNote.objects.filter(comment=comment).first()
    return _note_address(note) if note else reverse("enter_comment_receipt", args=[comment.pk])


def _note_address(note: ForumNote) -> str:
    page = reverse("consultations:notes", args=[note.event_id])
    return f"{page}?bagian={note.item_id}#catatan-{note.pk}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@who_enters
def note(request: HttpRequest, note_id: int) -> HttpResponse:
    """Correct a note of one's own that became no comment; 404 for any other."""
    rows = ForumNote.objects.standing().filter(comment=None, taken_by=request.user)
    row = get_object_or_404(rows, pk=min(note_id, 2**63 - 1))
    back = _note_address(row)
    form = WordsForm(request.POST or None, initial={"text": row.text, "shown_name": row.speaker})
    if row.kind != ForumNote.Kind.CONTRIBUTION:
        form.fields["text"].label = row.get_kind_display()
        del form.fields["shown_name"]
    if request.method != "POST":
        return _page(request, form, back)
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.correct_note(
                row.pk, actor=request.user, text=data["text"], speaker=data.get("shown_name", "")
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Corrected."))
            return see_other(back)
    return _page(request, form, back, 422)
