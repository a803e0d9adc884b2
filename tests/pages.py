"""The life of a page, told once for every type: draft, preview, schedule, approval, return to an earlier text.

    class TestContentPage(PageStories):
        def make(self):
            return home().add_child(instance=ContentPage(title="Privasi", slug="privasi", live=False))

Everything goes through Wagtail's admin and the `publish_scheduled` command, as an administrator would.
"""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, streamfield

from forum_site.languages import FIRST, localized_url
from forum_site.models import HomePage
from tests import factories


def home() -> HomePage:
    """Return the Indonesian home page."""
    return HomePage.objects.get(locale__language_code=FIRST)


def publish(page: Page, note: str = "Dibetulkan.") -> Page:
    """Publish the page as it is; return it anew. A report that was published before says `note` of what has changed."""
    if hasattr(page, "version_note") and page.versions.exists():
        page.version_note = page.version_note or note
    page.save_revision().publish()
    return page.specific_class.objects.get(pk=page.pk)


class Editor:
    """An administrator at one page's editor."""

    def __init__(self, client, page: Page, streams: dict):
        self.client, self.page, self.streams = client, page, streams

    def _address(self, verb: str, *more) -> str:
        return "/".join(["/admin/pages", str(self.page.pk), verb, *map(str, more), ""])

    def form(self, address: str = "") -> dict:
        """Return what the editor's form would send if nothing were changed; StreamFields come from `streams`."""
        response = self.client.get(address or self._address("edit"))
        assert response.status_code == 200
        data = querydict_from_html(response.content.decode(), form_id="page-edit-form").dict()
        return data | nested_form_data(self.streams)

    def send(self, action: str = "", address: str = "", **changes):
        """Send the form with changes; `action` is publish, submit, … or nothing to save a draft."""
        data = self.form(address)
        if "version_note" in data:  # a report that is published again says what has changed
            data["version_note"] = "Dibetulkan."
        data |= changes | ({f"action-{action}": "1"} if action else {})
        response = self.client.post(self._address("edit"), data)
        assert response.status_code == 302, _why_refused(response)
        return response

    def preview(self, **changes) -> str:
        """Return the page as the preview shows it."""
        address = self._address("edit", "preview")
        answer = self.client.post(address, self.form() | changes).json()
        assert answer["is_valid"], answer
        response = self.client.get(address)
        assert response.status_code == 200
        return response.content.decode()

    def view_draft(self) -> str:
        response = self.client.get(self._address("view_draft"))
        assert response.status_code == 200
        return response.content.decode()

    def approve(self):
        """Approve the task that the page waits for."""
        state = self.page.current_workflow_task_state
        address = f"/admin/pages/workflow/action/{self.page.pk}/approve/{state.pk}/"
        return self.client.post(address, {"action": "approve"}, follow=True)

    def restore(self, revision) -> None:
        """Publish an earlier text again."""
        self.send("publish", address=self._address("revisions", revision.pk, "revert"))


def _why_refused(response) -> str:
    form = response.context["form"]
    return f"{form.errors} {[formset.errors for formset in form.formsets.values()]}"


@pytest.mark.django_db
class PageStories:
    """Subclass it per page type as Test…; give `make`, and `shown` and `streams` where they differ."""

    # The field that the stories change and look for on the page.
    shown = "title"

    def make(self) -> Page:
        """Return a stored page of the type that is not live."""
        raise NotImplementedError

    def streams(self, page: Page) -> dict:
        """Return what the editor sends for the page's StreamFields, per field (default: they are empty)."""
        names = [field.name for field in page._meta.get_fields() if type(field).__name__ == "StreamField"]
        return {name: streamfield([]) for name in names}

    @pytest.fixture
    def page_of_type(self):
        page = self.make()
        assert not page.live
        return page

    @pytest.fixture
    def editor(self, page_of_type, as_):
        return Editor(as_(factories.administrator()), page_of_type, self.streams(page_of_type))

    @pytest.fixture
    def public(self, page_of_type, client):
        """Return a function that says what visitors get at the page's address: (status, text)."""

        def look() -> tuple[int, str]:
            response = client.get(localized_url(page_of_type))
            return response.status_code, response.content.decode()

        return look

    def test_a_draft_is_seen_by_its_editors_only(self, editor, public):
        editor.send(**{self.shown: "Teks rancangan"})
        assert "Teks rancangan" in editor.view_draft()
        status, text = public()
        assert status == 404
        assert "Teks rancangan" not in text

    def test_a_draft_of_a_live_page_leaves_it_as_it_was(self, editor, public):
        editor.send("publish", **{self.shown: "Teks terbit"})
        editor.send(**{self.shown: "Teks rancangan"})
        status, text = public()
        assert status == 200
        assert "Teks terbit" in text
        assert "Teks rancangan" not in text

    def test_the_preview_shows_what_is_not_stored(self, editor, public):
        assert "Teks yang dicoba" in editor.preview(**{self.shown: "Teks yang dicoba"})
        assert public()[0] == 404
        assert "Teks yang dicoba" not in editor.view_draft()

    def test_a_schedule_is_kept_by_the_command(self, editor, public, monkeypatch):
        hour = timezone.now() + timedelta(hours=1)
        local = timezone.localtime(hour).strftime("%Y-%m-%d %H:%M")
        editor.send("publish", go_live_at=local, **{self.shown: "Teks terjadwal"})
        call_command("publish_scheduled")
        assert public()[0] == 404
        monkeypatch.setattr(timezone, "now", lambda: hour + timedelta(minutes=1))
        call_command("publish_scheduled")
        status, text = public()
        assert status == 200
        assert "Teks terjadwal" in text

    def test_approval_publishes(self, editor, public):
        add_workflow(editor.page)
        editor.send("submit", **{self.shown: "Teks untuk disetujui"})
        assert public()[0] == 404
        editor.approve()
        status, text = public()
        assert status == 200
        assert "Teks untuk disetujui" in text

    def test_an_earlier_text_can_be_published_again(self, editor, public):
        editor.send("publish", **{self.shown: "Teks pertama"})
        first = Page.objects.get(pk=editor.page.pk).live_revision
        editor.send("publish", **{self.shown: "Teks kedua"})
        assert "Teks kedua" in public()[1]
        editor.restore(first)
        status, text = public()
        assert status == 200
        assert "Teks pertama" in text
        assert "Teks kedua" not in text


def add_workflow(page: Page) -> Workflow:
    """Let the page need an approval by the communications staff (an administrator may give it too)."""
    task = GroupApprovalTask.objects.create(name="Humas menyetujui")
    task.groups.add(Group.objects.get(name="Communications"))
    workflow = Workflow.objects.create(name="Persetujuan")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.update_or_create(page=page, defaults={"workflow": workflow})
    return workflow
