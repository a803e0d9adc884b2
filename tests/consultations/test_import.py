"""What was said elsewhere is imported: from each format, once, whole or not at all."""

import pytest
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from consultations.models import Comment, ModerationDecision, Participant
from tests import factories
from tests.consultations.exchanging import DATA, consultation, faults, import_file, line, table

pytestmark = pytest.mark.django_db


def test_polis_statements_keep_author_votes_moment_and_moderation():
    row = consultation()
    said = import_file(DATA / "polis.csv", row, "--format", "polis", "--language", "id")
    assert "4 comments new (1 pending, 2 published, 1 rejected), by 3 people" in said
    comment = Comment.objects.select_related("version", "participant").get(consultation=row, source_id="3")
    assert comment.version.text == 'Angkot perlu jadwal tetap, terutama sesudah "magrib".'
    assert "magrib" in comment.version.body_html
    assert (comment.source, comment.status, comment.language) == ("polis", "published", "id")
    assert (comment.imported_agree, comment.imported_disagree, comment.support_count) == (12, 4, 0)
    assert comment.received_at.timestamp() == 1700000300 and comment.published_at == comment.received_at
    assert comment.participant.shown_name == "Peserta Pol.is 7"
    assert comment.participant.comments.count() == 2


def test_what_polis_rejected_is_rejected_by_the_system_under_the_rule_imported():
    row = consultation()
    import_file(DATA / "polis.csv", row, "--format", "polis")
    decision = ModerationDecision.objects.select_related("rule_version__rule", "comment").get(
        consultation=row
    )
    assert decision.comment.source_id == "2" and decision.comment.published_at is None
    assert decision.actor == User.objects.system()
    assert decision.rule_version.rule.slug == "imported" and decision.reason
    assert (decision.from_status, decision.to_status, decision.kind) == ("pending", "rejected", "reject")
    assert sum(tally.decisions for tally in row.tallies.all()) == 1
    pending = row.comments.get(status="pending")
    assert pending.version.text == "Halte di depan pasar\ntidak punya atap 🌧" and pending.published_at is None


@pytest.mark.parametrize(("file", "count"), [("decidim.csv", 4), ("decidim.json", 2)])
def test_decidim_comments_become_threads_with_stances(file, count):
    row = consultation()
    import_file(DATA / file, row, "--format", "decidim")
    assert row.comments.count() == count
    root, reply = row.comments.get(source_id="20"), row.comments.get(source_id="21")
    assert root.stance == "for" and root.depth == 0 and root.participant.shown_name == "Danu"
    assert root.received_at.isoformat() == "2024-05-01T10:00:00+00:00"
    assert (reply.parent, reply.thread_id, reply.depth) == (root, root.pk, 1)
    assert reply.version.text == "Setuju, asal trotoarnya juga dibenahi." and reply.language == "id"


def test_decidim_texts_by_locale_and_groups_are_understood():
    row = consultation()
    import_file(DATA / "decidim.csv", row, "--format", "decidim")
    english = row.comments.get(source_id="22")
    assert english.version.text == "Too dear for what it is." and english.language == "en"
    assert english.stance == "against" and english.participant == row.comments.get(source_id="20").participant
    group = row.comments.get(source_id="23")
    assert group.participant.shown_name == "Komunitas Gowes" and group.depth == 2
    assert group.participant != english.participant


def test_a_dry_run_says_what_would_happen_and_stores_nothing():
    row = consultation()
    said = import_file(DATA / "polis.csv", row, "--format", "polis", "--dry-run")
    assert "4 comments would be new" in said and "nothing was stored" in said
    assert not Comment.objects.exists() and not Participant.objects.exists()


def test_a_second_run_changes_nothing():
    row = consultation()
    import_file(DATA / "polis.csv", row, "--format", "polis")
    before = list(row.comments.order_by("pk").values())
    assert "0 comments new, by 0 people; 4 here already" in import_file(
        DATA / "polis.csv", row, "--format", "polis"
    )
    assert list(row.comments.order_by("pk").values()) == before
    assert Participant.objects.count() == 3 and ModerationDecision.objects.count() == 1


def test_a_longer_file_adds_what_is_new_also_below_what_was_imported_before(tmp_path):
    row = consultation()
    import_file(table(tmp_path / "a.csv", [line(1)]), row)
    said = import_file(table(tmp_path / "b.csv", [line(1), line(2, 1), line(3, 2)]), row)
    assert "2 comments new" in said and "1 here already" in said
    assert row.comments.get(source_id="3").depth == 2
    assert row.comments.get(source_id="1").descendant_count == 2


def test_a_text_that_differs_from_ours_is_left_alone_and_said(tmp_path):
    row = consultation()
    import_file(table(tmp_path / "a.csv", [line(1)]), row)
    assert "1 of these have another text here" in import_file(
        table(tmp_path / "b.csv", [line(1, text="Lain.")]), row
    )
    assert row.comments.get().version.text == "Ucapan nomor 1."


def test_the_same_file_may_go_into_two_consultations():
    first, second = consultation(), consultation()
    for row in (first, second):
        import_file(DATA / "polis.csv", row, "--format", "polis")
    assert first.comments.count() == second.comments.count() == 4


BAD = [
    ({"text": ""}, "text: Write what you want to say."),
    ({"text": "  \n "}, "text: Write what you want to say."),
    ({"text": "x" * 5001}, "text: The text has 5001 characters; 5000 are possible"),
    ({"text": "a\x00b"}, "control characters"),
    ({"id": "tanpa-titik-dua"}, "no key of the form source:id"),
    ({"id": "lama:" + "9" * 81}, "id: it is longer than 80 characters"),
    ({"parent": "lama:404"}, "its parent lama:404 is neither in the file nor imported before"),
    ({"parent": "lama:2"}, "a reply to itself"),
    ({"id": "lama:1"}, "its id stands on line 2 already"),
    ({"status": "lucu"}, "status: “lucu” is none of"),
    ({"stance": "mungkin"}, "stance"),
    ({"channel": "surat"}, "channel"),
    ({"kind": "official"}, "an official needs an agency"),
    ({"agency": "tiada"}, "agency: “tiada” is not known here"),
    ({"question": "Apa kabar?"}, "question: “Apa kabar?” is not known here"),
    ({"rule": "tiada"}, "rule"),
    ({"received_at": ""}, "received_at is empty"),
    ({"received_at": "kemarin"}, "received_at: “kemarin” is no time"),
    ({"received_at": "2026-01-05T10:00:00"}, "lacks its offset"),
    ({"received_at": "2999-01-01T00:00:00Z"}, "received_at lies in the future"),
    ({"status": "withdrawn"}, "withdrawn_at"),
    ({"status": "pending", "published_at": "2026-01-05T10:00:00Z"}, "no published_at"),
    ({"agree": "-1"}, "agree"),
    ({"agree": "99999999999"}, "agree"),
    ({"contact": "bukan alamat"}, "contact"),
    ({"name": "x" * 81}, "name"),
    ({"language": "bahasa"}, "language"),
    (
        {"participant": "lama:orang-1", "name": "Orang lain"},
        "its participant is described otherwise on line 2",
    ),
]


@pytest.mark.parametrize(("cells", "reason"), BAD)
def test_a_bad_line_is_named_with_its_reason_and_nothing_is_stored(tmp_path, cells, reason):
    row = consultation()
    columns = list(dict.fromkeys([*line(1), *cells]))
    file = table(tmp_path / "bad.csv", [line(1), line(2) | cells, line(3)], columns)
    told, verdict = faults(file, row)
    assert told.startswith("line 3: ") and reason in told
    assert verdict == "1 bad line; nothing was stored."
    assert not Comment.objects.exists() and not Participant.objects.exists()


def test_every_bad_line_is_told_by_the_line_on_which_it_begins(tmp_path):
    file = table(
        tmp_path / "bad.csv", [line(1, text="satu\ndua\ntiga"), line(2, text=""), line(3, 2), line(4, 9)]
    )
    told = faults(file, consultation())
    # The reply to the bad line is not blamed for it.
    assert [words.split(":")[0] for words in told[:-1]] == ["line 5", "line 7"]
    assert told[-1].startswith("2 bad lines")


def test_a_thousand_faults_are_told_and_the_rest_counted(tmp_path):
    file = table(tmp_path / "bad.csv", [line(number, text="") for number in range(1100)])
    told = faults(file, consultation())
    assert len(told) == 1002 and told[-2] == "… and 100 more." and told[-1].startswith("1100 bad lines")


def test_broken_tables_are_refused_line_by_line(tmp_path):
    file = tmp_path / "bad.csv"
    good = "lama:1,Baik.,2026-01-05T10:00:00Z,lama:a\r\n"
    file.write_bytes(
        b"\xef\xbb\xbfid,text,received_at,participant\r\n"
        + good.encode()
        + b"lama:2,Sal\xe9,2026-01-05T10:00:00Z,lama:a\r\n"
        + b"lama:3,kurang\r\n"
        + b'lama:4,"terbuka,2026-01-05T10:00:00Z,lama:a\r\n'
    )
    told = faults(file, consultation())
    assert told[0] == "line 3: it is not UTF-8"
    assert told[1] == "line 4: it has 2 cells where the header has 4"
    assert told[2].startswith("line 5: it cannot be read as a table")


def test_byte_order_mark_crlf_semicolons_and_quotes_are_read(tmp_path):
    file = table(
        tmp_path / "x.csv", [line(1, text='Kata; "kutip"\r\nbaris')], delimiter=";", lineterminator="\r\n"
    )
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    row = consultation()
    import_file(file, row)
    assert row.comments.get().version.text == 'Kata; "kutip"\nbaris'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b"a,b\n1,2\n", "The header lacks: id, participant, received_at, text. It has: a, b."),
        (b"id,id,text,received_at,participant\n", "stands twice"),
        ("id,text,received_at,participant\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_what_is_no_table_of_ours_is_refused_in_words(tmp_path, content, reason):
    (tmp_path / "x.csv").write_bytes(content)
    with pytest.raises(CommandError, match=reason):
        import_file(tmp_path / "x.csv", consultation())


def test_another_formats_columns_are_recognised():
    with pytest.raises(CommandError, match="add --format polis"):
        import_file(DATA / "polis.csv", consultation())


def test_missing_files_and_consultations_are_named(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        import_file(tmp_path / "tiada.csv", consultation())
    row = consultation()
    row.slug = "tiada"
    with pytest.raises(CommandError, match="no consultation “tiada”"):
        import_file(DATA / "polis.csv", row)


def test_nothing_is_imported_once_coding_is_complete():
    row = consultation(coding_completed_at=timezone.now(), coding_completed_by=factories.administrator())
    with pytest.raises(CommandError, match="Coding was declared complete"):
        import_file(DATA / "polis.csv", row, "--format", "polis")


def test_who_imports_needs_the_right_and_is_noted():
    row = consultation()
    with pytest.raises(CommandError, match="may not enter comments"):
        import_file(DATA / "polis.csv", row, "--format", "polis", "--actor", factories.user().email)
    administrator = factories.administrator()
    import_file(DATA / "polis.csv", row, "--format", "polis", "--actor", administrator.email.upper())
    assert set(row.comments.values_list("entered_by", flat=True)) == {administrator.pk}


def test_what_was_said_outside_the_opening_times_is_taken_and_said():
    assert "4 were said outside" in import_file(DATA / "polis.csv", consultation(), "--format", "polis")


def test_a_longer_file_needs_more_batches_not_more_queries_per_line(tmp_path):
    def queries(count: int) -> int:
        row = consultation()
        file = table(tmp_path / f"{count}.csv", [line(n, n - 1 if n % 5 else None) for n in range(count)])
        with CaptureQueriesContext(
            connection,
        ) as captured:
            import_file(file, row)
        assert row.comments.count() == count
        return len(captured)

    assert queries(2000) - queries(100) <= 4
