"""Random talks: the log replays to every state, its figures are true, and nobody reads what is hidden."""

import io
import re
from collections import Counter

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from hypothesis import given

from accounts import notices
from accounts.models import Notification
from consultations.exchange.exporting import write_comments
from consultations.models import Appeal, Comment, CommentVersion, DecisionTally, ModerationDecision
from consultations.public_log import Log
from tests import factories
from tests.consultations.random_talk import Cast, Talk, number, talks
from tests.consultations.talking import client_of
from tests.consultations.test_properties import found_by, tries

pytestmark = pytest.mark.django_db(transaction=True)
APPEALS = ("appeal", "restored", "upheld")
MARK = re.compile(r"[0-9a-f]{32}")  # what each text of a random talk has of its own


@pytest.fixture
def cast() -> Cast:
    return Cast.made()


# --- The log ----------------------------------------------------------------------------------------


def check_replay(talk: Talk) -> None:
    """Each decision takes up where the one before it ended, and the last one says how the comment stands."""
    for comment in talk.row.comments.all():
        moves = list(comment.decisions.order_by("pk").values_list("from_status", "to_status"))
        for (_before, after), (before, _after) in zip(moves, moves[1:], strict=False):
            assert before == after
        if moves:
            assert moves[-1][1] == comment.status
            assert moves[0][0] in ("pending", "published")
        else:
            assert comment.status in ("pending", "published")


def check_tallies(talk: Talk) -> None:
    rows = ModerationDecision.objects.of_moderators().filter(consultation=talk.row)
    standing = rows.filter(undone_by=None) | rows.filter(undone_by__kind="restore")
    counted = Counter(
        (row.kind, row.rule_version and row.rule_version.rule_id) for row in standing if row.kind != "undo"
    )
    for objection in Appeal.objects.filter(comment__consultation=talk.row):
        counted["appeal", None] += 1
        if objection.outcome:
            counted[objection.outcome, None] += 1
    kept = Counter()
    for tally in DecisionTally.objects.filter(consultation=talk.row):
        kept[tally.what, tally.rule_id] += tally.count
    kept = +kept  # what was taken back leaves a row that counts nothing
    assert kept == counted
    listed = [row.pk for row in Log(talk.row).every()]
    assert listed == list(rows.order_by("-at", "-pk").values_list("pk", flat=True))
    assert Log(talk.row).figures().total == sum(counted[key] for key in counted if key[0] not in APPEALS)


def test_the_log_replays_to_the_state_of_every_comment(cast):
    kinds = set()

    @tries(40)
    @given(steps=talks(most=50))
    def holds(steps):
        talk = Talk(cast)
        talk.take(steps)
        check_replay(talk)
        check_tallies(talk)
        kinds.update(ModerationDecision.objects.filter(consultation=talk.row).values_list("kind", flat=True))

    holds()
    assert kinds >= {"publish", "reject", "hide", "restore", "withdraw", "redact", "move", "undo"}


def test_what_a_role_does_not_allow_is_refused_and_changes_nothing(cast):
    tried = set()

    @tries(15)
    @given(steps=talks(most=40), who=number)
    def holds(steps, who):
        talk = Talk(cast)
        talk.take(steps)
        tried.update(talk.trespass(who))

    holds()
    by_role = {"publish", "reject", "hide", "restore", "keep", "redact", "move", "undo", "undo another's"}
    assert tried >= by_role | {
        "edit",
        "withdraw",
        "appeal",
        "hide what is pending",
        "publish what is published",
    }


def test_control_a_verb_that_asks_nobody_is_found(cast, monkeypatch):
    monkeypatch.setattr("accounts.models.User.has_perm", lambda user, permission, obj=None: True)
    assert found_by(cast, lambda talk: talk.trespass(0))


# --- What is hidden ---------------------------------------------------------------------------------


def hidden_marks(talk: Talk, but_of: int | None = None) -> set[str]:
    """Return the marks of all texts that nobody but their author and moderators may read (`but_of`: an author's)."""
    found = set()
    versions = CommentVersion.objects.filter(comment__consultation=talk.row).select_related(
        "comment__participant", "original"
    )
    refused = set(
        ModerationDecision.objects.filter(consultation=talk.row, kind="reject", undone_by=None).values_list(
            "version", flat=True
        )
    )
    for version in versions:
        comment = version.comment
        secret = (
            comment.status != Comment.Status.PUBLISHED
            or version.pk == comment.pending_version_id
            or version.pk in refused
            and version.pk != comment.version_id
        )
        if secret and comment.participant.account_id != but_of:
            found.update(MARK.findall(version.text))
        if comment.participant.account_id != but_of and hasattr(version, "original"):
            found.update(set(MARK.findall(version.original.text)) - set(MARK.findall(version.text)))
    return found


def read(client: Client, path: str) -> str:
    response = client.get(path)
    content = b"".join(response) if response.streaming else response.content
    assert response.status_code in (200, 302, 404), path
    return content.decode()


def places(talk: Talk):
    slug = talk.row.slug
    yield from (f"/konsultasi/{slug}/", f"/tanggapan/konsultasi/{slug}/utas/", "/tanggapan/moderasi/")
    yield from (
        f"/tanggapan/konsultasi/{slug}/{part}" for part in ("atom/", "moderasi/", "moderasi/tabel.csv")
    )
    yield f"/tanggapan/konsultasi/{slug}/moderasi/atom/"
    for comment in talk.row.comments.all():
        yield from (f"/tanggapan/{comment.pk}/{part}" for part in ("", "balasan/", "riwayat/", "balas/"))
    for decision in ModerationDecision.objects.filter(consultation=talk.row):
        yield f"/tanggapan/keputusan/{decision.pk}/"


def check_hidden(talk: Talk, readers: list[Client]) -> set[str]:
    """Search for hidden texts wherever readers look; return the marks that were met at all."""
    cache.clear()
    secrets, met = hidden_marks(talk), set()
    for client in readers:
        for path in places(talk):
            marks = set(MARK.findall(read(client, path)))
            assert not marks & secrets, path
            met |= marks
    table = io.StringIO()
    write_comments(talk.row, table)
    assert not set(MARK.findall(table.getvalue())) & secrets
    for notification in Notification.objects.select_related("recipient"):
        letter = notices.mail(notification)
        told = set(MARK.findall(letter.subject + letter.body)) if letter else set()
        assert not told & hidden_marks(talk, but_of=notification.recipient_id)
    return met


def test_nobody_reads_what_is_hidden_from_them(cast):
    met, states, masked = set(), set(), set()

    @tries(12)
    @given(steps=talks(most=30))
    def holds(steps):
        talk = Talk(cast)
        talk.take(steps)
        met.update(check_hidden(talk, [Client(), client_of(factories.user())]))
        states.update(talk.row.comments.values_list("status", flat=True))
        masked.update(talk.row.comments.filter(originals__isnull=False).values_list("pk", flat=True))

    holds()
    assert met  # what is public was found by the same search
    assert states == set(Comment.Status.values)
    assert masked


# --- Controls: what is broken is found --------------------------------------------------------------


def test_control_a_state_that_changes_without_a_decision_is_found(cast):
    def check(talk):
        Comment.objects.filter(consultation=talk.row, status="published", depth=0).update(status="hidden")
        check_replay(talk)

    assert found_by(cast, check)


def test_control_figures_that_miss_a_decision_are_found(cast):
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER moderationdecision_tally ON consultations_moderationdecision")
    assert found_by(cast, check_tallies)


def test_control_a_page_that_shows_a_hidden_text_is_found(cast, monkeypatch):
    from consultations import visibility

    monkeypatch.setattr(visibility, "may_see_text", lambda user, comment: True)
    monkeypatch.setattr("consultations.views.comment.may_see_text", lambda user, comment: True)
    assert found_by(cast, lambda talk: check_hidden(talk, [Client()]))
