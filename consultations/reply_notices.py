"""Who is told of an opened draft, of an objection to it, and of the answer; what the notices say."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from accounts.actions import notify, notify_many
from accounts.models import Notification
from accounts.notices import register_kind
from consultations.models import Comment, DraftObjection, DraftOpening, ObjectionAnswer, Participant
from consultations.notices import tell_participant
from forum_site.periodic import every

BATCH = 1000  # participants told per transaction


@task()
def tell_of_draft(opening_id: int) -> int:
    """Tell everybody whose published comments a draft summarises that they can read it; return how many were told now.

    The key of a notice is the opening, so a second run tells nobody twice.
    """
    opening = DraftOpening.objects.get(pk=opening_id)
    spoke = Comment.objects.published().filter(consultation=opening.consultation_id).values("participant")
    people = Participant.objects.filter(pk__in=spoke).select_related("account").order_by("pk")
    told, last = 0, 0
    while batch := list(people.filter(pk__gt=last)[:BATCH]):
        rows = [_opened(opening, person) for person in batch if person.account_id or person.contact]
        with transaction.atomic():
            told += len(notify_many(rows))
        last = batch[-1].pk
    DraftOpening.objects.filter(pk=opening.pk, told_at=None).update(told_at=timezone.now())
    return told


def _opened(opening: DraftOpening, person: Participant) -> Notification:
    params = {"opening": opening.pk, "participant": person.pk}
    key = f"draft:{opening.pk}"
    if person.account_id:
        return Notification(kind="draft_opened", recipient=person.account, key=key, params=params)
    return Notification(
        kind="draft_opened",
        address=person.contact,
        language=person.language,
        key=f"{key}:{person.pk}",
        params=params,
    )


@every(60, "finish telling of drafts")
def finish_drafts() -> int:
    """Tell of drafts of which a crash left somebody untold. Returns how many drafts."""
    untold = list(DraftOpening.objects.filter(told_at=None).values_list("pk", flat=True))
    for pk in untold:
        tell_of_draft.call(pk)
    return len(untold)


def tell_editor(objection: DraftObjection) -> None:
    """Tell whoever opened the draft that there are objections: once a day, however many come."""
    day = timezone.localdate().isoformat()
    notify(
        "draft_objections",
        recipient=objection.opening.opened_by,
        key=f"draft-objections:{objection.opening_id}:{day}",
        params={"opening": objection.opening_id},
    )


def tell_of_answer(answer: ObjectionAnswer) -> None:
    """Tell an objection's author what was answered, by account or address."""
    tell_participant(
        answer.objection.participant,
        "objection_answered",
        f"objection-answer:{answer.pk}",
        {"answer": answer.pk},
    )


# --- What a notice says -----------------------------------------------------------------------------


def draft_url(opening_id: int, notification: Notification) -> str:
    """Return where its reader finds a draft: by account, else by the receipt."""
    if notification.recipient_id:
        return reverse("consultations:draft", args=[opening_id])
    return reverse("receipts:look_up")


def _draft(notification: Notification) -> dict | None:
    """Return what the notice of an opened draft says; None once it is over."""
    opening = (
        DraftOpening.objects.running()
        .select_related("consultation")
        .filter(pk=notification.params["opening"])
        .first()
    )
    return opening and {
        "url": draft_url(opening.pk, notification),
        "by_receipt": not notification.recipient_id,
        "opening": opening,
        "consultation": opening.consultation.shown("title"),
    }


def _objections(notification: Notification) -> dict | None:
    opening = (
        DraftOpening.objects.select_related("consultation").filter(pk=notification.params["opening"]).first()
    )
    if opening is None or not notification.recipient.has_perm("consultations.code_comment"):
        return None
    waiting = opening.objections.filter(answer=None).count()
    return waiting and {
        "url": reverse("right_of_reply", args=[opening.consultation_id]),
        "count": waiting,
        "consultation": opening.consultation.shown("title"),
    }


def _answer(notification: Notification) -> dict | None:
    answer = (
        ObjectionAnswer.objects.select_related("objection__section", "objection__opening__consultation")
        .filter(pk=notification.params["answer"])
        .first()
    )
    return answer and {
        "url": draft_url(answer.objection.opening_id, notification),
        "by_receipt": not notification.recipient_id,
        "answer": answer,
        "section": answer.objection.section and answer.objection.section.heading,
        "consultation": answer.objection.opening.consultation.shown("title"),
    }


def register() -> None:
    """Name the kinds of notice; called when the app is ready."""
    register_kind("draft_opened", _("A draft report that summarises me is open"), _draft)
    register_kind("objection_answered", _("My objection to a draft report is answered"), _answer)
    register_kind("draft_objections", _("Objections to a draft report that I opened wait"), _objections)
