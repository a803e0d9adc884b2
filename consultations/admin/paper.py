"""Entering forms on paper: a batch with its scan, each form typed by two people, differences settled, receipts."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.admin_access import requires
from accounts.models import User
from consultations import actions
from consultations.admin.paper_forms import BatchForm, PaperForm
from consultations.models import Comment, PaperBatch, PaperEntry
from consultations.views.notes import slips_page
from consultations.wording import changes
from forum_site.redirects import see_other
from forum_site.scans import ENDINGS

LISTED = 50
may_enter = requires("consultations.enter_comment")


def _crumbs(*last: tuple[str, str]) -> list[dict]:
    start = [
        (reverse_lazy("wagtailadmin_home"), _("Home")),
        (reverse_lazy("paper_batches"), _("Forms on paper")),
    ]
    return [{"url": url, "label": label} for url, label in [*start, *last]]


def _batch(batch_id: int) -> PaperBatch:
    rows = PaperBatch.objects.select_related("consultation", "item__event")
    return get_object_or_404(rows, pk=min(batch_id, 2**63 - 1))


# --- Batches ----------------------------------------------------------------------------------------


@require_safe
@may_enter
def batches(request: HttpRequest) -> HttpResponse:
    """List the batches, the latest first."""
    before = request.GET.get("before", "")
    rows = PaperBatch.objects.select_related("consultation").order_by("-pk")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: LISTED + 1])
    context = {
        "rows": found[:LISTED],
        "next_url": f"?before={found[LISTED - 1].pk}" if len(found) > LISTED else "",
        "breadcrumbs_items": _crumbs(),
        "header_title": _("Forms on paper"),
        "header_icon": "form",
    }
    return render(request, "consultations/admin/paper_batches.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_enter
def new(request: HttpRequest) -> HttpResponse:
    """Take a batch with its scan."""
    form = BatchForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            batch = actions.start_batch(
                actor=request.user,
                consultation_id=data["consultation"].pk,
                item_id=data["item"] and data["item"].pk,
                title=data["title"],
                count=data["count"],
                received_at=data["received_at"],
                file=data["scan"],
                form_key=data["form_key"],
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(
                request, _("The batch is stored. Type its forms now; somebody else types them again.")
            )
            return see_other(reverse("paper_batch", args=[batch.pk]))
    context = {
        "form": form,
        "breadcrumbs_items": _crumbs(("", _("New batch"))),
        "header_title": _("New batch"),
        "header_icon": "form",
    }
    status = 422 if form.errors else 200
    return render(request, "consultations/admin/paper_new.html", context, status=status)


def _sheets(batch: PaperBatch, user: User) -> list[dict]:
    """Return each form of a batch with what this person can do with it: two queries."""
    typed: dict[int, list[int]] = {}
    for number, typist in batch.entries.values_list("number", "typist"):
        typed.setdefault(number, []).append(typist)
    settled = {row.number: row for row in batch.outcomes.all()}
    found = []
    for number in range(1, batch.count + 1):
        typists, outcome = typed.get(number, []), settled.get(number)
        if outcome:
            state = "done" if outcome.comment_id else "void"
        elif len(typists) >= 2:
            state = "differs"
        else:
            state = ("new", "again")[len(typists)]
        waits = state == "differs" or (state in ("new", "again") and user.pk not in typists)
        found.append({"number": number, "state": state, "outcome": outcome, "waits": waits})
    return found


@require_safe
@may_enter
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Show how far a batch is."""
    found = _batch(batch_id)
    sheets = _sheets(found, request.user)
    outcomes = found.outcomes.filter(comment__isnull=False)
    done = sum(sheet["state"] in ("done", "void") for sheet in sheets)
    context = {
        "batch": found,
        "sheets": sheets,
        "next": next((sheet["number"] for sheet in sheets if sheet["waits"]), None),
        "done": done,
        "percent": done * 100 // found.count,
        "differing": sum(sheet["state"] == "differs" for sheet in sheets),
        "waiting_receipts": outcomes.filter(comment__handed_receipt=None).count(),
        "receipts_key": uuid.uuid4(),
        "breadcrumbs_items": _crumbs(("", found.title)),
        "header_title": found.title,
        "header_icon": "form",
    }
    return render(request, "consultations/admin/paper_batch.html", context)


@never_cache
@xframe_options_sameorigin
@require_safe
@may_enter
def scan(request: HttpRequest, batch_id: int) -> FileResponse:
    """Show a batch's scan, to those who enter comments only."""
    found = _batch(batch_id)
    if found.forgotten_at:
        raise Http404
    try:
        file = found.scan.open("rb")
    except OSError as error:
        raise Http404 from error
    return FileResponse(
        file, content_type=found.scan_type, filename=f"scan-{found.pk}.{ENDINGS[found.scan_type]}"
    )


# --- One form ---------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@may_enter
def sheet(request: HttpRequest, batch_id: int, number: int) -> HttpResponse:
    """Type one form of a batch, or settle what two people typed differently."""
    found = _batch(batch_id)
    if not 1 <= number <= found.count:
        raise Http404
    entries = list(found.entries.filter(number=number).select_related("question"))
    outcome = found.outcomes.filter(number=number).first()
    if outcome and request.method != "POST":
        return see_other(reverse("paper_batch", args=[found.pk]))
    settles = len(entries) == 2
    form = PaperForm(request.POST or None, batch=found, initial=_start(entries) if settles else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _taken(request, found, number, form, settles)
            except ValidationError as error:
                form.refuse(error)
            except actions.Conflict as conflict:
                form.add_error(None, conflict.message)
                status = 409
    elif any(entry.typist_id == request.user.pk for entry in entries) and not settles:
        messages.info(request, _("You have typed this form already; somebody else types it a second time."))
        return see_other(reverse("paper_batch", args=[found.pk]))
    context = {
        "batch": found,
        "number": number,
        "form": form,
        "settles": settles,
        "is_second": len(entries) == 1,
        "differences": _differences(*entries) if settles else [],
        "breadcrumbs_items": _crumbs(
            (reverse("paper_batch", args=[found.pk]), found.title),
            ("", _("Form %(number)s of %(count)s") % {"number": number, "count": found.count}),
        ),
        "header_title": _("Form %(number)s of %(count)s") % {"number": number, "count": found.count},
        "header_icon": "form",
    }
    return render(request, "consultations/admin/paper_sheet.html", context, status=status)


def _start(entries: list[PaperEntry]) -> dict:
    """Return the first entry as the beginning of what is settled."""
    return entries[0].words() | {"question": entries[0].question_id}


def _differences(first: PaperEntry, second: PaperEntry) -> list[dict]:
    """Return what the two typed differently, field by field; the text word by word."""
    found = []
    labels = PaperForm.base_fields
    for name in PaperEntry.WORDS:
        one, other = getattr(first, name), getattr(second, name)
        if one == other:
            continue
        if name == "text":
            found.append({"label": labels["text"].label, "words": changes(one, other)})
            continue
        field = name.removesuffix("_id")
        shown = [_shown(entry, field) for entry in (first, second)]
        found.append({"label": labels[field].label, "first": shown[0], "second": shown[1]})
    return found


def _shown(entry: PaperEntry, field: str) -> str:
    if field == "is_void":
        return _("Yes") if entry.is_void else _("No")
    if field == "question":
        return entry.question.shown("title") if entry.question_id else _("The whole consultation")
    choices = (
        dict(PaperForm.base_fields[field].choices) if field in ("stance", "language", "district") else {}
    )
    value = getattr(entry, field)
    return str(choices.get(value, value)) or "–"


def _taken(
    request: HttpRequest, found: PaperBatch, number: int, form: PaperForm, settles: bool
) -> HttpResponse:
    if settles:
        actions.settle_paper(found.pk, number, actor=request.user, **form.words())
        messages.success(request, _("Form %(number)s is settled.") % {"number": number})
        return _onward(request, found)
    _entry, outcome = actions.enter_paper(
        found.pk, number, actor=request.user, form_key=form.cleaned_data["form_key"], **form.words()
    )
    if outcome:
        messages.success(
            request, _("Form %(number)s: both typed the same. It is stored.") % {"number": number}
        )
    else:
        messages.success(request, _("Form %(number)s is typed.") % {"number": number})
    return _onward(request, found)


def _onward(request: HttpRequest, found: PaperBatch) -> HttpResponse:
    """Lead to the next form that this person can type, else to the batch."""
    for sheet in _sheets(found, request.user):
        if sheet["waits"] and sheet["state"] != "differs":
            return see_other(reverse("paper_sheet", args=[found.pk, sheet["number"]]))
    return see_other(reverse("paper_batch", args=[found.pk]))


@never_cache
@require_POST
@may_enter
def receipts(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Show the receipts of a batch's forms that nobody has handed over yet, to be printed."""
    found = _batch(batch_id)
    try:
        key = uuid.UUID(request.POST.get("form_key", ""))
    except ValueError as error:
        raise Http404 from error
    rows = Comment.objects.filter(paper__batch=found)
    return slips_page(request, rows, key, title=found.title, back=reverse("paper_batch", args=[found.pk]))


# --- Wagtail ----------------------------------------------------------------------------------------


class PaperMenuItem(MenuItem):
    """Leads to the batches."""

    def is_shown(self, request) -> bool:
        return request.user.has_perm("consultations.enter_comment")


@hooks.register("register_admin_menu_item")
def add_to_menu():
    return PaperMenuItem(
        gettext_lazy("Forms on paper"),
        reverse_lazy("paper_batches"),
        name="paper-batches",
        icon_name="doc-empty-inverse",
        order=121,
    )


@hooks.register("register_admin_urls")
def urls():
    return [
        path("paper/", batches, name="paper_batches"),
        path("paper/new/", new, name="new_paper_batch"),
        path("paper/<int:batch_id>/", batch, name="paper_batch"),
        path("paper/<int:batch_id>/scan/", scan, name="paper_scan"),
        path("paper/<int:batch_id>/receipts/", receipts, name="paper_receipts"),
        path("paper/<int:batch_id>/<int:number>/", sheet, name="paper_sheet"),
    ]
