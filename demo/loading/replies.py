"""The right of reply of a demonstration report: its draft was open for a week, two people objected."""

import hashlib
import json
import uuid
from datetime import datetime, timedelta

from accounts.models import User
from consultations.models import (
    CommentTheme,
    DraftObjection,
    DraftOpening,
    DraftSection,
    FollowUpReportPage,
    ObjectionAnswer,
)
from consultations.report_freeze import content_of


def load_replies(page: FollowUpReportPage, told, by: User, at: datetime) -> None:
    """Write the opening, the objections and their answers; `at` is when the report is published."""
    opens_at, closes_at = at - timedelta(days=9), at - timedelta(days=2)
    content = content_of(page, at=opens_at)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    opening = DraftOpening.objects.create(
        page=page,
        consultation=page.consultation,
        number=1,
        content=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        opens_at=opens_at,
        closes_at=closes_at,
        opened_by=by,
        form_key=uuid.uuid4(),
        told_at=opens_at,
    )
    blocks = [block for block in content["blocks"] if block["type"] == "section"]
    sections = DraftSection.objects.bulk_create(
        DraftSection(
            opening=opening,
            theme_id=block["theme"],
            anchor=block["id"],
            position=position,
            heading=block["heading"],
        )
        for position, block in enumerate(blocks)
    )
    for section, (words, outcome, answer) in zip(sections, told.replies, strict=False):
        spoke = CommentTheme.objects.filter(theme=section.theme, comment__status="published")
        last = spoke.select_related("comment__participant").order_by("comment").last()
        objection = DraftObjection.objects.create(
            opening=opening,
            consultation=opening.consultation,
            section=section,
            participant=last.comment.participant,
            words=words,
            created_at=opens_at + timedelta(days=2),
            form_key=uuid.uuid4(),
        )
        ObjectionAnswer.objects.create(
            objection=objection,
            outcome=outcome,
            words=answer,
            answered_by=by,
            answered_at=closes_at + timedelta(hours=5),
        )
