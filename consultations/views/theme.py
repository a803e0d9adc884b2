"""The comments behind a theme of a published report."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from consultations.families import answered_by, family_of
from consultations.models import Comment, CommentTheme, ReportEntry, ReportSection, Theme
from consultations.places import Reading, latest_version
from consultations.views.document import behind
from consultations.views.report import taken_down
from consultations.visibility import consultation_for

PAGE_SIZE = 20  # comments per page


@require_safe
def theme(request: HttpRequest, theme_id: int) -> HttpResponse:
    """Show the comments behind a theme of a published report, 20 at a time, oldest first.

    Comments that came to the theme after the version are marked. 404 before a report with the theme; a theme that was
    merged, or is answered under another one, leads on there.
    """
    row = get_object_or_404(Theme.objects.select_related("consultation"), pk=theme_id)
    section, onwards = _section_of(row), row.merged_into_id or row.parent_id
    if onwards and not _is_current(section) and _is_current(_section_of(Theme(pk=onwards))):
        # Where its comments went, or where they are answered.
        return HttpResponseRedirect(reverse("consultations:theme", args=[onwards]))
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
    family = family_of(row.pk, answered_by(row.consultation, latest.sections.values_list("theme", flat=True)))
    codes = CommentTheme.objects.filter(theme__in=family, comment__published_at__isnull=False)
    coded = _next_ids(codes, after)
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


def _section_of(theme: Theme) -> ReportSection | None:
    """Return the theme's section in the last version that has one, so that no link once printed leads nowhere."""
    sections = ReportSection.objects.filter(theme=theme, version__is_primary=True)
    return sections.select_related("version__page").order_by("-version__number").first()


def _is_current(section: ReportSection | None) -> bool:
    """Whether a section stands in the version that is read now."""
    return section is not None and section.version_id == latest_version(section.version.consultation_id).pk


def _after(request: HttpRequest) -> int:
    """Return the id after which the page begins; what is no id begins at the start."""
    text = request.GET.get("sesudah", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else 0


def _next_ids(rows, after: int) -> list[int]:
    rows = rows.filter(comment__gt=after, comment__status__in=Comment.STANDING).order_by("comment_id")
    return list(rows.values_list("comment_id", flat=True).distinct()[: PAGE_SIZE + 1])
