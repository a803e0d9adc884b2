"""The public board of commitments, as a page, a table and a feed; each commitment's own page; following one."""

import hashlib

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.notices import absolute
from directory import board as boards
from directory import feeds, story
from directory.actions import follow_commitment, unfollow_commitment
from directory.board import Choice
from directory.models import Agency, Commitment, CommitmentFollow
from forum_site.redirects import see_other
from forum_site.spreadsheet import streamed_csv
from forum_site.templatetags.rembuk import person

LABELS = {
    boards.OPEN: gettext_lazy("Under way"),
    boards.LATE: gettext_lazy("Late"),
    boards.KEPT: gettext_lazy("Kept"),
    boards.DROPPED: gettext_lazy("Dropped"),
    boards.ALL: gettext_lazy("All"),
}
COLUMNS = (
    "id", "what", "agency", "first_due_on", "due_on", "status", "late", "kept_on", "slip_days", "evidence", "address",
)  # fmt: skip


class BoardForm(forms.Form):
    """What of the board is shown. The addresses are public, so their parameters are Indonesian."""

    instansi = forms.ModelChoiceField(
        label=gettext_lazy("Agency"),
        required=False,
        to_field_name="slug",
        queryset=Agency.objects.all(),
        empty_label=gettext_lazy("All agencies"),
    )
    keadaan = forms.ChoiceField(
        required=False, choices=[(state, state) for state in boards.STATES], widget=forms.HiddenInput
    )

    def choice(self) -> Choice:
        """Return what is asked for. Raises BadRequest (400) for what the form does not offer."""
        if not self.is_valid():
            raise BadRequest("The board offers no such filter.")
        data = self.cleaned_data
        return Choice(data["keadaan"] or boards.OPEN, data["instansi"])


def _query(choice: Choice, **more) -> str:
    asked = {"keadaan": choice.state if choice.state != boards.OPEN else ""}
    asked |= {"instansi": choice.agency.slug if choice.agency else ""} | more
    found = urlencode({name: value for name, value in asked.items() if value})
    return f"?{found}" if found else ""


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show what agencies have promised: figures, then 20 at a time, late ones first."""
    form = BoardForm(request.GET)
    choice = form.choice()
    after = request.GET.get("sesudah", "")
    rows, following = choice.page(after)
    form.fields["instansi"].queryset = boards.agencies_with_commitments()
    figures = boards.figures(choice.agency)
    own = reverse("directory:board")
    states = [
        {
            "label": label,
            "count": figures.of(state),
            "url": own + _query(Choice(state, choice.agency)),
            "current": state == choice.state,
        }
        for state, label in LABELS.items()
    ]
    context = {
        "form": form,
        "choice": choice,
        "rows": rows,
        "figures": figures,
        "bar": story.bar(figures),
        "states": states,
        "own_url": own,
        "first_url": own + _query(choice) if after else "",
        "next_url": own + _query(choice, sesudah=following) if following else "",
        "csv_url": reverse("directory:board_table") + _query(choice),
        "feed_url": reverse("directory:board_feed")
        + (f"?{urlencode({'instansi': choice.agency.slug})}" if choice.agency else ""),
    }
    return render(request, "directory/board.html", context)


@require_safe
def table(request: HttpRequest) -> StreamingHttpResponse:
    """Hand out the commitments that are asked for as CSV, a batch at a time."""
    choice = BoardForm(request.GET).choice()
    response = StreamingHttpResponse(
        streamed_csv(COLUMNS, map(_cells, choice.every())), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="komitmen.csv"'
    return response


def _cells(row: Commitment) -> list[str]:
    return [
        str(row.pk),
        row.what,
        row.agency.name,
        row.first_due_on.isoformat(),
        row.due_on.isoformat(),
        row.status,
        "yes" if row.is_overdue else "no",
        row.kept_on.isoformat() if row.kept_on else "",
        str(row.slip),
        row.evidence,
        absolute(reverse("directory:commitment", args=[row.pk])),
    ]


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Return the newest changes as an Atom feed; 304 where the reader has it as it stands."""
    choice = BoardForm(request.GET).choice()
    content = feeds.atom(choice.agency, own=request.get_full_path())
    etag = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    response = get_conditional_response(request, etag=etag, last_modified=None)
    if response is None:
        response = HttpResponse(content, content_type="application/atom+xml; charset=utf-8")
        response.headers["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    return response


def _public(commitment_id: int) -> Commitment:
    """Return a commitment that anybody may see. Raises Http404."""
    rows = Commitment.objects.public().select_related("agency", "officer")
    found = rows.filter(pk=min(commitment_id, 2**63 - 1)).first()
    if found is None:
        raise Http404
    return found


@require_safe
def commitment(request: HttpRequest, commitment_id: int) -> HttpResponse:
    """Show one commitment: how it stands, every change with its reason, what shows that it was done."""
    row = _public(commitment_id)
    reader = person({"request": request})
    context = {
        "commitment": row,
        "trace": story.trace_of(row),
        "changes": story.changes_of(row),
        "pieces": list(row.pieces.select_related("document", "picture")),
        "reader": reader,
        "follows": bool(reader) and CommitmentFollow.objects.filter(commitment=row, user=reader).exists(),
    }
    return render(request, "directory/commitment.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, commitment_id: int) -> HttpResponse:
    """Follow a commitment, or stop: `verb` is follow or unfollow."""
    row = _public(commitment_id)
    if request.method != "POST":
        follows = CommitmentFollow.objects.filter(commitment=row, user=request.user).exists()
        return render(request, "directory/follow.html", {"commitment": row, "follows": follows})
    wanted = request.POST.get("verb") != "unfollow"
    (follow_commitment if wanted else unfollow_commitment)(row, request.user)
    messages.success(
        request, _("You follow this commitment.") if wanted else _("You no longer follow this commitment.")
    )
    return see_other(reverse("directory:commitment", args=[row.pk]))
