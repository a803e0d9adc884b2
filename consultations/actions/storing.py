"""How a comment is written: who speaks, its row with its first text, the counters above it, the notice of it."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from consultations import mentioning, notices, sketching
from consultations.actions.conduct import BARRED_BY
from consultations.actions.locking import Held
from consultations.counters import count_comment, lock_branch
from consultations.markup import mark_masks, render
from consultations.models import Comment, CommentVersion, Participant, Question
from consultations.sketching import Sketch
from forum_site import prepared

_COLUMNS = [field.attname for field in Participant._meta.concrete_fields]

_PARTICIPANT = """
WITH found AS (
    SELECT /*columns*/ FROM consultations_participant
     WHERE consultation_id = %(consultation)s AND account_id = %(account)s
), office AS (
    SELECT agency_id FROM directory_agencyofficer
     WHERE user_id = %(account)s AND started_at <= transaction_timestamp()
       AND (ended_at IS NULL OR ended_at > transaction_timestamp())
     ORDER BY id LIMIT 1
), made AS (
    INSERT INTO consultations_participant
           (consultation_id, account_id, shown_name, kind, agency_id, channel, contact, language, source, source_id,
            district, created_at)
    SELECT %(consultation)s, %(account)s, %(name)s, CASE WHEN o.agency_id IS NULL THEN 'resident' ELSE 'official' END,
           o.agency_id, 'web', '', %(language)s, '', '', %(district)s,
           transaction_timestamp()
      FROM (SELECT 1) one LEFT JOIN office o ON true WHERE NOT EXISTS (SELECT 1 FROM found)
        ON CONFLICT (consultation_id, account_id) WHERE account_id IS NOT NULL DO NOTHING
    RETURNING /*columns*/
)
SELECT p.*, /*barred_by*/
  FROM (SELECT * FROM found UNION ALL SELECT * FROM made) p
""".replace("/*columns*/", ", ".join(_COLUMNS)).replace("/*barred_by*/", BARRED_BY)

# Row and text in one statement: the key from a comment to its text is checked at its end.
_COMMENT = """
WITH key AS (
    SELECT nextval(pg_get_serial_sequence('consultations_comment', 'id')) AS comment,
           nextval(pg_get_serial_sequence('consultations_commentversion', 'id')) AS version
), made AS (
    INSERT INTO consultations_comment
           (id, thread_id, version_id, consultation_id, question_id, parent_id, depth, participant_id, status, held_for,
            channel, language, stance, received_at, published_at, form_key, entered_by_id, source, source_id,
            reply_count, descendant_count, support_count, for_count, against_count, official_count, coding)
    SELECT key.comment, coalesce(%(thread_id)s, key.comment), key.version, %(consultation_id)s, %(question_id)s,
           %(parent_id)s, %(depth)s, %(participant_id)s, %(status)s, %(held_for)s, %(channel)s, %(language)s,
           %(stance)s, %(received_at)s, %(published_at)s, %(form_key)s, %(entered_by_id)s, '', '',
           0, 0, 0, 0, 0, 0, ''
      FROM key ON CONFLICT (form_key) DO NOTHING
    RETURNING id, version_id
), written AS (
    INSERT INTO consultations_commentversion
           (id, comment_id, number, text, body_html, excerpt_html, created_at, author_id)
    SELECT version_id, id, 1, %(text)s, %(body_html)s, %(excerpt_html)s, transaction_timestamp(), %(author_id)s
      FROM made
), sketched AS (
    INSERT INTO consultations_textsketch (version_id, shingles, keys)
    SELECT version_id, cardinality(%(shingle_keys)s::bigint[]), /*keys*/
      FROM made
)
SELECT id, version_id FROM made
""".replace("/*keys*/", sketching.KEYS.format(version="version_id"))


def participant_of(consultation_id: int, account: User) -> Participant:
    """Return the account's participant in a consultation, made on first use (once, however many ask at once).

    Its `barred_by` is the id of the measure that keeps the account from commenting, None where none does.
    """
    parameters = {
        "consultation": consultation_id,
        "account": account.pk,
        "name": account.shown_name,
        "language": account.language,
        "district": account.district,
    }
    found = prepared.fetch(_PARTICIPANT, parameters)
    if not found:  # made at the same moment elsewhere: it can be read now
        found = prepared.fetch(_PARTICIPANT, parameters)
    *row, barred_by = found[0]
    participant = Participant.from_db("default", _COLUMNS, row)
    participant.barred_by = barred_by
    participant.account = account
    return participant


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
    held_for: str = "",
    channel: str = "web",
    entered_by: User | None = None,
    sketch: Sketch | None = None,
    parent: Comment | None = None,
) -> Comment | None:
    """Write comment, version, counters and notices; None where `form_key` is stored already.

    `sketch` of the text and `parent` with its participant and account: where the caller has them.
    """
    if stance not in Comment.Stance.values + [""]:
        raise ValidationError({"stance": _("Choose one of the offered stances.")})
    branch = lock_branch(parent_id)
    ancestors = [row[0] for row in branch]
    parent = _end_of(held, branch, parent_id, parent)
    question_id = open_question(held, parent, question_id)
    published = status == Comment.Status.PUBLISHED
    facts = {
        "thread_id": parent and parent.thread_id,
        "consultation_id": held.id,
        "question_id": question_id,
        "parent_id": parent_id,
        "depth": parent.depth + 1 if parent else 0,
        "participant_id": participant.pk,
        "status": status,
        "held_for": held_for,
        "channel": channel,
        "language": language,
        "stance": stance,
        "received_at": received_at,
        "published_at": held.now if published else None,
        "form_key": str(form_key),
        "entered_by_id": entered_by and entered_by.pk,
    }
    mentioned = mentioning.meant(text, parent, participant.account_id)
    body, excerpt = (mentioning.mark(html, mentioned) for html in render(text))
    words = {"text": text, "body_html": body, "excerpt_html": excerpt, "author_id": author and author.pk}
    recognised = sketching.parameters(sketch or sketching.sketch(text, held.id))
    stored = prepared.fetch(_COMMENT, facts | words | recognised)
    if not stored:
        return None
    [(pk, version_id)] = stored
    comment = Comment(**facts | {"id": pk, "thread_id": facts["thread_id"] or pk, "version_id": version_id})
    comment._state.adding, comment._state.db = False, "default"
    comment.participant = participant
    comment.version = CommentVersion(id=version_id, comment=comment, number=1, created_at=held.now, **words)
    mentioning.remember(comment, mentioned)
    if published:
        official = participant.kind == Participant.Kind.OFFICIAL
        count_comment(comment, ancestors, 1, official=official, since=held.now)
        notices.tell_of_reply(comment, parent)
        if mentioned:
            notices.tell_of_mentions(comment, text, parent)
    return comment


def answerable_parent(held: Held, parent_id: int | None) -> Comment | None:
    """Return the comment that is answered, with its participant and account, locked; None for a root.

    Raises Comment.DoesNotExist where it is not public, ValidationError where it was removed.
    """
    return _end_of(held, lock_branch(parent_id), parent_id, None)


def _end_of(held: Held, branch: list[tuple], parent_id: int | None, read: Comment | None) -> Comment | None:
    """Return the comment at the end of the locked branch; `read` before it was locked, it is brought up to date."""
    if parent_id and not branch:
        raise Comment.DoesNotExist
    if not branch:
        return None
    pk, status, question_id = branch[-1]
    if read is None or read.pk != pk:
        read = Comment.objects.select_related("participant__account").get(pk=pk)
    read.status, read.question_id = status, question_id
    if status in (Comment.Status.HIDDEN, Comment.Status.WITHDRAWN) and read.consultation_id == held.id:
        raise ValidationError(_("The comment that you answer has been removed meanwhile."), "parent_removed")
    if status != Comment.Status.PUBLISHED or read.consultation_id != held.id:
        raise Comment.DoesNotExist
    return read


def open_question(held: Held, parent: Comment | None, question_id: int | None) -> int | None:
    """Return the question that the comment belongs to: a reply's is its parent's. Raises ValidationError."""
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


def add_version(
    comment_id: int, number: int, text: str, author: User | None, form_key=None
) -> CommentVersion:
    """Write and return another text of a comment."""
    comment = Comment.objects.select_related("participant").get(pk=comment_id)
    mentioned = mentioning.meant(text, comment, comment.participant.account_id)
    mentioning.remember(comment, mentioned)
    body, excerpt = (mark_masks(mentioning.mark(html, mentioned)) for html in render(text))
    version = CommentVersion.objects.create(
        comment_id=comment_id,
        number=number,
        text=text,
        body_html=body,
        excerpt_html=excerpt,
        author=author,
        form_key=form_key,
    )
    sketching.remember([(version.pk, comment.consultation_id, text)])
    return version
