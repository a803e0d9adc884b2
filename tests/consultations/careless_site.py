"""The site with one guard taken out, named by `CARELESS`: what the controls of the races serve instead of it."""

import os

from forum_site.wsgi import application as application  # isort: skip: it sets Django up

from django.db import connection

from consultations.actions import agreeing, storing
from consultations.counters import lock_ancestors
from consultations.models import Comment


def _ancestors(parent_id: int | None) -> list[int]:
    """Return a comment's ancestors, root first, locking nothing."""
    found: list[int] = []
    while parent_id:
        found.insert(0, parent_id)
        parent_id = Comment.objects.values_list("parent", flat=True).get(pk=parent_id)
    return found


def _count_in_memory(comment, ancestors, step, **_facts) -> None:
    for row in Comment.objects.filter(pk__in=ancestors):
        row.descendant_count += step
        row.reply_count += step if row.pk == comment.parent_id else 0
        row.save(update_fields=["descendant_count", "reply_count"])


def _leaf_first(parent_id: int | None) -> list[int]:
    """Lock as `lock_ancestors` does, but from the other end; moderators still begin at the root."""
    with connection.cursor() as cursor:
        for pk in reversed(_ancestors(parent_id)):
            cursor.execute("SELECT 1 FROM consultations_comment WHERE id = %s FOR NO KEY UPDATE", [pk])
    return lock_ancestors(parent_id)


match os.environ.get("CARELESS"):
    case "memory":
        storing.lock_ancestors, storing.count_comment = _ancestors, _count_in_memory
    case "leaf first":
        storing.lock_ancestors = _leaf_first
    case "support":
        agreeing._SUPPORT = agreeing._SUPPORT.replace("ON CONFLICT (comment_id, user_id) DO NOTHING", "")
