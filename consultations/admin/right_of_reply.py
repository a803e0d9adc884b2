"""The right of reply at the editors' desk: open a draft, read the objections, answer them."""

import uuid

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from accounts.admin_access import requires
from consultations import actions
from consultations.actions.locking import Conflict
from consultations.actions.replying import FEWEST_DAYS, MOST_DAYS, PERMISSION, USUAL_DAYS
from consultations.actions.taking_up import MAX_REASON
from consultations.models import (
    Consultation,
    DraftObjection,
    DraftOpening,
    FollowUpReportPage,
    ObjectionAnswer,
)
from consultations.right_of_reply import unanswered
from forum_site.redirects import see_other

PER_PAGE = 20
editors_only = requires(PERMISSION)
methods = require_http_methods(["GET", "HEAD", "POST"])


class OpenForm(forms.Form):
    """For how many days the draft is opened."""

    days = forms.IntegerField(
        label=gettext_lazy("Days"),
        min_value=FEWEST_DAYS,
        max_value=MOST_DAYS,
        initial=USUAL_DAYS,
        help_text=gettext_lazy("From now on. Whoever is summarised is told at once."),
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class EndForm(forms.Form):
    """Why an opening ends before its day."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, help_text=gettext_lazy("The report prints it.")
    )


class AnswerForm(forms.Form):
    """What is answered to an objection."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What follows"), choices=ObjectionAnswer.Outcome.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Its author reads it. It cannot be changed afterwards."),
    )


def _consultation(consultation_id: int) -> Consultation:
    rows = Consultation.objects.select_related("agency")
    return get_object_or_404(rows, pk=min(consultation_id, 2**63 - 1))


def _draft_of(consultation: Consultation) -> FollowUpReportPage | None:
    """Return the consultation's report, in Indonesian, which is the one that accounts for everybody."""
    page = consultation.pages.filter(locale__language_code="id", alias_of=None).first()
    return page and FollowUpReportPage.objects.child_of(page).filter(alias_of=None).first()


@editors_only
@methods
def right_of_reply(request, consultation_id: int) -> HttpResponse:
    """Show how a draft stands with those whom it summarises; open it for some days."""
    consultation = _consultation(consultation_id)
    report = _draft_of(consultation)
    form = OpenForm(request.POST or None)
    if request.method == "POST":
        if report is None:
            raise Http404
        if form.is_valid():
            try:
                opening = actions.open_draft(report.pk, actor=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("The draft is open, and whoever it summarises is being told."))
                return see_other(reverse("right_of_reply", args=[opening.consultation_id]))
    return _page(request, consultation, report, open_form=form)


@editors_only
@methods
def end_draft(request, opening_id: int) -> HttpResponse:
    """End an opening before its day, for a reason."""
    rows = DraftOpening.objects.select_related("consultation__agency")
    opening = get_object_or_404(rows, pk=min(opening_id, 2**63 - 1))
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.end_opening(opening.pk, actor=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("The draft is closed; the report will say why."))
        return see_other(reverse("right_of_reply", args=[opening.consultation_id]))
    return _page(request, opening.consultation, _draft_of(opening.consultation), end_form=form)


@editors_only
@methods
def answer_draft_objection(request, draft_objection_id: int) -> HttpResponse:
    """Answer one objection; a colleague's earlier answer comes back with the text (409)."""
    rows = DraftObjection.objects.select_related("opening__consultation__agency")
    objection = get_object_or_404(rows, pk=min(draft_objection_id, 2**63 - 1))
    consultation = objection.opening.consultation
    form = AnswerForm(request.POST or None, auto_id=f"id_{objection.pk}_%s")
    status = 422
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_objection(objection.pk, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        except PermissionDenied as error:
            raise Http404 from error
        except Conflict as conflict:
            form.add_error(None, conflict.message)
            status = 409
        else:
            messages.success(request, _("The answer is given, and its author is told."))
            return see_other(reverse("right_of_reply", args=[consultation.pk]))
    return _page(
        request, consultation, _draft_of(consultation), answering=(objection.pk, form), status=status
    )


def _page(
    request,
    consultation: Consultation,
    report: FollowUpReportPage | None,
    *,
    open_form: OpenForm | None = None,
    end_form: EndForm | None = None,
    answering: tuple[int, AnswerForm] | None = None,
    status: int = 422,
) -> HttpResponse:
    forms_sent = [form for form in (open_form, end_form, answering and answering[1]) if form is not None]
    waiting = unanswered(consultation)
    shown = waiting if request.GET.get("show") != "all" else DraftObjection.objects.filter(
        opening__consultation=consultation
    )  # fmt: skip
    after = request.GET.get("after", "")
    if after.isascii() and after.isdecimal() and len(after) < 19:
        shown = shown.filter(pk__gt=int(after))
    found = list(
        shown.select_related("section", "participant", "opening", "answer__answered_by").order_by("pk")[
            : PER_PAGE + 1
        ]
    )
    answered_pk, answer_form = answering or (None, None)
    if answered_pk and answered_pk not in [row.pk for row in found]:
        found.insert(
            0, DraftObjection.objects.select_related("section", "participant", "opening").get(pk=answered_pk)
        )
    context = {
        "consultation": consultation,
        "report": report,
        "openings": consultation.draft_openings.select_related("opened_by", "ended_by").order_by("-number"),
        "running": consultation.draft_openings.running().first(),
        "waiting": waiting.count(),
        "shows_all": request.GET.get("show") == "all",
        "objections": [
            (row, answer_form if row.pk == answered_pk else AnswerForm(auto_id=f"id_{row.pk}_%s"))
            for row in found[:PER_PAGE]
        ],
        "more": found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None,
        "open_form": open_form or OpenForm(),
        "end_form": end_form or EndForm(),
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("consultation_list"), "label": _("Consultations")},
            {"url": reverse("consultation_overview", args=[consultation.pk]), "label": consultation.title},
            {"url": "", "label": _("Right of reply")},
        ],
        "header_title": _("Right of reply"),
        "header_icon": "comment",
    }
    refused = any(form.is_bound and form.errors for form in forms_sent)
    return render(
        request, "consultations/admin/right_of_reply.html", context, status=status if refused else 200
    )
