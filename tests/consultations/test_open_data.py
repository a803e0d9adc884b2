"""Open data: what everybody may read, as tables that any spreadsheet and any program takes, and nothing more."""

import csv
import io
import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultations import open_data
from consultations.exchange import exporting
from consultations.models import Comment
from tests import factories
from tests.consultations import desk, reported
from tests.consultations.talking import consultation, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return reported.reported()


def fetch(client, row, name: str, form: str = "csv") -> str:
    answer = client.get(reverse("consultations:open_data_table", args=[row.slug, name, form]))
    assert answer.status_code == 200, name
    return b"".join(answer.streaming_content).decode()


def lines(client, row, name: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(fetch(client, row, name))))


def test_the_page_says_what_there_is_and_what_it_means_in_both_languages(client, story):
    for language, words in (("", "Data terbuka"), ("/en", "Open data")):
        page = client.get(f"{language}/tanggapan/konsultasi/{story.consultation.slug}/data/")
        text = page.content.decode()
        assert page.status_code == 200 and words in text and "CC BY 4.0" in text
        for table in open_data.TABLES:
            assert (
                reverse("consultations:open_data_table", args=[story.consultation.slug, table.name, "csv"])
                in text
            )
        assert story.consultation.report_versions.get().sha256 in text


def test_every_table_says_the_same_as_csv_and_as_json(client, story):
    reported.promise(story, what="Memindahkan pasar", published_at=timezone.now())
    for table in open_data.TABLES:
        rows = lines(client, story.consultation, table.name)
        said = json.loads(fetch(client, story.consultation, table.name, "json"))
        assert len(rows) == len(said)
        assert all(list(row) == table.names for row in [*rows, *said])
    themes = json.loads(fetch(client, story.consultation, "themes", "json"))
    assert themes[0]["comments"] == 2
    places = {row["comment"]: row for row in lines(client, story.consultation, "codes")}
    said = lines(client, story.consultation, "comments")
    key = next(row["id"] for row in said if row["text"].startswith("Pasar malam"))
    assert places[key]["theme"] == "Tempat"


def test_what_was_removed_has_neither_text_nor_author(client, story):
    text = fetch(client, story.consultation, "comments") + fetch(client, story.consultation, "codes")
    assert "Petugasnya bodoh" not in text and "Saya keliru" not in text
    removed = [row for row in lines(client, story.consultation, "comments") if row["status"] != "published"]
    assert len(removed) == 2 and not any(row["text"] or row["name"] for row in removed)


def test_codes_themes_and_answers_stay_in_the_house_until_there_is_a_report(client):
    story = reported.told()
    page = client.get(reverse("consultations:open_data", args=[story.consultation.slug])).content.decode()
    assert "codes.csv" not in page and "comments.csv" in page
    for name in ("codes", "themes", "report", "commitments"):
        address = reverse("consultations:open_data_table", args=[story.consultation.slug, name, "csv"])
        assert client.get(address).status_code == 404
    assert lines(client, story.consultation, "comments")


def test_no_cell_is_a_formula_and_json_is_exact(client):
    row = consultation()
    for text in ("=1+2", "+62711", "-5", "@SUM(A1)", "'=1"):
        say(row, text)
    cells = [line["text"] for line in lines(client, row, "comments")]
    assert all(not cell.startswith(("=", "+", "-", "@")) for cell in cells) and len(cells) == 5
    assert {line["text"] for line in json.loads(fetch(client, row, "comments", "json"))} == {
        "=1+2", "+62711", "-5", "@SUM(A1)", "'=1",
    }  # fmt: skip


def test_a_downloaded_table_can_be_imported_elsewhere(client, tmp_path, story):
    file = tmp_path / "comments.csv"
    file.write_text(fetch(client, story.consultation, "comments"))
    other = consultation()
    call_command("import_comments", str(file), consultation=other.slug)
    texts = Comment.objects.filter(consultation=other).published().values_list("version__text", flat=True)
    assert "Pasar malam jangan menutup jalan." in texts


def test_machines_find_a_dictionary(client, story):
    found = client.get(reverse("consultations:open_data_package", args=[story.consultation.slug])).json()
    assert [resource["name"] for resource in found["resources"]] == [table.name for table in open_data.TABLES]
    fields = found["resources"][0]["schema"]["fields"]
    assert {"name": "received_at", "type": "datetime", "description": "when it was said"} in fields


def test_what_one_may_not_see_is_not_there(client):
    draft = desk.consultation(state="draft")
    for name in ("open_data", "open_data_package"):
        assert client.get(reverse(f"consultations:{name}", args=[draft.slug])).status_code == 404
    shown = consultation()
    for name, form in (("nothing", "csv"), ("comments", "xml")):
        address = reverse("consultations:open_data_table", args=[shown.slug, name, form])
        assert client.get(address).status_code == 404


def test_a_table_is_read_a_batch_at_a_time(client, monkeypatch):
    monkeypatch.setattr(exporting, "BATCH", 3)
    row = consultation()
    for _ in range(10):
        say(row, "Satu pendapat.", factories.user())
    answer = client.get(reverse("consultations:open_data_table", args=[row.slug, "comments", "csv"]))
    parts = iter(answer.streaming_content)
    with CaptureQueriesContext(connection) as captured:
        for _line in range(4):  # the heading and the first batch
            next(parts)
    assert len(captured) == 1
    assert len(list(parts)) == 7
