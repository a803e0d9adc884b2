"""What the public reads of a report: its versions, the comments behind a theme, and each person's own outcome."""

import json

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from consultations.models import (
    Consultation,
    ConsultationChange,
    Participant,
    ReportVersion,
)
from consultations.places import (
    Reading,
    entries_of,
    latest_version,
)
from consultations.report_freeze import content_of
from consultations.views.document import document
from forum_site.languages import active_language


def report_context(page, request: HttpRequest) -> dict:
    """Return what the report's page shows: its latest version, or in a preview what publishing would freeze.

    Raises Http404 where nothing was ever published.
    """
    if getattr(request, "is_preview", False):
        at = timezone.now()
        content = content_of(page, at=at, note=page.version_note)
        return document(content, page.consultation) | {"is_preview": True}
    version = (
        ReportVersion.objects.filter(page=page).select_related("consultation").order_by("-number").first()
    )
    if version is None:
        raise Http404
    return document(json.loads(version.content), version.consultation, version)


@require_safe
def version(request: HttpRequest, version_id: int) -> HttpResponse:
    """Show one published version, the latest or an older one, from its frozen text alone."""
    found = public_version(version_id)
    if not found.page.live:
        return taken_down(request, found.consultation.slug)
    context = document(json.loads(found.content), found.consultation, found)
    latest = context["versions"][0]
    context |= {"page": found.page, "is_old": latest["id"] != found.pk, "current_url": Reading(found).url}
    return render(request, "consultations/report_version.html", context)


@require_safe
def version_text(request: HttpRequest, version_id: int) -> HttpResponse:
    """Hand out the frozen text of a version, byte by byte what its SHA-256 was taken of."""
    found = public_version(version_id)
    if not found.page.live:
        return taken_down(request, found.consultation.slug)
    response = HttpResponse(found.content, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{found.consultation.slug}-{found.number}.json"'
    response["Cache-Control"] = "public, max-age=3600"
    return response


def public_version(version_id: int) -> ReportVersion:
    """Return a published version, whether its page is up or not. Raises Http404."""
    return get_object_or_404(ReportVersion.objects.select_related("consultation", "page"), pk=version_id)


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
