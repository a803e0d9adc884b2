"""What a moderator weighs of a person: measures, comments by state, the last decisions on what they said."""

from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from consultations.models import (
    Comment,
    Consultation,
    Measure,
    MeasureAppeal,
    ModerationDecision,
    Participant,
)

CONSULTATIONS_SHOWN = 20
DECISIONS_SHOWN = 10

# The person's own comments first, however few of all decisions are on them: the newest decisions of the site, read
# backwards until ten are theirs, could be all of them.
_LAST_DECISIONS = """
WITH own AS MATERIALIZED (
    SELECT d.id FROM consultations_participant p
      JOIN consultations_comment c ON c.participant_id = p.id
      JOIN consultations_moderationdecision d ON d.comment_id = c.id
     WHERE p.account_id = %s AND d.kind NOT IN ('withdraw', 'return'))
SELECT id FROM own ORDER BY id DESC LIMIT %s
"""


@dataclass
class Taken:
    """A measure as the desk shows it."""

    measure: Measure
    is_in_force: bool
    is_objected_to: bool


@dataclass
class Spoken:
    """How much a person said in a consultation, by state."""

    consultation: Consultation
    states: list[tuple[str, int]] = field(default_factory=list)


@dataclass
class Record:
    """All that the desk shows of a person."""

    person: User
    measures: list[Taken]  # newest first
    seen_id: int  # the newest row, lifts included: what a form says that its moderator saw
    spoken: list[Spoken]  # the consultations that they joined last
    more_consultations: int
    decisions: list[ModerationDecision]  # newest first
    open_appeals: list[MeasureAppeal]


def has_record(person: User) -> bool:
    """Whether the person spoke in public or had a measure: of others a moderator learns nothing here."""
    return (
        Participant.objects.filter(account=person).exists() or Measure.objects.filter(account=person).exists()
    )


def record_of(person: User) -> Record:
    """Return a person's record, in a fixed number of queries."""
    now = timezone.now()
    rows = Measure.objects.filter(account=person).select_related(
        "rule_version__rule", "actor", "lifted_by__actor", "appeal__judge", "comment"
    )
    rows = list(rows.order_by("-pk"))
    appeals = MeasureAppeal.objects.filter(measure__account=person, outcome="").select_related(
        "measure__account", "measure__actor", "measure__rule_version__rule"
    )
    spoken, more = _spoken(person)
    return Record(
        person,
        [_taken(row, now) for row in rows if row.kind != Measure.Kind.LIFT],
        rows[0].pk if rows else 0,
        spoken,
        more,
        _last_decisions(person),
        list(appeals),
    )


def _taken(row: Measure, now) -> Taken:
    objection = getattr(row, "appeal", None)
    return Taken(row, row.bars and not row.is_over(now), objection is not None and not objection.outcome)


def _spoken(person: User) -> tuple[list[Spoken], int]:
    """Return what they said in the consultations that they joined last, and how many others there are."""
    joined = Participant.objects.filter(account=person).order_by("-pk").select_related("consultation")
    shown = list(joined[:CONSULTATIONS_SHOWN])
    found = {row.pk: Spoken(row.consultation) for row in shown}
    labels = dict(Comment.Status.choices)
    counts = (
        Comment.objects.filter(participant__in=found)
        .order_by("participant", "status")
        .values_list("participant", "status")
        .annotate(count=Count("pk"))
    )
    for participant, status, count in counts:
        found[participant].states.append((labels[status], count))
    more = joined.count() - len(shown) if len(shown) == CONSULTATIONS_SHOWN else 0
    return list(found.values()), more


def _last_decisions(person: User) -> list[ModerationDecision]:
    with connection.cursor() as cursor:
        cursor.execute(_LAST_DECISIONS, [person.pk, DECISIONS_SHOWN])
        ids = [pk for (pk,) in cursor.fetchall()]
    rows = ModerationDecision.objects.filter(pk__in=ids).order_by("-pk")
    return list(rows.select_related("rule_version__rule", "actor"))
