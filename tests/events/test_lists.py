"""The list and the calendar of a month, feeds, poster, picture: what visitors and other programs see of forums."""

import io
import json
import re
from datetime import datetime, timedelta
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pikepdf
import pypdfium2
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from events.models import EventPage, Speaker, Topic
from tests.events.forums import agency, announced, event_index, in_english, item, moved, organiser, with_seats
from tests.pages import publish

pytestmark = pytest.mark.django_db
WIB = ZoneInfo("Asia/Jakarta")
NINE = datetime(2027, 3, 2, 9, 0, tzinfo=WIB)


@pytest.fixture
def index():
    return publish(event_index())


def days(html: str) -> dict[str, list[str]]:
    """Return the titles in a month's table, by day."""
    cells = re.findall(r'<time datetime="([\d-]+)">.*?</time>(.*?)</td>', html, re.S)
    return {day: re.findall(r">(\d\d\.\d\d [^<]+)</a>", cell) for day, cell in cells if "<a" in cell}


# --- Lists ------------------------------------------------------------------------------------------


def test_a_month_shows_each_day_of_what_takes_several(client, index):
    announced(title="Tiga hari", starts_at=NINE, ends_at=NINE + timedelta(days=2, hours=3))
    announced(title="Malam", starts_at=NINE.replace(hour=23), hours=3)
    moved(announced(title="Batal", starts_at=NINE + timedelta(days=9)), cancelled=True)
    text = client.get("/forum/?bulan=2027-03").content.decode()
    assert days(text) == {
        "2027-03-02": ["09.00 Tiga hari", "23.00 Malam"],
        "2027-03-03": ["09.00 Tiga hari"],
        "2027-03-04": ["09.00 Tiga hari"],
        "2027-03-11": ["09.00 Batal"],
    }
    assert "Maret 2027" in text and "bulan=2027-02" in text and "bulan=2027-04" in text
    assert "(dibatalkan)" in text
    assert "Tidak ada forum di bulan ini." in client.get("/forum/?bulan=2027-05").content.decode()
    for wrong in ("2027-13", "27-3", "1999-01", "apa", "2027-03-01"):
        assert client.get(f"/forum/?bulan={wrong}").status_code == 400, wrong


def test_a_month_begins_and_ends_at_midnight_in_palembang(client, index):
    announced(title="Awal", starts_at=datetime(2027, 3, 1, 0, 0, tzinfo=WIB))
    announced(title="Sebelum", starts_at=datetime(2027, 1, 31, 23, 0, tzinfo=WIB), hours=1)
    assert "Awal" in client.get("/forum/?bulan=2027-03").content.decode()
    assert "Sebelum" not in client.get("/forum/?bulan=2027-02").content.decode()


def test_filters_hold_for_list_month_calendar_and_feed(client, index):
    waste, _made = Topic.objects.get_or_create(slug="sampah", defaults={"name": "Sampah"})
    announced(title="Soal sampah", topic=waste, starts_at=NINE)
    announced(title="Soal jalan", starts_at=NINE)
    for path in ("/forum/?topik=sampah", "/forum/?topik=sampah&bulan=2027-03", "/acara/kalender.ics?topik=sampah",
                 "/acara/atom/?topik=sampah"):  # fmt: skip
        text = client.get(path).content.decode()
        assert "Soal sampah" in text and "Soal jalan" not in text, path
    assert "Soal jalan" in client.get(f"/forum/?instansi={agency().slug}").content.decode()
    for wrong in ("?topik=apa", "?instansi=apa", "?sebelum=apa"):
        assert client.get(f"/forum/{wrong}").status_code == 400


def test_past_ones_are_paged_and_cost_the_same_however_many(client, index):
    start = timezone.now() - timedelta(days=3)
    for number in range(3):
        announced(title=f"Lalu {number:02}", starts_at=start - timedelta(days=number))
    client.get("/forum/")
    with CaptureQueriesContext(connection) as few:
        client.get("/forum/")
    for number in range(3, 43):
        announced(title=f"Lalu {number:02}", starts_at=start - timedelta(days=number))
    with CaptureQueriesContext(connection) as many:
        text = client.get("/forum/").content.decode()
    assert len(many) == len(few)
    seen = re.findall(r"Lalu \d\d", text)
    while older := re.search(r'href="(\?sebelum=[^"]+)"', text):
        text = client.get(f"/forum/{older[1]}").content.decode()
        seen += re.findall(r"Lalu \d\d", text)
    assert list(dict.fromkeys(seen)) == [f"Lalu {number:02}" for number in range(43)]


# --- What is passed on ------------------------------------------------------------------------------


def test_the_feed_tells_what_was_announced_moved_and_cancelled(client, index):
    page = announced(title="Forum sampah", starts_at=NINE)
    moved(
        page, "Aula dipakai.", starts_at=NINE + timedelta(days=1), ends_at=NINE + timedelta(days=1, hours=2)
    )
    moved(page, "Banjir.", cancelled=True)
    answer = client.get(reverse("events:feed"))
    titles = [
        row.text for row in ElementTree.fromstring(answer.content).iter("{http://www.w3.org/2005/Atom}title")
    ]
    assert titles[1:] == [
        "Dibatalkan: Forum sampah",
        "Waktu atau tempat berubah: Forum sampah",
        "Diumumkan: Forum sampah",
    ]
    assert "Banjir." in answer.content.decode()
    assert client.get(reverse("events:feed"), headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_search_engines_read_what_it_is_and_no_markup_gets_out(client, index):
    page = with_seats(
        30,
        title="</script><b>Forum",
        starts_at=NINE,
        address="Jalan Merdeka 1",
        online_url="https://rapat.contoh.invalid",
    )
    text = client.get(page.url).content.decode()
    raw = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)[1]
    data = json.loads(raw)
    assert data["name"] == "</script><b>Forum" and data["startDate"] == "2027-03-02T09:00:00+07:00"
    assert data["eventAttendanceMode"].endswith("MixedEventAttendanceMode")
    assert data["maximumAttendeeCapacity"] == 30
    assert "rapat.contoh.invalid" not in text
    assert "whatsapp://send?text=" in text and "wa.me" not in text


def test_the_picture_is_as_previews_want_it(client, index):
    page = announced(title="Kata " * 48 + "Ünï 漢字", venue="Aula " * 20, starts_at=NINE)
    answer = client.get(reverse("events:picture", args=[page.event_id]))
    image = Image.open(io.BytesIO(answer.content))
    assert (image.size, answer["Content-Type"]) == ((1200, 630), "image/png")
    assert (
        f'content="http://testserver{reverse("events:picture", args=[page.event_id])}"'
        in client.get(page.url).content.decode()
    )


@pytest.mark.parametrize("words", ["Pendek.", "Panjang sekali. " * 24])
def test_the_poster_is_one_tagged_sheet_with_a_code(client, index, words):
    page = with_seats(
        30,
        title="Forum #antrean [baru]",
        summary=words[:400],
        starts_at=NINE,
        step_free=True,
        contact="Meja informasi",
    )
    answer = client.get(reverse("events:poster", args=[page.event_id]))
    assert answer["Content-Type"] == "application/pdf"
    pdf = pikepdf.open(io.BytesIO(answer.content))
    assert len(pdf.pages) == 1 and pdf.Root.MarkInfo.Marked
    read = pypdfium2.PdfDocument(answer.content)[0].get_textpage().get_text_range()
    read = " ".join(read.split())
    for said in (
        "Forum #antrean [baru]",
        "Selasa, 2 Maret 2027",
        "Aula Kecamatan",
        "Daftar di sini",
        page.url,
    ):
        assert said in read, read
    gone = moved(page, cancelled=True)
    assert client.get(reverse("events:poster", args=[gone.event_id])).status_code == 400


def test_it_is_read_in_english_too(client, index):
    page = announced(title="Forum sampah", starts_at=NINE)
    in_english(page, title="Forum on waste")
    text = client.get(f"/en/acara/{page.event_id}/poster.pdf").content
    read = pypdfium2.PdfDocument(text)[0].get_textpage().get_text_range()
    assert "Forum on waste" in " ".join(read.split())
    assert "March 2027" in client.get("/en/forum/?bulan=2027-03").content.decode()


# --- Speakers ---------------------------------------------------------------------------------------


def test_who_has_not_agreed_is_named_nowhere(client, index):
    shy = Speaker.objects.create(name="Nama Rahasia", role="Dokter puskesmas")
    shown = Speaker.objects.create(
        name="Nova Lestari", role="Kepala bidang", consent=True, consent_on="2026-11-01"
    )
    publish(_with_agenda(announced(starts_at=NINE), [item(30, "Paparan", speakers=_listed(shy, shown))]))
    text = client.get(EventPage.objects.get().url).content.decode()
    assert "Nova Lestari" in text and "Kepala bidang" in text
    assert "Nama Rahasia" not in text and "Dokter puskesmas" in text
    with pytest.raises(ValidationError):
        Speaker(name="Tanpa tanggal", role="Warga", consent=True).full_clean()


def _listed(*speakers) -> list:
    return [speaker.pk for speaker in speakers]


def _with_agenda(page: EventPage, agenda: list) -> EventPage:
    page.agenda = agenda
    return page


def test_communications_keep_speakers_and_topics(client):
    client.force_login(organiser())
    for name in ("events/speaker", "events/topic"):
        assert client.get(f"/admin/snippets/{name}/").status_code == 200
    data = {
        "name": "Nova",
        "role": "Kepala bidang",
        "role_en": "",
        "agency": "",
        "consent": "on",
        "consent_on": "",
    }
    refused = client.post("/admin/snippets/events/speaker/add/", data)
    assert refused.status_code == 200 and not Speaker.objects.exists()
    assert (
        client.post("/admin/snippets/events/speaker/add/", data | {"consent_on": "2026-11-01"}).status_code
        == 302
    )
