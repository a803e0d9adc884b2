"""Questions in advance: those who come ask and support, once each; the chair sees them ranked, answers and hides."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.urls import reverse

from events import actions
from events.codes import code_of
from events.models import AgendaItem, AudienceQuestion, QuestionSupport
from tests.events.forums import come, item, moved, organiser, resident, with_seats
from tests.racing import at_once, beside


def forum(**fields):
    """Publish a forum with a talk, a break and a discussion."""
    agenda = [item(30, "Paparan", kind="talk"), item(10, "Rehat", kind="break"), item(30, "Diskusi")]
    return with_seats(9, agenda=agenda, **fields)


def part(page, title: str = "Diskusi") -> AgendaItem:
    return AgendaItem.objects.get(event=page.event_id, title=title)


def ask(registration, page, text: str = "Kapan loket dibuka?", **fields) -> AudienceQuestion:
    return actions.ask_question(registration.pk, part(page).pk, text, **{"form_key": uuid.uuid4()} | fields)


def listed(client, page) -> str:
    return client.get(reverse("events:questions", args=[page.event_id])).content.decode()


@pytest.mark.django_db
class TestQuestions:
    def test_a_guest_asks_by_code_and_another_supports_with_an_account(self, client):
        page, person = forum(), resident()
        asker = come(page)
        come(page, account=person)
        path = reverse("events:questions", args=[page.event_id])
        send = {"form_key": uuid.uuid4(), "item": part(page).pk, "text": "Kapan  loket dibuka?"}
        assert client.post(path, send).status_code == 404  # nobody yet
        client.post(reverse("events:by_code"), {"code": code_of(asker)})
        for _tap in range(2):
            assert client.post(path, send).status_code == 303
        [question] = AudienceQuestion.objects.all()
        assert (question.text, question.support_count) == ("Kapan loket dibuka?", 0)
        assert asker.name not in listed(client, page)
        client.logout()
        client.force_login(person)
        support = reverse("events:support_question", args=[question.pk])
        for _tap in range(2):
            client.post(support)
        assert "1 mendukung ini" in listed(client, page)
        client.post(support, {"batal": "1"})
        client.post(support, {"batal": "1"})
        question.refresh_from_db()
        assert question.support_count == 0

    def test_the_chair_sees_them_ranked_answers_and_hides_with_a_reason(self, client):
        page, who = forum(), organiser()
        first, second = come(page), come(page)
        one, two = ask(first, page, "Satu?"), ask(second, page, "Dua?")
        bad = ask(second, page, "Kasar?")
        actions.support_question(two.pk, first.pk)
        client.force_login(who)
        chair = reverse("events:chair", args=[page.event_id])
        text = client.get(chair).content.decode()
        assert text.index("Dua?") < text.index("Satu?") < text.index("Kasar?")
        client.post(reverse("events:settle_question", args=[two.pk]), {"do": "answered"})
        refused = client.post(reverse("events:settle_question", args=[bad.pk]), {"do": "hide", "reason": " "})
        assert refused.status_code == 422
        client.post(
            reverse("events:settle_question", args=[bad.pk]), {"do": "hide", "reason": "Menghina orang."}
        )
        client.logout()
        text = listed(client, page)
        assert "sudah dijawab" in text and "Menghina orang." in text and "Kasar?" not in text
        assert client.get(chair).status_code in (302, 404)
        with pytest.raises(PermissionDenied):
            actions.hide_question(one.pk, actor=resident(), reason="Ingin.")
        with pytest.raises(AudienceQuestion.DoesNotExist):
            actions.support_question(bad.pk, first.pk)

    def test_what_is_refused_says_why_and_keeps_the_text(self, client):
        page, person = forum(), resident()
        row = come(page, account=person)
        client.force_login(person)
        path = reverse("events:questions", args=[page.event_id])
        for fields in ({"text": " "}, {"text": "x" * 401}, {"text": "Halo\u202e"}, {"item": 999}):
            send = {"form_key": uuid.uuid4(), "item": part(page).pk, "text": "Kapan?"} | fields
            answer = client.post(path, send)
            assert answer.status_code == 422, fields
            assert answer.context["form"].errors
        assert client.post(path, send | {"item": part(page, "Rehat").pk}).status_code == 422
        own = ask(row, page)
        with pytest.raises(ValidationError):
            actions.support_question(own.pk, row.pk)
        for number in range(4):
            ask(row, page, f"Nomor {number}?")
        with pytest.raises(ValidationError):
            ask(row, page, "Nomor enam?")
        with pytest.raises(IntegrityError), transaction.atomic():
            AudienceQuestion.objects.filter(pk=own.pk).update(item=part(forum()))

    def test_a_part_that_is_gone_and_a_form_of_somebody_else_are_refused_in_words(self, client):
        page, person, key = forum(), resident(), uuid.uuid4()
        row, other = come(page, account=person), come(page)
        ask(other, page, form_key=key)
        client.force_login(person)
        path = reverse("events:questions", args=[page.event_id])
        taken = client.post(path, {"form_key": key, "item": part(page).pk, "text": "Kapan?"})
        assert taken.status_code == 422 and "sudah dipakai" in taken.content.decode()
        gone = part(page)
        moved(page, agenda=[item(30, "Lain")])
        with pytest.raises(ValidationError) as refused:
            actions.ask_question(row.pk, gone.pk, "Kapan?", form_key=uuid.uuid4())
        assert "item" in refused.value.message_dict

    def test_only_those_who_still_come_to_a_forum_that_is_held(self):
        page = forum()
        row, other = come(page), come(forum())
        question = ask(row, page)
        with pytest.raises(AudienceQuestion.DoesNotExist):
            actions.support_question(question.pk, other.pk)
        actions.cancel_registration(row.pk)
        with pytest.raises(ValidationError):
            ask(row, page)
        stays = come(page)
        moved(page, cancelled=True)
        with pytest.raises(ValidationError):
            actions.support_question(question.pk, stays.pk)


@pytest.mark.django_db(transaction=True)
def test_many_supporters_and_many_taps_at_once_count_each_once():
    page = forum()
    question = ask(come(page), page)
    people = [come(page) for _ in range(6)]
    at_once([lambda row=row: actions.support_question(question.pk, row.pk) for row in people * 3])
    question.refresh_from_db()
    assert question.support_count == 6 == QuestionSupport.objects.count()
    late = come(page)
    beside(*[lambda: actions.support_question(question.pk, late.pk)] * 2)
    assert QuestionSupport.objects.filter(registration=late).count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_lock_and_key_taps_count_double(monkeypatch):
    from django.db import connection

    page = forum()
    question, person = ask(come(page), page), come(page)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE events_questionsupport DROP CONSTRAINT question_support_once")
    monkeypatch.setattr(
        "django.db.models.query.QuerySet.select_for_update", lambda rows, *args, **kwargs: rows._chain()
    )

    def tap():
        return actions.support_question(question.pk, person.pk)

    beside(tap, tap)
    found = QuestionSupport.objects.values("registration").annotate(n=Count("pk")).get()
    assert found["n"] == 2


@pytest.mark.django_db
def test_a_list_costs_the_same_at_three_and_at_many(client, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    page = with_seats(200, agenda=[item(30, "Diskusi")])
    for number in range(3):
        ask(come(page), page, f"Tanya {number}?")
    listed(client, page)
    with CaptureQueriesContext(connection) as few:
        listed(client, page)
    for number in range(3, 40):
        ask(come(page), page, f"Tanya {number}?")
    with django_assert_num_queries(len(few)):
        listed(client, page)
