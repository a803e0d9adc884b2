"""The shapes in which the demonstration content is written: plain data, no Django.

Every time is relative to the moment of loading (days or hours), so that the content never grows old.
"""

from dataclasses import dataclass, replace

STANCES = ("", "for", "against", "neutral")
CHANNELS = ("web", "forum", "paper", "phone")
OUTCOMES = ("accepted", "partly", "declined", "noted")
PROMISE_STATES = ("planned", "in_progress", "kept", "dropped")
AGENDA_KINDS = ("opening", "talk", "discussion", "break", "closing")


@dataclass(frozen=True)
class Say:
    """One comment with its replies.

    `who` is a key of PEOPLE; `after` is hours after the parent (for a root: hours after opening); `question`
    is the index, from 0, of a question of the consultation and stands on roots only; `hidden` is (number of
    the rule, reason in words for the author); `theme` is the slug of a theme of the consultation;
    `disposition` is out_of_scope, duplicate_of:<index>, answered_in_thread or no_substance, where the index
    is `in_order()`'s, from 0; `edited` is the text before the author edited it.
    """

    who: str
    text: str
    replies: tuple["Say", ...] = ()
    stance: str = ""
    question: int | None = None
    after: float = 0.0
    supports: int = 0
    channel: str = "web"
    hidden: tuple[int, str] | None = None
    withdrawn: bool = False
    pending: bool = False
    theme: str = ""
    disposition: str = ""
    edited: str = ""


@dataclass(frozen=True)
class Person:
    """Someone who speaks; `kind` is resident or official, `agency` the slug of an official's agency."""

    name: str
    pseudonym: str = ""
    kind: str = "resident"
    agency: str = ""
    language: str = "id"


@dataclass(frozen=True)
class Agency:
    """A Perangkat Daerah; `description` is one or two sentences in Indonesian."""

    slug: str
    name: str
    short_name: str
    name_en: str
    description: str


@dataclass(frozen=True)
class Question:
    """One question that a consultation asks."""

    title: str
    body: str
    title_en: str
    body_en: str


@dataclass(frozen=True)
class Theme:
    """One of the themes into which a consultation's comments are coded."""

    slug: str
    title: str
    title_en: str
    definition: str


@dataclass(frozen=True)
class Answer:
    """An agency's answer to a theme; `outcome` is one of OUTCOMES."""

    theme: str
    agency: str
    outcome: str
    text: str


@dataclass(frozen=True)
class Promise:
    """A commitment; days count from now, negative is past; `slips` are (old due, new due, reason).

    `shows` are pieces of evidence: (kind, what it shows, the link or the file's text; pictures are drawn).
    """

    theme: str
    agency: str
    what: str
    due_days: int
    status: str
    evidence: str = ""
    slips: tuple[tuple[int, int, str], ...] = ()
    kept_days: int | None = None
    shows: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Report:
    """A follow-up report; `sections` are (slug of the theme, what we heard).

    `replies` are objections to its draft, section by section: (what was wrong, changed or kept, the editors' answer).
    """

    title: str
    summary: tuple[str, ...]
    sections: tuple[tuple[str, str], ...]
    replies: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Consultation:
    """One consultation with everything that was said in it; `body` is a tuple of paragraphs."""

    slug: str
    title: str
    title_en: str
    agency: str
    intro: str
    body: tuple[str, ...]
    questions: tuple[Question, ...]
    opens_days: int
    closes_days: int
    moderation: str
    guests: bool = False
    threads: tuple[Say, ...] = ()
    themes: tuple[Theme, ...] = ()
    answers: tuple[Answer, ...] = ()
    promises: tuple[Promise, ...] = ()
    report: Report | None = None


@dataclass(frozen=True)
class Event:
    """A forum; `starts` and `ends` are (days from now, "HH:MM" in WIB); `agenda` rows are
    (minutes, one of AGENDA_KINDS, title, speaker) and follow one another from the start."""

    slug: str
    title: str
    title_en: str
    agency: str
    starts: tuple[int, str]
    ends: tuple[int, str]
    venue: str
    address: str
    online_link: str
    body: tuple[str, ...]
    agenda: tuple[tuple[int, str, str, str], ...]
    topic: str = ""
    seats: int | None = None
    reserved: int = 0
    who_may_come: str = ""
    contact: str = ""
    access: tuple[str, ...] = ()
    guests: tuple[tuple[str, int, str], ...] = ()  # who has registered: name, people, what they need


@dataclass(frozen=True)
class Page:
    """A page of text; paragraphs that begin with "## " are headings."""

    slug: str
    title: str
    title_en: str
    body: tuple[str, ...]
    body_en: tuple[str, ...] = ()


def threads(*lines: tuple[int, Say]) -> tuple[Say, ...]:
    """Take comments in reading order, each with its depth (0 is a root); return the roots with their
    replies nested. Written so, deep threads stay readable. Raises ValueError where a depth skips a level."""
    position = 0

    def gather(depth: int) -> tuple[Say, ...]:
        nonlocal position
        siblings = []
        while position < len(lines) and lines[position][0] >= depth:
            level, say = lines[position]
            if level != depth:
                raise ValueError(f"depth {level} under depth {depth - 1}: {say.text[:60]}")
            position += 1
            siblings.append(replace(say, replies=gather(depth + 1)))
        return tuple(siblings)

    return gather(0)


def in_order(roots: tuple[Say, ...]):
    """Yield every comment of the threads in reading order: a comment, then its replies, then the next."""
    for say in roots:
        yield say
        yield from in_order(say.replies)
