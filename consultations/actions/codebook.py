"""What analysts do with the codebook: themes come, are described, moved, merged and retired, and no code is lost."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from consultations.models import Consultation, Response, Theme, ThemeChange, ThemeCommitment

Kind = ThemeChange.Kind
NAMES = ("title", "title_en")
WORDS = ("definition", "includes", "excludes", "colour")


@dataclass(frozen=True)
class Merger:
    """What merging one theme into another moves: codes, and those of them on comments that have both themes."""

    codes: int
    both: int


def _hold(consultation_id: int, actor: User, *, add: bool = False) -> Consultation:
    """Lock the consultation, for which whoever codes waits, and return it. Raises PermissionDenied."""
    if not actor.has_perm(f"consultations.{'add' if add else 'change'}_theme"):
        raise PermissionDenied
    return Consultation.objects.select_for_update().get(pk=consultation_id)


def _record(theme: Theme, kind: str, actor: User, before: dict, after: dict, reason: str = "") -> None:
    ThemeChange.objects.create(
        theme=theme,
        consultation_id=theme.consultation_id,
        kind=kind,
        actor=actor,
        before=before,
        after=after,
        reason=reason.strip(),
    )


def _place(theme: Theme) -> dict:
    return {"parent": theme.parent_id, "position": theme.position}


def _facts(theme: Theme, names: tuple[str, ...]) -> dict:
    return {name: getattr(theme, name) for name in names}


# --- One theme --------------------------------------------------------------------------------------


@transaction.atomic
def save_theme(theme: Theme, *, actor: User, reason: str = "") -> Theme:
    """Store a new or described theme with its place, and what that changed; return it.

    Takes the edited, validated row. A new one comes last among its siblings. Raises PermissionDenied, ValidationError
    by field where the place is none that a theme can have.
    """
    _hold(theme.consultation_id, actor, add=theme.pk is None)
    before = Theme.objects.get(pk=theme.pk) if theme.pk else None
    if before is None or before.parent_id != theme.parent_id:
        _require_place(theme, theme.parent)
        theme.position = _last_position(theme.consultation_id, theme.parent_id) + 1
    else:
        theme.position = before.position  # moved meanwhile, perhaps
    if before is not None:
        theme.retired_at, theme.merged_into_id = before.retired_at, before.merged_into_id
    theme.save()
    if before is None:
        _record(theme, Kind.CREATED, actor, {}, _facts(theme, NAMES) | {"parent": theme.parent_id}, reason)
        return theme
    for kind, names in ((Kind.RENAMED, NAMES), (Kind.DESCRIBED, WORDS)):
        old, new = _facts(before, names), _facts(theme, names)
        if old != new:
            _record(theme, kind, actor, old, new, reason)
    if before.parent_id != theme.parent_id:
        _record(theme, Kind.MOVED, actor, _place(before), _place(theme), reason)
    return theme


def _require_place(theme: Theme, parent: Theme | None) -> None:
    """Raise ValidationError where a theme cannot stand under this parent."""
    if parent is None:
        return
    if parent.pk == theme.pk or parent.consultation_id != theme.consultation_id:
        message = _("Choose another theme of the same consultation.")
    elif parent.parent_id:
        message = _("“%(theme)s” stands under another theme itself; there are two levels.") % {
            "theme": parent
        }
    elif parent.retired_at:
        message = _("“%(theme)s” is retired.") % {"theme": parent}
    elif theme.pk and theme.children.exists():
        message = _("Themes stand under this one; move them out first.")
    else:
        return
    raise ValidationError({"parent": message})


def _last_position(consultation_id: int, parent_id: int | None) -> int:
    siblings = Theme.objects.filter(consultation=consultation_id, parent=parent_id)
    return siblings.aggregate(last=Max("position"))["last"] or 0


@transaction.atomic
def move_theme(theme_id: int, *, actor: User, parent_id: int | None, place: int | None = None) -> Theme:
    """Put a theme under another one (None: by itself), at a place among its siblings counted from 0 (None: last).

    The codes stay with it. Sent twice it changes nothing the second time. Raises PermissionDenied, ValidationError.
    """
    theme = Theme.objects.get(pk=theme_id)
    _hold(theme.consultation_id, actor)
    theme = Theme.objects.select_for_update().get(pk=theme_id)
    parent = (
        Theme.objects.filter(pk=parent_id, consultation=theme.consultation_id).first() if parent_id else None
    )
    if parent_id and parent is None:
        raise ValidationError({"parent": _("Choose another theme of the same consultation.")})
    if parent_id != theme.parent_id:
        _require_place(theme, parent)
    siblings = list(
        Theme.objects.filter(consultation=theme.consultation_id, parent=parent_id)
        .exclude(pk=theme.pk)
        .order_by("position", "id")
    )
    siblings.insert(len(siblings) if place is None else max(0, place), theme)
    before = _place(theme)
    theme.parent_id = parent_id
    theme.save(update_fields=["parent"])
    for position, sibling in enumerate(siblings, start=1):
        if sibling.position != position:
            Theme.objects.filter(pk=sibling.pk).update(position=position)
            sibling.position = position
    after = _place(theme)
    if before != after:
        _record(theme, Kind.MOVED, actor, before, after)
    return theme


@transaction.atomic
def retire_theme(theme_id: int, *, actor: User, reason: str = "") -> Theme:
    """Let a theme take no new codes; those that it has stay. Harmless twice. Raises PermissionDenied."""
    return _set_retired(theme_id, actor, True, reason)


@transaction.atomic
def return_theme(theme_id: int, *, actor: User, reason: str = "") -> Theme:
    """Let a retired theme take codes again; harmless twice. Raises PermissionDenied, ValidationError where merged."""
    return _set_retired(theme_id, actor, False, reason)


def _set_retired(theme_id: int, actor: User, retired: bool, reason: str) -> Theme:
    _hold(Theme.objects.values_list("consultation", flat=True).get(pk=theme_id), actor)
    theme = Theme.objects.get(pk=theme_id)
    if theme.merged_into_id and not retired:
        raise ValidationError(
            _("This theme was merged into “%(theme)s”; its comments are there.")
            % {"theme": theme.merged_into}
        )
    if bool(theme.retired_at) != retired:
        theme.retired_at = timezone.now() if retired else None
        theme.save(update_fields=["retired_at"])
        _record(theme, Kind.RETIRED if retired else Kind.RETURNED, actor, {}, {}, reason)
    return theme


# --- Two themes -------------------------------------------------------------------------------------


def merger_of(source: Theme, target: Theme) -> Merger:
    """Return what merging `source` into `target` would move."""
    codes = source.codes.count()
    return Merger(codes, source.codes.filter(comment__codes__theme=target).count())


@transaction.atomic
def merge_themes(source_id: int, target_id: int, *, actor: User, reason: str = "") -> Merger:
    """Move every code of one theme to another, and retire it for good; return what was moved.

    Whoever coded a comment stays on record; the history says that the themes were merged. A comment that had both
    keeps one. Answers, commitments, themes below and themes merged into `source` before go along. Sent twice it
    changes nothing the second time. Raises PermissionDenied, Theme.DoesNotExist, ValidationError in words.
    """
    row = _hold(Theme.objects.values_list("consultation", flat=True).get(pk=source_id), actor)
    themes = (
        Theme.objects.select_for_update(of=("self",)).filter(consultation=row).in_bulk([source_id, target_id])
    )
    if target_id not in themes:
        raise ValidationError({"target": _("Choose another theme of the same consultation.")})
    source, target = themes[source_id], themes[target_id]
    if source.merged_into_id == target_id:
        return Merger(0, 0)
    _require_mergeable(row, source, target)
    merger = merger_of(source, target)
    _move_codes(source, target, actor, reason)
    _move_answers(source, target)
    place = _last_position(row.pk, target.pk)
    for offset, child in enumerate(source.children.order_by("position", "id"), start=1):
        child.parent, child.position = target, place + offset
        child.save(update_fields=["parent", "position"])
    Theme.objects.filter(merged_into=source).update(merged_into=target)
    source.retired_at, source.merged_into = source.retired_at or timezone.now(), target
    source.save(update_fields=["retired_at", "merged_into"])
    moved = {"into": target.pk, "title": target.title, "codes": merger.codes, "both": merger.both}
    _record(source, Kind.MERGED, actor, {}, moved, reason)
    return merger


def _require_mergeable(row: Consultation, source: Theme, target: Theme) -> None:
    """Raise ValidationError where these two cannot become one."""
    if row.coding_completed_at:
        raise ValidationError(
            _("Coding was declared complete. Take it up again before changing codes."), "complete"
        )
    if source.pk == target.pk:
        raise ValidationError({"target": _("Choose another theme of the same consultation.")})
    if source.merged_into_id:
        raise ValidationError(
            _("This theme was merged into “%(theme)s”; its comments are there.")
            % {"theme": source.merged_into}
        )
    if target.retired_at:
        raise ValidationError({"target": _("“%(theme)s” is retired.") % {"theme": target}})
    if target.parent_id and source.children.exists():
        raise ValidationError({"target": _("Themes stand under this one; move them out first.")})
    both = Response.objects.filter(theme=source, agency__in=target.responses.values("agency")).select_related(
        "agency"
    )
    if both:
        raise ValidationError(
            _("%(agency)s has answered both themes. Put the two answers into one first: which of them holds?")
            % {"agency": both[0].agency.name}
        )


_HISTORY = """
INSERT INTO consultations_codingchange (comment_id, actor_id, at, before, after, reason, origin)
SELECT c.comment_id, %(actor)s, %(at)s,
       jsonb_build_object('themes', held.ids, 'disposition', '', 'target', NULL),
       jsonb_build_object('themes', (SELECT jsonb_agg(DISTINCT CASE id WHEN %(source)s THEN %(target)s ELSE id END)
                                       FROM unnest(held.raw) id), 'disposition', '', 'target', NULL),
       %(reason)s, 'merge'
  FROM consultations_commenttheme c
  CROSS JOIN LATERAL (SELECT array_agg(o.theme_id ORDER BY o.theme_id) AS raw,
                             jsonb_agg(o.theme_id ORDER BY o.theme_id) AS ids
                        FROM consultations_commenttheme o WHERE o.comment_id = c.comment_id) held
 WHERE c.theme_id = %(source)s
"""

_DROP_BOTH = """
DELETE FROM consultations_commenttheme c
 WHERE c.theme_id = %(source)s
   AND EXISTS (SELECT 1 FROM consultations_commenttheme o
                WHERE o.comment_id = c.comment_id AND o.theme_id = %(target)s)
"""


def _move_codes(source: Theme, target: Theme, actor: User, reason: str) -> None:
    """Move codes in three statements, however many there are; who gave them and when stays as it was."""
    names = {
        "source": source.pk,
        "target": target.pk,
        "actor": actor.pk,
        "reason": reason.strip(),
        "at": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, names)
        cursor.execute(_DROP_BOTH, names)
    source.codes.update(theme=target)


def _move_answers(source: Theme, target: Theme) -> None:
    source.responses.update(theme=target)
    there = ThemeCommitment.objects.filter(theme=target).values("commitment")
    source.theme_commitments.filter(commitment__in=there).delete()
    source.theme_commitments.update(theme=target)
