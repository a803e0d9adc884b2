"""What residents do: speak, change their words, take them back, agree, report, follow."""

import hashlib
import secrets
import string
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from consultations import notices
from consultations.actions.locking import Conflict, Held, hold_comment, hold_consultation
from consultations.counters import count_comment, lock_ancestors
from consultations.markup import clean_text, render
from consultations.models import (
    Comment,
    CommentVersion,
    Consultation,
    Flag,
    Follow,
    ModerationDecision,
    Participant,
    Question,
    Rule,
    Support,
)
from directory.models import AgencyOfficer

RECEIPT_LENGTH = 24  # letters, in six groups: 112.8 random bits


def participant_of(consultation_id: int, account: User) -> Participant:
    """Return the account's participant in a consultation, made on first use (once, however many ask at once)."""
    found = Participant.objects.filter(consultation=consultation_id, account=account).first()
    if found:
        return found
    office = AgencyOfficer.objects.serving().filter(user=account).order_by("pk").first()
    Participant.objects.bulk_create(
        [
            Participant(
                consultation_id=consultation_id,
                account=account,
                shown_name=account.shown_name,
                kind=Participant.Kind.OFFICIAL if office else Participant.Kind.RESIDENT,
                agency_id=office.agency_id if office else None,
                language=account.language,
            )
        ],
        ignore_conflicts=True,
    )
    return Participant.objects.get(consultation=consultation_id, account=account)


@transaction.atomic
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
) -> Comment:
    """Store what a person says; return the comment, published or waiting for a moderator.

    `form_key` names one form: sent again (double click, retry after a lost answer) it returns the
    comment that is there. Accepted if the transaction began before closing, or, for a serving
    official's reply, after it too. Raises ValidationError in words for the author,
    Comment.DoesNotExist for a parent that is not there to be answered.
    """
    held = hold_consultation(consultation_id)
    already = Comment.objects.filter(form_key=form_key).select_related("participant").first()
    if already:
        return _same_author(already, account)
    text = clean_text(text)
    participant = participant_of(consultation_id, account)
    official = participant.kind == Participant.Kind.OFFICIAL
    if not (official and parent_id and held.state == Consultation.State.IN_FORCE and held.now >= held.opens_at):
        held.require_open()
    at_once = official or held.moderation == Consultation.Moderation.POST
    comment = _store_comment(
        held,
        participant,
        text,
        form_key=form_key,
        parent_id=parent_id,
        question_id=question_id,
        stance=stance,
        language=language,
        author=account,
        received_at=held.now,
        status=Comment.Status.PUBLISHED if at_once else Comment.Status.PENDING,
    )
    if comment is None:  # the same form arrived twice at once; the other one was stored
        return _same_author(Comment.objects.select_related("participant").get(form_key=form_key), account)
    return comment


def _same_author(comment: Comment, account: User) -> Comment:
    if comment.participant.account_id != account.pk:
        raise ValidationError(_("This form belongs to somebody else. Reload the page and send it again."), "form_key")
    return comment


def _store_comment(
    held: Held,
    participant: Participant,
    text: str,
    *,
    form_key: UUID,
    parent_id: int | None,
    question_id: int | None,
    stance: str,
    language: str,
    author: User | None,
    received_at: datetime,
    status: str,
    channel: str = "web",
    entered_by: User | None = None,
) -> Comment | None:
    """Write comment, version, counters and notices; None where `form_key` is stored already."""
    if stance not in Comment.Stance.values + [""]:
        raise ValidationError({"stance": _("Choose one of the offered stances.")})
    ancestors = lock_ancestors(parent_id)
    parent = _answerable_parent(held, parent_id)
    question_id = _open_question(held, parent, question_id)
    published = status == Comment.Status.PUBLISHED
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO consultations_comment
                   (id, thread_id, consultation_id, question_id, parent_id, depth, participant_id, status, channel,
                    language, stance, received_at, published_at, form_key, entered_by_id, source, source_id,
                    reply_count, descendant_count, support_count, for_count, against_count, coding)
            SELECT n, coalesce(%(thread)s, n), %(consultation)s, %(question)s, %(parent)s, %(depth)s, %(participant)s,
                   %(status)s, %(channel)s, %(language)s, %(stance)s, %(received)s, %(published)s, %(form_key)s,
                   %(entered_by)s, '', '', 0, 0, 0, 0, 0, ''
              FROM nextval(pg_get_serial_sequence('consultations_comment', 'id')) AS n
            ON CONFLICT (form_key) DO NOTHING
            RETURNING id
            """,
            {
                "thread": parent and parent.thread_id,
                "consultation": held.id,
                "question": question_id,
                "parent": parent_id,
                "depth": parent.depth + 1 if parent else 0,
                "participant": participant.pk,
                "status": status,
                "channel": channel,
                "language": language,
                "stance": stance,
                "received": received_at,
                "published": held.now if published else None,
                "form_key": str(form_key),
                "entered_by": entered_by and entered_by.pk,
            },
        )
        row = cursor.fetchone()
    if row is None:
        return None
    version = _add_version(row[0], 1, text, author)
    Comment.objects.filter(pk=row[0]).update(version=version)
    if published:
        count_comment(held.id, parent_id, ancestors, stance, 1)
    comment = Comment.objects.select_related("participant", "version").get(pk=row[0])
    if published:
        notices.tell_of_reply(comment)
    return comment


def _answerable_parent(held: Held, parent_id: int | None) -> Comment | None:
    if parent_id is None:
        return None
    parent = Comment.objects.get(pk=parent_id, consultation=held.id)
    if parent.status in (Comment.Status.HIDDEN, Comment.Status.WITHDRAWN):
        raise ValidationError(_("The comment that you answer has been removed meanwhile."), "parent_removed")
    if parent.status != Comment.Status.PUBLISHED:
        raise Comment.DoesNotExist
    return parent


def _open_question(held: Held, parent: Comment | None, question_id: int | None) -> int | None:
    """Return the question that the comment belongs to: a reply's is its parent's."""
    if parent:
        return parent.question_id
    if question_id is None:
        return None
    question = Question.objects.filter(pk=question_id, consultation=held.id).first()
    if question is None:
        raise ValidationError({"question": _("This question does not belong to the consultation.")})
    if question.closed_at and question.closed_at <= held.now:
        raise ValidationError({"question": _("This question is closed. Choose another one, or none.")})
    return question_id


def _add_version(comment_id: int, number: int, text: str, author: User | None, form_key=None) -> CommentVersion:
    body, excerpt = render(text)
    return CommentVersion.objects.create(
        comment_id=comment_id,
        number=number,
        text=text,
        body_html=body,
        excerpt_html=excerpt,
        author=author,
        form_key=form_key,
    )


@transaction.atomic
def edit_comment(comment_id: int, *, account: User, text: str, form_key: UUID, version_id: int) -> Comment:
    """Give the comment another text, the old one staying in its public history; return the comment.

    In pre-moderation the old text stands until a moderator has read the new one. `version_id` is
    the text that the author saw. Raises Comment.DoesNotExist for another's, ValidationError after
    closing, Conflict where the text has changed meanwhile.
    """
    comment_facts = Comment.objects.only("consultation_id", "parent_id").get(pk=comment_id)
    held = hold_consultation(comment_facts.consultation_id)
    comment = hold_comment(comment_id)
    if comment.participant.account_id != account.pk:
        raise Comment.DoesNotExist
    if CommentVersion.objects.filter(form_key=form_key, comment=comment).exists():
        return comment
    held.require_open()
    if comment.status not in (Comment.Status.PUBLISHED, Comment.Status.PENDING):
        raise Conflict(_("This comment can no longer be changed: its state is now “%(state)s”.")
                       % {"state": comment.get_status_display()})
    if version_id not in (comment.version_id, comment.pending_version_id):
        raise Conflict(_("This comment was changed elsewhere meanwhile. Compare it with your text below."))
    text = clean_text(text)
    current = CommentVersion.objects.get(pk=version_id)
    if current.text == text:
        return comment
    last = comment.versions.order_by("-number").first()
    version = _add_version(comment.pk, last.number + 1, text, account, form_key)
    official = comment.participant.kind == Participant.Kind.OFFICIAL
    if comment.status == Comment.Status.PUBLISHED and held.moderation == "pre" and not official:
        comment.pending_version = version
    else:
        comment.version, comment.edited_at = version, held.now
    comment.save(update_fields=["version", "pending_version", "edited_at"])
    return comment


@transaction.atomic
def withdraw_comment(comment_id: int, *, account: User) -> Comment:
    """Take one's comment back: the text goes, a stone stays where there were readers. Returns the comment.

    Raises Comment.DoesNotExist for another's, ValidationError after closing, Conflict where it is
    hidden or rejected. A second call changes nothing.
    """
    facts = Comment.objects.only("consultation_id", "parent_id").get(pk=comment_id)
    held = hold_consultation(facts.consultation_id)
    ancestors = lock_ancestors(facts.parent_id)
    comment = hold_comment(comment_id)
    if comment.participant.account_id != account.pk:
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
        actor=account,
        at=held.now,
    )
    Flag.objects.filter(comment=comment, decision=None).update(decision=decision)
    if before == Comment.Status.PUBLISHED:
        count_comment(held.id, comment.parent_id, ancestors, comment.stance, -1)
    return comment


@transaction.atomic
def support(comment_id: int, *, account: User) -> bool:
    """Agree with a comment, once; return whether this call added anything.

    Raises Comment.DoesNotExist where it is not public, ValidationError for one's own and after closing.
    """
    comment = _supportable(comment_id, account)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO consultations_support (comment_id, user_id, created_at)
            VALUES (%s, %s, transaction_timestamp()) ON CONFLICT (comment_id, user_id) DO NOTHING
            """,
            [comment.pk, account.pk],
        )
        added = cursor.rowcount
        if added:
            cursor.execute(
                "UPDATE consultations_comment SET support_count = support_count + 1 WHERE id = %s", [comment.pk]
            )
    return bool(added)


@transaction.atomic
def unsupport(comment_id: int, *, account: User) -> bool:
    """Take one's agreement back; return whether there was one. Raises as `support` does."""
    comment = _supportable(comment_id, account)
    removed, _by_model = Support.objects.filter(comment=comment, user=account).delete()
    if removed:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE consultations_comment SET support_count = support_count - 1 WHERE id = %s", [comment.pk]
            )
    return bool(removed)


def _supportable(comment_id: int, account: User) -> Comment:
    comment = Comment.objects.published().select_related("participant").get(pk=comment_id)
    if comment.participant.account_id == account.pk:
        raise ValidationError(_("You cannot support your own comment."), "own")
    hold_consultation(comment.consultation_id).require_open()
    return comment


@transaction.atomic
def flag_comment(comment_id: int, *, account: User, rule: Rule, words: str = "") -> Flag:
    """Report that a published comment breaks a rule; one report per person and comment, a second returns the first.

    Raises Comment.DoesNotExist where it is not public, ValidationError for one's own.
    """
    comment = Comment.objects.published().select_related("participant").get(pk=comment_id)
    if comment.participant.account_id == account.pk:
        raise ValidationError(_("You cannot report your own comment; you can withdraw it."), "own")
    if rule.for_system:
        raise ValidationError({"rule": _("Choose one of the rules.")})
    words = clean_text(words) if words.strip() else ""
    Flag.objects.bulk_create(
        [Flag(comment=comment, consultation_id=comment.consultation_id, user=account, rule=rule, words=words)],
        ignore_conflicts=True,
    )
    return Flag.objects.get(comment=comment, user=account)


def follow(consultation: Consultation, account: User) -> None:
    """Send news of the consultation to this person from now on; harmless twice."""
    Follow.objects.bulk_create([Follow(consultation=consultation, user=account)], ignore_conflicts=True)


def unfollow(consultation: Consultation, account: User) -> None:
    """Send no more news of the consultation to this person; harmless twice."""
    Follow.objects.filter(consultation=consultation, user=account).delete()


def rename_participants(user: User) -> None:
    """Bring the copies of a name in step with the account, after it changed its name or was anonymised."""
    Participant.objects.filter(account=user).update(shown_name="" if user.anonymised_at else user.shown_name)


def new_receipt_code() -> str:
    """Return a new receipt code: 24 random letters in six groups, as in `ABCD-EFGH-…`."""
    letters = "".join(secrets.choice(string.ascii_uppercase) for _position in range(RECEIPT_LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, RECEIPT_LENGTH, 4))


def receipt_digest(code: str) -> bytes:
    """Return the digest under which a code is kept; spaces, hyphens and case don't count."""
    letters = "".join(c for c in code.upper() if c in string.ascii_uppercase)
    return hashlib.sha256(letters.encode()).digest()


def enter_comment(
    *,
    actor: User,
    consultation_id: int,
    channel: str,
    text: str,
    form_key: UUID,
    received_at: datetime,
    shown_name: str = "",
    contact: str = "",
    parent_id: int | None = None,
    question_id: int | None = None,
    stance: str = "",
    language: str = "id",
) -> tuple[Comment, str]:
    """Store what someone without an account said on paper, by phone or in a forum.

    Judged by `received_at`, so it may be entered after closing, until coding is declared complete.
    Returns the comment and the receipt code, which is shown once and kept only as a digest; the
    same `form_key` again (retry, double click) returns the same comment with a new code, since the
    first was never seen. Raises PermissionDenied, ValidationError (tied to fields), Comment.DoesNotExist
    for a parent that is not there to be answered.
    """
    if not actor.has_perm("consultations.enter_comment"):
        raise PermissionDenied
    words = {
        "channel": channel,
        "text": text,
        "received_at": received_at,
        "shown_name": shown_name.strip(),
        "contact": contact,
        "parent_id": parent_id,
        "question_id": question_id,
        "stance": stance,
        "language": language,
    }
    try:
        return _enter(actor, consultation_id, form_key, **words)
    except _Twin:  # of a double click, the other one was stored, and what this one began is undone
        return _enter(actor, consultation_id, form_key, **words)


class _Twin(Exception):
    """The same form was being stored in another transaction, which has committed by now."""


@transaction.atomic
def _enter(
    actor, consultation_id, form_key, *, channel, text, received_at, shown_name, contact, language, **place
) -> tuple[Comment, str]:
    held = hold_consultation(consultation_id)
    code = new_receipt_code()
    already = Comment.objects.filter(form_key=form_key).select_related("participant").first()
    if already:
        if already.entered_by_id != actor.pk:
            raise ValidationError(_("This form belongs to somebody else. Reload the page and send it again."), "form_key")
        return already, _give_code(already.participant, code)
    if channel not in ("forum", "paper", "phone"):
        raise ValidationError({"channel": _("Choose how it was said.")})
    if held.state != Consultation.State.IN_FORCE or held.coding_complete:
        raise ValidationError(_("Coding is complete, or the consultation is not in force: nothing can be entered."))
    if not (held.opens_at <= received_at < held.closes_at) or received_at > held.now:
        raise ValidationError(
            {"received_at": _("It must have been said while the consultation was open, and not in the future.")}
        )
    try:
        text = clean_text(text)
    except ValidationError as error:
        raise ValidationError({"text": error}) from error
    participant = Participant.objects.create(
        consultation_id=consultation_id,
        shown_name=shown_name,
        kind=Participant.Kind.RESIDENT,
        channel=channel,
        contact=contact,
        language=language,
        receipt_digest=receipt_digest(code),
    )
    waits = held.moderation == "pre" and not actor.has_perm("consultations.moderate_comment")
    comment = _store_comment(
        held,
        participant,
        text,
        form_key=form_key,
        language=language,
        author=None,
        received_at=received_at,
        status=Comment.Status.PENDING if waits else Comment.Status.PUBLISHED,
        channel=channel,
        entered_by=actor,
        **place,
    )
    if comment is None:
        raise _Twin
    return comment, code


@transaction.atomic
def renew_receipt(comment_id: int, *, actor: User) -> tuple[Comment, str]:
    """Give a comment that the actor entered a new receipt code, in the place of a lost one; return both.

    Raises PermissionDenied, Comment.DoesNotExist for what somebody else entered.
    """
    if not actor.has_perm("consultations.enter_comment"):
        raise PermissionDenied
    comment = Comment.objects.select_related("participant").get(
        pk=comment_id, entered_by=actor, participant__receipt_digest__isnull=False
    )
    return comment, _give_code(comment.participant, new_receipt_code())


def _give_code(participant: Participant, code: str) -> str:
    participant.receipt_digest = receipt_digest(code)
    participant.save(update_fields=["receipt_digest"])
    return code
