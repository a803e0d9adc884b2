"""Says no in words, before Wagtail tries: to publishing with comments unaccounted for, to removing what is protected.

The pages' `save()` holds on every way; these hooks only answer sooner, and lead to what remains.
"""

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from wagtail import hooks
from wagtail.admin import messages
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from consultations.models import ConsultationPage, FollowUpReportPage, MinutesPage
from consultations.protection import is_protected, protected_at, refusal
from consultations.publishing import hold_gate
from forum_site.languages import FIRST, SECOND, address
from forum_site.middleware import say_refusal
from forum_site.publishing import PublicationRefused


def _back(request: HttpRequest, page: Page, refused: PublicationRefused) -> HttpResponse:
    say_refusal(request, refused)
    return redirect("wagtailadmin_pages:edit", page.pk)


def _refuse_if_protected(request: HttpRequest, page: Page) -> HttpResponse | None:
    found = protected_at([page.path])
    return _back(request, page, refusal(found)) if found else None


# --- Publishing -------------------------------------------------------------------------------------


@hooks.register("before_publish_page")
def hold_report(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Hold a report against the gate when its editor publishes or schedules it."""
    if not isinstance(page, FollowUpReportPage):
        return None
    try:
        with transaction.atomic():
            hold_gate(page)
    except PublicationRefused as refused:
        return _back(request, page, refused)
    return None


@hooks.register("before_bulk_action")
def hold_bulk(request: HttpRequest, action_type: str, objects: list, action) -> HttpResponse | None:
    """Refuse a bulk action whole where one of its pages may not be published, or may not disappear."""
    if not objects or not isinstance(objects[0], Page):
        return None
    data = action.cleaned_form.cleaned_data
    try:
        if action_type == "publish":
            for report in _reports(objects, data["include_descendants"]):
                hold_gate(report.get_latest_revision_as_object())
            return None
        if action_type == "unpublish":
            found = protected_at([page.path for page in objects], below=data["include_descendants"])
        elif action_type == "delete":
            found = protected_at([page.path for page in objects])
        elif action_type == "move":
            leaving = [page for page in objects if page.get_parent().pk != data["chooser"].pk]
            found = protected_at([page.path for page in leaving])
        else:
            return None
    except PublicationRefused as refused:
        say_refusal(request, refused)
        return HttpResponseRedirect(action.next_url)
    if not found:
        return None
    say_refusal(request, refusal(found))
    return HttpResponseRedirect(action.next_url)


def _reports(pages: list[Page], include_descendants: bool):
    for page in pages:
        if page.specific_class is FollowUpReportPage:
            yield page.specific
        elif include_descendants:
            yield from FollowUpReportPage.objects.descendant_of(page).not_live()


# --- Removing ---------------------------------------------------------------------------------------


@hooks.register("before_delete_page")
def refuse_delete(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete what is protected, or anything above it."""
    return _refuse_if_protected(request, page)


@hooks.register("before_move_page")
def refuse_move_out(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Refuse to move what is protected, or anything above it, to another parent."""
    if destination.pk == page.get_parent().pk:
        return None
    return _refuse_if_protected(request, page)


@hooks.register("before_copy_page")
def refuse_alias(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse a mirror of a consultation or report: a discussion has one address."""
    if request.method != "POST" or not request.POST.get("alias"):
        return None
    below = request.POST.get("copy_subpages")
    pages = page.get_descendants(inclusive=True) if below else Page.objects.filter(pk=page.pk)
    if not pages.type(ConsultationPage, FollowUpReportPage, MinutesPage).exists():
        return None
    return _back(
        request,
        page,
        PublicationRefused(
            _("A consultation and its report have one address each, so they have no mirrors.")
        ),
    )


@hooks.register("before_unpublish_page")
def refuse_unpublish(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to unpublish what is protected; an administrator is asked for a reason instead."""
    found = protected_at([page.path], below=bool(request.POST.get("include_descendants")))
    if not found:
        return None
    if request.user.is_superuser and found == [page] and not isinstance(found[0], MinutesPage):
        return redirect("take_down_page", page.pk)
    return _back(request, page, refusal(found))


class ReasonForm(forms.Form):
    """Asks why a page is taken down."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Published in Indonesian at the page's address, with the date."),
    )


def take_down(request: HttpRequest, page_id: int) -> HttpResponse:
    """Take one protected page down, with a reason that its address then shows; for administrators only."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not request.user.is_superuser:
        raise PermissionDenied
    if not page.live or isinstance(page, MinutesPage) or not is_protected(page):
        return redirect("wagtailadmin_pages:edit", page.pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            page.unpublish_reason = form.cleaned_data["reason"]
            page.unpublish(user=request.user)
            _lead_to_reason(page)
        messages.success(
            request, _("“%(title)s” is taken down; its address says why.") % {"title": page.title}
        )
        response = redirect("wagtailadmin_explore", page.get_parent().pk)
        response.status_code = 303
        return response
    context = {"page": page, "form": form, "header_title": _("Take down")}
    status = 422 if form.errors else 200
    return TemplateResponse(request, "consultations/admin/take_down.html", context, status=status)


def _lead_to_reason(page: Page) -> None:
    """Let the page's addresses, which are not found any more, lead to the reason."""
    for language in (FIRST, SECOND):
        prefix = "" if language == FIRST else f"/{language}"
        Redirect.objects.update_or_create(
            old_path=Redirect.normalise_path(address(page.url_path, language)),
            site=None,
            defaults={
                "redirect_link": prefix + _reason_path(page),
                "is_permanent": False,
                "automatically_created": True,
            },
        )


def _reason_path(page: Page) -> str:
    with override(FIRST):
        return reverse("consultations:taken_down", args=[page.consultation.slug])


@hooks.register("register_admin_urls")
def urls() -> list:
    """Return the address at which an administrator gives the reason."""
    return [path("take-down/<int:page_id>/", take_down, name="take_down_page")]
