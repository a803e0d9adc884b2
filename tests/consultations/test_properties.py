"""Random trees and verbs: what is kept and what pages show always agrees with a naive recount.

`REMBUK_EXAMPLES=2000 python -m forum_site.local test -- tests/consultations/test_properties.py` tries that many, at
random instead of the same ones each time.
"""

import os
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from consultations import drawing, marks, reading
from consultations.models import Participant, ReadMark
from consultations.reading import Filter
from consultations.recount import recount
from forum_site.cursors import LAST_ID, time_cursor
from tests.consultations.naive import Book, kept_totals, naive_totals, place_in_time
from tests.consultations.random_talk import VERBS, Cast, Talk, number, talks

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = 3
EXAMPLES = int(os.environ.get("REMBUK_EXAMPLES", 0))


def tries(count: int, **options):
    """Return the settings of a test: the same `count` examples each time, or as many random ones as were asked for."""
    return settings(
        max_examples=EXAMPLES or count,
        derandomize=not EXAMPLES,
        database=None,
        report_multiple_bugs=False,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        **options,
    )


@pytest.fixture
def cast(monkeypatch) -> Cast:
    """The people of all talks of a test; pages are small."""
    monkeypatch.setattr("consultations.reading.PAGE", PAGE)
    return Cast.made()


# --- Totals -----------------------------------------------------------------------------------------


def check_totals(row) -> None:
    kept = kept_totals(row)
    assert kept == naive_totals(row)
    recount(row.pk)
    assert kept_totals(row) == kept


# --- Lists ------------------------------------------------------------------------------------------


def walk(ask) -> list[reading.Page]:
    """Return all pages of a list, going by `next`; going back by `previous` must lead through the same ones."""
    pages = [ask()]
    while pages[-1].next:
        pages.append(ask(after=pages[-1].next))
        assert len(pages) < 100
    assert not pages[0].previous
    back = [pages[-1]]
    while back[-1].previous:
        back.append(ask(before=back[-1].previous))
        assert back[-1].next
        assert len(back) <= len(pages)
    assert [ids(page) for page in reversed(back)] == [ids(page) for page in pages]
    assert [page.position for page in reversed(back)] == [page.position for page in pages]
    return pages


def ids(page: reading.Page) -> list[int]:
    return [row.id for row in page.rows]


def check_list(book: Book, ask, expected: list[int]) -> None:
    pages = walk(ask)
    assert [pk for page in pages for pk in ids(page)] == expected
    assert [page.position for page in pages] == [1 + PAGE * place for place in range(len(pages))]
    assert all(len(page.rows) == PAGE for page in pages[:-1])
    for page in pages:
        for row in page.all():
            check_row(book, row)


def check_row(book: Book, row: reading.Shown) -> None:
    """Hold one comment as a list shows it against the naive book."""
    comment = book.comments[row.id]
    below = book.children(row.id)
    came = {1: reading.REPLIES, 2: reading.REPLIES_OF_REPLIES, 3: 0}[row.level]
    assert [reply.id for reply in row.replies] == [one.pk for one in below[:came]]
    assert row.has_more == (len(below) > came)
    assert row.more_count == sum(one.status == "published" for one in below[came:])
    assert row.reply_count == comment.replies_shown and row.descendant_count == comment.descendants
    assert row.support_count == comment.supporters and row.contested_count == comment.contested
    assert row.shown_name == comment.participant.account.name
    if comment.status == "published":
        assert row.html == comment.version.body_html
    else:
        assert row.html is None
    assert (row.decision_id is not None) == (comment.status == "hidden")


def filters(talk: Talk, book: Book) -> list[tuple[Filter, tuple]]:
    """Return every filter with what the book wants for it."""
    plain = [
        ("", None),
        ("official", None),
        *(("stance", stance) for stance in ("for", "against", "neutral")),
    ]
    plain += [("question", question.pk) for question in talk.questions]
    plain += [
        ("mine", pk) for pk in Participant.objects.filter(consultation=talk.row).values_list("pk", flat=True)
    ]
    return [(Filter(kind, value), (kind, value)) for kind, value in plain]


def check_lists(talk: Talk, book: Book) -> None:
    for show, wanted in filters(talk, book):
        for order in reading.ORDERS:
            check_list(
                book,
                lambda order=order, show=show, **cursor: reading.roots(
                    talk.row.pk, order=order, show=show, **cursor
                ),
                book.roots(order, *wanted),
            )


def check_branches(book: Book) -> None:
    for pk in book.comments:
        expected = [one.pk for one in book.children(pk)]
        check_list(book, lambda pk=pk, **cursor: reading.children(pk, **cursor), expected)


# --- What is new ------------------------------------------------------------------------------------


def check_news(talk: Talk, book: Book, places: list[int]) -> None:
    """Let each person have read up to a place; what is new to them is what the book says, wherever it is shown."""
    times = [(datetime(1970, 1, 1, tzinfo=UTC), 0)]
    times += sorted(place_in_time(one) for one in book.standing)
    for person, place in zip(talk.cast.people, places, strict=False):
        mark = times[place % len(times)]
        ReadMark.objects.update_or_create(
            consultation=talk.row, user=person, defaults={"read_at": mark[0], "read_id": mark[1]}
        )
        first = reading.roots(talk.row.pk)
        own = drawing.own_things(person, talk.row, first)
        mine = Participant.objects.filter(consultation=talk.row, account=person).first()
        assert own.participant_id == (mine and mine.pk) and own.mark == mark
        news = [one.pk for one in book.news(mark, own.participant_id)]
        assert own.news == min(drawing.NEWS, len(news))
        frame = drawing.Frame(talk.row, own)
        for order in reading.ORDERS:
            show = Filter("unread", time_cursor(*mark), own.participant_id)

            def ask(order=order, show=show, **cursor):
                return reading.roots(talk.row.pk, order=order, show=show, **cursor)

            check_list(book, ask, book.roots(order, "unread", mark, own.participant_id))
        for row in first.all():
            assert frame.is_new(row) == (row.id in news)
        assert chain(talk, mark, own.participant_id) == news


def chain(talk: Talk, mark, reader: int | None) -> list[int]:
    """Return the new comments as somebody meets them who goes from one to the next."""
    found = []
    while pk := marks.next_new(talk.row.pk, mark, reader):
        assert pk not in found
        found.append(pk)
        mark = place_in_time(talk.row.comments.get(pk=pk))
    return found


def check_marks_only_rise(talk: Talk, book: Book, places: list[int]) -> None:
    """Read now here, now there: the mark stands at the furthest place."""
    person = talk.cast.moderators[0]
    times = sorted(place_in_time(one) for one in book.standing)
    furthest = None
    for place in places if times else []:
        mark = times[place % len(times)]
        before = marks.mark_read(talk.row.pk, person, time_cursor(*mark))
        assert before == (time_cursor(*furthest) if furthest else "")
        furthest = max(furthest or mark, mark)
        stands = ReadMark.objects.get(consultation=talk.row, user=person)
        assert (stands.read_at, stands.read_id) == furthest
    if furthest:
        marks.mark_read(talk.row.pk, person, time_cursor(furthest[0] + timedelta(days=1), LAST_ID))
        assert drawing.own_things(person, talk.row).news == 0


# --- The properties ---------------------------------------------------------------------------------


def test_totals_lists_and_marks_agree_with_a_naive_recount(cast, monkeypatch):
    monkeypatch.setattr("consultations.marks.LAG", timedelta(0))
    met = set()

    @tries(45)
    @given(steps=talks(), places=st.lists(number, min_size=3, max_size=3))
    @example(
        steps=[("root", 0, 0, 0)] * 4 + [("reply", 1, 0, 1)] * 4 + [("withdraw", 0, 0, 0)], places=[0, 3, 9]
    )
    def holds(steps, places):
        talk = Talk(cast)
        talk.take(steps)
        check_totals(talk.row)
        book = Book(talk.row)
        check_lists(talk, book)
        check_branches(book)
        check_news(talk, book, places)
        check_marks_only_rise(talk, book, places)
        met.update(talk.done, (comment.status for comment in book.comments.values()))
        met.update(f"depth {comment.depth}" for comment in book.standing)

    holds()
    # The talks were no small talk: each verb was done, each state was met, answers to answers to answers too.
    assert met >= set(VERBS) - {"together"}
    assert met >= {"pending", "published", "rejected", "hidden", "withdrawn", "depth 4"}


@tries(25)
@given(steps=talks(most=60))
def test_totals_agree_after_long_talks(cast, steps):
    talk = Talk(cast)
    talk.take(steps)
    check_totals(talk.row)


# --- Controls: what is broken is found --------------------------------------------------------------


def found_by(cast, check) -> bool:
    """Whether a property with this check fails for some talk (the first one found will do)."""

    @tries(100, phases=[Phase.generate])
    @given(steps=talks())
    def breaks(steps):
        talk = Talk(cast)
        talk.take(steps)
        check(talk)

    try:
        breaks()
    except AssertionError:
        return True
    return False


@pytest.mark.parametrize("counter", ["descendant_count", "official_count", "for_count", "latest_at"])
def test_control_a_counter_that_does_not_count_is_found(cast, monkeypatch, counter):
    from consultations import counters

    forgetful = counters._COUNT.replace(
        f"{counter} = ", f"{counter} = CASE WHEN true THEN {counter} ELSE ", 1
    )
    end = {"latest_at": "ELSE latest_at END"}.get(counter, "ELSE 0 END")
    forgetful = forgetful[: (place := forgetful.index(end, forgetful.index("CASE WHEN true")) + len(end))] + (
        " END" + forgetful[place:]
    )
    monkeypatch.setattr(counters, "_COUNT", forgetful)
    assert found_by(cast, lambda talk: check_totals(talk.row))


def test_control_a_page_that_skips_a_thread_is_found(cast, monkeypatch):
    careless = reading._statement.__wrapped__

    def skips(source, order, paged, backwards, page):
        return careless(source, order, paged, backwards, page).replace("id) < (", "id + 1) < (")

    monkeypatch.setattr("consultations.reading._statement", skips)
    assert found_by(cast, lambda talk: check_lists(talk, Book(talk.row)))


def test_control_a_mark_that_goes_by_time_alone_is_found(cast, monkeypatch):
    monkeypatch.setattr("consultations.drawing.Frame.is_new", lambda frame, row: row.status == "published")
    assert found_by(cast, lambda talk: check_news(talk, Book(talk.row), [9, 9, 9]))
