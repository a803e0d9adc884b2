"""Agencies and the people in their service, kept by administrators."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import querydict_from_html

from directory.models import Agency, AgencyOfficer
from tests import factories
from tests.consultations import desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(as_):
    return as_(factories.administrator())


def send(client, address: str, **changes):
    form = querydict_from_html(client.get(address).content.decode(), form_id="w-editor-form").dict()
    return client.post(address, form | changes)


def test_an_agency_is_made_and_renamed(administrator):
    made = send(
        administrator, reverse("agencies:add"), name="Dinas Pasar", short_name="Disas", slug="dinas-pasar"
    )
    assert made.status_code == 303
    agency = Agency.objects.get(slug="dinas-pasar")
    assert (
        send(administrator, reverse("agencies:edit", args=[agency.pk]), name="Dinas Pasar Rakyat").status_code
        == 303
    )
    agency.refresh_from_db()
    assert agency.name == "Dinas Pasar Rakyat"


def test_an_agency_that_has_done_anything_stays(administrator):
    busy, idle = desk.consultation().agency, desk.agency()
    assert administrator.post(reverse("agencies:delete", args=[busy.pk])).status_code == 422
    assert administrator.post(reverse("agencies:delete", args=[idle.pk])).status_code == 303
    assert Agency.objects.filter(pk=busy.pk).exists()


def test_an_officer_takes_office_by_address_and_leaves_by_date(administrator):
    agency, person = desk.agency(), factories.user(email="intan@contoh.invalid")
    address = reverse("agency_officers:add")
    assert send(administrator, address, agency=agency.pk, email="siapa@contoh.invalid").status_code == 422
    assert send(administrator, address, agency=agency.pk, email="Intan@Contoh.invalid").status_code == 303
    assert (
        send(administrator, address, agency=agency.pk, email=person.email).status_code == 422
    )  # serves already
    office = AgencyOfficer.objects.get()
    assert office.user == person
    edit = reverse("agency_officers:edit", args=[office.pk])
    response = send(administrator, edit, ended_at="2001-01-01T00:00")
    assert response.status_code == 422 and response.context["form"].errors["ended_at"]
    assert send(administrator, edit, ended_at="2031-01-01T00:00").status_code == 303
    assert administrator.get(f"/admin/agency_officers/delete/{office.pk}/").status_code == 404


def test_communications_read_agencies_and_nobody_else_changes_them(as_):
    agency = desk.agency()
    reader = as_(desk.communications())
    assert agency.name in reader.get(reverse("agencies:index")).content.decode()
    assert reader.get(reverse("agencies:edit", args=[agency.pk])).status_code == 404
    assert reader.get(reverse("agency_officers:index")).status_code == 404
    for person in (desk.analyst(), desk.officer(agency)):
        assert as_(person).get(reverse("agencies:index")).status_code == 404
