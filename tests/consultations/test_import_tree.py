"""Imported threads obey the same truths as those that were written here."""

import random

import pytest

from consultations.models import Comment
from tests.consultations.exchanging import (
    consultation,
    counters,
    faults,
    import_file,
    line,
    naive_counters,
    say,
    table,
)

pytestmark = pytest.mark.django_db


def tree(count: int, seed: int) -> list[dict]:
    """Return rows of threads at least twelve deep, with all states, in a random order."""
    chance = random.Random(seed)
    rows = [
        line(n, n - 1 if n else None, stance=chance.choice(["", "for", "against", "neutral"]))
        for n in range(13)
    ]
    for n in range(13, count):
        parent = chance.choice([None, *range(n)])
        status = chance.choice(["published"] * 4 + ["hidden", "pending", "rejected", "withdrawn"])
        rows.append(
            line(
                n,
                parent,
                stance=chance.choice(["", "for", "against"]),
                status=status,
                published_at="2026-01-05T10:00:00Z" if status == "withdrawn" else "",
                withdrawn_at="2026-01-06T10:00:00Z" if status == "withdrawn" else "",
            )
        )
    closed = {row["id"] for row in rows if row.get("status") in ("pending", "rejected")}
    for row in rows:
        row["parent"] = "" if row["parent"] in closed else row["parent"]
    chance.shuffle(rows)
    return rows


@pytest.mark.parametrize("seed", range(3))
def test_counters_equal_a_naive_recount_whatever_the_order_of_lines(tmp_path, seed):
    row = consultation()
    rows = tree(150, seed)
    import_file(table(tmp_path / "x.csv", rows, list(max(rows, key=len))), row)
    assert counters(row) == naive_counters(row)
    parents = {comment.source_id: comment for comment in row.comments.all()}
    for cells in rows:
        comment = parents[cells["id"].partition(":")[2]]
        parent = parents.get(cells["parent"].partition(":")[2])
        assert comment.parent == parent
        assert comment.depth == (parent.depth + 1 if parent else 0)
        assert comment.thread_id == (parent.thread_id if parent else comment.pk)
    assert row.comments.get(source_id="12").depth == 12


def test_totals_add_to_what_was_said_here_before(tmp_path):
    row = consultation()
    say(row, "Dari sini.")
    import_file(table(tmp_path / "x.csv", [line(1), line(2, 1)]), row)
    assert counters(row) == naive_counters(row)


def test_numbers_follow_the_order_in_which_things_were_said(tmp_path):
    moments = ["2026-01-03T00:00:00Z", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"]
    file = table(tmp_path / "x.csv", [line(n, received_at=moment) for n, moment in enumerate(moments)])
    row = consultation()
    import_file(file, row)
    assert list(row.comments.order_by("pk").values_list("source_id", flat=True)) == ["1", "2", "0"]


def test_circles_are_named_and_what_hangs_on_them_is_not(tmp_path):
    file = table(tmp_path / "x.csv", [line(1, 3), line(2, 1), line(3, 2), line(4, 2), line(5)])
    told = faults(file, consultation())
    assert [words.split(":")[0] for words in told[:-1]] == ["line 2", "line 3", "line 4"]
    assert not Comment.objects.exists()


def test_nothing_answers_what_was_never_public(tmp_path):
    file = table(tmp_path / "x.csv", [line(1, status="pending"), line(2, 1, status="published")])
    assert faults(file, consultation())[0] == "line 3: its parent was never public, so it cannot have replies"


def test_a_reply_belongs_to_the_question_of_what_it_answers(tmp_path):
    row = consultation()
    row.questions.create(title="Dan yang kedua?", position=2)
    asked = "Apa yang paling mendesak?"
    import_file(
        table(tmp_path / "a.csv", [line(1, question=asked.upper()), line(2, 1), line(3, 2, question=asked)]),
        row,
    )
    assert set(row.comments.values_list("question__title", flat=True)) == {asked}
    told = faults(table(tmp_path / "b.csv", [line(4, 1, question="Dan yang kedua?")]), row)
    assert "its question is not that of the comment that it answers" in told[0]


def test_a_text_is_kept_as_the_forms_keep_it(tmp_path):
    row = consultation()
    long = "kata " * 300
    import_file(table(tmp_path / "x.csv", [line(1, text=f"**Tebal** <script>\n\n\n\n{long}")]), row)
    version = row.comments.get().version
    assert version.text == f"**Tebal** <script>\n\n{long.strip()}"
    assert "<strong>Tebal</strong> &lt;script&gt;" in version.body_html
    assert version.excerpt_html and len(version.excerpt_html) < len(version.body_html)
