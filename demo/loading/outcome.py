"""Themes, codes, answers and promises of a demonstration consultation."""

from datetime import datetime, time, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.documents.models import Document

from accounts.models import User
from consultations.models import (
    CodingChange,
    Comment,
    CommentDisposition,
    CommentTheme,
    Consultation,
    Response,
    Theme,
    ThemeCommitment,
)
from demo.content.shapes import in_order
from demo.loading.pictures import picture
from directory.models import Agency, AgencyOfficer, Commitment, CommitmentChange, Evidence

COLOURS = [colour for colour in Theme.Colour.values if colour != Theme.Colour.GREY]


def load_themes(consultation: Consultation, told) -> dict[str, Theme]:
    """Write the themes; return them by their key."""
    return {
        theme.slug: Theme.objects.create(
            consultation=consultation,
            position=position,
            colour=COLOURS[(position - 1) % len(COLOURS)],
            title=theme.title,
            title_en=theme.title_en,
            definition=theme.definition,
        )
        for position, theme in enumerate(told.themes, start=1)
    }


@transaction.atomic
def load_codes(
    consultation: Consultation, told, ids: list[int], themes: dict[str, Theme], analyst: User
) -> None:
    """Write which comment went where; `ids` are the comments' in reading order."""
    at = min(consultation.closes_at + timedelta(days=3), timezone.now() - timedelta(hours=2))
    codes, dispositions, changes = [], [], []
    for pk, say in zip(ids, in_order(told.threads), strict=True):
        made = {"consultation": consultation, "comment_id": pk, "assigned_by": analyst, "assigned_at": at}
        after = {"themes": [], "disposition": "", "target": None}
        if say.theme:
            codes.append(CommentTheme(theme=themes[say.theme], **made))
            after["themes"] = [themes[say.theme].pk]
        elif say.disposition:
            kind, _colon, index = say.disposition.partition(":")
            after |= {"disposition": kind, "target": ids[int(index)] if index else None}
            dispositions.append(CommentDisposition(kind=kind, target_id=after["target"], **made))
        else:
            continue
        before = {"themes": [], "disposition": "", "target": None}
        changes.append(CodingChange(comment_id=pk, actor=analyst, at=at, before=before, after=after))
    Comment.objects.filter(pk__in=[code.comment_id for code in codes]).update(coding=Comment.Coding.THEMES)
    Comment.objects.filter(pk__in=[row.comment_id for row in dispositions]).update(
        coding=Comment.Coding.DISPOSITION
    )
    CommentTheme.objects.bulk_create(codes)
    CommentDisposition.objects.bulk_create(dispositions)
    CodingChange.objects.bulk_create(changes)


def load_answers(told, themes: dict[str, Theme], agencies: dict[str, Agency]) -> None:
    """Write the agencies' final answers."""
    for answer in told.answers:
        agency = agencies[answer.agency]
        Response.objects.create(
            theme=themes[answer.theme],
            agency=agency,
            outcome=answer.outcome,
            text=answer.text,
            state=Response.State.FINAL,
            written_by=_officer(agency).user,
        )


@transaction.atomic
def load_promises(told, themes: dict[str, Theme], agencies: dict[str, Agency]) -> None:
    """Write the commitments with the history of their dates."""
    for promise in told.promises:
        agency = agencies[promise.agency]
        officer = _officer(agency)
        commitment = Commitment.objects.create(
            agency=agency,
            officer=officer,
            what=promise.what,
            due_on=_day(promise.due_days),
            first_due_on=_day(promise.slips[0][0] if promise.slips else promise.due_days),
            kept_on=_day(promise.kept_days) if promise.status == "kept" else None,
            status=promise.status,
            evidence=promise.evidence,
            created_at=timezone.now() - timedelta(days=46),
        )
        ThemeCommitment.objects.create(theme=themes[promise.theme], commitment=commitment)
        _load_history(commitment, promise, officer.user)
        _load_evidence(commitment, promise, officer.user)


def _load_evidence(commitment: Commitment, promise, actor: User) -> None:
    for kind, caption, source in promise.shows:
        held = {}
        if kind == "file":
            file = ContentFile(source.encode(), f"{slugify(caption)}.csv")
            held["document"] = Document(title=caption, file=file)
            held["document"]._set_document_file_metadata()
            held["document"].save()
        elif kind == "picture":
            held["picture"] = picture(caption)
        else:
            held["url"] = source
        Evidence.objects.create(
            commitment=commitment, kind=kind, caption=caption, added_by=actor, added_at=timezone.now(), **held
        )


def _load_history(commitment: Commitment, promise, actor: User) -> None:
    first_due = promise.slips[0][0] if promise.slips else promise.due_days
    changes = [(46, None, first_due, "", "planned", "Dicatat bersama laporan tindak lanjut.")]
    for old, new, reason in promise.slips:
        changes.append((min(46, max(1, -old)), old, new, "planned", "planned", reason))
    if promise.status != "planned":
        changes.append(
            (1, promise.due_days, promise.due_days, "planned", promise.status, "Keadaan diperbarui.")
        )
    for days_ago, before, after, status_before, status_after, reason in changes:
        CommitmentChange.objects.create(
            commitment=commitment,
            actor=actor,
            at=timezone.now() - timedelta(days=days_ago),
            due_before=None if before is None else _day(before),
            due_after=_day(after),
            status_before=status_before,
            status_after=status_after,
            reason=reason,
        )


def _day(days: int):
    return timezone.localdate() + timedelta(days=days)


def moment(days: int, clock: str) -> datetime:
    """Return the moment `days` from today at `clock` ("HH:MM", WIB)."""
    hour, minute = map(int, clock.split(":"))
    return timezone.make_aware(datetime.combine(_day(days), time(hour, minute)))


def _officer(agency: Agency) -> AgencyOfficer:
    """Return the officer who answers for an agency; an agency without one in the content has none to name."""
    return AgencyOfficer.objects.serving().filter(agency=agency).order_by("pk").first()
