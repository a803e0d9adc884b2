"""Where somebody lives, if they say so: it comes with what they say, is counted, and shown nowhere."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import anonymise_user, export_person
from consultations.models import Comment, GuestDraft, Participant
from tests import factories
from tests.consultations import desk
from tests.consultations.talking import client_of, consultation, say
from tests.consultations.test_enter import ENTER, filled
from tests.consultations.test_guests import mailed, write

pytestmark = pytest.mark.django_db
SETTINGS = "/akun/pengaturan/"


def settings_of(user, **changed) -> dict:
    return {"name": user.name, "pseudonym": "", "language": "id", "district": user.district} | changed


def test_a_district_from_the_settings_goes_along_with_what_one_says_and_said():
    row, warga = consultation(), factories.user(name="Siti")
    said = say(row, "Sebelum memberi tahu.", warga)
    assert said.participant.district == ""
    client = client_of(warga)
    assert "Plaju" in client.get(SETTINGS).content.decode()

    assert client.post(SETTINGS, settings_of(warga, district="plaju")).status_code in (302, 303)

    other = say(consultation(), "Di konsultasi lain.", type(warga).objects.get(pk=warga.pk))
    assert set(Participant.objects.values_list("district", flat=True)) == {"plaju"}
    page = client_of(factories.user()).get(f"/tanggapan/{other.pk}/").content.decode()
    assert "Plaju" not in page and "plaju" not in page


def test_an_unknown_district_is_refused_at_its_field_and_by_the_database():
    warga = factories.user()
    page = client_of(warga).post(SETTINGS, settings_of(warga, name="Nama Baru", district="jakarta"))
    assert page.status_code == 422
    assert "Nama Baru" in page.content.decode() and 'id="id_district"' in page.content.decode()
    with pytest.raises(IntegrityError, match="participant_district_known"), transaction.atomic():
        Participant.objects.create(consultation=consultation(), district="jakarta")


def test_it_is_handed_over_with_one_s_data_and_gone_with_the_account():
    warga = factories.user(district="sako")
    say(consultation(), "Pendapat saya.", warga)
    assert export_person(warga)["account"]["district"] == "sako"

    anonymise_user(warga, by=warga)

    warga.refresh_from_db()
    assert warga.district == "" and Participant.objects.get().district == ""


def test_staff_enter_it_from_paper_and_keep_it_for_the_next_form(as_):
    row = desk.consultation()
    client = as_(desk.communications())
    answer = client.post(ENTER, filled(client, row, district="gandus"))
    assert answer.status_code == 303
    assert Participant.objects.get().district == "gandus"
    assert "district=gandus" in client.get(answer.url).content.decode()


def test_a_guest_says_it_once_and_the_draft_forgets_it(client):
    row = consultation(guests=True)
    write(client, row, district="kemuning")
    assert GuestDraft.objects.get().district == "kemuning"
    client.post("/tanggapan/tamu/kode/", {"code": mailed()})
    assert Comment.objects.get().participant.district == "kemuning"
    assert GuestDraft.objects.get().district == ""


def test_it_travels_only_with_the_contacts():
    row = consultation()
    say(row, "Satu.", factories.user(district="kalidoni"))

    def exported(**flags) -> list[dict]:
        out = io.StringIO()
        call_command("export_comments", consultation=row.slug, stdout=out, **flags)
        return list(csv.DictReader(io.StringIO(out.getvalue())))

    assert [line["participant_district"] for line in exported()] == [""]
    assert [line["participant_district"] for line in exported(with_contacts=True)] == ["kalidoni"]


def test_an_import_takes_it_and_refuses_what_is_no_district(tmp_path, capsys):
    file = tmp_path / "masuk.csv"
    at = (timezone.now() - timedelta(days=1)).isoformat()
    heads = "id,participant,text,received_at,participant_district\n"
    file.write_text(f"{heads}lain:1,lain:a,Satu pendapat,{at},jakabaring\n")
    row = consultation()
    call_command("import_comments", str(file), consultation=row.slug)
    assert Participant.objects.get().district == "jakabaring"

    file.write_text(f"{heads}lain:2,lain:b,Dua pendapat,{at},bandung\n")
    with pytest.raises(CommandError):
        call_command("import_comments", str(file), consultation=row.slug)
    assert "participant_district" in "".join(capsys.readouterr())
    assert Participant.objects.count() == 1
