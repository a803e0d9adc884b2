"""What residents do with others' words: agree, report, follow."""

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from consultations.actions.locking import hold_consultation
from consultations.markup import clean_text
from consultations.models import Comment, Consultation, Flag, Follow, Rule, Support


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
                "UPDATE consultations_comment SET support_count = support_count + 1 WHERE id = %s",
                [comment.pk],
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
                "UPDATE consultations_comment SET support_count = support_count - 1 WHERE id = %s",
                [comment.pk],
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
        [
            Flag(
                comment=comment, consultation_id=comment.consultation_id, user=account, rule=rule, words=words
            )
        ],
        ignore_conflicts=True,
    )
    return Flag.objects.get(comment=comment, user=account)


def follow(consultation: Consultation, account: User) -> None:
    """Send news of the consultation to this person from now on; harmless twice."""
    Follow.objects.bulk_create([Follow(consultation=consultation, user=account)], ignore_conflicts=True)


def unfollow(consultation: Consultation, account: User) -> None:
    """Send no more news of the consultation to this person; harmless twice."""
    Follow.objects.filter(consultation=consultation, user=account).delete()
