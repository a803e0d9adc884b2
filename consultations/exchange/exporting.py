"""Writes a consultation's comments as rows that `import_comments` reads."""

import csv
from collections.abc import Iterator

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from consultations.exchange.checking import MAX_ID
from consultations.exchange.identity import key_of, mark
from consultations.exchange.records import Key
from consultations.exchange.rembuk import COLUMNS
from consultations.models import Comment, Consultation, ModerationDecision
from forum_site.spreadsheet import armed

BATCH = 500  # comments that are held in memory
STONE = "-batu"  # ends the key of whoever wrote what was removed, where that is not said


@transaction.atomic  # lets the server hand out the rows as they are asked for
def write_comments(
    consultation: Consultation, file, *, with_hidden: bool = False, with_contacts: bool = False
) -> int:
    """Write the consultation's comments as CSV into an open text file; return how many.

    Holds one batch in memory. By default what anyone may read: published comments, and stones without
    their text and without who wrote it. `with_hidden` adds what waits or was rejected, the texts of what was hidden
    or rejected, and their authors; what somebody withdrew never leaves. `with_contacts` adds the addresses of
    people without an account, and the districts where people live.
    """
    table = csv.writer(file, lineterminator="\n")
    table.writerow(COLUMNS)
    written = 0
    for row in _rows(consultation, with_hidden, with_contacts):
        table.writerow([armed(cell) for cell in row])
        written += 1
    return written


def public_rows(consultation: Consultation) -> Iterator[list[str]]:
    """Yield what anyone may read of a consultation's comments, as rows of COLUMNS, a batch at a time.

    Each batch is a query of its own, so that no transaction stays open while a slow reader takes their time.
    """
    own, last = mark(consultation), 0
    while batch := list(_comments(consultation, False).filter(pk__gt=last).order_by("pk")[:BATCH]):
        for comment in batch:
            named = comment.status == Comment.Status.PUBLISHED
            speaker = _speaker(comment.participant, own) if named else _somebody(comment, own)
            said = _said(comment, own, False) | _removed(comment) | speaker
            yield [said.get(column, "") for column in COLUMNS]
        last = batch[-1].pk


def _rows(consultation: Consultation, with_hidden: bool, with_contacts: bool) -> Iterator[list[str]]:
    own = mark(consultation)
    for comment in _comments(consultation, with_hidden).iterator(chunk_size=BATCH):
        named = with_hidden or comment.status == Comment.Status.PUBLISHED
        speaker = _speaker(comment.participant, own) if named else _somebody(comment, own)
        said = _said(comment, own, with_hidden) | _removed(comment) | speaker
        if with_contacts and named:
            said["contact"] = comment.participant.contact
            said["participant_district"] = comment.participant.district
        yield [said.get(column, "") for column in COLUMNS]


def _comments(consultation: Consultation, with_hidden: bool):
    removal = (
        ModerationDecision.objects.filter(comment=OuterRef("pk"), kind__in=ModerationDecision.REMOVING)
        .order_by("-at", "-pk")
        .values(found=JSONObject(rule="rule_version__rule__slug", reason="reason", at="at"))[:1]
    )
    comments = Comment.objects.filter(consultation=consultation)
    if not with_hidden:
        comments = comments.filter(Q(status__in=Comment.STANDING, published_at__isnull=False))
    return (
        comments.select_related("version", "parent", "question", "participant__agency")
        .annotate(removal=Subquery(removal))
        .order_by("received_at", "pk")
    )


def _said(comment: Comment, own: str, with_hidden: bool) -> dict[str, str]:
    Status = Comment.Status
    readable = comment.status == Status.PUBLISHED or with_hidden and comment.status != Status.WITHDRAWN
    return {
        "id": str(key_of(comment, own)),
        "parent": str(key_of(comment.parent, own)) if comment.parent else "",
        "question": comment.question.title if comment.question else "",
        "status": comment.status,
        "stance": comment.stance,
        "text": comment.version.text if readable and comment.version else "",
        "language": comment.language,
        "channel": comment.channel,
        "received_at": _moment(comment.received_at),
        "published_at": _moment(comment.published_at),
        "edited_at": _moment(comment.edited_at),
        "withdrawn_at": _moment(comment.withdrawn_at),
        "support": str(comment.support_count or ""),
        "agree": _number(comment.imported_agree),
        "disagree": _number(comment.imported_disagree),
    }


def _removed(comment: Comment) -> dict[str, str]:
    """Return under which rule, why and when it was removed, where it is."""
    if comment.status not in (Comment.Status.HIDDEN, Comment.Status.REJECTED) or not comment.removal:
        return {}
    return {
        "rule": comment.removal["rule"],
        "reason": comment.removal["reason"],
        "decided_at": _moment(parse_datetime(comment.removal["at"])),
    }


def _speaker(participant, own: str) -> dict[str, str]:
    return {
        "participant": str(key_of(participant, own)),
        "name": participant.shown_name,
        "kind": participant.kind,
        "agency": participant.agency.slug if participant.agency else "",
        "participant_channel": participant.channel,
        "participant_language": participant.language,
    }


def _somebody(comment: Comment, own: str) -> dict[str, str]:
    """Return who wrote what was removed: somebody else each time, since their own key would tell."""
    key = key_of(comment, own)
    return {
        "participant": str(Key(key.source, f"{key.id[: MAX_ID - len(STONE)]}{STONE}")),
        "participant_channel": comment.channel,
    }


def _moment(value) -> str:
    return timezone.localtime(value).isoformat() if value else ""


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
