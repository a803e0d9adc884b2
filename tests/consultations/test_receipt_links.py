"""A receipt opens by its link or QR code: the code stands after "#" and reaches the server by POST alone."""

import pytest

from consultations.receipt_links import receipt_link, whatsapp_link
from forum_site.qr import qr_of
from tests.consultations import desk
from tests.consultations.talking import consultation
from tests.consultations.test_enter import ENTER, code_on, filled
from tests.consultations.test_receipt import enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def row():
    return consultation(title="Antrean loket")


def watched(page) -> list[str]:
    """Return a list that fills with every address that the page asks the server for, with what it sends along."""
    asked = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    return asked


def test_a_link_opens_the_receipt_and_leaves_no_code_behind(new_page, row):
    _comment, code = enter(row)
    page = new_page()
    asked = watched(page)
    page.goto(f"/receipt/#{code}")
    page.wait_for_url("**/tanda-terima/")
    assert "Loket terlalu sempit." in page.inner_text("main")
    assert code not in page.url and code not in page.content()
    sent = [address.partition("#")[0] for address in asked]
    assert not any(code in address or code.replace("-", "") in address for address in sent)
    assert any(address.startswith("POST") for address in sent)
    page.go_back()
    assert code not in page.url


def test_a_link_with_another_code_takes_the_place_of_the_one_that_is_shown(new_page, row):
    _first, code = enter(row)
    _second, other = enter(row, "Antrean sampai ke jalan.")
    page = new_page()
    page.goto(f"/receipt/#{code}")
    page.wait_for_selector("text=Loket terlalu sempit.")
    page.goto(f"/receipt/#{other.lower().replace('-', '')}")
    page.wait_for_selector("text=Antrean sampai ke jalan.")
    assert "Loket terlalu sempit." not in page.inner_text("main")


def test_a_wrong_link_says_what_a_wrong_code_says(new_page, row):
    enter(row)
    page = new_page()
    page.goto("/receipt/#ABCD-EFGH-IJKL-MNOP-QRST-UVWX")
    page.wait_for_selector(".errors")
    assert "Tidak ada tanda terima dengan kode ini" in page.inner_text("main")


def test_without_script_the_same_page_takes_the_code_by_hand(new_page, row):
    _comment, code = enter(row)
    page = new_page(java_script_enabled=False)
    page.goto(f"/receipt/#{code}")
    page.fill("[name=code]", code)
    page.click("main form button")
    assert "Loket terlalu sempit." in page.inner_text("main")


def test_the_slip_of_staff_carries_it_as_a_qr_code_once(as_):
    staff = as_(desk.communications())
    answer = staff.post(ENTER, filled(staff, desk.consultation()))
    assert answer.status_code == 303, answer.context["form"].errors
    slip = answer["Location"]
    page = staff.get(slip)
    code = code_on(page)
    assert len(code) == 29 and str(qr_of(receipt_link(code))) in page.content.decode()
    again = staff.get(slip).content.decode()
    assert code not in again and str(qr_of(receipt_link(code))) not in again


def test_whatsapp_is_opened_on_the_phone_and_by_no_foreign_server():
    link = whatsapp_link("ABCD-EFGH", "Antrean & loket")
    assert link.startswith("whatsapp://send?text=") and "wa.me" not in link
    assert "receipt/%23ABCD-EFGH" in link and "%26" in link
