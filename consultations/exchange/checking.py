"""Judges one record by itself: what can be said of it without knowing the others."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation

from consultations.exchange.records import BadLine, Key, Record, Speaker
from consultations.markup import clean_text, render
from consultations.models import Comment, Consultation, Participant, RuleVersion
from consultations.models.participant import Channel
from directory.models import Agency
from forum_site.districts import District

MAX_SOURCE, MAX_ID = 20, 80  # characters, as in the table
MAX_REASON = 2000
_LANGUAGE = re.compile(r"([a-z]{2,3}(-[A-Za-z]{2})?)(?:[-_].*)?")
_SLACK = timedelta(days=1)  # other machines' clocks
# Whose text may be absent: nobody may read it here either.
_TEXTLESS = {Comment.Status.HIDDEN, Comment.Status.WITHDRAWN, Comment.Status.REJECTED}


@dataclass(frozen=True)
class Surroundings:
    """What records may name: agencies by slug, questions by small title, rules by slug; and the present."""

    agencies: dict[str, int]
    questions: dict[str, int]
    rules: dict[str, int]
    now: datetime
    language: str

    @classmethod
    def of(cls, consultation: Consultation, now: datetime, language: str) -> "Surroundings":
        """Return the surroundings of a consultation; `language` is meant where a record names none."""
        questions = consultation.questions.values_list("title", "pk")
        return cls(
            agencies=dict(Agency.objects.values_list("slug", "pk")),
            questions={title.casefold(): pk for title, pk in questions},
            rules={version.rule.slug: version.pk for version in RuleVersion.objects.in_force()},
            now=now,
            language=language,
        )


def checked(record: Record, around: Surroundings) -> dict:
    """Return the record as a row of the staging table (see `staging`). Raises BadLine."""
    _check_words(record)
    _check_times(record, around.now)
    text, body, excerpt = _texts(record)
    return {
        "text": text,
        "body_html": body,
        "excerpt_html": excerpt,
        "parent_source": record.parent and record.parent.source,
        "parent_source_id": record.parent and record.parent.id,
        "question_id": _known(record.question.casefold(), around.questions, "question", record.question),
        "status": record.status,
        "stance": record.stance,
        "channel": record.channel,
        "language": language_of(record.language) or around.language,
        "received_at": record.received_at.isoformat(),
        "published_at": _iso(record.published_at),
        "withdrawn_at": _iso(record.withdrawn_at),
        "edited_at": _iso(record.edited_at),
        "agree": record.agree,
        "disagree": record.disagree,
        "rule_version_id": _known(record.rule, around.rules, "rule", record.rule),
        "reason": record.reason.strip(),
        "decided_at": _iso(record.decided_at),
    } | _speaker(record.speaker, around)


def _speaker(speaker: Speaker, around: Surroundings) -> dict:
    _check_key(speaker.key, "participant")
    _one_of(speaker.kind, Participant.Kind.values, "kind")
    _one_of(speaker.channel, Channel.values, "participant_channel")
    _one_of(speaker.district, ["", *District.values], "participant_district")
    _check_line(speaker.name, "name", 80, "\t")
    agency = _known(speaker.agency, around.agencies, "agency", speaker.agency)
    if speaker.kind == Participant.Kind.OFFICIAL and agency is None:
        raise BadLine("an official needs an agency")
    if speaker.contact:
        try:
            validate_email(speaker.contact)
        except ValidationError:
            raise BadLine("contact: it is no e-mail address") from None
    return {
        "speaker_source": speaker.key.source,
        "speaker_source_id": speaker.key.id,
        "name": speaker.name.strip(),
        "kind": speaker.kind,
        "agency_id": agency,
        "speaker_channel": speaker.channel,
        "contact": speaker.contact,
        "speaker_language": "en" if speaker.language.startswith("en") else "id",
        "district": speaker.district,
    }


def _check_words(record: Record) -> None:
    _check_key(record.key, "id")
    if record.parent:
        _check_key(record.parent, "parent")
    _one_of(record.status, Comment.Status.values, "status")
    _one_of(record.stance, ["", *Comment.Stance.values], "stance")
    _one_of(record.channel, Channel.values, "channel")
    _check_line(record.reason, "reason", MAX_REASON, "\t\r\n")


def _check_times(record: Record, now: datetime) -> None:
    for column in ("received_at", "published_at", "withdrawn_at", "edited_at", "decided_at"):
        value = getattr(record, column)
        if value and value > now + _SLACK:
            raise BadLine(f"{column} lies in the future")
    if record.published_at and record.status in (Comment.Status.PENDING, Comment.Status.REJECTED):
        raise BadLine(f"what is {record.status} has no published_at")
    if (record.status == Comment.Status.WITHDRAWN) != (record.withdrawn_at is not None):
        raise BadLine("withdrawn_at belongs to withdrawn comments, and they need it")


def _texts(record: Record) -> tuple[str, str, str]:
    """Return (text, its HTML, its beginning's HTML)."""
    if not record.text and record.status in _TEXTLESS:
        return "", "", ""
    try:
        # The message is for whoever imports, and commands speak English.
        with translation.override("en"):
            text = clean_text(record.text)
    except ValidationError as error:
        raise BadLine(f"text: {error.message % (error.params or {})}") from None
    return text, *render(text)


def language_of(code: str) -> str:
    """Return a language code that fits its column, "" for none. Raises BadLine."""
    if not code:
        return ""
    fit = _LANGUAGE.fullmatch(code)
    if fit is None:
        raise BadLine(f"language: “{code[:40]}” is no code such as id or en")
    return fit[1]


def _iso(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def _one_of(value: str, choices, column: str) -> None:
    if value not in choices:
        raise BadLine(f"{column}: “{value[:40]}” is none of {', '.join(filter(None, choices))}")


def _known(name: str, known: dict[str, int], column: str, shown: str) -> int | None:
    if name and name not in known:
        raise BadLine(f"{column}: “{shown[:80]}” is not known here")
    return known.get(name)


def _check_key(key: Key, column: str) -> None:
    _check_line(key.source, column, MAX_SOURCE)
    _check_line(key.id, column, MAX_ID)


def _check_line(text: str, column: str, limit: int, allowed: str = "") -> None:
    if len(text) > limit:
        raise BadLine(f"{column}: it is longer than {limit} characters")
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in allowed for c in text):
        raise BadLine(f"{column}: it holds control characters")
