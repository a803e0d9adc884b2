"""Which comments say much the same as a comment: for a moderator who should decide alike on what is alike."""

from collections import defaultdict
from math import sqrt

from django.db import connection

from consultations.models import Comment
from consultations.sketching import likeness

SHOWN = 5
_EACH, _COMPARED = 10, 40
_LEAST = 0.25

# Pairs of words find what repeats a text, telling words what is about the same thing. Words are looked for among the
# versions of the text's own block and the one before it; what each key costs is bounded by `rembuk_alike`.
_ALIKE = """
WITH asked AS MATERIALIZED (
    SELECT o.id, o.consultation_id, s.shingles, s.keys, s.version_id >> 16 AS block
      FROM consultations_comment o
      JOIN consultations_textsketch s ON s.version_id = coalesce(o.pending_version_id, o.version_id)
     WHERE o.id = ANY(%(ids)s)
), found AS MATERIALIZED (
    SELECT asked.*, a.version_id
      FROM asked
     CROSS JOIN LATERAL rembuk_alike(
           asked.keys[1:least(asked.shingles, 12)] || asked.keys[asked.shingles + 1:]
           || CASE WHEN asked.block > 0 THEN
                  ARRAY(SELECT w # asked.block # (asked.block - 1) FROM unnest(asked.keys[asked.shingles + 1:]) w)
              END,
           %(each)s, %(most)s) a
)
SELECT f.id, f.shingles, f.keys, f.block, c.id, s.shingles, s.keys, s.version_id >> 16
  FROM found f
  JOIN consultations_textsketch s ON s.version_id = f.version_id
  JOIN consultations_commentversion v ON v.id = f.version_id
  JOIN consultations_comment c ON c.id = v.comment_id AND c.version_id = v.id
 WHERE c.id <> f.id AND c.status <> 'withdrawn' AND c.consultation_id = f.consultation_id
"""  # 16 is sketching.BLOCK


def similar_to(comment_ids: list[int], limit: int = SHOWN) -> dict[int, list[Comment]]:
    """Return the most similar comments of the same consultation for each comment, the most similar first.

    Whatever their state, but for those that were withdrawn; so for moderators only. Two queries, however many
    comments are asked for, and each at a cost that does not grow with the discussion.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, {"ids": list(comment_ids), "each": _EACH, "most": _COMPARED})
        rows = cursor.fetchall()
    scored = defaultdict(list)
    for pk, shingles, keys, block, other, other_shingles, other_keys, other_block in rows:
        pairs = likeness(keys[:shingles], other_keys[:other_shingles])
        about = _shared(_words(keys, shingles, block), _words(other_keys, other_shingles, other_block))
        if pairs + about >= _LEAST:
            scored[pk].append((pairs + about, other))
    best = {
        pk: [other for _score, other in sorted(found, reverse=True)[:limit]] for pk, found in scored.items()
    }
    comments = Comment.objects.select_related("participant__agency", "version").in_bulk(
        {other for found in best.values() for other in found}
    )
    return {pk: [comments[other] for other in best.get(pk, [])] for pk in comment_ids}


def _words(keys: list[int], shingles: int, block: int) -> set[int]:
    return {key ^ block for key in keys[shingles:]}


def _shared(one: set[int], other: set[int]) -> float:
    """Return which part of their telling words two texts share, 0 to 1; one word alone says too little."""
    both = len(one & other)
    return both / sqrt(len(one) * len(other)) if both > 1 else 0.0
