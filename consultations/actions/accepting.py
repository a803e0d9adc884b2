"""Accepting what grouping proposes: a named person does it, and the codes say that it was a suggestion."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from consultations.actions.codebook import save_theme
from consultations.actions.coding import assign_theme, codes_of, set_codes
from consultations.actions.coding_many import code_many
from consultations.models import (
    Comment,
    Consultation,
    Disposition,
    Origin,
    SuggestedGroup,
    SuggestedTheme,
    SuggestedTwin,
    SuggestionRun,
    Theme,
)

DONE = SuggestionRun.State.DONE


def accept_theme(comment_id: int, theme_id: int, *, actor: User) -> None:
    """Code a comment into a theme that is proposed for it; harmless twice.

    Raises SuggestedTheme.DoesNotExist where it is not proposed, else as `assign_theme` does.
    """
    found = SuggestedTheme.objects.select_related("theme").get(
        comment=comment_id, theme=theme_id, run__state=DONE
    )
    assign_theme(comment_id, found.theme, actor=actor, origin=Origin.SUGGESTION)


@transaction.atomic
def accept_twin(comment_id: int, *, actor: User, as_duplicate: bool) -> dict:
    """Treat a comment as the earlier one that says almost the same: as its duplicate, or with the same codes.

    Return the codes that it has then. Raises SuggestedTwin.DoesNotExist where none is proposed, ValidationError where
    the other has no codes to take over, else as `set_codes` does.
    """
    other = SuggestedTwin.objects.select_related("other").get(comment=comment_id, run__state=DONE).other
    if as_duplicate:
        codes = codes_of(other)
        target = codes["target"] if codes["disposition"] == Disposition.DUPLICATE_OF else other.pk
        return set_codes(
            comment_id,
            actor=actor,
            disposition=Disposition.DUPLICATE_OF,
            target_id=target,
            origin=Origin.SUGGESTION,
        )
    codes = codes_of(other)
    if not codes["themes"] and not codes["disposition"]:
        raise ValidationError(_("The other comment has no codes yet. Code that one first."))
    return set_codes(
        comment_id,
        actor=actor,
        themes=codes["themes"],
        disposition=codes["disposition"],
        target_id=codes["target"],
        origin=Origin.SUGGESTION,
    )


@transaction.atomic
def accept_group(
    group_id: int, comment_ids: Iterable[int], *, actor: User, theme: Theme | None = None, title: str = ""
) -> tuple[Theme, int]:
    """Code chosen comments of a group into a theme, or into a new one called `title`; all or none.

    Return the theme and how many gained it. Raises SuggestedGroup.DoesNotExist, PermissionDenied, ValidationError
    tied to its field, Comment.DoesNotExist for a comment that is not of the group.
    """
    group = SuggestedGroup.objects.select_related("run").get(pk=group_id, run__state=DONE)
    if not actor.has_perm("consultations.code_comment"):
        raise PermissionDenied
    ids = set(comment_ids)
    if not ids:
        raise ValidationError({"comments": _("Choose at least one comment.")})
    if group.members.filter(comment__in=ids).count() != len(ids):
        raise Comment.DoesNotExist
    if theme is None:
        title = title.strip()
        if not title:
            raise ValidationError({"title": _("Choose a theme, or say what the new one is called.")})
        theme = _theme_called(title, group.run.consultation_id, actor)
    gained, _left = code_many(ids, theme, actor=actor, origin=Origin.SUGGESTION)
    return theme, gained


def _theme_called(title: str, consultation_id: int, actor: User) -> Theme:
    """Return the theme of this title, made if there is none: of two clicks the second one finds the first one's."""
    Consultation.objects.select_for_update().get(pk=consultation_id)
    same = Theme.objects.filter(consultation=consultation_id, title__iexact=title, retired_at=None).first()
    if same:
        return same
    theme = Theme(consultation_id=consultation_id, title=title)
    try:
        theme.full_clean(exclude=["position"])
    except ValidationError as error:
        raise ValidationError({"title": error.messages})
    return save_theme(theme, actor=actor)


def dismiss_group(group_id: int, *, actor: User) -> None:
    """Put a group away that is no theme; harmless twice. Raises PermissionDenied."""
    if not actor.has_perm("consultations.code_comment"):
        raise PermissionDenied
    SuggestedGroup.objects.filter(pk=group_id, dismissed_at=None).update(
        dismissed_at=timezone.now(), dismissed_by=actor
    )
