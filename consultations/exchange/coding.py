"""Imports codes, a CSV of comment → theme or disposition: all of it, or nothing.

The outcome is that of the verbs in `actions.coding`, each comment's codes changed at once.
"""

from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from accounts.models import User
from consultations.exchange.importing import Outcome, Refused
from consultations.exchange.progress import Progress
from consultations.exchange.wishes import BATCH, Stand, Wish, read_wishes
from consultations.models import (
    CodingChange,
    Comment,
    CommentDisposition,
    CommentTheme,
    Consultation,
    Origin,
    Theme,
    ThemeChange,
)


def import_codes(
    path: Path,
    slug: str,
    *,
    actor: User,
    progress: Progress,
    create_themes: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Code comments as the file says, in one transaction and in the actor's name; return what was done.

    Harmless twice: what stands already is left alone. Raises Consultation.DoesNotExist, PermissionDenied,
    Refused where coding is complete, UnreadableFile.
    """
    if not actor.has_perm("consultations.code_comment"):
        raise PermissionDenied
    outcome = Outcome()
    with transaction.atomic():
        # The verbs read this row FOR SHARE, so that none of them codes while this does.
        consultation = Consultation.objects.select_for_update().get(slug=slug)
        if consultation.coding_completed_at:
            raise Refused("Coding was declared complete; take it up again before importing codes.")
        stand = Stand.of(consultation)
        wishes = read_wishes(path, stand, outcome, progress, create_themes)
        outcome.faults.sort()
        if not outcome.fault_count:
            outcome.totals = _write(stand, wishes, actor)
        outcome.stored = not (outcome.fault_count or dry_run)
        transaction.set_rollback(not outcome.stored)
    return outcome


def _write(stand: Stand, wishes: dict[int, Wish], actor: User) -> dict[str, int]:
    made = _save_new_themes(stand, actor)
    themed = {pk: wish for pk, wish in wishes.items() if _adds_theme(stand, pk, wish)}
    disposed = {
        pk: wish
        for pk, wish in wishes.items()
        if wish.disposition and stand.dispositions.get(pk) != (wish.disposition, wish.target)
    }
    changed = themed | disposed
    CommentDisposition.objects.filter(comment__in=changed).delete()
    CommentTheme.objects.filter(comment__in=disposed).delete()
    # The kind first: the tables of codes point at it.
    Comment.objects.filter(pk__in=themed).exclude(coding=Comment.Coding.THEMES).update(
        coding=Comment.Coding.THEMES
    )
    Comment.objects.filter(pk__in=disposed).update(coding=Comment.Coding.DISPOSITION)
    _save_codes(stand, themed, actor)
    _save_dispositions(stand, disposed, actor)
    _save_history(stand, changed, actor)
    return {
        "themed": len(themed),
        "disposed": len(disposed),
        "unchanged": len(wishes) - len(changed),
        "new_themes": made,
    }


def _adds_theme(stand: Stand, pk: int, wish: Wish) -> bool:
    return any(stand.themes[title].pk not in stand.codes.get(pk, []) for title in wish.themes)


def _save_new_themes(stand: Stand, actor: User) -> int:
    """Store the themes that the file wants made, those at the top first; each comes last among its siblings."""
    new = [theme for theme in stand.themes.values() if theme.pk is None]
    last: dict[int | None, int] = dict(
        stand.consultation.themes.order_by().values_list("parent").annotate(last=Max("position"))
    )
    for level in ([one for one in new if one.parent is None], [one for one in new if one.parent]):
        for theme in level:
            theme.parent_id = theme.parent and theme.parent.pk
            theme.position = last[theme.parent_id] = last.get(theme.parent_id, 0) + 1
        Theme.objects.bulk_create(level)
    ThemeChange.objects.bulk_create(
        ThemeChange(
            theme=theme,
            consultation=stand.consultation,
            kind=ThemeChange.Kind.CREATED,
            actor=actor,
            after={"title": theme.title, "title_en": "", "parent": theme.parent_id},
        )
        for theme in new
    )
    return len(new)


def _save_codes(stand: Stand, themed: dict[int, Wish], actor: User) -> None:
    CommentTheme.objects.bulk_create(
        (
            CommentTheme(
                comment_id=pk,
                theme=stand.themes[title],
                consultation=stand.consultation,
                assigned_by=actor,
                reason=reason,
                origin=Origin.IMPORT,
            )
            for pk, wish in themed.items()
            for title, reason in wish.themes.items()
        ),
        ignore_conflicts=True,
        batch_size=BATCH,
    )


def _save_dispositions(stand: Stand, disposed: dict[int, Wish], actor: User) -> None:
    CommentDisposition.objects.bulk_create(
        (
            CommentDisposition(
                comment_id=pk,
                consultation=stand.consultation,
                kind=wish.disposition,
                target_id=wish.target,
                assigned_by=actor,
                reason=wish.reason,
            )
            for pk, wish in disposed.items()
        ),
        batch_size=BATCH,
    )


def _save_history(stand: Stand, changed: dict[int, Wish], actor: User) -> None:
    CodingChange.objects.bulk_create(
        (
            CodingChange(
                comment_id=pk,
                actor=actor,
                before=stand.before(pk),
                after=_after(stand, pk, wish),
                reason=wish.reason or next(filter(None, wish.themes.values()), ""),
                origin=Origin.IMPORT,
            )
            for pk, wish in changed.items()
        ),
        batch_size=BATCH,
    )


def _after(stand: Stand, pk: int, wish: Wish) -> dict:
    if wish.disposition:
        return {"themes": [], "disposition": wish.disposition, "target": wish.target}
    themes = {stand.themes[title].pk for title in wish.themes} | set(stand.codes.get(pk, []))
    return {"themes": sorted(themes), "disposition": "", "target": None}
