"""The day of a forum, in a browser: register on a phone, check in, note with the link cut, publish, sign, follow it."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from consultations import actions
from consultations.models import Comment, ForumNote, ForumRecord, Minutes, MinutesPage
from events.actions.arriving import head_count
from events.models import Event, EventPage, Registration
from tests.browser.looking import axe, faults, sideways, too_small
from tests.consultations.desk import member
from tests.consultations.noting import linked, part
from tests.consultations.test_minutes import over, promise
from tests.events.forums import come, item, organiser, resident, with_seats

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 360, "height": 640}}
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def forum():
    agenda = [item(30, "Paparan", kind="talk"), item(60, "Diskusi")]
    return with_seats(9, starts_at=timezone.now() + timedelta(hours=1), agenda=agenda, title="Forum Antrean")


def write(page, text: str) -> None:
    page.fill("textarea[name=text]", text)
    page.get_by_role("button", name="Catat").click()


def test_the_day_from_registration_to_the_signed_record(new_page):
    announced, who = forum(), organiser()
    link, made = linked(announced, "Kapan loket dibuka?", who=who), promise()
    here = announced.event_id

    # A resident registers on a phone, without an account, with a telephone number only.
    phone = new_page(**PHONE)
    phone.goto(announced.url)
    phone.get_by_role("link", name="Daftar", exact=True).first.click()
    phone.fill("[name=name]", "Rukiah Marzuki")
    phone.fill("[name=phone]", "0812 0000 1234")
    with phone.expect_navigation():
        phone.get_by_role("button", name="Daftar").click()
    code = re.sub(r"[^A-Z]", "", phone.locator(".ticket__code").inner_text())
    assert len(code) == 24 and not mail.outbox

    # At the entrance the organiser opens the code that the phone shows.
    door = new_page(who, **PHONE)
    door.goto(f"{reverse('events:by_code')}#{code}")
    with door.expect_navigation():
        door.get_by_role("button", name="Catat hadir").click()
    assert head_count(Event.objects.get(pk=here)) == 1

    # The note-taker notes three contributions; the link is cut for the second.
    notes = new_page(who)
    notes.goto(f"{reverse('consultations:notes', args=[here])}?bagian={part(announced).pk}")
    assert not faults(notes, wide=True)
    write(notes, "Antrean dimulai pukul lima pagi.")
    notes.get_by_text("Comment 1", exact=False).or_(notes.locator("[data-note-list] .card")).first.wait_for()
    notes.context.set_offline(True)
    write(notes, "Loket kedua sering tutup.")
    notes.get_by_text("Menunggu sambungan").wait_for()
    assert Comment.objects.count() == 1
    assert not axe(notes) + too_small(notes) + sideways(notes)
    notes.context.set_offline(False)
    notes.locator("[data-note-queue]").wait_for(state="hidden")
    write(notes, "Terima kasih, sekarang lebih cepat.")
    notes.locator("[data-note-list] .card").nth(2).wait_for()
    assert list(Comment.objects.order_by("pk").values_list("version__text", "channel")) == [
        ("Antrean dimulai pukul lima pagi.", "forum"),
        ("Loket kedua sering tutup.", "forum"),
        ("Terima kasih, sekarang lebih cepat.", "forum"),
    ]
    notes.get_by_label("Keputusan").check()
    write(notes, "Loket kedua dibuka setiap hari.")
    notes.locator("[data-note-list] .card").nth(3).wait_for()

    # Receipts for all three, as slips; one of them is followed by its code.
    with notes.expect_navigation():
        notes.get_by_role("button", name=re.compile("Serahkan 3 tanda terima")).click()
    assert notes.locator(".slip").count() == 3 and not faults(notes, wide=True)
    receipt = "-".join(notes.locator(".slip").nth(1).locator(".slip__code span").all_inner_texts())
    phone.goto(reverse("receipts:look_up"))
    phone.fill("[name=code]", receipt)
    with phone.expect_navigation():
        phone.locator("form:has([name=code]) button").click()
    assert "Loket kedua sering tutup." in phone.inner_text("main")

    # All three stand in the consultation.
    phone.goto(reverse("consultations:page", args=[link.consultation.slug]))
    assert phone.get_by_text("Disampaikan di forum", exact=True).count() == 3

    # The draft is written from the notes, gets its summary and a commitment, and is published in Wagtail.
    hours = {"starts_at": timezone.now() - timedelta(hours=3), "ends_at": timezone.now() - timedelta(hours=1)}
    Event.objects.filter(pk=here).update(**hours)
    EventPage.objects.filter(event=here).update(**hours)
    desk = new_page(who, viewport={"width": 1280, "height": 900})
    desk.goto(reverse("forum", args=[here]))
    with desk.expect_navigation():
        desk.get_by_role("button", name="Tulis rancangan dari catatan").click()
    draft = MinutesPage.objects.get()
    raw = list(draft.body.raw_data)
    next(block for block in raw if block["value"]["decisions"])["value"]["commitments"] = [
        {"type": "item", "id": str(uuid.uuid4()), "value": made.pk}
    ]
    draft.body = raw
    draft.save_revision(user=who)
    desk.reload()
    desk.fill("[name=summary]", "Antrean dibahas; loket kedua dibuka setiap hari.")
    desk.locator("[data-w-dropdown-target='toggle']", has=desk.locator("svg")).last.click()
    with desk.expect_navigation():
        desk.get_by_role("button", name=re.compile("^(Terbitkan|Publikasikan|Publish)")).first.click()
    minutes = Minutes.objects.get()

    # Who was there asks for an amendment by the code of the place, and is answered.
    phone.goto(f"{reverse('events:by_code')}#{code}")
    phone.wait_for_url(re.compile(r"/acara/tempat/\d+/"))
    phone.goto(reverse("consultations:amendments", args=[here]))
    phone.fill("[name=words]", "Loket kedua sudah tutup sejak Mei.")
    with phone.expect_navigation():
        phone.get_by_role("button", name="Minta perubahan ini").click()
    assert not faults(phone, wide=True)
    desk.goto(reverse("forum", args=[here]))
    desk.get_by_label("notulen tetap").check()
    desk.fill("textarea[name$=answer]", "Tercatat dalam rekaman seperti tertulis.")
    with desk.expect_navigation():
        desk.get_by_role("button", name="Jawab").first.click()
    over(minutes)
    assert actions.finish_minutes(here)

    # The record is made, signed and published; then the chain can be followed by anybody.
    desk.goto(reverse("forum", args=[here]))
    for side, name in (("participants", "Rukiah Marzuki"), ("officials", "Darwin Saleh")):
        desk.select_option("[name=signatory-side]", side)
        desk.fill("[name=signatory-name]", name)
        desk.fill("[name=signatory-role]", "Wakil")
        with desk.expect_navigation():
            desk.get_by_role("button", name="Tambahkan orang ini").click()
    with desk.expect_navigation():
        desk.get_by_role("button", name="Buat berita acara").click()
    desk.set_input_files(
        "[name=scan-scan]", {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    with desk.expect_navigation():
        desk.get_by_role("button", name="Terbitkan pindaian bertanda tangan").click()
    record = ForumRecord.objects.get()
    assert record.is_signed

    phone.goto(announced.url)
    assert record.scan_sha256 in phone.inner_text("main") and not faults(phone, wide=True)
    trace = phone.get_by_label("Diskusi", exact=True)
    assert trace.get_by_role("link").count() == 4
    for label, words in (
        ("Ditanyakan", "Kapan loket dibuka?"),
        ("Diucapkan", "Loket kedua sering tutup."),
        ("Notulen", "Loket kedua dibuka setiap hari."),
        ("Komitmen", "Loket kedua dibuka."),
    ):
        phone.goto(announced.url)
        trace.get_by_role("link", name=re.compile(label)).click()
        assert words in phone.inner_text("main"), label
        phone.goto(phone.url.partition("#")[0])
        assert not faults(phone, wide=True), label


def test_what_was_typed_outlives_the_page_and_what_is_refused_goes_back_into_the_form(new_page):
    announced, who = forum(), organiser()
    linked(announced, who=who)
    path = f"{reverse('consultations:notes', args=[announced.event_id])}?bagian={part(announced).pk}"
    page = new_page(who, **PHONE)
    page.goto(path)
    page.fill("textarea[name=text]", "Baru setengah kal")
    page.get_by_text("rancangan tersimpan").wait_for()
    other = new_page(who, **PHONE)  # another device
    other.goto(path)
    assert other.input_value("textarea[name=text]") == "Baru setengah kal"
    page.reload()
    assert page.input_value("textarea[name=text]") == "Baru setengah kal"
    page.get_by_label("Dengan nama").check()
    write(page, "Kalimat lengkap.")  # no name
    page.get_by_text("tidak diterima").first.wait_for()
    page.get_by_role("button", name="Kembali ke formulir").click()
    assert page.input_value("textarea[name=text]") == "Kalimat lengkap."
    page.fill("[name=speaker]", "Pak Badar")
    page.get_by_role("button", name="Catat").click()
    page.locator("[data-note-list] .card").first.wait_for()
    assert ForumNote.objects.get().comment.participant.shown_name == "Pak Badar"
    assert not axe(page) + too_small(page) + sideways(page)


def test_a_note_that_waited_for_over_an_hour_is_sent_only_when_told_to(new_page):
    announced, who = forum(), organiser()
    linked(announced, who=who)
    page = new_page(who, **PHONE)
    page.clock.install()
    page.goto(f"{reverse('consultations:notes', args=[announced.event_id])}?bagian={part(announced).pk}")
    page.context.set_offline(True)
    write(page, "Sambungan putus lama.")
    page.get_by_text("Menunggu sambungan").wait_for()
    page.clock.fast_forward("59:00")
    assert page.get_by_role("button", name="Kirim sekarang").count() == 0
    page.clock.fast_forward("02:00")
    page.context.set_offline(False)
    page.clock.run_for(20_000)
    assert not Comment.objects.exists()
    page.reload()
    page.get_by_role("button", name="Kirim sekarang").click()
    page.locator("[data-note-list] .card").first.wait_for()
    assert Comment.objects.get().version.text == "Sambungan putus lama."


def test_without_script_the_note_is_an_ordinary_form(new_page):
    announced, who = forum(), organiser()
    linked(announced, who=who)
    page = new_page(who, java_script_enabled=False, **PHONE)
    page.goto(f"{reverse('consultations:notes', args=[announced.event_id])}?bagian={part(announced).pk}")
    page.fill("textarea[name=text]", "Tanpa skrip.")
    page.get_by_role("button", name="Catat").click()
    page.wait_for_url(re.compile("#catatan"))
    assert "Tanpa skrip." in page.inner_text("main") and Comment.objects.count() == 1


def test_the_live_page_on_the_wall_and_a_phone_follows_the_chair(new_page):
    announced, who = forum(), organiser()
    wall, phone = new_page(viewport={"width": 1280, "height": 720}), new_page(**PHONE)
    for page in (wall, phone):
        page.clock.install()
    wall.goto(f"{reverse('events:live', args=[announced.event_id])}?layar=1")
    phone.goto(reverse("events:live", args=[announced.event_id]))
    for page in (wall, phone):
        assert not faults(page, wide=True)
    chair = new_page(who, **PHONE)
    chair.goto(reverse("events:chair", args=[announced.event_id]))
    with chair.expect_navigation():
        chair.get_by_role("button", name="Diskusi").click()
    for page in (wall, phone):
        page.clock.run_for(21_000)
        page.locator(".live__now", has_text="Diskusi").wait_for()
        assert not axe(page) + too_small(page) + sideways(page)
    phone.context.set_offline(True)
    phone.clock.run_for(21_000)
    phone.get_by_text("Tidak ada sambungan").wait_for()


def test_typing_a_form_beside_its_scan(new_page):
    from tests.consultations.test_paper import batch, typed

    found = batch(count=1)
    typed(found)
    page = new_page(member("Comment moderators"), viewport={"width": 1280, "height": 900})
    page.goto(reverse("paper_sheet", args=[found.pk, 1]))
    page.fill("[name=text]", "Antrean dimulai pukul enam pagi.")
    page.select_option("[name=stance]", "against")
    with page.expect_navigation():
        page.get_by_role("button", name="Simpan dan lanjutkan").click()
    assert "dua cara" in page.inner_text("main")
    assert Registration.objects.count() == 0


def test_a_slip_of_the_pen_is_corrected_where_it_stands(new_page):
    announced, who = forum(), organiser()
    linked(announced, who=who)
    page = new_page(who, **PHONE)
    page.goto(f"{reverse('consultations:notes', args=[announced.event_id])}?bagian={part(announced).pk}")
    write(page, "Antrean dimulai pukul lina pagi.")
    page.locator("[data-note-list]").get_by_role("link", name="Perbaiki").click()
    assert not faults(page, wide=True)
    page.fill("textarea[name=text]", "")
    page.get_by_role("button", name="Simpan").click()
    page.locator(".errors").wait_for()
    assert not axe(page) + too_small(page) + sideways(page)
    page.fill("textarea[name=text]", "Antrean dimulai pukul lima pagi.")
    page.keyboard.press("Tab")
    page.keyboard.type("Bu Ani")
    page.keyboard.press("Enter")  # by the keyboard alone
    page.get_by_text("Diperbaiki.").wait_for()
    assert "lima pagi" in page.locator("[data-note-list]").inner_text()
    comment = Comment.objects.get()
    page.goto(reverse("consultations:history", args=[comment.pk]))
    assert "diperbaiki oleh pencatatnya" in page.locator("main").inner_text()
    assert not faults(page, wide=True)


def test_a_party_becomes_smaller_on_a_phone_and_on_the_organisers_list(new_page):
    announced, who, boss = forum(), resident(), organiser()
    row = come(announced, account=who, people=4)
    page = new_page(who, **PHONE)
    page.goto(reverse("events:place", args=[row.pk]))
    page.get_by_role("link", name="Saya tidak dapat datang").click()
    assert not faults(page, wide=True)
    page.fill("[name=people]", "9")
    page.get_by_role("button", name="Kurangi jumlah orang").click()
    page.locator(".errors").wait_for()
    assert not axe(page) + too_small(page) + sideways(page)
    page.fill("[name=people]", "3")
    page.get_by_role("button", name="Kurangi jumlah orang").click()
    page.get_by_text("Tersimpan.").wait_for()
    assert "3 orang" in page.locator(".ticket").inner_text()
    desk = new_page(boss)
    desk.goto(reverse("registrations", args=[announced.event_id]))
    desk.get_by_text("Batalkan atau kurangi").click()
    assert not axe(desk) + sideways(desk)
    desk.get_by_label("Berapa yang tetap datang").fill("2")
    desk.get_by_role("button", name="Kurangi", exact=True).click()
    desk.get_by_text("2 orang datang.").wait_for()
    assert Event.objects.get(pk=announced.event_id).taken == 2
