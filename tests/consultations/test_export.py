"""What leaves comes back the same, runs nowhere as a formula, and tells no more than was asked for."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import User
from consultations.markup import clean_text
from consultations.models import Consultation, ModerationDecision, RuleVersion, Support
from consultations.recount import recount
from forum_site.spreadsheet import armed, disarmed
from tests import factories
from tests.consultations.exchanging import consultation, counters, export, import_file, say

pytestmark = pytest.mark.django_db


def hide(comment, kind="hide") -> None:
    """Write down that a moderator removed it."""
    ModerationDecision.objects.create(
        comment=comment,
        consultation=comment.consultation,
        version=comment.version,
        kind=kind,
        from_status="published" if kind == "hide" else "pending",
        to_status=comment.status,
        rule_version=RuleVersion.objects.in_force().get(rule__slug="hormat"),
        reason="=Menghina\r\npetugas.",
        actor=User.objects.system(),
        at=timezone.now() - timedelta(hours=2),
    )


def lively() -> Consultation:
    """Make a consultation in which everything has happened."""
    row = consultation()
    question = row.questions.get()
    root = say(
        row,
        "Jadwal angkot tidak jelas.",
        question=question,
        stance="for",
        imported_agree=4,
        imported_disagree=1,
    )
    official = {"kind": "official", "agency": row.agency, "shown_name": "Dinas Uji", "language": "en"}
    answer = say(row, "@Warga: kami umumkan pekan ini.", root, by=official)
    say(row, "-Terima kasih", answer, language="id", edited_at=timezone.now() - timedelta(hours=1))
    hidden = say(row, "Petugas bodoh", root, status="hidden")
    hide(hidden)
    say(row, "Jawaban di bawah yang disembunyikan", hidden)
    say(row, "Sudah saya tarik", root, status="withdrawn", withdrawn_at=timezone.now())
    say(row, "Menunggu", status="pending")
    hide(say(row, "Iklan", status="rejected"), "reject")
    say(
        row,
        "Dari kertas",
        channel="paper",
        by={"channel": "paper", "contact": "warga@contoh.id", "shown_name": "=1+1"},
    )
    recount(row.pk)
    return row


def read(text: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_what_was_exported_and_imported_is_exported_the_same(tmp_path):
    first, second = lively(), consultation()
    flags = ("--with-hidden", "--with-contacts")
    file = tmp_path / "x.csv"
    file.write_text(export(first, *flags), newline="")
    import_file(file, second)
    assert export(second, *flags) == export(first, *flags)
    assert sorted(counters(second).values(), key=str) == sorted(counters(first).values(), key=str)
    for text in ("Petugas bodoh", "Iklan"):
        decision = ModerationDecision.objects.get(consultation=second, version__text=text)
        assert decision.rule_version.rule.slug == "hormat" and decision.reason == "=Menghina\r\npetugas."


def test_what_anyone_may_read_is_exported_and_no_more(tmp_path):
    text = export(lively())
    rows = read(text)
    assert {row["status"] for row in rows} == {"published", "hidden", "withdrawn"}
    assert all(bool(row["text"]) == (row["status"] == "published") for row in rows)
    for secret in ("bodoh", "tarik", "Menunggu", "Iklan", "warga@contoh.id"):
        assert secret not in text
    second = consultation()
    (tmp_path / "x.csv").write_text(text, newline="")
    import_file(tmp_path / "x.csv", second)
    assert export(second) == text
    # What came without its text is marked as blanked, like a text that was blanked here.
    assert not second.comments.get(status="published", depth=0, channel="web").version.masked_at
    assert second.comments.get(status="hidden").version.masked_at


def test_what_somebody_withdrew_never_leaves():
    assert "tarik" not in export(lively(), "--with-hidden", "--with-contacts")


def test_an_export_into_the_consultation_from_which_it_came_changes_nothing(tmp_path):
    row = lively()
    (tmp_path / "x.csv").write_text(export(row, "--with-hidden"), newline="")
    assert "0 comments new, by 0 people; 9 here already, unchanged." in import_file(tmp_path / "x.csv", row)


def test_support_arrives_as_agreement_from_elsewhere(tmp_path):
    first, second = lively(), consultation()
    root = first.comments.get(version__text="Jadwal angkot tidak jelas.")
    Support.objects.create(comment=root, user=factories.user())
    recount(first.pk)
    (tmp_path / "x.csv").write_text(export(first), newline="")
    import_file(tmp_path / "x.csv", second)
    copy = second.comments.get(version__text=root.version.text)
    assert (copy.imported_agree, copy.imported_disagree, copy.support_count) == (5, 1, 0)


def test_no_cell_is_a_live_formula():
    for row in read(export(lively(), "--with-hidden", "--with-contacts")):
        assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@given(st.text(alphabet="'=+-@\t\rab", max_size=6))
def test_arming_a_cell_makes_it_harmless_and_is_undone_exactly(value):
    assert not armed(value).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert disarmed(armed(value)) == value


def usable(text: str) -> str | None:
    try:
        return clean_text(text)
    except ValidationError:
        return None


ODD = ["=HYPERLINK('x')", "'=1", "''", "NULL", "\\N", "\ufeffx", "a\u2028b", "100%", "%s", "{}", "x" * 5000]
odd = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="=+-@'\";,\n\t\r\\ 🛶é字", min_size=1, max_size=40),
    st.sampled_from(ODD),
).map(usable)
names = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=80).map(str.strip)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(odd.filter(bool), names, st.integers(0, 9)), min_size=1, max_size=6))
@example([("=1+1", "'=x", 0), ("'", "-", 0)])
def test_odd_texts_come_back_exactly(tmp_path, sayings):
    with transaction.atomic():
        first, second = consultation(), consultation()
        said = []
        for text, name, above in sayings:
            parent = said[above] if above < len(said) else None
            said.append(say(first, text, parent, by={"shown_name": name}))
        file = tmp_path / "x.csv"
        file.write_text(export(first), newline="")
        import_file(file, second)
        assert export(second) == export(first)
        facts = ("version__text", "version__body_html", "participant__shown_name", "depth", "received_at")
        assert list(second.comments.order_by("pk").values_list(*facts)) == list(
            first.comments.order_by("received_at", "pk").values_list(*facts)
        )
        transaction.set_rollback(True)


def test_a_file_is_written_whole_for_its_owner_only(tmp_path):
    row, file = lively(), tmp_path / "keluar.csv"
    call_command("export_comments", "--consultation", row.slug, "--file", str(file), stdout=io.StringIO())
    assert file.read_bytes().decode() == export(row)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["keluar.csv"]
