"""A person's own pages: inbox, settings, privacy. And the page by which a mail's reader wants no more of them."""

import time

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions, notices
from accounts.forms import CloseAccountForm, SettingsForm
from accounts.middleware import FACTORS
from accounts.models import Notification
from forum_site.redirects import see_other

PAGE = 20
# How long a log-in by code counts as fresh, where there is no password to ask for again (seconds).
FRESH = 10 * 60


@never_cache
@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what the person has been told, newest first, twenty at a time from before `?sebelum=<id>`."""
    rows = Notification.objects.inbox(request.user)
    before = request.GET.get("sebelum", "")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    rows = list(rows[: PAGE + 1])
    items = [(row, notices.item(row)) for row in rows[:PAGE]]
    return render(
        request,
        "accounts/inbox.html",
        {
            "items": [(row, html) for row, html in items if html is not None],
            "older": rows[PAGE - 1].pk if len(rows) > PAGE else None,
            "is_first": not before,
        },
    )


@login_required
@require_POST
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one notice as read and lead to what it speaks of."""
    row = get_object_or_404(Notification.objects.inbox(request.user), pk=pk)
    actions.mark_read(request.user, row)
    return see_other(notices.target(row))


@login_required
@require_POST
def mark_all_read(request: HttpRequest) -> HttpResponse:
    """Mark all notices as read."""
    actions.mark_read(request.user)
    return see_other(reverse("accounts:inbox"))


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Show and change name, pseudonym and language; choose which mails one wants."""
    form = SettingsForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your settings have been saved."))
        return see_other(reverse("accounts:settings"))
    # A refused form has written on the instance; the header shall not greet by a name that was not saved.
    if form.errors:
        request.user.refresh_from_db()
    unwanted = set(request.user.notification_choices.filter(mail=False).values_list("kind", flat=True))
    choices = [(kind, kind.name not in unwanted) for kind in notices.kinds()]
    context = {"form": form, "choices": choices, "has_factor": is_mfa_enabled(request.user, FACTORS)}
    return render(request, "accounts/settings.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def mail_choices(request: HttpRequest) -> HttpResponse:
    """Save which kinds of mail the person wants: those that are ticked."""
    wanted = set(request.POST.getlist("mail"))
    for kind in notices.kinds():
        actions.set_mail_choice(request.user, kind.name, wanted=kind.name in wanted)
    messages.success(request, _("Your choice of mails has been saved."))
    return see_other(reverse("accounts:settings"))


@never_cache
@login_required
@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept of the person, and lead to taking it along and to closing the account."""
    return render(request, "accounts/privacy.html")


@never_cache
@login_required
@reauthentication_required
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Hand over all that the site knows of the person, as a JSON file."""
    response = JsonResponse(
        actions.export_person(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = 'attachment; filename="rembuk-data.json"'
    return response


@never_cache
@login_required
@reauthentication_required
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """Ask once more, then anonymise the account and log out."""
    if not _logged_in_freshly(request):
        again = f"{reverse('account_request_login_code')}?{urlencode({'next': request.path})}"
        return render(request, "accounts/close.html", {"log_in_again_url": again})
    form = CloseAccountForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.anonymise_user(request.user, request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            logout(request)
            messages.success(request, _("Your account is closed. Thank you for what you contributed."))
            return see_other("/")
    return render(request, "accounts/close.html", {"form": form}, status=422 if form.errors else 200)


def _logged_in_freshly(request: HttpRequest) -> bool:
    """Whether the person has just proven who they are; where there is a password or factor, allauth has asked."""
    if get_reauthentication_flows(request.user):
        return True
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < FRESH


@never_cache
@login_required
@require_GET
def second_factor(request: HttpRequest) -> HttpResponse:
    """Tell staff why they need a second step, and lead to setting it up."""
    return render(request, "accounts/second_factor.html")


@never_cache
@csrf_exempt  # Mail programs post here on their own (RFC 8058); the token says who may.
@require_http_methods(["GET", "POST"])
def mail_off(request: HttpRequest, token: str) -> HttpResponse:
    """Switch off mails of one kind for a mail's reader, without log-in; GET only shows the button."""
    notification = notices.by_token(token)
    if notification is None:
        raise Http404
    if request.method == "POST":
        wanted = request.POST.get("wanted") == "yes"
        actions.choose_mail(notification, wanted=wanted)
        if request.POST.get("List-Unsubscribe") == "One-Click":
            return HttpResponse(_("You will receive no more mails of this kind."), content_type="text/plain")
        return see_other(request.path)
    context = {"label": notices.label(notification.kind), "wanted": actions.wants_mail(notification)}
    return render(request, "accounts/mail_off.html", context)
