"""Freezes a report: what the public reads of it, word for word, with the figures of that moment."""

import hashlib
import json
from datetime import datetime

from django.db import connection
from django.db.models import Count, Max, Q

from accounts.models import User
from consultations.models.comment import Comment
from consultations.models.consultation import Consultation
from consultations.models.participant import Participant
from consultations.models.report import ReportSection, ReportVersion
from consultations.report_blocks import Freezing, freeze_block, themes_in
from consultations.right_of_reply import replies_of
from directory.models import Commitment
from forum_site.languages import FIRST, language_of

FORMAT = 3  # of a version's content: 2 knows blocks, 3 the right of reply; versions before 2 do not say


def next_number(page) -> int:
    """Return the number that the report's next version gets."""
    return (page.versions.aggregate(last=Max("number"))["last"] or 0) + 1 if page.pk else 1


def content_of(page, *, at: datetime, note: str = "") -> dict:
    """Return what a version of the report published at the moment `at` would say; writes nothing.

    Plain data, whole: a version is read from this alone, but for quoted words, which it knows by place and digest.
    Figures are of this moment.
    """
    consultation, numbers = page.consultation, _figures(page.consultation)
    frame = Freezing(consultation, language_of(page), numbers, themes_in(page.body))
    return {
        "format": FORMAT,
        "number": next_number(page),
        "title": page.title,
        "introduction": page.introduction,
        "language": language_of(page),
        "consultation": {"slug": consultation.slug, "title": consultation.title},
        "opens_at": consultation.opens_at.isoformat(),
        "closes_at": consultation.closes_at.isoformat(),
        "published_at": at.isoformat(),
        "note": note,
        "figures": numbers,
        "replies": replies_of(consultation),
        "answers": sorted(frame.answers.items()),
        "blocks": [data for block in page.body if (data := freeze_block(block, frame))],
    }


def freeze(page, *, actor: User, at: datetime, note: str = "") -> ReportVersion:
    """Write the next version of the report with its sections and, on the primary page, one entry per comment.

    Runs in the transaction that makes the page live, with the consultation locked. `at` is when it is
    published, `note` says what has changed since the last version. Returns the version.
    """
    consultation = page.consultation
    content = content_of(page, at=at, note=note)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    version = ReportVersion.objects.create(
        page=page,
        consultation=consultation,
        number=content["number"],
        content=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        note=note,
        is_primary=content["language"] == FIRST,
        revision_id=page.live_revision_id,
        published_at=at,
        published_by=actor,
    )
    _write_sections(version, content["blocks"])
    if version.is_primary:
        _write_entries(version, dict(content["answers"]))
        Commitment.objects.filter(themes__theme__sections__version=version, published_at=None).update(
            published_at=at
        )
        Consultation.objects.filter(pk=consultation.pk, reported_at=None).update(reported_at=at)
    return version


def _figures(consultation: Consultation) -> dict:
    """Return the numbers of the whole consultation at this moment."""
    comments = Comment.objects.filter(consultation=consultation)
    by_status = dict(comments.values_list("status").annotate(n=Count("pk")))
    published = comments.published()
    return {
        "comments": by_status.get(Comment.Status.PUBLISHED, 0),
        "replies": published.filter(depth__gt=0).count(),
        "participants": Participant.objects.filter(
            Q(comments__status=Comment.Status.PUBLISHED), consultation=consultation
        )
        .distinct()
        .count(),
        "hidden": by_status.get(Comment.Status.HIDDEN, 0),
        "rejected": by_status.get(Comment.Status.REJECTED, 0),
        "withdrawn": by_status.get(Comment.Status.WITHDRAWN, 0),
        "channels": dict(published.values_list("channel").annotate(n=Count("pk")).order_by("channel")),
        "stances": dict(
            published.exclude(stance="").values_list("stance").annotate(n=Count("pk")).order_by("stance")
        ),
        "dispositions": dict(
            published.filter(disposition__isnull=False)
            .values_list("disposition__kind")
            .annotate(n=Count("pk"))
            .order_by("disposition__kind")
        ),
    }


def _write_sections(version: ReportVersion, blocks: list[dict]) -> None:
    """Write the anchors to which comments lead."""
    ReportSection.objects.bulk_create(
        ReportSection(
            version=version,
            theme_id=block["theme"],
            anchor=block["id"],
            position=position,
            heading=block["heading"],
        )
        for position, block in enumerate(block for block in blocks if block["type"] == "section")
    )


def _write_entries(version: ReportVersion, answers: dict[int, int]) -> None:
    """Write where every comment stands, removed ones too, in one statement however many there are.

    `answers`: which theme's section answers for a theme.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO consultations_reportentry
                   (version_id, comment_id, participant_id, section_id, disposition, target_id, status)
            SELECT DISTINCT %(version)s::bigint, c.id, c.participant_id, s.id, coalesce(d.kind, ''), d.target_id,
                            c.status
              FROM consultations_comment c
              LEFT JOIN consultations_commenttheme t ON t.comment_id = c.id
              LEFT JOIN unnest(%(themes)s::bigint[], %(sections)s::bigint[]) a (theme, section) ON a.theme = t.theme_id
              LEFT JOIN consultations_reportsection s ON s.theme_id = a.section AND s.version_id = %(version)s
              LEFT JOIN consultations_commentdisposition d ON d.comment_id = c.id
             WHERE c.consultation_id = %(consultation)s
               AND (s.id IS NOT NULL OR t.id IS NULL)
            """,
            {
                "version": version.pk,
                "consultation": version.consultation_id,
                "themes": list(answers),
                "sections": list(answers.values()),
            },
        )
