"""What a file of codes wants, held against what the consultation has."""

from dataclasses import dataclass, field
from pathlib import Path

from consultations.exchange import tables
from consultations.exchange.identity import key_of, mark
from consultations.exchange.importing import Outcome
from consultations.exchange.progress import Progress
from consultations.exchange.records import BadLine, Key
from consultations.models import Comment, CommentDisposition, CommentTheme, Consultation, Disposition, Theme
from forum_site.spreadsheet import disarmed

REQUIRED = {"comment"}
MAX_REASON = 2000  # characters
BATCH = 1000


@dataclass
class Wish:
    """What the file wants of one comment: themes (by small title), or a disposition."""

    line: int
    themes: dict[str, str] = field(default_factory=dict)  # small title → reason
    disposition: str = ""
    target: int | None = None
    reason: str = ""


@dataclass
class Stand:
    """What a consultation has: its comments by number, those that came from elsewhere by key, its themes."""

    consultation: Consultation
    states: dict[int, tuple[str, bool]]  # number → (status, whether it was ever public)
    by_key: dict[Key, int]
    themes: dict[str, Theme]
    codes: dict[int, list[int]]  # number → themes' numbers, in order
    dispositions: dict[int, tuple[str, int | None]]

    @classmethod
    def of(cls, consultation: Consultation) -> "Stand":
        """Read it; the consultation's row is locked, so that nobody codes meanwhile."""
        states, by_key = {}, {}
        rows = Comment.objects.filter(consultation=consultation).values_list(
            "pk", "status", "published_at", "source", "source_id", named=True
        )
        own = mark(consultation)
        for row in rows.iterator(chunk_size=BATCH):
            states[row.pk] = (row.status, row.published_at is not None)
            by_key[key_of(row, own)] = row.pk
        codes: dict[int, list[int]] = {}
        for comment, theme in (
            CommentTheme.objects.filter(consultation=consultation)
            .order_by("theme")
            .values_list("comment", "theme")
        ):
            codes.setdefault(comment, []).append(theme)
        disposed = CommentDisposition.objects.filter(consultation=consultation)
        return cls(
            consultation=consultation,
            states=states,
            by_key=by_key,
            themes=_themes_of(consultation),
            codes=codes,
            dispositions={row.comment_id: (row.kind, row.target_id) for row in disposed},
        )

    def find(self, cell: str, column: str) -> int:
        """Return the comment of this number or `source:id`. Raises BadLine."""
        if cell.isdecimal() and len(cell) < 19:
            pk = int(cell)
        else:
            pk = self.by_key.get(Key.parse(cell), 0)
        if pk not in self.states:
            raise BadLine(f"{column}: there is no comment “{cell[:40]}” in this consultation")
        return pk

    def before(self, pk: int) -> dict:
        """Return a comment's codes as the history keeps them."""
        kind, target = self.dispositions.get(pk, ("", None))
        return {"themes": self.codes.get(pk, []), "disposition": kind, "target": target}


def _themes_of(consultation: Consultation) -> dict[str, Theme]:
    """Return the themes by small title; a theme's parent is the very object that stands there itself."""
    rows = list(consultation.themes.select_related("merged_into"))
    by_pk = {theme.pk: theme for theme in rows}
    for theme in rows:
        theme.parent = by_pk.get(theme.parent_id)
    return {theme.title.casefold(): theme for theme in rows}


def read_wishes(
    path: Path, stand: Stand, outcome: Outcome, progress: Progress, create_themes: bool
) -> dict[int, Wish]:
    """Return what the file wants of each comment; note bad lines in `outcome`. Raises UnreadableFile."""
    wishes: dict[int, Wish] = {}
    for line, row, fault in tables.rows(path, REQUIRED):
        progress.step()
        try:
            if fault:
                raise BadLine(fault)
            row = {column: disarmed(cell).strip() for column, cell in row.items()}
            pk = stand.find(row["comment"], "comment")
            _add(wishes.setdefault(pk, Wish(line)), pk, row, stand, create_themes)
        except BadLine as bad:
            outcome.blame(line, str(bad))
    _blame_chains(stand, wishes, outcome)
    return wishes


def _add(wish: Wish, pk: int, row: dict[str, str], stand: Stand, create_themes: bool) -> None:
    theme, disposition = row.get("theme", ""), row.get("disposition", "")
    reason = row.get("reason", "")
    if stand.states[pk][0] == Comment.Status.PENDING:
        raise BadLine("a moderator has not decided on this comment yet")
    if bool(theme) == bool(disposition):
        raise BadLine("it needs a theme or a disposition, and not both")
    if len(reason) > MAX_REASON or "\0" in reason:
        raise BadLine(f"reason: at most {MAX_REASON} characters, without NUL")
    if theme and wish.disposition or disposition and (wish.themes or wish.disposition):
        raise BadLine(f"line {wish.line} has said something of this comment already")
    if theme:
        wish.themes[_theme(theme, row.get("under", ""), stand, create_themes)] = reason
    else:
        wish.disposition, wish.reason = disposition, reason
        wish.target = _target(disposition, row.get("target", ""), pk, stand)


def _theme(title: str, under: str, stand: Stand, create_themes: bool) -> str:
    """Return the small title of a theme that can be used; `under`: the title of the theme under which it stands."""
    if under:
        above = stand.themes[_theme(under, "", stand, create_themes)]
        if above.parent:
            raise BadLine(f"under: “{under}” stands under another theme itself; there are two levels")
        if under.casefold() == title.casefold():
            raise BadLine("under: a theme does not stand under itself")
    known = stand.themes.get(title.casefold())
    if known is None:
        if not create_themes:
            raise BadLine(f"theme: there is no “{title[:80]}”; --create-themes makes it")
        if len(title) > Theme._meta.get_field("title").max_length or "\0" in title:
            raise BadLine("theme: it is longer than 120 characters, or holds NUL")
        made = Theme(consultation=stand.consultation, title=title, parent=above if under else None)
        stand.themes[title.casefold()] = made
    elif known.merged_into_id:
        raise BadLine(f"theme: “{title}” was merged into “{known.merged_into.title}”")
    elif known.retired_at:
        raise BadLine(f"theme: “{title}” is retired")
    elif under and known.parent is not above:
        raise BadLine(f"under: “{title}” does not stand under “{under}”")
    return title.casefold()


def _target(disposition: str, target: str, pk: int, stand: Stand) -> int | None:
    if disposition not in Disposition.values:
        raise BadLine(f"disposition: “{disposition[:40]}” is none of {', '.join(Disposition.values)}")
    if disposition != Disposition.DUPLICATE_OF:
        if target:
            raise BadLine(f"target: only {Disposition.DUPLICATE_OF} has one")
        return None
    original = stand.find(target, "target")
    status, was_public = stand.states[original]
    if original == pk or status not in Comment.STANDING or not was_public:
        raise BadLine("target: it must be another comment that is, or was, public")
    return original


def _blame_chains(stand: Stand, wishes: dict[int, Wish], outcome: Outcome) -> None:
    """Find duplicates of duplicates, as things would stand after the whole file."""
    originals = {
        pk: target for pk, (_kind, target) in stand.dispositions.items() if pk not in wishes and target
    }
    originals |= {pk: wish.target for pk, wish in wishes.items() if wish.target}
    for pk, target in originals.items():
        if target not in originals:
            continue
        if pk in wishes:
            outcome.blame(
                wishes[pk].line, "target: that comment is a duplicate itself; name the one that it repeats"
            )
        else:
            outcome.blame(
                wishes[target].line, f"comment {pk} is a duplicate of this one, so it must keep its codes"
            )
