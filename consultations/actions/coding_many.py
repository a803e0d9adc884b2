"""What analysts do with many comments at once."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from consultations.actions.coding import as_codes, codes_of, lock_comments, put_codes, require_codable
from consultations.actions.locking import hold_consultation
from consultations.models import Comment, Origin, Theme


def _hold_many(ids: Iterable[int], consultation_id: int, actor: User) -> list[Comment]:
    """Lock comments of one consultation for coding. Raises PermissionDenied, Comment.DoesNotExist, ValidationError."""
    if not actor.has_perm("consultations.code_comment"):
        raise PermissionDenied
    held = hold_consultation(consultation_id)
    comments = lock_comments(set(ids))
    if len(comments) != len(set(ids)) or any(
        comment.consultation_id != consultation_id for comment in comments.values()
    ):
        raise Comment.DoesNotExist
    require_codable(held, comments.values())
    return list(comments.values())


@transaction.atomic
def code_many(
    comment_ids: Iterable[int], theme: Theme, *, actor: User, reason: str = "", origin: str = Origin.HAND
) -> tuple[int, int]:
    """Code several comments of the theme's consultation into it as well, all or none.

    Return how many gained the theme, and how many were left as they are since they have a
    disposition: that was decided for each of them by itself. Raises as `assign_theme` does.
    """
    comments = _hold_many(comment_ids, theme.consultation_id, actor)
    gained = left = 0
    for comment in comments:
        before = codes_of(comment)
        if before["disposition"]:
            left += 1
        elif theme.pk not in before["themes"]:
            put_codes(comment, before, as_codes([*before["themes"], theme.pk]), actor, reason, origin)
            gained += 1
    return gained, left


@transaction.atomic
def dispose_many(
    comment_ids: Iterable[int],
    consultation_id: int,
    kind: str,
    *,
    actor: User,
    target_id: int | None = None,
    reason: str = "",
) -> tuple[int, int]:
    """State for several comments of a consultation why they have no theme, all or none.

    `target_id`: of duplicates, the comment that all of them repeat. Return how many gained the disposition, and how
    many were left as they are since they have themes: these were given to each of them by itself.
    Raises as `code_many` does.
    """
    ids = set(comment_ids)
    comments = _hold_many(ids | ({target_id} - {None}), consultation_id, actor)
    gained = left = 0
    for comment in comments:
        if comment.pk not in ids:
            continue
        before = codes_of(comment)
        wanted = as_codes(disposition=kind, target_id=target_id)
        if before["themes"]:
            left += 1
        elif before != wanted:
            put_codes(comment, before, wanted, actor, reason)
            gained += 1
    return gained, left
