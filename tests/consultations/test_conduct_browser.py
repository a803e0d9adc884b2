"""Conduct in a real browser: a measure taken without script, an objection judged in place at the queue."""

import pytest

from consultations import actions
from consultations.models import Measure, MeasureAppeal
from tests import factories
from tests.consultations import desk
from tests.consultations.conduct import REASON, person_url, take
from tests.consultations.moderation import open_desk, rule
from tests.consultations.talking import consultation, say

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def resident():
    resident = factories.user(name="Pak Kasar")
    say(consultation(), "Petugas itu lamban.", by=resident)
    return resident


def test_a_measure_is_taken_and_objected_to_without_script(new_page, resident):
    page = new_page(desk.analyst(), java_script_enabled=False)
    page.goto(person_url(resident))
    page.get_by_label("Tangguhkan").check()
    page.get_by_label("30 hari").check()
    page.get_by_label("Aturan yang dilanggar").select_option(str(rule().pk))
    page.get_by_label("Alasan untuk orang itu").last.fill(REASON)
    page.get_by_role("button", name="Ambil tindakan ini").click()
    page.wait_for_url(f"**{person_url(resident)}")
    measure = Measure.objects.get()
    assert (measure.kind, (measure.until - measure.at).days in (29, 30)) == ("pause", True)

    page = new_page(resident, java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.goto("/tanggapan/tindakan/")
    page.get_by_role("link", name="Baca, dan ajukan keberatan").click()
    page.get_by_label("Mengapa tindakan itu keliru?").fill("Itu bukan saya.")
    page.get_by_role("button", name="Kirim keberatan").click()
    page.wait_for_selector("text=Itu bukan saya.")
    assert MeasureAppeal.objects.get().words == "Itu bukan saya."
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_an_objection_is_judged_in_place_and_the_next_card_is_at_hand(new_page, resident):
    moderator = desk.analyst()
    objection = actions.appeal_measure(
        take(resident, "close", by=moderator).pk, account=resident, words="Itu bukan saya."
    )
    pending = say(consultation(moderation="pre"), "Menunggu.")
    page = new_page(desk.analyst())
    open_desk(page)
    page.evaluate("window.sameDocument = true")
    card = f"#card-conduct-{objection.pk}"
    page.locator(f"{card} [type=submit]").click()
    page.wait_for_selector(f"{card} [role=alert]")
    page.locator(f"{card} input[value=restored]").check()
    page.locator(f"{card} [name=reason]").fill("Memang bukan.")
    page.locator(f"{card} [type=submit]").click()
    page.wait_for_selector(card, state="detached")
    assert page.evaluate("document.activeElement.id") == f"card-comment-{pending.pk}"
    assert page.evaluate("window.sameDocument") is True
    assert Measure.objects.filter(kind="lift").exists()
