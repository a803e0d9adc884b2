"""A moderator decides: what works, what is refused, what the neighbour cannot see, and what the database holds."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError
from django.test.utils import CaptureQueriesContext

from accounts.models import Notification
from consultations.actions import decide, edit_comment, flag_comment, withdraw_comment
from consultations.models import Comment, ModerationDecision, RuleVersion
from tests import factories
from tests.consultations import desk
from tests.consultations.moderation import QUEUE, item_url, open_form, removal, rule, send

pytestmark = pytest.mark.django_db
Status, Kind = Comment.Status, ModerationDecision.Kind


@pytest.fixture
def moderator():
    return desk.analyst(name="Mas Moderator")


@pytest.fixture
def at_desk(as_, moderator):
    return as_(moderator)


@pytest.fixture
def author():
    return factories.user(name="Bu Penulis")


@pytest.fixture
def pre():
    return desk.consultation(moderation="pre")


@pytest.fixture
def waiting(pre, author):
    return desk.say(pre, "Kapan truk sampah datang?", by=author)


@pytest.fixture
def public(author):
    return desk.say(desk.consultation(), "Petugas itu bodoh.", by=author)


def told(author) -> list[str]:
    return list(Notification.objects.filter(recipient=author).order_by("pk").values_list("kind", flat=True))


# --- It works -------------------------------------------------------------------------------------


def test_a_pending_comment_is_published(at_desk, waiting, author, moderator):
    response = send(at_desk, waiting, "publish")
    assert response.status_code == 303
    waiting.refresh_from_db()
    assert waiting.status == Status.PUBLISHED and waiting.published_at
    decision = ModerationDecision.objects.get()
    assert (decision.kind, decision.actor, decision.version_id) == ("publish", moderator, waiting.version_id)
    assert (decision.from_status, decision.to_status) == ("pending", "published")
    assert told(author) == ["decision"]


def test_a_pending_comment_is_rejected_with_rule_and_reason(at_desk, waiting, author):
    assert send(at_desk, waiting, "reject", note="Sudah dua kali.", **removal()).status_code == 303
    decision = ModerationDecision.objects.get()
    assert decision.rule_version == rule() and decision.reason and decision.note == "Sudah dua kali."
    waiting.refresh_from_db()
    assert waiting.status == Status.REJECTED and waiting.published_at is None
    assert told(author) == ["decision"]


def test_a_public_comment_is_hidden_and_shown_again(at_desk, public):
    assert send(at_desk, public, "hide", **removal()).status_code == 303
    public.refresh_from_db()
    assert public.status == Status.HIDDEN
    assert send(at_desk, public, "restore").status_code == 303
    public.refresh_from_db()
    assert public.status == Status.PUBLISHED
    assert list(ModerationDecision.objects.values_list("kind", flat=True)) == ["hide", "restore"]


def test_a_reported_comment_stays_and_its_reports_are_closed(at_desk, public, author):
    for _reader in range(2):
        flag_comment(public.pk, account=factories.user(), rule=rule().rule, words="Menghina.")
    assert send(at_desk, public, "keep").status_code == 303
    decision = ModerationDecision.objects.get()
    assert decision.flags.count() == 2
    assert told(author) == []
    assert "Menghina." not in at_desk.get(QUEUE).content.decode()


def test_a_waiting_edit_replaces_the_text_or_is_dropped(at_desk, waiting, author):
    send(at_desk, waiting, "publish")
    for kind, shown in (("publish", "Kapan truk datang pagi?"), ("reject", "Kapan truk datang pagi?")):
        waiting.refresh_from_db()
        words = "Kapan truk datang pagi?" if kind == "publish" else "Kapan truk datang malam?"
        edit_comment(
            waiting.pk, account=author, text=words, form_key=uuid.uuid4(), version_id=waiting.version_id
        )
        page = at_desk.get(item_url(waiting)).content.decode()
        assert "<ins>" in page
        response = send(at_desk, waiting, kind, **(removal() if kind == "reject" else {}))
        assert response.status_code == 303
        waiting.refresh_from_db()
        assert waiting.version.text == shown and waiting.pending_version is None
        assert waiting.status == Status.PUBLISHED


def test_a_decision_can_take_effect_in_place(at_desk, waiting):
    response = send(at_desk, waiting, "publish", card=True)
    assert response.status_code == 200
    assert b"data-desk-done" in response.content and b"<html" not in response.content
    waiting.refresh_from_db()
    assert waiting.status == Status.PUBLISHED


def test_the_way_back_keeps_the_filters_and_leads_nowhere_else(at_desk, waiting, pre):
    form = open_form(at_desk, waiting) | {"back": f"consultation={pre.pk}&kind=comment&next=//evil.invalid"}
    response = send(at_desk, waiting, "publish", form)
    assert response["Location"] == f"{QUEUE}?kind=comment&consultation={pre.pk}"


def test_the_same_form_twice_is_one_decision(at_desk, waiting, author):
    form = open_form(at_desk, waiting)
    assert send(at_desk, waiting, "publish", form).status_code == 303
    assert send(at_desk, waiting, "publish", form).status_code == 303
    assert ModerationDecision.objects.count() == 1
    assert told(author) == ["decision"]


# --- It is refused --------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["rule", "reason"])
@pytest.mark.parametrize("card", [False, True])
def test_a_removal_without_rule_or_reason_is_refused_with_the_words_kept(at_desk, waiting, missing, card):
    words = removal() | {missing: " ", "note": "Catatan saya."}
    words["rule"] = words["rule"].strip()
    response = send(at_desk, waiting, "reject", card=card, **words)
    text = response.content.decode()
    assert response.status_code == 422
    assert "Catatan saya." in text and 'role="alert"' in text
    assert f"id_comment-{waiting.pk}_{missing}" in text
    if missing == "rule":
        assert "Menyebut petugas dengan kata kasar." in text
    assert not ModerationDecision.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "withdraw"},
        {"kind": "elsewhere"},
        {"kind": ""},
        {"version_id": "x"},
        {"version_id": str(2**70)},
        {"form_key": "x"},
        {"seen_id": ""},
        {"reason": "a\x00b"},
        {"reason": "a" * 2001},
        {"rule": "9" * 30},
    ],
)
def test_odd_input_is_refused_and_changes_nothing(at_desk, waiting, change):
    response = send(at_desk, waiting, **({"kind": "publish"} | change))
    assert response.status_code == 422
    assert not ModerationDecision.objects.exists()


def test_the_systems_rule_and_an_outdated_one_cannot_be_cited(moderator, waiting):
    old = rule(1)
    RuleVersion.objects.create(
        rule=old.rule, version=2, title="Baru", explanation="Baru", written_by=moderator
    )
    for version in (rule(99), old):
        with pytest.raises(Exception, match="rule") as refused:
            decide(
                waiting.pk,
                actor=moderator,
                kind="reject",
                version_id=waiting.version_id,
                rule_version=version,
                reason="Begitu.",
            )
        assert "rule" in refused.value.message_dict


def test_one_does_not_decide_on_ones_own_comment(as_, pre):
    moderator = desk.analyst()
    own = desk.say(pre, by=moderator)
    client = as_(moderator)
    assert f"{item_url(own)}decide/" not in client.get(item_url(own)).content.decode()
    response = client.post(
        f"{item_url(own)}decide/",
        {"kind": "publish", "version_id": own.version_id, "seen_id": 0, "form_key": uuid.uuid4()},
    )
    assert response.status_code == 422
    own.refresh_from_db()
    assert own.status == Status.PENDING


def test_a_form_key_serves_one_decision_only(at_desk, pre):
    first, second = desk.say(pre), desk.say(pre)
    form = open_form(at_desk, first)
    send(at_desk, first, "publish", form)
    key = form["form_key"]
    assert send(at_desk, second, "publish", form_key=key).status_code == 422


def test_a_text_changed_since_it_was_read_is_a_conflict(at_desk, waiting, author):
    form = open_form(at_desk, waiting)
    edit_comment(
        waiting.pk,
        account=author,
        text="Kapan truk datang, ya?",
        form_key=uuid.uuid4(),
        version_id=waiting.version_id,
    )
    response = send(at_desk, waiting, "reject", form, **removal())
    text = response.content.decode()
    assert response.status_code == 409
    assert "Kapan truk datang, ya?" in text
    assert "Menyebut petugas dengan kata kasar." in text
    assert not ModerationDecision.objects.exists()
    waiting.refresh_from_db()
    assert waiting.status == Status.PENDING


@pytest.mark.parametrize("card", [False, True])
def test_the_second_of_two_moderators_learns_what_happened(at_desk, as_, waiting, author, card):
    other = as_(desk.analyst())
    late = open_form(other, waiting)
    send(at_desk, waiting, "publish")
    response = send(other, waiting, "reject", late, card=card, **removal())
    assert response.status_code == 409
    assert "Menyebut petugas dengan kata kasar." in response.content.decode()
    waiting.refresh_from_db()
    assert waiting.status == Status.PUBLISHED
    assert ModerationDecision.objects.count() == 1
    assert told(author) == ["decision"]


def test_a_comment_that_was_kept_is_not_hidden_unseen(at_desk, as_, public):
    """The state is the same before and after: what tells them apart is the decision that the second has not seen."""
    flag_comment(public.pk, account=factories.user(), rule=rule().rule)
    other = as_(desk.analyst())
    late = open_form(other, public)
    send(at_desk, public, "keep")
    assert send(other, public, "hide", late, **removal()).status_code == 409
    assert send(other, public, "keep", late).status_code == 409
    public.refresh_from_db()
    assert public.status == Status.PUBLISHED
    assert ModerationDecision.objects.count() == 1


def test_an_edit_rejected_meanwhile_is_a_conflict_in_true_words(moderator, at_desk, waiting, author):
    send(at_desk, waiting, "publish")
    waiting.refresh_from_db()
    edit_comment(
        waiting.pk, account=author, text="Lain.", form_key=uuid.uuid4(), version_id=waiting.version_id
    )
    form = open_form(at_desk, waiting)
    send(at_desk, waiting, "reject", form, **removal())
    again = form | {"form_key": str(uuid.uuid4())}
    response = send(at_desk, waiting, "publish", again)
    assert response.status_code == 409
    waiting.refresh_from_db()
    assert waiting.version.text != "Lain."


@pytest.mark.parametrize(
    ("status", "unlawful"),
    [
        ("pending", ["hide", "restore", "keep"]),
        ("published", ["publish", "reject", "restore", "keep"]),
        ("hidden", ["publish", "reject", "hide", "keep"]),
        ("withdrawn", ["publish", "reject", "hide", "restore", "keep"]),
    ],
)
def test_an_unlawful_move_is_a_conflict(at_desk, moderator, author, status, unlawful):
    comment = desk.say(desk.consultation(moderation="pre" if status == "pending" else "post"), by=author)
    if status == "hidden":
        send(at_desk, comment, "hide", **removal())
    if status == "withdrawn":
        withdraw_comment(comment.pk, account=author)
    seen = ModerationDecision.objects.count()
    comment.refresh_from_db()
    form = {
        "version_id": comment.version_id,
        "seen_id": comment.decisions.order_by("-pk").values_list("pk", flat=True).first() or 0,
    }
    for kind in unlawful:
        response = send(at_desk, comment, kind, form | {"form_key": str(uuid.uuid4())}, **removal())
        assert response.status_code == 409, kind
    assert ModerationDecision.objects.count() == seen


def test_what_its_author_withdrew_waits_for_nobody(at_desk, public, author):
    flag_comment(public.pk, account=factories.user(), rule=rule().rule, words="Menghina.")
    withdraw_comment(public.pk, account=author)
    assert f"card-report-{public.pk}" not in at_desk.get(QUEUE).content.decode()
    assert public.flags.get().decision.kind == "withdraw"


# --- The neighbour cannot see it ------------------------------------------------------------------


def test_nobody_else_finds_the_desk(as_, client, waiting):
    addresses = [QUEUE, item_url(waiting)]
    for neighbour in (desk.communications(), desk.officer(desk.agency())):
        for address in addresses:
            assert as_(neighbour).get(address).status_code == 404
        assert as_(neighbour).post(f"{item_url(waiting)}decide/", {"kind": "publish"}).status_code == 404
    for stranger in (client, as_(factories.user()), as_(waiting.participant.account)):
        for address in addresses:
            response = stranger.get(address)
            assert response.status_code == 302 and "/akun/masuk/" in response["Location"]
        stranger.post(f"{item_url(waiting)}decide/", {"kind": "publish"})
    waiting.refresh_from_db()
    assert waiting.status == Status.PENDING


def test_the_verb_refuses_without_the_permission(waiting):
    with pytest.raises(PermissionDenied):
        decide(waiting.pk, actor=desk.communications(), kind="publish", version_id=waiting.version_id)


def test_what_does_not_exist_is_404(at_desk):
    for number in (1, 10**30):
        assert at_desk.get(f"{QUEUE}{number}/").status_code == 404
        assert at_desk.post(f"{QUEUE}{number}/decide/").status_code == 404
        assert at_desk.post(f"{QUEUE}appeals/{number}/judge/").status_code == 404


# --- What the database holds ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consultations_moderationdecision SET reason = 'lain'",
        "UPDATE consultations_moderationdecision SET actor_id = actor_id",
        "DELETE FROM consultations_moderationdecision",
        "UPDATE consultations_ruleversion SET title = 'lain'",
        "DELETE FROM consultations_ruleversion",
    ],
)
def test_the_record_cannot_be_changed_in_sql(at_desk, public, statement):
    send(at_desk, public, "hide", **removal())
    with pytest.raises((IntegrityError, InternalError), match="append-only"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize("lacking", [{"rule_version": None}, {"reason": ""}])
def test_a_removal_without_rule_or_reason_is_refused_by_the_database(moderator, public, lacking):
    words = {"rule_version": rule(), "reason": "Begitu."} | lacking
    with pytest.raises(IntegrityError, match="removal_has_rule_and_reason"), transaction.atomic():
        ModerationDecision.objects.create(
            comment=public,
            consultation=public.consultation,
            version=public.version,
            kind=Kind.HIDE,
            from_status="published",
            to_status="hidden",
            actor=moderator,
            **words,
        )


def test_a_decision_costs_a_known_number_of_queries(moderator, public, waiting):
    """Locks, claim, counters, record and notice included, and the savepoint's two; depth does not matter."""
    cited, costs = rule(), {}
    moderator.has_perm("consultations.moderate_comment")
    for comment, kind in ((waiting, "publish"), (public, "hide")):
        with CaptureQueriesContext(connection) as queries:
            decide(
                comment.pk,
                actor=moderator,
                kind=kind,
                version_id=comment.version_id,
                seen_id=0,
                rule_version=cited,
                reason="Begitu.",
                form_key=uuid.uuid4(),
            )
        costs[kind] = len(queries)
    assert costs["publish"] <= 15 and costs["hide"] <= 16, costs
