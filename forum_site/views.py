"""Addresses that belong to no app: is the site well, images, a refused form."""

import functools
import logging
import mimetypes
import re
from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)

# What a refused form does not show again.
SECRET_FIELD = re.compile("token|password|code|key")
IMAGE_TYPES = {"image/avif", "image/gif", "image/jpeg", "image/png", "image/webp"}


@functools.cache
def _newest_migrations() -> frozenset[tuple[str, str]]:
    """Return (app, name) of each app's newest migration; read from disk once."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers and all migrations are applied, else 503 and which of the two fails."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('django_migrations')")
            applied = set()
            if cursor.fetchone()[0]:
                cursor.execute("SELECT app, name FROM django_migrations")
                applied = set(cursor.fetchall())
    except Error as error:
        logger.error("healthz: the database does not answer: %s", str(error).strip())
        return JsonResponse({"ok": False, "failed": "database"}, status=503)
    if _newest_migrations() - applied:
        return JsonResponse({"ok": False, "failed": "migrations"}, status=503)
    return JsonResponse({"ok": True})


@require_safe
def image(request: HttpRequest, name: str) -> FileResponse:
    """Serve a rendition of an image; never an original, which tells where it was taken, nor a document."""
    kind, _encoding = mimetypes.guess_type(name)
    path = PurePosixPath(name)
    if path.parts[:1] != ("images",) or ".." in path.parts or kind not in IMAGE_TYPES:
        raise Http404
    try:
        file = default_storage.open(name)
    except (OSError, ValueError) as error:  # missing, a folder, a name too long or with a NUL in it
        raise Http404 from error
    response = FileResponse(file, content_type=kind)
    # A changed image gets a new name, so a phone need never ask twice.
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say why a form was refused (cookies off, logged out elsewhere) and hand back the text that was written."""
    logger.warning("A form at %s was refused: %s", request.path, reason)
    texts = [
        value
        for key, values in request.POST.lists()
        for value in values
        if len(value) > 20 and not SECRET_FIELD.search(key)
    ]
    return render(request, "csrf_failure.html", {"texts": texts}, status=403)
