"""Takes a filled consultation to its published report: comments coded by SQL, the report by its own way."""

from datetime import timedelta

THEMES = 8
PARAGRAPH = (
    "Warga menceritakan bahwa antrean di loket panjang, syarat di papan berbeda dengan yang diminta, dan petugas "
    "sering berganti sebelum berkas selesai. Mereka meminta satu daftar syarat, nomor antrean yang dapat diambil dari "
    "rumah, dan nama penerima pada tanda terima. "
)

_CODE = """
INSERT INTO consultations_commenttheme (comment_id, theme_id, consultation_id, coding, assigned_by_id, assigned_at,
                                        reason, origin)
SELECT c.id, (%(themes)s::bigint[])[c.id %% array_length(%(themes)s::bigint[], 1) + 1], c.consultation_id, 'themes',
       %(actor)s, now(), '', 'hand'
  FROM consultations_comment c WHERE consultation_id = %(consultation)s AND coding = 'themes'
   AND NOT EXISTS (SELECT 1 FROM consultations_commenttheme t WHERE t.comment_id = c.id)
"""


def code_all(consultation: int, *, leave: int = 0, themes: int = THEMES) -> list:
    """Code every comment of a consultation, but for the latest published ones; return its themes.

    A second time what is left is coded, into the themes that are there.
    """
    from django.db import connection, transaction

    from accounts.models import User
    from consultations.models import Comment, Theme

    made = list(Theme.objects.filter(consultation=consultation)) or [
        Theme.objects.create(consultation_id=consultation, title=f"Tema ukur {number}", position=number)
        for number in range(1, themes + 1)
    ]
    comments = Comment.objects.filter(consultation=consultation)
    left = list(comments.published().order_by("-pk").values_list("pk", flat=True)[:leave])
    with transaction.atomic(), connection.cursor() as cursor:
        comments.filter(coding="").exclude(pk__in=left).update(coding="themes")
        actor = User.objects.system().pk
        cursor.execute(
            _CODE, {"themes": [theme.pk for theme in made], "actor": actor, "consultation": consultation}
        )
    return made


def publish_report(page, *, themes: int = THEMES, paragraphs: int = 1):
    """Close the page's consultation, code all that was said, answer and promise, publish; return the report's page."""
    from django.utils import timezone

    from accounts.models import User
    from consultations.models import (
        Comment,
        Consultation,
        ConsultationPage,
        FollowUpReportPage,
        Response,
        ThemeCommitment,
    )
    from directory.models import Commitment

    actor, now = User.objects.system(), timezone.now()
    row = Consultation.objects.select_related("agency").get(pk=page.consultation_id)
    Consultation.objects.filter(pk=row.pk).update(closes_at=now)
    ConsultationPage.objects.filter(pk=page.pk).update(closes_at=now)
    # Those that a moderator has not seen would shut the gate.
    Comment.objects.filter(consultation=row, status="pending").update(status="rejected")
    made = code_all(row.pk, themes=themes)
    for theme in made:
        Response.objects.create(
            theme=theme,
            agency=row.agency,
            outcome=Response.Outcome.ACCEPTED,
            text=PARAGRAPH * paragraphs,
            state=Response.State.FINAL,
            written_by=actor,
        )
        promise = Commitment.objects.create(
            agency=row.agency, what=f"Membenahi {theme.title}", due_on=(now + timedelta(days=90)).date()
        )
        ThemeCommitment.objects.create(theme=theme, commitment=promise)
    heard = f"<p>{PARAGRAPH}</p>" * paragraphs
    sections = [
        {"type": "section", "value": {"theme": theme.pk, "heading": "", "heard": heard}} for theme in made
    ]
    figures = [
        {"type": "figure", "value": {"kind": kind, "title": "", "caption": ""}}
        for kind in ("over_time", "theme_stance", "channel", "district")
    ]
    report = page.add_child(
        instance=FollowUpReportPage(
            title="Laporan ukur",
            slug="laporan",
            introduction=PARAGRAPH,
            body=[*sections, *figures],
            live=False,
        )
    )
    report.save_revision().publish()
    return FollowUpReportPage.objects.get(pk=report.pk)
