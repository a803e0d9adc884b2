"""Registers what the administration has for forums: who comes, who speaks, what they are about; guards their pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from events.admin import registrations  # noqa: F401
from events.models import EventPage, Speaker, Topic
from forum_site.middleware import say_refusal
from forum_site.publishing import PublicationRefused


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


def _refuse(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Lead back with a reason where people registered for the forum of this page, or of one below it."""
    found = EventPage.objects.filter(path__startswith=page.path, event__registrations__isnull=False).first()
    if found is None:
        return None
    refused = PublicationRefused(
        _(
            "People have registered for “%(title)s”. Cancel it with a reason instead: they are told, and the page "
            "stays."
        )
        % {"title": found.title},
        page_id=found.pk,
    )
    say_refusal(request, refused)
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_delete_page")
def refuse_delete(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a forum for which people registered, or anything above it."""
    return _refuse(request, page)


@hooks.register("before_unpublish_page")
def refuse_unpublish(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to unpublish it."""
    return _refuse(request, page)


@hooks.register("before_bulk_action")
def refuse_bulk(request: HttpRequest, action_type: str, objects: list, action) -> HttpResponse | None:
    """Refuse to delete or unpublish several pages where one of them may not disappear."""
    if action_type not in ("delete", "unpublish") or not objects or not isinstance(objects[0], Page):
        return None
    for page in objects:
        if _refuse(request, page):
            return redirect(action.next_url)
    return None
