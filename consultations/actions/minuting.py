"""What leads from the notes of a forum to its signed record: a draft, amendments, the end of them, signatures."""

import hashlib
import uuid
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from accounts.names import tidy, validate_visible
from consultations.actions.noting import RUN_FORUM
from consultations.markup import clean_text
from consultations.minutes_notices import tell_editor, tell_of_answer
from consultations.models import (
    AmendmentRequest,
    ForumNote,
    ForumRecord,
    Minutes,
    MinutesChange,
    MinutesPage,
    Participant,
    Signatory,
)
from events.actions.arriving import head_count
from events.models import AgendaItem, Arrival, Event, EventPage, Registration
from forum_site.languages import FIRST
from forum_site.scans import read_scan

MAX_WORDS = 2000  # characters of a request or an answer
MOST_REQUESTS = 5  # of one person that wait
Side = Signatory.Side


def _require(actor: User) -> None:
    if not actor.has_perm(RUN_FORUM):
        raise PermissionDenied


# --- The draft --------------------------------------------------------------------------------------


@transaction.atomic
def draft_minutes(event_id: int, *, actor: User) -> tuple[MinutesPage, int]:
    """Write what was noted into the draft of the forum's minutes, made on first use; return it and how many notes.

    Notes go in once, so nothing that an editor changed is overwritten. What was said about a consultation is shown by
    the page itself. Raises PermissionDenied, ValidationError before the forum has begun or where it has no page.
    """
    _require(actor)
    event = Event.objects.select_for_update(of=("self",)).get(pk=event_id)
    if event.state != Event.State.ANNOUNCED or event.starts_at > timezone.now():
        raise ValidationError(_("Minutes are written once the forum has begun."), "closed")
    parent = EventPage.objects.filter(event=event, locale__language_code=FIRST).first()
    if parent is None:
        raise ValidationError(
            _("This forum has no page in Indonesian, so its minutes have no place."), "no_page"
        )
    notes = list(
        ForumNote.objects.standing()
        .filter(event=event, comment=None, minuted_at=None)
        .select_related("item")
        .order_by("said_at", "pk")
    )
    page = MinutesPage.objects.child_of(parent).first()
    if page is None:
        with override(FIRST):
            page = MinutesPage(
                title=_("Minutes: %(forum)s") % {"forum": event.title[:200]},
                slug="notulen",
                summary=_summary(event),
                event=event,
                live=False,
                owner=actor,
                attended=head_count(event) or None,
                body=_with_parts([], event, notes),
            )
        parent.add_child(instance=page)
        page.save_revision(user=actor)
    elif notes:
        draft = page.get_latest_revision_as_object()
        raw = list(draft.body.raw_data)
        draft.body = _with_parts(raw, event, notes)
        draft.save_revision(user=actor)
    ForumNote.objects.filter(pk__in=[note.pk for note in notes]).update(minuted_at=timezone.now())
    return page, len(notes)


def _summary(event: Event) -> str:
    """Return what the draft says before its editor does."""
    kinds = list(ForumNote.objects.standing().filter(event=event).values_list("kind", flat=True))
    said, decided = (kinds.count(kind) for kind in (ForumNote.Kind.CONTRIBUTION, ForumNote.Kind.DECISION))
    return _("Contributions noted: %(said)s. Decisions: %(decided)s.") % {"said": said, "decided": decided}


def _with_parts(raw: list, event: Event, notes: list[ForumNote]) -> list:
    """Return the raw body of minutes with a block for each part of the programme, and these notes in them."""
    blocks = [dict(block, value=dict(block["value"])) if block["type"] == "part" else block for block in raw]
    known = {block["value"]["item"]: block for block in blocks if block["type"] == "part"}
    items = event.agenda_items.filter(removed_at=None).exclude(kind=AgendaItem.Kind.BREAK)
    for item in [*items, *(note.item for note in notes)]:
        if item.pk not in known:
            value = {"item": item.pk, "words": "", "shows_said": True, "decisions": [], "commitments": []}
            known[item.pk] = {"type": "part", "id": str(uuid.uuid4()), "value": value}
            blocks.append(known[item.pk])
    for note in notes:
        value = known[note.item_id]["value"]
        if note.kind == ForumNote.Kind.DECISION:
            entry = {"type": "item", "id": str(uuid.uuid4()), "value": note.text[:600]}
            value["decisions"] = [*value["decisions"], entry]
        else:
            value["words"] = (value["words"] or "") + _paragraphs(note)
    return blocks


def _paragraphs(note: ForumNote) -> str:
    """Return a note as paragraphs of running text, who spoke before the first."""
    lines = [line for line in note.text.split("\n") if line.strip()]
    who = ""
    if note.kind == ForumNote.Kind.CONTRIBUTION:
        with override(FIRST):
            who = format_html("<b>{}:</b> ", note.speaker or _("Resident"))
    first, *rest = lines
    return format_html(
        "<p>{}{}</p>{}", who, first, format_html_join("", "<p>{}</p>", ((line,) for line in rest))
    )


# --- Amendments -------------------------------------------------------------------------------------


def was_there(event: Event, registration: Registration) -> bool:
    """Whether this registration's people came; where nobody was checked in, whether they had a place."""
    if registration.event_id != event.pk or registration.state != Registration.State.CONFIRMED:
        return False
    arrivals = Arrival.objects.standing().filter(event=event, registration__isnull=False)
    return arrivals.filter(registration=registration).exists() or not arrivals.exists()


def spoke_there(event: Event, participant: Participant) -> bool:
    """Whether something that this participant said was noted at the forum."""
    return ForumNote.objects.filter(event=event, comment__participant=participant).exists()


@transaction.atomic
def ask_amendment(
    event_id: int,
    words: str,
    *,
    form_key: UUID,
    registration: Registration | None = None,
    participant: Participant | None = None,
    item_id: int | None = None,
) -> AmendmentRequest:
    """Ask for a change of minutes, by somebody who was there. The same `form_key` again returns the same request.

    Raises Minutes.DoesNotExist, PermissionDenied for who was not there, ValidationError in words.
    """
    minutes = Minutes.objects.select_for_update(of=("self",)).select_related("event").get(pk=event_id)
    event = minutes.event
    if not (registration and was_there(event, registration)) and not (
        participant and spoke_there(event, participant)
    ):
        raise PermissionDenied
    who = {"registration": registration} if registration else {"participant": participant}
    already = AmendmentRequest.objects.filter(form_key=form_key).first()
    if already:
        if not AmendmentRequest.objects.filter(pk=already.pk, minutes=minutes, **who).exists():
            raise ValidationError(_("This form has been used already. Reload the page."), "form_key")
        return already
    if not minutes.takes_amendments():
        raise ValidationError(_("These minutes take no amendments any more."), "closed")
    words = _text(words, "words", _("Say what should be changed."))
    if item_id and not AgendaItem.objects.filter(pk=item_id, event=event).exists():
        raise ValidationError({"item": _("This part is no longer on the programme. Choose another one.")})
    if AmendmentRequest.objects.waiting().filter(minutes=minutes, **who).count() >= MOST_REQUESTS:
        raise ValidationError(
            _("%(most)s of your requests wait for an answer already. Wait for it first.")
            % {"most": MOST_REQUESTS}
        )
    asked = AmendmentRequest.objects.create(
        minutes=minutes, words=words, form_key=form_key, item_id=item_id, **who
    )
    tell_editor(asked)
    return asked


def _text(text: str, field: str, required: str) -> str:
    if not text.strip():
        raise ValidationError({field: required})
    try:
        text = clean_text(text)
    except ValidationError as error:
        raise ValidationError({field: error}) from error
    if len(text) > MAX_WORDS:
        raise ValidationError({field: _("At most %(most)s characters.") % {"most": MAX_WORDS}})
    return text


@transaction.atomic
def answer_amendment(request_id: int, *, actor: User, outcome: str, answer: str) -> AmendmentRequest:
    """Answer a request, once; who asked is told.

    `outcome` "changed" says that the minutes were changed: it is refused while they were not published anew since.
    Raises AmendmentRequest.DoesNotExist, PermissionDenied, ValidationError.
    """
    _require(actor)
    asked = (
        AmendmentRequest.objects.select_for_update(of=("self",)).select_related("minutes").get(pk=request_id)
    )
    if asked.outcome:
        raise ValidationError(_("This request has been answered meanwhile."), "answered")
    if outcome not in AmendmentRequest.Outcome.values:
        raise ValidationError({"outcome": _("Choose whether the minutes were changed.")})
    answer = _text(answer, "answer", _("Say why: the person who asked reads it."))
    changed = asked.minutes.changes.filter(kind=MinutesChange.Kind.AMENDED, at__gte=asked.created_at)
    if outcome == AmendmentRequest.Outcome.CHANGED and not changed.exists():
        raise ValidationError(
            {"outcome": _("Publish the changed minutes first; then say that they were changed.")}
        )
    asked.outcome, asked.answer = outcome, answer
    asked.answered_at, asked.answered_by = timezone.now(), actor
    asked.save(update_fields=["outcome", "answer", "answered_at", "answered_by"])
    tell_of_answer(asked)
    return asked


@transaction.atomic
def finish_minutes(event_id: int) -> bool:
    """Declare minutes final whose time for amendments is over and whose requests are all answered; return whether.

    Whoever asks takes the same lock: no request arrives between the look and the end.
    """
    minutes = Minutes.objects.select_for_update(of=("self",)).get(pk=event_id)
    now = timezone.now()
    if minutes.final_at or now < minutes.amend_until or minutes.requests.waiting().exists():
        return False
    minutes.final_at = now
    minutes.save(update_fields=["final_at"])
    MinutesChange.objects.create(
        minutes=minutes, kind=MinutesChange.Kind.FINAL, actor=User.objects.system(), at=now
    )
    return True


# --- The signed record ------------------------------------------------------------------------------


def _unsigned(event_id: int) -> Minutes:
    """Return the minutes, locked. Raises ValidationError where their record is signed."""
    minutes = (
        Minutes.objects.select_for_update(of=("self",))
        .select_related("event__agency", "page")
        .get(pk=event_id)
    )
    if minutes.records.filter(scan__isnull=False).exists():
        raise ValidationError(_("The berita acara is signed and published; it stays as it is."), "signed")
    return minutes


@transaction.atomic
def add_signatory(event_id: int, *, actor: User, side: str, name: str, role: str) -> Signatory:
    """Name somebody who signs; harmless twice. Raises Minutes.DoesNotExist, PermissionDenied, ValidationError."""
    _require(actor)
    minutes = _unsigned(event_id)
    name, role = tidy(name), tidy(role)
    if side not in Side.values:
        raise ValidationError({"side": _("Choose for whom this person signs.")})
    for field, value in (("name", name), ("role", role)):
        if not value:
            raise ValidationError({field: _("This field is required.")})
        try:
            validate_visible(value)
        except ValidationError as error:
            raise ValidationError({field: error}) from error
    row, _made = Signatory.objects.get_or_create(
        minutes=minutes, name=name[:80], role=role[:120], defaults={"side": side, "added_by": actor}
    )
    return row


@transaction.atomic
def remove_signatory(signatory_id: int, *, actor: User) -> None:
    """Take somebody off those who sign; harmless twice. Raises PermissionDenied, ValidationError once it is signed."""
    _require(actor)
    row = Signatory.objects.filter(pk=signatory_id).first()
    if row:
        _unsigned(row.minutes_id)
        row.delete()


@transaction.atomic
def make_record(event_id: int, *, actor: User, form_key: UUID) -> ForumRecord:
    """Set the berita acara of final minutes, to be signed. The same `form_key` again returns the same file.

    Raises Minutes.DoesNotExist, PermissionDenied, ValidationError in words: not final yet, nobody named to sign on
    one of the sides, signed already.
    """
    from consultations.forum_record import record_of

    _require(actor)
    if already := ForumRecord.objects.filter(form_key=form_key, minutes=event_id).first():
        return already
    minutes = _unsigned(event_id)
    if minutes.final_at is None:
        raise ValidationError(
            _("The minutes are not final yet: amendments can still be asked for, or wait."), "not_final"
        )
    people = list(minutes.signatories.all())
    for side in Side:
        if not any(person.side == side for person in people):
            raise ValidationError(_("Nobody is named who signs %(side)s.") % {"side": side.label}, "nobody")
    number = minutes.records.count() + 1
    now = timezone.now()
    content = record_of(minutes, people, number, now)
    return ForumRecord.objects.create(
        minutes=minutes,
        number=number,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        signatories=[{"side": row.side, "name": row.name, "role": row.role} for row in people],
        made_at=now,
        made_by=actor,
        form_key=form_key,
    )


@transaction.atomic
def publish_scan(record_id: int, *, actor: User, file, signed_on: date) -> ForumRecord:
    """Publish the signed scan of a berita acara, with its day and checksum; once.

    Raises ForumRecord.DoesNotExist, PermissionDenied, ValidationError (tied to fields): no scan, a day to come or
    before the forum, another one made since, signed already.
    """
    _require(actor)
    content, kind = _scan(file)
    record = ForumRecord.objects.select_related("minutes__event").get(pk=record_id)
    minutes = _unsigned(record.minutes_id)
    if minutes.records.order_by("-number").first().pk != record.pk:
        raise ValidationError(_("Another one has been made since. Sign and publish that one."), "newer")
    if not timezone.localdate(minutes.event.starts_at) <= signed_on <= timezone.localdate():
        raise ValidationError(
            {"signed_on": _("It was signed on the day of the forum or after it, not in the future.")}
        )
    record.scan, record.scan_type = content, kind
    record.scan_sha256 = hashlib.sha256(content).hexdigest()
    record.signed_on, record.published_at, record.published_by = signed_on, timezone.now(), actor
    record.save(
        update_fields=["scan", "scan_type", "scan_sha256", "signed_on", "published_at", "published_by"]
    )
    return record


def _scan(file) -> tuple[bytes, str]:
    try:
        return read_scan(file)
    except ValidationError as error:
        raise ValidationError({"scan": error}) from error
