"""Officers keep their agency's commitments; every slip is on record with its reason."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from wagtail.test.utils.form_data import querydict_from_html

from directory.actions import save_commitment
from directory.models import AgencyOfficer, Commitment
from tests import factories
from tests.consultations import desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def own():
    return desk.agency(name="Dinas Kebersihan")


@pytest.fixture
def officer(own):
    return desk.officer(own, name="Intan Petugas")


@pytest.fixture
def client(as_, officer):
    return as_(officer)


@pytest.fixture
def promise(own, officer):
    commitment = Commitment(agency=own, what="Dua truk tambahan", due_on="2027-01-31")
    return save_commitment(commitment, actor=officer, reason="Rapat 20 November")


def form_of(client, address: str) -> dict:
    response = client.get(address)
    assert response.status_code == 200
    return querydict_from_html(response.content.decode(), form_id="w-editor-form").dict()


def edit(client, commitment, **changes):
    address = reverse("commitments:edit", args=[commitment.pk])
    return client.post(address, form_of(client, address) | changes)


def test_an_officer_promises_once_however_often_the_form_is_sent(client, own, officer):
    address = reverse("commitments:add")
    form = form_of(client, address)
    assert form["agency"] == str(own.pk)
    data = form | {"what": "Papan terbuka", "due_on": "2027-01-31"}
    assert client.post(address, data).status_code == 303
    assert client.post(address, data).status_code == 303
    commitment = Commitment.objects.get()
    [change] = commitment.changes.all()
    assert (change.actor, str(change.due_after), change.status_after) == (officer, "2027-01-31", "planned")


def test_a_new_date_needs_a_reason_and_stands_in_the_history(client, promise):
    response = edit(client, promise, due_on="2027-03-31")
    assert response.status_code == 422
    assert response.context["form"].errors["reason"]
    assert 'value="2027-03-31"' in response.content.decode()
    assert edit(client, promise, due_on="2027-03-31", reason="Lelang terlambat").status_code == 303
    page = client.get(reverse("commitments:edit", args=[promise.pk])).content.decode()
    assert "Lelang terlambat" in page and "Rapat 20 November" in page
    last = promise.changes.last()
    assert (str(last.due_before), str(last.due_after), last.reason) == (
        "2027-01-31",
        "2027-03-31",
        "Lelang terlambat",
    )


def test_a_new_status_needs_a_reason_a_new_wording_does_not(client, promise):
    assert edit(client, promise, status="in_progress").status_code == 422
    assert edit(client, promise, status="in_progress", reason="Sudah dipesan").status_code == 303
    assert edit(client, promise, what="Dua truk besar tambahan").status_code == 303
    assert promise.changes.count() == 2


def test_kept_needs_evidence_said_at_its_field(client, promise):
    response = edit(client, promise, status="kept", reason="Truk datang")
    assert response.status_code == 422
    assert response.context["form"].errors["evidence"]
    kept = edit(client, promise, status="kept", reason="Truk datang", evidence="Foto serah terima 5 Januari")
    assert kept.status_code == 303
    promise.refresh_from_db()
    assert promise.status == "kept"


def test_another_agencys_commitment_is_not_there(as_, promise):
    stranger = as_(desk.officer(desk.agency()))
    for name in ("edit", "inspect", "history"):
        assert stranger.get(reverse(f"commitments:{name}", args=[promise.pk])).status_code == 404, name
    address = reverse("commitments:edit", args=[promise.pk])
    assert stranger.post(address, {"what": "x"}).status_code == 404
    assert promise.what not in stranger.get(reverse("commitments:index")).content.decode()


def test_an_officer_can_promise_for_no_other_agency_and_name_no_others_officer(client, own):
    other = desk.agency()
    foreign = AgencyOfficer.objects.get(user=desk.officer(other))
    address = reverse("commitments:add")
    form = form_of(client, address) | {"what": "Janji", "due_on": "2027-01-31"}
    assert client.post(address, form | {"agency": other.pk}).status_code == 422
    assert client.post(address, form | {"officer": foreign.pk}).status_code == 422


def test_whose_office_has_ended_changes_nothing(as_, officer, own, promise):
    from django.core.exceptions import PermissionDenied
    from django.utils import timezone

    AgencyOfficer.objects.filter(user=officer).update(ended_at=timezone.now())
    assert as_(officer).get(reverse("commitments:edit", args=[promise.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        save_commitment(promise, actor=officer, reason="")


def test_moderators_and_communications_read_all_commitments_and_change_none(as_, promise):
    for person in (desk.analyst(), desk.communications()):
        reader = as_(person)
        assert promise.what in reader.get(reverse("commitments:index")).content.decode()
        page = reader.get(reverse("commitments:inspect", args=[promise.pk])).content.decode()
        assert "Rapat 20 November" in page
        assert reader.get(reverse("commitments:edit", args=[promise.pk])).status_code == 404
        assert reader.get(reverse("commitments:add")).status_code == 404


def test_residents_are_sent_to_the_log_in(as_, promise):
    for name, args in (("index", []), ("edit", [promise.pk]), ("add", [])):
        response = as_(factories.user()).get(reverse(f"commitments:{name}", args=args))
        assert response.status_code == 302 and "/akun/masuk/" in response["Location"]


def test_a_commitment_is_dropped_never_deleted(as_, promise):
    administrator = as_(factories.administrator())
    assert administrator.get(f"/admin/commitments/delete/{promise.pk}/").status_code == 404
    assert edit(administrator, promise, status="dropped", reason="Anggaran dicabut").status_code == 303


def test_the_second_of_two_officers_sees_a_conflict(as_, own, client, promise):
    address = reverse("commitments:edit", args=[promise.pk])
    mine = form_of(client, address)
    colleague = as_(desk.officer(own))
    assert edit(colleague, promise, due_on="2027-02-28", reason="Lelang").status_code == 303
    response = client.post(address, mine | {"what": "Tiga truk"})
    assert response.status_code == 409
    promise.refresh_from_db()
    assert promise.what == "Dua truk tambahan"


def test_the_history_is_append_only(promise):
    change = promise.changes.get()
    for statement in (
        "UPDATE directory_commitmentchange SET reason = 'lain' WHERE id = %s",
        "DELETE FROM directory_commitmentchange WHERE id = %s",
    ):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, [change.pk])


def test_late_ones_show_themselves_by_jakartas_calendar(client, promise):
    Commitment.objects.filter(pk=promise.pk).update(due_on="2020-01-31")
    listed = client.get(reverse("commitments:index")).content.decode()
    assert "w-status" in listed
    assert promise in Commitment.objects.overdue()
