"""A version as a PDF: made off the request, kept, read by screen readers, and without what was hidden since."""

import io
import re

import pikepdf
import pypdfium2 as pdfium
import pytest
from django.urls import reverse

from consultations import report_files
from consultations.actions import mark_passage
from consultations.models import ReportFile, ReportVersion
from consultations.report_files import file_of, make_file, make_missing_files, request_file
from forum_site import typesetting
from tests.consultations import reported
from tests.consultations.replying import answered, objected, opened, over
from tests.consultations.test_report_blocks import QUOTED, add, everything
from tests.pages import publish
from tests.racing import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    told = reported.told()
    told.code("sari")
    return told


@pytest.fixture
def version(story):
    """A published version with every kind of block."""
    publish(everything(story, reported.report(story)))
    return ReportVersion.objects.select_related("consultation", "page").get()


def addresses(version) -> tuple[str, str]:
    return (
        reverse("consultations:report_file", args=[version.pk]),
        reverse("consultations:report_pdf", args=[version.pk]),
    )


def made(version) -> pikepdf.Pdf:
    """Have the PDF made, and open it."""
    file = request_file(version)
    make_file.call(file.pk)
    return pikepdf.open(io.BytesIO(ReportFile.objects.get(pk=file.pk).content))


# --- The structure tree -----------------------------------------------------------------------------


def elements(pdf: pikepdf.Pdf) -> list[tuple[str, pikepdf.Object]]:
    """Return every element of a PDF's structure tree with its kind, in reading order."""
    found = []

    def walk(node):
        if not isinstance(node, pikepdf.Dictionary):
            return
        kind = node.get("/S")
        if kind is not None:
            found.append((str(kind), node))
        children = node.get("/K", [])
        for child in children if isinstance(children, pikepdf.Array) else [children]:
            walk(child)

    walk(pdf.Root.StructTreeRoot)
    return found


def said(pdf: pikepdf.Pdf) -> str:
    """Return the words of all pages without any space, which lines and columns break anywhere."""
    buffer = io.BytesIO()
    pdf.save(buffer)
    pages = pdfium.PdfDocument(buffer.getvalue())
    return re.sub(r"[\s\u00ad\ufffe]+", "", "".join(page.get_textpage().get_text_bounded() for page in pages))


# --- What it is -------------------------------------------------------------------------------------


def test_it_is_tagged_for_screen_readers(version):
    pdf = made(version)
    assert str(pdf.Root.Lang) == "id" and bool(pdf.Root.MarkInfo.Marked)
    assert "pdfuaid:part" in pdf.Root.Metadata.read_bytes().decode() or "pdfuaid" in str(pdf.open_metadata())
    tree = elements(pdf)
    kinds = [kind for kind, _node in tree]
    for kind in (
        "/Title",
        "/H1",
        "/H2",
        "/P",
        "/Table",
        "/TH",
        "/TD",
        "/Figure",
        "/Link",
        "/TOC",
        "/TOCI",
        "/L",
        "/LI",
    ):
        assert kind in kinds, kind
    for kind, node in tree:
        if kind == "/Figure":
            assert len(str(node.Alt)) > 20  # each chart says in words what it shows
    levels = [int(kind[2:]) for kind in kinds if re.fullmatch(r"/H[1-6]", kind)]
    assert levels[0] == 1 and all(
        after <= before + 1 for before, after in zip(levels, levels[1:], strict=False)
    )
    headers = sum(1 for kind in kinds if kind == "/TH")
    assert headers >= 2 * sum(1 for kind in kinds if kind == "/Table")


def test_it_says_what_the_report_says_and_links_to_every_source(version, story):
    pdf = made(version)
    words = said(pdf)
    for part in (
        version.sha256,
        "Jalantertutupsetiapmalam.",
        "Kamipindahkankelapangan.",
        QUOTED,
        "Daftarisi",
        "1/",
    ):
        assert re.sub(r"\s", "", part) in words, part
    links = {
        str(note.A.URI)
        for page in pdf.pages
        for note in page.get("/Annots", [])
        if "/A" in note and "/URI" in note.A
    }
    theme = reverse("consultations:theme", args=[story.themes[0].pk])
    quoted = reverse("consultations:comment", args=[story.comments["budi"].pk])
    assert any(link.endswith(theme) for link in links) and any(link.endswith(quoted) for link in links)
    outline = pdf.open_outline().root
    assert len(outline) >= 6 and str(outline[0].title) == "Ringkasan"


def test_the_same_version_gives_the_same_bytes(version):
    file = request_file(version)
    make_file.call(file.pk)
    first = ReportFile.objects.get()
    content = bytes(first.content)
    ReportFile.objects.all().delete()
    make_file.call(request_file(version).pk)
    assert bytes(ReportFile.objects.get().content) == content


def test_what_people_wrote_is_never_markup_and_any_letters_can_be_set(story):
    odd = '#eval(1) $x$ *b* _i_ <b> \\ ` " 😀 中文 ꦗꦮ العربية \u202e\u200b ✓'
    page = reported.report(story, introduction=odd)
    publish(page)
    version = ReportVersion.objects.select_related("consultation", "page").get()
    words = said(made(version))
    assert re.sub(r"\s", "", '#eval(1) $x$ *b* _i_ <b> \\ ` "') in words
    assert typesetting.MISSING in words and "✓" in words
    assert ReportFile.objects.get().lacks_letters


def test_the_right_of_reply_stands_in_it(story):
    page = reported.report(story)
    opening = opened(story)
    answered(story, objected(story, opening))
    over(opening)
    publish(page)
    version = ReportVersion.objects.select_related("consultation", "page").get()
    assert "Hakjawab" in said(made(version))


# --- Asking for it ----------------------------------------------------------------------------------


def test_a_visitor_has_it_made_and_then_everybody_gets_it_at_once(version, client, queued_tasks):
    page, pdf = addresses(version)
    assert client.get(pdf)["Location"] == page
    assert not ReportFile.objects.exists()  # asking changes nothing
    assert "Buat PDF" in client.get(page).content.decode()
    for _twice in range(2):
        assert client.post(page).status_code == 303
    waiting = client.get(page)
    assert 'http-equiv="refresh"' in waiting.content.decode() and "<progress" in waiting.content.decode()
    assert "no-store" in waiting["Cache-Control"]
    assert make_file.call(ReportFile.objects.get().pk) > 10_000
    assert make_file.call(ReportFile.objects.get().pk) == 0
    assert "Buka PDF" in client.get(page).content.decode()
    answer = client.get(pdf)
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF") and answer["X-Content-Type-Options"] == "nosniff"
    assert client.get(pdf, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_what_is_hidden_is_gone_from_it_at_once(version, story, client, queued_tasks):
    page, pdf = addresses(version)
    request_file(version)
    make_file.call(ReportFile.objects.get().pk)
    assert client.get(pdf).status_code == 200
    story.hide("budi")
    assert client.get(pdf).status_code == 303
    client.post(page)
    newest = ReportFile.objects.order_by("pk").last()
    make_file.call(newest.pk)
    again = pikepdf.open(io.BytesIO(client.get(pdf).content))
    assert re.sub(r"\s", "", QUOTED) not in said(again) and "aturan1" in said(again)
    assert [file.pk for file in ReportFile.objects.all()] == [newest.pk]  # no copy of the words is left


def test_words_hidden_while_it_is_set_are_not_kept(version, story, monkeypatch, queued_tasks):
    file = request_file(version)
    real = report_files.set_pdf

    def slowly(form, data, *, at):
        story.hide("budi")
        return real(form, data, at=at)

    monkeypatch.setattr(report_files, "set_pdf", slowly)
    assert make_file.call(file.pk) == 0
    assert not ReportFile.objects.filter(state=ReportFile.State.DONE).exists()
    monkeypatch.setattr(report_files, "set_pdf", real)
    make_file.call(ReportFile.objects.get().pk)
    assert re.sub(r"\s", "", QUOTED) not in said(pikepdf.open(io.BytesIO(ReportFile.objects.get().content)))


def test_what_a_killed_worker_left_is_made_again(version, monkeypatch, queued_tasks):
    file = request_file(version)

    def dies(form, data, *, at):
        raise KeyboardInterrupt

    monkeypatch.setattr(report_files, "set_pdf", dies)
    with pytest.raises(KeyboardInterrupt):
        make_file.call(file.pk)
    monkeypatch.undo()
    assert ReportFile.objects.get().state == ReportFile.State.RUNNING
    assert make_missing_files() == 0  # another may be at it
    ReportFile.objects.update(started_at=ReportFile.objects.get().started_at - 2 * report_files.LOST_AFTER)
    assert make_missing_files() == 1
    assert file_of(version).state == ReportFile.State.DONE


def test_one_that_cannot_be_set_says_so_and_can_be_tried_again(version, client, monkeypatch, queued_tasks):
    page, _pdf = addresses(version)

    def fails(form, data, *, at):
        raise typesetting.NotSet("nothing goes")

    monkeypatch.setattr(report_files, "set_pdf", fails)
    make_file.call(request_file(version).pk)
    assert "tidak berhasil dibuat" in client.get(page).content.decode()
    monkeypatch.undo()
    client.post(page)
    make_file.call(ReportFile.objects.get().pk)
    assert file_of(version).state == ReportFile.State.DONE


def test_a_report_that_was_taken_down_has_no_pdf(version, client):
    make_file.call(request_file(version).pk)
    type(version.page).objects.filter(pk=version.page_id).update(live=False)
    for address in addresses(version):
        assert client.get(address).status_code in (404, 410)
        assert client.post(address).status_code in (404, 405, 410)


def test_publishing_has_it_made(story, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        publish(reported.report(story))
    assert ReportFile.objects.get().state == ReportFile.State.DONE


@pytest.mark.django_db(transaction=True)
def test_ten_who_ask_at_once_have_it_made_once(story, queued_tasks):
    publish(add(reported.report(story), ("paragraph", "<p>Kata pengantar.</p>")))
    version = ReportVersion.objects.select_related("consultation", "page").get()
    at_once([lambda: make_file.call(request_file(version).pk)] * 10)
    assert [file.state for file in ReportFile.objects.all()] == [ReportFile.State.DONE]


def test_a_page_costs_the_same_whatever_it_quotes(story, client, django_assert_max_num_queries):
    page = reported.report(story)
    for name in ("budi", "rina", "sari"):
        words = story.comments[name].version.text[:12]
        passage = mark_passage(story.comments[name].pk, words, actor=story.moderator)
        page = add(page, ("quotation", {"passage": passage.pk, "note": ""}))
    publish(page)
    version = ReportVersion.objects.get()
    make_file.call(request_file(version).pk)
    with django_assert_max_num_queries(8):
        assert client.get(addresses(version)[1]).status_code == 200
