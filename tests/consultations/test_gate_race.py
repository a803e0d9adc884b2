"""A comment that becomes public while a report is published is either counted by the gate or comes after it."""

import threading

import pytest
from django.db import connection
from django.db.models.query import QuerySet

from consultations import publishing
from consultations.models import Consultation, FollowUpReportPage, ReportEntry, ReportVersion
from forum_site.publishing import PublicationRefused
from tests.consultations import reported
from tests.racing import until_done_or_held

pytestmark = pytest.mark.django_db(transaction=True)


def in_thread(work) -> threading.Thread:
    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def publish_while_restoring(monkeypatch) -> dict:
    """Restore a hidden comment between the gate's look and the freezing; return what came of both."""
    story = reported.told()
    story.code("sari")
    report = reported.report(story)
    looked, restored, outcome = threading.Event(), threading.Event(), {}
    freeze = publishing.freeze

    def freeze_slowly(*args, **kwargs):
        looked.set()
        until_done_or_held(restored)
        return freeze(*args, **kwargs)

    monkeypatch.setattr(publishing, "freeze", freeze_slowly)

    def publish():
        try:
            FollowUpReportPage.objects.get(pk=report.pk).save_revision().publish()
        except PublicationRefused as refused:
            outcome["refused"] = refused

    def restore():
        looked.wait(5)
        story.decide("dewi", "restore")
        restored.set()
        outcome["restored"] = True

    for thread in [in_thread(publish), in_thread(restore)]:
        thread.join(20)
    unaccounted = ReportEntry.objects.filter(status="published", section=None, disposition="")
    return outcome | {"versions": ReportVersion.objects.count(), "unaccounted": unaccounted.count()}


def test_no_version_leaves_out_what_becomes_public_meanwhile(monkeypatch):
    outcome = publish_while_restoring(monkeypatch)
    assert outcome == {"restored": True, "versions": 1, "unaccounted": 0}


def test_without_the_lock_one_is_left_out(monkeypatch):
    lock = QuerySet.select_for_update

    def unlocked(self, *args, **kwargs):
        return self if self.model is Consultation else lock(self, *args, **kwargs)

    monkeypatch.setattr(QuerySet, "select_for_update", unlocked)
    outcome = publish_while_restoring(monkeypatch)
    assert outcome == {"restored": True, "versions": 1, "unaccounted": 1}


def test_what_becomes_public_first_is_counted(monkeypatch):
    """The other order: publication waits for a moderator who holds the consultation, and then sees the comment."""
    from django.db import transaction

    story = reported.told()
    story.code("sari")
    report = reported.report(story)
    decided, outcome = threading.Event(), {}

    def restore():
        with transaction.atomic():
            story.decide("dewi", "restore")
            decided.set()
            threading.Event().wait(1)

    def publish():
        decided.wait(5)
        try:
            FollowUpReportPage.objects.get(pk=report.pk).save_revision().publish()
        except PublicationRefused as refused:
            outcome["refused"] = refused

    for thread in [in_thread(restore), in_thread(publish)]:
        thread.join(20)
    assert "refused" in outcome
    assert not ReportVersion.objects.exists()
