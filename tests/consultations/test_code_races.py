"""Two analysts at the same comment at the same moment: one is first, the other is told."""

import threading

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from consultations.actions import coding
from consultations.actions.coding import codes_of
from consultations.models import CodingChange, Comment
from tests.consultations import desk
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def sender(person, comment, **data):
    """Return a call that sends the comment's form as the person, and returns the status."""
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    address = reverse("coding_item", args=[comment.pk])
    return lambda: client.post(address, {"seen": "", **data}).status_code


def test_of_two_analysts_one_codes_and_the_other_sees_a_conflict():
    asked = desk.consultation()
    hours, fees = desk.theme(asked), desk.theme(asked)
    first, second = desk.analyst(), desk.analyst()
    for _ in range(8):
        comment = desk.say(asked)
        statuses = at_once(
            [sender(first, comment, themes=[hours.pk]), sender(second, comment, themes=[fees.pk])]
        )
        assert sorted(statuses) == [303, 409]
        [change] = CodingChange.objects.filter(comment=comment)
        assert change.after == codes_of(comment)
        assert len(codes_of(comment)["themes"]) == 1


def test_without_the_lock_both_would_win(monkeypatch):
    """The negative control of the test above: with the row's lock taken away both are told that they were first."""
    asked = desk.consultation()
    hours, fees = desk.theme(asked), desk.theme(asked)
    first, second = desk.analyst(), desk.analyst()
    comment = desk.say(asked)
    read = threading.Barrier(2)

    def unlocked(ids):
        return {row.pk: row for row in Comment.objects.filter(pk__in=ids)}

    def codes_read_together(row):
        found = codes_of(row)
        read.wait(timeout=10)
        return found

    monkeypatch.setattr(coding, "lock_comments", unlocked)
    monkeypatch.setattr(coding, "codes_of", codes_read_together)
    statuses = at_once([sender(first, comment, themes=[hours.pk]), sender(second, comment, themes=[fees.pk])])
    assert statuses == [303, 303]
    assert CodingChange.objects.filter(comment=comment).count() == 2


def test_two_comments_made_duplicates_of_each_other_at_once_do_not_deadlock():
    asked = desk.consultation()
    first, second = desk.analyst(), desk.analyst()
    for _ in range(8):
        one, other = desk.say(asked), desk.say(asked)
        statuses = at_once(
            [
                sender(first, one, disposition="duplicate_of", target=other.pk),
                sender(second, other, disposition="duplicate_of", target=one.pk),
            ]
        )
        assert sorted(statuses) == [303, 422]


def test_coding_and_declaring_it_complete_at_once_leave_nothing_uncoded_behind_a_declaration():
    asked = desk.consultation()
    subject = desk.theme(asked)
    analyst = desk.analyst()
    comment = desk.say(asked)
    desk.close(asked)
    coding.assign_theme(comment.pk, subject, actor=analyst)

    def clear():
        coding.clear_codes(comment.pk, actor=analyst)
        return "cleared"

    def complete():
        coding.complete_coding(asked.pk, actor=analyst)
        return "completed"

    outcomes = at_once([clear, complete])
    asked.refresh_from_db()
    assert [outcome for outcome in outcomes if isinstance(outcome, str)] in (["cleared"], ["completed"])
    assert (asked.coding_completed_at is None) == (codes_of(comment)["themes"] == [])
