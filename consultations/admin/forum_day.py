"""A forum from the inside: what its parts are about, the pages of its day, and what must follow."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.admin_access import requires
from consultations import actions
from consultations.actions.noting import RUN_FORUM, TAKE_NOTES
from consultations.admin.minutes_desk import minutes_part
from consultations.forum_forms import LinkForm
from consultations.models import AgendaLink, ForumNote
from events.models import AgendaItem, Event
from forum_site.redirects import see_other

PER_PAGE = 50
organisers_only = requires(RUN_FORUM)
note_takers_only = requires(TAKE_NOTES)


def crumbs(*last: tuple[str, str]) -> list[dict]:
    """Return the way to a page of a forum's day."""
    start = [(reverse_lazy("wagtailadmin_home"), _("Home")), (reverse_lazy("forums"), _("Forums"))]
    return [{"url": url, "label": label} for url, label in [*start, *last]]


def forum_crumb(event: Event) -> tuple[str, str]:
    """Return the part of the way that leads to a forum."""
    return reverse("forum", args=[event.pk]), event.shown("title")


@require_safe
@note_takers_only
def forums(request: HttpRequest) -> HttpResponse:
    """List the forums that were announced, the latest first; a page of them at a time."""
    before = request.GET.get("before", "")
    rows = Event.objects.announced().select_related("agency").order_by("-starts_at", "-pk")
    if before.isdecimal() and len(before) < 19:
        last = get_object_or_404(Event.objects.announced(), pk=int(before))
        rows = rows.filter(starts_at__lte=last.starts_at).exclude(starts_at=last.starts_at, pk__gte=last.pk)
    found = list(rows[: PER_PAGE + 1])
    context = {
        "rows": found[:PER_PAGE],
        "next_url": f"?before={found[PER_PAGE - 1].pk}" if len(found) > PER_PAGE else "",
        "breadcrumbs_items": crumbs(),
        "header_title": _("Forums"),
        "header_icon": "calendar",
    }
    return render(request, "consultations/admin/forums.html", context)


@require_safe
@note_takers_only
def forum(request: HttpRequest, event_id: int) -> HttpResponse:
    """Show what a forum's parts are about, and where its work is done."""
    return forum_page(request, get_object_or_404(Event.objects.announced(), pk=event_id))


def forum_page(
    request: HttpRequest,
    event: Event,
    form: LinkForm | None = None,
    of: int | None = None,
    bound: dict | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page of a forum's work; `form` was refused for the part `of`, `bound` are other forms that were."""
    may_run = request.user.has_perm(RUN_FORUM)
    items = list(event.agenda_items.filter(removed_at=None).exclude(kind=AgendaItem.Kind.BREAK))
    links: dict[int, list[AgendaLink]] = {}
    for link in AgendaLink.objects.filter(item__in=items).select_related("consultation", "question"):
        links.setdefault(link.item_id, []).append(link)
    notes = ForumNote.objects.standing().filter(event=event)
    context = {
        "event": event,
        "parts": [
            (item, links.get(item.pk, []), form if item.pk == of else LinkForm(item=item)) for item in items
        ],
        "may_run": may_run,
        "note_count": notes.count(),
        "waiting_receipts": notes.filter(comment__isnull=False, comment__handed_receipt=None).count(),
        "breadcrumbs_items": crumbs(("", event.shown("title"))),
        "header_title": event.shown("title"),
        "header_icon": "calendar",
        **minutes_part(event, bound),
    }
    return render(request, "consultations/admin/forum.html", context, status=status)


@require_POST
@organisers_only
def link(request: HttpRequest, item_id: int) -> HttpResponse:
    """Link a part of the programme to a consultation or question."""
    item = get_object_or_404(AgendaItem.objects.select_related("event"), pk=item_id, removed_at=None)
    event = get_object_or_404(Event.objects.announced(), pk=item.event_id)
    form = LinkForm(request.POST, item=item)
    if not form.is_valid():
        return forum_page(request, event, form, item.pk, status=422)
    try:
        actions.link_item(item.pk, actor=request.user, **form.cleaned_data["target"])
    except ValidationError as error:
        form.add_error("target", error.messages)
        return forum_page(request, event, form, item.pk, status=422)
    messages.success(request, _("Linked."))
    return see_other(f"{reverse('forum', args=[event.pk])}#bagian-{item.pk}")


@require_POST
@organisers_only
def unlink(request: HttpRequest, link_id: int) -> HttpResponse:
    """Take a link back; a second time it is gone already."""
    found = AgendaLink.objects.select_related("item").filter(pk=min(link_id, 2**63 - 1)).first()
    if found is None:
        return see_other(reverse("forums"))
    actions.unlink_item(found.pk, actor=request.user)
    messages.success(request, _("The link is taken back. What was said under it stays in the consultation."))
    return see_other(f"{reverse('forum', args=[found.item.event_id])}#bagian-{found.item_id}")


# --- Wagtail ----------------------------------------------------------------------------------------


class ForumsMenuItem(MenuItem):
    """Leads to the forums and their work."""

    def is_shown(self, request) -> bool:
        return request.user.has_perm(TAKE_NOTES)


@hooks.register("register_admin_menu_item")
def add_to_menu():
    return ForumsMenuItem(
        gettext_lazy("Days of forums"),
        reverse_lazy("forums"),
        name="forum-days",
        icon_name="calendar",
        order=124,
    )


@hooks.register("register_admin_urls")
def urls():
    return [
        path("forums/", forums, name="forums"),
        path("forums/<int:event_id>/", forum, name="forum"),
        path("forums/part/<int:item_id>/link/", link, name="link_agenda_item"),
        path("forums/link/<int:link_id>/remove/", unlink, name="unlink_agenda_item"),
    ]
