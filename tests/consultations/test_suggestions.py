"""Help with grouping: local, marked as a suggestion, and stored by a named person or not at all."""

import random
import re
import sys

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse

from consultations import actions
from consultations.actions import accept_group, accept_theme, assign_theme
from consultations.models import (
    CodingChange,
    Comment,
    CommentDisposition,
    CommentTheme,
    Origin,
    SuggestedGroup,
    SuggestedTheme,
    SuggestedTwin,
    SuggestionRun,
    Theme,
)
from consultations.suggesting import alike, grouping, proposing, running, vectors
from consultations.suggesting.running import finish_runs, read_comments, request_run
from consultations.suggesting.words import language_of, plain_words, stems_of
from tests.consultations import desk, grouped
from tests.consultations.grouped import BINS, LAMPS, QUEUES
from tests.racing import at_once

TEXTS = [*LAMPS, *BINS, *QUEUES]


# --- The methods ------------------------------------------------------------------------------------


def stems(text: str) -> set[str]:
    return {stem for stem, _word in stems_of(text)}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gak nggak tdk enggak ndak", "tidak tidak tidak tidak tidak"),
        ("yg dgn utk krn sdh blm", "yang dengan untuk karena sudah belum"),
        ("Mantaaap bangettt", "mantap banget"),
        ("anak-anak jalan-jalannya", "anak jalan"),
        ("Lihat https://contoh.invalid @budi a@b.id", "lihat"),
    ],
)
def test_what_people_type_is_read_as_they_mean_it(typed, meant):
    assert plain_words(typed) == meant.split()


def test_forms_of_a_word_are_one_and_empty_words_are_none():
    assert stems("Perbaikilah jalan") & stems("jalannya diperbaiki, memperbaiki") >= {"baik"} or (
        stems("memperbaiki jalan") & stems("perbaikan jalannya")
    )
    assert stems("yang di ke dari dan itu gak sdh") == set()
    assert stems("The roads are bad and roads need repair") == stems("Road repair, bad road")
    assert language_of(plain_words("We need better roads and more buses")) == "en"
    assert language_of(plain_words("Jalan rusak, tolong diperbaiki")) == "id"
    assert stems_of("") == stems_of("😀 !!! 123") == []


def test_like_texts_are_put_together_under_words_that_people_wrote():
    texts = vectors.read(TEXTS)
    groups = grouping.group(texts, list(range(len(TEXTS))))
    kind = ["lamps"] * 6 + ["bins"] * 6 + ["queues"] * 6
    pure = sum(max(sum(kind[m] == k for m in one.members) for k in set(kind)) for one in groups)
    assert pure >= 0.8 * sum(len(one.members) for one in groups) and len(groups) >= 3
    written = set(re.findall(r"\w+", " ".join(TEXTS).lower()))
    for one in groups:
        assert set(one.label.split(", ")) <= written | {"tidak", "kalau"}


def test_the_same_comments_give_the_same_groups_and_proposals():
    def all_of_it():
        texts = vectors.read(TEXTS)
        places = list(range(len(TEXTS)))
        coded = {0: [7], 1: [7], 6: [8], 7: [8], 12: [9], 13: [9]}
        return (
            grouping.group(texts, places),
            proposing.propose(texts, coded, places),
            alike.twins(texts, places),
        )

    assert all_of_it() == all_of_it()


def test_themes_of_like_comments_are_proposed_first():
    texts = vectors.read(TEXTS)
    coded = {0: [7], 1: [7], 2: [7], 6: [8], 7: [8], 8: [8], 12: [9], 13: [9], 14: [9]}
    left = [place for place in range(18) if place not in coded]
    proposed = proposing.propose(texts, coded, left)
    right = {
        **dict.fromkeys(range(6), 7),
        **dict.fromkeys(range(6, 12), 8),
        **dict.fromkeys(range(12, 18), 9),
    }
    assert sum(proposed[place][0][0] == right[place] for place in left) >= 7
    assert proposing.propose(texts, {0: [7]}, left) == {}  # one example is none


def test_nearly_the_same_words_are_found_whatever_stands_between():
    said = [*TEXTS, LAMPS[0].upper() + " Terima kasih.", "Setuju.", "Setuju!"]
    random.Random(1).shuffle(said)
    found = alike.twins(vectors.read(said), list(range(len(said))))
    pairs = {frozenset((said[a], said[b])) for a, b, _likeness in found}
    assert frozenset((LAMPS[0], LAMPS[0].upper() + " Terima kasih.")) in pairs
    assert not any("Setuju." in pair for pair in pairs)


@pytest.mark.parametrize(
    "texts", [[], ["satu"], ["", "  "], ["sama saja", "sama saja", "sama saja"], ["😀"] * 5]
)
def test_too_little_to_read_is_no_error(texts):
    read = vectors.read(texts) if texts else None
    if read is not None:
        places = list(range(len(texts)))
        grouping.group(read, places)
        proposing.propose(read, {}, places)
        alike.twins(read, places)


# --- Off the request --------------------------------------------------------------------------------

pytest_db = pytest.mark.django_db


@pytest.fixture
def row(db):
    return grouped.consultation()


@pytest.fixture
def analyst(db):
    return desk.analyst()


@pytest_db
def test_an_analyst_has_them_read_and_sees_how_far_it_is(row, analyst, as_, queued_tasks):
    client, address = as_(analyst), reverse("coding_suggestions", args=[row.pk])
    for _twice in range(2):
        assert client.post(address).status_code == 303
    run = SuggestionRun.objects.get()
    page = client.get(address).content.decode()
    assert 'http-equiv="refresh"' in page and "<progress" in page
    assert read_comments.call(run.pk) == 18 and read_comments.call(run.pk) == 0
    page = client.get(address).content.decode()
    assert "18 tanggapan dibaca" in page and "usulan" in page and "refresh" not in page
    assert SuggestedGroup.objects.count() >= 3
    assert not CommentTheme.objects.exists() and not CodingChange.objects.exists()  # nothing is coded by it
    for person in (desk.communications(), desk.officer(row.agency)):
        assert as_(person).get(address).status_code == as_(person).post(address).status_code == 404


@pytest_db
def test_a_killed_worker_leaves_nothing_half_and_another_finishes(row, analyst, monkeypatch, queued_tasks):
    run = request_run(row, analyst)

    def dies(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "_keep", dies)
    with pytest.raises(KeyboardInterrupt):
        read_comments.call(run.pk)
    monkeypatch.undo()
    assert not SuggestedGroup.objects.exists() and finish_runs() == 0
    assert request_run(row, analyst) == run  # under way as far as anybody knows
    SuggestionRun.objects.update(started_at=run.requested_at - 2 * running.LOST_AFTER)
    assert finish_runs() == 1
    assert SuggestionRun.objects.get().state == SuggestionRun.State.DONE


@pytest_db
def test_what_fails_says_so_and_can_be_tried_again(row, analyst, as_, monkeypatch, queued_tasks):
    address = reverse("coding_suggestions", args=[row.pk])
    run = request_run(row, analyst)
    monkeypatch.setattr(running, "_keep", lambda *args: 1 / 0)
    read_comments.call(run.pk)
    monkeypatch.undo()
    assert "tidak berhasil" in as_(analyst).get(address).content.decode()
    grouped.read(row, analyst)
    assert "18 tanggapan dibaca" in as_(analyst).get(address).content.decode()


@pytest_db
def test_without_its_packages_the_desk_works_as_before(row, analyst, as_, monkeypatch):
    for name in ("sklearn", "snowballstemmer"):
        monkeypatch.setitem(sys.modules, name, None)
    client, address = as_(analyst), reverse("coding_suggestions", args=[row.pk])
    assert not running.available() and finish_runs() == 0
    assert "tidak terpasang" in client.get(address).content.decode()
    assert client.post(address).status_code == 404
    theme, comment = desk.theme(row), row.comments.first()
    assert client.get(reverse("coding_desk", args=[row.pk])).status_code == 200
    item = reverse("coding_item", args=[comment.pk])
    seen = re.search(r'name="seen" value="([^"]*)"', client.get(item).content.decode())[1]
    assert client.post(item, {"seen": seen, "themes": [theme.pk]}).status_code == 303
    assert comment.codes.get().origin == Origin.HAND


# --- Accepting --------------------------------------------------------------------------------------


@pytest_db
def test_a_group_becomes_a_theme_in_the_name_of_who_accepts_it(row, analyst, as_):
    grouped.read(row, analyst)
    client = as_(analyst)
    group = max(SuggestedGroup.objects.all(), key=lambda one: one.members.count())
    address = reverse("coding_group", args=[group.pk])
    page = client.get(address).content.decode()
    ids = [int(pk) for pk in re.findall(r'name="comments" value="(\d+)"', page)]
    assert len(ids) == group.members.count()
    kept, left_out = ids[:-1], ids[-1]
    assert client.post(address, {"comments": kept, "title": ""}).status_code == 422
    assert client.post(address, {"title": "Lampu"}).status_code == 422
    assert client.post(address, {"comments": [*kept, 10**12], "title": "Lampu"}).status_code == 422
    assert not Theme.objects.exists()
    for _twice in range(2):
        assert client.post(address, {"comments": kept, "title": "Lampu jalan"}).status_code == 303
    theme = Theme.objects.get()
    codes = CommentTheme.objects.filter(theme=theme)
    assert {code.comment_id for code in codes} == set(kept)
    assert {(code.origin, code.assigned_by) for code in codes} == {(Origin.SUGGESTION, analyst)}
    assert not CommentTheme.objects.filter(comment=left_out).exists()
    left = client.get(address).content.decode()
    assert f'value="{left_out}"' in left and f'value="{kept[0]}"' not in left
    assert client.post(address, {"comments": [left_out], "theme": theme.pk}).status_code == 303
    assert "sudah dikelompokkan" in client.get(address).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_theme():
    row, analyst = grouped.consultation(), desk.analyst()
    grouped.read(row, analyst)
    group = SuggestedGroup.objects.first()
    ids = list(group.members.values_list("comment", flat=True))
    results = at_once([lambda: accept_group(group.pk, ids, actor=analyst, title="Lampu jalan")] * 6)
    assert not [one for one in results if isinstance(one, Exception)], results
    assert Theme.objects.count() == 1
    assert CommentTheme.objects.count() == CodingChange.objects.count() == len(ids)


@pytest_db
def test_a_group_that_is_no_theme_is_put_away(row, analyst, as_):
    grouped.read(row, analyst)
    group, client = SuggestedGroup.objects.first(), as_(analyst)
    overview = reverse("coding_suggestions", args=[row.pk])
    assert reverse("coding_group", args=[group.pk]) in client.get(overview).content.decode()
    assert client.post(reverse("coding_group", args=[group.pk]), {"dismiss": "1"}).status_code == 303
    group.refresh_from_db()
    assert group.dismissed_by == analyst
    assert f'id="group-{group.pk}"' not in client.get(overview).content.decode()
    with pytest.raises(PermissionDenied):
        actions.dismiss_group(group.pk, actor=desk.communications())


@pytest_db
def test_a_proposed_theme_is_marked_and_stored_when_accepted(row, analyst, as_):
    lamps, bins = desk.theme(row, title="Penerangan"), desk.theme(row, title="Sampah")
    for theme, texts in ((lamps, LAMPS[:3]), (bins, BINS[:3])):
        for text in texts:
            assign_theme(grouped.comment(row, text).pk, theme, actor=analyst)
    grouped.read(row, analyst)
    comment = grouped.comment(row, LAMPS[4])
    client, item = as_(analyst), reverse("coding_item", args=[comment.pk])
    page = client.get(item).content.decode()
    assert "suggested" in page and f'name="proposed" value="{lamps.pk}" data-step-button="accept"' in page
    assert not comment.codes.exists()
    accept = reverse("coding_accept", args=[comment.pk])
    for _twice in range(2):
        assert client.post(accept, {"proposed": lamps.pk}).status_code == 303
    code = comment.codes.get()
    assert (code.theme, code.origin, code.assigned_by) == (lamps, Origin.SUGGESTION, analyst)
    assert CodingChange.objects.get(comment=comment).origin == Origin.SUGGESTION
    assert "suggested" not in client.get(item).content.decode()
    for nonsense in (desk.theme(row).pk, 0, "x", 10**30, ""):
        assert client.post(accept, {"proposed": nonsense}).status_code == 404
    assert client.post(reverse("coding_undo", args=[comment.pk])).status_code == 303
    assert not comment.codes.exists()
    with pytest.raises(PermissionDenied):
        accept_theme(comment.pk, lamps.pk, actor=desk.communications())


@pytest_db
def test_what_was_retired_since_is_not_proposed(row, analyst, as_):
    lamps = desk.theme(row, title="Penerangan")
    for text in LAMPS[:3]:
        assign_theme(grouped.comment(row, text).pk, lamps, actor=analyst)
    grouped.read(row, analyst)
    comment = grouped.comment(row, LAMPS[4])
    assert SuggestedTheme.objects.filter(comment=comment, theme=lamps).exists()
    actions.retire_theme(lamps.pk, actor=analyst, reason="Terlalu luas")
    client = as_(analyst)
    assert "suggested__title" not in client.get(reverse("coding_item", args=[comment.pk])).content.decode()
    answer = client.post(reverse("coding_accept", args=[comment.pk]), {"proposed": lamps.pk})
    assert answer.status_code == 422 and not comment.codes.exists()


@pytest_db
def test_almost_the_same_takes_the_others_codes_or_is_its_duplicate(row, analyst, as_):
    row.closes_at = row.closes_at.replace(year=row.closes_at.year + 1)
    row.save()
    same, again = desk.say(row, LAMPS[0] + " Terima kasih."), desk.say(row, LAMPS[0] + " Tolong!")
    desk.close(row)
    grouped.read(row, analyst)
    first = grouped.comment(row, LAMPS[0])
    assert {twin.comment_id for twin in SuggestedTwin.objects.filter(other=first)} >= {same.pk}
    client = as_(analyst)
    page = client.get(reverse("coding_item", args=[same.pk])).content.decode()
    assert f"Tanggapan {first.pk} berkata hampir sama" in page and 'value="duplicate"' in page
    twin = reverse("coding_twin", args=[same.pk])
    assert client.post(twin, {"twin": "same"}).status_code == 422  # the other has none yet
    theme = desk.theme(row)
    assign_theme(first.pk, theme, actor=analyst)
    assert client.post(twin, {"twin": "same"}).status_code == 303
    assert same.codes.get().origin == Origin.SUGGESTION
    other = SuggestedTwin.objects.get(comment=again)
    assert client.post(reverse("coding_twin", args=[again.pk]), {"twin": "duplicate"}).status_code == 303
    found = CommentDisposition.objects.get(comment=again)
    assert (found.kind, found.target_id) == ("duplicate_of", other.other_id)
    assert CodingChange.objects.get(comment=again).origin == Origin.SUGGESTION


@pytest_db
def test_coding_that_is_complete_stands_still(row, analyst):
    grouped.read(row, analyst)
    theme = desk.theme(row)
    for comment in row.comments.all():
        assign_theme(comment.pk, theme, actor=analyst)
    actions.complete_coding(row.pk, actor=analyst)
    group = SuggestedGroup.objects.first()
    with pytest.raises(ValidationError):
        accept_group(
            group.pk, list(group.members.values_list("comment", flat=True)), actor=analyst, title="Lain"
        )


@pytest_db
def test_hidden_comments_are_neither_read_nor_shown(row, analyst, as_):
    grouped.read(row, analyst)
    group = SuggestedGroup.objects.first()
    gone = group.members.first().comment
    Comment.objects.filter(pk=gone.pk).update(status=Comment.Status.HIDDEN)
    page = as_(analyst).get(reverse("coding_group", args=[group.pk])).content.decode()
    assert f'value="{gone.pk}"' not in page
    run = grouped.read(row, analyst)
    assert run.comments == 17 and not SuggestedGroup.objects.filter(members__comment=gone).exists()
    assert SuggestionRun.objects.count() == 1  # what an earlier run had found is gone


@pytest_db
def test_the_desk_costs_the_same_with_and_without_suggestions(row, analyst, as_):
    from django.test.utils import CaptureQueriesContext

    client, address = as_(analyst), reverse("coding_desk", args=[row.pk])
    lamps = desk.theme(row, title="Penerangan")
    for text in LAMPS[:3]:
        assign_theme(grouped.comment(row, text).pk, lamps, actor=analyst)

    def queries() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    before = queries()
    grouped.read(row, analyst)
    assert queries() <= before + 2  # what twins are coded into, where there are any
