"""A conversation of 896 statements, from its import to a published report: fifty coded by keyboard, the rest by table.

The real one (Pol.is, Bowling Green) where its file lies beside the checkout; else one of the same shape.
"""

import csv
import io
import json
import random
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from consultations.actions import decide
from consultations.coverage import coverage_of
from consultations.models import (
    Comment,
    CommentTheme,
    FollowUpReportPage,
    ReportEntry,
    ReportVersion,
    Response,
)
from forum_site.local import CHECKOUT
from tests import factories
from tests.consultations import desk, reported
from tests.pages import publish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REAL = CHECKOUT.parent / "shared/data/polis/american-assembly.bowling-green/comments.csv"
STATEMENTS, BY_KEYBOARD = 896, 50
# What stands in a statement → the key of its theme; the last one takes the rest.
THEMES = [
    ("Roads and traffic", ("road", "traffic", "lane", "parking", "bus", "street", "jalan")),
    ("Schools and work", ("school", "student", "job", "wage", "teach", "college", "wku")),
    ("Homes and planning", ("hous", "rent", "home", "zoning", "develop", "apartment")),
    ("Health and safety", ("drug", "opioid", "police", "health", "fire", "marijuana")),
    ("Everything else", ("",)),
]


def place_of(text: str) -> int:
    """Return which theme a statement is coded into, from 0."""
    return next(
        place for place, (_title, words) in enumerate(THEMES) if any(w in text.lower() for w in words)
    )


@pytest.fixture
def file(tmp_path) -> Path:
    if REAL.exists():
        return REAL
    chance, path = random.Random(896), tmp_path / "comments.csv"
    columns = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body".split(",")
    about = [words[0] or "parks" for _title, words in THEMES]
    with path.open("w", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(columns)
        for number in range(STATEMENTS):
            at = 1_518_000_000_000 + number * 60_000
            said = f"We need better {chance.choice(about)} in part {number} of the county, said plainly."
            state = chance.choices([-1, 0, 1], [289, 0, 607])[0]
            votes = chance.randrange(300), chance.randrange(200)
            writer.writerow([at, "", number, chance.randrange(250), *votes, state, said])
    return path


def coded_by_keyboard(new_page, row, analyst) -> list[Comment]:
    """Let the analyst code the first fifty by keys; return them."""
    order = Comment.objects.published().filter(consultation=row).order_by("thread_id", "pk")
    said = list(order.select_related("version")[:BY_KEYBOARD])
    page = new_page(analyst)
    page.goto(reverse("coding_desk", args=[row.pk]))
    page.keyboard.press("j")
    for number, comment in enumerate(said, start=1):
        page.wait_for_function("pk => document.activeElement.id === `c${pk}`", arg=comment.pk)
        page.keyboard.press(str(place_of(comment.version.text) + 1))
        page.keyboard.press("Enter")
        if number % 20 == 0:
            page.wait_for_selector(f"#c{comment.pk}.coding-card--saved")
            page.wait_for_function("() => document.activeElement.matches('[data-next-page]')")
            with page.expect_navigation():
                page.keyboard.press("Enter")
            page.keyboard.press("j")
    page.wait_for_selector(f"#c{said[-1].pk}.coding-card--saved")
    return said


def coded_by_table(row, analyst, path: Path) -> None:
    with path.open("w", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["comment", "theme"])
        rest = Comment.objects.published().filter(consultation=row, coding="").select_related("version")
        for comment in rest:
            writer.writerow([comment.pk, THEMES[place_of(comment.version.text)][0]])
    call_command(
        "import_codes", str(path), "--consultation", row.slug, "--actor", analyst.email, stdout=io.StringIO()
    )


def test_from_import_to_published_report(new_page, client, file, tmp_path):
    page = reported.announced()
    row = page.consultation
    call_command(
        "import_comments", str(file), "--consultation", row.slug, "--format", "polis", stdout=io.StringIO()
    )
    assert Comment.objects.filter(consultation=row).count() == STATEMENTS
    analyst = desk.analyst()
    for waiting in Comment.objects.filter(consultation=row, status="pending"):
        decide(waiting.pk, actor=analyst, kind="publish", version_id=waiting.version_id)
    reported.close(page, timezone.now())
    themes = [
        desk.theme(row, title=title, position=place) for place, (title, _words) in enumerate(THEMES, start=1)
    ]

    by_hand = coded_by_keyboard(new_page, row, analyst)
    assert CommentTheme.objects.filter(origin="hand").count() == BY_KEYBOARD
    coded_by_table(row, analyst, tmp_path / "codes.csv")
    assert coverage_of(row).remaining == 0
    for comment in by_hand:
        assert comment.codes.get().theme == themes[place_of(comment.version.text)]

    for theme in themes:
        Response.objects.create(
            theme=theme,
            agency=row.agency,
            outcome=Response.Outcome.ACCEPTED,
            text="Kami kerjakan.",
            state=Response.State.FINAL,
            written_by=analyst,
        )
    report = page.add_child(
        instance=FollowUpReportPage(
            title="Laporan", slug="laporan", introduction="Ringkasan.", live=False, owner=factories.administrator(),
            body=[reported.section(theme, theme.title) for theme in themes],
        )
    )  # fmt: skip
    publish(report)

    version = ReportVersion.objects.get()
    content = json.loads(version.content)
    published = Comment.objects.published().filter(consultation=row).count()
    assert content["figures"]["comments"] == published
    counts = {block["theme"]: block["counts"]["comments"] for block in content["blocks"]}
    assert sum(counts.values()) == published and all(counts.values())
    assert ReportEntry.objects.filter(version=version).count() == STATEMENTS
    assert client.get(report.get_url()).status_code == 200
    for comment in random.Random(1).sample(by_hand, 5):
        trace = client.get(reverse("consultations:comment", args=[comment.pk])).content.decode()
        assert THEMES[place_of(comment.version.text)][0] in trace
    for name in ("comments", "codes", "themes", "report"):
        answer = client.get(reverse("consultations:open_data_table", args=[row.slug, name, "csv"]))
        lines = sum(1 for _line in csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))
        assert lines == {"comments": published, "codes": published, "themes": 5, "report": 5}[name] + 1, name
