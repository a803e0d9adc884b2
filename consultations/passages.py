"""The plain words of a comment's text, and how passages of it are found and read again."""

import hashlib
from html.parser import HTMLParser

from consultations.models import Comment, CommentVersion, Passage

SHORTEST, LONGEST = 3, 1500  # characters of a passage
_APART = frozenset("p br li ul ol blockquote pre h1 h2 h3 h4 h5 h6 hr div".split())


class _Words(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in _APART:
            self.parts.append(" ")

    handle_endtag = handle_startendtag = lambda self, tag, attrs=None: self.handle_starttag(tag, attrs)

    def handle_data(self, data):
        self.parts.append(data)


def folded(text: str) -> str:
    """Return the text with single blanks, as passages count and compare it."""
    return " ".join(text.split())


def plain_text(version: CommentVersion) -> str:
    """Return the words of a version as a reader sees them, without markup, with single blanks."""
    words = _Words()
    words.feed(version.body_html)
    words.close()
    return folded("".join(words.parts))


def digest(words: str) -> str:
    """Return the digest by which quoted words are known: SHA-256 of their UTF-8, hexadecimal."""
    return hashlib.sha256(words.encode()).hexdigest()


def read(version: CommentVersion, start: int, end: int, sha256: str) -> str | None:
    """Return the words that stood there when they were marked; None where the text was masked since."""
    words = plain_text(version)[start:end]
    return words if digest(words) == sha256 else None


def words_of(passage: Passage) -> str | None:
    """Return a passage's words while its comment is public and its text the same; else None."""
    comment = passage.comment
    if comment.status != Comment.Status.PUBLISHED or comment.version_id != passage.version_id:
        return None
    return read(passage.version, passage.start, passage.end, passage.sha256)
