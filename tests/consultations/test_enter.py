"""Staff enter what was said on paper, by phone or in a forum: receipts, retries, refusals, and who may."""

import re
import uuid
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.codes import code_digest
from accounts.models import Notification, User
from consultations.actions import enter_comment, renew_receipt, withdraw_comment
from consultations.models import Comment, Participant
from tests import factories
from tests.consultations import desk
from tests.consultations.moderation import forms_of
from tests.racing import at_once

pytestmark = pytest.mark.django_db
ENTER = "/admin/entry/"
SPOKEN = "Lampu jalan di gang kami mati sejak Agustus."


@pytest.fixture
def clerk():
    return desk.communications(name="Ibu Pencatat")


@pytest.fixture
def at_counter(as_, clerk):
    return as_(clerk)


@pytest.fixture
def row():
    return desk.consultation(title="Penerangan jalan")


def local(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def filled(client, row, **words) -> dict:
    """Return the form as somebody fills it in from one paper."""
    key = forms_of(client.get(ENTER))[ENTER]["form_key"]
    return {
        "form_key": key,
        "consultation": row.pk,
        "channel": "paper",
        "received_at": local(timezone.now() - timedelta(days=2)),
        "shown_name": "",
        "contact": "",
        "language": "id",
        "question": "",
        "parent": "",
        "stance": "",
        "text": SPOKEN,
    } | words


def code_on(response) -> str:
    """Return the receipt code that the page shows."""
    slip = re.search(r'class="slip__code">(.*?)</p>', response.content.decode(), re.S)
    return "-".join(re.findall(r"<span>(\w+)</span>", slip[1])) if slip else ""


# --- It works -------------------------------------------------------------------------------------


def test_a_paper_form_becomes_a_comment_with_a_receipt(at_counter, clerk, row):
    question = desk.question(row)
    form = filled(at_counter, row, question=question.pk, stance="against", shown_name="  Pak   Amat ")
    response = at_counter.post(ENTER, form)
    assert response.status_code == 303
    comment = Comment.objects.get()
    assert (comment.status, comment.channel, comment.stance) == ("published", "paper", "against")
    assert (comment.question, comment.entered_by, comment.version.text) == (question, clerk, SPOKEN)
    assert local(comment.received_at) == form["received_at"]
    participant = comment.participant
    assert (participant.shown_name, participant.account, participant.channel) == ("Pak Amat", None, "paper")

    receipt = at_counter.get(response["Location"])
    code = code_on(receipt)
    assert re.fullmatch(r"([A-Z]{4}-){5}[A-Z]{4}", code)
    assert bytes(participant.receipt_digest) == code_digest(code.lower().replace("-", " "))
    text = receipt.content.decode()
    assert f"/tanggapan/{comment.pk}/" in text and "<svg" in text
    assert code not in response["Location"] and code.split("-")[0] not in response["Location"]


def test_the_code_is_shown_once_and_a_lost_one_is_replaced(at_counter, row):
    response = at_counter.post(ENTER, filled(at_counter, row))
    first = code_on(at_counter.get(response["Location"]))
    again = at_counter.get(response["Location"])
    assert again.status_code == 200 and code_on(again) == "" and first not in again.content.decode()
    renewed = at_counter.post(f"{ENTER}{Comment.objects.get().pk}/receipt/renew/")
    second = code_on(at_counter.get(renewed["Location"]))
    assert second and second != first
    assert bytes(Participant.objects.get().receipt_digest) == code_digest(second)


def test_the_next_form_keeps_consultation_channel_and_date(at_counter, row):
    form = filled(at_counter, row, channel="forum")
    response = at_counter.post(ENTER, form)
    text = at_counter.get(response["Location"]).content.decode()
    following = re.search(rf'href="({ENTER}\?[^"]+)"', text)[1].replace("&amp;", "&")
    assert parse_qs(urlsplit(following).query) == {
        "consultation": [str(row.pk)],
        "channel": ["forum"],
        "received_at": [form["received_at"]],
    }
    page = at_counter.get(following).content.decode()
    assert f'<option value="{row.pk}" selected>' in page and '<option value="forum" selected>' in page
    assert form["received_at"] in page and SPOKEN not in page


def test_without_a_name_it_is_a_resident_who_spoke(at_counter, client, row):
    at_counter.post(ENTER, filled(at_counter, row))
    text = client.get(f"/tanggapan/{Comment.objects.get().pk}/").content.decode()
    assert "Warga" in text and "Ibu Pencatat" not in text


def test_it_answers_a_comment_and_its_author_is_told(at_counter, row):
    author = factories.user()
    parent = desk.say(row, by=author)
    at_counter.post(ENTER, filled(at_counter, row, parent=parent.pk))
    parent.refresh_from_db()
    assert (parent.reply_count, parent.descendant_count) == (1, 1)
    assert Notification.objects.get(recipient=author).kind == "reply"


def test_whoever_left_an_address_is_told_there_and_the_address_is_never_shown(at_counter, client, row):
    at_counter.post(ENTER, filled(at_counter, row, contact="Pak.Amat@contoh.invalid"))
    comment = Comment.objects.get()
    desk.say(row, to=comment)
    assert Notification.objects.get(kind="reply").address == "pak.amat@contoh.invalid"
    for address in (f"/tanggapan/{comment.pk}/", f"/tanggapan/konsultasi/{row.slug}/atom/"):
        assert "pak.amat" not in client.get(address).content.decode().lower()


def test_after_closing_it_can_be_entered_until_coding_is_complete(at_counter, row):
    desk.say(row)
    row.closes_at = timezone.now() - timedelta(days=1)
    row.save(update_fields=["closes_at"])
    form = filled(at_counter, row)
    assert at_counter.post(ENTER, form).status_code == 303
    late = filled(at_counter, row)
    row.coding_completed_at, row.coding_completed_by = timezone.now(), desk.analyst()
    row.save(update_fields=["coding_completed_at", "coding_completed_by"])
    response = at_counter.post(ENTER, late)
    assert response.status_code == 422
    assert row.comments.count() == 2


def test_in_pre_moderation_it_waits_unless_a_moderator_enters_it(as_, at_counter):
    pre = desk.consultation(moderation="pre")
    at_counter.post(ENTER, filled(at_counter, pre))
    moderator = as_(desk.analyst())
    moderator.post(ENTER, filled(moderator, pre))
    assert list(Comment.objects.order_by("pk").values_list("status", flat=True)) == ["pending", "published"]


# --- Twice is once --------------------------------------------------------------------------------


def test_the_same_form_again_is_the_same_comment_with_a_new_code(at_counter, row):
    form = filled(at_counter, row)
    codes = [code_on(at_counter.get(at_counter.post(ENTER, form)["Location"])) for _time in range(2)]
    assert Comment.objects.count() == Participant.objects.count() == 1
    assert codes[0] != codes[1]
    assert bytes(Participant.objects.get().receipt_digest) == code_digest(codes[1])


@pytest.mark.django_db(transaction=True)
def test_a_double_click_stores_one_comment_and_one_participant_and_gives_receipts(as_):
    clerk, row = desk.communications(), desk.consultation()
    for _round in range(10):
        clients = [as_(clerk), as_(clerk)]
        form = filled(clients[0], row)
        responses = at_once([lambda client=client, form=form: client.post(ENTER, form) for client in clients])
        assert [response.status_code for response in responses] == [303, 303], responses
        assert responses[0]["Location"] == responses[1]["Location"]
        comment = Comment.objects.get(form_key=form["form_key"])
        shown = [code_on(client.get(responses[0]["Location"])) for client in clients]
        # Which of the two answers the browser shows is not ours to choose; the later one's code is in force.
        assert bytes(comment.participant.receipt_digest) in {code_digest(code) for code in shown}
    assert Comment.objects.count() == Participant.objects.count() == 10
    assert sum(tally.published for tally in row.tallies.all()) == 10


def test_somebody_elses_form_is_refused(as_, at_counter, row):
    form = filled(at_counter, row)
    at_counter.post(ENTER, form)
    assert as_(desk.communications()).post(ENTER, form).status_code == 422
    assert Comment.objects.count() == 1


# --- It is refused, and what was typed stays ------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("consultation", ""),
        ("consultation", "999999"),
        ("channel", "web"),
        ("channel", ""),
        ("received_at", ""),
        ("received_at", "kemarin"),
        ("received_at", "0001-01-01T00:00"),
        ("received_at", "9999-12-31T23:59"),
        ("received_at", "2020-01-01T08:00"),
        ("text", "  \n "),
        ("text", "a\x00b"),
        ("text", "x" * 5001),
        ("contact", "bukan alamat"),
        ("contact", "påk@contoh.invalid"),
        ("shown_name", "x" * 81),
        ("shown_name", "Pak\u202eAmat"),
        ("language", "zz"),
        ("stance", "perhaps"),
        ("question", "999999"),
        ("parent", "999999"),
        ("parent", str(2**70)),
        ("parent", "x"),
    ],
)
def test_an_error_is_tied_to_its_field_and_nothing_typed_is_lost(at_counter, row, field, value):
    form = filled(at_counter, row, shown_name="Pak Amat", contact="amat@contoh.invalid") | {field: value}
    response = at_counter.post(ENTER, form)
    assert response.status_code == 422
    page = response.content.decode()
    assert f'href="#id_{field}"' in page
    for kept in {"shown_name": "Pak Amat", "contact": "amat@contoh.invalid", "text": SPOKEN}.items():
        assert kept[0] == field or kept[1] in page
    assert not Comment.objects.exists() and not Participant.objects.exists()


def test_what_is_said_in_the_future_or_before_opening_is_refused(at_counter, row):
    for moment in (timezone.now() + timedelta(hours=2), row.opens_at - timedelta(minutes=1)):
        response = at_counter.post(ENTER, filled(at_counter, row, received_at=local(moment)))
        assert response.status_code == 422 and 'href="#id_received_at"' in response.content.decode()


def test_question_and_answered_comment_belong_to_the_consultation(at_counter, row):
    other = desk.consultation()
    strange = {"question": desk.question(other).pk, "parent": desk.say(other).pk}
    for field, value in strange.items():
        response = at_counter.post(ENTER, filled(at_counter, row, **{field: value}))
        assert response.status_code == 422 and f'href="#id_{field}"' in response.content.decode()


def test_a_comment_that_is_gone_cannot_be_answered(at_counter, row):
    author = factories.user()
    gone = desk.say(row, by=author)
    withdraw_comment(gone.pk, account=author)
    pending = desk.say(desk.consultation(moderation="pre"))
    for parent, where in ((gone, row), (pending, pending.consultation)):
        response = at_counter.post(ENTER, filled(at_counter, where, parent=parent.pk))
        assert response.status_code == 422 and 'href="#id_parent"' in response.content.decode()


def test_drafts_and_cancelled_consultations_take_nothing(at_counter, row):
    form = filled(at_counter, row)
    for state in ("draft", "cancelled"):
        type(row).objects.filter(pk=row.pk).update(state=state)
        assert at_counter.post(ENTER, form).status_code == 422
    assert "<form class" not in at_counter.get(ENTER).content.decode().split("nice-padding")[1]


# --- The neighbour --------------------------------------------------------------------------------


def test_only_those_who_may_enter_find_the_form(as_, client, row):
    for neighbour in (desk.officer(desk.agency()),):
        assert as_(neighbour).get(ENTER).status_code == 404
        assert as_(neighbour).post(ENTER, {"text": SPOKEN}).status_code == 404
    for stranger in (client, as_(factories.user())):
        assert "/akun/masuk/" in stranger.get(ENTER)["Location"]
    assert not Comment.objects.exists()


def test_a_receipt_belongs_to_whoever_entered(as_, at_counter, row):
    at_counter.post(ENTER, filled(at_counter, row))
    address = f"{ENTER}{Comment.objects.get().pk}/receipt/"
    colleague = as_(desk.communications())
    assert colleague.get(address).status_code == 404
    assert colleague.post(f"{address}renew/").status_code == 404
    assert at_counter.get(f"{ENTER}{10**30}/receipt/").status_code == 404


def test_a_comment_of_the_web_has_no_receipt(at_counter, row):
    comment = desk.say(row)
    assert at_counter.get(f"{ENTER}{comment.pk}/receipt/").status_code == 404
    assert at_counter.post(f"{ENTER}{comment.pk}/receipt/renew/").status_code == 404


def test_the_verbs_refuse_without_the_permission(row):
    officer = desk.officer(desk.agency())
    with pytest.raises(PermissionDenied):
        enter_comment(
            actor=officer,
            consultation_id=row.pk,
            channel="paper",
            text=SPOKEN,
            form_key=uuid.uuid4(),
            received_at=timezone.now(),
        )
    with pytest.raises(PermissionDenied):
        renew_receipt(1, actor=officer)


def test_the_entry_is_under_the_name_of_nobody_with_an_account(at_counter, clerk, row):
    """Who typed is kept, but never shown as the author, and holds no participation of their own."""
    at_counter.post(ENTER, filled(at_counter, row))
    assert not Participant.objects.filter(account=clerk).exists()
    assert User.objects.get(pk=clerk.pk).participations.count() == 0
