"""Decidim: the comments of a component as its administration exports them, CSV (with semicolons) or JSON.

Nested values are columns with slashes (`author/id`); a text may be one column with its locale beside it,
an object by locale, or one column per locale, as versions of Decidim differ.
"""

import json
import zlib
from collections.abc import Iterator
from pathlib import Path

from consultations.exchange import cells, tables
from consultations.exchange.records import BadLine, Key, Line, Record, Speaker, UnreadableFile
from consultations.models import Participant

SOURCE = "decidim"
COMMENT_TYPE = "Decidim::Comments::Comment"
REQUIRED = {"id", "created_at", "commentable_id", "commentable_type"}
STANCES = {"1": "for", "-1": "against", "0": "neutral", "": ""}
MAX_NAME = Participant._meta.get_field("shown_name").max_length


def read(path: Path) -> Iterator[Line]:
    """Yield the file's lines; of JSON, which is held in memory, its entries by number. Raises UnreadableFile."""
    source = _entries(path) if _is_json(path) else tables.rows(path, REQUIRED)
    for number, row, fault in source:
        line = Line(number, fault=fault)
        try:
            line.key = _key(row.get("id", ""))
            line.record = None if fault else _record(row, line.key)
        except BadLine as bad:
            line.fault = fault or str(bad)
        yield line


def _is_json(path: Path) -> bool:
    with open(path, "rb") as file:
        return file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{")


def _entries(path: Path) -> Iterator[tuple[int, dict[str, str], str]]:
    try:
        entries = json.loads(path.read_text(encoding="utf-8-sig", errors="surrogateescape"))
    except ValueError as error:
        raise UnreadableFile(f"The file is no JSON: {error}.") from None
    if not isinstance(entries, list):
        raise UnreadableFile("The file is no list of comments.")
    for number, entry in enumerate(entries, start=1):
        row = _flat(entry) if isinstance(entry, dict) else {}
        missing = ", ".join(sorted(REQUIRED - set(row)))
        broken = any(tables.is_broken(value) for value in row.values())
        yield number, row, f"it lacks {missing}" if missing else tables.NOT_UTF8 if broken else ""


def _flat(value: dict, prefix: str = "") -> dict[str, str]:
    """Return nested values under the names that Decidim gives them in its CSV."""
    row: dict[str, str] = {}
    for name, inner in value.items():
        if isinstance(inner, dict):
            row |= _flat(inner, f"{prefix}{name}/")
        else:
            row[f"{prefix}{name}"] = "" if inner is None else str(inner)
    return row


def _key(cell: str) -> Key:
    if not cell.isdecimal() or len(cell) > 20:
        raise BadLine(f"id: “{cell[:40]}” is no number")
    return Key(SOURCE, cell)


def _record(row: dict[str, str], key: Key) -> Record:
    said_at = cells.moment(row["created_at"], "created_at")
    if said_at is None:
        raise BadLine("created_at is empty")
    stance = STANCES.get(row.get("alignment", ""))
    if stance is None:
        raise BadLine(f"alignment: “{row['alignment'][:40]}” is none of 1, 0, -1")
    language, text = _text(row)
    return Record(
        key=key,
        speaker=_speaker(row, key),
        text=text,
        received_at=said_at,
        published_at=said_at,
        parent=_key(row["commentable_id"]) if row["commentable_type"] == COMMENT_TYPE else None,
        stance=stance,
        language=language,
    )


def _text(row: dict[str, str]) -> tuple[str, str]:
    """Return (locale, text): the original, which Decidim puts before its machine translations."""
    if "body" not in row:
        texts = {name.removeprefix("body/"): text for name, text in row.items() if name.startswith("body/")}
    else:
        texts = _by_locale(row["body"])
    if texts is None:
        return row.get("locale", ""), row["body"]
    own = {locale: text for locale, text in texts.items() if "/" not in locale and text.strip()}
    if row.get("locale") in own:
        return row["locale"], own[row["locale"]]
    return next(iter(own.items()), ("", ""))


def _by_locale(body: str) -> dict[str, str] | None:
    if not body.startswith("{"):
        return None
    try:
        texts = json.loads(body)
    except ValueError:
        return None  # somebody's words that begin with a brace
    fits = isinstance(texts, dict) and texts and all(isinstance(text, str) for text in texts.values())
    return texts if fits else None


def _speaker(row: dict[str, str], comment: Key) -> Speaker:
    """Return who spoke: a group where it spoke as one, else the author.

    Decidim leaves out what an author is (a person, the organisation), and each has ids of its own,
    so that a check sum of the name belongs to the key.
    """
    prefix = "user_group" if row.get("user_group/id") else "author"
    id = row.get(f"{prefix}/id", row.get(f"{prefix}_id", ""))
    name = row.get(f"{prefix}/name", row.get(f"{prefix}_name", "")).strip()
    if not id:
        return Speaker(Key(SOURCE, f"of-{comment.id}"), name=name[:MAX_NAME])
    return Speaker(Key(SOURCE, f"{prefix}-{id[:40]}-{zlib.crc32(name.encode()):08x}"), name=name[:MAX_NAME])
