"""The report's blocks that know the data: method, figures, quotations, tables, annex; frozen, drawn, and true."""

import hashlib
import json
import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.users.models import UserProfile

from consultations import charts, figures
from consultations.actions import dispose, mark_passage, move_theme, set_codes, unmark_passage
from consultations.blocks import KINDS
from consultations.models import Comment, ReportEntry, ReportVersion
from forum_site.publishing import PublicationRefused
from tests import factories
from tests.consultations import desk, reported
from tests.pages import publish

pytestmark = pytest.mark.django_db
QUOTED = "jangan menutup jalan"


@pytest.fixture
def story():
    told = reported.told()
    told.code("sari")
    return told


@pytest.fixture
def report(story):
    return reported.report(story)


def add(report, *blocks):
    """Put blocks at the end of the report's body."""
    body = list(report.body.raw_data)
    report.body = json.dumps([*body, *({"type": kind, "value": value} for kind, value in blocks)])
    return report


def quoting(story, report, name="budi", words=QUOTED):
    passage = mark_passage(story.comments[name].pk, words, actor=story.moderator)
    return add(report, ("quotation", {"passage": passage.pk, "note": "Banyak yang setuju."})), passage


def page(client, report, language="") -> str:
    return client.get(f"{language}{report.get_url()}").content.decode()


def everything(story, report):
    document = Document.objects.create(title="Notulen", file=ContentFile(b"isi", name="notulen.txt"))
    report, passage = quoting(story, report)
    return add(
        report,
        ("method", {"words": "<p>Undangan dipasang di kelurahan.</p>"}),
        *(("figure", {"kind": kind, "title": "", "caption": ""}) for kind, _label in KINDS),
        ("responses", {"heading": "Semua jawaban"}),
        ("commitments", {"heading": "Semua janji"}),
        (
            "annex",
            {"heading": "Lampiran", "words": "", "documents": [document.pk]},
        ),
    )


# --- The whole report -------------------------------------------------------------------------------


def test_every_block_is_frozen_and_shown_in_both_languages(story, report, client):
    reported.promise(story, what="Memindahkan pasar")
    report = publish(everything(story, report))
    content = json.loads(ReportVersion.objects.get().content)
    assert content["format"] == 3
    kinds = {block["type"] for block in content["blocks"]}
    assert kinds >= {"section", "method", "figure", "quotation", "responses", "all_commitments", "annex"}
    for language in ("", "/en"):
        text = page(client, report, language)
        for words in (
            QUOTED,
            "Undangan dipasang",
            "Semua jawaban",
            "Semua janji",
            "Memindahkan pasar",
            "Notulen",
        ):
            assert words in text, words
        assert text.count('role="img"') >= 4
        assert hashlib.sha256(b"isi").hexdigest() in text
    assert "How we asked" in page(client, report, "/en")


def test_the_preview_and_the_comparison_of_revisions_know_every_block(story, report, as_):
    report = everything(story, report)
    first = report.save_revision()
    report.introduction = "Diubah."
    second = report.save_revision()
    editor = as_(factories.administrator())
    compared = editor.get(
        reverse("wagtailadmin_pages:revisions_compare", args=[report.pk, first.pk, second.pk])
    )
    assert compared.status_code == 200
    assert editor.get(reverse("wagtailadmin_pages:edit", args=[report.pk])).status_code == 200
    assert editor.get(reverse("wagtailadmin_pages:view_draft", args=[report.pk])).status_code == 200


def test_it_costs_no_more_queries_with_twenty_quotations(story, report, client):
    def queries(at) -> int:
        client.get(at.get_url())
        with CaptureQueriesContext(connection) as captured:
            assert client.get(at.get_url()).status_code == 200
        return len(captured)

    report, _passage = quoting(story, report)
    one = queries(publish(report))
    for name in ("joko", "rina", "tono") * 6:
        report, _passage = quoting(story, report, name, story.comments[name].version.text[:12])
    assert queries(publish(report)) == one


# --- Quotations -------------------------------------------------------------------------------------


def test_a_quotation_is_frozen_by_its_digest_and_goes_where_its_comment_goes(story, report, client):
    report, _passage = quoting(story, report)
    report = publish(report)
    version = ReportVersion.objects.get()
    assert QUOTED not in version.content and hashlib.sha256(QUOTED.encode()).hexdigest() in version.content
    assert QUOTED in page(client, report)
    story.hide("budi")
    hidden = page(client, report)
    assert QUOTED not in hidden and "aturan 1" in hidden
    assert hashlib.sha256(version.content.encode()).hexdigest() == version.sha256
    with pytest.raises(PublicationRefused, match=str(story.comments["budi"].pk)):
        publish(report)


def test_whoever_publishes_is_told_of_words_that_are_not_public_any_more(story, report):
    report, passage = quoting(story, report)
    unmark_passage(passage.pk, actor=story.moderator)
    with pytest.raises(PublicationRefused) as refused:
        publish(report)
    assert refused.value.links[0][0] == reverse("coding_item", args=[passage.comment_id])


def test_words_of_another_consultation_are_refused(story, report):
    elsewhere = desk.consultation()
    passage = mark_passage(desk.say(elsewhere).pk, "Truk sampah datang", actor=story.moderator)
    with pytest.raises(PublicationRefused):
        publish(add(report, ("quotation", {"passage": passage.pk, "note": ""})))


def test_the_chooser_offers_what_may_be_quoted_and_nothing_else(story, as_):
    passage = mark_passage(story.comments["budi"].pk, QUOTED, actor=story.moderator)
    editor = as_(factories.administrator())
    assert QUOTED in editor.get("/admin/passage_chooser/").content.decode()
    assert QUOTED in editor.get("/admin/passage_chooser/results/", {"q": "menutup"}).content.decode()
    assert QUOTED not in editor.get("/admin/passage_chooser/results/", {"q": "jembatan"}).content.decode()
    unmark_passage(passage.pk, actor=story.moderator)
    assert QUOTED not in editor.get("/admin/passage_chooser/").content.decode()


# --- Themes and duplicates --------------------------------------------------------------------------


def test_a_section_answers_for_the_themes_below_it(story, report, client):
    first, second = story.themes
    move_theme(second.pk, actor=story.moderator, parent_id=first.pk)
    report.body = [reported.section(first)]
    report = publish(report)
    version = ReportVersion.objects.get()
    [block] = [block for block in json.loads(version.content)["blocks"] if block["type"] == "section"]
    assert [part["title"] for part in block["parts"]] == [second.title]
    entries = ReportEntry.objects.filter(version=version, section__isnull=False)
    assert entries.count() == block["counts"]["comments"]
    assert second.title in page(client, report)
    below = client.get(reverse("consultations:theme", args=[second.pk]))
    assert below.status_code == 302 and below.url == reverse("consultations:theme", args=[first.pk])
    shown = client.get(below.url).content.decode()
    assert story.comments["rina"].version.text in shown


def test_a_duplicate_needs_an_original_that_leads_somewhere(story, report):
    set_codes(story.comments["tono"].pk, actor=story.moderator)
    dispose(
        story.comments["joko"].pk, "duplicate_of", actor=story.moderator, target_id=story.comments["tono"].pk
    )
    with pytest.raises(PublicationRefused) as refused:
        publish(report)
    assert any("duplicate" in sentence or "duplikat" in sentence for sentence in refused.value.messages)


# --- Figures ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["over_time", "theme_stance", "channel", "district"])
@pytest.mark.parametrize("standalone", [False, True])
def test_a_chart_is_well_formed_and_says_what_its_table_says(story, kind, standalone):
    data = figures.figure(kind, story.consultation, [theme.pk for theme in story.themes], "id")
    chart = charts.draw(data, id="x", title="Judul <&>", language="id", standalone=standalone)
    picture = ElementTree.fromstring(chart.svg)
    assert picture.get("viewBox").startswith("0 0 360 ")
    total = sum(sum(numbers) for _label, numbers in chart.rows)
    if kind != "theme_stance":
        assert total == story.consultation.comments.published().count()
    for label, _numbers in chart.rows:
        assert label in chart.description
    space = "{http://www.w3.org/2000/svg}" if standalone else ""
    for bar in picture.iter(f"{space}rect"):
        assert 0 <= float(bar.get("x")) <= float(bar.get("x")) + float(bar.get("width")) <= 360


def test_nothing_is_drawn_of_nothing():
    data = {"kind": "channel", "unit": "", "columns": ["comments"], "rows": []}
    assert charts.draw(data, id="x", title="", language="id") is None


def test_districts_are_counted_without_names(client, story, report):
    person = story.person("budi")
    person.district = "plaju"
    person.save()
    report = publish(add(report, ("figure", {"kind": "district", "title": "", "caption": ""})))
    text = page(client, report)
    assert re.search(r'<th scope="row">Plaju</th>\s*<td class="number">1</td>', text)
    assert re.search(r'<th scope="row">tidak disebutkan</th>', text)


def test_a_report_from_before_these_blocks_is_still_read(story, report, client):
    report = publish(report)
    version = ReportVersion.objects.get()
    content = json.loads(version.content)
    for name in ("format", "answers"):
        content.pop(name)
    for block in content["blocks"]:
        block.pop("parts", None)
    ReportVersion.objects.create(
        page=report, consultation=version.consultation, number=2, content=json.dumps(content), sha256="0" * 64
    )
    assert client.get(report.get_url()).status_code == 200


def test_the_editor_says_what_is_still_missing_and_where_to_mend_it(story, report, as_):
    person = factories.administrator(language="en")
    UserProfile.get_for_user(person)
    editor = as_(person)
    edit = reverse("wagtailadmin_pages:edit", args=[report.pk])
    assert "Nothing is missing" in editor.get(edit).content.decode()
    publish(report)
    assert "Say what has changed since the last version" in editor.get(edit).content.decode()
    desk_of = reverse("coding_desk", args=[story.consultation.pk])
    set_codes(story.comments["budi"].pk, actor=story.moderator)
    shown = editor.get(edit).content.decode()
    assert "has neither a theme nor a disposition" in shown and f'href="{desk_of}?show=remaining"' in shown


def test_months_are_told_apart_by_their_year_and_themes_are_named_in_the_report_s_language(story):
    Comment.objects.filter(pk=story.comments["budi"].pk).update(
        received_at=timezone.now() - timedelta(days=400)
    )
    over_time = figures.figure("over_time", story.consultation, [], "id")
    assert over_time["unit"] == "month"
    labels = [label for label, _numbers in charts.draw(over_time, id="x", title="", language="id").rows]
    assert len(labels) == len(set(labels)) >= 13
    place = story.themes[0]
    [row] = figures.figure("theme_stance", story.consultation, [place.pk], "en")["rows"]
    assert row[0] == "Place"


def test_the_way_from_a_duplicate_without_an_answer_leads_to_its_original(story, report):
    set_codes(story.comments["budi"].pk, actor=story.moderator)
    with pytest.raises(PublicationRefused) as refused:
        publish(report)
    original = reverse("coding_item", args=[story.comments["budi"].pk])
    assert original in [address for address, _words in refused.value.links]
