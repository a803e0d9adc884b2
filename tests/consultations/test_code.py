"""Analysts put comments into themes, or say why there is none, at the desk in the admin."""

import pytest
from django.test import Client
from django.urls import reverse

from consultations.actions import decide, set_codes, withdraw_comment
from consultations.actions.coding import codes_of
from consultations.coverage import coverage_of
from consultations.models import CodingChange, Comment, CommentDisposition, CommentTheme, Consultation
from tests import factories
from tests.consultations import desk

pytestmark = pytest.mark.django_db

SCRIPT = {"X-Requested-With": "XMLHttpRequest"}


@pytest.fixture
def asked():
    return desk.consultation()


@pytest.fixture
def analyst():
    return desk.analyst(name="Bayu Analis")


@pytest.fixture
def client(as_, analyst) -> Client:
    return as_(analyst)


def code(client, comment: Comment, *, headers=None, seen="", **data):
    """Send the form of a comment as the desk draws it."""
    return client.post(reverse("coding_item", args=[comment.pk]), {"seen": seen, **data}, headers=headers)


def codes(comment: Comment) -> dict:
    return codes_of(Comment.objects.get(pk=comment.pk))


def text_of(response) -> str:
    return response.content.decode()


# --- One comment ------------------------------------------------------------------------------------


def test_a_comment_gets_several_themes_and_the_work_goes_on_with_the_next(client, asked):
    hours, fees = desk.theme(asked), desk.theme(asked)
    first, second = desk.say(asked), desk.say(asked)
    response = code(client, first, themes=[hours.pk, fees.pk], reason="menyebut jam dan iuran")
    assert response.status_code == 303
    assert response["Location"] == reverse("coding_item", args=[second.pk])
    assert codes(first) == {"themes": [hours.pk, fees.pk], "disposition": "", "target": None}
    assert CommentTheme.objects.get(comment=first, theme=fees).reason == "menyebut jam dan iuran"


def test_the_desk_form_leads_back_to_the_list_at_the_next_comment(client, asked):
    subject, first, second = desk.theme(asked), desk.say(asked), desk.say(asked)
    page = text_of(client.get(reverse("coding_desk", args=[asked.pk]) + "?show=all"))
    onwards = f"/admin/coding/{asked.pk}/?show=all#c{second.pk}"
    assert f'name="next" value="{onwards}"' in page
    assert code(client, first, themes=[subject.pk], next=onwards)["Location"] == onwards
    assert code(client, second, themes=[subject.pk], next="https://elsewhere.invalid/")[
        "Location"
    ].startswith("/admin/")


def test_recoding_says_who_replaced_what(client, asked, analyst):
    hours, fees, comment = desk.theme(asked), desk.theme(asked), desk.say(asked)
    code(client, comment, themes=[hours.pk])
    kept = CommentTheme.objects.get(comment=comment, theme=hours).pk
    code(client, comment, themes=[hours.pk, fees.pk], seen=f"t{hours.pk}")
    code(client, comment, disposition="no_substance", seen=f"t{hours.pk}.{fees.pk}", reason="hanya salam")
    code(client, comment, themes=[fees.pk], seen="no_substance")
    changes = list(CodingChange.objects.filter(comment=comment))
    assert [(change.before["themes"], change.after["themes"]) for change in changes] == [
        ([], [hours.pk]),
        ([hours.pk], [hours.pk, fees.pk]),
        ([hours.pk, fees.pk], []),
        ([], [fees.pk]),
    ]
    assert changes[2].after["disposition"] == "no_substance" and changes[2].reason == "hanya salam"
    assert {change.actor for change in changes} == {analyst}
    assert not CommentTheme.objects.filter(pk=kept).exists()


def test_a_theme_that_stays_keeps_who_assigned_it(client, as_, asked, analyst):
    hours, fees, comment = desk.theme(asked), desk.theme(asked), desk.say(asked)
    code(client, comment, themes=[hours.pk])
    code(as_(desk.analyst()), comment, themes=[hours.pk, fees.pk], seen=f"t{hours.pk}")
    assert CommentTheme.objects.get(comment=comment, theme=hours).assigned_by == analyst


def test_taking_all_codes_off_leaves_the_comment_remaining_again(client, asked):
    subject, comment = desk.theme(asked), desk.say(asked)
    code(client, comment, themes=[subject.pk])
    assert coverage_of(asked).remaining == 0
    assert code(client, comment, seen=f"t{subject.pk}").status_code == 303
    assert coverage_of(asked).remaining == 1


def test_the_same_form_sent_twice_changes_nothing_the_second_time(client, asked):
    subject, comment = desk.theme(asked), desk.say(asked)
    assert code(client, comment, themes=[subject.pk]).status_code == 303
    assert code(client, comment, themes=[subject.pk]).status_code == 303
    assert CodingChange.objects.filter(comment=comment).count() == 1


def test_a_script_gets_the_card_and_the_coverage_instead_of_a_page(client, asked):
    subject, comment = desk.theme(asked), desk.say(asked)
    response = code(client, comment, themes=[subject.pk], headers=SCRIPT)
    assert response.status_code == 200
    assert 'id="coding-bar"' in text_of(response) and f'id="c{comment.pk}"' in text_of(response)
    assert "<html" not in text_of(response)


def test_a_form_without_any_choice_comes_back_with_words(client, asked):
    comment = desk.say(asked)
    response = code(client, comment, reason="")
    assert response.status_code == 422
    assert f'id="c{comment.pk}-themes-error"' in text_of(response)


def test_themes_and_a_disposition_at_once_are_refused_and_both_stay_ticked(client, asked):
    subject, comment = desk.theme(asked), desk.say(asked)
    response = code(client, comment, themes=[subject.pk], disposition="out_of_scope", reason="belum yakin")
    assert response.status_code == 422
    assert f'value="{subject.pk}" data-key="1" checked' in text_of(response)
    assert 'value="out_of_scope" checked' in text_of(response)
    assert "belum yakin" in text_of(response)
    assert codes(comment) == {"themes": [], "disposition": "", "target": None}


def test_another_consultations_theme_is_refused(client, asked):
    foreign, comment = desk.theme(desk.consultation()), desk.say(asked)
    assert code(client, comment, themes=[foreign.pk]).status_code == 422
    assert not CommentTheme.objects.filter(comment=comment).exists()


def test_a_retired_theme_takes_no_new_comments_but_keeps_the_old(client, asked):
    old, new, first, second = desk.theme(asked), desk.theme(asked), desk.say(asked), desk.say(asked)
    code(client, first, themes=[old.pk])
    old.retired_at = old.consultation.opens_at
    old.save()
    assert code(client, second, themes=[old.pk]).status_code == 422
    assert code(client, first, themes=[old.pk, new.pk], seen=f"t{old.pk}").status_code == 303
    assert codes(first)["themes"] == [old.pk, new.pk]


# --- Dispositions -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["out_of_scope", "answered_in_thread", "no_substance"])
def test_a_disposition_says_why_there_is_no_theme(client, asked, analyst, kind):
    comment = desk.say(asked)
    assert code(client, comment, disposition=kind, reason="sebab").status_code == 303
    stored = CommentDisposition.objects.get(comment=comment)
    assert (stored.kind, stored.reason, stored.assigned_by) == (kind, "sebab", analyst)


def test_a_duplicate_names_the_comment_that_it_repeats(client, asked):
    original, copy = desk.say(asked), desk.say(asked)
    assert code(client, copy, disposition="duplicate_of", target=original.pk).status_code == 303
    assert codes(copy) == {"themes": [], "disposition": "duplicate_of", "target": original.pk}


def test_chains_and_loops_of_duplicates_are_refused(client, asked):
    original, copy, third = desk.say(asked), desk.say(asked), desk.say(asked)
    code(client, copy, disposition="duplicate_of", target=original.pk)
    for comment, target in [(third, copy), (original, third), (third, third)]:
        response = code(client, comment, disposition="duplicate_of", target=target.pk)
        assert response.status_code == 422, (comment, target)
        assert f'id="c{comment.pk}-target-error"' in text_of(response)


@pytest.mark.parametrize("target", ["", "nobody", "0", "999999999999999999999", "²"])
def test_a_duplicate_without_a_comment_to_repeat_is_refused(client, asked, target):
    comment = desk.say(asked)
    assert code(client, comment, disposition="duplicate_of", target=target).status_code == 422


def test_a_duplicate_of_another_consultations_comment_is_refused(client, asked):
    foreign, comment = desk.say(desk.consultation()), desk.say(asked)
    assert code(client, comment, disposition="duplicate_of", target=foreign.pk).status_code == 422


def test_hidden_and_withdrawn_comments_are_coded_with_their_state_shown_pending_ones_are_not_there(
    client, asked, analyst
):
    subject, author = desk.theme(asked), factories.user()
    hidden, withdrawn = desk.say(asked), desk.say(asked, by=author)
    rule = _rule()
    decide(
        hidden.pk,
        actor=analyst,
        kind="hide",
        version_id=hidden.version_id,
        rule_version=rule,
        reason="Menghina.",
    )
    withdraw_comment(withdrawn.pk, account=author)
    Consultation.objects.filter(pk=asked.pk).update(moderation="pre")
    pending = desk.say(asked)
    page = text_of(client.get(reverse("coding_desk", args=[asked.pk]) + "?show=all"))
    assert f'id="c{hidden.pk}"' in page and f'id="c{withdrawn.pk}"' in page
    assert str(hidden.__class__.Status.HIDDEN.label) in page
    assert f'id="c{pending.pk}"' not in page
    for comment in (hidden, withdrawn):
        assert code(client, comment, themes=[subject.pk]).status_code == 303
    assert code(client, pending, themes=[subject.pk]).status_code == 404
    assert coverage_of(asked).total == 0  # neither is published: they count for nobody's coverage


def _rule():
    from consultations.models import RuleVersion

    return RuleVersion.objects.in_force().filter(rule__for_system=False).first()


# --- The list ---------------------------------------------------------------------------------------


def test_filters_show_what_remains_by_question_and_theme(client, asked):
    subject, when = desk.theme(asked), desk.question(asked)
    coded, disposed = desk.say(asked), desk.say(asked)
    left, left_on_question = desk.say(asked), desk.say(asked, question_id=when.pk)
    code(client, coded, themes=[subject.pk])
    code(client, disposed, disposition="no_substance")
    expected = {
        "": {left, left_on_question},
        "show=remaining": {left, left_on_question},
        "show=themed": {coded},
        "show=disposition": {disposed},
        "show=all": {coded, disposed, left, left_on_question},
        f"show=all&question={when.pk}": {left_on_question},
        "show=remaining&question=0": {left},
        f"show=all&theme={subject.pk}": {coded},
        "show=nonsense&question=x&theme=²&after=1-y": {left, left_on_question},
    }
    for query, comments in expected.items():
        page = text_of(client.get(reverse("coding_desk", args=[asked.pk]) + f"?{query}"))
        shown = {
            comment for comment in (coded, disposed, left, left_on_question) if f'id="c{comment.pk}"' in page
        }
        assert shown == comments, query


def test_pages_follow_one_another_oldest_thread_first_without_gap_or_repeat(client, asked):
    roots = [desk.say(asked) for _ in range(15)]
    late = [desk.say(asked, to=root) for root in roots]
    expected = [pk for root, reply in zip(roots, late, strict=True) for pk in (root.pk, reply.pk)]
    seen, url = [], reverse("coding_desk", args=[asked.pk])
    while url:
        response = client.get(url)
        seen += [row["card"].comment.pk for row in response.context["cards"]]
        url = response.context["next_page"] and url.split("?")[0] + response.context["next_page"]
    assert seen == expected


def test_the_branch_stands_above_a_deep_reply_with_its_root_and_what_is_left_out(client, asked):
    branch = [desk.say(asked, "Akar dari semuanya.")]
    for number in range(9):
        branch.append(desk.say(asked, f"Balasan ke-{number}.", to=branch[-1]))
    [row] = [
        r
        for r in client.get(reverse("coding_desk", args=[asked.pk])).context["cards"]
        if r["card"].comment == branch[9]
    ]
    assert row["card"].above == [branch[0], *branch[3:9]]
    assert row["card"].left_out == 2


def test_the_desk_costs_the_same_queries_for_few_and_for_many(client, asked, django_assert_max_num_queries):
    desk.theme(asked)
    root = desk.say(asked)
    desk.say(asked, to=root)
    few = _queries(client, asked)
    for _ in range(25):
        root = desk.say(asked, to=root)
    assert _queries(client, asked) <= few


def _queries(client, asked) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("coding_desk", args=[asked.pk])).status_code == 200
    return len(queries)


def test_next_uncoded_leads_from_comment_to_comment_and_ends_when_nothing_remains(client, asked):
    subject, comments = desk.theme(asked), [desk.say(asked) for _ in range(3)]
    here = reverse("coding_item", args=[comments[1].pk])
    for expected in (comments[2], comments[0]):
        response = client.post(here, {"themes": [subject.pk], "seen": ""})
        assert response["Location"] == reverse("coding_item", args=[expected.pk])
        here = response["Location"]
    assert client.post(here, {"themes": [subject.pk], "seen": ""})["Location"] == reverse(
        "coding_desk", args=[asked.pk]
    )


def test_many_selected_comments_are_coded_at_once_and_dispositions_are_left(client, asked):
    hours, fees = desk.theme(asked), desk.theme(asked)
    plain, themed, disposed = desk.say(asked), desk.say(asked), desk.say(asked)
    code(client, themed, themes=[fees.pk])
    code(client, disposed, disposition="no_substance")
    bulk = reverse("coding_bulk", args=[asked.pk])
    response = client.post(bulk, {"comments": [plain.pk, themed.pk, disposed.pk], "theme": hours.pk})
    assert response.status_code == 303
    assert codes(plain)["themes"] == [hours.pk]
    assert codes(themed)["themes"] == [hours.pk, fees.pk]
    assert codes(disposed)["disposition"] == "no_substance"


def test_bulk_coding_is_all_or_nothing(client, asked):
    subject, own, foreign = desk.theme(asked), desk.say(asked), desk.say(desk.consultation())
    bulk = reverse("coding_bulk", args=[asked.pk])
    for data in (
        {"comments": [own.pk, foreign.pk], "theme": subject.pk},
        {"comments": [own.pk, 10**30], "theme": subject.pk},
        {"comments": [], "theme": subject.pk},
        {"comments": [own.pk], "theme": ""},
        {"comments": [own.pk], "theme": desk.theme(foreign.consultation).pk},
    ):
        response = client.post(bulk, data)
        assert response.status_code == 422, data
        assert 'role="alert"' in text_of(response)
    assert not CommentTheme.objects.exists()


# --- Coverage and completion ------------------------------------------------------------------------


def test_coverage_counts_published_comments_only_and_adds_up(client, asked, analyst):
    subject = desk.theme(asked)
    comments = [desk.say(asked) for _ in range(4)]
    code(client, comments[0], themes=[subject.pk])
    code(client, comments[1], disposition="no_substance")
    decide(
        comments[0].pk,
        actor=analyst,
        kind="hide",
        version_id=comments[0].version_id,
        rule_version=_rule(),
        reason="Menghina.",
    )
    coverage = coverage_of(asked)
    assert (coverage.themed, coverage.disposed, coverage.remaining, coverage.percent) == (0, 1, 2, 33)
    assert "33%" in text_of(client.get(reverse("coding_index")))


def test_coding_is_complete_only_after_closing_and_when_nothing_remains(client, asked):
    subject, comment = desk.theme(asked), desk.say(asked)
    state = reverse("coding_state", args=[asked.pk])
    assert client.post(state, {"complete": "yes"}).status_code == 422  # still open
    desk.close(asked)
    assert client.post(state, {"complete": "yes"}).status_code == 422  # one remains
    code(client, comment, themes=[subject.pk])
    assert client.post(state, {"complete": "yes", "reason": "dibaca berdua"}).status_code == 303
    [change] = asked.changes.all()
    assert (change.kind, change.reason) == ("coding_completed", "dibaca berdua")


def test_while_coding_is_complete_everything_is_refused_in_words_until_it_is_taken_up_again(client, asked):
    subject, comment = desk.theme(asked), desk.say(asked)
    code(client, comment, themes=[subject.pk])
    desk.close(asked)
    state = reverse("coding_state", args=[asked.pk])
    client.post(state, {"complete": "yes"})
    for response in (
        code(client, comment, seen=f"t{subject.pk}", disposition="no_substance"),
        client.post(reverse("coding_bulk", args=[asked.pk]), {"comments": [comment.pk], "theme": subject.pk}),
        client.post(state, {"complete": "no", "reason": "  "}),
    ):
        assert response.status_code == 422
        assert 'role="alert"' in text_of(response)
    assert codes(comment)["themes"] == [subject.pk]
    assert "coding-bulk" not in text_of(client.get(reverse("coding_desk", args=[asked.pk]) + "?show=all"))
    assert client.post(state, {"complete": "no", "reason": "satu tanggapan dipulihkan"}).status_code == 303
    assert code(client, comment, seen=f"t{subject.pk}", disposition="no_substance").status_code == 303
    assert [change.kind for change in asked.changes.all()] == ["coding_completed", "coding_resumed"]


# --- Two analysts, and everybody else ---------------------------------------------------------------


def test_a_change_meanwhile_answers_409_with_both_and_saving_again_replaces_it(client, as_, asked):
    hours, fees, comment = desk.theme(asked), desk.theme(asked), desk.say(asked)
    other = desk.analyst(name="Dian Analis")
    code(as_(other), comment, themes=[hours.pk])
    response = code(client, comment, themes=[fees.pk])
    page = text_of(response)
    assert response.status_code == 409
    assert "Dian Analis" in page and hours.title in page
    assert f'value="{fees.pk}" data-key="2" checked' in page
    assert codes(comment)["themes"] == [hours.pk]
    assert f'name="seen" value="t{hours.pk}"' in page
    assert code(client, comment, themes=[fees.pk], seen=f"t{hours.pk}").status_code == 303
    assert codes(comment)["themes"] == [fees.pk]


def test_a_damaged_mark_of_what_was_seen_is_refused(client, asked):
    subject, comment = desk.theme(asked), desk.say(asked)
    for seen in ("t", "tx", "nonsense", "duplicate_of-x", "t1.2.x"):
        assert code(client, comment, themes=[subject.pk], seen=seen).status_code == 422, seen


def test_the_desk_is_not_there_for_anybody_else(as_, asked):
    comment = desk.say(asked)
    addresses = [
        reverse("coding_index"),
        reverse("coding_desk", args=[asked.pk]),
        reverse("coding_item", args=[comment.pk]),
        reverse("coding_bulk", args=[asked.pk]),
        reverse("coding_state", args=[asked.pk]),
    ]
    for person in (desk.communications(), desk.officer(asked.agency)):
        for address in addresses:
            assert as_(person).get(address).status_code == 404, address
            assert as_(person).post(address).status_code == 404, address
    for client in (as_(factories.user()), Client()):
        for address in addresses:
            response = client.get(address)
            assert response.status_code == 302 and "/akun/masuk/" in response["Location"], address


def test_the_verb_itself_refuses_whoever_may_not_code(asked):
    from django.core.exceptions import PermissionDenied

    comment = desk.say(asked)
    with pytest.raises(PermissionDenied):
        set_codes(comment.pk, actor=desk.communications(), disposition="no_substance")


def test_what_was_chosen_for_many_is_still_there_after_a_refusal(client, asked):
    theme, comment = desk.theme(asked), desk.say(asked)
    sent = {"comments": [comment.pk], "theme": theme.pk, "disposition": "duplicate_of", "target": "77"}
    answer = client.post(reverse("coding_bulk", args=[asked.pk]), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert (
        f'<option value="{theme.pk}" selected>' in page and '<option value="duplicate_of" selected>' in page
    )
    assert 'name="target" value="77"' in page
