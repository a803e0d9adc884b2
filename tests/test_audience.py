"""Every address has an audience: who is let in is stated here, and an address without a line fails the suite."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver
from django.utils import timezone
from django.utils.translation import override

from consultations import actions
from consultations.actions import appeal, appeal_measure, mark_passage, save_reply
from consultations.models import (
    AmendmentRequest,
    ModerationDecision,
    ReportVersion,
    Response,
    SuggestedGroup,
    SuggestionRun,
)
from events.actions import ask_question, walk_in
from events.models import Event
from tests import factories
from tests.consultations import desk
from tests.consultations.conduct import take
from tests.consultations.replying import objected, opened
from tests.consultations.reported import promise, reported
from tests.consultations.test_minutes import final, signed
from tests.consultations.test_paper import batch
from tests.directory.promises import show
from tests.events.forums import come, with_seats
from tests.events.forums import item as agenda_item

OURS = ("forum_site", "accounts", "directory", "events", "consultations", "allauth")

VISITOR, RESIDENT, AUTHOR, COMMUNICATIONS, MODERATOR, OFFICER, ADMINISTRATOR = (
    "visitor",
    "resident",
    "author",
    "communications",
    "moderator",
    "officer",
    "administrator",
)
EVERYONE = {VISITOR, RESIDENT, AUTHOR, COMMUNICATIONS, MODERATOR, OFFICER, ADMINISTRATOR}
MEMBERS = EVERYONE - {VISITOR}
STAFF = {COMMUNICATIONS, MODERATOR, OFFICER, ADMINISTRATOR}
MODERATORS = {MODERATOR, ADMINISTRATOR}
ENTERERS = {COMMUNICATIONS, MODERATOR, ADMINISTRATOR}
ORGANISERS = {COMMUNICATIONS, ADMINISTRATOR}
NOBODY: set[str] = set()

# Who is let in by GET (POST too, with what the form wants; each verb checks on its own, as its own tests show).
AUDIENCE = {
    "healthz": EVERYONE,
    "media/<path:name>": NOBODY,  # the sample is no rendition of a picture
    "components/": STAFF,
    "admin/entry/": ENTERERS,
    "admin/entry/<int:comment_id>/receipt/": NOBODY,  # theirs only who entered it
    "admin/entry/<int:comment_id>/receipt/renew/": NOBODY,  # theirs only who entered it
    "admin/consultations/": STAFF,
    "admin/consultations/results/": STAFF,
    "admin/consultations/<int:consultation_id>/": STAFF,
    "admin/consultations/theme/<int:theme_id>/": STAFF,
    "admin/consultations/theme/<int:theme_id>/commitment/": MODERATORS | {OFFICER},
    "admin/consultations/theme/<int:theme_id>/commitment/new/": {OFFICER, ADMINISTRATOR},
    "admin/consultations/<int:consultation_id>/reply/": MODERATORS,
    "admin/consultations/reply/<int:opening_id>/end/": MODERATORS,
    "admin/consultations/objection/<int:draft_objection_id>/answer/": MODERATORS,
    "admin/coding/": MODERATORS,
    "admin/coding/results/": MODERATORS,
    "admin/coding/<int:consultation_id>/": MODERATORS,
    "admin/coding/<int:consultation_id>/bulk/": MODERATORS,
    "admin/coding/<int:consultation_id>/state/": MODERATORS,
    "admin/coding/comment/<int:comment_id>/": MODERATORS,
    "admin/coding/comment/<int:comment_id>/same/": MODERATORS,
    "admin/coding/comment/<int:comment_id>/undo/": MODERATORS,
    "admin/coding/comment/<int:comment_id>/mark/": MODERATORS,
    "admin/coding/comment/<int:comment_id>/accept/": NOBODY,  # nothing is proposed for the sample
    "admin/coding/comment/<int:comment_id>/twin/": NOBODY,
    "admin/coding/<int:consultation_id>/suggestions/": MODERATORS,
    "admin/coding/group/<int:group_id>/": MODERATORS,
    "admin/coding/passage/<int:passage_id>/unmark/": MODERATORS,
    "admin/codebook/<int:consultation_id>/": STAFF,
    "admin/passage_chooser/": STAFF,
    "admin/passage_chooser/results/": STAFF,
    "admin/codebook/theme/<int:theme_id>/do/": MODERATORS,
    "admin/codebook/theme/<int:theme_id>/merge/": MODERATORS,
    "admin/moderation/": MODERATORS,
    "admin/moderation/part/": MODERATORS,
    "admin/moderation/replies/": MODERATORS,
    "admin/moderation/replies/new/": MODERATORS,
    "admin/moderation/replies/<int:reply_id>/": MODERATORS,
    "admin/moderation/replies/<int:reply_id>/put-away/": MODERATORS,
    "admin/moderation/take/": MODERATORS,
    "admin/moderation/take/part/": MODERATORS,
    "admin/moderation/renew/": MODERATORS,
    "admin/moderation/release/": MODERATORS,
    "admin/moderation/<int:comment_id>/take/": MODERATORS,
    "admin/moderation/<int:comment_id>/take/card/": MODERATORS,
    "admin/moderation/decide/": MODERATORS,
    "admin/moderation/decide/part/": MODERATORS,
    "admin/moderation/<int:comment_id>/": MODERATORS,
    "admin/moderation/<int:comment_id>/decide/": MODERATORS,
    "admin/moderation/<int:comment_id>/decide/card/": MODERATORS,
    "admin/moderation/<int:comment_id>/redact/": MODERATORS,
    "admin/moderation/<int:comment_id>/redact/card/": MODERATORS,
    "admin/moderation/<int:comment_id>/move/": MODERATORS,
    "admin/moderation/<int:comment_id>/move/card/": MODERATORS,
    "admin/moderation/undo/": MODERATORS,
    "admin/moderation/undo/part/": MODERATORS,
    "admin/moderation/undo/<int:decision_id>/": MODERATORS,
    "admin/moderation/undo/<int:decision_id>/card/": MODERATORS,
    "admin/moderation/appeals/<int:appeal_id>/judge/": {ADMINISTRATOR},  # the moderator here is who decided
    "admin/moderation/appeals/<int:appeal_id>/judge/card/": {ADMINISTRATOR},
    "admin/moderation/people/<int:user_id>/": MODERATORS,
    # Who took the measure here is the moderator; the person is "dewi", a resident.
    "admin/moderation/people/<int:user_id>/measure/": MODERATORS,
    "admin/moderation/measures/<int:measure_id>/lift/": MODERATORS,
    "admin/moderation/measures/objections/<int:objection_id>/judge/": {ADMINISTRATOR},
    "admin/moderation/measures/objections/<int:objection_id>/judge/card/": {ADMINISTRATOR},
    "admin/take-down/<int:page_id>/": {ADMINISTRATOR},
    "admin/commitments/<int:pk>/evidence/": {OFFICER, ADMINISTRATOR},
    "admin/commitments/<int:pk>/evidence/<int:evidence_id>/withdraw/": {OFFICER, ADMINISTRATOR},
    "admin/rules/": {ADMINISTRATOR},
    "admin/rules/new/": {ADMINISTRATOR},
    "admin/rules/<int:rule_id>/": {ADMINISTRATOR},
    "akun/kotak-masuk/": MEMBERS,
    "akun/kotak-masuk/tandai-terbaca/": MEMBERS,
    "akun/kotak-masuk/<int:pk>/": {AUTHOR},
    "akun/pengaturan/": MEMBERS,
    "akun/pengaturan/surel/": MEMBERS,
    "akun/privasi/": MEMBERS,
    "akun/privasi/unduh/": MEMBERS,
    "akun/privasi/tutup/": MEMBERS,
    "akun/faktor-kedua/": MEMBERS,
    "akun/surel/<str:token>/": NOBODY,  # the sample token is not ours
    "receipt/": EVERYONE,
    "tanda-terima/": EVERYONE,
    "tanda-terima/baru/": EVERYONE,  # without a new code it leads to the page above
    "tanda-terima/tutup/": EVERYONE,
    "tanda-terima/rancangan/<int:opening_id>/": NOBODY,  # theirs only who shows its receipt
    "tanda-terima/tanggapan/<int:comment_id>/tarik/": NOBODY,  # theirs only who shows its receipt
    "tanda-terima/tanggapan/<int:comment_id>/kembalikan/": NOBODY,
    "tanda-terima/keputusan/<int:decision_id>/keberatan/": NOBODY,
    "admin/registrations/": ORGANISERS,
    "admin/registrations/<int:event_id>/": ORGANISERS,
    "admin/registrations/<int:event_id>/table.csv": ORGANISERS,
    "admin/registrations/<int:event_id>/enter/": ORGANISERS,
    "admin/registrations/do/<int:registration_id>/": ORGANISERS,
    "admin/jsi18n/": EVERYONE,  # words of buttons
    "admin/forums/": ENTERERS,
    "admin/forums/<int:event_id>/": ENTERERS,
    "admin/forums/part/<int:item_id>/link/": ORGANISERS,
    "admin/forums/link/<int:link_id>/remove/": ORGANISERS,
    "admin/forums/<int:event_id>/minutes/": ORGANISERS,
    "admin/forums/amendment/<int:request_id>/": ORGANISERS,
    "admin/forums/<int:event_id>/signatory/": ORGANISERS,
    "admin/forums/signatory/<int:signatory_id>/remove/": ORGANISERS,
    "admin/forums/<int:event_id>/record/": NOBODY,  # without a form's key
    "admin/forums/record/<int:record_id>/scan/": ORGANISERS,
    "admin/agenda_item_chooser/": STAFF,  # empty for who does not lead minutes
    "admin/agenda_item_chooser/results/": STAFF,
    "admin/commitment_chooser/": STAFF,
    "admin/commitment_chooser/results/": STAFF,
    "admin/paper/": ENTERERS,
    "admin/paper/new/": ENTERERS,
    "admin/paper/<int:batch_id>/": ENTERERS,
    "admin/paper/<int:batch_id>/scan/": ENTERERS,
    "admin/paper/<int:batch_id>/receipts/": NOBODY,  # without a form's key
    "admin/paper/<int:batch_id>/<int:number>/": ENTERERS,
    "acara/masuk/<int:event_id>/sekarang/": ORGANISERS,
    "acara/<int:event_id>/langsung/": EVERYONE,
    "acara/<int:event_id>/langsung/isi/": EVERYONE,
    "tanggapan/forum/<int:event_id>/catatan/": ENTERERS,
    "tanggapan/forum/<int:event_id>/catatan/draf/": ENTERERS,
    "tanggapan/forum/<int:event_id>/tanda-terima/": NOBODY,  # without a form's key
    "tanggapan/forum/catatan/<int:note_id>/batal/": NOBODY,  # only who took the note
    "tanggapan/forum/catatan/<int:note_id>/perbaiki/": NOBODY,  # the same
    "tanggapan/<int:comment_id>/perbaiki/": NOBODY,  # only who typed it for somebody else
    "tanggapan/forum/<int:event_id>/perubahan/": EVERYONE,  # whoever was not there is told how to show that they were
    "tanggapan/forum/<int:event_id>/berita-acara.pdf": EVERYONE,
    "tanggapan/forum/<int:event_id>/berita-acara/ditandatangani/": EVERYONE,
    "tanggapan/forum/bagian/<int:item_id>/": EVERYONE,
    "acara/kalender.ics": EVERYONE,
    "acara/atom/": EVERYONE,
    "acara/tempat/": EVERYONE,
    "acara/tempat/keluar/": EVERYONE,
    "acara/tempat/saya/": MEMBERS,
    "acara/tempat/<int:registration_id>/": {AUTHOR},
    "acara/tempat/<int:registration_id>/batal/": {AUTHOR},
    "acara/tempat/<int:registration_id>/orang/": {AUTHOR},
    "acara/tempat/<int:registration_id>/terima/": {AUTHOR},
    "acara/tempat/<int:registration_id>/kalender.ics": {AUTHOR},
    "acara/masuk/<int:event_id>/": ORGANISERS,
    "acara/masuk/<int:event_id>/jumlah/": ORGANISERS,
    "acara/masuk/<int:event_id>/tamu/": ORGANISERS,
    "acara/masuk/tempat/<int:registration_id>/": ORGANISERS,
    "acara/masuk/batal/<int:arrival_id>/": ORGANISERS,
    "acara/masuk/<int:event_id>/pertanyaan/": ORGANISERS,
    "acara/masuk/pertanyaan/<int:question_id>/": ORGANISERS,
    "acara/pertanyaan/<int:question_id>/dukung/": {AUTHOR},
    "acara/<int:event_id>/pertanyaan/": EVERYONE,
    "acara/<int:event_id>/daftar/": EVERYONE,
    "acara/<int:event_id>/kalender.ics": EVERYONE,
    "acara/<int:event_id>/gambar.png": EVERYONE,
    "acara/<int:event_id>/poster.pdf": EVERYONE,
    "komitmen/": EVERYONE,
    "komitmen/tabel.csv": EVERYONE,
    "komitmen/atom/": EVERYONE,
    "komitmen/<int:commitment_id>/": EVERYONE,
    "komitmen/<int:commitment_id>/ikuti/": MEMBERS,
    "tanggapan/saya/": MEMBERS,
    "tanggapan/tamu/kode/": NOBODY,  # only who has just written as a guest
    "tanggapan/aturan/": EVERYONE,
    "tanggapan/moderasi/": EVERYONE,
    "tanggapan/moderasi/tabel.csv": EVERYONE,
    "tanggapan/moderasi/atom/": EVERYONE,
    "tanggapan/moderasi/tindakan/": EVERYONE,
    "tanggapan/moderasi/tindakan/tabel.csv": EVERYONE,
    "tanggapan/tindakan/": MEMBERS,
    "tanggapan/tindakan/<int:measure_id>/": {AUTHOR},
    "tanggapan/konsultasi/<slug:slug>/moderasi/": EVERYONE,
    "tanggapan/konsultasi/<slug:slug>/moderasi/tabel.csv": EVERYONE,
    "tanggapan/konsultasi/<slug:slug>/moderasi/atom/": EVERYONE,
    "tanggapan/keputusan/<int:decision_id>/": EVERYONE,
    "tanggapan/keputusan/<int:decision_id>/keberatan/": {AUTHOR},
    "tanggapan/hasil/<int:participant_id>/": {AUTHOR},
    "tanggapan/rancangan/<int:opening_id>/": NOBODY,  # the author's words are hidden: it summarises none of these
    "tanggapan/tema/<int:theme_id>/": EVERYONE,
    "tanggapan/konsultasi/<slug:slug>/data/": EVERYONE,
    "tanggapan/konsultasi/<slug:slug>/data/datapackage.json": EVERYONE,
    "tanggapan/konsultasi/<slug:slug>/data/<slug:name>.<slug:form>": EVERYONE,
    "tanggapan/laporan/<int:version_id>/": EVERYONE,
    "tanggapan/laporan/<int:version_id>/isi.json": EVERYONE,
    "tanggapan/laporan/<int:version_id>/pdf/": EVERYONE,
    "tanggapan/laporan/<int:version_id>/laporan.pdf": EVERYONE,
    "tanggapan/konsultasi/<slug:slug>/diturunkan/": NOBODY,  # the sample was not taken down
    "tanggapan/konsultasi/<slug:slug>/": EVERYONE,
    "tanggapan/konsultasi/<slug:slug>/tulis/": MEMBERS,
    "tanggapan/konsultasi/<slug:slug>/tulis/tamu/": NOBODY,  # the sample takes no guests
    "tanggapan/konsultasi/<slug:slug>/ikuti/": MEMBERS,
    "tanggapan/konsultasi/<slug:slug>/utas/": EVERYONE,
    "tanggapan/konsultasi/<slug:slug>/terbaca/": MEMBERS,
    "tanggapan/konsultasi/<slug:slug>/baru/": EVERYONE,
    "tanggapan/konsultasi/<slug:slug>/atom/": EVERYONE,
    "tanggapan/<int:comment_id>/": EVERYONE,
    "tanggapan/<int:comment_id>/balasan/": EVERYONE,
    "tanggapan/<int:comment_id>/riwayat/": {AUTHOR, MODERATOR, ADMINISTRATOR},  # the sample is hidden
    "tanggapan/<int:comment_id>/balas/": NOBODY,  # nobody answers a stone
    "tanggapan/<int:comment_id>/balas/tamu/": NOBODY,
    "tanggapan/<int:comment_id>/ubah/": NOBODY,  # nor changes it
    "tanggapan/<int:comment_id>/tarik/": {AUTHOR},
    "tanggapan/<int:comment_id>/kembalikan/": NOBODY,  # the sample is hidden, not withdrawn
    "tanggapan/<int:comment_id>/dukung/": NOBODY,
    "tanggapan/<int:comment_id>/laporkan/": NOBODY,
    "^((?:[\\w\\-]+/)*)$": EVERYONE,
}
LISTS = {  # the lists of ordinary rows: who reads, who changes (and sees the history of changes), who deletes
    "agencies": (STAFF - {MODERATOR, OFFICER}, {ADMINISTRATOR}, {ADMINISTRATOR}),
    "agency_officers": ({ADMINISTRATOR}, {ADMINISTRATOR}, {ADMINISTRATOR}),
    "commitments": (STAFF, {OFFICER, ADMINISTRATOR}, NOBODY),
    "questions": (ENTERERS, {COMMUNICATIONS, ADMINISTRATOR}, {ADMINISTRATOR}),
    "themes": (STAFF, MODERATORS, NOBODY),
    "responses": (STAFF, {OFFICER, ADMINISTRATOR}, {ADMINISTRATOR}),
    "users": ({ADMINISTRATOR}, {ADMINISTRATOR}, {ADMINISTRATOR}),
}
# These take what a form sends and show nothing: they are asked by POST, with nothing in it.
POST_ONLY = {
    "admin/entry/<int:comment_id>/receipt/renew/",
    "admin/consultations/theme/<int:theme_id>/commitment/",
    "admin/coding/comment/<int:comment_id>/same/",
    "admin/coding/comment/<int:comment_id>/undo/",
    "admin/coding/comment/<int:comment_id>/mark/",
    "admin/coding/comment/<int:comment_id>/accept/",
    "admin/coding/comment/<int:comment_id>/twin/",
    "admin/coding/passage/<int:passage_id>/unmark/",
    "admin/codebook/theme/<int:theme_id>/do/",
    "admin/moderation/replies/<int:reply_id>/put-away/",
    "admin/moderation/take/",
    "admin/moderation/take/part/",
    "admin/moderation/renew/",
    "admin/moderation/release/",
    "admin/moderation/<int:comment_id>/take/",
    "admin/moderation/<int:comment_id>/take/card/",
    "admin/moderation/decide/",
    "admin/moderation/decide/part/",
    "admin/moderation/<int:comment_id>/decide/",
    "admin/moderation/<int:comment_id>/decide/card/",
    "admin/moderation/<int:comment_id>/redact/",
    "admin/moderation/<int:comment_id>/redact/card/",
    "admin/moderation/<int:comment_id>/move/",
    "admin/moderation/<int:comment_id>/move/card/",
    "admin/moderation/undo/",
    "admin/moderation/undo/part/",
    "admin/moderation/undo/<int:decision_id>/",
    "admin/moderation/undo/<int:decision_id>/card/",
    "admin/moderation/appeals/<int:appeal_id>/judge/",
    "admin/moderation/appeals/<int:appeal_id>/judge/card/",
    "admin/moderation/people/<int:user_id>/measure/",
    "admin/moderation/measures/<int:measure_id>/lift/",
    "admin/moderation/measures/objections/<int:objection_id>/judge/",
    "admin/moderation/measures/objections/<int:objection_id>/judge/card/",
    "akun/kotak-masuk/<int:pk>/",
    "admin/forums/part/<int:item_id>/link/",
    "admin/forums/link/<int:link_id>/remove/",
    "admin/forums/<int:event_id>/minutes/",
    "admin/forums/amendment/<int:request_id>/",
    "admin/forums/<int:event_id>/signatory/",
    "admin/forums/signatory/<int:signatory_id>/remove/",
    "admin/forums/<int:event_id>/record/",
    "admin/forums/record/<int:record_id>/scan/",
    "admin/paper/<int:batch_id>/receipts/",
    "acara/masuk/<int:event_id>/sekarang/",
    "tanggapan/forum/<int:event_id>/catatan/draf/",
    "tanggapan/forum/<int:event_id>/tanda-terima/",
    "tanggapan/forum/catatan/<int:note_id>/batal/",
    "admin/registrations/<int:event_id>/enter/",
    "admin/registrations/do/<int:registration_id>/",
    "acara/tempat/keluar/",
    "acara/tempat/<int:registration_id>/orang/",
    "acara/tempat/<int:registration_id>/terima/",
    "acara/masuk/<int:event_id>/tamu/",
    "acara/masuk/pertanyaan/<int:question_id>/",
    "acara/pertanyaan/<int:question_id>/dukung/",
    "acara/masuk/tempat/<int:registration_id>/",
    "acara/masuk/batal/<int:arrival_id>/",
    "tanggapan/konsultasi/<slug:slug>/terbaca/",
}
# Pages of allauth that anybody may reach who is in the middle of logging in; they hold nothing of anybody's.
LOGGING_IN = re.compile(r"akun/(masuk|daftar|keluar|tidak-aktif|pastikan|surel/$|kata-sandi|dua-langkah)")


def routes():
    """Yield every address of ours as it is in Indonesian, whatever language a test before left behind."""

    def walk(resolver, prefix=""):
        for entry in resolver.url_patterns:
            route = prefix + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from walk(entry, route)
            elif isinstance(entry, URLPattern):
                yield route, getattr(entry.callback, "__module__", "")

    with override("id"):
        found = list(walk(get_resolver()))
    yield from (route for route, module in found if module.split(".")[0] in OURS)


def audience(route: str) -> set[str] | None:
    """Return who is let in, None where nobody has said."""
    if route in AUDIENCE:
        return AUDIENCE[route]
    name, _slash, rest = route.removeprefix("admin/").partition("/")
    if route.startswith("admin/") and name in LISTS:
        reads, changes, deletes = LISTS[name]
        return (
            deletes if rest.startswith("delete") else changes if re.match("new|edit|history", rest) else reads
        )
    return EVERYONE if LOGGING_IN.match(route) else None


def test_every_address_has_an_audience():
    assert [route for route in routes() if audience(route) is None] == []


def test_no_audience_is_stated_for_what_is_gone():
    assert set(AUDIENCE) - set(routes()) == set()


@pytest.fixture
def story(db):
    """A reported consultation with a hidden comment whose author objects, and a promise."""
    story = reported()
    story.promised = promise(story, published_at=timezone.now())
    story.evidence = show(story.promised, "Foto lapangan")
    story.objected = objected(story, opened(story))
    run = SuggestionRun.objects.create(
        consultation=story.consultation,
        requested_by=story.moderator,
        state=SuggestionRun.State.DONE,
        finished_at=timezone.now(),
    )
    story.group = SuggestedGroup.objects.create(run=run, number=1, label="jalan, malam")
    hidden = ModerationDecision.objects.get(comment=story.comment("dewi"), kind="hide")
    story.objection = appeal(hidden.pk, account=story.person("dewi"), words="Saya tidak menghina siapa pun.")
    story.measure = take(story.person("dewi"), by=story.moderator)
    words = "Saya tidak mengulanginya."
    story.complaint = appeal_measure(story.measure.pk, account=story.person("dewi"), words=words)
    words = {"title": "Nama orang", "rule": None, "text": "Menyebut nama orang.", "text_en": ""}
    story.reply = save_reply(actor=story.moderator, words=words)
    today = with_seats(starts_at=timezone.now() + timedelta(hours=1), agenda=[agenda_item(30)])
    story.place = come(today, account=story.person("dewi"))
    part = today.event.agenda_items.get()
    story.asked = ask_question(come(today).pk, part.pk, "Kapan?", form_key=uuid.uuid4())
    story.arrival = walk_in(today.event_id, people=1, actor=desk.communications(), form_key=uuid.uuid4())
    _meet(story, today)
    spoken = story.comment("budi")
    story.passage = mark_passage(spoken.pk, spoken.version.text[:12], actor=story.moderator)
    return story


def _meet(story, page) -> None:
    """Hold the forum: a part about a consultation, a note, minutes with a request, their record; a pile of paper."""
    Event.objects.filter(pk=page.event_id).update(starts_at=timezone.now() - timedelta(minutes=10))
    part, who = page.event.agenda_items.get(), desk.communications()
    consultation = desk.consultation(title="Yang dibahas")
    story.link = actions.link_item(part.pk, actor=who, consultation_id=consultation.pk)
    story.note = actions.take_note(
        part.pk, actor=who, kind="remark", text="Tepat waktu.", form_key=uuid.uuid4()
    )
    minutes = final(page)
    story.request = AmendmentRequest.objects.create(
        minutes=minutes, registration=story.place, words="Ubah.", form_key=uuid.uuid4()
    )
    story.record = signed(minutes, who)
    story.signatory = minutes.signatories.first()
    story.batch = batch(consultation=consultation)


@pytest.fixture
def people(story, as_):
    """One client per role; the author wrote the hidden comment, the officer serves the agency that asks."""
    from django.test import Client

    return {
        VISITOR: Client(),
        RESIDENT: as_(factories.user()),
        AUTHOR: as_(story.person("dewi")),
        COMMUNICATIONS: as_(desk.communications()),
        MODERATOR: as_(story.moderator),
        OFFICER: as_(desk.officer(story.page.agency)),
        ADMINISTRATOR: as_(factories.administrator()),
    }


def sample(route: str, story) -> str:
    """Return the address of something that is there."""
    hidden = story.comment("dewi")
    decision = ModerationDecision.objects.get(comment=hidden, kind="hide")
    values = {
        "comment_id": hidden.pk,
        "consultation_id": story.page.consultation_id,
        "theme_id": story.themes[0].pk,
        "decision_id": decision.pk,
        "participant_id": hidden.participant_id,
        "version_id": ReportVersion.objects.get().pk,
        "appeal_id": story.objection.pk,
        "user_id": story.measure.account_id,
        "measure_id": story.measure.pk,
        "objection_id": story.complaint.pk,
        "page_id": story.page.pk,
        "rule_id": decision.rule_version.rule_id,
        "slug": story.consultation.slug,
        "reply_id": story.reply.pk,
        "passage_id": story.passage.pk,
        "commitment_id": story.promised.pk,
        "evidence_id": story.evidence.pk,
        "opening_id": story.objected.opening_id,
        "group_id": story.group.pk,
        "draft_objection_id": story.objected.pk,
        "event_id": story.place.event_id,
        "registration_id": story.place.pk,
        "arrival_id": story.arrival.pk,
        "question_id": story.asked.pk,
        "item_id": story.link.item_id,
        "link_id": story.link.pk,
        "note_id": story.note.pk,
        "request_id": story.request.pk,
        "signatory_id": story.signatory.pk,
        "record_id": story.record.pk,
        "batch_id": story.batch.pk,
        "number": 1,
        "token": "x",
        "name": "comments" if route.startswith("tanggapan") else "x.jpg",
        "form": "csv",
        "pk": _row(route, story, hidden),
    }
    path = re.sub(r"<\w+:(\w+)>", lambda found: str(values[found[1]]), route)
    return "/" if path.startswith("^") else f"/{path}"


def _row(route: str, story, hidden) -> int:
    if "kotak-masuk" in route:
        return hidden.participant.account.notifications.first().pk
    rows = {
        "agencies": story.page.agency,
        "agency_officers": story.page.agency.officers.first(),
        "commitments": story.promised,
        "questions": story.question,
        "themes": story.themes[0],
        "responses": Response.objects.first(),
        "users": story.person("dewi"),
    }
    return next((row.pk for name, row in rows.items() if f"admin/{name}/" in route), 1)


def is_let_in(response) -> bool:
    """Whether the answer shows or does something, or says that only POST does; a form refused counts as let in."""
    if response.status_code in (301, 302, 303):
        return "/akun/masuk" not in response["Location"] and response["Location"] != "/admin/"
    return response.status_code in (200, 204, 400, 405, 409, 422)


def test_each_address_lets_in_whom_it_should_and_nobody_else(story, people):
    story.question = desk.question(story.consultation)
    wrong = []
    for route in routes():
        if LOGGING_IN.match(route):
            continue
        address = sample(route, story)
        for role, client in people.items():
            response = client.post(address) if route in POST_ONLY else client.get(address)
            assert response.status_code < 500, (route, role)
            if is_let_in(response) != (role in audience(route)):
                wrong.append(f"{route} {role}: {response.status_code}")
    assert not wrong, "\n".join(wrong)


def test_reading_changes_nothing(story, people):
    story.question = desk.question(story.consultation)
    from django.apps import apps
    from django.contrib.sessions.models import Session

    def counts():
        return {
            model: model._base_manager.count()
            for model in apps.get_models()
            if model is not Session and model._meta.managed and not model._meta.proxy
        }

    before = counts()
    for route in (route for route in routes() if not LOGGING_IN.match(route)):
        people[ADMINISTRATOR].get(sample(route, story))
        people[AUTHOR].get(sample(route, story))
    assert counts() == before
