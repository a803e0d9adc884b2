"""The Atom feed: what happens in a consultation, for programs that ask again and again."""

from xml.etree import ElementTree

import pytest

from tests import factories
from tests.consultations.talking import announce, client_of, decide, say, write

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def entries(response) -> list[str]:
    root = ElementTree.fromstring(response.content)
    return [entry.findtext(f"{ATOM}summary").strip() for entry in root.iter(f"{ATOM}entry")]


def test_it_holds_changes_and_comments_newest_first_and_is_asked_for_anew(client):
    page = announce()
    row = page.consultation
    address = f"/tanggapan/konsultasi/{row.slug}/atom/"
    first = say(row, "Yang pertama & <tebal>.")
    say(row, "Yang kedua.", parent=first)
    answer = client.get(address)
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert answer["Cache-Control"] == "public, no-cache" and not answer.cookies
    said = [entry for entry in entries(answer) if entry.startswith("<p>")]
    assert said == ["<p>Yang kedua.</p>", "<p>Yang pertama &amp; &lt;tebal&gt;.</p>"]
    assert len(entries(answer)) == 3
    again = client.get(address, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304 and not again.content
    assert address in client.get(page.url).content.decode()


def test_what_is_hidden_leaves_the_feed_and_a_kept_copy_is_no_longer_valid(client):
    row = announce().consultation
    address = f"/tanggapan/konsultasi/{row.slug}/atom/"
    comment = say(row, "Kasar sekali.")
    before = client.get(address)
    decide(comment, "hide")
    after = client.get(address, headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200 and b"Kasar" not in after.content


def test_an_edit_changes_it_and_everybody_gets_the_same(client):
    row = announce().consultation
    author = factories.user()
    address = f"/tanggapan/konsultasi/{row.slug}/atom/"
    comment = say(row, "Asal.", by=author)
    write(client_of(author), f"/tanggapan/{comment.pk}/ubah/", "Baru.", version=comment.version_id)
    answer = client_of(author).get(address)
    assert "<p>Baru.</p>" in entries(answer) and "<p>Asal.</p>" not in entries(answer)
    assert answer.content == client.get(address).content


def test_fifty_entries_and_no_more(client):
    row = announce().consultation
    for number in range(52):
        say(row, f"Nomor {number}.")
    assert len(entries(client.get(f"/tanggapan/konsultasi/{row.slug}/atom/"))) == 50
