"""Officers show that a promise is kept: by links, files and pictures, which are taken back only for a reason."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from PIL import Image as Pillow
from wagtail.documents.models import Document
from wagtail.images.models import Image

from directory.actions import add_evidence
from directory.models import Evidence
from tests import factories
from tests.consultations import desk
from tests.directory.promises import photo, promise, show
from tests.racing import at_once

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\n"


@pytest.fixture
def row():
    return promise()


@pytest.fixture
def officer(row, as_):
    return as_(desk.officer(row.agency))


def address(row, name: str = "evidence", *args) -> str:
    return reverse(f"commitments:{name}", args=[row.pk, *args])


def add(client, row, **sent):
    return client.post(
        address(row), {"caption": "Lapangan yang kosong", "form_key": str(uuid.uuid4())} | sent
    )


def test_a_link_a_file_and_a_picture_stand_on_the_public_page(officer, row, client):
    assert add(officer, row, url="contoh.invalid/berita").status_code == 303
    assert (
        add(officer, row, file=SimpleUploadedFile("surat.pdf", PDF), caption="Surat serah terima").status_code
        == 303
    )
    assert add(officer, row, picture=photo(), caption="Foto lapangan").status_code == 303
    page = client.get(f"/komitmen/{row.pk}/").content.decode()
    assert "https://contoh.invalid/berita" in page and "surat.pdf" in page
    assert '<figcaption lang="id">Foto lapangan</figcaption>' in page
    document = Document.objects.get()
    answer = client.get(document.url)
    assert answer.status_code == 200 and b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf" and answer["X-Content-Type-Options"] == "nosniff"
    for form in ("jpeg", "png", "webp", "avif"):
        shown = Image.objects.get().get_rendition(f"width-400|format-{form}")
        served = b"".join(client.get(shown.url).streaming_content)
        assert b"GPS-RAHASIA" not in served and not Pillow.open(io.BytesIO(served)).getexif(), form


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://contoh.invalid", "caption": ""}, "caption"),
        ({"file": SimpleUploadedFile("surat.exe", b"MZ")}, "file"),
        ({"file": SimpleUploadedFile("surat.pdf", b"<html>")}, "file"),
        ({"file": SimpleUploadedFile("catatan.txt", b"a\0b")}, "file"),
        ({"picture": SimpleUploadedFile("foto.jpg", b"<svg onload=alert(1)>")}, "picture"),
        ({"url": "https://contoh.invalid", "file": SimpleUploadedFile("surat.pdf", PDF)}, "file"),
    ],
)  # fmt: skip
def test_what_is_no_evidence_is_refused_at_its_field(officer, row, sent, field):
    for value in sent.values():
        if hasattr(value, "seek"):
            value.seek(0)
    answer = add(officer, row, **sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Evidence.objects.exists() and not Document.objects.exists() and not Image.objects.exists()


def test_a_form_sent_twice_adds_one_piece(officer, row):
    key = str(uuid.uuid4())
    for _twice in range(2):
        assert add(officer, row, file=SimpleUploadedFile("surat.pdf", PDF), form_key=key).status_code == 303
    assert Evidence.objects.count() == Document.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_clicks_at_once_add_one_piece_and_one_file():
    row, actor, key = promise(), factories.administrator(), uuid.uuid4()

    def click():
        file = SimpleUploadedFile("a.pdf", PDF)
        add_evidence(row.pk, actor=actor, kind="file", caption="Surat", form_key=key, file=file)

    at_once([click] * 20)
    assert Evidence.objects.count() == Document.objects.count() == 1


def test_taking_back_needs_a_reason_which_stands_in_its_place(officer, row, client):
    piece = show(row, "Foto yang keliru", url="https://contoh.invalid/keliru")
    where = address(row, "withdraw_evidence", piece.pk)
    assert officer.post(where, {"reason": "  "}).status_code == 422
    assert officer.post(where, {"reason": "Lapangan lain"}).status_code == 303
    page = client.get(f"/komitmen/{row.pk}/").content.decode()
    assert "Lapangan lain" in page and "contoh.invalid/keliru" not in page
    assert officer.get(where).status_code == 404  # taken back already


def test_the_database_lets_nobody_remove_or_rewrite_it(row):
    piece = show(row, "Foto")
    for statement in (
        "DELETE FROM directory_evidence WHERE id = %s",
        "UPDATE directory_evidence SET url = 'https://lain.invalid' WHERE id = %s",
        "UPDATE directory_evidence SET withdrawn_at = now() WHERE id = %s",  # without who and why
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [piece.pk])


def test_a_file_of_what_is_not_public_or_was_taken_back_is_not_there(officer, as_, client):
    row = promise(public=False)
    own = as_(desk.officer(row.agency))
    assert add(own, row, file=SimpleUploadedFile("draf.pdf", PDF)).status_code == 303
    url = Document.objects.get().url
    assert client.get(url).status_code == 404
    assert officer.get(url).status_code == 404  # of another agency
    assert own.get(url).status_code == 200
    row.published_at = row.created_at
    row.save()
    assert client.get(url).status_code == 200
    own.post(address(row, "withdraw_evidence", row.pieces.get().pk), {"reason": "Salah berkas"})
    assert client.get(url).status_code == 404


def test_nobody_else_adds_to_it(row, as_):
    for person in (desk.officer(desk.agency()), desk.analyst(), desk.communications()):
        assert as_(person).get(address(row)).status_code == 404
        assert add(as_(person), row, url="https://contoh.invalid").status_code == 404
    assert add(as_(factories.user()), row, url="https://contoh.invalid").status_code == 302
    assert not Evidence.objects.exists()
