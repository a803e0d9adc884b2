"""Draws docs/screenshot.png from the demonstration's content; `make screenshot` runs it, `make test` does not."""

from pathlib import Path

import pytest
from django.core.management import call_command

from consultations.models import Consultation, ConsultationPage

TARGET = Path(__file__).resolve().parents[2] / "docs" / "screenshot.png"


@pytest.mark.django_db(transaction=True)
def test_screenshot_of_the_liveliest_consultation(new_page):
    call_command("load_demo")
    liveliest = max(Consultation.objects.all(), key=lambda consultation: consultation.comments.count())
    address = ConsultationPage.objects.get(consultation=liveliest, locale__language_code="id").url
    page = new_page(viewport={"width": 1100, "height": 1400})
    assert page.goto(address).status == 200
    page.screenshot(path=str(TARGET))
    assert TARGET.stat().st_size > 20_000
