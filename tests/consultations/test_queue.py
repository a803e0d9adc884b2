"""The queue: what waits, oldest first, by keyset, in a fixed number of queries, with a count in the menu."""

import json
import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultations.actions import appeal, decide, edit_comment, flag_comment
from consultations.markup import render
from consultations.models import Comment, CommentVersion, Flag, Participant, ReportCase
from consultations.waiting import MOST_COUNTED, PAGE_SIZE, count_waiting, waiting
from tests import factories
from tests.consultations import desk
from tests.consultations.moderation import QUEUE, rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return desk.analyst()


@pytest.fixture
def at_desk(as_, moderator):
    return as_(moderator)


def hide(comment, moderator):
    comment.refresh_from_db()
    return decide(
        comment.pk,
        actor=moderator,
        kind="hide",
        version_id=comment.version_id,
        rule_version=rule(),
        reason="Menyebut nama orang.",
    )


def report_earlier(comment, at) -> None:
    """Let the reports on a comment have come at this moment."""
    Flag.objects.filter(comment=comment).update(created_at=at)
    ReportCase.objects.filter(comment=comment).update(first_at=at, due_at=at)


@pytest.fixture
def one_of_each(moderator):
    """Return a pending comment, a waiting edit, a reported comment and an objection, the longest waiting first."""
    pre, post = desk.consultation(moderation="pre"), desk.consultation()
    pending = desk.say(pre, "Yang pertama menunggu.")
    author = factories.user()
    edited = desk.say(pre, "Teks lama.", by=author)
    decide(edited.pk, actor=moderator, kind="publish", version_id=edited.version_id)
    edit_comment(
        edited.pk, account=author, text="Teks baru.", form_key=uuid.uuid4(), version_id=edited.version_id
    )
    reported = desk.say(post, "Yang dilaporkan.")
    for words in ("Ini iklan.", "", ""):
        flag_comment(reported.pk, account=factories.user(), rule=rule(4).rule, words=words)
    author = factories.user()
    removed = desk.say(post, "Yang disembunyikan.", by=author)
    objection = appeal(hide(removed, moderator).pk, account=author, words="Saya tidak menghina siapa pun.")
    # Within one test's transaction the clock stands still; here they came one after the other.
    hours = iter(range(4, 0, -1))
    ago = lambda: timezone.now() - timedelta(hours=next(hours))
    Comment.objects.filter(pk=pending.pk).update(received_at=ago())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else the table has events waiting
        cursor.execute("ALTER TABLE consultations_commentversion DISABLE TRIGGER USER")
        CommentVersion.objects.filter(comment=edited, number=2).update(created_at=ago())
        cursor.execute("ALTER TABLE consultations_commentversion ENABLE TRIGGER USER")
    report_earlier(reported, ago())
    type(objection).objects.filter(pk=objection.pk).update(created_at=ago())
    return {"comment": pending, "edit": edited, "report": reported, "appeal": removed}


def test_all_that_waits_stands_there_oldest_first(at_desk, one_of_each):
    page = at_desk.get(QUEUE).content.decode()
    cards = re.findall(r'id="card-(\w+)-\d+"', page)
    assert cards == ["comment", "edit", "report", "appeal"]
    for text in (
        "Yang pertama menunggu.",
        "Ini iklan.",
        "Saya tidak menghina siapa pun.",
        "Menyebut nama orang.",
    ):
        assert text in page


@pytest.mark.parametrize("kind", ["comment", "edit", "report", "appeal"])
def test_filters_by_kind_and_consultation(at_desk, one_of_each, kind):
    page = at_desk.get(f"{QUEUE}?kind={kind}").content.decode()
    assert set(re.findall(r'id="card-(\w+)-\d+"', page)) == {kind}
    home = one_of_each[kind].consultation_id
    other = next(c.consultation_id for c in one_of_each.values() if c.consultation_id != home)
    assert f"card-{kind}" in at_desk.get(f"{QUEUE}?kind={kind}&consultation={home}").content.decode()
    assert f"card-{kind}" not in at_desk.get(f"{QUEUE}?kind={kind}&consultation={other}").content.decode()


def shown(client, query: str) -> set[str]:
    return set(re.findall(r'id="card-(\w+)-\d+"', client.get(f"{QUEUE}?{query}").content.decode()))


def test_filters_by_age(at_desk, one_of_each):
    ages = {"comment": 8, "report": 2, "appeal": 4}
    for kind, days in ages.items():
        comment, since = one_of_each[kind], timezone.now() - timedelta(days=days)
        if kind == "comment":
            Comment.objects.filter(pk=comment.pk).update(received_at=since)
        elif kind == "report":
            report_earlier(comment, since)
        else:
            comment.appeals.update(created_at=since)
    assert shown(at_desk, "age=1") == {"comment", "report", "appeal"}
    assert shown(at_desk, "age=3") == {"comment", "appeal"}
    assert shown(at_desk, "age=7") == {"comment"}
    assert shown(at_desk, "age=7&kind=appeal") == set()
    assert shown(at_desk, "age=2") == shown(at_desk, "") == {"comment", "edit", "report", "appeal"}


@pytest.mark.parametrize("kind", ["comment", "edit", "report", "appeal"])
def test_filters_by_language(at_desk, one_of_each, kind):
    Comment.objects.exclude(pk=one_of_each[kind].pk).update(language="id")
    Comment.objects.filter(pk=one_of_each[kind].pk).update(language="en")
    assert shown(at_desk, "language=en") == {kind}
    assert shown(at_desk, "language=id") == {"comment", "edit", "report", "appeal"} - {kind}
    assert len(shown(at_desk, "language=xx")) == 4


def test_the_filters_are_carried_along(at_desk):
    fill(desk.consultation(), PAGE_SIZE + 5)
    Comment.objects.update(language="id")
    Comment.objects.update(received_at=F("received_at") - timedelta(days=2))
    ReportCase.objects.update(
        first_at=F("first_at") - timedelta(days=2), due_at=F("due_at") - timedelta(days=2)
    )
    page = at_desk.get(f"{QUEUE}?age=1&language=id").content.decode()
    following = re.search(r'href="([^"]+)" rel="next"', page)[1].replace("&amp;", "&")
    assert "age=1&language=id&after=" in following
    assert 'name="back" value="age=1&amp;language=id"' in page
    second = at_desk.get(following).content.decode()
    assert second.count("data-desk-card ") == 5
    assert f'href="{QUEUE}?age=1&amp;language=id"' in second
    part = at_desk.get(following.replace(QUEUE, f"{QUEUE}part/")).content.decode()
    assert part.count("data-desk-card ") == 5 and "<html" not in part
    assert at_desk.get(f"{QUEUE}part/?after=x").status_code == 404


def test_odd_filters_show_everything_and_odd_cursors_nothing(at_desk, one_of_each):
    for query in (
        "kind=x",
        "kind=%00",
        "consultation=999",
        f"consultation={2**70}",
        "consultation=a",
        "age=x",
        "age=-1",
        "language=%00",
    ):
        assert at_desk.get(f"{QUEUE}?{query}").content.decode().count("data-desk-form") >= 3, query
    for cursor in ("x", "1.2", "1.9.1", f"{10**20}.0.1", f"1.0.{2**70}", "-1.0.1", "%00"):
        assert at_desk.get(f"{QUEUE}?after={cursor}").status_code == 404, cursor


def test_a_reply_is_shown_under_what_it_answers(at_desk, moderator):
    pre = desk.consultation(moderation="pre")
    above = None
    for number in range(5):
        above = desk.say(pre, f"Ucapan{number}.", to=above)
        if number < 4:
            decide(above.pk, actor=moderator, kind="publish", version_id=above.version_id)
    page = at_desk.get(QUEUE).content.decode()
    assert "Ucapan0." not in page  # the thread begins further up
    for number in range(1, 5):
        assert f"Ucapan{number}." in page


def test_the_decider_sees_that_another_must_judge(at_desk, as_, one_of_each):
    assert "/judge/" not in at_desk.get(f"{QUEUE}?kind=appeal").content.decode()
    assert "/judge/" in as_(desk.analyst()).get(f"{QUEUE}?kind=appeal").content.decode()


def fill(consultation, count: int) -> None:
    """Write pending comments, replies in threads and reported ones among them, quickly."""
    person = Participant.objects.create(consultation=consultation, shown_name="Warga")
    reporter, cited, now = factories.user(), rule().rule, timezone.now() - timedelta(hours=1)
    first = Comment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    comments = [
        Comment(
            pk=first + number,
            consultation=consultation,
            thread_id=first + number,
            participant=person,
            status="published" if number % 3 == 0 else "pending",
            published_at=now if number % 3 == 0 else None,
            received_at=now + timedelta(seconds=number // 2),
        )
        for number in range(1, count + 1)
    ]
    Comment.objects.bulk_create(comments)
    html, excerpt = render("Menunggu.")
    for comment in comments:
        version = CommentVersion.objects.create(
            comment=comment, number=1, text="Menunggu.", body_html=html, excerpt_html=excerpt
        )
        Comment.objects.filter(pk=comment.pk).update(version=version)
    Flag.objects.bulk_create(
        Flag(
            comment=comment,
            consultation=consultation,
            user=reporter,
            rule=cited,
            created_at=comment.received_at,
        )
        for comment in comments
        if comment.status == "published"
    )
    ReportCase.objects.bulk_create(
        ReportCase(
            comment=comment,
            consultation=consultation,
            people=1,
            first_at=comment.received_at,
            due_at=comment.received_at,
        )
        for comment in comments
        if comment.status == "published"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('consultations_comment', 'id'), max(id)) FROM consultations_comment"
        )


def test_every_page_follows_the_one_before_without_gap_or_repetition():
    consultation = desk.consultation()
    fill(consultation, 70)
    seen, after = [], ""
    for _page in range(10):
        items, after = waiting(after=after)
        seen += [(item.since, item.kind, item.comment_id) for item in items]
        if not after:
            break
    assert len(seen) == len(set(seen)) == 70
    assert [since for since, _kind, _pk in seen] == sorted(since for since, _kind, _pk in seen)


def test_the_queue_leads_to_the_next_page_and_back(at_desk):
    fill(desk.consultation(), PAGE_SIZE + 5)
    first = at_desk.get(QUEUE).content.decode()
    following = re.search(r'href="([^"]+)" rel="next"', first)[1].replace("&amp;", "&")
    second = at_desk.get(following).content.decode()
    assert first.count("data-desk-card ") == PAGE_SIZE and second.count("data-desk-card ") == 5
    assert 'rel="next"' not in second and f'href="{QUEUE}"' in second


def test_three_and_three_hundred_waiting_cost_the_same_queries(at_desk):
    consultation = desk.consultation()
    costs = []
    for count in (3, 300):
        fill(consultation, count)
        at_desk.get(QUEUE)  # what is kept from the first request on
        with CaptureQueriesContext(connection) as queries:
            assert at_desk.get(QUEUE).status_code == 200
        costs.append(len(queries))
        assert not any(" OFFSET " in query["sql"] for query in queries)
    assert costs[0] == costs[1], costs


def test_filters_cost_the_same_queries_however_much_waits(at_desk):
    consultation = desk.consultation()
    costs = []
    for count in (3, 60):
        fill(consultation, count)
        Comment.objects.update(language="id", received_at=timezone.now() - timedelta(days=2))
        two_days_ago = timezone.now() - timedelta(days=2)
        ReportCase.objects.update(first_at=two_days_ago, due_at=two_days_ago)
        query = f"{QUEUE}?consultation={consultation.pk}&language=id&age=1"
        at_desk.get(query)  # what is kept from the first request on
        with CaptureQueriesContext(connection) as queries:
            page = at_desk.get(query).content.decode()
        assert page.count("data-desk-card ") == min(count, PAGE_SIZE)
        costs.append(len(queries))
    assert costs[0] == costs[1], costs


def menu_label(page: str) -> str:
    props = json.loads(re.search(r'<script id="wagtail-sidebar-props"[^>]*>(.*?)</script>', page, re.S)[1])
    return re.search(r'"(Moder[^"]*)"', json.dumps(props))[1]


def test_the_menu_says_how_much_waits(at_desk, as_, one_of_each):
    assert menu_label(at_desk.get("/admin/").content.decode()).endswith("(4)")
    assert "/admin/moderation/" not in as_(desk.communications()).get("/admin/").content.decode()
    fill(desk.consultation(), MOST_COUNTED)
    assert count_waiting() == MOST_COUNTED
    assert menu_label(at_desk.get("/admin/").content.decode()).endswith("(99+)")


def test_an_empty_queue_says_what_will_appear(at_desk):
    page = at_desk.get(QUEUE).content.decode()
    assert "desk-empty" in page and "data-desk-form" not in page
