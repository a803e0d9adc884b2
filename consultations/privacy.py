"""What this app hands over of a person, and how it forgets them: words stay, names and addresses go."""

from django.utils import timezone

from accounts import privacy
from accounts.models import User
from consultations import mentioning
from consultations.actions import rename_participants
from consultations.models import (
    AmendmentRequest,
    Comment,
    DraftObjection,
    Flag,
    Follow,
    Masking,
    Measure,
    NoteDraft,
    OriginalText,
    Participant,
    ReadMark,
    Support,
)


def export(user: User) -> dict:
    """Return all that the person said and did here, as JSON can hold it."""
    comments = (
        Comment.objects.filter(participant__account=user)
        .select_related("consultation", "version")
        .prefetch_related("versions__original")
        .order_by("pk")
    )
    return {
        "comments": [
            {
                "id": comment.pk,
                "consultation": comment.consultation.slug,
                "status": comment.status,
                "received_at": comment.received_at.isoformat(),
                "stance": comment.stance,
                "texts": [
                    {
                        "number": version.number,
                        "written_at": version.created_at.isoformat(),
                        # As it was written: what is masked is masked from others.
                        "text": version.original.text if hasattr(version, "original") else version.text,
                    }
                    for version in comment.versions.all()
                ],
            }
            for comment in comments
        ],
        "supports": list(Support.objects.filter(user=user).order_by("pk").values_list("comment", flat=True)),
        "reports": list(Flag.objects.filter(user=user).order_by("pk").values("comment", "words")),
        "follows": list(Follow.objects.filter(user=user).values_list("consultation__slug", flat=True)),
        "objections_to_drafts": [_objection(row) for row in _objections_of(user)],
        "amendments_of_minutes": [
            {
                "forum": row.minutes.event.title,
                "at": row.created_at.isoformat(),
                "words": row.words,
                "outcome": row.outcome,
                "answer": row.answer,
            }
            for row in AmendmentRequest.objects.filter(registration__user=user)
            .select_related("minutes__event")
            .order_by("pk")
        ],
        "measures": [_measure(row) for row in _measures_against(user)],
    }


def _objections_of(user: User):
    rows = DraftObjection.objects.filter(participant__account=user).order_by("pk")
    return rows.select_related("section", "answer")


def _objection(row: DraftObjection) -> dict:
    answer = getattr(row, "answer", None)
    return {
        "draft": row.opening_id,
        "section": row.section and row.section.heading,
        "at": row.created_at.isoformat(),
        "words": row.words,
        "answer": answer and {"outcome": answer.outcome, "words": answer.words},
    }


def _measures_against(user: User):
    rows = Measure.objects.filter(account=user).order_by("pk")
    return rows.select_related("rule_version__rule", "appeal")


def _measure(measure: Measure) -> dict:
    """Return a measure as its person may read it: without who took it, and without the internal note."""
    version, objection = measure.rule_version, getattr(measure, "appeal", None)
    return {
        "id": measure.pk,
        "kind": measure.kind,
        "at": measure.at.isoformat(),
        "until": measure.until and measure.until.isoformat(),
        "lifts": measure.lifts_id,
        "rule": version and version.rule.number,
        "rule_version": version and version.version,
        "reason": measure.reason,
        "objection": objection
        and {
            "at": objection.created_at.isoformat(),
            "words": objection.words,
            "outcome": objection.outcome,
            "reason": objection.reason,
        },
    }


def erase(user: User) -> None:
    """Take the person's name and address out of what they said; the words stay, nameless."""
    rename_participants(user)
    Participant.objects.filter(account=user).update(contact="")
    mentioning.forget(Participant.objects.filter(account=user), timezone.now())
    # What was masked in their texts is theirs, most of the time: it stays masked, and nobody reads it any more.
    OriginalText.objects.filter(comment__participant__account=user).delete()
    Masking.objects.filter(comment__participant__account=user).update(passages=[])
    ReadMark.objects.filter(user=user).delete()
    Flag.objects.filter(user=user).update(words="")
    Follow.objects.filter(user=user).delete()
    DraftObjection.objects.filter(participant__account=user, erased_at=None).update(
        words="", erased_at=timezone.now()
    )
    AmendmentRequest.objects.filter(registration__user=user, erased_at=None).update(
        words="", erased_at=timezone.now()
    )
    NoteDraft.objects.filter(user=user).delete()


def register() -> None:
    """Register all of it with accounts; called when the app is ready."""
    privacy.register("consultations", export=export, erase=erase, rename=rename_participants)
