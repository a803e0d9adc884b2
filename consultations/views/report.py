"""What the public reads of a report: its versions, the comments behind a theme, and each person's own outcome."""

import json
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from consultations.models import (
    Consultation,
    ConsultationChange,
    Disposition,
    Participant,
    ReportVersion,
    Response,
)
from consultations.models.participant import Channel
from consultations.places import (
    Reading,
    disposition_anchor,
    entries_of,
    explanation_of,
    latest_version,
)
from consultations.report_freeze import content_of
from consultations.trace import trace_of_consultation
from directory.models import Commitment
from forum_site.dates import format_number
from forum_site.languages import active_language

TITLE_LENGTH = 44  # characters of a title that fit above a bar at 360 px


# --- The document -----------------------------------------------------------------------------------


def report_context(page, request: HttpRequest) -> dict:
    """Return what the report's page shows: its latest version, or in a preview what publishing would freeze.

    Raises Http404 where nothing was ever published.
    """
    if getattr(request, "is_preview", False):
        at = timezone.now()
        content = content_of(page, at=at, note=page.version_note)
        return _document(content, page.consultation) | {"is_preview": True}
    version = (
        ReportVersion.objects.filter(page=page).select_related("consultation").order_by("-number").first()
    )
    if version is None:
        raise Http404
    return _document(json.loads(version.content), version.consultation, version)


@require_safe
def version(request: HttpRequest, version_id: int) -> HttpResponse:
    """Show one published version, the latest or an older one, from its frozen text alone."""
    found = _public_version(version_id)
    if not found.page.live:
        return taken_down(request, found.consultation.slug)
    context = _document(json.loads(found.content), found.consultation, found)
    latest = context["versions"][0]
    context |= {"page": found.page, "is_old": latest["id"] != found.pk, "current_url": Reading(found).url}
    return render(request, "consultations/report_version.html", context)


@require_safe
def version_text(request: HttpRequest, version_id: int) -> HttpResponse:
    """Hand out the frozen text of a version, byte by byte what its SHA-256 was taken of."""
    found = _public_version(version_id)
    if not found.page.live:
        return taken_down(request, found.consultation.slug)
    response = HttpResponse(found.content, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{found.consultation.slug}-{found.number}.json"'
    response["Cache-Control"] = "public, max-age=3600"
    return response


def _public_version(version_id: int) -> ReportVersion:
    return get_object_or_404(ReportVersion.objects.select_related("consultation", "page"), pk=version_id)


def _document(content: dict, consultation: Consultation, version: ReportVersion | None = None) -> dict:
    """Return a frozen report as the template shows it, with the commitments as they stand today.

    Three queries, however long the report and however many comments behind it.
    """
    commitments = _commitments_today(content)
    sections = [_section(block, commitments) for block in content["blocks"] if block["type"] == "section"]
    by_id = {section["id"]: section for section in sections}
    return {
        "report": content,
        "version": version,
        "consultation": consultation,
        "published_at": parse_datetime(content["published_at"]),
        "opens_at": parse_datetime(content["opens_at"]),
        "closes_at": parse_datetime(content["closes_at"]),
        "blocks": [by_id.get(block["id"], block) for block in content["blocks"]],
        "sections": sections,
        "theme_chart": bars([(section["heading"], section["counts"]["comments"]) for section in sections]),
        "channel_chart": bars(
            [(str(Channel(name).label), count) for name, count in content["figures"]["channels"].items()]
        ),
        "stances": content["figures"]["stances"],
        "dispositions": _dispositions(content["figures"]["dispositions"]),
        "commitments": [
            (section, commitment) for section in sections for commitment in section["commitments"]
        ],
        "versions": _versions(version),
        "trace": trace_of_consultation(consultation),
    }


def _commitments_today(content: dict) -> dict[int, Commitment]:
    ids = [made["id"] for block in content["blocks"] for made in block.get("commitments", ())]
    return Commitment.objects.select_related("agency").in_bulk(ids)


def _section(block: dict, commitments: dict[int, Commitment]) -> dict:
    return block | {
        "theme_url": reverse("consultations:theme", args=[block["theme"]]),
        "behind": behind(block["counts"]),
        "responses": [
            answer | {"outcome_label": Response.Outcome(answer["outcome"]).label}
            for answer in block["responses"]
        ],
        "commitments": [
            commitments[made["id"]] for made in block["commitments"] if made["id"] in commitments
        ],
    }


def behind(counts: dict) -> str:
    """Return on how much a section rests: "12 comments from 9 people over 2 channels"."""
    language = active_language()
    comments, people, channels = counts["comments"], counts["people"], counts["channels"]
    return _("%(comments)s from %(people)s over %(channels)s") % {
        "comments": ngettext("%(count)s comment", "%(count)s comments", comments)
        % {"count": format_number(comments, language)},
        "people": ngettext("%(count)s person", "%(count)s people", people)
        % {"count": format_number(people, language)},
        "channels": ngettext("%(count)s channel", "%(count)s channels", channels)
        % {"count": format_number(channels, language)},
    }


def _dispositions(counts: dict) -> list[dict]:
    """Return all four, also those without a published comment: a removed one's trace may lead there."""
    return [
        {
            "anchor": disposition_anchor(kind),
            "label": kind.label,
            "explanation": explanation_of(kind),
            "count": counts.get(kind, 0),
        }
        for kind in Disposition
    ]


def _versions(version: ReportVersion | None) -> list[dict]:
    """Return the versions of the same report, latest first, without their texts."""
    if version is None:
        return []
    rows = ReportVersion.objects.filter(page=version.page_id).order_by("-number")
    return list(rows.values("id", "number", "published_at", "note"))


@dataclass(frozen=True)
class Bar:
    """One bar of a chart 360 units wide: its label above it, its number at its end."""

    label: str
    title: str
    value: int
    top: int
    width: int

    @property
    def text_y(self) -> int:
        return self.top + 13

    @property
    def bar_y(self) -> int:
        return self.top + 19

    @property
    def number_x(self) -> int:
        return self.width + 6

    @property
    def number_y(self) -> int:
        return self.top + 32


def bars(rows: list[tuple[str, int]]) -> dict | None:
    """Return a horizontal bar chart of (label, number), largest first; None where there is nothing to draw."""
    rows = sorted(rows, key=lambda row: -row[1])
    if not rows or not rows[0][1]:
        return None
    longest = 300  # leaves room for the number
    drawn = [
        Bar(
            label=label,
            title=label if len(label) <= TITLE_LENGTH else label[: TITLE_LENGTH - 1].rstrip() + "…",
            value=value,
            top=place * 48,
            width=max(2, round(longest * value / rows[0][1])),
        )
        for place, (label, value) in enumerate(rows)
    ]
    return {"bars": drawn, "height": len(drawn) * 48}


# --- What became of what I said ---------------------------------------------------------------------


@login_required
@require_safe
def outcome(request: HttpRequest, participant_id: int) -> HttpResponse:
    """Show a person where each of their comments in one consultation went; 404 for everybody else."""
    participant = get_object_or_404(
        Participant.objects.select_related("consultation"), pk=participant_id, account=request.user
    )
    latest = latest_version(participant.consultation_id)
    if latest is None:
        raise Http404
    return render(
        request,
        "consultations/outcome.html",
        {
            "consultation_title": participant.consultation.shown("title"),
            "reading_language": active_language(),
            "report_url": Reading(latest).url,
            "outcomes": entries_of(latest, participant.pk),
        },
    )


# --- What was taken down ----------------------------------------------------------------------------


@require_safe
def taken_down(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that a page was taken down, when and why (410); 404 where nothing was."""
    consultation = get_object_or_404(Consultation.objects.public(), slug=slug)
    changes = consultation.changes.filter(kind=ConsultationChange.Kind.UNPUBLISHED).order_by("-at", "-pk")
    down = consultation.pages.filter(live=False, first_published_at__isnull=False).exists() or (
        consultation.report_versions.filter(page__live=False).exists()
    )
    if not changes or not down:
        raise Http404
    return render(
        request,
        "consultations/taken_down.html",
        {"consultation": consultation, "changes": changes},
        status=410,
    )
