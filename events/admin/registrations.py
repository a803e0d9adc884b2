"""Who comes to a forum: seats at one look, the list by how it stands, and what the organiser does with it."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.admin_access import requires
from events import actions
from events.admin.registration_forms import EntryForm, ReasonForm
from events.models import Event, Registration
from forum_site.redirects import see_other
from forum_site.spreadsheet import streamed_csv

State = Registration.State
PER_PAGE = 50
EVENTS_SHOWN = 50
COLUMNS = (
    "number", "name", "email", "telephone", "people", "needs", "state", "reserved", "registered_at", "call",
)  # fmt: skip

managers_only = requires("events.manage_registration")


def _crumbs(*last: tuple[str, str]) -> list[dict]:
    start = [
        (reverse_lazy("wagtailadmin_home"), _("Home")),
        (reverse_lazy("registration_events"), _("Registrations")),
    ]
    return [{"url": url, "label": label} for url, label in [*start, *last]]


# --- Lists ------------------------------------------------------------------------------------------


@require_safe
@managers_only
def events(request: HttpRequest) -> HttpResponse:
    """List the forums for which one registers: coming ones, and those of the last month."""
    rows = Event.objects.announced().exclude(entry=Event.Entry.FREE).select_related("agency")
    rows = rows.filter(ends_at__gt=timezone.now() - timedelta(days=30)).order_by("starts_at", "pk")
    context = {
        "rows": list(rows[:EVENTS_SHOWN]),
        "breadcrumbs_items": _crumbs(),
        "header_title": _("Registrations"),
        "header_icon": "group",
    }
    return render(request, "events/admin/events.html", context)


@require_safe
@managers_only
def registrations(request: HttpRequest, event_id: int) -> HttpResponse:
    """Show who comes to a forum."""
    return _page(request, get_object_or_404(Event.objects.announced(), pk=event_id))


def _page(
    request: HttpRequest, event: Event, entry_form=None, reason_form=None, of: int | None = None, status=200
):
    rows, narrowed = _narrowed(event, request.GET)
    after = _cursor(request.GET.get("after", ""))
    found = list(rows.filter(place__gt=after).order_by("place").select_related("user")[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    for row in shown:
        row.reason_form = reason_form if row.pk == of else ReasonForm()
    query = {name: value for name, value in request.GET.items() if name in ("keadaan", "cari") and value}
    context = {
        "event": event,
        "rows": shown,
        "figures": _figures(event),
        "states": _states(event, request.GET.get("keadaan", "")),
        "words": request.GET.get("cari", ""),
        "narrowed": narrowed,
        "entry_form": entry_form or EntryForm(event=event),
        "next_url": f"?{urlencode(query | {'after': shown[-1].place})}" if len(found) > PER_PAGE else "",
        "breadcrumbs_items": _crumbs(("", event.title)),
        "header_title": event.title,
        "header_icon": "group",
    }
    return render(request, "events/admin/registrations.html", context, status=status)


def _cursor(text: str) -> int:
    if not text:
        return 0
    if not text.isdecimal() or len(text) > 9:
        raise BadRequest("This is no cursor.")
    return int(text)


def _narrowed(event: Event, asked) -> tuple:
    """Return the registrations of a filter, and whether it is one. Raises BadRequest for a state that is none."""
    rows = Registration.objects.filter(event=event)
    state, words = asked.get("keadaan", ""), asked.get("cari", "").strip()
    if state == "telepon":
        rows = rows.exclude(call_since=None)
    elif state:
        if state not in State.values:
            raise BadRequest("There is no such state.")
        rows = rows.filter(state=state)
    if words:
        rows = rows.filter(
            Q(name__icontains=words) | Q(user__name__icontains=words) | Q(address__icontains=words)
            | Q(user__email__icontains=words) | Q(phone__endswith=words.lstrip("+0"))
        )  # fmt: skip
    return rows, bool(state or words)


def _figures(event: Event) -> dict:
    """Return how many people come, wait and may still come; one event's registrations are counted, not all."""
    seats = dict(
        Registration.objects.filter(event=event)
        .values_list("state")
        .annotate(people=Sum("people"))
        .order_by()
    )
    return {
        "confirmed": seats.get(State.CONFIRMED, 0),
        "offered": seats.get(State.OFFERED, 0),
        "waiting": seats.get(State.WAITING, 0),
        "requested": seats.get(State.REQUESTED, 0),
        "free": event.free,
        "reserved_left": event.reserved - event.taken_reserved,
    }


def _states(event: Event, current: str) -> list[dict]:
    counts = dict(
        Registration.objects.filter(event=event).values_list("state").annotate(n=Count("pk")).order_by()
    )
    calls = Registration.objects.filter(event=event).exclude(call_since=None).count()
    found = [("", _("All"), sum(counts.values())), ("telepon", _("To be called"), calls)]
    found += [(value, str(label), counts.get(value, 0)) for value, label in State.choices]
    return [
        {"value": value, "label": label, "count": count, "current": value == current}
        for value, label, count in found
        if count or value == current or not value
    ]


@require_safe
@managers_only
def table(request: HttpRequest, event_id: int) -> StreamingHttpResponse:
    """Hand out the list as CSV, for the entrance."""
    event = get_object_or_404(Event.objects.announced(), pk=event_id)
    rows, _is_narrowed = _narrowed(event, request.GET)
    rows = rows.select_related("user").order_by("place").iterator(chunk_size=500)
    response = StreamingHttpResponse(
        streamed_csv(COLUMNS, map(_cells, rows)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{slugify(event.title)[:60] or "forum"}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _cells(row: Registration) -> list[str]:
    return [
        str(row.place),
        row.shown_name,
        row.user.email if row.user_id else row.address,
        row.phone,
        str(row.people),
        row.needs,
        row.state,
        "yes" if row.is_reserved else "no",
        row.created_at.isoformat(timespec="minutes"),
        "yes" if row.call_since else "no",
    ]


# --- What the organiser does ------------------------------------------------------------------------


def _back(registration: Registration) -> HttpResponse:
    return see_other(
        f"{reverse('registrations', args=[registration.event_id])}#pendaftaran-{registration.pk}"
    )


@require_POST
@managers_only
def enter(request: HttpRequest, event_id: int) -> HttpResponse:
    """Register somebody who called or stands at the entrance, perhaps with a reserved seat."""
    event = get_object_or_404(Event.objects.announced(), pk=event_id)
    form = EntryForm(request.POST, event=event)
    if not form.is_valid():
        return _page(request, event, entry_form=form, status=422)
    data = form.cleaned_data
    try:
        made = actions.register(event.pk, entered_by=request.user, **data)
    except ValidationError as error:
        form.refuse(error)
        return _page(request, event, entry_form=form, status=422)
    messages.success(
        request, _("%(name)s: %(state)s.") % {"name": made.name, "state": made.get_state_display()}
    )
    return _back(made)


@require_http_methods(["POST"])
@managers_only
def do(request: HttpRequest, registration_id: int) -> HttpResponse:
    """Approve, decline or cancel a registration, accept a place for somebody, or note that they were called."""
    registration = get_object_or_404(Registration.objects.select_related("event"), pk=registration_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, registration.event, reason_form=form, of=registration.pk, status=422)
    try:
        said = _do(registration, form.cleaned_data, request.user)
    except ValidationError as error:
        if hasattr(error, "error_dict"):
            form.refuse(error)
        else:
            form.add_error(None, error)
        return _page(request, registration.event, reason_form=form, of=registration.pk, status=422)
    messages.success(request, said)
    return _back(registration)


def _do(registration: Registration, asked: dict, actor) -> str:
    """Do what the form asks; return in words what was done."""
    reason = asked["reason"]
    match asked["do"]:
        case "approve":
            done = actions.decide_registration(registration.pk, actor=actor, approve=True)
        case "decline":
            done = actions.decide_registration(registration.pk, actor=actor, approve=False, reason=reason)
        case "cancel":
            done = actions.cancel_registration(registration.pk, actor=actor, reason=reason)
        case "fewer":
            people = asked["people"] or registration.people
            done = actions.reduce_party(registration.pk, people, actor=actor)
            return ngettext("%(n)d person comes.", "%(n)d people come.", done.people) % {"n": done.people}
        case "accept":
            done = actions.accept_offer(registration.pk, actor=actor)
        case _:
            Registration.objects.filter(pk=registration.pk).update(call_since=None)
            return _("Noted: they were called.")
    return str(done.get_state_display()).capitalize() + "."


# --- Wagtail ----------------------------------------------------------------------------------------


class RegistrationsMenuItem(MenuItem):
    """Leads to the lists of who comes."""

    def is_shown(self, request) -> bool:
        return request.user.has_perm("events.manage_registration")


@hooks.register("register_admin_menu_item")
def add_to_menu():
    return RegistrationsMenuItem(
        gettext_lazy("Registrations"),
        reverse_lazy("registration_events"),
        name="registrations",
        icon_name="group",
        order=125,
    )


@hooks.register("register_admin_urls")
def urls():
    return [
        path("registrations/", events, name="registration_events"),
        path("registrations/<int:event_id>/", registrations, name="registrations"),
        path("registrations/<int:event_id>/table.csv", table, name="registration_table"),
        path("registrations/<int:event_id>/enter/", enter, name="enter_registration"),
        path("registrations/do/<int:registration_id>/", do, name="do_registration"),
    ]
