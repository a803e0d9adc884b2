"""The public log of moderation: what anyone can check, and what nobody can read in it."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultations import actions
from consultations.models import (
    Comment,
    ConsultationPage,
    DecisionTally,
    Flag,
    ModerationDecision,
    ReportCase,
    Rule,
)
from consultations.public_log import Choice, Log
from tests import factories
from tests.consultations.talking import (
    announce,
    client_of,
    consultation,
    decide,
    moderator,
    officer,
    say,
    words,
)

pytestmark = pytest.mark.django_db
LOG = "/tanggapan/moderasi/"
SECRET = "rahasia-teks-yang-disembunyikan"


def log_of(row) -> str:
    return f"/tanggapan/konsultasi/{row.slug}/moderasi/"


def table(address: str, **query) -> list[dict]:
    response = Client().get(f"{address}tabel.csv", query)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))


def flag(comment, since: timedelta):
    report = actions.flag_comment(comment.pk, account=factories.user(), rule=Rule.objects.get(number=1))
    Flag.objects.filter(pk=report.pk).update(created_at=timezone.now() - since)
    ReportCase.objects.filter(comment=comment).update(first_at=timezone.now() - since)


def waits(comment, since: timedelta):
    Comment.objects.filter(pk=comment.pk).update(received_at=timezone.now() - since)


@pytest.fixture
def hidden():
    """A comment that was hidden an hour after somebody had reported it; returns it."""
    comment = say(consultation(), SECRET, by=factories.user(name="Bu Penulis"))
    flag(comment, timedelta(hours=1))
    decide(comment, "hide", by=None, rule=1)
    return comment


def test_anyone_reads_each_decision_with_rule_and_reason(hidden, client):
    page = client.get(log_of(hidden.consultation))
    said = words(page)
    assert "Satu tanggapan disembunyikan" in said
    assert "Bicara tentang masalahnya, bukan orangnya" in said
    assert "Menghina petugas." in said
    assert f"/tanggapan/keputusan/{hidden.decisions.get().pk}/" in page.content.decode()
    assert "Menghina petugas." in words(client.get(LOG))


def test_the_log_holds_no_text_no_author_and_no_moderator(hidden, client):
    for address in (LOG, log_of(hidden.consultation)):
        for part in ("", "tabel.csv", "atom/"):
            response = client.get(address + part)
            sent = b"".join(response) if response.streaming else response.content
            assert response.status_code == 200
            for told in (SECRET, "Bu Penulis", "Moderator</", "name>Moderator"):
                assert told.encode() not in sent


def test_a_rejected_comment_has_its_line_and_no_page(client):
    row = consultation(moderation="pre")
    comment = say(row, SECRET)
    decide(comment, "reject", rule=2, reason="Memuat nomor telepon.")
    page = client.get(log_of(row))
    assert "Memuat nomor telepon." in words(page)
    assert "/tanggapan/keputusan/" not in page.content.decode()
    assert table(log_of(row))[0]["address"] == ""
    assert f"/tanggapan/{comment.pk}/" not in client.get(f"{log_of(row)}atom/").content.decode()


def test_what_authors_do_to_their_own_comments_is_no_decision_of_moderators(client):
    row, author = consultation(), factories.user()
    actions.withdraw_comment(say(row, "Saya tarik.", by=author).pk, account=author)
    assert "Moderator belum memutuskan apa pun" in words(client.get(log_of(row)))
    assert table(log_of(row)) == []
    assert not DecisionTally.objects.exists()


def test_filters_narrow_page_and_table_and_go_along_with_the_pages(client):
    row = consultation()
    for number in range(25):
        decide(say(row, f"Tanggapan {number}."), "hide", rule=1 + number % 2)
    decide(say(row, "Dari dinas.", by=officer(), language="id"), "hide", rule=2, reason="Bukan tempatnya.")

    first = client.get(log_of(row), {"aturan": "1"})
    assert words(first).count("Satu tanggapan disembunyikan") == 13
    assert {line["rule"] for line in table(log_of(row), aturan="1")} == {"1"}
    assert "Bukan tempatnya." in words(client.get(log_of(row), {"penulis": "official"}))
    assert words(client.get(log_of(row), {"penulis": "guest"})).count("Satu tanggapan") == 0
    assert "Tidak ada keputusan seperti itu" in words(client.get(log_of(row), {"keputusan": "keep"}))

    page = client.get(log_of(row), {"keputusan": "hide", "masa": "30"})
    assert len(page.context["rows"]) == 20
    assert "keputusan=hide&masa=30&sesudah=" in page.context["next_url"]
    rest = client.get(page.context["next_url"])
    seen = {line[0].pk for line in page.context["rows"]} | {line[0].pk for line in rest.context["rows"]}
    assert len(seen) == 26 and not rest.context["next_url"]
    assert rest.context["first_url"] == f"{log_of(row)}?keputusan=hide&masa=30"


@pytest.mark.parametrize(
    "query",
    ["sesudah=kemarin", "sesudah=1", "keputusan=hapus", "aturan=x", "aturan=77", "penulis=%00", "masa=9"],
)
@pytest.mark.parametrize("part", ["", "tabel.csv", "atom/"])
def test_odd_filters_are_refused(client, query, part):
    expected = 200 if part and query.startswith("sesudah") else 400  # only the page has pages
    assert client.get(f"{LOG}{part}?{query}").status_code == expected


def test_what_not_everybody_may_read_is_in_no_log(client, hidden):
    page = hidden.consultation.pages.first()
    ConsultationPage.objects.filter(pk=page.pk).update(live=False)
    assert client.get(log_of(hidden.consultation)).status_code == 404
    assert client.get(f"{log_of(hidden.consultation)}tabel.csv").status_code == 404
    assert "Menghina petugas." not in words(client.get(LOG))
    assert table(LOG) == []
    assert client.get(LOG).context["figures"].total == 0


def test_figures_add_up_decisions_the_time_waited_and_objections(client):
    row, boss = consultation(moderation="pre"), moderator()
    for hours in (1, 2, 30):
        comment = say(row, f"Menunggu {hours} jam.")
        waits(comment, timedelta(hours=hours))
        decide(comment, "publish", by=boss)
    author = factories.user()
    comment = say(row, "Kasar.", by=author)
    waits(comment, timedelta(hours=2))
    removal = decide(comment, "reject", by=boss)
    objection = actions.appeal(removal.pk, account=author, words="Saya mengkritik layanan.")
    actions.judge_appeal(objection.pk, judge=moderator(), outcome="restored", reason="Kritik yang wajar.")

    found = client.get(log_of(row)).context["figures"]
    assert found.kinds == {"publish": 3, "reject": 1, "restore": 1}
    assert found.removed == 1 and found.restored_rate == 100
    assert found.outcomes == {"appeal": 1, "restored": 1}
    # Two hours is in the middle of 1, 2, 2 and 30: right to the width of a class.
    assert timedelta(hours=1.6) < found.median < timedelta(hours=2.4)
    said = words(client.get(log_of(row)))
    assert "dari yang sudah dinilai, 100 %" in said
    assert client.get(LOG).context["figures"].total == 5


@pytest.mark.parametrize(
    "waited, said",
    [(timedelta(seconds=3), "1 menit"), (timedelta(minutes=4), "4 menit"), (timedelta(hours=2), "2 jam")],
)
def test_the_time_waited_is_rounded_and_not_cut_off(client, waited, said):
    row = consultation(moderation="pre")
    comment = say(row, "Menunggu.")
    waits(comment, waited)
    decide(comment, "publish")
    assert f"Separuhnya diputuskan dalam {said}" in words(client.get(log_of(row))).replace("\xa0", " ")


def test_the_tallies_are_what_a_count_of_the_rows_finds(hidden):
    row, author = consultation(moderation="pre"), factories.user()
    for kind in ("publish", "reject", "publish"):
        decide(say(row, f"{kind}.", by=author), kind)
    counted = {
        (d["consultation"], d["kind"], d["rule"]): d["n"]
        for d in ModerationDecision.objects.of_moderators()
        .order_by()
        .values("consultation", "kind", "rule")
        .annotate(n=Count("pk"))
    }
    kept: dict = {}
    for tally in DecisionTally.objects.all():
        key = (tally.consultation_id, tally.what, tally.rule_id)
        kept[key] = kept.get(key, 0) + tally.count
    assert kept == counted


def test_the_time_waited_is_on_record_for_edits_and_reports_too(hidden):
    decision = hidden.decisions.get()
    assert timedelta(minutes=59) < decision.at - decision.waiting_since < timedelta(minutes=61)
    row, author = consultation(moderation="pre"), factories.user()
    comment = say(row, "Semula.", by=author)
    decide(comment, "publish")
    edited = actions.edit_comment(
        comment.pk, account=author, text="Diubah.", form_key="8a2e6f5e-6f6b-4f55-9f0e-0c6a5f0d0a11",
        version_id=comment.version_id,
    )  # fmt: skip
    judged = decide(edited, "publish")
    assert judged.waiting_since == edited.pending_version.created_at
    own = decide(say(consultation(), "Tak dilaporkan."), "hide")
    assert own.waiting_since is None


def test_the_copies_in_a_decision_cannot_differ_from_what_they_copy(hidden):
    decision = ModerationDecision.objects.get(comment=hidden)
    assert (decision.rule_id, decision.author_kind) == (decision.rule_version.rule_id, "resident")
    with connection.cursor() as cursor:  # what refuses any change rests, so that the key itself is asked
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE consultations_moderationdecision DISABLE TRIGGER moderationdecision_append_only"
        )
    with pytest.raises(IntegrityError, match="decision_rule_of_version"), transaction.atomic():
        ModerationDecision.objects.filter(pk=decision.pk).update(rule=Rule.objects.get(number=2))


def test_a_table_is_harmless_to_spreadsheets():
    row = consultation()
    decide(say(row, "Kasar."), "hide", reason="=HYPERLINK(1)")
    assert table(log_of(row))[0]["reason"] == "'=HYPERLINK(1)"


def test_the_feed_is_kept_until_something_is_decided(client, hidden):
    address = f"{log_of(hidden.consultation)}atom/"
    first = client.get(address)
    assert "Menghina petugas." in first.content.decode()
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    decide(say(hidden.consultation, "Lagi."), "hide", reason="Iklan.")
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_page_and_figures_cost_the_same_at_any_length(client):
    row = consultation()
    counts = []
    for more in (3, 40):
        for number in range(more):
            decide(say(row, f"Nomor {number} dari {more}."), "hide", rule=1 + number % 3)
        for address in (LOG, log_of(row)):
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            counts.append(len(asked))
    assert counts[:2] == counts[2:]


def test_the_ways_in_and_out(hidden, client):
    page = announce()
    assert log_of(page.consultation) in client.get(page.url).content.decode()
    assert LOG in client.get("/tanggapan/aturan/").content.decode()
    decision = hidden.decisions.get()
    assert log_of(hidden.consultation) in client.get(f"/tanggapan/keputusan/{decision.pk}/").content.decode()
    assert client_of(factories.user()).get(LOG).status_code == 200
    english = words(client.get("/en" + log_of(hidden.consultation)))
    assert "Moderation log" in english and "A comment was hidden" in english


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize(
    "choice, index",
    [({}, "all"), ({"kind": "hide"}, "kind"), ({"rule": 1}, "rule"), ({"author": "guest"}, "author")],
)
def test_each_filter_is_read_in_order_off_an_index_of_its_own(own, choice, index):
    expected = {True: {"all": "decision_by_time"}.get(index, f"log_own_{index}"), False: f"log_{index}"}[own]
    log = Log(consultation() if own else None, Choice(**choice))
    with connection.cursor() as cursor:  # small tables would be read whole, and sorted
        cursor.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
        )
    with CaptureQueriesContext(connection) as asked:
        log.page(after="1764000000000000-7")
    statement = asked.captured_queries[-1]["sql"]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert f"using {expected} " in plan
    assert "Sort" not in plan
