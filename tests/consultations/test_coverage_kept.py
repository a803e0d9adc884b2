"""How far coding has come is kept at write: exact whatever is done, by however many at once, and read at one price."""

import threading

import pytest
from django.db import connection, transaction
from django.urls import reverse

from consultations import actions
from consultations.actions import locking
from consultations.coverage import coverage_of
from consultations.models import Comment, CommentTheme, CoverageTally, ThemeTally
from consultations.recount import recount
from tests.consultations import coverage_kept, desk
from tests.racing import at_once, until_done_or_held

pytestmark = pytest.mark.django_db(transaction=True)


def story():
    """Make a consultation with a theme, two themes under it, one beside it; return it, them and an analyst."""
    asked = desk.consultation()
    top = desk.theme(asked)
    below = [desk.theme(asked, parent=top) for _ in range(2)]
    return asked, top, below, desk.theme(asked), desk.analyst()


def test_a_comment_belongs_to_a_family_once_and_comes_back_to_it_with_its_codes():
    asked, top, (one, other), beside, who = story()
    comment = desk.say(asked, language="en")
    actions.set_codes(comment.pk, actor=who, themes=[one.pk, other.pk, beside.pk])
    assert coverage_kept.kept(asked) == {
        "coverage": {(None, "web", "en", "themes"): 1},
        "themes": {top.pk: (0, 1), one.pk: (1, 0), other.pk: (1, 0), beside.pk: (1, 1)},
    }
    actions.remove_theme(comment.pk, one, actor=who)
    coverage_kept.check(asked)
    Comment.objects.filter(pk=comment.pk).update(status="hidden")
    assert coverage_kept.kept(asked) == {"coverage": {}, "themes": {}}
    Comment.objects.filter(pk=comment.pk).update(status="published")
    assert coverage_kept.kept(asked)["themes"] == {top.pk: (0, 1), other.pk: (1, 0), beside.pk: (1, 1)}
    actions.move_theme(beside.pk, actor=who, parent_id=top.pk)
    assert coverage_kept.kept(asked)["themes"] == {top.pk: (0, 1), other.pk: (1, 0), beside.pk: (1, 0)}
    actions.dispose(comment.pk, "no_substance", actor=who)
    assert coverage_kept.kept(asked) == {"coverage": {(None, "web", "en", "disposition"): 1}, "themes": {}}


def test_a_statement_over_many_rows_counts_as_many_single_ones():
    asked, top, (one, other), beside, who = story()
    said = [desk.say(asked, question_id=desk.question(asked).pk if n % 2 else None) for n in range(6)]
    with transaction.atomic():
        Comment.objects.filter(consultation=asked).update(coding="themes")
        facts = {"consultation": asked, "assigned_by": who}
        CommentTheme.objects.bulk_create(
            CommentTheme(comment=comment, theme=theme, **facts) for comment in said for theme in (one, other)
        )
    coverage_kept.check(asked)
    CommentTheme.objects.filter(theme=one, comment__in=said[:3]).update(theme=beside)
    coverage_kept.check(asked)
    CommentTheme.objects.filter(theme=other).delete()
    coverage_kept.check(asked)
    Comment.objects.filter(pk__in=[comment.pk for comment in said[1:4]]).update(status="hidden")
    coverage_kept.check(asked)
    actions.merge_themes(beside.pk, top.pk, actor=who)
    coverage_kept.check(asked)
    CommentTheme.objects.filter(consultation=asked).delete()
    Comment.objects.filter(consultation=asked).update(coding="")
    coverage_kept.check(asked)


def test_a_recount_mends_what_a_hand_has_spoilt():
    asked, _top, (one, _other), _beside, who = story()
    for _ in range(3):
        actions.assign_theme(desk.say(asked).pk, one, actor=who)
    CoverageTally.objects.update(comments=7)
    ThemeTally.objects.update(comments=7, family=7)
    assert coverage_kept.kept(asked) != coverage_kept.naive(asked)
    recount(asked.pk)
    coverage_kept.check(asked)


# --- At once ----------------------------------------------------------------------------------------


def test_twelve_analysts_and_moderators_at_once_leave_exact_counts():
    asked, top, below, beside, _who = story()
    people = [desk.analyst() for _ in range(12)]
    said = [desk.say(asked) for _ in range(24)]

    def work(place: int):
        who = people[place]
        mine = [said[(place * 2 + step) % 24] for step in range(6)]  # everybody's neighbours work on them too
        for step, comment in enumerate(mine):
            actions.assign_theme(comment.pk, [*below, beside, top][(place + step) % 4], actor=who)
            if step % 3 == 0:
                actions.clear_codes(comment.pk, actor=who)

    assert at_once([lambda place=place: work(place) for place in range(12)]) == [None] * 12
    assert CoverageTally.objects.values("shard").distinct().count() > 1
    coverage_kept.check(asked)


def race(asked, top, beside, who) -> None:
    """Put a theme under another one while a comment that has it gets a sibling: coder first, not committed yet."""
    sibling = desk.theme(asked, parent=top)
    comment = desk.say(asked)
    actions.assign_theme(comment.pk, beside, actor=who)
    coded, moved = threading.Event(), threading.Event()

    def code():
        with transaction.atomic():
            actions.assign_theme(comment.pk, sibling, actor=who)
            coded.set()
            until_done_or_held(moved)

    def move():
        coded.wait(5)
        actions.move_theme(beside.pk, actor=who, parent_id=top.pk)
        moved.set()

    assert at_once([code, move]) == [None, None]


def test_a_theme_that_moves_waits_for_whoever_codes():
    asked, top, _below, beside, who = story()
    race(asked, top, beside, who)
    coverage_kept.check(asked)


def test_control_without_the_consultation_held_a_comment_counts_twice(monkeypatch):
    monkeypatch.setattr(locking, "_HOLD", locking._HOLD.replace(" FOR SHARE", ""))
    asked, top, _below, beside, who = story()
    race(asked, top, beside, who)
    assert coverage_kept.kept(asked) != coverage_kept.naive(asked)


# --- What it costs ----------------------------------------------------------------------------------


def rows_read(client, path: str) -> int:
    """Return how many rows of comments and codes PostgreSQL reads for a page, by its own statistics."""
    ask = (
        "SELECT sum(coalesce(idx_tup_fetch, 0) + seq_tup_read) FROM pg_stat_xact_user_tables "
        "WHERE relname IN ('consultations_comment', 'consultations_commenttheme')"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # a table of three rows would be read whole
        cursor.execute("DISCARD PLANS")
        cursor.execute(ask)
        [before] = cursor.fetchone()
        assert client.get(path).status_code == 200
        cursor.execute(ask)
        return cursor.fetchone()[0] - before


@pytest.mark.parametrize("page", ["codebook", "coding_index", "consultation_overview"])
def test_a_page_that_shows_counts_reads_no_more_rows_the_more_was_coded(client, page):
    asked, _top, (one, _other), _beside, who = story()
    client.force_login(who)
    path = reverse(page, args=[] if page == "coding_index" else [asked.pk])
    read = []
    for count in (3, 12):
        while asked.comments.count() < count:
            actions.assign_theme(desk.say(asked).pk, one, actor=who)
        read.append(rows_read(client, path))
        assert coverage_of(asked).total == count
    assert read[0] == read[1]


def test_a_plan_that_was_made_for_few_codes_serves_many():
    """One connection codes while the tables are small, as a worker does, then many at once: no row costs a table."""
    asked, top, (one, other), beside, who = story()
    for _ in range(8):  # PostgreSQL keeps the plan that it has made several times
        comment = desk.say(asked)
        actions.assign_theme(comment.pk, one, actor=who)
        Comment.objects.filter(pk=comment.pk).update(status="hidden")
        Comment.objects.filter(pk=comment.pk).update(status="published")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO consultations_comment (thread_id, id, consultation_id, participant_id, status, channel, "
            "language, stance, received_at, published_at, source, source_id, coding, depth, held_for, reply_count, "
            "descendant_count, support_count, for_count, against_count, official_count) "
            "SELECT 10000 + n, 10000 + n, %s, %s, 'published', 'web', 'id', '', now(), now(), '', '', 'themes', 0, '', "
            "0, 0, 0, 0, 0, 0 FROM generate_series(1, 1500) n",
            [asked.pk, comment.participant_id],
        )
    many = Comment.objects.filter(pk__gt=10000)
    # Of codes only: PostgreSQL's own checks of foreign keys keep plans of the comments' table as well.
    read = "SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'consultations_commenttheme'"
    with transaction.atomic(), connection.cursor() as cursor:
        CommentTheme.objects.bulk_create(
            CommentTheme(comment=row, theme=theme, consultation=asked, assigned_by=who)
            for row in many
            for theme in (one, other)
        )
        many.update(status="hidden")
        many.update(status="published")
        actions.merge_themes(beside.pk, other.pk, actor=who)
        actions.move_theme(other.pk, actor=who, parent_id=None)
        cursor.execute(read)
        assert cursor.fetchone()[0] < 50 * 1500
    coverage_kept.check(asked)
