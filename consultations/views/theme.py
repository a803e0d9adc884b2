"""The comments behind a theme of a published report."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from consultations.models import Comment, ReportEntry, ReportSection, Theme
from consultations.places import Reading, latest_version
from consultations.views.report import behind, taken_down
from consultations.visibility import consultation_for

PAGE_SIZE = 20  # comments per page


@require_safe
def theme(request: HttpRequest, theme_id: int) -> HttpResponse:
    """Show the comments behind a theme of a published report, 20 at a time, oldest first.

    Comments that came to the theme after the version are marked. 404 before a report with the theme; a theme that was
    merged leads on to where its comments went.
    """
    row = get_object_or_404(Theme.objects.select_related("consultation"), pk=theme_id)
    section = _section_of(row)
    if section is None and row.merged_into_id:
        return HttpResponseRedirect(reverse("consultations:theme", args=[row.merged_into_id]))
    if section is None:
        raise Http404
    latest = section.version
    if not latest.page.live:
        return taken_down(request, row.consultation.slug)
    consultation_for(request, pk=row.consultation_id)  # its comments are as public as its page
    after = _after(request)
    in_version = _next_ids(
        ReportEntry.objects.filter(version=latest, section=section, comment__published_at__isnull=False),
        after,
    )
    coded = _next_ids(row.codes.filter(comment__published_at__isnull=False), after)
    ids = sorted({*in_version, *coded})[: PAGE_SIZE + 1]
    shown = ids[:PAGE_SIZE]
    frozen = set(in_version)
    comments = Comment.objects.standing().filter(pk__in=shown)
    comments = comments.select_related("participant__agency", "version").order_by("pk")
    reading = Reading(latest)
    block = reading.sections.get(row.pk)
    return render(
        request,
        "consultations/theme_page.html",
        {
            "theme": row,
            "title": block["heading"] if block else row.shown("title"),
            "consultation": row.consultation,
            "consultation_title": row.consultation.shown("title"),
            "behind": behind(block["counts"]) if block else "",
            "section_url": f"{reading.url}#{block['id']}" if block else reading.url,
            "items": [(comment, comment.pk not in frozen) for comment in comments],
            "next_url": f"?sesudah={shown[-1]}" if len(ids) > PAGE_SIZE else "",
            "first_url": request.path if after else "",
        },
    )


def _section_of(row: Theme) -> ReportSection | None:
    """Return the theme's section in the latest version, else, unless it was merged, in the last one that had it."""
    sections = ReportSection.objects.filter(theme=row, version__is_primary=True)
    section = sections.select_related("version__page").order_by("-version__number").first()
    if section and row.merged_into_id and section.version_id != latest_version(row.consultation_id).pk:
        return None
    return section


def _after(request: HttpRequest) -> int:
    """Return the id after which the page begins; what is no id begins at the start."""
    text = request.GET.get("sesudah", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else 0


def _next_ids(rows, after: int) -> list[int]:
    rows = rows.filter(comment__gt=after, comment__status__in=Comment.STANDING).order_by("comment_id")
    return list(rows.values_list("comment_id", flat=True)[: PAGE_SIZE + 1])
