"""A consultation, or one of its themes, at one look: where it stands and what to do next."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Sum
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.admin_access import requires
from consultations.actions import link_commitment, unlink_commitment
from consultations.actions.answering import may_answer, may_link
from consultations.admin.coding_rows import PER_PAGE
from consultations.admin.coverage_table import coverage_table
from consultations.coverage import coverage_of
from consultations.models import (
    Comment,
    Consultation,
    FollowUpReportPage,
    ReportCase,
    Response,
    Theme,
)
from consultations.right_of_reply import unanswered
from directory.actions import may_change_commitment, save_commitment
from directory.admin_forms import CommitmentForm
from directory.models import AgencyOfficer, Commitment
from forum_site.languages import localized_url
from forum_site.redirects import see_other

MOST_COUNTED = 1000  # comments of a theme, of which the people are counted

staff_only = requires("consultations.view_theme")


# --- One consultation -------------------------------------------------------------------------------


@staff_only
def consultation_overview(request, consultation_id: int):
    """Show where a consultation stands, and the ways on."""
    consultation = get_object_or_404(Consultation.objects.select_related("agency"), pk=consultation_id)
    tally = consultation.tallies.aggregate(published=Sum("published"), decisions=Sum("decisions"))
    page = consultation.pages.filter(locale__language_code="id", alias_of=None).first()
    context = {
        "consultation": consultation,
        "phase": consultation.phase(),
        "published": tally["published"] or 0,
        "decisions": tally["decisions"] or 0,
        "pending": consultation.comments.filter(status=Comment.Status.PENDING).count(),
        "reported": ReportCase.objects.filter(consultation=consultation).count(),
        "coverage": coverage_of(consultation),
        "coverage_table": coverage_table(consultation),
        "used_themes": consultation.themes.used().count(),
        "themes": Theme.objects.filter(consultation=consultation)
        .select_related("parent")
        .counted()
        .in_order(),
        "questions": consultation.questions.order_by("position", "id"),
        "responses": Response.objects.visible_to(request.user)
        .filter(theme__consultation=consultation)
        .count(),
        "objections": unanswered(consultation).count(),
        "changes": consultation.changes.select_related("actor"),
        "page_url": localized_url(page) if page and page.live else "",
        "page_edit_url": _editable(page, request.user),
        "report_url": _report_url(page, request.user),
        "breadcrumbs_items": _trail(("", consultation.title)),
        "header_title": consultation.title,
        "header_icon": "folder-open-inverse",
    }
    return render(request, "consultations/admin/overview.html", context)


def _trail(*steps: tuple[str, str]) -> list[dict]:
    start = [(reverse("wagtailadmin_home"), _("Home")), (reverse("consultation_list"), _("Consultations"))]
    return [{"url": url, "label": label} for url, label in [*start, *steps]]


def _editable(page, user) -> str:
    """Return the address of the page's editor where `user` may use it, else ""."""
    if page is None or not page.permissions_for_user(user).can_edit():
        return ""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def _report_url(page, user) -> dict | None:
    """Return where the consultation's report is edited, or made, by this person: {"url", "new"}."""
    if page is None:
        return None
    report = FollowUpReportPage.objects.child_of(page).filter(alias_of=None).first()
    if report:
        return {"url": _editable(report, user), "new": False} if _editable(report, user) else None
    if not page.permissions_for_user(user).can_add_subpage():
        return None
    return {
        "url": reverse("wagtailadmin_pages:add", args=["consultations", "followupreportpage", page.pk]),
        "new": True,
    }


# --- One theme --------------------------------------------------------------------------------------


def _theme(theme_id: int) -> Theme:
    return get_object_or_404(Theme.objects.select_related("consultation").counted(), pk=theme_id)


@staff_only
def theme_overview(request, theme_id: int):
    """Show what was said on a theme, how it is answered, and what is promised."""
    return _draw_theme(request, _theme(theme_id))


def _draw_theme(request, theme: Theme, *, error: str = ""):
    user = request.user
    responses = list(
        Response.objects.visible_to(user).filter(theme=theme).select_related("agency", "written_by")
    )
    for response in responses:
        response.changeable = may_answer(user, response.agency_id)
    commitments = Commitment.objects.visible_to(user).select_related("agency")
    linked = list(commitments.filter(themes__theme=theme))
    for commitment in linked:
        commitment.changeable = may_change_commitment(user, commitment)
        commitment.linkable = may_link(user, commitment)
    offices = AgencyOfficer.objects.serving().filter(user=user)
    said, more = _said(theme, request.GET.get("after", ""))
    context = {
        "theme": theme,
        "people": _people(theme),
        "said": said,
        "more": more,
        "responses": responses,
        "may_respond": user.is_superuser
        or (user.has_perm("consultations.add_response") and offices.exists()),
        "commitments": linked,
        "others": _linkable(user, commitments.exclude(themes__theme=theme)),
        "may_commit": user.is_superuser or (user.has_perm("directory.add_commitment") and offices.exists()),
        "error": error,
        "breadcrumbs_items": _theme_trail(theme, ("", theme.title)),
        "header_title": _("Theme: %(title)s") % {"title": theme.title},
        "header_icon": "tag",
    }
    return render(request, "consultations/admin/theme_overview.html", context, status=422 if error else 200)


def _people(theme: Theme) -> int | None:
    """Return how many people the theme's published comments are from; None where these are too many to look through."""
    if theme.comments > MOST_COUNTED:
        return None
    comments = Comment.objects.published().filter(codes__theme=theme)
    return comments.aggregate(people=Count("participant", distinct=True))["people"]


def _said(theme: Theme, cursor: str) -> tuple[list[Comment], int | None]:
    """Return a page of the theme's published comments, oldest first, and the id after which the next one begins."""
    comments = Comment.objects.published().filter(codes__theme=theme).order_by("pk")
    if cursor.isdecimal() and len(cursor) < 19:
        comments = comments.filter(pk__gt=int(cursor))
    found = list(comments.select_related("participant__agency", "version")[: PER_PAGE + 1])
    return found[:PER_PAGE], found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None


def _theme_trail(theme: Theme, *steps) -> list[dict]:
    return _trail(
        (reverse("consultation_overview", args=[theme.consultation_id]), theme.consultation.title), *steps
    )


def _linkable(user, commitments):
    """Return those of the commitments that this person may tie to a theme."""
    if user.has_perm("consultations.code_comment"):
        return commitments
    return commitments.changeable_by(user)


@staff_only
@require_POST
def theme_commitment(request, theme_id: int):
    """Tie an existing commitment to a theme (`link`), or untie it (`unlink`)."""
    theme = _theme(theme_id)
    if not any(map(request.user.has_perm, ("consultations.code_comment", "directory.change_commitment"))):
        raise Http404
    number = request.POST.get("commitment", "")
    if not number:
        return _draw_theme(request, theme, error=_("Choose a commitment."))
    number = int(number) if number.isdecimal() and len(number) < 19 else 0
    commitment = get_object_or_404(Commitment.objects.visible_to(request.user), pk=number)
    change = unlink_commitment if request.POST.get("do") == "unlink" else link_commitment
    try:
        change(theme, commitment, actor=request.user)
    except PermissionDenied as error:
        raise Http404 from error
    messages.success(request, _("The commitments of this theme were changed."))
    return _back_to(theme)


@requires("directory.add_commitment")
def theme_commitment_new(request, theme_id: int):
    """Make a commitment in answer to a theme."""
    theme = _theme(theme_id)
    form = CommitmentForm(request.POST or None, user=request.user, initial={"form_key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                stored = save_commitment(
                    form.instance, actor=request.user, reason=form.cleaned_data["reason"]
                )
                link_commitment(theme, stored, actor=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        except PermissionDenied as error:
            raise Http404 from error
        else:
            messages.success(request, _("The commitment is stored and stands under this theme."))
            return _back_to(theme)
    context = {
        "form": form,
        "theme": theme,
        "breadcrumbs_items": _theme_trail(
            theme, (reverse("theme_overview", args=[theme.pk]), theme.title), ("", _("New commitment"))
        ),
        "page_title": _("New commitment"),
        "header_title": _("New commitment on “%(title)s”") % {"title": theme.title},
        "header_icon": "calendar-check",
        "action_url": request.path,
        "submit_button_label": _("Create"),
        "submit_button_active_label": _("Creating…"),
    }
    return render(request, "directory/admin/row_form.html", context, status=422 if form.errors else 200)


def _back_to(theme: Theme) -> HttpResponseRedirect:
    return see_other(reverse("theme_overview", args=[theme.pk]))
