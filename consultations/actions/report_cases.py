"""When the reports on a comment come before a moderator, and what answers them."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Count, Min, Q

from accounts.models import User
from consultations import notices
from consultations.models import Comment, Flag, ModerationDecision, ReportCase

PERSONAL_DATA = "data-pribadi"  # the rule whose reports never wait for more people (migration 0003)


def weigh(comment: Comment, now: datetime) -> ReportCase | None:
    """Bring a comment's case in step with its open reports; return it, None where nothing is open.

    The caller holds the comment: people who report at once are counted one after the other.
    """
    found = Flag.objects.filter(comment=comment, decision=None).aggregate(
        people=Count("pk"), first=Min("created_at"), urgent=BoolOr(Q(rule__slug=PERSONAL_DATA))
    )
    if not found["people"]:
        ReportCase.objects.filter(comment=comment).delete()
        return None
    due = now if found["urgent"] or is_enough(found["people"]) else found["first"] + _patience()
    case = ReportCase.objects.filter(comment=comment).first() or ReportCase(
        comment=comment, consultation_id=comment.consultation_id, due_at=due
    )
    case.people, case.first_at = found["people"], found["first"]
    # Whose transaction began first may hold the comment last.
    case.due_at = max(min(case.due_at, due), case.first_at)
    case.save()
    return case


def is_enough(people: int) -> bool:
    """Whether so many people who report a comment put it before a moderator."""
    return people >= settings.REPORTS_FOR_REVIEW


def _patience() -> timedelta:
    return timedelta(days=settings.REPORT_ALONE_DAYS)


def close_flags(comment: Comment, decision: ModerationDecision, *, seen_flag_id: int | None = None) -> None:
    """Close the open reports on a comment with the decision that answers them, and tell each reporter what came of it.

    `seen_flag_id`: the latest report that the moderator read; later ones stay open. What told the reporters without
    an account apart is forgotten. Part of the caller's transaction, which holds the comment.
    """
    answered = Flag.objects.filter(comment=comment, decision=None)
    if seen_flag_id is not None:
        answered = answered.filter(pk__lte=seen_flag_id)
    flags = list(answered.select_related("user"))
    if flags:
        notices.tell_reporters(flags, decision)
        answered.update(decision=decision, network=None, contact="")
        ReportCase.objects.filter(comment=comment).delete()
    if seen_flag_id is not None:
        weigh(comment, decision.at)


def reopen(decision: ModerationDecision, now: datetime) -> list[int]:
    """Open the reports again that a decision had answered, because it is taken back; return their ids.

    Where the system had hidden the comment, its word stands again until a moderator's. Part of the caller's
    transaction, which holds the comment as it stands without the decision.
    """
    comment = decision.comment
    flags = list(Flag.objects.filter(decision=decision).values_list("pk", flat=True))
    Flag.objects.filter(pk__in=flags).update(decision=None)
    case = weigh(comment, now) if flags else None
    if case and comment.status == Comment.Status.HIDDEN:
        hidden = comment.decisions.filter(kind=ModerationDecision.Kind.HIDE, actor=User.objects.system())
        case.hidden_by = hidden.order_by("-pk").first()
        case.save(update_fields=["hidden_by"])
    return flags


def give_addresses_back(addresses: dict[int, str]) -> None:
    """Keep by which address the reporters without an account are told; it was forgotten when they were answered."""
    for pk, address in addresses.items():
        Flag.objects.filter(pk=pk, user=None, decision=None).update(contact=address)
