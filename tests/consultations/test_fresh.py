"""No reader sees a kept page after what it shows has changed, in whatever form and whichever process they ask.

Each story fills the memory of two processes with every form of a consultation's page, changes one thing, and asks
them all again. That a page was really sent from memory is known by its single query.
"""

import io
import time
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.utils import timezone
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Locale, Page, PageViewRestriction

from accounts.actions import anonymise_user
from consultations import actions
from consultations.freshness import next_midnight, turns
from consultations.models import (
    Comment,
    Consultation,
    ConsultationPage,
    Participant,
    Theme,
    ThemeCommitment,
)
from directory.models import Agency, Commitment
from events.models import AgendaItem
from forum_site.languages import localized_url
from forum_site.models import ContentPage
from tests import factories
from tests.consultations import reported
from tests.consultations.kept import Here, forms, remember, second_process, seen, stale
from tests.consultations.noting import part
from tests.consultations.talking import agency, announce, client_of, decide, moderator, officer, say
from tests.events.forums import announced, item, moved, organiser
from tests.pages import home, publish

pytestmark = pytest.mark.django_db(transaction=True)


class World:
    """A consultation with something of everything that its page shows."""

    def __init__(self):
        self.moderator, self.admin = moderator(), factories.administrator()
        self.image = Image.objects.create(title="Loket", file=picture("loket.png"))
        self.document = Document.objects.create(title="Rancangan aturan", file=ContentFile(b"x", "a.txt"))
        self.page = announce("Loket mana?", "Jam berapa?", body=self.body())
        self.row = self.page.consultation
        self.budi, self.rina, self.sari = (factories.user(name=name) for name in ("Budi", "Rina", "Sari"))
        self.first = say(self.row, "Antrean terlalu panjang.", by=self.budi)
        self.edited = say(self.row, "Loketnya kurang.", by=self.sari, stance="against")
        self.supported = say(self.row, "Buka sampai malam.", by=self.rina, stance="for")
        self.masked = say(self.row, "Hubungi nomor saya.", by=self.rina)
        self.reply = say(self.row, "Setuju dengan Budi.", by=self.sari, parent=self.first, stance="for")
        self.hidden = say(self.row, "Kata-kata kasar.", by=self.rina)
        decide(self.hidden, "hide", by=self.moderator)
        self.withdrawn = say(self.row, "Salah tulis.", by=self.sari)
        self.theme = Theme.objects.create(consultation=self.row, title="Antrean", position=1)
        self.spare = Theme.objects.create(consultation=self.row, title="Loket", position=2)
        self.commitment = Commitment.objects.create(
            agency=agency(), what="Menambah loket", due_on=timezone.localdate() + timedelta(days=9)
        )
        self.page = ConsultationPage.objects.get(pk=self.page.pk)

    def body(self):
        picture_block = {"image": self.image.pk, "alt": "Loket yang ramai", "caption": ""}
        return [
            {"type": "paragraph", "value": "<p>Isi pertama.</p>"},
            {"type": "picture", "value": picture_block},
            {"type": "document", "value": self.document.pk},
        ]

    def publish(self, **changes):
        page = ConsultationPage.objects.get(pk=self.page.pk)
        for name, value in changes.items():
            setattr(page, name, value)
        self.page = publish(page)


def picture(name: str) -> ContentFile:
    made = io.BytesIO()
    Picture.new("RGB", (900, 600), "red" if name == "loket.png" else "blue").save(made, "PNG")
    return ContentFile(made.getvalue(), name)


@pytest.fixture
def world():
    return World()


@pytest.fixture
def readers():
    with second_process() as there:
        yield [Here(), there]


# --- What somebody does -----------------------------------------------------------------------------


def post(world):
    say(world.row, "Loket dibuka lebih pagi.")


def answer(world):
    say(world.row, "Kami catat.", by=officer(), parent=world.edited)


def hide(world):
    decide(world.first, "hide", by=world.moderator)


def restore(world):
    decide(world.hidden, "restore", by=world.moderator)


def reject(world):
    Consultation.objects.filter(pk=world.row.pk).update(moderation="pre")
    decide(say(world.row, "Iklan."), "reject", by=world.moderator)
    Consultation.objects.filter(pk=world.row.pk).update(moderation="post")


def edit(world):
    actions.edit_comment(
        world.edited.pk,
        account=world.sari,
        text="Loketnya kurang lima.",
        form_key=uuid.uuid4(),
        version_id=world.edited.version_id,
    )


def withdraw(world):
    actions.withdraw_comment(world.withdrawn.pk, account=world.sari)


def take_back(world):
    actions.return_comment(world.withdrawn.pk, account=world.sari)


def mention(world):
    say(world.row, "Benar kata @Sari itu.", by=world.rina, parent=world.edited)


def support(world):
    actions.support(world.supported.pk, account=world.budi)


def unsupport(world):
    actions.unsupport(world.supported.pk, account=world.budi)


def erase(world):
    anonymise_user(world.sari, by=world.sari)


def rename(world):
    form = {"name": "Rina", "pseudonym": "Warga Ulu", "language": "id"}
    assert client_of(world.rina).post("/akun/pengaturan/", form).status_code == 303


def mask(world):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE consultations_commentversion SET text = '', body_html = '<p>█</p>', excerpt_html = '',"
            " masked_at = now() WHERE id = %s",
            [world.masked.version_id],
        )


def speak_for_agency(world):
    Participant.objects.filter(account=world.rina).update(kind="official", agency=agency())


def add_theme(world):
    Theme.objects.create(consultation=world.row, title="Jam buka", position=3)


def retire_theme(world):
    Theme.objects.filter(pk=world.spare.pk).update(retired_at=timezone.now())


def promise(world):
    Commitment.objects.filter(pk=world.commitment.pk).update(published_at=timezone.now())
    ThemeCommitment.objects.create(theme=world.theme, commitment=world.commitment)


def be_late(world):
    Commitment.objects.filter(pk=world.commitment.pk).update(due_on=timezone.localdate() - timedelta(days=1))


def edit_page(world):
    world.publish(summary="Loket mana yang harus buka lebih lama?", title="Antrean di loket")


def edit_body(world):
    world.publish(body=[{"type": "paragraph", "value": "<p>Isi kedua.</p>"}])


def postpone(world):
    world.publish(closes_at=world.row.closes_at + timedelta(days=3), change_reason="Banyak yang bertanya.")


def cancel(world):
    world.publish(cancelled=True, change_reason="Anggarannya dicabut.")


def retitle_above(world):
    page = world.page.get_parent().specific
    page.title = "Musyawarah"
    publish(page)


def ask_more(world):
    world.row.questions.create(position=3, title="Berapa loket?", title_en="How many counters?")


def close_question(world):
    world.row.questions.update(closed_at=timezone.now())


def rename_agency(world):
    Agency.objects.filter(pk=world.row.agency_id).update(name="Dinas Dukcapil", name_en="Civil Office")


def renumber_rule(world):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE consultations_rule SET number = number + 40")


def add_to_menu(world):
    publish(home().add_child(instance=ContentPage(title="Tentang kami", slug="tentang", live=False)))


def retitle_in_menu(world):
    Page.objects.filter(slug="tentang").update(title="Siapa kami", show_in_menus=True)


def replace_picture(world):
    world.image.file = picture("baru.png")
    world.image.width, world.image.height = 900, 600
    world.image._set_image_file_metadata()
    world.image.save()


def retitle_document(world):
    Document.objects.filter(pk=world.document.pk).update(title="Rancangan kedua")


def meet(world):
    world.forum = announced(title="Rembuk di aula", agenda=[item(60, "Diskusi")])
    world.link = actions.link_item(part(world.forum).pk, actor=organiser(), consultation_id=world.row.pk)


def move_forum(world):
    moved(
        world.forum,
        starts_at=world.forum.starts_at + timedelta(days=1),
        ends_at=world.forum.ends_at + timedelta(days=1),
    )


def call_forum_off(world):
    moved(world.forum, cancelled=True)


def take_part_out(world):
    moved(world.forum, agenda=[item(60, "Lain")], cancelled=False)


def put_part_back(world):
    AgendaItem.objects.filter(pk=world.link.item_id).update(removed_at=None)


def do_not_meet(world):
    actions.unlink_item(world.link.pk, actor=organiser())


ALL, PAGE = "every form", "the page"

# What is done → (words that it lets appear or vanish, whether they appear, where something changes).
CHANGES = {
    post: ("Loket dibuka lebih pagi.", True, ALL),
    answer: ("Kami catat.", True, ALL),
    hide: ("Antrean terlalu panjang.", False, ALL),
    restore: ("Kata-kata kasar.", True, ALL),
    reject: ("", True, PAGE),
    edit: ("Loketnya kurang lima.", True, ALL),
    withdraw: ("Salah tulis.", False, ALL),
    take_back: ("Salah tulis.", True, ALL),
    mention: ("@Sari", True, ALL),
    support: ("", True, ALL),
    unsupport: ("", True, ALL),
    mask: ("█", True, ALL),
    rename: ("Warga Ulu", True, ALL),
    speak_for_agency: ("", True, ALL),
    erase: ("Sari", False, ALL),
    add_theme: ("", True, PAGE),
    retire_theme: ("", True, PAGE),
    promise: ("", True, PAGE),
    be_late: ("is-late", True, PAGE),
    edit_page: ("Loket mana yang harus buka lebih lama?", True, PAGE),
    edit_body: ("Isi kedua.", True, PAGE),
    postpone: ("Banyak yang bertanya.", True, PAGE),
    retitle_above: ("Musyawarah", True, PAGE),
    ask_more: ("", True, ALL),
    close_question: ("", True, PAGE),
    rename_agency: ("", True, PAGE),
    renumber_rule: ("41", True, ALL),
    add_to_menu: ("Tentang kami", True, ALL),
    retitle_in_menu: ("Siapa kami", True, ALL),
    meet: ("Rembuk di aula", True, PAGE),
    move_forum: ("Rembuk di aula", True, PAGE),
    call_forum_off: ("Aula Kecamatan ·", True, PAGE),
    take_part_out: ("Rembuk di aula", False, PAGE),
    put_part_back: ("Rembuk di aula", True, PAGE),
    do_not_meet: ("Rembuk di aula", False, PAGE),
    cancel: ("Anggarannya dicabut.", True, PAGE),
}
BODY = {
    replace_picture: ("baru", True, PAGE),
    retitle_document: ("Rancangan kedua", True, PAGE),
}


def apply(changes, world, readers) -> list[tuple]:
    """Make each change in turn; return where it was not seen, or changed nothing where it should."""
    missed = []
    for change, (words, appear, where) in changes.items():
        before = remember(readers, forms(world.page))
        change(world)
        addresses = forms(world.page)
        missed += [(change.__name__, "not seen", *place) for place in stale(readers, addresses)]
        for address in addresses:
            if where == ALL or "/tanggapan/" not in address:
                after = Here().ask(address).text
                if seen(after) == seen(before.get(address, "")) or (words in after) is not appear:
                    missed.append((change.__name__, "changed nothing", address))
    return missed


def test_each_change_is_seen_at_once_in_every_form_and_both_processes(world, readers):
    assert not apply(CHANGES, world, readers)


def test_pictures_and_documents_are_replaced_at_once(world, readers):
    assert not apply(BODY, world, readers)


def test_a_published_report_is_seen_at_once(readers):
    story = reported.told()
    story.code("sari", 0)
    draft = reported.report(story)
    before = remember(readers, forms(story.page))
    publish(draft)
    assert not stale(readers, forms(story.page))
    assert Here().ask(story.page.url).text != before[story.page.url]
    assert "/laporan/" in Here().ask(story.page.url).text


def test_a_page_that_was_taken_down_and_put_back_is_so_at_once(world, readers):
    addresses = forms(world.page)
    before = remember(readers, addresses)
    world.page.unpublish_reason = "Diperbaiki."
    world.page.unpublish()
    assert not stale(readers, addresses)
    assert {reader.ask(address).status for reader in readers for address in addresses} == {404}
    world.publish()
    assert not stale(readers, addresses)
    assert seen(Here().ask(addresses[1]).text) == seen(before[addresses[1]])


def test_an_english_version_is_shown_at_once_and_its_old_address_leads_there(world, readers):
    addresses = forms(world.page)
    remember(readers, addresses)
    english = Locale.objects.get(language_code="en")
    if not home().has_translation(english):
        publish(home().copy_for_translation(english))
    publish(world.page.get_parent().copy_for_translation(english))
    copy = world.page.copy_for_translation(english)
    copy.title, copy.slug, copy.summary = "Queues", "queues", "What must change at the counters?"
    copy = publish(copy)
    assert not stale(readers, addresses)
    assert Here().ask(f"/en{world.page.url}").status == 302
    assert "What must change at the counters?" in Here().ask(localized_url(copy, "en")).text
    # Its own address is kept from now on, and follows its own changes.
    mine = [localized_url(copy, "en")]
    remember(readers, mine)
    copy.summary = "What should be better?"
    publish(copy)
    assert not stale(readers, mine)
    assert "What should be better?" in Here().ask(*mine).text


def test_what_is_closed_to_some_is_gone_at_once(world, readers):
    addresses = forms(world.page)
    remember(readers, addresses)
    PageViewRestriction.objects.create(page=home(), restriction_type="login")
    assert not stale(readers, addresses)
    assert 200 not in {reader.ask(address).status for reader in readers for address in addresses}


def test_an_expired_page_is_gone_as_soon_as_the_worker_took_it_down(readers):
    page = announce()
    ConsultationPage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(seconds=1))
    addresses = forms(page)
    remember(readers, addresses)
    call_command("publish_scheduled")
    assert not stale(readers, addresses)
    assert {Here().ask(address).status for address in addresses} == {404}


# --- What time does ---------------------------------------------------------------------------------


def test_opening_and_closing_are_seen_in_the_second_in_which_they_come(world, readers):
    addresses = forms(world.page)
    for edge in ("opens_at", "closes_at"):
        moment = timezone.now() + timedelta(seconds=4)
        Consultation.objects.filter(pk=world.row.pk).update(**{edge: moment})
        before = remember(readers, addresses)
        assert timezone.now() < moment, "too slow to have seen anything"
        time.sleep(max(0, (moment - timezone.now()).total_seconds()))
        assert not stale(readers, addresses)
        assert all(Here().ask(address).text != before[address] for address in addresses)


def test_the_page_ends_with_the_day_in_palembang_and_with_each_moment_that_changes_it():
    row = announce("Apa?").consultation
    row.latest_at = None
    evening = datetime(2026, 11, 25, 16, 59, 59, tzinfo=UTC)  # 23.59.59 WIB
    assert next_midnight(evening) == datetime(2026, 11, 25, 17, tzinfo=UTC)
    assert next_midnight(evening + timedelta(seconds=1)) == datetime(2026, 11, 26, 17, tzinfo=UTC)
    row.latest_at = evening
    question = row.questions.first()
    question.closed_at = evening + timedelta(hours=2)
    assert set(turns(row, [question], evening)) == {
        row.opens_at,
        row.closes_at,
        question.closed_at,
        datetime(2026, 11, 25, 17, tzinfo=UTC),
        evening + timedelta(seconds=5),
    }


def test_a_kept_page_is_not_sent_at_the_moment_at_which_it_ends(monkeypatch):
    page = announce()
    midnight = next_midnight(timezone.now())
    remember([Here()], [page.url])
    monkeypatch.setattr(timezone, "now", lambda: midnight - timedelta(microseconds=1))
    assert Here().ask(page.url).queries == 1
    monkeypatch.setattr(timezone, "now", lambda: midnight)
    assert Here().ask(page.url).queries > 1
    assert Here().ask(page.url).queries == 1


def test_days_left_and_late_promises_turn_with_the_day(world, monkeypatch):
    promise(world)
    before = remember([Here()], forms(world.page))[world.page.url]
    tomorrow = next_midnight(timezone.now())
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    text = Here().ask(world.page.url).text
    assert text != before and not stale([Here()], forms(world.page))
    late = tomorrow + timedelta(days=9)
    monkeypatch.setattr(timezone, "now", lambda: late)
    assert "is-late" not in text and "is-late" in Here().ask(world.page.url).text


# --- What must not happen ---------------------------------------------------------------------------


def test_without_its_trigger_the_same_change_is_missed(world, readers):
    # Said long enough ago that time does not turn the page meanwhile, which would draw it anew.
    hour = timedelta(hours=1)
    Comment.objects.update(published_at=F("published_at") - hour, latest_at=F("latest_at") - hour)
    addresses = forms(world.page)
    remember(readers, addresses)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE directory_agency DISABLE TRIGGER fresh_update")
    rename_agency(world)
    missed = stale(readers, addresses)
    assert {name for name, _ in missed} == {"here", "there"}
    assert {address for _, address in missed} >= {world.page.url, f"/en{world.page.url}"}
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE directory_agency ENABLE TRIGGER fresh_update")
    rename_agency(world)
    assert not stale(readers, addresses)


def test_what_no_reader_sees_leaves_the_pages_where_they_are(world):
    addresses = forms(world.page)
    remember([Here()], addresses)
    client_of(world.budi)  # logs in, which is written down
    draft = ConsultationPage.objects.get(pk=world.page.pk)
    draft.summary = "Rancangan."
    draft.save_revision()
    Consultation.objects.filter(pk=world.row.pk).update(moderation="pre")
    remember([Here()], addresses)
    say(world.row, "Menunggu moderator.")
    actions.assign_theme(world.first.pk, world.theme, actor=world.admin)
    actions.follow(world.row, world.budi)
    assert {Here().ask(address).queries for address in addresses} == {1}


def test_another_consultations_life_leaves_the_pages_where_they_are(world):
    other = announce().consultation
    addresses = forms(world.page)
    remember([Here()], addresses)
    say(other, "Di sini.")
    assert {Here().ask(address).queries for address in addresses} == {1}
