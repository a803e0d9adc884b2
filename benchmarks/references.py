"""What our pages are measured against, on the same server and through the same middleware.

`constant` sends the very bytes of our page, ready and compressed as ours were; `drawn` makes one query for as many
comments as our page shows and draws them in comparable markup. The third reference, an empty page of Wagtail's,
is an ordinary page.
"""

import os
from functools import cache
from pathlib import Path

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

CONSTANT_FILE = (
    "BENCH_CONSTANT"  # names the file with the bytes, and a second one (.coding) with their coding
)

_COMMENTS = """
SELECT c.id, c.stance, c.published_at, c.reply_count, c.support_count, c.parent_id, p.shown_name, p.kind,
       CASE WHEN v.excerpt_html = '' THEN v.body_html ELSE v.excerpt_html END
  FROM consultations_comment c
  JOIN consultations_participant p ON p.id = c.participant_id
  JOIN consultations_commentversion v ON v.id = c.version_id
 WHERE c.consultation_id = %s AND c.status = 'published'
 ORDER BY c.published_at DESC, c.id DESC LIMIT %s
"""
_NAMES = ("id", "stance", "published_at", "reply_count", "support_count", "parent_id", "name", "kind", "html")


@cache
def _constant() -> tuple[bytes, str]:
    path = Path(os.environ[CONSTANT_FILE])
    return path.read_bytes(), path.with_suffix(".coding").read_text()


def constant(request: HttpRequest) -> HttpResponse:
    """Send the bytes of our page as they lie ready."""
    content, coding = _constant()
    response = HttpResponse(content)
    if coding:
        response.headers["Content-Encoding"] = coding
    return response


def drawn(request: HttpRequest, consultation_id: int, many: int, using: str) -> HttpResponse:
    """Draw the latest comments of a consultation by the engine."""
    with connection.cursor() as cursor:
        cursor.execute(_COMMENTS, [consultation_id, many])
        rows = [dict(zip(_NAMES, row, strict=True)) for row in cursor.fetchall()]
    return HttpResponse(render_to_string("comments.html", {"rows": rows}, using=using))
