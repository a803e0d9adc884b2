"""Migrations run on tables with rows in them, backwards and forwards again, and lose none of what people said."""

import pytest
from django.core.management import call_command
from django.db import connection

from consultations.models import Comment, ModerationDecision

pytestmark = pytest.mark.django_db(transaction=True)
COUNTED = (
    "pk",
    "status",
    "reply_count",
    "descendant_count",
    "support_count",
    "for_count",
    "against_count",
    "contested_count",
    "official_count",
    "latest_at",
)
TALLIES = """
    SELECT consultation_id, sum(published), sum(decisions), sum(threads)
      FROM consultations_consultationtally GROUP BY 1 ORDER BY 1
"""
TRUTHS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
    UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
     ORDER BY 1, 2, 3
"""


def rows(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def holds() -> dict:
    """Return what must be the same after going back and forth."""
    return {
        "comments": list(Comment.objects.order_by("pk").values_list(*COUNTED)),
        "decisions": list(ModerationDecision.objects.order_by("pk").values_list("pk", "kind", "at")),
        "tallies": rows(TALLIES),
        "truths": rows(TRUTHS),
    }


@pytest.mark.parametrize("target", ["0005", "0004"])
def test_a_filled_consultation_goes_back_and_forth_unchanged(target):
    call_command("load_demo", verbosity=0)
    before = holds()
    assert len(before["comments"]) > 100 and any(row[5] for row in before["comments"])
    call_command("migrate", "consultations", target, verbosity=0)
    call_command("migrate", "consultations", verbosity=0)
    after = holds()
    for what in before:
        assert after[what] == before[what], what
