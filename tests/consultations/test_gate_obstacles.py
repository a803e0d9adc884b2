"""A quotation that was hidden, or an objection without an answer, stops a report on every way to the public."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, TaskState
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, rich_text, streamfield

from consultations.actions import end_opening, mark_passage
from consultations.models import FollowUpReportPage, ReportVersion
from forum_site.publishing import PublicationRefused
from tests import factories
from tests.consultations import reported
from tests.consultations.replying import answered, objected, opened
from tests.consultations.test_gate import in_an_hour, is_public, stored
from tests.consultations.test_report_blocks import QUOTED, add
from tests.pages import add_workflow, home

pytestmark = pytest.mark.django_db


@dataclass
class Obstacle:
    """Something that stands against publishing: how it comes up, and how it is cleared away."""

    put: Callable
    clear: Callable


@dataclass
class Scene:
    """A report that quotes budi and could be published, an administrator, and the obstacle."""

    story: reported.Told
    report: FollowUpReportPage
    passage: int
    client: object
    obstacle: Obstacle
    monkeypatch: object

    def sent(self) -> dict:
        """Return what the editor's form sends for the report's body."""
        sections = [
            ("section", {"theme": theme.pk, "heading": "", "heard": rich_text("<p>Jalan tertutup.</p>")})
            for theme in self.story.themes
        ]
        quotation = ("quotation", {"passage": self.passage, "note": ""})
        return nested_form_data({"body": streamfield([*sections, quotation])})

    def edit(self, action: str = "publish", address: str = "", **changes) -> None:
        where = reverse("wagtailadmin_pages:edit", args=[self.report.pk])
        html = self.client.get(address or where).content.decode()
        data = querydict_from_html(html, form_id="page-edit-form").dict()
        self.client.post(where, data | self.sent() | {f"action-{action}": "1"} | changes, follow=True)


def hidden_quotation() -> Obstacle:
    return Obstacle(
        lambda scene: scene.story.hide("budi"), lambda scene: scene.story.decide("budi", "restore")
    )


def unanswered_objection() -> Obstacle:
    def put(scene):
        opening = opened(scene.story)
        scene.objection = objected(scene.story, opening, who="sari")
        end_opening(opening.pk, actor=scene.story.moderator, reason="Cukup.")

    return Obstacle(put, lambda scene: answered(scene.story, scene.objection))


def draft_still_open() -> Obstacle:
    def put(scene):
        scene.opening = opened(scene.story)

    def clear(scene):
        end_opening(scene.opening.pk, actor=scene.story.moderator, reason="Cukup.")

    return Obstacle(put, clear)


@pytest.fixture(params=[hidden_quotation, unanswered_objection, draft_still_open])
def scene(request, as_, monkeypatch):
    story = reported.told()
    story.code("sari")
    passage = mark_passage(story.comments["budi"].pk, QUOTED, actor=story.moderator)
    report = add(reported.report(story), ("quotation", {"passage": passage.pk, "note": ""}))
    report.save_revision()
    client = as_(factories.administrator())
    return Scene(story, stored(report), passage.pk, client, request.param(), monkeypatch)


# --- The ways ---------------------------------------------------------------------------------------


def in_the_editor(scene):
    scene.edit()


def scheduled_in_the_editor(scene):
    scene.edit(go_live_at=in_an_hour())
    scene.monkeypatch.setattr(timezone, "now", _in_two_hours())
    call_command("publish_scheduled")
    scene.monkeypatch.undo()


def _in_two_hours():
    later = timezone.now() + timedelta(hours=2)
    return lambda: later


def scheduled_by_command(scene):
    report = scene.report.get_latest_revision_as_object()
    report.go_live_at = timezone.now() + timedelta(hours=1)
    _try(report.save_revision().publish)


def by_workflow(scene):
    if not TaskState.objects.exists():
        add_workflow(scene.report)
        scene.edit("submit")
    state = TaskState.objects.latest("pk")
    address = f"/admin/pages/workflow/action/{scene.report.pk}/approve/{state.pk}/"
    scene.client.post(address, {"action": "approve"}, follow=True)


def in_bulk(scene):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    scene.client.post(f"{address}?id={scene.report.pk}&next=/admin/pages/", {}, follow=True)


def in_bulk_from_above(scene):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    chosen = scene.story.page.get_parent().pk
    scene.client.post(f"{address}?id={chosen}&next=/admin/pages/", {"include_descendants": "on"}, follow=True)


def by_going_back(scene):
    revision = scene.report.latest_revision
    scene.edit(address=reverse("wagtailadmin_pages:revisions_revert", args=[scene.report.pk, revision.pk]))


def by_command(scene):
    _try(scene.report.get_latest_revision().publish)


def by_saving(scene):
    report = scene.report.get_latest_revision_as_object()
    report.live = True
    _try(report.save)


def _try(publish):
    try:
        publish()
    except PublicationRefused:
        pass


WAYS = [
    in_the_editor,
    by_workflow,
    in_bulk,
    in_bulk_from_above,
    by_going_back,
    by_command,
    by_saving,
    scheduled_in_the_editor,
]


@pytest.mark.parametrize("way", WAYS)
def test_an_obstacle_stops_it_and_its_clearing_lets_it_pass(scene, way):
    scene.obstacle.put(scene)
    way(scene)
    assert not is_public(scene.report)
    scene.obstacle.clear(scene)
    way(scene)
    assert is_public(scene.report)


def test_a_schedule_by_command_is_refused_when_it_is_set(scene):
    scene.obstacle.put(scene)
    scheduled_by_command(scene)
    assert stored(scene.report).scheduled_revision is None
    scene.obstacle.clear(scene)
    scheduled_by_command(scene)
    assert stored(scene.report).scheduled_revision is not None


def test_what_comes_up_after_scheduling_stops_it_when_due(scene):
    scheduled_by_command(scene)
    scene.obstacle.put(scene)
    later = timezone.now() + timedelta(hours=2)
    scene.monkeypatch.setattr(timezone, "now", lambda: later)
    call_command("publish_scheduled")
    assert not is_public(scene.report)
    assert stored(scene.report).scheduled_revision is None


def test_a_translation_is_stopped_as_well(scene):
    if not home().get_translations().exists():
        reported.english(home())
    reported.english(reported.index(), title="Consultations")
    reported.english(scene.story.page, title="Night market")
    report = scene.report.get_latest_revision_as_object()
    report.save()
    english = stored(report).copy_for_translation(Locale.objects.get(language_code="en"))
    english.title = "Night market report"
    scene.obstacle.put(scene)
    with pytest.raises(PublicationRefused):
        english.save_revision().publish()
    scene.obstacle.clear(scene)
    english.save_revision().publish()
    assert ReportVersion.objects.filter(page=english).exists()


def test_created_and_published_at_once(as_, monkeypatch):
    story = reported.told()
    story.code("sari")
    passage = mark_passage(story.comments["budi"].pk, QUOTED, actor=story.moderator)
    client = as_(factories.administrator())
    scene = Scene(story, None, passage.pk, client, hidden_quotation(), monkeypatch)
    address = reverse("wagtailadmin_pages:add", args=["consultations", "followupreportpage", story.page.pk])
    data = querydict_from_html(client.get(address).content.decode(), form_id="page-edit-form").dict()
    data |= scene.sent() | {"title": "Laporan", "slug": "laporan", "introduction": "Ringkasan"}
    scene.obstacle.put(scene)
    client.post(address, data | {"action-publish": "1"}, follow=True)
    scene.report = FollowUpReportPage.objects.get()
    assert not is_public(scene.report)
    scene.obstacle.clear(scene)
    scene.edit()
    assert is_public(scene.report)
