"""A comment as it comes from a file, before anything is known about its place here."""

from dataclasses import dataclass, field
from datetime import datetime

OWN_SOURCE = "rembuk"  # of comments that were first said in a Rembuk


class BadLine(Exception):
    """A line that cannot be imported, and why, in words for whoever repairs the file."""


class UnreadableFile(Exception):
    """A file that is no table of the format at all, and why; `columns` are those that it has."""

    def __init__(self, message: str, columns: list[str] | None = None):
        super().__init__(message)
        self.columns = set(columns or ())


@dataclass(slots=True, frozen=True)
class Key:
    """What names a row in the system that it comes from; written `source:id`."""

    source: str
    id: str

    def __str__(self) -> str:
        return f"{self.source}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Key":
        """Return the key written as `source:id`. Raises BadLine."""
        source, colon, id = text.partition(":")
        if not (source and colon and id):
            raise BadLine(f"“{text[:40]}” is no key of the form source:id")
        return cls(source, id)


@dataclass(slots=True)
class Speaker:
    """Who said it."""

    key: Key
    name: str = ""
    kind: str = "resident"
    agency: str = ""  # its slug
    channel: str = "web"
    contact: str = ""
    language: str = "id"
    district: str = ""  # its slug


@dataclass(slots=True)
class Record:
    """One comment. Times know their offset; `support` counts agreement that is kept apart from that here."""

    key: Key
    speaker: Speaker
    text: str
    received_at: datetime
    parent: Key | None = None
    question: str = ""  # its title
    status: str = "published"
    stance: str = ""
    channel: str = "web"
    language: str = ""
    published_at: datetime | None = None
    withdrawn_at: datetime | None = None
    edited_at: datetime | None = None
    agree: int | None = None
    disagree: int | None = None
    rule: str = ""  # the slug of the rule under which it was removed
    reason: str = ""
    decided_at: datetime | None = None


@dataclass(slots=True)
class Line:
    """One line of a file: a record, or what is wrong with it (`key` where it could be read)."""

    number: int
    record: Record | None = None
    fault: str = ""
    key: Key | None = field(default=None)
