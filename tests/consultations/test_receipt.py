"""By the code of a receipt someone without an account sees what became of their words, and can object and withdraw."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.codes import new_code
from consultations import actions
from consultations.models import Appeal, Comment, ModerationDecision
from tests.consultations import reported
from tests.consultations.desk import communications
from tests.consultations.talking import area, at, close, consultation, decide, moderator, say, words

pytestmark = pytest.mark.django_db
PAGE = "/tanda-terima/"


def enter(row, text: str = "Loket terlalu sempit.", **fields):
    """Let staff enter what somebody said on paper; return the comment and the code on its receipt."""
    return actions.enter_comment(
        actor=communications(),
        consultation_id=row.pk,
        channel="paper",
        text=text,
        form_key=uuid.uuid4(),
        received_at=timezone.now() - timedelta(hours=1),
        **fields,
    )


def shown(code: str, client: Client | None = None):
    """Type the code in; return the client, and the page that follows."""
    client = client or Client()
    return client, client.post(PAGE, {"code": code}, follow=True)


@pytest.fixture
def row():
    return consultation(title="Antrean loket")


def test_the_code_shows_text_and_state_however_it_is_typed(row):
    comment, code = enter(row)
    say(row, "Benar.", parent=comment)
    for typed in (code, code.lower(), code.replace("-", ""), f"  {code.replace('-', ' ')} "):
        client, page = shown(typed)
        assert page.status_code == 200 and page.redirect_chain == [(PAGE, 303)]
        said = words(page)
        assert "Loket terlalu sempit." in said and "Terbit" in said and "Antrean loket" in said
        assert "1 balasan" in said
        assert "no-store" in page["Cache-Control"] and code not in page.content.decode()


def test_the_page_is_in_the_footer_and_on_the_slip_of_staff(row, as_):
    assert f'href="{PAGE}"' in Client().get("/tanggapan/aturan/").content.decode()
    assert 'href="/en/tanda-terima/"' in Client().get("/en/tanggapan/aturan/").content.decode()
    actor = communications()
    comment, _code = actions.enter_comment(
        actor=actor,
        consultation_id=row.pk,
        channel="paper",
        text="Loket terlalu sempit.",
        form_key=uuid.uuid4(),
        received_at=timezone.now() - timedelta(hours=1),
    )
    slip = as_(actor).post(f"/admin/entry/{comment.pk}/receipt/renew/", follow=True)
    assert f"http://testserver{PAGE}" in slip.content.decode()


def test_wrong_old_and_foreign_codes_are_answered_alike(row, as_):
    comment, old = enter(row)
    _comment, code = actions.renew_receipt(comment.pk, actor=comment.entered_by)
    answers = set()
    for wrong in (new_code(), old, "ABCD", "x" * 100, "—", "1234"):
        answer = Client().post(PAGE, {"code": wrong})
        assert answer.status_code == 422 and "no-store" in answer["Cache-Control"]
        assert "sessionid" not in answer.cookies
        answers.add(re.sub(r'value="[^"]*"', "", words(answer)))
    assert len(answers) == 1
    assert "Loket terlalu sempit." in words(shown(code)[1])


@pytest.mark.parametrize("odd", ["", "a" * 101, "\x00", "\ud800".encode("utf-8", "surrogatepass"), "𝐀" * 24])
def test_odd_codes_come_back(odd):
    assert Client().post(PAGE, {"code": odd}).status_code == 422


def test_guessing_is_throttled_for_the_network_and_right_codes_do_not_count(row, settings):
    settings.VISITOR_LIMITS = settings.VISITOR_LIMITS | {"receipt": "20/10m/ip"}
    _comment, code = enter(row)
    guesser, other = Client(REMOTE_ADDR="203.0.113.9"), Client(REMOTE_ADDR="198.51.100.4")
    for _time in range(30):
        assert other.post(PAGE, {"code": code}).status_code == 303
    statuses = [guesser.post(PAGE, {"code": new_code()}).status_code for _guess in range(300)]
    assert statuses == [422] * 20 + [429] * 280
    assert guesser.post(PAGE, {"code": code}).status_code == 429  # even the right one says nothing now
    assert other.post(PAGE, {"code": code}).status_code == 303
    forged = guesser.post(PAGE, {"code": new_code()}, headers={"x-forwarded-for": "192.0.2.1"})
    assert forged.status_code == 429


def test_it_stays_open_half_an_hour_or_until_it_is_closed(row, monkeypatch):
    comment, code = enter(row)
    client, _page = shown(code)
    assert comment.version.text in words(client.get(PAGE))
    client.post(f"{PAGE}tutup/")
    assert comment.version.text not in words(client.get(PAGE))
    client, _page = shown(code)
    session = client.session
    session["receipt"] = session["receipt"] | {"until": 1}
    session.save()
    assert comment.version.text not in words(client.get(PAGE))


def test_a_new_code_closes_what_the_old_one_had_opened(row):
    comment, code = enter(row)
    client, _page = shown(code)
    actions.renew_receipt(comment.pk, actor=comment.entered_by)
    assert comment.version.text not in words(client.get(PAGE))


def test_its_holder_reads_rule_and_reason_objects_once_and_learns_the_outcome(row):
    comment, code = enter(row)
    decision = decide(comment, "hide", rule=2, reason="Menyebut nama orang.")
    client, page = shown(code)
    said = words(page)
    assert "Aturan 2" in said and "Menyebut nama orang." in said and "Loket terlalu sempit." in said
    assert "Bisa satu kali, sampai" in said
    address = f"{PAGE}keputusan/{decision.pk}/keberatan/"
    assert address in page.content.decode()
    assert "Loket terlalu sempit." in words(client.get(address))
    assert client.post(address, {"words": ""}).status_code == 422
    assert client.post(address, {"words": "Saya tidak menyebut nama."}).status_code == 303
    assert client.post(address, {"words": "Lagi."}).status_code == 303
    objection = Appeal.objects.get()
    assert objection.words == "Saya tidak menyebut nama."
    assert "Sudah diterima." in words(client.get(PAGE)) and address not in client.get(PAGE).content.decode()
    actions.judge_appeal(objection.pk, judge=moderator(), outcome="restored", reason="Benar, tidak ada nama.")
    said = words(client.get(PAGE))
    assert "Benar, tidak ada nama." in said and "Terbit" in said


def test_its_holder_withdraws_and_takes_that_back(row):
    comment, code = enter(row)
    client, page = shown(code)
    address = f"{PAGE}tanggapan/{comment.pk}/tarik/"
    assert address in page.content.decode()
    assert "Loket terlalu sempit." in words(client.get(address))
    for _time in range(2):
        assert client.post(address).status_code == 303
    comment.refresh_from_db()
    assert comment.status == "withdrawn"
    decision = ModerationDecision.objects.get()
    assert decision.kind == "withdraw" and decision.actor.is_system
    back = f"{PAGE}tanggapan/{comment.pk}/kembalikan/"
    assert back in client.get(PAGE).content.decode()
    assert client.get(back).status_code == 200
    assert client.post(back).status_code == 303
    comment.refresh_from_db()
    assert comment.status == "published"
    close(row)
    assert "ditutup" in words(client.get(address))
    assert client.post(address).status_code == 422


def test_nobody_else_reaches_any_of_it(row):
    comment, _code = enter(row)
    other, code = enter(row, "Yang lain.")
    decision = decide(comment, "hide")
    addresses = [
        f"{PAGE}tanggapan/{comment.pk}/tarik/",
        f"{PAGE}tanggapan/{comment.pk}/kembalikan/",
        f"{PAGE}keputusan/{decision.pk}/keberatan/",
        f"{PAGE}tanggapan/{2**70}/tarik/",
    ]
    for client in (Client(), shown(code)[0]):
        for address in addresses:
            assert client.get(address).status_code == 404
            assert client.post(address, {"words": "Saya."}).status_code == 404
    assert not Appeal.objects.exists()
    assert Comment.objects.get(pk=comment.pk).status == "hidden"


def test_what_waits_or_was_rejected_is_shown_to_its_holder_only():
    row = consultation(moderation="pre")
    comment, code = enter(row)
    client, page = shown(code)
    assert comment.status == "pending" and "Menunggu moderator" in words(page)
    assert Client().get(f"/tanggapan/{comment.pk}/").status_code == 404
    decision = decide(comment, "reject", reason="Bukan tempatnya.")
    said = words(client.get(PAGE))
    assert "Loket terlalu sempit." in said and "Bukan tempatnya." in said
    page = client.get(f"{PAGE}keputusan/{decision.pk}/keberatan/").content.decode()
    assert (
        f"/tanggapan/keputusan/{decision.pk}/" not in page
    )  # the record of what never was public is closed to visitors


def test_it_says_where_in_the_report_the_comment_stands():
    story = reported.told()
    at(story.consultation, closes_at=timezone.now() + timedelta(days=1))
    comment, code = enter(story.consultation)
    close(story.consultation)
    story.code("sari")
    theme = story.themes[0]
    actions.assign_theme(comment.pk, theme, actor=story.moderator)
    report = reported.report(story)
    report.save_revision().publish()
    said = words(shown(code)[1])
    assert f"Tema “{theme.title}”" in said and "Baca seluruh laporan" in said


def test_one_comment_and_many_cost_the_same_queries(row):
    comment, code = enter(row)
    client, _page = shown(code)

    def cost() -> int:
        client.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).status_code == 200
        return len(queries)

    one = cost()
    for number in range(15):
        more, _code = enter(row, f"Ucapan {number}.")
        Comment.objects.filter(pk=more.pk).update(participant=comment.participant)
    assert area(client.get(PAGE)) == ""
    assert cost() == one
