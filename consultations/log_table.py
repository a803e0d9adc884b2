"""A decision of the public log as a row of a table."""

from django.urls import reverse

from accounts.notices import absolute
from consultations.models import ModerationDecision
from forum_site.dates import machine_moment

COLUMNS = (
    "decided_at", "consultation", "decision", "rule", "rule_version", "rule_title", "reason", "author_kind",
    "decided_by", "waiting_since", "objection", "address",
)  # fmt: skip


def cells_of(row: ModerationDecision) -> list[str]:
    """Return a decision's cells, in the order of COLUMNS: no text that was removed, and no name."""
    version = row.rule_version
    objection = getattr(row, "appeal", None)
    return [
        machine_moment(row.at),
        row.consultation.slug,
        row.kind,
        str(version.rule.number) if version else "",
        str(version.version) if version else "",
        version.shown("title") if version else "",
        row.reason,
        row.author_kind,
        "system" if row.actor.is_system else "administrator" if row.actor.is_superuser else "moderator",
        machine_moment(row.waiting_since) if row.waiting_since else "",
        (objection.outcome or "open") if objection else "",
        absolute(reverse("consultations:decision", args=[row.pk])) if row.comment.is_standing else "",
    ]
