"""The site with one guard taken out, named by `CARELESS`: what the controls of the races serve instead of it."""

import os

from forum_site.wsgi import application as application  # isort: skip: it sets Django up

from django.db import connection

from consultations.actions import agreeing, storing
from consultations.counters import lock_branch
from consultations.models import Comment


def _branch(parent_id: int | None) -> list[tuple]:
    """Return a comment's ancestors as `lock_branch` does, root first, locking nothing."""
    found: list[tuple] = []
    while parent_id:
        row = Comment.objects.values_list("pk", "status", "question", "parent").get(pk=parent_id)
        found.insert(0, row[:3])
        parent_id = row[3]
    return found


def _count_in_memory(comment, ancestors, step, **_facts) -> None:
    for row in Comment.objects.filter(pk__in=ancestors):
        row.descendant_count += step
        row.reply_count += step if row.pk == comment.parent_id else 0
        row.save(update_fields=["descendant_count", "reply_count"])


def _leaf_first(parent_id: int | None) -> list[tuple]:
    """Lock as `lock_branch` does, but from the other end; moderators still begin at the root."""
    with connection.cursor() as cursor:
        for pk, *_facts in reversed(_branch(parent_id)):
            cursor.execute("SELECT 1 FROM consultations_comment WHERE id = %s FOR NO KEY UPDATE", [pk])
    return lock_branch(parent_id)


match os.environ.get("CARELESS"):
    case "memory":
        storing.lock_branch, storing.count_comment = _branch, _count_in_memory
    case "leaf first":
        storing.lock_branch = _leaf_first
    case "support":
        agreeing._SUPPORT = agreeing._SUPPORT.replace("ON CONFLICT (comment_id, user_id) DO NOTHING", "")
