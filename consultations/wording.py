"""What an author changed in a text, word by word."""

import re
from difflib import SequenceMatcher

# Beyond so many words that differ, both texts are shown whole: comparing is quadratic, and no reader follows it.
COMPARED = 600

_WORD = re.compile(r"\S+\s*|\s+")


def changes(older: str, newer: str) -> list[tuple[str, str]]:
    """Return the pieces of both texts in order, as ("same" | "removed" | "added", text)."""
    old, new = _WORD.findall(older), _WORD.findall(newer)
    begin = _common(old, new)
    end = _common(old[begin:][::-1], new[begin:][::-1])
    old_middle, new_middle = old[begin : len(old) - end], new[begin : len(new) - end]
    pieces = [("same", old[:begin]), *_compare(old_middle, new_middle), ("same", old[len(old) - end :])]
    return [(kind, "".join(words)) for kind, words in pieces if words]


def _common(one: list[str], other: list[str]) -> int:
    """Return how many words both begin with."""
    return next(
        (n for n, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )


def _compare(old: list[str], new: list[str]) -> list[tuple[str, list[str]]]:
    if max(len(old), len(new)) > COMPARED:
        return [("removed", old), ("added", new)]
    pieces = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(("same", old[a:b]))
        else:
            pieces += [("removed", old[a:b]), ("added", new[c:d])]
    return pieces
