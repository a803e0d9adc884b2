"""An author objects, somebody else judges; and what anyone may read of a decision."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from accounts.models import Notification
from consultations.actions import appeal, decide, judge_appeal, withdraw_comment
from consultations.models import Appeal, Comment, ModerationDecision
from tests import factories
from tests.consultations import desk
from tests.consultations.moderation import QUEUE, item_url, open_form, past_the_guards, removal, rule, send

pytestmark = pytest.mark.django_db
WORDS = "Saya mengkritik layanannya, bukan orangnya."


@pytest.fixture
def moderator():
    return desk.analyst(name="Mas Pemutus")


@pytest.fixture
def judge():
    return desk.analyst(name="Mbak Penilai")


@pytest.fixture
def author():
    return factories.user(name="Bu Penulis")


def remove(comment, moderator, kind="hide"):
    comment.refresh_from_db()
    return decide(
        comment.pk,
        actor=moderator,
        kind=kind,
        version_id=comment.version_id,
        rule_version=rule(),
        reason="Menyebut petugas dengan kata kasar.",
        note="Catatan rahasia.",
    )


@pytest.fixture
def hidden(moderator, author):
    """Return the decision that hid a public comment."""
    return remove(desk.say(desk.consultation(), "Petugas itu lamban sekali.", by=author), moderator)


@pytest.fixture
def rejected(moderator, author):
    """Return the decision that rejected a comment, which so was never public."""
    waiting = desk.say(desk.consultation(moderation="pre"), "Petugas itu bodoh.", by=author)
    return remove(waiting, moderator, "reject")


def page_of(decision) -> str:
    return f"/tanggapan/keputusan/{decision.pk}/"


def form_of(decision) -> str:
    return f"{page_of(decision)}keberatan/"


def object_to(decision, author) -> Appeal:
    return appeal(decision.pk, account=author, words=WORDS)


def judge_url(objection) -> str:
    return f"{QUEUE}appeals/{objection.pk}/judge/"


def days_ago(decision, days: int) -> None:
    """Let the decision be older than it is."""
    past_the_guards(
        "UPDATE consultations_moderationdecision SET at = at - %s WHERE id = %s",
        [timedelta(days=days), decision.pk],
    )


# --- The author objects ---------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["hidden", "rejected"])
def test_an_author_objects_and_sees_that_it_waits(request, as_, author, which):
    decision = request.getfixturevalue(which)
    client = as_(author)
    before = client.get(form_of(decision)).content.decode()
    assert "Menyebut petugas dengan kata kasar." in before and "Petugas itu" in before
    response = client.post(form_of(decision), {"words": WORDS})
    assert response.status_code == 303 and response["Location"] == form_of(decision)
    objection = Appeal.objects.get()
    assert (objection.decided_by_id, objection.words) == (decision.actor_id, WORDS)
    after = client.get(form_of(decision)).content.decode()
    assert WORDS in after and "<textarea" not in after
    assert client.post(form_of(decision), {"words": "Sekali lagi."}).status_code == 303
    assert Appeal.objects.get().words == WORDS


@pytest.mark.parametrize("words", ["", "   ", "a" * 2001, "a\x00b"])
def test_an_objection_without_words_or_with_too_many_is_refused_and_kept(as_, author, hidden, words):
    response = as_(author).post(form_of(hidden), {"words": words})
    assert response.status_code == 422
    text = response.content.decode()
    assert 'aria-invalid="true"' in text and (len(words) < 2000 or words in text)
    assert not Appeal.objects.exists()


def test_after_fourteen_days_it_is_too_late(as_, author, hidden):
    days_ago(hidden, 14)
    client = as_(author)
    assert "<textarea" not in client.get(form_of(hidden)).content.decode()
    response = client.post(form_of(hidden), {"words": WORDS})
    assert response.status_code == 422 and WORDS in response.content.decode()
    assert not Appeal.objects.exists()


def test_on_the_last_day_it_is_not(as_, author, hidden):
    days_ago(hidden, 13)
    assert as_(author).post(form_of(hidden), {"words": WORDS}).status_code == 303


def test_only_the_removal_that_stands_can_be_objected_to(as_, author, moderator, hidden):
    comment = hidden.comment
    decide(comment.pk, actor=moderator, kind="restore", version_id=hidden.version_id)
    assert as_(author).post(form_of(hidden), {"words": WORDS}).status_code == 422
    latest = remove(comment, moderator)
    assert as_(author).post(form_of(hidden), {"words": WORDS}).status_code == 422
    assert as_(author).post(form_of(latest), {"words": WORDS}).status_code == 303


def test_nobody_objects_for_somebody_else(as_, client, moderator, hidden):
    for neighbour in (factories.user(), moderator):
        assert as_(neighbour).get(form_of(hidden)).status_code == 404
        assert as_(neighbour).post(form_of(hidden), {"words": WORDS}).status_code == 404
    assert "/akun/masuk/" in client.post(form_of(hidden), {"words": WORDS})["Location"]
    assert not Appeal.objects.exists()


# --- Somebody else judges -------------------------------------------------------------------------


@pytest.mark.parametrize("card", [False, True])
@pytest.mark.parametrize(("outcome", "status"), [("restored", "published"), ("upheld", "hidden")])
def test_another_moderator_judges(as_, judge, author, hidden, outcome, status, card):
    objection = object_to(hidden, author)
    Notification.objects.all().delete()
    words = {"outcome": outcome, "reason": "Kritiknya tajam, tetapi tidak menghina."}
    response = as_(judge).post(judge_url(objection) + ("card/" if card else ""), words)
    assert response.status_code == (200 if card else 303)
    objection.refresh_from_db()
    assert (objection.outcome, objection.judge) == (outcome, judge)
    assert Comment.objects.get(pk=hidden.comment_id).status == status
    assert list(Notification.objects.values_list("kind", flat=True)) == ["appeal_judged"]
    restored = ModerationDecision.objects.filter(kind="restore", actor=judge)
    assert restored.count() == (outcome == "restored")
    assert words["reason"] in as_(author).get(form_of(hidden)).content.decode()


def test_who_decided_does_not_judge(as_, moderator, author, hidden):
    objection = object_to(hidden, author)
    client = as_(moderator)
    for reason in ("Tetap.", ""):
        response = client.post(judge_url(objection), {"outcome": "upheld", "reason": reason})
        assert response.status_code == 403
        assert 'role="alert"' in response.content.decode()
    objection.refresh_from_db()
    assert objection.outcome == ""


def test_who_decided_does_not_judge_in_the_database_either(moderator, judge, author, hidden):
    objection = object_to(hidden, author)
    whole = {"outcome": "upheld", "reason": "Tetap.", "judged_at": hidden.at}
    same = Appeal.objects.filter(pk=objection.pk)
    with pytest.raises(IntegrityError, match="appeal_judged_by_another"), transaction.atomic():
        same.update(judge=moderator, **whole)
    with pytest.raises(IntegrityError, match="appeal_repeats_decider"), transaction.atomic():
        same.update(decided_by=judge, judge=moderator, **whole)
    with pytest.raises(IntegrityError, match="appeal_judged_whole"), transaction.atomic():
        same.update(judge=judge, outcome="upheld")


def test_where_there_is_one_moderator_the_administrator_judges(as_, moderator, author, hidden):
    objection = object_to(hidden, author)
    Group.objects.get(name="Comment moderators").user_set.set([moderator])
    response = as_(factories.administrator()).post(
        judge_url(objection), {"outcome": "restored", "reason": "Boleh."}
    )
    assert response.status_code == 303


def test_the_author_does_not_judge_even_as_a_moderator(as_, moderator):
    colleague = desk.analyst()
    decision = remove(desk.say(desk.consultation(), by=colleague), moderator)
    objection = object_to(decision, colleague)
    client = as_(colleague)
    assert judge_url(objection) not in client.get(QUEUE).content.decode()
    assert client.post(judge_url(objection), {"outcome": "restored", "reason": "Ya."}).status_code == 403


@pytest.mark.parametrize(
    "words", [{}, {"outcome": "restored"}, {"outcome": "x", "reason": "Ya."}, {"reason": "Ya."}]
)
def test_a_judgement_needs_outcome_and_reason(as_, judge, author, hidden, words):
    response = as_(judge).post(judge_url(object_to(hidden, author)), words)
    assert response.status_code == 422
    assert words.get("reason", "") in response.content.decode()


def test_the_second_judge_learns_that_it_is_judged(as_, judge, author, hidden):
    objection = object_to(hidden, author)
    form = {"outcome": "upheld", "reason": "Tetap disembunyikan."}
    assert as_(judge).post(judge_url(objection), form).status_code == 303
    assert as_(judge).post(judge_url(objection), form).status_code == 303  # a double click
    for late in (form, {"outcome": "restored", "reason": "Ya."}):
        response = as_(desk.analyst()).post(judge_url(objection), late)
        assert response.status_code == 409
    assert Appeal.objects.get().outcome == "upheld"


def test_while_an_objection_waits_nobody_restores_past_it(as_, judge, author, hidden):
    form = open_form(as_(judge), hidden.comment)
    object_to(hidden, author)
    assert send(as_(judge), hidden.comment, "restore", form).status_code == 409
    assert (
        f"{item_url(hidden.comment)}decide/" not in as_(judge).get(item_url(hidden.comment)).content.decode()
    )


# --- What anyone may read of a decision -----------------------------------------------------------


def test_a_decision_is_public_without_text_and_names(client, moderator, author, hidden):
    text = client.get(page_of(hidden)).content.decode()
    for shown in ("Menyebut petugas dengan kata kasar.", rule().title, f"/tanggapan/{hidden.comment_id}/"):
        assert shown in text
    for kept_back in ("Mas Pemutus", "Bu Penulis", "Petugas itu lamban", "Catatan rahasia.", moderator.email):
        assert kept_back not in text


def test_the_rule_is_cited_in_the_words_of_its_day(client, as_, hidden):
    administrator = factories.administrator()
    old = rule()
    type(old).objects.create(
        rule=old.rule, version=2, title="Kata-kata baru", explanation="Baru.", written_by=administrator
    )
    text = client.get(page_of(hidden)).content.decode()
    assert old.title in text and "Kata-kata baru" not in text


def test_objection_and_outcome_are_public_without_the_words_of_the_author(client, judge, author, hidden):
    objection = object_to(hidden, author)
    assert WORDS not in client.get(page_of(hidden)).content.decode()
    judge_appeal(objection.pk, judge=judge, outcome="restored", reason="Kritiknya boleh.")
    text = client.get(page_of(hidden)).content.decode()
    assert "Kritiknya boleh." in text
    assert WORDS not in text and "Mbak Penilai" not in text
    later = ModerationDecision.objects.get(kind="restore")
    assert page_of(later) in text


def test_a_withdrawal_is_on_record_too(client, author):
    comment = desk.say(desk.consultation(), "Saya salah tulis.", by=author)
    withdraw_comment(comment.pk, account=author)
    text = client.get(page_of(comment.decisions.get())).content.decode()
    assert "Saya salah tulis." not in text and "Bu Penulis" not in text


def test_what_was_never_public_is_known_to_those_concerned_only(client, as_, moderator, author, rejected):
    assert client.get(page_of(rejected)).status_code == 404
    for neighbour in (factories.user(), desk.communications()):
        assert as_(neighbour).get(page_of(rejected)).status_code == 404
    for concerned in (author, moderator):
        assert as_(concerned).get(page_of(rejected)).status_code == 200
    assert client.get("/tanggapan/keputusan/99999/").status_code == 404
    assert client.get(f"/tanggapan/keputusan/{10**30}/").status_code == 404


def test_the_author_finds_the_way_to_object(client, as_, author, hidden):
    assert form_of(hidden) in as_(author).get(page_of(hidden)).content.decode()
    assert form_of(hidden) not in client.get(page_of(hidden)).content.decode()


def test_an_anonymous_reader_gets_a_page_that_caches_may_keep(client, hidden):
    response = client.get(page_of(hidden))
    assert not response.cookies and "Cookie" not in response.get("Vary", "")


def test_it_reads_in_english_too(client, hidden):
    text = client.get(f"/en{page_of(hidden)}").content.decode()
    assert "A comment was hidden" in text and rule().title_en in text
    assert removal()["reason"] in text
