"""Open data of a consultation: a page with its dictionary, and the tables as CSV and JSON."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from consultations import open_data
from consultations.open_data import LICENCE
from consultations.visibility import consultation_for
from forum_site.spreadsheet import streamed_csv, streamed_json

CONTENT = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """Show which tables there are, what their columns mean, and under which licence."""
    consultation = consultation_for(request, slug=slug)
    version = open_data.version_of(consultation)
    context = {
        "consultation": consultation,
        "version": version,
        "tables": open_data.tables_of(version),
        "licence": LICENCE,
    }
    return render(request, "consultations/open_data.html", context)


@require_safe
def table(request: HttpRequest, slug: str, name: str, form: str) -> HttpResponse:
    """Send a table a batch at a time, however long it is; 404 for one that is not there (yet)."""
    consultation = consultation_for(request, slug=slug)
    version = open_data.version_of(consultation)
    found = open_data.BY_NAME.get(name)
    if found is None or found not in open_data.tables_of(version) or form not in CONTENT:
        raise Http404
    rows = found.rows(consultation, version)
    lines = (
        streamed_csv(found.names, rows) if form == "csv" else streamed_json(found.names, rows, found.numbers)
    )
    response = StreamingHttpResponse(lines, content_type=CONTENT[form])
    response["Content-Disposition"] = f'attachment; filename="{consultation.slug}-{name}.{form}"'
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def package(request: HttpRequest, slug: str) -> JsonResponse:
    """Describe the tables to machines, as a Frictionless Data Package (https://specs.frictionlessdata.io)."""
    consultation = consultation_for(request, slug=slug)
    version = open_data.version_of(consultation)
    with override("en"):
        described = {
            "profile": "tabular-data-package",
            "name": consultation.slug,
            "title": consultation.title,
            "licenses": [{"name": LICENCE[0].replace(" ", "-"), "path": LICENCE[1]}],
            "report": {"version": version.number, "sha256": version.sha256} if version else None,
            "resources": [_resource(consultation.slug, found) for found in open_data.tables_of(version)],
        }
    return JsonResponse(described, json_dumps_params={"ensure_ascii": False, "indent": 1})


TYPES = {"number": "integer", "time": "datetime", "day": "date"}


def _resource(slug: str, found: open_data.Table) -> dict:
    return {
        "name": found.name,
        "title": str(found.title),
        "path": reverse("consultations:open_data_table", args=[slug, found.name, "csv"]).rsplit("/", 1)[-1],
        "schema": {
            "fields": [
                {
                    "name": column.name,
                    "type": TYPES.get(column.type, "string"),
                    "description": str(column.meaning),
                }
                for column in found.columns
            ]
        },
    }
