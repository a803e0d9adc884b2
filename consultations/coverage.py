"""Whether everyone who spoke is accounted for: what stands between a report and its publication."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.models.coding import CommentDisposition, CommentTheme, Response, Theme
from consultations.models.comment import Comment
from consultations.models.consultation import Consultation
from consultations.models.moderation import Appeal


@dataclass(frozen=True)
class Missing:
    """One thing that is missing: a sentence for the editor, and where to go on (address, text)."""

    code: str
    sentence: str
    link: tuple[str, str]


@dataclass(frozen=True)
class Coverage:
    """How many published comments have themes, a disposition, or neither."""

    themed: int
    disposed: int
    remaining: int

    @property
    def total(self) -> int:
        return self.themed + self.disposed + self.remaining

    @property
    def percent(self) -> int:
        """Whole percent accounted for; 100 only when nothing remains."""
        return 100 if not self.remaining else (self.themed + self.disposed) * 100 // self.total


def coverage_of(consultation: Consultation) -> Coverage:
    """Return the coverage of a consultation, counted from the codes themselves."""
    counts = (
        Comment.objects.filter(consultation=consultation)
        .published()
        .annotate(
            has_theme=Exists(CommentTheme.objects.filter(comment=OuterRef("pk"))),
            has_disposition=Exists(CommentDisposition.objects.filter(comment=OuterRef("pk"))),
        )
        .aggregate(
            themed=Count("pk", filter=Q(has_theme=True)),
            disposed=Count("pk", filter=Q(has_theme=False, has_disposition=True)),
            remaining=Count("pk", filter=Q(has_theme=False, has_disposition=False)),
        )
    )
    return Coverage(**counts)


_BY = """
SELECT CASE WHEN GROUPING(c.question_id) = 0 THEN 'question'
            WHEN GROUPING(c.channel) = 0 THEN 'channel' ELSE 'language' END,
       c.question_id, c.channel, c.language,
       count(*) FILTER (WHERE c.coding = 'themes'), count(*) FILTER (WHERE c.coding = 'disposition'),
       count(*) FILTER (WHERE c.coding = '')
  FROM consultations_comment c
 WHERE c.consultation_id = %s AND c.status = 'published'
 GROUP BY GROUPING SETS ((c.question_id), (c.channel), (c.language))
"""


def coverage_by(consultation: Consultation) -> dict[str, dict[int | str | None, Coverage]]:
    """Return the coverage per question (id, None for none), channel and language: one statement."""
    found: dict[str, dict] = {"question": {}, "channel": {}, "language": {}}
    with connection.cursor() as cursor:
        cursor.execute(_BY, [consultation.pk])
        for dimension, question, channel, language, *counts in cursor.fetchall():
            value = {"question": question, "channel": channel, "language": language}[dimension]
            found[dimension][value] = Coverage(*counts)
    return found


def used_themes(consultation: Consultation):
    """Return the themes into which any comment of the consultation is coded."""
    return Theme.objects.filter(consultation=consultation, codes__isnull=False).distinct()


def what_is_missing(consultation: Consultation, body) -> list[Missing]:
    """Return all that stands against publishing `body` (the report's StreamField value) now; empty if nothing.

    Call it with the consultation's row locked where the answer must hold.
    """
    queue = f"{reverse('moderation_queue')}?consultation={consultation.pk}"
    desk = f"{reverse('coding_desk', args=[consultation.pk])}?show=remaining"
    missing = []
    if consultation.state == Consultation.State.IN_FORCE and timezone.now() < consultation.closes_at:
        missing.append(
            Missing(
                "open",
                _("The consultation is still open: its report can be published once it has closed."),
                (reverse("consultation_overview", args=[consultation.pk]), _("See the consultation")),
            )
        )
    if consultation.state == Consultation.State.DRAFT:
        missing.append(
            Missing(
                "draft",
                _("The consultation has not been announced."),
                (reverse("consultation_overview", args=[consultation.pk]), _("See the consultation")),
            )
        )
    comments = Comment.objects.filter(consultation=consultation)
    # An edit that waits would change a text after the report has answered it.
    waiting_edit = Q(pending_version__isnull=False, status=Comment.Status.PUBLISHED)
    pending = comments.filter(Q(status=Comment.Status.PENDING) | waiting_edit).count()
    if pending:
        missing.append(
            Missing(
                "pending",
                ngettext(
                    "%(count)d comment waits for a moderator.",
                    "%(count)d comments wait for a moderator.",
                    pending,
                )
                % {"count": pending},
                (queue, _("Open the queue")),
            )
        )
    appeals = Appeal.objects.filter(comment__consultation=consultation, outcome="").count()
    if appeals:
        missing.append(
            Missing(
                "appeal",
                ngettext(
                    "%(count)d objection is not judged yet.",
                    "%(count)d objections are not judged yet.",
                    appeals,
                )
                % {"count": appeals},
                (f"{queue}&kind=appeal", _("Open the objections")),
            )
        )
    remaining = coverage_of(consultation).remaining
    if remaining:
        missing.append(
            Missing(
                "uncoded",
                ngettext(
                    "%(count)d published comment has neither a theme nor a disposition.",
                    "%(count)d published comments have neither a theme nor a disposition.",
                    remaining,
                )
                % {"count": remaining},
                (desk, _("Code what remains")),
            )
        )
    return missing + _missing_sections(consultation, body)


def _missing_sections(consultation: Consultation, body) -> list[Missing]:
    """Return what the report lacks: a section for every used theme, once, with a final response."""
    in_report = [
        block.value["theme"].pk for block in body if block.block_type == "section" and block.value["theme"]
    ]
    answered = set(
        Response.objects.filter(theme__consultation=consultation, state=Response.State.FINAL).values_list(
            "theme", flat=True
        )
    )
    missing = []
    for theme in used_themes(consultation):
        if theme.pk not in in_report:
            sentence = _("The theme “%(theme)s” has comments but no section in this report.")
        elif theme.pk not in answered:
            sentence = _("The theme “%(theme)s” has no final response.")
        else:
            continue
        missing.append(
            Missing(
                "section",
                sentence % {"theme": theme.title},
                (reverse("theme_overview", args=[theme.pk]), _("Open the theme")),
            )
        )
    own = set(Theme.objects.filter(consultation=consultation).values_list("pk", flat=True))
    for pk in {pk for pk in in_report if in_report.count(pk) > 1 or pk not in own}:
        missing.append(
            Missing(
                "section",
                _("A theme stands twice in this report, or belongs to another consultation."),
                (reverse("theme_overview", args=[pk]), _("Open the theme")),
            )
        )
    return missing
