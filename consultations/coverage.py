"""Whether everyone who spoke is accounted for: what stands between a report and its publication."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.models.coding import CommentDisposition
from consultations.models.comment import Comment
from consultations.models.consultation import Consultation
from consultations.models.kept_counts import CoverageTally
from consultations.models.moderation import Appeal
from consultations.report_gaps import Missing, missing_of_report


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
    """Return the coverage of a consultation, from what is kept."""
    return coverage_by_consultation([consultation.pk]).get(consultation.pk, Coverage(0, 0, 0))


def coverage_by_consultation(ids: Iterable[int]) -> dict[int, Coverage]:
    """Return the coverage of those among some consultations in which anything is published: one query."""
    Coding = Comment.Coding
    kept = CoverageTally.objects.filter(consultation__in=ids).values("consultation")
    parts = {
        kind.name: Coalesce(Sum("comments", filter=Q(coding=kind)), 0)
        for kind in (Coding.THEMES, Coding.DISPOSITION, Coding.NONE)
    }
    return {
        pk: Coverage(*counts) for pk, *counts in kept.annotate(**parts).values_list("consultation", *parts)
    }


_BY = """
SELECT CASE WHEN GROUPING(question_id) = 0 THEN 'question'
            WHEN GROUPING(channel) = 0 THEN 'channel' ELSE 'language' END,
       question_id, channel, language,
       coalesce(sum(comments) FILTER (WHERE coding = 'themes'), 0),
       coalesce(sum(comments) FILTER (WHERE coding = 'disposition'), 0),
       coalesce(sum(comments) FILTER (WHERE coding = ''), 0)
  FROM consultations_coveragetally
 WHERE consultation_id = %s
 GROUP BY GROUPING SETS ((question_id), (channel), (language)) HAVING sum(comments) > 0
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


def uncovered_duplicates(consultation: Consultation):
    """Return the published duplicates that repeat a comment (removed ones too) which leads nowhere itself."""
    return CommentDisposition.objects.filter(
        consultation=consultation,
        kind="duplicate_of",
        comment__status=Comment.Status.PUBLISHED,
        target__coding=Comment.Coding.NONE,
    )


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
    duplicates = list(uncovered_duplicates(consultation).values_list("target", flat=True))
    if duplicates:
        missing.append(
            Missing(
                "original",
                ngettext(
                    "%(count)d comment is a duplicate of one that has neither a theme nor a disposition.",
                    "%(count)d comments are duplicates of ones that have neither a theme nor a disposition.",
                    len(duplicates),
                )
                % {"count": len(duplicates)},
                (reverse("coding_item", args=[min(duplicates)]), _("Code the original")),
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
    return missing + missing_of_report(consultation, body)
