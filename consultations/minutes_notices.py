"""Who is told of minutes: those who were there, who asked for an amendment, and the organiser of late ones."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from accounts.actions import notify, notify_many
from accounts.models import Notification, User
from accounts.notices import register_kind
from accounts.roles import COMMUNICATIONS
from consultations.minutes import LATE_AFTER, is_late
from consultations.models import AmendmentRequest, Minutes, MinutesChange
from consultations.models.minutes import MinutesWarning
from consultations.notices import tell_participant
from events.models import Arrival, Event, EventChange, Registration
from events.notices import place_url
from forum_site.languages import localized_url
from forum_site.periodic import every

MOST = 100  # forums per run
LEFT_AFTER = timedelta(minutes=2)  # then a worker that was killed while it told is not waited for


def present(event: Event):
    """Return the registrations of those who came; where nobody was checked in, of those who had a place."""
    rows = Registration.objects.filter(event=event, state=Registration.State.CONFIRMED, forgotten_at=None)
    arrivals = Arrival.objects.standing().filter(event=event, registration__isnull=False)
    if arrivals.exists():
        rows = rows.filter(Exists(arrivals.filter(registration=OuterRef("pk"))))
    return rows.select_related("user").order_by("pk")


@task()
def tell_of_minutes(event_id: int) -> int:
    """Tell those who were there that the minutes can be read and amended; return how many were told now.

    The key of a notice is the forum, so a second run tells nobody twice.
    """
    minutes = Minutes.objects.select_related("event").get(pk=event_id)
    rows = [
        Notification(
            kind="minutes_published",
            recipient=row.user,
            address=row.address if not row.user_id else "",
            language=row.language if not row.user_id else "",
            key=f"minutes:{event_id}" + ("" if row.user_id else f":{row.pk}"),
            params={"event": event_id, "registration": row.pk},
        )
        for row in present(minutes.event)
        if row.user_id or row.address
    ]
    with transaction.atomic():
        told = len(notify_many(rows))
        Minutes.objects.filter(pk=event_id, told_at=None).update(told_at=timezone.now())
    return told


@every(60, "finish telling of minutes")
def finish_telling(now=None) -> int:
    """Tell of minutes of which a killed worker has left somebody untold. Returns of how many."""
    left = (now or timezone.now()) - LEFT_AFTER
    found = list(
        Minutes.objects.filter(told_at=None, published_at__lt=left).values_list("pk", flat=True)[:MOST]
    )
    for pk in found:
        tell_of_minutes.call(pk)
    return len(found)


@every(300, "finish minutes")
def finish_due(now=None) -> int:
    """Declare minutes final whose time for amendments is over. Returns how many."""
    from consultations.actions import finish_minutes

    now = now or timezone.now()
    waiting = AmendmentRequest.objects.waiting().filter(minutes=OuterRef("pk"))
    due = Minutes.objects.filter(final_at=None, amend_until__lte=now).exclude(Exists(waiting))
    return sum(finish_minutes(pk) for pk in list(due.values_list("pk", flat=True)[:MOST]))


@every(3600, "remind of missing minutes")
def remind_of_missing(now=None) -> int:
    """Remind the organiser of each forum whose minutes are late, once. Returns of how many forums."""
    now = now or timezone.now()
    told = MinutesWarning.objects.filter(event=OuterRef("pk"))
    has = Minutes.objects.filter(event=OuterRef("pk"))
    late = Event.objects.held().filter(ends_at__lte=now - LATE_AFTER)
    found = list(late.exclude(Exists(told)).exclude(Exists(has)).order_by("ends_at")[:MOST])
    for event in found:
        with transaction.atomic():
            MinutesWarning.objects.get_or_create(event=event)
            announced = event.changes.filter(kind=EventChange.Kind.ANNOUNCED).select_related("actor").first()
            for person in _still_here(announced and announced.actor):
                notify(
                    "minutes_late",
                    recipient=person,
                    key=f"minutes-late:{event.pk}",
                    params={"event": event.pk},
                )
    return len(found)


def _still_here(person: User | None) -> list[User]:
    """Return the person, or, where they have left or a program did it, everybody who does such work."""
    if person and person.is_active and not person.anonymised_at and person != User.objects.system():
        return [person]
    return list(
        User.objects.filter(groups__name=COMMUNICATIONS, is_active=True, anonymised_at=None).order_by("pk")
    )


def tell_editor(asked: AmendmentRequest) -> None:
    """Tell whoever published the minutes that amendments are asked for: once a day, however many come."""
    first = asked.minutes.changes.filter(kind=MinutesChange.Kind.PUBLISHED).select_related("actor").first()
    for person in _still_here(first.actor):
        notify(
            "amendment_waits",
            recipient=person,
            key=f"amendments:{asked.minutes_id}:{timezone.localdate():%Y%m%d}",
            params={"event": asked.minutes_id},
        )


def tell_of_answer(asked: AmendmentRequest) -> None:
    """Tell who asked what was answered: by account or address; who has neither sees it with their code."""
    params = {"request": asked.pk}
    key = f"amendment:{asked.pk}"
    if asked.participant_id:
        tell_participant(asked.participant, "amendment_answered", key, params)
    elif asked.registration.user_id:
        notify("amendment_answered", recipient=asked.registration.user, key=key, params=params)
    elif asked.registration.address:
        notify(
            "amendment_answered",
            address=asked.registration.address,
            language=asked.registration.language,
            key=key,
            params=params,
        )


# --- What they say ----------------------------------------------------------------------------------


def _published(notification: Notification) -> dict | None:
    """Return what is said of published minutes; None where the reader's registration is forgotten."""
    rows = Minutes.objects.select_related("event", "page").filter(page__live=True)
    minutes = rows.filter(pk=notification.params["event"]).first()
    registration = Registration.objects.filter(
        pk=notification.params["registration"], forgotten_at=None
    ).first()
    if minutes is None or registration is None:
        return None
    return {
        "event": minutes.event,
        "minutes": minutes,
        "url": localized_url(minutes.page),
        "place": "" if registration.user_id else place_url(registration),
    }


def _waits(notification: Notification) -> dict | None:
    """Return what the editor of minutes is told; None once every request is answered."""
    event = Event.objects.filter(pk=notification.params["event"]).first()
    if event is None or not AmendmentRequest.objects.waiting().filter(minutes=event.pk).exists():
        return None
    return {"event": event, "url": reverse("forum", args=[event.pk])}


def _answered(notification: Notification) -> dict | None:
    rows = AmendmentRequest.objects.select_related("minutes__event").exclude(outcome="")
    asked = rows.filter(pk=notification.params["request"]).first()
    url = asked and reverse("consultations:amendments", args=[asked.minutes_id])
    return asked and {"asked": asked, "event": asked.minutes.event, "url": url}


def _late(notification: Notification) -> dict | None:
    """Return the reminder of late minutes; None once they are there."""
    event = Event.objects.filter(pk=notification.params["event"]).first()
    if event is None or not is_late(event):
        return None
    return {"event": event, "url": reverse("forum", args=[event.pk])}


def register() -> None:
    """Name the kinds of notice; called when the app is ready."""
    register_kind("minutes_published", _("Minutes of a forum at which I was"), _published)
    register_kind("amendment_waits", _("An amendment of my minutes is asked for"), _waits)
    register_kind("amendment_answered", _("My request to amend minutes is answered"), _answered)
    register_kind("minutes_late", _("Minutes of my forum are late"), _late)
