"""Corrections of what staff took down: a slip of the pen, a name that is wrong or that is to be left out after all."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from consultations.actions.locking import Conflict, hold_comment, hold_consultation
from consultations.actions.masking import without_masked
from consultations.actions.noting import TAKE_NOTES, typed_name, typed_words
from consultations.actions.speaking import replace_text
from consultations.models import Comment, CommentVersion, Consultation, ForumNote, PaperOutcome, Participant

CORRECT_WITHIN = timedelta(hours=24)  # after it was typed; later its speaker or a moderator is asked


def may_correct(comment: Comment, actor: User, at: datetime) -> bool:
    """Whether the actor typed this comment so short a time before `at` that they may correct it.

    Not a form on paper that two people typed: one of them alone does not change what both agreed on.
    """
    return (
        comment.entered_by_id == actor.pk
        and comment.status in (Comment.Status.PUBLISHED, Comment.Status.PENDING)
        and at < typed_at(comment) + CORRECT_WITHIN
        and not PaperOutcome.objects.filter(comment=comment).exists()
    )


def typed_at(comment: Comment) -> datetime:
    """Return when staff typed it, which can be later than it was said."""
    return comment.versions.order_by("number").values_list("created_at", flat=True)[0]


@transaction.atomic
def correct_entry(
    comment_id: int, *, actor: User, text: str, shown_name: str, form_key: UUID, version_id: int
) -> Comment:
    """Correct what the actor took down for somebody: the earlier text stays in the comment's public history.

    `version_id` is the text that the actor saw. In pre-moderation the earlier text stands until a moderator has read
    the other one. The same form again changes nothing. Raises PermissionDenied, Comment.DoesNotExist for another's,
    ValidationError (tied to fields) once coding is complete or the time is over, Conflict where it was changed
    meanwhile.
    """
    if not actor.has_perm(TAKE_NOTES):
        raise PermissionDenied
    facts = Comment.objects.only("consultation_id").get(pk=comment_id)
    held = hold_consultation(facts.consultation_id)
    comment = hold_comment(comment_id)
    if comment.entered_by_id != actor.pk:
        raise Comment.DoesNotExist
    if CommentVersion.objects.filter(form_key=form_key, comment=comment_id).exists():
        return comment
    if held.state != Consultation.State.IN_FORCE or held.coding_complete:
        raise ValidationError(_("Coding is complete, or the consultation is not in force."), "closed")
    if not may_correct(comment, actor, timezone.now()):
        raise ValidationError(
            _("This can be corrected within 24 hours after it was typed. Now only a moderator can."), "closed"
        )
    if version_id not in (comment.version_id, comment.pending_version_id):
        raise Conflict(_("This comment was changed elsewhere meanwhile. Compare it with your text below."))
    text = without_masked(comment_id, typed_words(text))
    _rename(comment, typed_name(shown_name, "shown_name"))
    if CommentVersion.objects.get(pk=version_id).text != text:
        waits = held.moderation == "pre" and not actor.has_perm("consultations.moderate_comment")
        replace_text(comment, text, author=actor, form_key=form_key, at=held.now, waits=waits)
    return comment


def _rename(comment: Comment, name: str) -> None:
    """Give whoever said it another name. They have said nothing else: each entry has a participant of its own."""
    Participant.objects.filter(pk=comment.participant_id).exclude(shown_name=name).update(shown_name=name)
    ForumNote.objects.filter(comment=comment).update(consent=bool(name))
    comment.participant.shown_name = name


@transaction.atomic
def correct_note(note_id: int, *, actor: User, text: str, speaker: str = "") -> ForumNote:
    """Correct a note of a forum that became no comment; return it.

    Raises ForumNote.DoesNotExist for one that is a comment or was taken back, PermissionDenied for who did not take
    it, ValidationError (tied to fields) once it stands in the draft of the minutes.
    """
    rows = ForumNote.objects.standing().filter(comment=None)
    note = rows.select_for_update(of=("self",)).get(pk=note_id)
    if not actor.has_perm(TAKE_NOTES) or note.taken_by_id != actor.pk:
        raise PermissionDenied
    words = typed_words(text)
    name = typed_name(speaker, "shown_name") if note.kind == ForumNote.Kind.CONTRIBUTION else ""
    if (words, name) == (note.text, note.speaker):
        return note
    if note.minuted_at:
        raise ValidationError(
            _("This stands in the draft of the minutes already: correct it there."), "closed"
        )
    note.text, note.speaker, note.consent, note.corrected_at = words, name, bool(name), timezone.now()
    note.save(update_fields=["text", "speaker", "consent", "corrected_at"])
    return note
