"""Registering for a forum, and one's place: shown, accepted, given up, taken into a calendar."""

import time

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import visitors
from events import actions, calendars
from events.actions.arriving import CHECK_IN, may_arrive
from events.codes import code_of, holder_of
from events.forms import CodeForm, FewerForm, GuestRegistrationForm, RegistrationForm
from events.models import Event, Registration
from events.views.passing import announced
from forum_site.languages import active_language, localized_url
from forum_site.qr import qr_of
from forum_site.redirects import see_other

SHOWN = "place"  # the session's entry: whose code was shown, and until when that counts
SECONDS = 30 * 60
State = Registration.State


# --- Registering ------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, event_id: int) -> HttpResponse:
    """Take a registration: of an account, or of a guest by name and e-mail address or telephone number."""
    event = announced(event_id)
    if not event.wants_registration:
        raise Http404
    account = request.user if request.user.is_authenticated else None
    kind = RegistrationForm if account else GuestRegistrationForm
    if request.method != "POST":
        return _form_page(request, event, kind(event=event))
    form = kind(request.POST, event=event)
    if not form.is_valid():
        return _form_page(request, event, form, status=422)
    data = form.cleaned_data
    try:
        registration = actions.register(
            event.pk,
            form_key=data["form_key"],
            people=data["people"],
            account=account,
            needs=data["needs"],
            language=active_language(),
            network=None if account else visitors.network_of(request),
            **({} if account else {name: data[name] for name in ("name", "address", "phone")}),
        )
    except ValidationError as error:
        form.refuse(error)
        status = 429 if getattr(error, "code", "") == "too_many" else 422
        return _form_page(request, event, form, status=status)
    if not account:
        _remember(request, registration)
    return see_other(reverse("events:place", args=[registration.pk]))


def _form_page(request: HttpRequest, event: Event, form, status: int = 200) -> HttpResponse:
    now = timezone.now()
    page = calendars.page_of(event)
    own = None
    if request.user.is_authenticated:
        own = Registration.objects.active().filter(event=event, user=request.user).first()
    return render(
        request,
        "events/register.html",
        {
            "event": event,
            "page": page,
            "page_url": localized_url(page),
            "form": form,
            "own": own,
            "is_open": event.takes_registrations(now),
            "opens_later": bool(event.entry_opens_at and now < event.entry_opens_at),
            "closes_at": event.closes_at(),
            "waiting": event.must_wait(),
            "is_guest": not request.user.is_authenticated,
        },
        status=status,
    )


# --- One's place ------------------------------------------------------------------------------------


def _remember(request: HttpRequest, registration: Registration) -> None:
    """Let this browser see the registration for half an hour; the code of another one ends that."""
    request.session.cycle_key()
    request.session[SHOWN] = {"place": registration.pk, "until": int(time.time()) + SECONDS}


def shown_place(request: HttpRequest) -> int | None:
    """Return the id of the registration whose code was shown in this session."""
    entry = request.session.get(SHOWN) or {}
    return entry.get("place") if entry.get("until", 0) >= time.time() else None


def own_standing(request: HttpRequest, event: Event) -> Registration | None:
    """Return the asker's standing registration: of their account, or whose code was shown in this session."""
    rows = Registration.objects.active().filter(event=event)
    if request.user.is_authenticated and (found := rows.filter(user=request.user).first()):
        return found
    return rows.filter(pk=shown_place(request) or 0).first()


def _own_or_404(request: HttpRequest, registration_id: int) -> Registration:
    """Return the asker's own registration, by account or by a code that was shown. Raises Http404."""
    rows = Registration.objects.select_related("event__agency", "event__topic", "user").filter(
        forgotten_at=None
    )
    registration = get_object_or_404(rows, pk=registration_id)
    if registration.user_id and request.user.is_authenticated and registration.user_id == request.user.pk:
        return registration
    if shown_place(request) == registration.pk:
        return registration
    raise Http404


@never_cache
@require_safe
def place(request: HttpRequest, registration_id: int) -> HttpResponse:
    """Show a registration to whoever made it: how it stands, its code, what can be done."""
    return _place_page(request, _own_or_404(request, registration_id))


def _place_page(
    request: HttpRequest, registration: Registration, error: str = "", status: int = 200
) -> HttpResponse:
    event = registration.event
    code = code_of(registration)
    [row] = calendars.with_pages(Event.objects.filter(pk=event.pk))
    ahead = 0
    if registration.state == State.WAITING:
        ahead = Registration.objects.in_line().filter(event=event, place__lt=registration.place).count()
    address = f"{request.scheme}://{request.get_host()}{reverse('events:by_code')}#{code}"
    context = {
        "registration": registration,
        "event": event,
        "page_url": calendars.address_of(row),
        "code_groups": code.split("-"),
        "qr": qr_of(address),
        "place_in_line": ahead + 1,
        "is_past": event.is_past(),
        "shows_link": bool(event.online_url) and registration.state == State.CONFIRMED,
        "is_guest": registration.user_id is None,
        "address": f"{request.scheme}://{request.get_host()}{reverse('events:by_code')}",
        "error": error,
    }
    return render(request, "events/place.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_code(request: HttpRequest) -> HttpResponse:
    """Ask for a code; show the place that it is of. Wrong, old and foreign codes are answered alike."""
    if request.method != "POST":
        shown = shown_place(request)
        return see_other(reverse("events:place", args=[shown])) if shown else _code_page(request, CodeForm())
    form, status = CodeForm(request.POST), 422
    if form.is_valid():
        guess = visitors.use(request, "receipt")
        found = holder_of(form.cleaned_data["code"])
        if guess.is_reached:
            form.add_error(
                None, _("Too many wrong codes came from your network. Wait ten minutes, then try again.")
            )
            status = 429
        elif found is None or found.forgotten_at:
            form.add_error("code", _("No place has this code. Compare it letter by letter."))
        else:
            guess.take_back()
            if request.user.is_authenticated and request.user.has_perm(CHECK_IN) and may_arrive(found.event):
                # An organiser's phone that scans the code of somebody at the entrance.
                return see_other(f"{reverse('events:door', args=[found.event_id])}?tempat={found.pk}")
            _remember(request, found)
            return see_other(reverse("events:place", args=[found.pk]))
    return _code_page(request, form, status)


def _code_page(request: HttpRequest, form: CodeForm, status: int = 200) -> HttpResponse:
    return render(request, "events/by_code.html", {"form": form}, status=status)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the place that was shown, on a phone or computer that others use."""
    request.session.pop(SHOWN, None)
    return see_other(reverse("events:by_code"))


@never_cache
@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show the reader's registrations: coming ones, the next first, then past ones."""
    rows = Registration.objects.filter(user=request.user).select_related("event__agency")
    now = timezone.now()
    context = {
        "coming": list(rows.active().filter(event__ends_at__gt=now).order_by("event__starts_at", "pk")[:100]),
        "past": list(
            rows.filter(event__ends_at__lte=now, state=State.CONFIRMED).order_by("-event__starts_at")[:50]
        ),
    }
    return render(request, "events/mine.html", context)


# --- What can be done with it -----------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, registration_id: int) -> HttpResponse:
    """Ask, then give a place up."""
    registration = _own_or_404(request, registration_id)
    back = reverse("events:place", args=[registration.pk])
    if request.method != "POST":
        if not registration.is_active or registration.event.is_past():
            return see_other(back)
        return _cancel_page(request, registration, FewerForm(registration=registration))
    try:
        actions.cancel_registration(registration.pk)
    except ValidationError as error:
        return _place_page(request, registration, error.messages[0], status=409)
    messages.success(request, _("Your place is given up. Thank you for saying so: somebody else can come."))
    return see_other(back)


def _cancel_page(request: HttpRequest, registration: Registration, form, status: int = 200) -> HttpResponse:
    context = {
        "registration": registration,
        "event": registration.event,
        "back": reverse("events:place", args=[registration.pk]),
        "form": form if registration.people > 1 and registration.event.starts_at > timezone.now() else None,
    }
    return render(request, "events/cancel.html", context, status=status)


@require_POST
def reduce(request: HttpRequest, registration_id: int) -> HttpResponse:
    """Let fewer people come than were named."""
    registration = _own_or_404(request, registration_id)
    form = FewerForm(request.POST, registration=registration)
    if form.is_valid():
        try:
            actions.reduce_party(registration.pk, form.cleaned_data["people"])
        except ValidationError as error:
            if getattr(error, "code", "") == "over":
                return _place_page(request, registration, error.messages[0], status=409)
            form.refuse(error)
        else:
            messages.success(request, _("Stored. What became free goes to whoever waits first."))
            return see_other(reverse("events:place", args=[registration.pk]))
    return _cancel_page(request, registration, form, status=422)


@require_POST
def accept(request: HttpRequest, registration_id: int) -> HttpResponse:
    """Take a place that is offered."""
    registration = _own_or_404(request, registration_id)
    try:
        actions.accept_offer(registration.pk)
    except ValidationError as error:
        return _place_page(request, registration, error.messages[0], status=409)
    messages.success(request, _("The place is yours."))
    return see_other(reverse("events:place", args=[registration.pk]))


@never_cache
@require_safe
def own_calendar(request: HttpRequest, registration_id: int) -> HttpResponse:
    """Hand out the forum for the calendar of somebody who has a place, with the link."""
    registration = _own_or_404(request, registration_id)
    if registration.state != State.CONFIRMED:
        raise Http404
    name, content, _kind = calendars.attachment(registration.event, online=True)
    response = HttpResponse(content, content_type=calendars.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
