"""A version's PDF: to download, and the page that shows how far its making has come."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consultations.models import ReportFile, ReportVersion
from consultations.report_files import file_of, request_file
from consultations.views.report import public_version, taken_down
from forum_site.redirects import see_other

State = ReportFile.State


@require_safe
def pdf(request: HttpRequest, version_id: int) -> HttpResponse:
    """Hand out a version's PDF as long as what it quotes stands; else lead to the page that has it made."""
    version = public_version(version_id)
    if not version.page.live:
        return taken_down(request, version.consultation.slug)
    file = file_of(version)
    if file is None or file.state != State.DONE:
        return see_other(reverse("consultations:report_file", args=[version.pk]))
    etag = quote_etag(file.sha256[:32])
    response = get_conditional_response(request, etag=etag, last_modified=None)
    if response is None:
        content = ReportFile.objects.values_list("content", flat=True).get(pk=file.pk)
        response = HttpResponse(bytes(content), content_type="application/pdf")
        name = f"{version.consultation.slug}-{version.number}.pdf"
        response["Content-Disposition"] = f'inline; filename="{name}"'
        response.headers["ETag"] = etag
    # Kept, but asked for each time: what is hidden is gone from it at once.
    response["Cache-Control"] = "public, no-cache"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_file(request: HttpRequest, version_id: int) -> HttpResponse:
    """Show how far a version's PDF is; by POST have it made. The page asks again by itself, also without script."""
    version = public_version(version_id)
    if not version.page.live:
        return taken_down(request, version.consultation.slug)
    if request.method == "POST":
        request_file(version)
        return see_other(request.path)
    file = file_of(version)
    context = {
        "version": version,
        "consultation": version.consultation,
        "file": file,
        "is_under_way": file is not None and file.state in (State.WAITING, State.RUNNING),
        "kilobytes": _kilobytes(file, version),
    }
    return render(request, "consultations/report_file.html", context)


def _kilobytes(file: ReportFile | None, version: ReportVersion) -> int | None:
    if file is None or file.state != State.DONE:
        return None
    from django.db.models.functions import Length

    size = ReportFile.objects.filter(pk=file.pk).values_list(Length("content"), flat=True).get()
    return max(1, round(size / 1024))
