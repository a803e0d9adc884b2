"""What is due goes live, whatever another page says about itself."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, Revision

from forum_site import scheduling
from forum_site.publishing import PublicationRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def refusals(monkeypatch):
    """Let pages titled "Refused" refuse to go live and those titled "Broken" fail; return what pages were told."""
    told, save = [], Page.save

    def guarded(self, *args, **kwargs):
        if self.live and self.title == "Refused":
            raise PublicationRefused("A comment has no theme yet.", "A theme has no answer yet.")
        if self.live and self.title == "Broken":
            raise RuntimeError("on purpose")
        return save(self, *args, **kwargs)

    monkeypatch.setattr(Page, "save", guarded)
    monkeypatch.setattr(
        Page,
        "on_schedule_refused",
        lambda self, revision, error: told.append((self.title, error.messages)),
        raising=False,
    )
    return told


def scheduled(title: str, *, minutes: int) -> Page:
    """Make a draft that is to go live so many minutes from now (negative: ago)."""
    page = Page.get_first_root_node().add_child(instance=Page(title=title, live=False))
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    hour = timezone.now() + timedelta(minutes=minutes)
    revision = page.latest_revision
    revision.content["go_live_at"] = hour.isoformat()
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=hour, content=revision.content)
    page.refresh_from_db()
    assert not page.live
    return page


def is_live(page: Page) -> bool:
    return Page.objects.get(pk=page.pk).live


def test_one_refusal_and_one_failure_stop_nobody_else(refusals):
    refused, broken = scheduled("Refused", minutes=-3), scheduled("Broken", minutes=-2)
    good, later = scheduled("Good", minutes=-1), scheduled("Later", minutes=5)
    assert scheduling.publish_due() == 1
    assert is_live(good)
    assert not any(is_live(page) for page in (refused, broken, later))


def test_a_refusal_clears_the_schedule_and_tells_the_page_once(refusals):
    page = scheduled("Refused", minutes=-3)
    scheduling.publish_due()
    scheduling.publish_due()
    assert refusals == [("Refused", ["A comment has no theme yet.", "A theme has no answer yet."])]
    page.refresh_from_db()
    assert page.go_live_at is None
    assert page.scheduled_revision is None
    assert page.get_latest_revision_as_object().go_live_at is None


def test_a_failure_is_tried_again(refusals, monkeypatch):
    page = scheduled("Broken", minutes=-3)
    scheduling.publish_due()
    Page.objects.filter(pk=page.pk).update(title="Mended")
    revision = page.latest_revision
    revision.content["title"] = "Mended"
    revision.save(update_fields=["content"])
    assert scheduling.publish_due() == 1
    assert is_live(page)


def test_what_has_expired_goes():
    page = Page.get_first_root_node().add_child(instance=Page(title="Old"))
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    assert scheduling.publish_due() == 1
    assert not is_live(page)


def test_the_command_of_wagtails_name_is_ours(refusals, capsys):
    scheduled("Refused", minutes=-3)
    good = scheduled("Good", minutes=-1)
    call_command("publish_scheduled", "--dryrun")
    assert not is_live(good)
    assert "goes live: Good" in capsys.readouterr().out
    call_command("publish_scheduled")
    assert is_live(good)
