"""An author objects to the rejection of a change; and who judges where there is one moderator only."""

import uuid

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.db import IntegrityError, transaction

from accounts.actions import send_due_notifications
from accounts.models import Notification
from consultations.actions import appeal, edit_comment, judge_appeal
from consultations.models import Appeal, Comment, ModerationDecision
from tests import factories
from tests.consultations import desk
from tests.consultations.moderation import QUEUE, item_url, send
from tests.consultations.talking import decide, words
from tests.consultations.test_appeal import days_ago, form_of, judge_url, page_of

pytestmark = pytest.mark.django_db
WORDS = "Perubahan saya hanya memperjelas."
RESTORED = {"outcome": "restored", "reason": "Perubahannya tidak melanggar."}
UPHELD = {"outcome": "upheld", "reason": "Perubahannya menghina."}


@pytest.fixture
def moderator():
    return desk.analyst(name="Mas Pemutus")


@pytest.fixture
def judge():
    return desk.analyst(name="Mbak Penilai")


@pytest.fixture
def author():
    return factories.user(name="Bu Penulis")


def change(comment, author, text: str) -> None:
    comment.refresh_from_db()
    edit_comment(
        comment.pk,
        account=author,
        text=text,
        form_key=uuid.uuid4(),
        version_id=comment.pending_version_id or comment.version_id,
    )


@pytest.fixture
def refused(moderator, author):
    """Return the decision that rejected a change of a published comment."""
    comment = desk.say(desk.consultation(moderation="pre"), "Teks lama.", by=author)
    decide(comment, "publish", by=moderator)
    change(comment, author, "Teks baru.")
    return decide(comment, "reject", by=moderator, reason="Perubahannya kasar.")


def shown(client, decision) -> str:
    return words(client.get(f"/tanggapan/{decision.comment_id}/"))


# --- The author -------------------------------------------------------------------------------------


def test_the_author_learns_of_it_and_finds_the_way_to_object(as_, client, author, refused):
    while send_due_notifications():
        pass
    assert "Anda dapat mengajukan keberatan" in mail.outbox[-1].body
    page = as_(author).get(f"/tanggapan/{refused.comment_id}/")
    assert "Teks lama." in words(page) and "Teks baru." in words(page)
    assert "Perubahannya kasar." in words(page) and form_of(refused) in page.content.decode()
    for reader in (client, as_(factories.user())):
        page = reader.get(f"/tanggapan/{refused.comment_id}/")
        assert "Teks baru." not in words(page) and form_of(refused) not in page.content.decode()
    assert form_of(refused) in as_(author).get(page_of(refused)).content.decode()


def test_an_objection_to_a_rejected_change_is_taken_once_and_by_its_author_only(as_, author, refused):
    client = as_(author)
    assert "Teks baru." in words(client.get(form_of(refused)))
    for _time in range(2):
        assert client.post(form_of(refused), {"words": WORDS}).status_code == 303
    assert Appeal.objects.get().words == WORDS
    assert form_of(refused) in client.get(f"/tanggapan/{refused.comment_id}/").content.decode()
    assert as_(factories.user()).post(form_of(refused), {"words": WORDS}).status_code == 404


@pytest.mark.parametrize("meanwhile", ["late", "newer", "published", "hidden", "withdrawn"])
def test_what_no_longer_stands_cannot_be_objected_to(as_, author, moderator, refused, meanwhile):
    comment = refused.comment
    if meanwhile == "late":
        days_ago(refused, 14)
    elif meanwhile == "hidden":
        decide(comment, "hide", by=moderator)
    elif meanwhile == "withdrawn":
        as_(author).post(f"/tanggapan/{comment.pk}/tarik/")
    else:
        change(comment, author, "Teks ketiga.")
        if meanwhile == "published":
            decide(comment, "publish", by=moderator)
    answer = as_(author).post(form_of(refused), {"words": WORDS})
    assert answer.status_code == 422 and WORDS in words(answer)
    assert not Appeal.objects.exists()


# --- The judge --------------------------------------------------------------------------------------


@pytest.mark.parametrize("card", [False, True])
def test_another_moderator_lets_the_change_stand_after_all(
    as_, client, author, moderator, judge, refused, card
):
    objection = appeal(refused.pk, account=author, words=WORDS)
    queue = as_(judge).get(QUEUE)
    assert WORDS in words(queue) and "Perubahan diterbitkan" in words(queue)
    Notification.objects.all().delete()
    answer = as_(judge).post(judge_url(objection) + ("card/" if card else ""), RESTORED)
    assert answer.status_code == (200 if card else 303)
    assert "Teks baru." in shown(client, refused) and "Teks lama." not in shown(client, refused)
    published = ModerationDecision.objects.get(kind="publish", actor=judge)
    assert published.of_edit and published.version_id == refused.version_id
    assert list(Notification.objects.values_list("kind", flat=True)) == ["appeal_judged"]
    assert "perubahan Anda diterbitkan" in words(as_(author).get("/akun/kotak-masuk/"))
    assert "Perubahan itu seharusnya diterbitkan." in words(client.get(page_of(refused)))
    assert "Keberatan: perubahan dibolehkan" in words(client.get("/tanggapan/moderasi/"))


def test_an_upheld_rejection_leaves_the_text_as_it_was(as_, client, author, judge, refused):
    objection = appeal(refused.pk, account=author, words=WORDS)
    assert as_(judge).post(judge_url(objection), UPHELD).status_code == 303
    assert "Teks lama." in shown(client, refused) and "Teks baru." not in shown(client, refused)
    assert "keputusannya tetap" in words(as_(author).get("/akun/kotak-masuk/")).lower()
    assert "Keberatan: penolakan tetap berlaku" in words(client.get("/tanggapan/moderasi/"))
    assert as_(author).post(form_of(refused), {"words": "Lagi."}).status_code == 303  # what is there
    assert Appeal.objects.get().outcome == "upheld"


def test_a_judgement_overwrites_nothing_that_was_written_since(
    as_, client, author, moderator, judge, refused
):
    objection = appeal(refused.pk, account=author, words=WORDS)
    change(refused.comment, author, "Teks ketiga.")
    decide(refused.comment, "publish", by=moderator)
    assert as_(judge).post(judge_url(objection), RESTORED).status_code == 303
    assert "Teks ketiga." in shown(client, refused)
    assert "seharusnya diterbitkan" in words(as_(author).get("/akun/kotak-masuk/"))


def test_a_judgement_on_a_change_brings_no_hidden_comment_back(as_, author, moderator, judge, refused):
    objection = appeal(refused.pk, account=author, words=WORDS)
    hiding = decide(refused.comment, "hide", by=moderator)
    assert judge_appeal(objection.pk, judge=judge, **RESTORED).outcome == "restored"
    comment = Comment.objects.get(pk=refused.comment_id)
    assert comment.status == "hidden" and comment.version_id != refused.version_id
    # The hiding is a decision of its own, with an objection of its own, which both stand at the desk.
    appeal(hiding.pk, account=author, words="Yang ini juga.")
    assert "Yang ini juga." in words(as_(judge).get(item_url(comment)))


def test_an_objection_to_a_change_keeps_nobody_from_restoring_a_hidden_comment(
    as_, author, moderator, judge, refused
):
    objection = appeal(refused.pk, account=author, words=WORDS)
    decide(refused.comment, "hide", by=moderator)
    page = as_(judge).get(item_url(refused.comment)).content.decode()
    assert judge_url(objection) in page and f"{item_url(refused.comment)}decide/" in page
    assert send(as_(judge), refused.comment, "restore").status_code == 303
    assert Comment.objects.get(pk=refused.comment_id).status == "published"


def test_who_rejected_the_change_does_not_judge_by_form_nor_in_the_database(
    as_, author, moderator, judge, refused
):
    objection = appeal(refused.pk, account=author, words=WORDS)
    assert as_(moderator).post(judge_url(objection), UPHELD).status_code == 403
    same = Appeal.objects.filter(pk=objection.pk)
    whole = UPHELD | {"judged_at": refused.at}
    with pytest.raises(IntegrityError, match="appeal_judged_by_another"), transaction.atomic():
        same.update(judge=moderator, **whole)
    with pytest.raises(IntegrityError, match="appeal_repeats_decider"), transaction.atomic():
        same.update(decided_by=judge, judge=moderator, **whole)
    assert Appeal.objects.get().outcome == ""


# --- One moderator only -----------------------------------------------------------------------------


def only(*people) -> None:
    """Let nobody else moderate."""
    Group.objects.get(name="Comment moderators").user_set.set(people)


def test_where_one_moderates_alone_the_administrators_are_told_and_judge(as_, author, moderator, refused):
    administrator = factories.administrator(email="kepala@contoh.invalid")
    only(moderator)
    Notification.objects.all().delete()
    objection = appeal(refused.pk, account=author, words=WORDS)
    notice = Notification.objects.get()
    assert (notice.kind, notice.recipient) == ("objection_waits", administrator)
    while send_due_notifications():
        pass
    [letter] = [letter for letter in mail.outbox if letter.to == ["kepala@contoh.invalid"]]
    assert letter.subject == "Ada keberatan yang menunggu Anda sebagai administrator"
    assert item_url(refused.comment) in letter.body and WORDS not in letter.body
    at_desk = words(as_(moderator).get(QUEUE))
    assert "administrator yang memutusnya" in at_desk
    assert "menunggu Anda" in words(as_(administrator).get("/akun/kotak-masuk/"))
    assert as_(administrator).post(judge_url(objection), RESTORED).status_code == 303
    assert "menunggu Anda" not in words(as_(administrator).get("/akun/kotak-masuk/"))


def test_where_two_moderate_no_administrator_is_troubled(as_, author, moderator, judge, refused):
    factories.administrator()
    only(moderator, judge)
    appeal(refused.pk, account=author, words=WORDS)
    assert not Notification.objects.filter(kind="objection_waits").exists()
    assert "moderator lain yang memutusnya" in words(as_(moderator).get(QUEUE))


def test_where_nobody_else_is_there_the_desk_says_what_is_missing(as_, author, moderator, refused):
    only(moderator)
    appeal(refused.pk, account=author, words=WORDS)
    assert "memberi peran moderator kepada orang lain" in words(as_(moderator).get(QUEUE))
