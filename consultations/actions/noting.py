"""What is done at a forum and after it: parts of the programme are linked to what is asked, what is said is noted."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.names import tidy, validate_visible
from consultations.actions.entering import enter_comment
from consultations.markup import clean_text
from consultations.models import (
    AgendaLink,
    Consultation,
    ForumNote,
    NoteDraft,
    Question,
)
from events.models import AgendaItem, Event

RUN_FORUM = "consultations.run_forum"
TAKE_NOTES = "consultations.enter_comment"
LONGEST_NAME = 80  # characters
BEFORE_START = timedelta(hours=12)  # as at the entrance: what is noted earlier belongs to another day
AT_ONCE = timedelta(
    seconds=10
)  # what was said within them is said now, whatever the clock of the device says
Kind = ForumNote.Kind


# --- What a part of the programme is about ----------------------------------------------------------


def link_item(
    item_id: int, *, actor: User, consultation_id: int, question_id: int | None = None
) -> AgendaLink:
    """Link a part of a forum's programme to a consultation, or to one of its questions; harmless twice.

    Raises PermissionDenied, AgendaItem.DoesNotExist, ValidationError (tied to fields).
    """
    if not actor.has_perm(RUN_FORUM):
        raise PermissionDenied
    item = AgendaItem.objects.get(pk=item_id)
    if not Consultation.objects.public().filter(pk=consultation_id).exists():
        raise ValidationError({"consultation": _("Choose a consultation that is announced.")})
    if question_id and not Question.objects.filter(pk=question_id, consultation=consultation_id).exists():
        raise ValidationError({"question": _("This question does not belong to the consultation.")})
    link, _made = AgendaLink.objects.get_or_create(
        item=item,
        consultation_id=consultation_id,
        question_id=question_id,
        defaults={"created_by": actor},
    )
    return link


def unlink_item(link_id: int, *, actor: User) -> None:
    """Take a link back; what was said under it stays in its consultation. Harmless twice. Raises PermissionDenied."""
    if not actor.has_perm(RUN_FORUM):
        raise PermissionDenied
    AgendaLink.objects.filter(pk=link_id).delete()


# --- Noting -----------------------------------------------------------------------------------------


def may_note(event: Event, at: datetime | None = None) -> bool:
    """Whether notes of this forum are taken at the moment `at` (default now): from the day on which it is held."""
    return event.state == Event.State.ANNOUNCED and event.starts_at - BEFORE_START <= (at or timezone.now())


@transaction.atomic
def take_note(
    item_id: int,
    *,
    actor: User,
    kind: str,
    text: str,
    form_key: UUID,
    said_at: datetime | None = None,
    link_id: int | None = None,
    speaker: str = "",
    consent: bool = False,
    stance: str = "",
    language: str = "id",
    district: str = "",
) -> ForumNote:
    """Note what was said or decided under a part of a forum's programme.

    A contribution under a link becomes a comment of channel *forum* in its consultation; anything else is kept for
    the minutes. `said_at`: when it was said, where it arrives later (default now). The same `form_key` again returns
    the same note. Raises PermissionDenied, AgendaItem.DoesNotExist, ValidationError (tied to fields where one is
    concerned; "form_key" where the form was used for other words).
    """
    if not actor.has_perm(TAKE_NOTES):
        raise PermissionDenied
    item = AgendaItem.objects.select_related("event").get(pk=item_id)
    text = typed_words(text)
    if already := _stored(form_key, actor, item, text):
        return already
    now = timezone.now()
    said_before = said_at is not None and said_at < now - AT_ONCE
    said_at = said_at if said_before else now
    if item.removed_at or not may_note(item.event, said_at):
        raise ValidationError(_("Nothing can be noted for this part now."), "closed")
    if kind not in Kind.values:
        raise ValidationError({"kind": _("Choose what it is.")})
    speaker = _name(speaker, consent) if kind == Kind.CONTRIBUTION else ""
    facts = {
        "event": item.event,
        "item": item,
        "kind": kind,
        "consent": bool(speaker),
        "language": language,
        "said_at": said_at,
        "taken_by": actor,
    }
    link = _link(link_id, item) if kind == Kind.CONTRIBUTION else None
    if link is None:
        facts |= {"text": text, "speaker": speaker}
    else:
        facts["comment"], _code = enter_comment(
            actor=actor,
            consultation_id=link.consultation_id,
            channel="forum",
            text=text,
            form_key=form_key,
            received_at=said_at if said_before else None,
            shown_name=speaker,
            question_id=link.question_id,
            stance=stance,
            language=language,
            district=district,
        )
        facts["said_at"] = facts["comment"].received_at
    note, _made = ForumNote.objects.get_or_create(form_key=form_key, defaults=facts)
    NoteDraft.objects.filter(event=item.event, user=actor, form_key=form_key).delete()
    return note


def typed_words(text: str) -> str:
    """Return words that staff typed as they are stored. Raises ValidationError, tied to the field "text"."""
    try:
        return clean_text(text)
    except ValidationError as error:
        raise ValidationError({"text": error}) from error


def typed_name(name: str, field: str) -> str:
    """Return a name that staff typed as it is stored, "" for none. Raises ValidationError, tied to the field."""
    name = tidy(name)
    if not name:
        return ""
    try:
        validate_visible(name)
    except ValidationError as error:
        raise ValidationError({field: error}) from error
    if len(name) > LONGEST_NAME:
        raise ValidationError({field: _("At most %(most)s characters.") % {"most": LONGEST_NAME}})
    return name


def _stored(form_key: UUID, actor: User, item: AgendaItem, text: str) -> ForumNote | None:
    """Return the note of this form, None where there is none yet. Raises ValidationError for other words."""
    note = ForumNote.objects.select_related("comment__version").filter(form_key=form_key).first()
    if note is None:
        return None
    words = note.text
    if note.comment_id:  # as it was first entered: it may have been masked or corrected since
        words = note.comment.versions.order_by("number").values_list("text", flat=True).first()
    is_other = words != text and words and note.corrected_at is None
    if note.taken_by_id != actor.pk or note.item_id != item.pk or is_other:
        raise ValidationError(_("This form has been used already. Reload the page."), "form_key")
    return note


def _name(speaker: str, consent: bool) -> str:
    """Return the name that may be published. Raises ValidationError for one that nobody agreed to."""
    speaker = tidy(speaker)
    if not speaker:
        if consent:
            raise ValidationError({"speaker": _("Write the name, or choose “Resident”.")})
        return ""
    if not consent:
        raise ValidationError(
            {"speaker": _("Ask whether the name may be published, or leave it out: then it says “Resident”.")}
        )
    return typed_name(speaker, "speaker")


def _link(link_id: int | None, item: AgendaItem) -> AgendaLink | None:
    if link_id is None:
        return None
    link = AgendaLink.objects.filter(pk=link_id, item=item).first()
    if link is None:
        raise ValidationError({"link": _("This part is not linked to that any more. Choose again.")})
    return link


@transaction.atomic
def take_note_back(note_id: int, *, actor: User) -> ForumNote:
    """Take back a note that became no comment; harmless twice.

    A comment is its consultation's: it is withdrawn by its speaker, or decided on by a moderator. Raises
    ForumNote.DoesNotExist, PermissionDenied for who did not take it, ValidationError for a comment.
    """
    note = ForumNote.objects.select_for_update(of=("self",)).get(pk=note_id)
    if not actor.has_perm(TAKE_NOTES) or note.taken_by_id != actor.pk:
        raise PermissionDenied
    if note.comment_id:
        raise ValidationError(_("This is a comment now: only its speaker or a moderator can take it away."))
    if note.removed_at is None:
        note.removed_at, note.removed_by = timezone.now(), actor
        note.save(update_fields=["removed_at", "removed_by"])
    return note


def keep_draft(event_id: int, *, actor: User, fields: dict, form_key: UUID) -> bool:
    """Keep what is being typed; return False where its form was stored meanwhile. Raises PermissionDenied."""
    if not actor.has_perm(TAKE_NOTES):
        raise PermissionDenied
    if ForumNote.objects.filter(form_key=form_key).exists():
        return False
    NoteDraft.objects.update_or_create(
        event_id=event_id,
        user=actor,
        defaults={"fields": fields, "form_key": form_key, "updated_at": timezone.now()},
    )
    return True
