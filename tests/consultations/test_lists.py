"""Questions, themes and agencies' answers as rows of their own in the admin, and the overviews."""

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.test.utils.form_data import querydict_from_html

from consultations.actions import assign_theme, complete_coding
from consultations.models import Question, Response, Theme, ThemeCommitment
from directory.models import Commitment
from tests import factories
from tests.consultations import desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    return desk.consultation()


def text_of(response) -> str:
    return response.content.decode()


def form_of(client, address: str) -> dict:
    """Return what the form at the address would send if nothing were changed."""
    response = client.get(address)
    assert response.status_code == 200, address
    return querydict_from_html(text_of(response), form_id="w-editor-form").dict()


def change(client, address: str, **changes):
    return client.post(address, form_of(client, address) | changes)


# --- Questions --------------------------------------------------------------------------------------


def test_communications_ask_reword_and_close_questions(as_, asked):
    client = as_(desk.communications())
    new = reverse("questions:add") + f"?consultation={asked.pk}&position=2"
    form = form_of(client, new)
    assert (form["consultation"], form["position"]) == (str(asked.pk), "2")
    assert client.post(new, form | {"title": "Jam berapa?"}).status_code == 303
    question = Question.objects.get(title="Jam berapa?")
    comment = desk.say(asked, question_id=question.pk)
    edit = reverse("questions:edit", args=[question.pk])
    assert change(client, edit, title="Pukul berapa?", closed_at="2026-11-25T14:30").status_code == 303
    question.refresh_from_db()
    assert question.title == "Pukul berapa?"
    assert question.closed_at.isoformat() == "2026-11-25T07:30:00+00:00"  # entered in Palembang's time
    comment.refresh_from_db()
    assert comment.question == question


def test_a_question_stays_with_its_consultation(as_, asked):
    question, other = desk.question(asked), desk.consultation()
    edit = reverse("questions:edit", args=[question.pk])
    assert change(as_(desk.communications()), edit, consultation=other.pk).status_code == 303
    question.refresh_from_db()
    assert question.consultation == asked


def test_the_same_question_twice_is_refused_at_its_field(as_, asked):
    question = desk.question(asked)
    client = as_(desk.communications())
    response = change(
        client, reverse("questions:add"), consultation=asked.pk, title=question.title.upper(), position=3
    )
    assert response.status_code == 422
    assert response.context["form"].errors["title"]


def test_a_commented_question_is_never_deleted(as_, asked):
    question, unused = desk.question(asked), desk.question(asked)
    desk.say(asked, question_id=question.pk)
    administrator = as_(factories.administrator())
    address = reverse("questions:delete", args=[question.pk])
    page = text_of(administrator.get(address))
    assert 'role="alert"' in page and "Yes, delete" not in page and "<form action" not in page
    assert administrator.post(address).status_code == 422
    assert Question.objects.filter(pk=question.pk).exists()
    with pytest.raises(ProtectedError):
        question.delete()
    assert administrator.post(reverse("questions:delete", args=[unused.pk])).status_code == 303
    assert not Question.objects.filter(pk=unused.pk).exists()
    assert as_(desk.communications()).get(address).status_code == 404


def test_lists_of_rows_offer_no_bulk_actions(as_, asked):
    desk.question(asked)
    client = as_(factories.administrator())
    for name in ("questions", "themes", "responses", "commitments", "agencies", "agency_officers"):
        assert "bulk-action" not in text_of(client.get(reverse(f"{name}:index"))), name


# --- Themes -----------------------------------------------------------------------------------------


def test_no_theme_is_deleted(as_, asked):
    """Its history stays; one that nobody needs is retired in the codebook (test_codebook.py)."""
    theme, comment = desk.theme(asked), desk.say(asked)
    assign_theme(comment.pk, theme, actor=desk.analyst())
    edit = text_of(as_(factories.administrator()).get(reverse("themes:edit", args=[theme.pk])))
    assert "/delete/" not in edit
    with pytest.raises(ProtectedError):
        theme.delete()


# --- Two editors ------------------------------------------------------------------------------------


def test_the_second_of_two_editors_sees_a_conflict_and_both_texts(as_, asked):
    theme = desk.theme(asked, title="Jam")
    edit = reverse("themes:edit", args=[theme.pk])
    first, second = as_(desk.analyst()), as_(desk.analyst())
    mine, theirs = form_of(first, edit), form_of(second, edit)
    assert (
        second.post(edit, theirs | {"title": "Jam angkut", "definition": "Kapan truk datang."}).status_code
        == 303
    )
    response = first.post(edit, mine | {"title": "Hari angkut"})
    assert response.status_code == 409
    assert "Jam angkut" in text_of(response) and 'value="Hari angkut"' in text_of(response)
    assert Theme.objects.get(pk=theme.pk).title == "Jam angkut"
    again = querydict_from_html(text_of(response), form_id="w-editor-form").dict()
    assert first.post(edit, again).status_code == 303
    assert Theme.objects.get(pk=theme.pk).title == "Hari angkut"


# --- Answers of agencies ----------------------------------------------------------------------------


def test_an_officer_answers_for_their_own_agency_only(as_, asked):
    own, other, theme = desk.agency(), desk.agency(), desk.theme(asked)
    officer = desk.officer(own)
    client = as_(officer)
    new = reverse("responses:add") + f"?theme={theme.pk}"
    form = form_of(client, new)
    assert (form["theme"], form["agency"]) == (str(theme.pk), str(own.pk))
    answer = {"outcome": "partly", "text": "Dua truk tambahan mulai Januari.", "state": "draft"}
    assert client.post(new, form | answer | {"agency": other.pk}).status_code == 422
    assert client.post(new, form | answer).status_code == 303
    response = Response.objects.get()
    assert (response.agency, response.written_by, response.state) == (own, officer, "draft")
    assert client.post(new, form | answer).status_code == 422  # it has answered this theme
    colleague = desk.officer(own)
    edit = reverse("responses:edit", args=[response.pk])
    assert change(as_(colleague), edit, state="final").status_code == 303
    response.refresh_from_db()
    assert (response.written_by, response.state) == (colleague, "final")


def test_another_agencys_answer_is_not_there(as_, asked):
    theirs = _answer(asked, text="Rahasia dapur.")
    stranger = as_(desk.officer(desk.agency()))
    for name in ("edit", "history", "inspect", "delete"):
        assert stranger.get(reverse(f"responses:{name}", args=[theirs.pk])).status_code == 404, name
    assert stranger.post(reverse("responses:edit", args=[theirs.pk]), {"text": "x"}).status_code == 404
    for address in (reverse("responses:index"), reverse("theme_overview", args=[theirs.theme_id])):
        page = text_of(stranger.get(address))
        assert str(theirs) not in page and "Rahasia dapur." not in page
    assert stranger.get(reverse("responses:index") + "?q=Rahasia").context["object_list"].count() == 0


def test_whose_office_has_ended_sees_nothing_any_more(as_, asked):
    theirs = _answer(asked)
    officer = desk.officer(theirs.agency)
    office = officer.offices.get()
    edit = reverse("responses:edit", args=[theirs.pk])
    assert as_(officer).get(edit).status_code == 200
    office.ended_at = office.started_at + (asked.closes_at - asked.opens_at) / 1000
    office.save()
    assert as_(officer).get(edit).status_code == 404


def test_moderators_and_communications_read_all_answers_and_change_none(as_, asked):
    answer = _answer(asked)
    for person in (desk.analyst(), desk.communications()):
        client = as_(person)
        assert str(answer.agency) in text_of(client.get(reverse("responses:index")))
        assert answer.text in text_of(client.get(reverse("responses:inspect", args=[answer.pk])))
        assert answer.text in text_of(client.get(reverse("theme_overview", args=[answer.theme_id])))
        assert client.get(reverse("responses:edit", args=[answer.pk])).status_code == 404
        assert client.get(reverse("responses:add")).status_code == 404


def test_a_final_answer_is_not_deleted(as_, asked):
    final = _answer(asked, state="final")
    administrator = as_(factories.administrator())
    address = reverse("responses:delete", args=[final.pk])
    assert administrator.post(address).status_code == 422
    Response.objects.filter(pk=final.pk).update(state="draft")
    assert administrator.post(address).status_code == 303


def test_retired_themes_and_unannounced_consultations_take_no_answers(as_, asked):
    client = as_(desk.officer(desk.agency()))
    retired = desk.theme(asked, retired_at=asked.opens_at)
    unannounced = desk.theme(desk.consultation(state="draft"))
    for theme in (retired, unannounced):
        data = {"theme": theme.pk, "outcome": "noted", "text": "Ya.", "state": "draft"}
        assert change(client, reverse("responses:add"), **data).status_code == 422


def _answer(asked, **fields) -> Response:
    return Response.objects.create(
        **{
            "theme": desk.theme(asked),
            "agency": desk.agency(),
            "outcome": "accepted",
            "text": "Kami tambah dua truk.",
            "written_by": factories.user(),
        }
        | fields
    )


# --- Overviews --------------------------------------------------------------------------------------


def test_the_overview_shows_numbers_and_ways_by_permission(as_, asked):
    theme, comment = desk.theme(asked), desk.say(asked)
    desk.say(asked)
    analyst = desk.analyst(name="Bayu Analis")
    assign_theme(comment.pk, theme, actor=analyst)
    overview = reverse("consultation_overview", args=[asked.pk])
    response = as_(analyst).get(overview)
    assert (response.context["published"], response.context["coverage"].remaining) == (2, 1)
    ways = {
        reverse("coding_desk", args=[asked.pk]): desk.analyst,
        reverse("moderation_queue"): desk.analyst,
        reverse("questions:add"): desk.communications,
    }
    for way, entitled in ways.items():
        assert way in text_of(as_(entitled()).get(overview)), way
    assert reverse("coding_desk", args=[asked.pk]) not in text_of(as_(desk.communications()).get(overview))
    assert as_(factories.user()).get(overview).status_code == 302


def test_the_overview_tells_the_history_with_reasons(as_, asked):
    analyst = desk.analyst(name="Bayu Analis")
    desk.close(asked)
    complete_coding(asked.pk, actor=analyst, reason="dibaca berdua")
    page = text_of(as_(analyst).get(reverse("consultation_overview", args=[asked.pk])))
    assert "dibaca berdua" in page and "Bayu Analis" in page


def test_a_commitment_is_made_under_a_theme_or_put_there(as_, asked):
    own, theme = desk.agency(), desk.theme(asked)
    officer = as_(desk.officer(own))
    overview = reverse("theme_overview", args=[theme.pk])
    new = reverse("theme_commitment_new", args=[theme.pk])
    assert new in text_of(officer.get(overview))
    data = form_of(officer, new) | {"what": "Dua truk tambahan", "due_on": "2027-01-31", "status": "planned"}
    assert officer.post(new, data | {"due_on": ""}).status_code == 422
    assert officer.post(new, data)["Location"] == overview
    assert officer.post(new, data).status_code == 303  # sent twice, made once
    commitment = Commitment.objects.get()
    assert ThemeCommitment.objects.filter(theme=theme, commitment=commitment).count() == 1
    other = desk.theme(asked)
    link = reverse("theme_commitment", args=[other.pk])
    analyst = as_(desk.analyst())
    assert analyst.post(link, {"commitment": commitment.pk, "do": "link"}).status_code == 303
    assert commitment.themes.count() == 2
    assert officer.post(link, {"commitment": commitment.pk, "do": "unlink"}).status_code == 303
    assert commitment.themes.count() == 1
    assert analyst.post(link, {"commitment": ""}).status_code == 422


def test_nobody_ties_another_agencys_commitment(as_, asked):
    theme = desk.theme(asked)
    theirs = Commitment.objects.create(agency=desk.agency(), what="Dua truk", due_on="2027-01-31")
    link = reverse("theme_commitment", args=[theme.pk])
    for person in (desk.officer(desk.agency()), desk.communications()):
        assert as_(person).post(link, {"commitment": theirs.pk, "do": "link"}).status_code == 404
    assert not ThemeCommitment.objects.exists()


# --- Cost and menu ----------------------------------------------------------------------------------


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200, address
    return len(captured)


def test_lists_cost_the_same_for_few_and_for_many_rows(as_, asked):
    administrator = as_(factories.administrator())

    def grow(count):
        for _ in range(count):
            where = desk.consultation()
            desk.question(where)
            answer = _answer(where)
            desk.officer(answer.agency)
            Commitment.objects.create(agency=answer.agency, what="Janji", due_on="2027-01-31")
            desk.say(where)

    names = ("questions", "themes", "responses", "commitments", "agencies", "agency_officers")
    addresses = [reverse(f"{name}:index") for name in names]
    addresses += [reverse("consultation_list"), reverse("coding_index")]
    grow(3)
    for address in addresses:
        administrator.get(address)
    few = {address: queries(administrator, address) for address in addresses}
    grow(15)
    assert {address: queries(administrator, address) for address in addresses} == few


def test_the_menu_shows_each_role_its_own_lines(as_, asked):
    expected = {
        desk.analyst: {"coding_index", "themes:index", "responses:index", "consultation_list"},
        desk.communications: {"questions:index", "responses:index", "agencies:index", "consultation_list"},
        lambda: desk.officer(desk.agency()): {"responses:index", "commitments:index", "themes:index"},
    }
    absent = {desk.communications: "coding_index", desk.analyst: "agency_officers:index"}
    for role, names in expected.items():
        page = text_of(as_(role()).get(reverse("wagtailadmin_home")))
        for name in names:
            assert f'"{reverse(name)}"' in page, (role, name)
    for role, name in absent.items():
        assert f'"{reverse(name)}"' not in text_of(as_(role()).get(reverse("wagtailadmin_home"))), name


def test_comments_have_no_list_of_rows():
    from wagtail.admin.viewsets import viewsets

    models = {getattr(viewset, "model", None) for viewset in viewsets.viewsets}
    names = {model if isinstance(model, str) else model._meta.label for model in models if model}
    assert "consultations.Comment" not in names and "consultations.Question" in names


def test_an_officer_reads_on_the_theme_what_was_said_but_nothing_that_is_hidden(as_, asked):
    analyst, theme = desk.analyst(), desk.theme(asked)
    comments = [desk.say(asked, f"Suara nomor {number}.") for number in range(22)]
    for comment in comments:
        assign_theme(comment.pk, theme, actor=analyst)
    comments[1].status = "hidden"
    comments[1].save(update_fields=["status"])
    client = as_(desk.officer(desk.agency()))
    first = client.get(reverse("theme_overview", args=[theme.pk]))
    assert "Suara nomor 0." in text_of(first) and "Suara nomor 1." not in text_of(first)
    second = client.get(reverse("theme_overview", args=[theme.pk]), {"after": first.context["more"]})
    assert second.context["said"] == comments[21:] and second.context["more"] is None
