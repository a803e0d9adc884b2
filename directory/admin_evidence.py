"""Evidence in the admin: officers add links, files and pictures to their commitments, and take them back."""

import uuid
from pathlib import PurePath

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import FileExtensionValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.images.fields import WagtailImageField

from directory.actions import add_evidence, withdraw_evidence
from directory.models import Commitment, Evidence
from forum_site.redirects import see_other

LARGEST = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE  # bytes of a file; the same for pictures
# How a file of each kind begins; text has no such mark and must be readable as text.
_BEGINS = {"pdf": b"%PDF-", **dict.fromkeys(("docx", "xlsx", "odt", "ods"), b"PK\x03\x04")}


class EvidenceForm(forms.Form):
    """One piece of evidence: what it shows, and one of link, file, picture."""

    caption = forms.CharField(
        label=gettext_lazy("What it shows"),
        max_length=200,
        help_text=gettext_lazy("In a sentence; it is also read out to people who cannot see the picture."),
    )
    url = forms.URLField(label=gettext_lazy("Link"), required=False, max_length=500, assume_scheme="https")
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        validators=[FileExtensionValidator(settings.WAGTAILDOCS_EXTENSIONS)],
        help_text=gettext_lazy("PDF, office document, table or text, at most 10 MB."),
    )
    picture = WagtailImageField(
        label=gettext_lazy("Picture"),
        required=False,
        help_text=gettext_lazy("A photo, at most 10 MB. Where and when it was taken is not passed on."),
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("form_key", uuid.uuid4())

    def clean_file(self):
        """Return the file if it is what its name says. Raises ValidationError."""
        file = self.cleaned_data["file"]
        if not file:
            return file
        if file.size > LARGEST:
            raise ValidationError(_("This file is larger than %(most)s.") % {"most": filesizeformat(LARGEST)})
        kind = PurePath(file.name).suffix.lower().lstrip(".")
        start = file.read(4096)
        file.seek(0)
        mark = _BEGINS.get(kind)
        if (mark and not start.startswith(mark)) or (not mark and b"\0" in start):
            raise ValidationError(
                _("This file is no %(kind)s, whatever its name says.") % {"kind": kind.upper()}
            )
        return file

    def clean(self):
        data = super().clean()
        given = [name for name in ("url", "file", "picture") if data.get(name)]
        if not given and not {"url", "file", "picture"} & set(self.errors):
            self.add_error("url", _("Give a link, a file or a picture."))
        for name in given[1:]:
            self.add_error(name, _("One at a time: add the other one afterwards."))
        return data

    @property
    def kind(self) -> str:
        """Return which kind of evidence a valid form holds."""
        return (
            Evidence.Kind.LINK
            if self.cleaned_data["url"]
            else Evidence.Kind.FILE
            if self.cleaned_data["file"]
            else Evidence.Kind.PICTURE
        )


class WithdrawForm(forms.Form):
    """Why a piece of evidence is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Published where the evidence stood."),
    )


def _changeable(request: HttpRequest, pk: int) -> Commitment:
    rows = Commitment.objects.changeable_by(request.user).select_related("agency")
    return get_object_or_404(rows, pk=min(pk, 2**63 - 1))


@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what shows that a commitment is kept, with the form to add to it."""
    commitment = _changeable(request, pk)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            add_evidence(
                commitment.pk,
                actor=request.user,
                kind=form.kind,
                caption=data["caption"],
                form_key=data["form_key"],
                url=data["url"],
                file=data["file"] or data["picture"],
            )
        except PermissionDenied as error:
            raise Http404 from error
        messages.success(request, _("The evidence is added."))
        return see_other(reverse("commitments:evidence", args=[commitment.pk]))
    return _page(request, commitment, form)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int, evidence_id: int) -> HttpResponse:
    """Ask why a piece of evidence is taken back, and take it back."""
    commitment = _changeable(request, pk)
    piece = get_object_or_404(commitment.pieces.standing(), pk=min(evidence_id, 2**63 - 1))
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdraw_evidence(piece.pk, actor=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("The evidence is taken back; your reason stands in its place."))
        return see_other(reverse("commitments:evidence", args=[commitment.pk]))
    return _page(request, commitment, form, piece)


def _page(request, commitment: Commitment, form, piece: Evidence | None = None) -> HttpResponse:
    context = {
        "commitment": commitment,
        "pieces": [] if piece else commitment.pieces.select_related("document", "picture", "added_by"),
        "piece": piece,
        "form": form,
        "header_icon": "doc-full-inverse",
        "header_title": _("Take evidence back") if piece else _("Evidence"),
        "page_subtitle": commitment.what,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("commitments:index"), "label": _("Commitments")},
            {"url": reverse("commitments:edit", args=[commitment.pk]), "label": commitment.what},
            {"url": "", "label": _("Evidence")},
        ],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "directory/admin/evidence.html", context, status=status)


urlpatterns = [
    path("<int:pk>/evidence/", evidence, name="evidence"),
    path("<int:pk>/evidence/<int:evidence_id>/withdraw/", withdraw, name="withdraw_evidence"),
]
