"""The codebook: themes in two levels, made, described, moved, merged and retired without losing a code."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations.actions import (
    assign_theme,
    code_many,
    codebook,
    complete_coding,
    dispose,
    merge_themes,
    move_theme,
    retire_theme,
    save_theme,
)
from consultations.actions.coding import codes_of
from consultations.models import CodingChange, CommentTheme, Response, Theme, ThemeChange, ThemeCommitment
from directory.models import Commitment
from tests.consultations import desk
from tests.consultations.test_lists import change, form_of, text_of
from tests.racing import at_once, until_done_or_held

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    return desk.consultation()


@pytest.fixture
def analyst():
    return desk.analyst(name="Bayu Analis")


@pytest.fixture
def client(as_, analyst):
    return as_(analyst)


def page(client, asked) -> str:
    return text_of(client.get(reverse("codebook", args=[asked.pk])))


def do(client, theme, do: str, **more):
    return client.post(reverse("codebook_do", args=[theme.pk]), {"do": do, **more})


def titles(asked) -> list[str]:
    return [
        theme.path() for theme in Theme.objects.filter(consultation=asked).select_related("parent").in_order()
    ]


# --- Making, describing, placing --------------------------------------------------------------------


def test_a_theme_is_made_under_another_one_and_described_and_the_history_says_so(client, asked):
    top = desk.theme(asked, title="Loket")
    new = reverse("themes:add") + f"?consultation={asked.pk}"
    sent = form_of(client, new) | {
        "parent": top.pk,
        "title": "  Antrean   loket ",
        "definition": "Lama menunggu.",
        "includes": "Nomor antrean",
        "excludes": "Jam buka",
        "colour": "teal",
    }
    assert client.post(new, sent).status_code == 303
    theme = Theme.objects.get(title="Antrean loket")
    assert (theme.parent, theme.colour) == (top, "teal")
    edit = reverse("themes:edit", args=[theme.pk])
    assert change(client, edit, title="Antrean", includes="Nomor antrean, kursi").status_code == 303
    kinds = ThemeChange.objects.filter(theme=theme).values_list("kind", flat=True)
    assert sorted(kinds) == ["created", "described", "renamed"]
    shown = page(client, asked)
    assert "Nomor antrean, kursi" in shown and "Antrean loket → Antrean" in shown and "Bayu Analis" in shown


def test_there_are_two_levels_in_the_form_and_in_the_database(client, asked):
    top, below = desk.theme(asked, title="Loket"), desk.theme(asked, title="Antrean")
    save_theme(_under(below, top), actor=desk.analyst())
    third = desk.theme(asked, title="Kursi")
    with pytest.raises(ValidationError, match="two levels|dua tingkat"):
        move_theme(third.pk, actor=desk.analyst(), parent_id=below.pk)
    refused = do(client, third, "under", parent=below.pk)
    assert refused.status_code == 422 and "Antrean" in text_of(refused)
    for parent, child in ((below, third), (third, top)):
        with pytest.raises(IntegrityError, match="theme_under_top"), transaction.atomic():
            Theme.objects.filter(pk=child.pk).update(parent=parent)
    foreign = desk.theme(desk.consultation())
    with pytest.raises(IntegrityError, match="theme_under_top"), transaction.atomic():
        Theme.objects.filter(pk=third.pk).update(parent=foreign)


def _under(theme: Theme, parent: Theme) -> Theme:
    theme.parent = parent
    return theme


def test_themes_are_moved_among_their_siblings_and_under_others(client, asked):
    a, b, c = (desk.theme(asked, title=title, position=place) for place, title in enumerate("ABC", start=1))
    assert do(client, c, "up").status_code == 303
    assert titles(asked) == ["A", "C", "B"]
    do(client, c, "up")
    do(client, c, "up")  # first already
    assert titles(asked) == ["C", "A", "B"]
    do(client, b, "under", parent=a.pk)
    assert titles(asked) == ["C", "A", "A › B"]
    assert do(client, a, "under", parent=c.pk).status_code == 422  # B stands under it
    do(client, b, "under", parent="")
    assert titles(asked) == ["C", "A", "B"]
    assert ThemeChange.objects.filter(kind="moved").count() == 4


def test_a_retired_theme_keeps_its_comments_and_takes_no_new_ones(client, asked, analyst):
    theme, said, later = desk.theme(asked), desk.say(asked), desk.say(asked)
    assign_theme(said.pk, theme, actor=analyst)
    assert do(client, theme, "retire").status_code == 303
    with pytest.raises(ValidationError):
        assign_theme(later.pk, theme, actor=analyst)
    assert codes_of(said)["themes"] == [theme.pk]
    do(client, theme, "return")
    assign_theme(later.pk, theme, actor=analyst)
    assert list(ThemeChange.objects.filter(theme=theme).values_list("kind", flat=True)) == [
        "returned",
        "retired",
    ]


def test_others_read_the_codebook_and_change_nothing(as_, asked):
    theme = desk.theme(asked, title="Loket")
    reader = as_(desk.communications())
    assert "Loket" in page(reader, asked)
    assert "codebook/theme" not in page(reader, asked)
    assert do(reader, theme, "retire").status_code == 404
    assert reader.get(reverse("codebook_merge", args=[theme.pk])).status_code == 404
    theme.refresh_from_db()
    assert theme.retired_at is None


def test_the_history_of_the_codebook_is_never_altered(asked, analyst):
    retire_theme(desk.theme(asked).pk, actor=analyst)
    for statement in (
        "UPDATE consultations_themechange SET reason = 'x'",
        "DELETE FROM consultations_themechange",
    ):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_the_page_costs_the_same_at_three_and_at_sixty_themes(client, asked, analyst):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page(client, asked)
        return len(captured)

    for place in range(3):
        assign_theme(desk.say(asked).pk, desk.theme(asked, position=place + 1), actor=analyst)
    retire_theme(desk.theme(asked).pk, actor=analyst)
    queries()
    few = queries()
    for place in range(60):
        retire_theme(desk.theme(asked, position=place + 4).pk, actor=analyst)
    assert queries() == few


# --- Merging ----------------------------------------------------------------------------------------


def test_merging_says_first_what_moves_and_then_moves_it_with_its_history(client, asked, analyst):
    source, target = desk.theme(asked, title="Antre"), desk.theme(asked, title="Antrean")
    one, both, third = desk.say(asked), desk.say(asked), desk.say(asked)
    author = desk.analyst(name="Dian Analis")
    assign_theme(one.pk, source, actor=author, reason="jelas")
    for theme in (source, target):
        assign_theme(both.pk, theme, actor=author)
    assign_theme(third.pk, target, actor=author)
    below = desk.theme(asked, title="Kursi", parent=source)
    address = reverse("codebook_merge", args=[source.pk])
    preview = client.get(address, {"target": target.pk})
    assert (preview.context["merger"].codes, preview.context["merger"].both) == (2, 1)
    assert CommentTheme.objects.filter(theme=source).count() == 2

    assert client.post(address, {"target": target.pk, "reason": "sama saja"}).status_code == 303

    assert not CommentTheme.objects.filter(theme=source).exists()
    for comment in (one, both, third):
        assert codes_of(comment)["themes"] == [target.pk]
    kept = CommentTheme.objects.get(comment=one)
    assert (kept.assigned_by, kept.reason) == (author, "jelas")
    last = CodingChange.objects.filter(comment=both).last()
    assert (last.before["themes"], last.after["themes"]) == (sorted([source.pk, target.pk]), [target.pk])
    assert (last.origin, last.actor, last.reason) == ("merge", analyst, "sama saja")
    source.refresh_from_db()
    below.refresh_from_db()
    assert source.merged_into == target and source.retired_at and below.parent == target
    assert "Antrean" in page(client, asked) and do(client, source, "return").status_code == 422
    assert merge_themes(source.pk, target.pk, actor=analyst).codes == 0  # sent twice


def test_answers_and_commitments_go_along_unless_both_have_been_answered(client, asked, analyst):
    source, target, agency = desk.theme(asked), desk.theme(asked), desk.agency()
    answer = {"agency": agency, "outcome": "noted", "text": "Kami catat.", "written_by": analyst}
    mine = Response.objects.create(theme=source, **answer)
    promise = Commitment.objects.create(agency=agency, what="Loket baru", due_on="2027-01-01")
    for theme in (source, target):
        ThemeCommitment.objects.create(theme=theme, commitment=promise)
    other = Response.objects.create(theme=target, **answer)
    refused = client.post(reverse("codebook_merge", args=[source.pk]), {"target": target.pk})
    assert refused.status_code == 422 and agency.name in text_of(refused)
    other.delete()
    merge_themes(source.pk, target.pk, actor=analyst)
    mine.refresh_from_db()
    assert mine.theme == target
    assert [link.theme for link in promise.themes.all()] == [target]


def test_what_cannot_be_merged_is_refused_in_words(asked, analyst):
    top, below, other = desk.theme(asked), desk.theme(asked), desk.theme(asked)
    move_theme(below.pk, actor=analyst, parent_id=top.pk)
    foreign = desk.theme(desk.consultation())
    child_of_other = desk.theme(asked, parent=other)
    for source, target in ((top, top), (top, foreign), (top, child_of_other), (top, below)):
        with pytest.raises(ValidationError):
            merge_themes(source.pk, target.pk, actor=analyst)
    retire_theme(other.pk, actor=analyst)
    with pytest.raises(ValidationError):
        merge_themes(below.pk, other.pk, actor=analyst)
    desk.close(asked)
    complete_coding(asked.pk, actor=analyst)
    with pytest.raises(ValidationError):
        merge_themes(below.pk, top.pk, actor=analyst)


# --- Many at once, and the short ways ---------------------------------------------------------------


def test_many_are_coded_in_one_go_and_nothing_decided_one_by_one_is_overwritten(asked, analyst):
    theme, said = desk.theme(asked), [desk.say(asked) for _ in range(4)]
    dispose(said[0].pk, "no_substance", actor=analyst)
    assert code_many([row.pk for row in said], theme, actor=analyst) == (3, 1)
    assert codes_of(said[0])["disposition"] == "no_substance"


# --- At once ----------------------------------------------------------------------------------------


def _code_while_merging(monkeypatch):
    """Merge two themes, and code a comment into the first one in the midst of it; tell what came of it."""
    asked, analyst = desk.consultation(), desk.analyst()
    source, target, comment = desk.theme(asked), desk.theme(asked), desk.say(asked)
    moved, coded = threading.Event(), threading.Event()
    move = codebook._move_codes

    def move_and_wait(*args):
        move(*args)
        moved.set()
        until_done_or_held(coded)

    monkeypatch.setattr(codebook, "_move_codes", move_and_wait)

    def code():
        desk.Consultation.objects.count()  # connects
        moved.wait(5)
        try:
            assign_theme(comment.pk, source, actor=analyst)
        finally:
            coded.set()

    results = at_once([lambda: merge_themes(source.pk, target.pk, actor=analyst), code])
    return results, CommentTheme.objects.filter(theme=source).count()


@pytest.mark.django_db(transaction=True)
def test_nobody_codes_into_a_theme_that_is_being_merged(monkeypatch):
    (_merged, coded), left = _code_while_merging(monkeypatch)
    assert isinstance(coded, ValidationError) and left == 0


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_a_code_is_left_behind(monkeypatch):
    """The negative control of the test above."""
    monkeypatch.setattr(codebook, "_hold", lambda pk, actor, add=False: desk.Consultation.objects.get(pk=pk))
    (_merged, coded), left = _code_while_merging(monkeypatch)
    assert coded is None and left == 1


@pytest.mark.django_db(transaction=True)
def test_two_mergers_that_cross_do_not_deadlock(asked):
    analyst, other = desk.analyst(), desk.analyst()
    for _ in range(5):
        a, b = desk.theme(asked), desk.theme(asked)
        results = at_once(
            [
                lambda a=a, b=b: merge_themes(a.pk, b.pk, actor=analyst),
                lambda a=a, b=b: merge_themes(b.pk, a.pk, actor=other),
            ]
        )
        assert sum(isinstance(result, ValidationError) for result in results) == 1
