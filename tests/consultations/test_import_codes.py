"""Codes come in from a table: as if somebody had coded one by one, whole or not at all."""

import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from consultations.actions import assign_theme, dispose
from consultations.exchange.identity import key_of, mark
from consultations.models import CodingChange, Comment, CommentDisposition, CommentTheme, Theme
from tests import factories
from tests.consultations.exchanging import consultation, faults, say, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    return consultation()


@pytest.fixture
def analyst():
    return factories.administrator()


def import_codes(file, row, actor, *flags) -> str:
    out = io.StringIO()
    call_command(
        "import_codes", str(file), "--consultation", row.slug, "--actor", actor.email, *flags,
        stdout=out, stderr=io.StringIO(),
    )  # fmt: skip
    return out.getvalue()


def codes(row) -> list:
    """Return all that is coded, by comment, in words."""
    return [
        (
            comment.version.text,
            comment.coding,
            sorted(comment.codes.values_list("theme__title", "reason")),
            list(
                CommentDisposition.objects.filter(comment=comment).values_list(
                    "kind", "target__version__text"
                )
            ),
        )
        for comment in row.comments.order_by("pk").select_related("version")
    ]


def test_the_outcome_is_that_of_the_verbs(tmp_path, analyst):
    first, second = consultation(), consultation()
    texts = ["Jadwal", "Tarif", "Jadwal lagi", "Halo"]
    for each in (first, second):
        Theme.objects.create(consultation=each, title="Jadwal")
        Theme.objects.create(consultation=each, title="Tarif")
    by_verb, by_file = [[say(each, text) for text in texts] for each in (first, second)]
    schedule, fare = first.themes.order_by("title")
    assign_theme(by_verb[0].pk, schedule, actor=analyst, reason="jelas")
    assign_theme(by_verb[0].pk, fare, actor=analyst)
    assign_theme(by_verb[1].pk, fare, actor=analyst)
    dispose(by_verb[2].pk, "duplicate_of", target_id=by_verb[0].pk, actor=analyst)
    dispose(by_verb[3].pk, "no_substance", actor=analyst, reason="salam")
    own = mark(second)
    file = table(
        tmp_path / "codes.csv",
        [
            {"comment": by_file[0].pk, "theme": "Jadwal", "reason": "jelas"},
            {"comment": by_file[0].pk, "theme": "tarif"},
            {"comment": key_of(by_file[1], own), "theme": "Tarif"},
            {"comment": by_file[2].pk, "disposition": "duplicate_of", "target": key_of(by_file[0], own)},
            {"comment": by_file[3].pk, "disposition": "no_substance", "reason": "salam"},
        ],
        ["comment", "theme", "disposition", "target", "reason"],
    )
    said = import_codes(file, second, analyst)
    assert "2 comments coded into themes (0 themes new), 2 given a disposition; 0 unchanged." in said
    assert codes(second) == codes(first)
    change = CodingChange.objects.get(comment=by_file[0])
    assert change.actor == analyst and change.before == {"themes": [], "disposition": "", "target": None}
    assert change.after["themes"] == sorted(second.themes.values_list("pk", flat=True))


def test_a_second_run_changes_nothing(tmp_path, row, analyst):
    one, two = say(row, "Satu"), say(row, "Dua")
    file = table(
        tmp_path / "codes.csv",
        [
            {"comment": one.pk, "theme": "Baru"},
            {"comment": two.pk, "disposition": "duplicate_of", "target": one.pk},
        ],
        ["comment", "theme", "disposition", "target"],
    )
    assert "(1 themes new)" in import_codes(file, row, analyst, "--create-themes")
    before = list(CommentTheme.objects.values()), list(CommentDisposition.objects.values())
    assert "2 unchanged" in import_codes(file, row, analyst)
    assert (list(CommentTheme.objects.values()), list(CommentDisposition.objects.values())) == before
    assert CodingChange.objects.count() == 2


def test_a_theme_takes_the_place_of_a_disposition_and_the_other_way_round(tmp_path, row, analyst):
    one, two = say(row, "Satu"), say(row, "Dua")
    theme = Theme.objects.create(consultation=row, title="Tema")
    dispose(one.pk, "out_of_scope", actor=analyst)
    assign_theme(two.pk, theme, actor=analyst)
    file = table(
        tmp_path / "codes.csv",
        [{"comment": one.pk, "theme": "Tema"}, {"comment": two.pk, "disposition": "no_substance"}],
        ["comment", "theme", "disposition"],
    )
    import_codes(file, row, analyst)
    assert [found[1:] for found in codes(row)] == [
        ("themes", [("Tema", "")], []),
        ("disposition", [], [("no_substance", None)]),
    ]
    assert CodingChange.objects.filter(comment=one).last().before["disposition"] == "out_of_scope"


def test_a_dry_run_stores_nothing(tmp_path, row, analyst):
    file = table(tmp_path / "codes.csv", [{"comment": say(row, "Satu").pk, "theme": "Baru"}])
    assert "would be coded" in import_codes(file, row, analyst, "--create-themes", "--dry-run")
    assert (
        not CommentTheme.objects.exists() and not Theme.objects.exists() and not CodingChange.objects.exists()
    )
    assert Comment.objects.get().coding == ""


BAD = [
    ({"comment": "999", "theme": "Tema"}, "there is no comment “999”"),
    ({"comment": "polis:9", "theme": "Tema"}, "there is no comment “polis:9”"),
    ({"comment": "ngawur", "theme": "Tema"}, "no key of the form"),
    ({"theme": "Tiada"}, "there is no “Tiada”; --create-themes makes it"),
    ({"theme": "Lama"}, "is retired"),
    ({"theme": "Tema", "disposition": "no_substance"}, "and not both"),
    ({}, "it needs a theme or a disposition"),
    ({"disposition": "entah"}, "disposition: “entah” is none of"),
    ({"disposition": "duplicate_of"}, "no key of the form"),
    ({"disposition": "no_substance", "target": "TARGET"}, "only duplicate_of has one"),
    ({"disposition": "duplicate_of", "target": "SELF"}, "another comment"),
    ({"disposition": "duplicate_of", "target": "DUPLICATE"}, "a duplicate itself"),
    ({"comment": "PENDING", "theme": "Tema"}, "has not decided"),
    ({"comment": "TARGET", "disposition": "duplicate_of", "target": "SELF"}, "must keep its codes"),
]


@pytest.mark.parametrize(("cells", "reason"), BAD)
def test_a_bad_line_is_named_and_nothing_is_stored(tmp_path, row, analyst, cells, reason):
    Theme.objects.create(consultation=row, title="Tema")
    Theme.objects.create(consultation=row, title="Lama", retired_at=timezone.now())
    names = {
        "SELF": say(row, "Ini"),
        "TARGET": say(row, "Asli"),
        "DUPLICATE": say(row, "Sama"),
        "PENDING": say(row, "Nanti", status="pending"),
        "OTHER": say(row, "Lain"),
    }
    dispose(names["DUPLICATE"].pk, "duplicate_of", target_id=names["TARGET"].pk, actor=analyst)
    cells = {"comment": "SELF"} | cells
    cells = {column: str(names[cell].pk) if cell in names else cell for column, cell in cells.items()}
    good = {"comment": str(names["OTHER"].pk), "theme": "Tema"}
    file = table(tmp_path / "codes.csv", [good, cells], ["comment", "theme", "disposition", "target"])
    told = faults(file, row, "--actor", analyst.email, command="import_codes")
    assert told[0].startswith("line 3: ") and reason in told[0]
    assert not CommentTheme.objects.exists() and CommentDisposition.objects.count() == 1


def test_one_comment_cannot_have_both_in_one_file(tmp_path, row, analyst):
    pk = say(row, "Satu").pk
    file = table(
        tmp_path / "codes.csv",
        [{"comment": pk, "theme": "Tema"}, {"comment": pk, "disposition": "no_substance"}],
        ["comment", "theme", "disposition"],
    )
    told = faults(file, row, "--actor", analyst.email, "--create-themes", command="import_codes")
    assert told[0] == "line 3: line 2 has said something of this comment already"


def test_who_codes_needs_the_right_and_coding_must_not_be_complete(tmp_path, row, analyst):
    file = table(tmp_path / "codes.csv", [{"comment": say(row, "Satu").pk, "theme": "Baru"}])
    with pytest.raises(CommandError, match="may not code comments"):
        import_codes(file, row, factories.user())
    row.coding_completed_at, row.coding_completed_by = timezone.now(), analyst
    row.save()
    with pytest.raises(CommandError, match="Coding was declared complete"):
        import_codes(file, row, analyst, "--create-themes")


def test_themes_come_in_two_levels(tmp_path, row, analyst):
    first, second, third = (say(row, text) for text in ("Lampu", "Trotoar", "Halte"))
    file = table(
        tmp_path / "codes.csv",
        [
            {"comment": first.pk, "theme": "Penerangan", "under": "Jalan"},
            {"comment": second.pk, "theme": "Trotoar", "under": "Jalan"},
            {"comment": third.pk, "theme": "Angkutan", "under": ""},
        ],
        ["comment", "theme", "under"],
    )
    for _twice in range(2):
        import_codes(file, row, analyst, "--create-themes")
    tree = {theme.title: theme.parent and theme.parent.title for theme in row.themes.select_related("parent")}
    assert tree == {"Jalan": None, "Angkutan": None, "Penerangan": "Jalan", "Trotoar": "Jalan"}
    places = {theme.title: theme.position for theme in row.themes.all()}
    assert (places["Jalan"], places["Angkutan"]) == (1, 2)
    assert (places["Penerangan"], places["Trotoar"]) == (1, 2)


@pytest.mark.parametrize(
    ("theme", "under", "fault"),
    [
        ("Lampu", "Penerangan", "two levels"),
        ("Penerangan", "Angkutan", "does not stand under"),
        ("Jalan", "jalan", "under itself"),
    ],
)
def test_a_theme_in_a_place_that_it_cannot_have_is_a_bad_line(tmp_path, row, analyst, theme, under, fault):
    road = Theme.objects.create(consultation=row, title="Jalan")
    Theme.objects.create(consultation=row, title="Penerangan", parent=road)
    Theme.objects.create(consultation=row, title="Angkutan", position=2)
    lines = [{"comment": say(row, "Lampu").pk, "theme": theme, "under": under}]
    file = table(tmp_path / "codes.csv", lines, ["comment", "theme", "under"])
    said = faults(file, row, "--actor", analyst.email, "--create-themes", command="import_codes")
    assert any(fault in line for line in said), said
    assert not CommentTheme.objects.exists()
