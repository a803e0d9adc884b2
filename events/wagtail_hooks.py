"""Registers what the administration has for forums: who comes, who speaks, what they are about; guards their pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from events.admin import registrations  # noqa: F401 (its menu and addresses register themselves)
from events.announcing import pages_with_guests, refusal
from events.models import EventPage, Speaker, Topic
from forum_site.middleware import say_refusal


class SpeakerViewSet(SnippetViewSet):
    model = Speaker
    icon = "user"
    list_display = ["name", "role", "consent"]
    search_fields = ["name", "role"]
    search_backend_name = None
    copy_view_enabled = False


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    list_display = ["name", "name_en", "slug"]
    copy_view_enabled = False


class ForumGroup(SnippetViewSetGroup):
    items = (SpeakerViewSet, TopicViewSet)
    menu_label = gettext_lazy("Forums")
    menu_icon = "calendar"
    menu_order = 126


register_snippet(ForumGroup)


# --- What may not disappear -------------------------------------------------------------------------


def _refuse(request: HttpRequest, paths: list[str], where: str, *, below: bool) -> HttpResponse | None:
    """Lead to `where` with a reason, if people registered for the forum of one of these pages, or `below` them."""
    found = pages_with_guests(paths, below=below)
    if not found:
        return None
    say_refusal(request, refusal(found[0]))
    return redirect(where)


def _editor(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


@hooks.register("before_delete_page")
def refuse_delete(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a forum for which people registered, or anything above it."""
    return _refuse(request, [page.path], _editor(page), below=True)


@hooks.register("before_unpublish_page")
def refuse_unpublish(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to unpublish it, alone or with a page above it."""
    return _refuse(request, [page.path], _editor(page), below=bool(request.POST.get("include_descendants")))


@hooks.register("before_bulk_action")
def refuse_bulk(request: HttpRequest, action_type: str, objects: list, action) -> HttpResponse | None:
    """Refuse to delete or unpublish several pages where one of them may not disappear."""
    if action_type not in ("delete", "unpublish") or not objects or not isinstance(objects[0], Page):
        return None
    below = action_type == "delete" or action.cleaned_form.cleaned_data["include_descendants"]
    return _refuse(request, [page.path for page in objects], action.next_url, below=below)


@hooks.register("before_delete_snippet")
def refuse_used_topics(request: HttpRequest, instances: list) -> HttpResponse | None:
    """Refuse to delete a topic that forums have: PostgreSQL would, and Wagtail would answer with an error."""
    used = [
        row for row in instances if isinstance(row, Topic) and (row.events.exists() or _is_on_a_page(row))
    ]
    if not used:
        return None
    messages.error(
        request,
        _("Forums are about “%(topic)s”, so it stays. Give them another topic first.") % {"topic": used[0]},
    )
    return redirect(reverse(TopicViewSet().get_url_name("list")))


def _is_on_a_page(topic: Topic) -> bool:
    return EventPage.objects.filter(topic=topic).exists()
