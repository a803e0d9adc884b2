"""Moderators take measures against accounts: with rule and reason, never silently, and within what a measure means."""

import json
import threading
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import anonymise_user, export_person, send_due_notifications
from accounts.models import Notification, User
from consultations import actions
from consultations.models import Comment, Measure
from tests import factories
from tests.consultations import desk
from tests.consultations.conduct import REASON, filled, open_form, person_url, send, take
from tests.consultations.moderation import QUEUE, past_the_guards, rule
from tests.consultations.talking import client_of, consultation, decide, officer, say, words, write
from tests.racing import at_once, meet_after

pytestmark = pytest.mark.django_db
MINE = "/tanggapan/tindakan/"


@pytest.fixture
def moderator():
    return desk.analyst(name="Mas Penindak")


@pytest.fixture
def row():
    return consultation(title="Loket")


@pytest.fixture
def resident(row):
    """Somebody who has commented."""
    resident = factories.user(name="Pak Kasar")
    say(row, "Petugas itu lamban.", by=resident)
    return resident


def submit_url(row) -> str:
    return f"/tanggapan/konsultasi/{row.slug}/tulis/"


def letters(to: User) -> list:
    while send_due_notifications():
        pass
    return [letter for letter in mail.outbox if letter.to == [to.email]]


# --- Taking -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("note", "Anda diingatkan pada satu aturan"),
        ("warn", "Anda diberi peringatan"),
        ("pause", "Akun Anda ditangguhkan"),
        ("close", "Akun Anda ditutup untuk menulis"),
    ],
)
def test_each_measure_is_taken_at_the_desk_and_told_with_rule_and_reason(
    as_, moderator, resident, kind, subject
):
    answer = send(as_(moderator), resident, kind, note="Catatan rahasia.")
    assert (answer.status_code, answer["Location"]) == (303, person_url(resident))
    measure = Measure.objects.get()
    assert (measure.account, measure.kind, measure.actor, measure.reason) == (
        resident,
        kind,
        moderator,
        REASON,
    )
    assert (measure.until is not None) == (kind == "pause")
    [letter] = letters(resident)
    assert letter.subject == subject
    for told in (REASON, rule().title, f"{MINE}{measure.pk}/", "keberatan dalam 14 hari"):
        assert told in letter.body
    assert "Catatan rahasia." not in letter.body and moderator.name not in letter.body
    assert subject in words(client_of(resident).get("/akun/kotak-masuk/"))
    page = words(as_(moderator).get(person_url(resident)))
    assert REASON in page and "Catatan rahasia." in page


def test_a_pause_lasts_as_long_as_was_chosen(as_, moderator, resident):
    client = as_(moderator)
    for length, days in (("1", 1), ("7", 7), ("30", 30)):
        assert send(client, resident, length=length).status_code == 303
        measure = Measure.objects.latest("pk")
        assert abs(measure.until - measure.at - timedelta(days=days)) < timedelta(seconds=5)
    last_day = (timezone.localtime() + timedelta(days=3)).date()
    assert send(client, resident, length="date", until=last_day.isoformat()).status_code == 303
    until = timezone.localtime(Measure.objects.latest("pk").until)
    assert (until.date(), until.hour, until.minute) == (last_day + timedelta(days=1), 0, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": ""},
        {"kind": "lift"},
        {"kind": "x"},
        {"rule": ""},
        {"rule": "99999"},
        {"reason": ""},
        {"reason": "   "},
        {"reason": "a" * 2001},
        {"reason": "a\x00b"},
        {"note": "a" * 2001},
        {"length": "x"},
        {"length": "date"},
        {"length": "date", "until": "kemarin"},
        {"length": "date", "until": "2020-01-01"},
        {"length": "date", "until": "2999-01-01"},
        {"length": "date", "until": "9999-12-31"},
        {"seen_id": "x"},
        {"form_key": ""},
        {"comment": "-1"},
        {"comment": str(10**30)},
    ],
)
def test_a_measure_that_lacks_something_is_refused_with_what_was_typed(as_, moderator, resident, wrong):
    client = as_(moderator)
    answer = client.post(f"{person_url(resident)}measure/", open_form(client, resident) | filled(**wrong))
    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    if "reason" not in wrong:
        assert REASON in words(answer)
    assert not Measure.objects.exists() and not Notification.objects.filter(kind="measure").exists()


def test_the_comment_that_gave_rise_is_the_persons_own(as_, moderator, row, resident):
    client, own = as_(moderator), Comment.objects.get(participant__account=resident)
    form = open_form(client, resident, f"?comment={own.pk}")
    assert form["comment"] == str(own.pk)
    other = say(row, "Kata orang lain.")
    assert send(client, resident, form=form | {"comment": other.pk}).status_code == 422
    assert send(client, resident, form=form).status_code == 303
    assert Measure.objects.get().comment == own
    for odd in ("x", "9" * 30, "²"):
        assert client.get(person_url(resident) + f"?comment={odd}").status_code == 200


def test_a_rule_rewritten_meanwhile_or_of_the_system_is_not_cited(moderator, resident):
    from consultations.models import RuleVersion

    system = RuleVersion.objects.in_force().get(rule__for_system=True)
    old = rule()
    RuleVersion.objects.create(
        rule=old.rule, version=2, title="Baru", explanation="Baru.", written_by=moderator
    )
    for cited in (system, old, None):
        with pytest.raises(ValidationError) as refused:
            actions.take_measure(resident.pk, actor=moderator, kind="warn", rule_version=cited, reason=REASON)
        assert set(refused.value.message_dict) == {"rule"}


def test_who_may_take_measures_against_whom(as_, moderator, resident):
    administrator, colleague = factories.administrator(), desk.analyst()
    for outsider in (resident, desk.communications(), desk.officer(desk.agency())):
        assert as_(outsider).get(person_url(resident)).status_code in (302, 404)
        assert as_(outsider).post(f"{person_url(resident)}measure/", filled()).status_code in (302, 404)
        with pytest.raises(PermissionDenied):
            take(resident, by=outsider)
    row = consultation()
    for speaker in (moderator, administrator, colleague):
        say(row, "Saya juga warga.", by=speaker)
    # Oneself, by form and in the database; an administrator, unless one is one.
    client = as_(moderator)
    for reach, status in ((moderator, 403), (administrator, 403), (colleague, 303)):
        form = open_form(client, resident) | {"seen_id": "0"}
        answer = client.post(f"{person_url(reach)}measure/", form | {"form_key": uuid.uuid4()} | filled())
        assert answer.status_code == status
    assert "Akun ini milik Anda sendiri" in words(client.get(person_url(moderator)))
    assert "hanya administrator lain" in words(client.get(person_url(administrator)))
    other = factories.administrator()
    assert take(administrator, by=other).account == administrator
    with pytest.raises(PermissionDenied):
        take(User.objects.system(), by=moderator)
    with pytest.raises(IntegrityError, match="measure_not_of_oneself"), transaction.atomic():
        Measure.objects.create(
            account=moderator, actor=moderator, kind="warn", rule_version=rule(), reason="Ya."
        )


def test_a_moderator_looks_nobody_up_who_kept_silent(as_, moderator, resident):
    client = as_(moderator)
    for nobody in (factories.user().pk, User.objects.system().pk, 10**8, 10**30):
        assert client.get(f"{QUEUE}people/{nobody}/").status_code == 404
        assert client.post(f"{QUEUE}people/{nobody}/measure/", filled()).status_code == 404
    page = client.get(person_url(resident)).content.decode()
    assert resident.email not in page


def test_the_desk_leads_to_the_person(as_, moderator):
    author = factories.user()
    comment = say(consultation(moderation="pre"), "Menunggu.", by=author)
    assert f'href="{person_url(author)}?comment={comment.pk}"' in as_(moderator).get(QUEUE).content.decode()


def test_the_persons_page_says_what_they_said_and_what_was_decided(as_, moderator, row, resident):
    hidden = say(row, "Kasar sekali.", by=resident)
    decide(hidden, "hide", by=moderator, reason="Menghina petugas loket.")
    page = words(as_(moderator).get(person_url(resident)))
    for shown in ("Pak Kasar", "Loket", "Tampil: 1", "Disembunyikan: 1", "Menghina petugas loket."):
        assert shown.lower() in page.lower(), shown


def test_the_persons_page_costs_the_same_queries_at_any_size(as_, moderator, row, resident):
    client, costs = as_(moderator), []
    decide(say(row, "Kasar.", by=resident), "hide", by=moderator)
    take(resident, "warn", by=moderator)
    for _time in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(person_url(resident)).status_code == 200
        costs.append(len(queries))
        for _comment in range(30):
            hidden = say(row, f"Kasar {uuid.uuid4()}.", by=resident)
            decide(hidden, "hide", by=moderator)
        for _place in range(25):
            say(consultation(), "Di sini juga.", by=resident)
        for _measure in range(10):
            measure = take(resident, "warn", by=moderator)
            actions.lift_measure(measure.pk, actor=moderator, reason="Keliru.")
    # One more: how many consultations there are beside those that are shown.
    assert costs[1] <= costs[0] + 1, costs
    assert "dan dalam 31 konsultasi lagi" in words(client.get(person_url(resident)))


# --- What a measure does ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "said"), [("pause", "ditangguhkan sampai"), ("close", "ditutup untuk menulis")]
)
def test_a_barred_account_cannot_comment_reply_or_edit_and_keeps_its_text(
    row, moderator, resident, kind, said
):
    own, other = Comment.objects.get(participant__account=resident), say(row, "Kata orang lain.")
    take(resident, kind, by=moderator)
    client = client_of(resident)
    addresses = [submit_url(row), f"/tanggapan/{other.pk}/balas/", f"/tanggapan/{own.pk}/ubah/"]
    for address in addresses:
        for query in ("", "?fragment=1"):
            headers = {"HX-Request": "true"} if query else {}
            page = client.get(address + query, headers=headers)
            assert page.status_code == 200 and said in words(page), address
            assert "<textarea" not in page.content.decode() and f'href="{MINE}"' in page.content.decode()
            answer = client.post(
                address + query,
                {
                    "text": "Teks yang panjang.",
                    "form_key": uuid.uuid4(),
                    "stance": "",
                    "version": own.version_id,
                },
                headers=headers,
            )
            assert answer.status_code == 422, address
            text = answer.content.decode()
            assert "Teks yang panjang.</textarea>" in text and said in words(answer)
            assert f'href="{MINE}"' in text and rule().title in words(answer)
    assert Comment.objects.count() == 2 and own.versions.count() == 1


@pytest.mark.parametrize("kind", ["note", "warn"])
def test_a_reminder_and_a_warning_bar_nobody(row, moderator, resident, kind):
    take(resident, kind, by=moderator)
    assert write(client_of(resident), submit_url(row), "Saya lanjutkan.").status_code == 303


def test_all_else_stays_possible(row, moderator, resident):
    own, other = Comment.objects.get(participant__account=resident), say(row, "Kata orang lain.")
    take(resident, "close", by=moderator)
    client = client_of(resident)
    assert client.get(f"/tanggapan/{other.pk}/").status_code == 200
    assert client.post(f"/tanggapan/{other.pk}/dukung/").status_code in (200, 303)
    assert client.post(f"/tanggapan/{other.pk}/laporkan/", {"rule": rule().rule_id}).status_code == 303
    assert client.post(f"/tanggapan/konsultasi/{row.slug}/ikuti/").status_code == 303
    assert client.post(f"/tanggapan/{own.pk}/tarik/").status_code == 303
    assert client.post(f"/tanggapan/{own.pk}/kembalikan/").status_code == 303
    assert client.get("/akun/privasi/unduh/").status_code == 302  # to prove anew who one is, as always
    assert client.get(f"{MINE}{Measure.objects.get().pk}/").status_code == 200


def test_a_pause_ends_by_itself_at_its_moment(row, moderator, resident):
    measure = take(resident, by=moderator, days=7)
    ending = """
    UPDATE consultations_measure SET at = at - interval '9 days', until = transaction_timestamp() + %s::interval
    """
    client = client_of(resident)
    past_the_guards(ending, ["1 microsecond"])
    assert write(client, submit_url(row), "Terlalu cepat.").status_code == 422
    past_the_guards(ending, ["0"])  # half open: the moment itself is free
    assert write(client, submit_url(row), "Sekarang boleh.").status_code == 303
    measure.refresh_from_db()
    in_force = Measure.objects.in_force
    assert (
        not in_force(measure.until).exists() and in_force(measure.until - timedelta(microseconds=1)).exists()
    )
    assert in_force(measure.at).exists() and not in_force(measure.at - timedelta(microseconds=1)).exists()


def test_of_several_measures_the_one_that_ends_last_is_named(row, moderator, resident):
    take(resident, by=moderator, days=30)
    take(resident, by=moderator, days=1)
    client, until = client_of(resident), Measure.objects.order_by("until").last().until
    from forum_site.dates import format_moment

    assert format_moment(until, "id") in words(client.get(submit_url(row)))
    assert format_moment(until, "id") in words(write(client, submit_url(row), "Tidak."))
    take(resident, "close", by=moderator)
    assert "ditutup untuk menulis" in words(client.get(submit_url(row)))
    assert "ditutup untuk menulis" in words(write(client, submit_url(row), "Tidak."))


def test_it_bars_an_official_and_a_moderator_too(row, moderator):
    for speaker in (officer(), desk.analyst()):
        comment = say(row, "Saya bicara.", by=speaker)
        take(speaker, by=moderator)
        assert write(client_of(speaker), f"/tanggapan/{comment.pk}/balas/", "Lagi.").status_code == 422


def test_a_form_that_was_stored_before_the_measure_is_not_refused_when_it_comes_again(
    row, moderator, resident
):
    client, key = client_of(resident), uuid.uuid4()
    assert write(client, submit_url(row), "Sudah sampai.", form_key=key).status_code == 303
    take(resident, by=moderator)
    assert write(client, submit_url(row), "Sudah sampai.", form_key=key).status_code == 303
    assert Comment.objects.filter(version__text="Sudah sampai.").count() == 1


def test_a_text_costs_no_more_queries_for_it(row, resident):
    with CaptureQueriesContext(connection) as queries:
        say(row, "Berapa?", by=resident)
    assert not [one for one in queries if '"consultations_measure"' in one["sql"]]
    assert len(queries) <= 7, [one["sql"][:80] for one in queries]


# --- Lifting ----------------------------------------------------------------------------------------


def lift_url(measure) -> str:
    return f"{QUEUE}measures/{measure.pk}/lift/"


def test_a_measure_is_lifted_with_a_reason_which_is_told(as_, row, moderator, resident):
    measure = take(resident, "close", by=moderator)
    client = as_(moderator)
    assert lift_url(measure) in client.get(person_url(resident)).content.decode()
    assert client.post(lift_url(measure), {"reason": " "}).status_code == 422
    for _click in range(2):
        assert client.post(lift_url(measure), {"reason": "Salah orang."}).status_code == 303
    lift = Measure.objects.get(kind="lift")
    assert (lift.lifts, lift.account, lift.actor) == (measure, resident, moderator)
    assert letters(resident)[-1].subject == "Satu tindakan terhadap akun Anda dicabut"
    assert "Salah orang." in letters(resident)[-1].body
    assert write(client_of(resident), submit_url(row), "Kembali.").status_code == 303
    assert "Salah orang." in words(client_of(resident).get(f"{MINE}{measure.pk}/"))
    assert "dicabut" in words(client_of(resident).get(MINE)).lower()
    assert lift_url(measure) not in client.get(person_url(resident)).content.decode()


def test_lifted_is_lifted(as_, moderator, resident):
    measure = take(resident, by=moderator)
    lift = actions.lift_measure(measure.pk, actor=moderator, reason="Cukup.")
    assert as_(desk.analyst()).post(lift_url(measure), {"reason": "Saya juga."}).status_code == 409
    assert as_(moderator).post(lift_url(lift), {"reason": "Lagi."}).status_code == 404
    assert as_(moderator).post(f"{QUEUE}measures/{10**8}/lift/", {"reason": "Lagi."}).status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.create(account=resident, kind="lift", lifts=measure, reason="Lagi.", actor=moderator)


def test_nobody_lifts_what_is_against_themselves(as_, moderator):
    colleague = desk.analyst()
    say(consultation(), "Saya juga warga.", by=colleague)
    measure = take(colleague, by=moderator)
    assert as_(colleague).post(lift_url(measure), {"reason": "Cukup."}).status_code == 403


# --- Two moderators ---------------------------------------------------------------------------------


def test_the_same_form_again_is_the_same_measure(as_, moderator, resident):
    client = as_(moderator)
    form = open_form(client, resident)
    for _click in range(2):
        assert send(client, resident, form=form).status_code == 303
    assert Measure.objects.count() == 1
    assert Notification.objects.filter(kind="measure").count() == 1
    assert send(as_(desk.analyst()), resident, form=form).status_code == 422  # another's form


def test_whoever_comes_second_sees_the_first_measure_and_decides_anew(as_, moderator, resident):
    colleague = as_(desk.analyst())
    form = open_form(colleague, resident)
    take(resident, by=moderator, reason="Yang pertama.")
    answer = send(colleague, resident, "close", form=form)
    assert answer.status_code == 409
    assert "Yang pertama." in words(answer) and REASON in words(answer)
    from tests.consultations.moderation import forms_of

    again = forms_of(answer)[f"{person_url(resident)}measure/"]
    assert send(colleague, resident, "close", form=again).status_code == 303


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("held", [True, False])
def test_of_ten_moderators_at_once_one_takes_the_measure(monkeypatch, held):
    """Without the lock on the account several would: the control."""
    if not held:
        look = lambda account_id: User.objects.get(pk=account_id)
        monkeypatch.setattr(actions.conduct, "hold_account", look)
        meet_after(monkeypatch, actions.conduct, "latest_measure_id", 10)
    account = factories.user()
    say(consultation(), "Saya.", by=account)
    moderators = [desk.analyst() for _one in range(10)]
    results = at_once([lambda m=m: take(account, by=m, seen_id=0) for m in moderators])
    taken = [one for one in results if isinstance(one, Measure)]
    assert all(isinstance(one, Measure | actions.Conflict) for one in results), results
    assert (len(taken) == 1) == held
    assert Measure.objects.count() == Notification.objects.filter(kind="measure").count() == len(taken)


@pytest.mark.django_db(transaction=True)
def test_what_was_under_way_when_the_pause_came_stays_and_what_comes_after_is_refused():
    """Neither waits for the other: a person who writes holds up no measure, and loses nothing that was taken in."""
    row, account, moderator = consultation(), factories.user(), desk.analyst()
    first = say(row, "Sebelumnya.", by=account)
    under_way, go_on = threading.Event(), threading.Event()

    def write_slowly():
        with transaction.atomic():
            comment = say(row, "Sedang ditulis.", by=account)
            under_way.set()
            assert go_on.wait(30)
        return comment

    def pause():
        assert under_way.wait(30)
        try:
            return take(account, by=moderator)
        finally:
            go_on.set()

    comment, measure = at_once([write_slowly, pause])
    assert isinstance(comment, Comment) and isinstance(measure, Measure)
    assert set(Comment.objects.values_list("pk", flat=True)) == {first.pk, comment.pk}
    with pytest.raises(ValidationError) as refused:
        say(row, "Sesudahnya.", by=account)
    assert refused.value.code == "paused"
    assert Comment.objects.count() == 2


# --- The database -----------------------------------------------------------------------------------


def test_nobody_alters_the_record(moderator, resident):
    measure = take(resident, by=moderator)
    for change in (
        lambda: Measure.objects.filter(pk=measure.pk).update(reason="Lain."),
        lambda: Measure.objects.filter(pk=measure.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("truth", "facts"),
    [
        ("measure_kind_known", {"kind": "x"}),
        ("measure_has_rule", {"kind": "warn", "rule_version": None}),
        ("measure_has_reason", {"kind": "warn", "reason": ""}),
        ("measure_pause_has_end", {"kind": "pause", "until": None}),
        ("measure_pause_has_end", {"kind": "warn", "until": timezone.now() + timedelta(days=1)}),
        ("measure_pause_has_end", {"kind": "pause", "until": timezone.now() - timedelta(days=1)}),
        ("measure_lift_has_target", {"kind": "lift"}),
    ],
)
def test_the_database_holds_what_a_measure_is(moderator, resident, truth, facts):
    whole = {"account": resident, "actor": moderator, "rule_version": rule(), "reason": "Ya."}
    with pytest.raises(IntegrityError, match=truth), transaction.atomic():
        Measure.objects.create(**whole | facts)


def test_a_lift_ends_a_measure_of_the_same_account(moderator, resident):
    measure, neighbour = take(resident, by=moderator), factories.user()
    with pytest.raises(IntegrityError, match="measure_lifts_own"), transaction.atomic():
        Measure.objects.create(account=neighbour, kind="lift", lifts=measure, reason="Ya.", actor=moderator)


# --- What its person sees, takes along and leaves ---------------------------------------------------


def test_a_person_sees_their_own_measures_and_nobody_elses(as_, client, moderator, resident):
    measure = take(resident, "warn", by=moderator, note="Catatan rahasia.")
    mine = as_(resident)
    page = mine.get(MINE)
    assert REASON in words(page) and rule().title in words(page)
    assert page["Cache-Control"] == "no-store, private"
    page = mine.get(f"{MINE}{measure.pk}/")
    assert REASON in words(page) and page["Cache-Control"] == "no-store, private"
    assert "Catatan rahasia." not in words(page) and moderator.name not in words(page)
    for neighbour in (as_(factories.user()), as_(moderator)):
        assert REASON not in words(neighbour.get(MINE))
        assert neighbour.get(f"{MINE}{measure.pk}/").status_code == 404
    for address in (MINE, f"{MINE}{measure.pk}/"):
        assert "/akun/masuk/" in client.get(address)["Location"]
    assert mine.get(f"{MINE}{10**30}/").status_code == 404
    for way in ("/akun/privasi/", "/tanggapan/saya/"):
        assert f'href="{MINE}"' in mine.get(way).content.decode()
    assert "Tidak ada tindakan terhadap akun Anda" in words(as_(factories.user()).get(MINE))
    assert "Measures against my account" in words(mine.get(f"/en{MINE}"))


def test_a_person_takes_their_measures_along_without_note_and_names(moderator, resident):
    measure = take(resident, by=moderator, note="Catatan rahasia.")
    actions.appeal_measure(measure.pk, account=resident, words="Bukan saya.")
    text = json.dumps(export_person(resident))
    [taken] = json.loads(text)["consultations"]["measures"]
    assert (taken["kind"], taken["reason"], taken["rule"]) == ("pause", REASON, 1)
    assert taken["objection"]["words"] == "Bukan saya."
    assert "Catatan rahasia." not in text and moderator.name not in text


def test_whoever_leaves_leaves_the_record_without_a_name(as_, client, moderator, resident):
    take(resident, "close", by=moderator)
    anonymise_user(resident, by=resident)
    page = words(as_(moderator).get(person_url(resident)))
    assert "Pak Kasar" not in page and REASON in page
    assert "Tidak ada yang dapat menanggapi dengan akun ini lagi" in page
    with pytest.raises(PermissionDenied):
        take(resident, by=moderator)
    assert REASON in words(client.get("/tanggapan/moderasi/tindakan/"))
