"""A person objects to a measure against their account, and somebody else than who took it judges."""

import re
from collections import Counter

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.actions import send_due_notifications
from accounts.models import Notification, User
from consultations import actions
from consultations.models import Claim, Measure, MeasureAppeal, MeasureTally
from consultations.waiting import EVERYTHING, count_waiting
from tests import factories
from tests.consultations import desk
from tests.consultations.conduct import REASON, days_pass, person_url, take
from tests.consultations.moderation import QUEUE
from tests.consultations.talking import client_of, consultation, say, words, write
from tests.payloads import scripts
from tests.racing import at_once, meet_after
from tests.test_hostile import bites

pytestmark = pytest.mark.django_db
WORDS = "Yang menulis itu keponakan saya."
RESTORED = {"outcome": "restored", "reason": "Itu memang bukan Anda."}
UPHELD = {"outcome": "upheld", "reason": "Akunnya tetap akun Anda."}


@pytest.fixture
def moderator():
    return desk.analyst(name="Mas Penindak")


@pytest.fixture
def judge():
    return desk.analyst(name="Mbak Penilai")


@pytest.fixture
def row():
    return consultation()


@pytest.fixture
def resident(row):
    resident = factories.user(name="Pak Kasar")
    say(row, "Petugas itu lamban.", by=resident)
    return resident


@pytest.fixture
def measure(moderator, resident):
    return take(resident, "close", by=moderator)


def page_of(measure) -> str:
    return f"/tanggapan/tindakan/{measure.pk}/"


def judge_url(objection) -> str:
    return f"{QUEUE}measures/objections/{objection.pk}/judge/"


def object_to(measure) -> MeasureAppeal:
    return actions.appeal_measure(measure.pk, account=measure.account, words=WORDS)


def only(*people) -> None:
    """Let nobody else moderate."""
    Group.objects.get(name="Comment moderators").user_set.set(people)


# --- Objecting --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["note", "warn", "pause", "close"])
def test_a_person_objects_once_to_any_measure(moderator, resident, kind):
    measure = take(resident, kind, by=moderator)
    client = client_of(resident)
    assert "<textarea" in client.get(page_of(measure)).content.decode()
    for said in (WORDS, "Sekali lagi."):
        answer = client.post(page_of(measure), {"words": said})
        assert (answer.status_code, answer["Location"]) == (303, page_of(measure))
    objection = MeasureAppeal.objects.get()
    assert (objection.words, objection.decided_by) == (WORDS, moderator)
    page = client.get(page_of(measure))
    assert WORDS in words(page) and "<textarea" not in page.content.decode()
    assert "menunggu diputus" in words(client.get("/tanggapan/tindakan/"))


@pytest.mark.parametrize("said", ["", "   ", "a" * 2001, "a\x00b"])
def test_an_objection_without_words_is_refused(resident, measure, said):
    answer = client_of(resident).post(page_of(measure), {"words": said})
    assert answer.status_code == 422 and 'aria-invalid="true"' in answer.content.decode()
    assert not MeasureAppeal.objects.exists()


def test_nobody_objects_for_somebody_else_too_late_or_to_what_is_lifted(client, moderator, resident, measure):
    for neighbour in (factories.user(), moderator):
        assert client_of(neighbour).post(page_of(measure), {"words": WORDS}).status_code == 404
        with pytest.raises(Measure.DoesNotExist):
            actions.appeal_measure(measure.pk, account=neighbour, words=WORDS)
    assert "/akun/masuk/" in client.post(page_of(measure), {"words": WORDS})["Location"]
    days_pass(measure, 14)
    answer = client_of(resident).post(page_of(measure), {"words": WORDS})
    assert answer.status_code == 422 and WORDS in words(answer)
    lifted = take(resident, "warn", by=moderator)
    actions.lift_measure(lifted.pk, actor=moderator, reason="Keliru.")
    assert client_of(resident).post(page_of(lifted), {"words": WORDS}).status_code == 422
    assert not MeasureAppeal.objects.exists()


def test_on_the_last_day_it_is_not_too_late(resident, measure):
    days_pass(measure, 13)
    assert client_of(resident).post(page_of(measure), {"words": WORDS}).status_code == 303


# --- Judging ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("card", [False, True])
@pytest.mark.parametrize("judgement", [RESTORED, UPHELD])
def test_another_moderator_judges_at_the_queue(as_, client, row, resident, measure, judge, judgement, card):
    objection = object_to(measure)
    at_desk = as_(judge)
    page = at_desk.get(QUEUE)
    for shown in (WORDS, REASON, "Pak Kasar", "Tindakan dicabut", person_url(resident)):
        assert shown in page.content.decode(), shown
    Notification.objects.all().delete()
    answer = at_desk.post(judge_url(objection) + ("card/" if card else ""), judgement)
    assert answer.status_code == (200 if card else 303)
    if card:
        assert "data-desk-done" in answer.content.decode() and person_url(resident) in answer.content.decode()
    objection.refresh_from_db()
    assert {"outcome": objection.outcome, "reason": objection.reason} == judgement
    assert objection.judge == judge
    restored = judgement is RESTORED
    assert Measure.objects.filter(lifts=measure, actor=judge).exists() == restored
    assert write(client_of(resident), f"/tanggapan/konsultasi/{row.slug}/tulis/", "Lagi.").status_code == (
        303 if restored else 422
    )
    assert list(Notification.objects.values_list("kind", flat=True)) == ["measure_judged"]
    while send_due_notifications():
        pass
    assert judgement["reason"] in mail.outbox[-1].body and page_of(measure) in mail.outbox[-1].body
    assert judgement["reason"] in words(client_of(resident).get(page_of(measure)))
    assert judgement["reason"] in words(client_of(resident).get("/akun/kotak-masuk/"))
    public = words(client.get("/tanggapan/moderasi/tindakan/"))
    assert ("Keberatan: tindakan dicabut" if restored else "Keberatan: tindakan tetap berlaku") in public
    assert WORDS not in public and "Pak Kasar" not in public
    assert WORDS not in at_desk.get(QUEUE).content.decode()


def test_it_is_judged_on_the_persons_page_too(as_, measure, judge):
    objection = object_to(measure)
    assert judge_url(objection) in as_(judge).get(person_url(measure.account)).content.decode()
    answer = as_(judge).post(judge_url(objection), UPHELD | {"back": "person"})
    assert answer["Location"] == person_url(measure.account)


@pytest.mark.parametrize("card", ["", "card/"])
def test_who_took_the_measure_does_not_judge(as_, moderator, measure, judge, card):
    objection = object_to(measure)
    client = as_(moderator)
    page = client.get(QUEUE)
    assert judge_url(objection) not in page.content.decode()
    assert "moderator lain yang memutusnya" in words(page)
    for reason in ("Tetap.", ""):
        answer = client.post(judge_url(objection) + card, {"outcome": "upheld", "reason": reason})
        assert answer.status_code == 403 and 'role="alert"' in answer.content.decode()
    with pytest.raises(PermissionDenied):
        actions.judge_measure_appeal(objection.pk, judge=moderator, **UPHELD)
    assert MeasureAppeal.objects.get().outcome == ""


def test_who_took_the_measure_does_not_judge_in_the_database_either(moderator, judge, measure):
    same = MeasureAppeal.objects.filter(pk=object_to(measure).pk)
    whole = UPHELD | {"judged_at": measure.at}
    with pytest.raises(IntegrityError, match="measureappeal_judged_by_another"), transaction.atomic():
        same.update(judge=moderator, **whole)
    with pytest.raises(IntegrityError, match="measureappeal_repeats_decider"), transaction.atomic():
        same.update(decided_by=judge, judge=moderator, **whole)
    with pytest.raises(IntegrityError, match="measureappeal_judged_whole"), transaction.atomic():
        same.update(judge=judge, outcome="upheld")


def test_nobody_judges_their_own_objection(as_, moderator):
    colleague = desk.analyst()
    objection = object_to(take(colleague, by=moderator))
    client = as_(colleague)
    assert judge_url(objection) not in client.get(QUEUE).content.decode()
    assert client.post(judge_url(objection), RESTORED).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.judge_measure_appeal(objection.pk, judge=colleague, **RESTORED)


@pytest.mark.parametrize(
    "lacking", [{}, {"outcome": "restored"}, {"outcome": "x", "reason": "Ya."}, {"reason": "Ya."}]
)
@pytest.mark.parametrize("card", ["", "card/"])
def test_a_judgement_needs_outcome_and_reason(as_, judge, measure, lacking, card):
    answer = as_(judge).post(judge_url(object_to(measure)) + card, lacking)
    assert answer.status_code == 422 and lacking.get("reason", "") in answer.content.decode()
    assert MeasureAppeal.objects.get().outcome == ""


@pytest.mark.parametrize("card", ["", "card/"])
def test_the_second_judge_learns_that_it_is_judged_and_keeps_the_reason(as_, judge, measure, card):
    objection = object_to(measure)
    done = 200 if card else 303
    for _click in range(2):
        assert as_(judge).post(judge_url(objection) + card, UPHELD).status_code == done
    answer = as_(desk.analyst()).post(judge_url(objection) + card, RESTORED)
    assert answer.status_code == 409 and RESTORED["reason"] in words(answer)
    assert (
        MeasureAppeal.objects.get().outcome == "upheld" and not Measure.objects.filter(kind="lift").exists()
    )


def test_while_an_objection_waits_nobody_lifts_past_it(as_, judge, measure):
    object_to(measure)
    lift = f"{QUEUE}measures/{measure.pk}/lift/"
    assert lift not in as_(judge).get(person_url(measure.account)).content.decode()
    answer = as_(judge).post(lift, {"reason": "Sudah cukup."})
    assert answer.status_code == 409 and not Measure.objects.filter(kind="lift").exists()


def test_only_moderators_judge(as_, resident, measure):
    objection = object_to(measure)
    for outsider in (resident, desk.communications()):
        assert as_(outsider).post(judge_url(objection), RESTORED).status_code in (302, 404)
        with pytest.raises(PermissionDenied):
            actions.judge_measure_appeal(objection.pk, judge=outsider, **RESTORED)


def test_an_objection_after_its_pause_is_over_is_judged_all_the_same(as_, moderator, judge, resident):
    measure = take(resident, by=moderator, days=1)
    days_pass(measure, 2)
    objection = object_to(measure)
    assert as_(judge).post(judge_url(objection), RESTORED).status_code == 303
    assert Measure.objects.filter(lifts=measure).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("held", [True, False])
def test_of_two_judges_at_once_one_judges(monkeypatch, held):
    """Without the lock on the account both would; then the database alone keeps the measure from being lifted twice."""
    if not held:
        monkeypatch.setattr(actions.conduct, "hold_account", lambda pk: User.objects.get(pk=pk))
        rows = MeasureAppeal.objects
        monkeypatch.setattr(rows, "select_for_update", lambda **_options: rows.all(), raising=False)
        meet_after(monkeypatch, actions.conduct, "settle_objection", 8)
    account = factories.user()
    say(consultation(), "Saya.", by=account)
    measure = take(account, "close", by=desk.analyst())
    objection = object_to(measure)
    judges = [desk.analyst() for _one in range(8)]
    results = at_once(
        [
            lambda j=j: actions.judge_measure_appeal(
                objection.pk, judge=j, outcome="restored", reason=f"{j.pk}."
            )
            for j in judges
        ]
    )
    judged = [one for one in results if isinstance(one, MeasureAppeal)]
    assert len(judged) == 1 and Measure.objects.filter(kind="lift").count() == 1
    refused = [one for one in results if not isinstance(one, MeasureAppeal)]
    if held:
        assert all(isinstance(one, actions.Conflict) for one in refused), refused
    else:
        assert any(isinstance(one, IntegrityError) for one in refused), refused


# --- The queue --------------------------------------------------------------------------------------


def test_the_queue_counts_them_and_shows_them_as_a_kind_of_their_own(as_, judge, row, measure):
    object_to(measure)
    assert count_waiting() == 1
    client = as_(judge)
    for query, shown in (
        ("?kind=conduct", True),
        ("?age=", True),
        ("?kind=appeal", False),
        (f"?consultation={row.pk}", False),
        ("?language=id", False),
        ("?age=1", False),
    ):
        assert (WORDS in client.get(QUEUE + query).content.decode()) == shown, query
    assert "Keberatan atas tindakan" in words(client.get(QUEUE))


def test_it_is_paged_and_costs_the_same_however_many_wait(as_, moderator, judge):
    client, costs = as_(judge), []
    own = as_(moderator)
    for many in (3, 27):
        for number in range(many):
            account = factories.user(name=f"Warga ke-{number}")
            object_to(take(account, "warn", by=moderator))
        for viewer in (client, own):
            with CaptureQueriesContext(connection) as queries:
                page = viewer.get(f"{QUEUE}?kind=conduct")
            costs.append(len(queries))
    assert costs[0] == costs[2] and costs[1] == costs[3], costs
    seen, address = [], f"{QUEUE}?kind=conduct"
    while address:
        page = client.get(address).content.decode()
        seen += re.findall(r'id="card-conduct-(\d+)"', page)
        found = re.search(r'href="([^"]*after=[^"]*)"[^>]*rel="next"', page)
        address = found and found[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 30


# --- One moderator only -----------------------------------------------------------------------------


def test_where_one_moderates_alone_the_administrators_are_told_and_judge(as_, moderator, measure):
    administrator = factories.administrator(email="kepala@contoh.invalid")
    only(moderator)
    Notification.objects.all().delete()
    objection = object_to(measure)
    notice = Notification.objects.get()
    assert (notice.kind, notice.recipient) == ("objection_waits", administrator)
    while send_due_notifications():
        pass
    [letter] = [letter for letter in mail.outbox if letter.to == ["kepala@contoh.invalid"]]
    assert person_url(measure.account) in letter.body and WORDS not in letter.body
    assert "administrator yang memutusnya" in words(as_(moderator).get(QUEUE))
    assert as_(administrator).post(judge_url(objection), RESTORED).status_code == 303
    assert "menunggu Anda" not in words(as_(administrator).get("/akun/kotak-masuk/"))


def test_an_administrators_measure_is_judged_by_a_moderator(as_, resident, moderator):
    administrator = factories.administrator()
    only(moderator)
    objection = object_to(take(resident, "warn", by=administrator))
    assert not Notification.objects.filter(kind="objection_waits").exists()
    assert as_(administrator).post(judge_url(objection), UPHELD).status_code == 403
    assert as_(moderator).post(judge_url(objection), UPHELD).status_code == 303


# --- The public log ---------------------------------------------------------------------------------


def test_anyone_reads_what_was_done_without_names(client, moderator, judge, resident, measure):
    take(resident, "pause", by=factories.administrator(), note="Catatan rahasia.", reason="Mengulang hinaan.")
    log = client.get("/tanggapan/moderasi/")
    assert "Tindakan terhadap akun" in words(log) and "/tanggapan/moderasi/tindakan/" in log.content.decode()
    object_to(measure)
    page = client.get("/tanggapan/moderasi/tindakan/")
    said = words(page)
    assert "Penangguhan 1 Ditutup untuk menulis 1 Keberatan 1" in said
    for shown in (REASON, "Mengulang hinaan.", "Satu akun ditangguhkan", "Satu akun ditutup untuk menulis"):
        assert shown in said
    assert "moderator" in said and "administrator" in said and "sampai" in said
    for kept_back in ("Pak Kasar", "Mas Penindak", "Catatan rahasia.", resident.email, person_url(resident)):
        assert kept_back not in page.content.decode()
    assert not page.cookies and "Cookie" not in page.get("Vary", "")
    assert "An account was paused" in words(client.get("/en/tanggapan/moderasi/tindakan/"))


def test_an_empty_log_says_what_will_stand_there(client, row):
    for address in ("/tanggapan/moderasi/", "/tanggapan/moderasi/tindakan/"):
        assert "Setiap tindakan akan tercantum di sini" in words(client.get(address))
    assert "Tindakan terhadap akun" not in words(client.get(f"/tanggapan/konsultasi/{row.slug}/moderasi/"))


def test_the_log_is_paged_in_the_same_number_of_queries_and_downloaded_whole(client, moderator):
    costs = []
    for many in (3, 42):
        for _one in range(many):
            take(factories.user(), "warn", by=moderator, reason="=1+1")
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/tanggapan/moderasi/tindakan/").content.decode()
        costs.append(len(queries))
    assert costs[0] == costs[1], costs
    shown, pages = page.count("card__title"), 1
    while found := re.search(r'href="(/tanggapan/moderasi/tindakan/\?sesudah=[^"]+)"', page):
        page = client.get(found[1]).content.decode()
        shown, pages = shown + page.count("card__title"), pages + 1
    assert (shown, pages) == (45, 3)
    assert client.get("/tanggapan/moderasi/tindakan/?sesudah=x").status_code == 400
    answer = client.get("/tanggapan/moderasi/tindakan/tabel.csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert len(lines) == 46 and lines[0].startswith("taken_at,measure,rule,")
    assert ",=1+1" not in "\n".join(lines) and "'=1+1" in lines[1]


def test_scripts_in_a_reason_are_shown_as_text(client, moderator, judge, resident):
    for payload in scripts()[::8]:
        measure = take(resident, "note", by=moderator, reason=payload)
        objection = actions.appeal_measure(measure.pk, account=resident, words=payload)
        actions.judge_measure_appeal(objection.pk, judge=judge, outcome="restored", reason=payload)
        assert not bites(client_of(resident).get(page_of(measure)).content.decode()), payload
        assert not bites(client.get("/tanggapan/moderasi/tindakan/").content.decode()), payload
    assert not bites(client_of(resident).get("/tanggapan/tindakan/").content.decode())
    assert not bites(client_of(resident).get("/akun/kotak-masuk/").content.decode())


# --- Claimed by one moderator -----------------------------------------------------------------------


def test_two_moderators_are_not_handed_the_same_objection_to_a_measure(moderator, resident):
    measure = take(resident, by=moderator)
    actions.appeal_measure(measure.pk, account=resident, words="Tidak benar.")
    objection = measure.appeal
    first, second = desk.analyst(name="Mas Satu"), desk.analyst(name="Mbak Dua")
    assert actions.take_next(moderator, EVERYTHING) == []  # who decided is handed nothing
    assert actions.take_next(first, EVERYTHING) == [-objection.pk]
    assert actions.take_next(second, EVERYTHING) == []
    page = client_of(second).get("/admin/moderation/?hand=all")
    assert "Mas Satu" in words(page)
    with pytest.raises(actions.Conflict):
        actions.judge_measure_appeal(objection.pk, judge=second, outcome="upheld", reason="Tetap.")
    actions.judge_measure_appeal(objection.pk, judge=first, outcome="upheld", reason="Tetap.")
    assert not Claim.objects.exists()


def test_the_figures_are_what_the_rows_add_up_to(client, moderator, judge, resident):
    for kind, judgement in (("note", None), ("warn", UPHELD), ("pause", RESTORED), ("pause", RESTORED)):
        measure = take(resident, kind, by=moderator)
        if judgement:
            actions.judge_measure_appeal(object_to(measure).pk, judge=judge, **judgement)
    rows = Counter(Measure.objects.values_list("kind", flat=True)) + Counter(
        MeasureAppeal.objects.values_list("outcome", flat=True)
    )
    kept = dict(MeasureTally.objects.values_list("what", "count"))
    assert kept == rows | {"appeal": MeasureAppeal.objects.count()} == {
        "note": 1, "warn": 1, "pause": 2, "lift": 2, "appeal": 3, "upheld": 1, "restored": 2,
    }  # fmt: skip
    said = words(client.get("/tanggapan/moderasi/tindakan/"))
    assert "Keberatan 3 2 di antaranya membuat tindakannya dicabut" in said
