"""What residents do with words: speak, change what they said, take it back."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from consultations import defence, notices, sketching
from consultations.actions.authorship import is_by, on_record
from consultations.actions.conduct import barring, require_unbarred
from consultations.actions.locking import Conflict, hold_comment, hold_consultation
from consultations.actions.masking import without_masked
from consultations.actions.report_cases import close_flags
from consultations.actions.storing import add_version, participant_of, store_comment
from consultations.counters import count_comment, lock_ancestors
from consultations.defence import Arrival
from consultations.markup import clean_text
from consultations.models import (
    Comment,
    CommentVersion,
    Consultation,
    Measure,
    ModerationDecision,
    Participant,
)


def submit_comment(
    *,
    consultation_id: int,
    account: User,
    text: str,
    form_key: UUID,
    parent_id: int | None = None,
    question_id: int | None = None,
    stance: str = "",
    language: str = "id",
    arrival: Arrival | None = None,
    parent: Comment | None = None,
) -> Comment:
    """Store what a person says; return the comment, published, or waiting for a moderator (`held_for` says why).

    `form_key` names one form: sent again (double click, retry after a lost answer) it returns the
    comment that is there. Accepted if the transaction began before closing, or, for a serving
    official's reply, after it too. `arrival`: how it came through a form. `parent`, with participant and
    account, spares a query where the caller has read it. Raises ValidationError in words for the author (a measure
    against the account too; TooMany where they have sent too much), Comment.DoesNotExist for a parent that is not
    there to be answered.
    """
    said = {
        "parent_id": parent_id,
        "parent": parent,
        "question_id": question_id,
        "stance": stance,
        "language": language,
    }
    try:
        return _submit(consultation_id, account, text, form_key, arrival, **said)
    except defence.TooMany:
        # Of a double click, the first may have been the last that was allowed: it is answered, not refused.
        if not Comment.objects.filter(form_key=form_key).exists():
            raise
    except _Twin:
        pass  # what this one began, and counted, is undone
    return _submit(consultation_id, account, text, form_key, arrival, **said)


class _Twin(Exception):
    """The same form was being stored in another transaction, which has committed by now."""


@transaction.atomic
def _submit(consultation_id, account, text, form_key, arrival, *, parent_id, **said) -> Comment:
    held = hold_consultation(consultation_id, form_key)
    if held.stored:
        return _same_author(Comment.objects.select_related("participant").get(pk=held.stored), account)
    text = clean_text(text)
    participant = participant_of(consultation_id, account)
    official = participant.kind == Participant.Kind.OFFICIAL
    if not (
        official and parent_id and held.state == Consultation.State.IN_FORCE and held.now >= held.opens_at
    ):
        held.require_open()
    if participant.barred_by:
        require_unbarred(Measure.objects.select_related("rule_version__rule").get(pk=participant.barred_by))
    sketch = sketching.sketch(text, consultation_id)
    held_for = "" if official else _weigh(text, sketch, account, participant, arrival)
    at_once = official or (held.moderation == Consultation.Moderation.POST and not held_for)
    comment = store_comment(
        held,
        participant,
        text,
        form_key=form_key,
        parent_id=parent_id,
        author=account,
        received_at=held.now,
        status=Comment.Status.PUBLISHED if at_once else Comment.Status.PENDING,
        held_for=held_for,
        sketch=sketch,
        **said,
    )
    if comment is None:
        raise _Twin
    return comment


def _weigh(text, sketch, account: User, participant: Participant, arrival, **edit) -> str:
    """Return for what a resident's text is held, "" for nothing. Raises TooMany."""
    return defence.weigh(
        text,
        sketch,
        person=f"account:{account.pk}",
        is_new=defence.is_new(account),
        participant_id=participant.pk,
        arrival=arrival,
        **edit,
    )


def _same_author(comment: Comment, account: User) -> Comment:
    if comment.participant.account_id != account.pk:
        raise ValidationError(
            _("This form belongs to somebody else. Reload the page and send it again."), "form_key"
        )
    return comment


def edit_comment(
    comment_id: int,
    *,
    account: User,
    text: str,
    form_key: UUID,
    version_id: int,
    arrival: Arrival | None = None,
) -> Comment:
    """Give the comment another text, the old one staying in its public history; return the comment.

    In pre-moderation, and where the new text is held (`held_for`), the old one stands until a moderator has read it.
    `version_id` is the text that the author saw. Raises TooMany, Comment.DoesNotExist for another's, ValidationError
    after closing, Conflict where the text has changed meanwhile.
    """
    try:
        return _edit(comment_id, account, text, form_key, version_id, arrival)
    except defence.TooMany:
        if not CommentVersion.objects.filter(form_key=form_key, comment=comment_id).exists():
            raise
    except _Twin:
        pass
    return _edit(comment_id, account, text, form_key, version_id, arrival)


@transaction.atomic
def _edit(comment_id, account, text, form_key, version_id, arrival) -> Comment:
    facts = Comment.objects.select_related("participant", "version").get(pk=comment_id)
    held = hold_consultation(facts.consultation_id)
    if facts.participant.account_id != account.pk:
        raise Comment.DoesNotExist
    already = CommentVersion.objects.filter(form_key=form_key, comment=comment_id)
    if already.exists():
        return facts
    held.require_open()
    require_unbarred(barring(account.pk))
    # What a moderator has masked does not come back with an edit.
    text = without_masked(comment_id, clean_text(text))
    official = facts.participant.kind == Participant.Kind.OFFICIAL
    held_for = ""
    if not official:  # before the comment is locked: those who reply to it lock in the same order
        about = {"comment_id": comment_id, "earlier_text": facts.version.text}
        held_for = _weigh(text, sketching.sketch(text, held.id), account, facts.participant, arrival, **about)
    comment = hold_comment(comment_id)
    if already.exists():
        raise _Twin
    text = without_masked(comment_id, text)  # masked a moment ago, perhaps
    if comment.status not in (Comment.Status.PUBLISHED, Comment.Status.PENDING):
        raise Conflict(
            _("This comment can no longer be changed: its state is now “%(state)s”.")
            % {"state": comment.get_status_display()}
        )
    if version_id not in (comment.version_id, comment.pending_version_id):
        raise Conflict(_("This comment was changed elsewhere meanwhile. Compare it with your text below."))
    if CommentVersion.objects.get(pk=version_id).text == text:
        return comment
    waits = (held.moderation == "pre" and not official) or bool(held_for)
    replace_text(
        comment, text, author=account, form_key=form_key, at=held.now, waits=waits, held_for=held_for
    )
    return comment


def replace_text(
    comment: Comment,
    text: str,
    *,
    author: User,
    form_key: UUID,
    at: datetime,
    waits: bool,
    held_for: str = "",
) -> None:
    """Give a comment, locked by the caller, another text; those whom it mentions are told once it is public.

    `author`: who typed it; `waits`: what is public stands until a moderator has read the other one, `held_for` why.
    """
    last = comment.versions.order_by("-number").first()
    version = add_version(comment.pk, last.number + 1, text, author, form_key)
    if comment.status == Comment.Status.PUBLISHED and waits:
        comment.pending_version, comment.held_for = version, held_for
    else:
        comment.version, comment.pending_version, comment.edited_at = version, None, at
        comment.held_for = held_for or comment.held_for  # what waits for its first text goes on waiting
    comment.save(update_fields=["version", "pending_version", "edited_at", "held_for"])
    if comment.status == Comment.Status.PUBLISHED and comment.pending_version_id is None:
        notices.tell_of_mentions(comment, text)


@transaction.atomic
def withdraw_comment(
    comment_id: int, *, account: User | None = None, participant: Participant | None = None
) -> Comment:
    """Take one's comment back: the text goes, a stone stays where there were readers. Returns the comment.

    `participant`: whoever showed its receipt, in the place of an account. Raises Comment.DoesNotExist for another's,
    ValidationError after closing, Conflict where it is hidden or rejected. A second call changes nothing.
    """
    facts = Comment.objects.only("consultation_id", "parent_id").get(pk=comment_id)
    held = hold_consultation(facts.consultation_id)
    ancestors = lock_ancestors(facts.parent_id)
    comment = hold_comment(comment_id)
    if not is_by(comment, account, participant):
        raise Comment.DoesNotExist
    if comment.status == Comment.Status.WITHDRAWN:
        return comment
    held.require_open()
    before = comment.status
    if before not in (Comment.Status.PUBLISHED, Comment.Status.PENDING):
        raise Conflict(_("A moderator has decided on this comment meanwhile; it cannot be withdrawn."))
    comment.status, comment.withdrawn_at, comment.pending_version = Comment.Status.WITHDRAWN, held.now, None
    comment.save(update_fields=["status", "withdrawn_at", "pending_version"])
    decision = ModerationDecision.objects.create(
        comment=comment,
        consultation_id=held.id,
        version_id=comment.version_id,
        kind=ModerationDecision.Kind.WITHDRAW,
        from_status=before,
        to_status=comment.status,
        actor=on_record(account),
        at=held.now,
    )
    close_flags(comment, decision)
    if before == Comment.Status.PUBLISHED:
        official = comment.participant.kind == Participant.Kind.OFFICIAL
        count_comment(comment, ancestors, -1, official=official)
    return comment


RETURN_WITHIN = timedelta(minutes=15)


def may_return(comment: Comment, now: datetime) -> bool:
    """Whether the author can still take the withdrawal back, as far as time goes."""
    return comment.status == Comment.Status.WITHDRAWN and now < comment.withdrawn_at + RETURN_WITHIN


@transaction.atomic
def return_comment(
    comment_id: int, *, account: User | None = None, participant: Participant | None = None
) -> Comment:
    """Take the withdrawal of one's comment back, within 15 minutes: it stands as it stood. Returns the comment.

    Whose it is, is shown as in `withdraw_comment`. Raises Comment.DoesNotExist for another's, ValidationError after
    that time or after closing, Conflict where it is hidden or rejected. A second call changes nothing.
    """
    facts = Comment.objects.only("consultation_id", "parent_id").get(pk=comment_id)
    held = hold_consultation(facts.consultation_id)
    ancestors = lock_ancestors(facts.parent_id)
    comment = hold_comment(comment_id)
    if not is_by(comment, account, participant):
        raise Comment.DoesNotExist
    if comment.status in (Comment.Status.PUBLISHED, Comment.Status.PENDING):
        return comment
    if comment.status != Comment.Status.WITHDRAWN:
        raise Conflict(_("A moderator has decided on this comment meanwhile."))
    held.require_open()
    if not may_return(comment, held.now):
        raise ValidationError(
            _(
                "A withdrawal can be taken back within %(minutes)d minutes; that time is over. Write your comment anew."
            )
            % {"minutes": RETURN_WITHIN.seconds // 60},
            "too_late",
        )
    withdrawal = comment.decisions.filter(kind=ModerationDecision.Kind.WITHDRAW).order_by("-pk").first()
    comment.status, comment.withdrawn_at = withdrawal.from_status, None
    comment.save(update_fields=["status", "withdrawn_at"])
    ModerationDecision.objects.create(
        comment=comment,
        consultation_id=held.id,
        version_id=comment.version_id,
        kind=ModerationDecision.Kind.RETURN,
        from_status=Comment.Status.WITHDRAWN,
        to_status=comment.status,
        actor=on_record(account),
        at=held.now,
    )
    if comment.status == Comment.Status.PUBLISHED:
        official = comment.participant.kind == Participant.Kind.OFFICIAL
        count_comment(comment, ancestors, 1, official=official)
    return comment


def rename_participants(user: User) -> None:
    """Bring the copies of a name in step with the account, after it changed its name or was anonymised."""
    name = "" if user.anonymised_at else user.shown_name
    spoke = Participant.objects.filter(account=user)
    spoke.exclude(shown_name=name, district=user.district).update(shown_name=name, district=user.district)
