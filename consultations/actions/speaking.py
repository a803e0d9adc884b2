"""What residents do with words: speak, change what they said, take it back."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
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
    ModerationDecision,
    Participant,
    Question,
)
from directory.models import AgencyOfficer


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
    if not (
        official and parent_id and held.state == Consultation.State.IN_FORCE and held.now >= held.opens_at
    ):
        held.require_open()
    at_once = official or held.moderation == Consultation.Moderation.POST
    comment = store_comment(
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
        raise ValidationError(
            _("This form belongs to somebody else. Reload the page and send it again."), "form_key"
        )
    return comment


def store_comment(
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
                    reply_count, descendant_count, support_count, for_count, against_count,
                    official_count, coding)
            SELECT n, coalesce(%(thread)s, n), %(consultation)s, %(question)s, %(parent)s, %(depth)s, %(participant)s,
                   %(status)s, %(channel)s, %(language)s, %(stance)s, %(received)s, %(published)s, %(form_key)s,
                   %(entered_by)s, '', '', 0, 0, 0, 0, 0, 0, ''
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
    comment = Comment.objects.select_related("participant", "version").get(pk=row[0])
    if published:
        official = participant.kind == Participant.Kind.OFFICIAL
        count_comment(comment, ancestors, 1, official=official, since=held.now)
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


def _add_version(
    comment_id: int, number: int, text: str, author: User | None, form_key=None
) -> CommentVersion:
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
        raise Conflict(
            _("This comment can no longer be changed: its state is now “%(state)s”.")
            % {"state": comment.get_status_display()}
        )
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
        official = comment.participant.kind == Participant.Kind.OFFICIAL
        count_comment(comment, ancestors, -1, official=official)
    return comment


def rename_participants(user: User) -> None:
    """Bring the copies of a name in step with the account, after it changed its name or was anonymised."""
    name = "" if user.anonymised_at else user.shown_name
    Participant.objects.filter(account=user).exclude(shown_name=name).update(shown_name=name)
