"""A consultation in which something of every kind is not public, each with a word that stands nowhere else; and every
address at which somebody might look for it."""

import io
import itertools
import re
import uuid
from dataclasses import dataclass, field

from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from accounts.models import Notification, User
from consultations import actions, open_data, reading
from consultations.models import (
    AgendaLink,
    AmendmentRequest,
    Appeal,
    Comment,
    CommentVersion,
    Consultation,
    DraftObjection,
    DraftOpening,
    FollowUpReportPage,
    ForumNote,
    ForumRecord,
    Measure,
    MeasureAppeal,
    ModerationDecision,
    PaperBatch,
    PaperEntry,
    Participant,
    Passage,
    ReportVersion,
    Rule,
    RuleVersion,
    Signatory,
    SuggestedGroup,
    SuggestionRun,
    Theme,
)
from directory.actions import withdraw_evidence
from directory.models import Commitment, Evidence
from events.models import AgendaItem, Arrival, AudienceQuestion, Event, Registration
from forum_site.languages import localized_url
from tests import factories
from tests.consultations.conduct import take
from tests.consultations.noting import noted, part, running
from tests.consultations.replying import objected, opened
from tests.consultations.reported import promise, reported
from tests.consultations.talking import announce, decide, moderator, say
from tests.consultations.test_minutes import published
from tests.consultations.test_paper import batch, typed
from tests.directory.promises import show
from tests.events.forums import organiser
from tests.test_audience import LOGGING_IN, routes


@dataclass
class Planted:
    """A word that must not be found, and whom it belongs to."""

    word: str
    author: User | None
    comment: Comment | None = None
    is_shown_to_author: bool = True


@dataclass
class Story:
    """What was planted, and among what."""

    row: Consultation = None
    moderator: User = None
    asker: User = None  # was answered and mentioned by what is hidden now
    planted: list[Planted] = field(default_factory=list)

    def plant(self, word: str, author=None, comment=None, **facts) -> None:
        self.planted.append(Planted(word, author, comment, **facts))

    def person(self, word: str) -> User:
        """Make an author whose name is a word that must not be found either: a stone names nobody."""
        author = factories.user(name=f"Pak {word.title()}")
        self.plant(author.name, author)
        return author


def story() -> Story:
    """Tell it: pending, rejected, hidden, withdrawn; edits that wait, were refused or masked; notes, reports."""
    told = Story(moderator=moderator(), asker=factories.user(name="Penanya"))
    told.row = row = announce("Apa?").consultation
    asked = say(row, "Bagaimana menurut Anda?", by=told.asker, stance="for")
    say(row, "Bagian Penanya lagi.", by=told.asker, parent=asked)

    for word, kind in (("zuhidden", "hide"), ("zuwithdrawn", "withdraw")):
        for parent in (asked, None):
            author = told.person(f"{word}{'akar' if parent is None else 'daun'}")
            text = f"@Penanya {word}{author.pk} tidak untuk umum."
            comment = say(row, text, by=author, parent=parent, stance="against")
            told.plant(f"{word}{author.pk}", author, comment, is_shown_to_author=kind == "hide")
            say(row, "Balasan di bawahnya.", parent=comment)
            if kind == "hide":
                decide(comment, kind, by=told.moderator)
            else:
                actions.withdraw_comment(comment.pk, account=author)
    hidden = next(one.comment for one in told.planted if one.word.startswith("zuhidden"))
    objector = hidden.participant.account
    actions.appeal(hidden.decisions.get().pk, account=objector, words="zukeberatan saya.")
    told.plant("zukeberatan", objector)
    measure = take(objector, "warn", by=told.moderator, note="zutindakan di dalam")
    told.plant("zutindakan", None)
    actions.appeal_measure(measure.pk, account=objector, words="zupembelaan saya.")
    told.plant("zupembelaan", objector)

    author = factories.user(name="Ibu Riwayat")
    masked = say(row, "Nomor saya zumasked.", by=author)
    _edit(masked, author, "Tanpa nomor.")
    # Its text is left where it was: what is masked is not shown, even if somebody forgets to blank it.
    CommentVersion.objects.filter(pk=masked.version_id).update(masked_at=timezone.now())
    told.plant("zumasked", author)

    author = factories.user(name="Ibu Disamarkan")
    redacted = say(row, "Telepon saya zuredacted, tolong.", by=author, parent=asked)
    actions.redact(
        redacted.pk,
        actor=told.moderator,
        passages=["zuredacted"],
        version_id=redacted.version_id,
        rule_version=RuleVersion.objects.in_force().get(rule__number=2),
        reason="Nomor telepon.",
    )
    told.plant("zuredacted", author)

    flagged = say(row, "Biasa saja.")
    rule = Rule.objects.filter(number=1).get()
    actions.flag_comment(flagged.pk, account=factories.user(), rule=rule, words="zulaporan")
    told.plant("zulaporan", None)
    noted = say(row, "Juga biasa.")
    actions.flag_comment(noted.pk, account=factories.user(), rule=rule, words="Tolong dibaca.")
    actions.decide(
        noted.pk, actor=told.moderator, kind="keep", version_id=noted.version_id, note="zucatatan di dalam"
    )
    told.plant("zucatatan", None)
    _visit(told, flagged, rule)

    Consultation.objects.filter(pk=row.pk).update(moderation="pre")
    for word, parent in (("zupending", None), ("zupendingreply", asked), ("zurejected", None)):
        author = told.person(f"{word}nama")
        comment = say(row, f"@Penanya {word} belum terbit.", by=author, parent=parent, stance="for")
        told.plant(word, author, comment)
        if word == "zurejected":
            decide(comment, "reject", by=told.moderator)
    waiting = factories.user(name="Ibu Menunggu")
    comment = say(row, "zureplaced sebelum terbit.", by=waiting)
    told.plant("zureplaced", waiting)
    _edit(comment, waiting, "Yang terbit.")
    decide(comment, "publish", by=told.moderator)
    _edit(comment, waiting, "zurefused suntingan.")
    told.plant("zurefused", waiting)
    decide(comment, "reject", by=told.moderator)
    _edit(comment, waiting, "zuwaiting suntingan.")
    told.plant("zuwaiting", waiting, comment)

    closed = reported()  # to its report
    told.plant("petugasnya bodoh", closed.person("dewi"), closed.comment("dewi"))
    told.plant("keliru menulis", closed.person("wati"), is_shown_to_author=False)
    _promise(told, closed)
    _open_draft(told, closed)
    _meet(told)
    return told


def _open_draft(told: Story, closed) -> None:
    """Let those whom a draft summarises read it, and one of them object; both are nobody else's."""
    report = FollowUpReportPage.objects.child_of(closed.page).get()
    report.introduction = "zurancangan laporan."
    report.save_revision()
    objected(closed, opened(closed), words="zusanggahan saya.")
    run = SuggestionRun.objects.create(
        consultation=closed.consultation, requested_by=closed.moderator, state="done"
    )
    SuggestedGroup.objects.create(run=run, number=1, label="zukelompok")
    told.plant("zukelompok", None)
    told.plant("zurancangan", closed.person("budi"))
    told.plant("zusanggahan", closed.person("budi"))


def _meet(told: Story) -> None:
    """Hold a forum: what is noted for the minutes only, typed from paper, asked to be amended is not public."""
    page, who = running(), organiser()
    link = actions.link_item(part(page).pk, actor=who, consultation_id=told.row.pk)
    bad = noted(page, "zuucapan kasar.", link_id=link.pk, actor=who)
    noted(page, "zutunggu moderator.", link_id=link.pk, actor=who)
    decide(bad.comment, "publish", by=told.moderator)
    minutes = published(page)
    decide(bad.comment, "hide", by=told.moderator)
    noted(page, "zucatatan petugas.", kind="remark", actor=who)
    actions.keep_draft(page.event_id, actor=who, fields={"text": "zuketikan"}, form_key=uuid.uuid4())
    actions.draft_minutes(page.event_id, actor=who)
    actions.ask_amendment(
        page.event_id, "zuperubahan saya.", form_key=uuid.uuid4(), participant=bad.comment.participant
    )
    typed(batch(consultation=told.row, title="zutumpukan"), text="zukertas saya.", shown_name="zunamakertas")
    actions.add_signatory(minutes.pk, actor=who, side="officials", name="zupenandatangan", role="Kepala")
    for word in (
        "zuucapan",
        "zutunggu",
        "zucatatan",
        "zuketikan",
        "zuperubahan",
        "zutumpukan",
        "zukertas",
        "zunamakertas",
        "zupenandatangan",
    ):
        told.plant(word, None)


def _promise(told: Story, closed) -> None:
    """Promise something that no report has published yet, and take back what was to show that another is kept."""
    promise(closed, what="zujanji yang belum diumumkan")
    told.plant("zujanji", None)
    public = promise(closed, published_at=timezone.now())
    piece = show(public, "Foto yang keliru", url="https://contoh.invalid/zubukti")
    withdraw_evidence(piece.pk, actor=factories.administrator(), reason="Bukan tempat ini.")
    told.plant("zubukti", None)


def _visit(told: Story, flagged: Comment, rule: Rule) -> None:
    """Let people without an account report, and write: one waits for a moderator, one for its code."""
    actions.flag_as_visitor(
        flagged.pk,
        network=b"n" * 32,
        rule=rule,
        form_key=uuid.uuid4(),
        words="zulaporantamu",
        contact="zupelapor@example.org",
    )
    Consultation.objects.filter(pk=told.row.pk).update(guests=True)
    for word in ("zutamu", "zudraf"):
        draft = actions.start_guest_comment(
            consultation_id=told.row.pk,
            text=f"{word}teks belum terbit.",
            address=f"{word}surel@example.org",
            shown_name=f"{word}nama",
            form_key=uuid.uuid4(),
        )
        if word == "zutamu":
            actions.confirm_guest_comment(
                draft.form_key, re.search(r"^\d{6}$", mail.outbox[-1].body, re.M)[0]
            )
        for what in ("teks", "surel", "nama"):
            told.plant(word + what, None)
    told.plant("zulaporantamu", None)
    told.plant("zupelapor", None)


def _edit(comment: Comment, author: User, text: str) -> None:
    comment.refresh_from_db()
    actions.edit_comment(
        comment.pk,
        account=author,
        text=text,
        form_key=uuid.uuid4(),
        version_id=comment.pending_version_id or comment.version_id,
    )


# --- Where one might look ---------------------------------------------------------------------------


def addresses(told: Story) -> list[str]:
    """Return every address of ours with every value that is there, lists in each order and under each filter."""
    ids = {
        "comment_id": Comment,
        "consultation_id": Consultation,
        "theme_id": Theme,
        "decision_id": ModerationDecision,
        "participant_id": Participant,
        "version_id": ReportVersion,
        "appeal_id": Appeal,
        "user_id": User,
        "measure_id": Measure,
        "objection_id": MeasureAppeal,
        "page_id": Page,
        "rule_id": Rule,
        "passage_id": Passage,
        "commitment_id": Commitment,
        "evidence_id": Evidence,
        "opening_id": DraftOpening,
        "group_id": SuggestedGroup,
        "draft_objection_id": DraftObjection,
        "event_id": Event,
        "registration_id": Registration,
        "arrival_id": Arrival,
        "question_id": AudienceQuestion,
        "item_id": AgendaItem,
        "note_id": ForumNote,
        "request_id": AmendmentRequest,
        "signatory_id": Signatory,
        "record_id": ForumRecord,
        "link_id": AgendaLink,
        "batch_id": PaperBatch,
        "number": PaperEntry,
        "pk": Notification,
    }
    values = {name: list(model.objects.values_list("pk", flat=True)) for name, model in ids.items()}
    values |= {
        "slug": list(Consultation.objects.values_list("slug", flat=True)),
        "token": ["x"],
        "reply_id": [1],
        "name": ["x", *open_data.BY_NAME],
        "form": ["csv", "json"],
    }
    found = []
    for route in routes():
        if LOGGING_IN.match(route) or route.startswith("^"):
            continue
        names = re.findall(r"<\w+:(\w+)>", route)
        choices = [values[name] if not route.startswith("admin/") else values[name][:1] for name in names]
        for chosen in itertools.product(*choices):
            address = route
            for value in chosen:
                address = re.sub(r"<\w+:\w+>", str(value), address, count=1)
            found.append(f"/{address}")
    for page in Page.objects.live().filter(depth__gt=1):
        found.append(localized_url(page.specific))
    lists = f"/tanggapan/konsultasi/{told.row.slug}/utas/?"
    question = told.row.questions.get().pk
    shows = ["", "&saring=setuju", "&saring=menolak", "&saring=netral", "&saring=resmi", "&saring=saya"]
    shows += ["&saring=baru&sejak=0-0", f"&pertanyaan={question}"]
    found += [
        f"{lists}urutan={order}{show}{part}"
        for order in reading.ORDERS
        for show in shows
        for part in ("", "&fragment=1")
    ]
    for pk in values["comment_id"]:
        found += [f"/tanggapan/{pk}/?baru=1", f"/tanggapan/{pk}/balasan/?tingkat=2"]
        found += [f"/tanggapan/{pk}/{name}/?fragment=1" for name in ("balas", "ubah", "tarik", "laporkan")]
    found += [f"/tanggapan/konsultasi/{told.row.slug}/baru/?sesudah=0-0"]
    return list(dict.fromkeys(found))


@dataclass
class Found:
    """What somebody was shown."""

    answers: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)


def look_everywhere(client: Client, places: list[str], *, twice: bool = False) -> Found:
    """Ask for every address in both languages, `twice`: kept pages answer the second time,
    and lists are asked for as htmx asks too, to which they are drawn anew."""
    found = Found()
    for place in places:
        languages = [place] if place.startswith("/admin/") else [place, f"/en{place}"]
        for address in languages:
            heads = [{}, {"HX-Request": "true"}] if twice and "utas" in place else [{}]
            for turn, headers in enumerate(heads * (2 if twice else 1)):
                answer = client.get(address, headers=headers)
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                found.answers[f"{address} {turn}"] = body.decode(errors="replace") + repr(
                    dict(answer.headers)
                )
                found.statuses[address] = answer.status_code
    return found


def leaks(told: Story, found: Found, *, to: User | None = None) -> list[str]:
    """Return each word that stands where it must not, with its address; what belongs to the reader may be shown."""
    forbidden = [planted.word for planted in told.planted if planted.author != to or to is None]
    return [
        f"{word} at {address}"
        for address, text in found.answers.items()
        for word in forbidden
        if word.lower() in text.lower()
    ]


def exported(told: Story) -> str:
    """Return what the command exports of every consultation."""
    out = io.StringIO()
    for row in Consultation.objects.all():
        call_command("export_comments", "--consultation", row.slug, stdout=out)
    return out.getvalue()


def indexed() -> str:
    """Return all that search could find: the index, row by row."""
    with connection.cursor() as cursor:
        tables = [
            name for name in connection.introspection.table_names(cursor) if name.endswith("indexentry")
        ]
        assert tables
        texts = []
        for table in tables:
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t")
            texts += [row[0] for row in cursor.fetchall()]
    return "\n".join(texts)
