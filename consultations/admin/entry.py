"""Staff entry: what was said on paper, by phone or in a forum becomes a comment, with a receipt."""

from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.admin_access import requires
from consultations import actions
from consultations.actions.correcting import may_correct
from consultations.admin.entry_forms import SAME_FOR_NEXT, EntryForm
from consultations.models import Comment
from consultations.receipt_links import receipt_link
from forum_site.qr import qr_of

RECEIPT_COOKIE = "receipt"
RECEIPT_SECONDS = 300  # from storing a comment to showing its code
may_enter = requires("consultations.enter_comment")


def _crumbs(*last: str) -> list[dict]:
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("enter_comment"), "label": _("Staff entry")},
        *({"url": "", "label": label} for label in last),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@may_enter
def enter(request: HttpRequest) -> HttpResponse:
    """Show the form; store what was typed and lead to its receipt."""
    if request.method != "POST":
        return _entry_page(request, EntryForm(initial=_same_as_before(request.GET)))
    form = EntryForm(request.POST)
    if not form.is_valid():
        return _entry_page(request, form, status=422)
    data = form.cleaned_data
    try:
        comment, code = actions.enter_comment(
            actor=request.user,
            consultation_id=data["consultation"].pk,
            channel=data["channel"],
            text=data["text"],
            form_key=data["form_key"],
            received_at=data["received_at"],
            shown_name=data["shown_name"],
            contact=data["contact"],
            district=data["district"],
            parent_id=data["parent"],
            question_id=data["question"] and data["question"].pk,
            stance=data["stance"],
            language=data["language"],
        )
    except ValidationError as error:
        form.add_error(None, error)
        return _entry_page(request, form, status=422)
    except Comment.DoesNotExist:
        form.add_error("parent", _("This comment is not public, so it cannot be answered."))
        return _entry_page(request, form, status=422)
    return _to_receipt(comment, code, form.same_for_next())


def _same_as_before(asked) -> dict[str, str]:
    known = {name: asked[name] for name in SAME_FOR_NEXT if asked.get(name)}
    return {"received_at": timezone.localtime().replace(second=0, microsecond=0)} | known


def _entry_page(request, form: EntryForm, status: int = 200) -> HttpResponse:
    context = {
        "breadcrumbs_items": _crumbs(),
        "header_title": _("Staff entry"),
        "header_icon": "form",
        "form": form,
        "nothing_open": not form.fields["consultation"].queryset.exists(),
    }
    return render(request, "consultations/admin/entry.html", context, status=status)


# --- The receipt ----------------------------------------------------------------------------------


def _to_receipt(comment: Comment, code: str, same: dict[str, str]) -> HttpResponse:
    """Lead to the receipt. The code travels in a cookie of that one page: never in an address, a log or a table."""
    address = reverse("enter_comment_receipt", args=[comment.pk])
    response = HttpResponseRedirect(f"{address}?{urlencode(same)}", status=303)
    response.set_cookie(
        RECEIPT_COOKIE,
        code,
        max_age=RECEIPT_SECONDS,
        path=address,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Strict",
    )
    return response


@require_safe
@may_enter
def receipt(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Show the receipt of what one has entered: its code this once, afterwards only that there was one."""
    comment = get_object_or_404(
        Comment.objects.select_related("participant", "consultation"), pk=comment_id, entered_by=request.user
    )
    code = request.COOKIES.get(RECEIPT_COOKIE, "")
    with translation.override(comment.participant.language):  # the slip is the resident's
        url = request.build_absolute_uri(reverse("consultations:comment", args=[comment.pk]))
        receipts_url = request.build_absolute_uri(reverse("receipts:look_up"))
    same = {name: request.GET[name] for name in SAME_FOR_NEXT if request.GET.get(name)}
    context = {
        "breadcrumbs_items": _crumbs(_("Receipt")),
        "header_title": _("Receipt"),
        "header_icon": "form",
        "comment": comment,
        "may_correct": may_correct(comment, request.user, timezone.now()),
        "code_groups": code.split("-") if code else [],
        "comment_url": url,
        "receipts_url": receipts_url,
        "qr": qr_of(receipt_link(code) if code else url),
        "same": same,
        "next_url": reverse("enter_comment") + (f"?{urlencode(same)}" if same else ""),
    }
    response = render(request, "consultations/admin/entry_receipt.html", context)
    if code:
        response.delete_cookie(RECEIPT_COOKIE, path=request.path, samesite="Strict")
    return response


@require_POST
@may_enter
def renew(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Give what one has entered a new code in the place of a lost one, and show it."""
    get_object_or_404(
        Comment.objects.only("pk"),
        pk=comment_id,
        entered_by=request.user,
        participant__receipt_digest__isnull=False,
    )
    comment, code = actions.renew_receipt(comment_id, actor=request.user)
    same = {name: request.POST[name] for name in SAME_FOR_NEXT if request.POST.get(name)}
    return _to_receipt(comment, code, same)


# --- Wagtail --------------------------------------------------------------------------------------


class EntryMenuItem(MenuItem):
    """Leads to the form of staff entry."""

    def is_shown(self, request) -> bool:
        return request.user.has_perm("consultations.enter_comment")


@hooks.register("register_admin_menu_item")
def add_entry_to_menu():
    return EntryMenuItem(
        gettext_lazy("Staff entry"),
        reverse_lazy("enter_comment"),
        name="staff-entry",
        icon_name="form",
        order=120,
    )


@hooks.register("register_admin_urls")
def entry_urls():
    return [
        path("entry/", enter, name="enter_comment"),
        path("entry/<int:comment_id>/receipt/", receipt, name="enter_comment_receipt"),
        path("entry/<int:comment_id>/receipt/renew/", renew, name="enter_comment_renew"),
    ]
