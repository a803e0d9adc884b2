"""Replies of the demonstration's threads are coded by keyboard, with what they answer in view."""

import pytest
from django.urls import reverse

from consultations.actions.coding import codes_of
from consultations.models import CodingChange, Comment, Origin
from tests.consultations import desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_replies_of_the_demonstration_take_the_codes_of_what_they_answer(new_page, site):
    theme = site.closed.themes.order_by("position").first()
    uncoded = Comment.objects.published().filter(consultation=site.closed, coding="", parent__isnull=False)
    replies = list(uncoded.order_by("thread_id", "pk")[:6])
    assert len(replies) >= 3
    analyst = desk.analyst()
    page = new_page(analyst)
    for reply in replies:
        if not codes_of(reply.parent)["themes"] and not codes_of(reply.parent)["disposition"]:
            page.goto(reverse("coding_item", args=[reply.parent_id]))
            page.keyboard.press("j")
            page.keyboard.press("1")
            page.wait_for_selector(f"#c{reply.parent_id}.coding-card--saved")
        page.goto(reverse("coding_item", args=[reply.pk]))
        above = page.locator(f"#c{reply.pk} details.branch").first
        assert above.count() == 1
        page.keyboard.press("j")
        page.keyboard.press("p")
        page.wait_for_selector(f"#c{reply.pk}.coding-card--saved")
        assert codes_of(reply) == codes_of(reply.parent)
    changes = CodingChange.objects.filter(comment__in=replies, actor=analyst)
    assert changes.filter(origin=Origin.PARENT).count() >= 3
    assert theme.codes.exists()
