"""What happens when minutes are saved: they come into force, and what they promise is promised in public.

Called by the page's `save()`, the one place that every way of publishing passes.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.authors import actor_of
from accounts.models import User
from consultations.models.minutes import AgendaCommitment, Minutes, MinutesChange
from directory.models import Commitment
from events.models import Event
from forum_site.publishing import (
    PublicationRefused,
    is_publication,
    may_publish,
    moment_of,
    store_valid,
    stored,
    use_up,
)

Kind = MinutesChange.Kind
LATE_AFTER = timedelta(days=7)  # after a forum its minutes are late


def parts_of(page) -> list:
    """Return the blocks of a minutes page that are about a part of the programme which is still there."""
    return [block for block in page.body if block.block_type == "part" and block.value["item"]]


def problems_of(page) -> dict[str, str]:
    """Return what is wrong with a minutes page, per field, in words."""
    seen = set()
    for block in parts_of(page):
        item = block.value["item"]
        if page.event_id and item.event_id != page.event_id:
            return {"body": _("“%(part)s” is a part of another forum.") % {"part": item}}
        if item.pk in seen:
            return {"body": _("“%(part)s” stands twice in the minutes.") % {"part": item}}
        seen.add(item.pk)
    return {}


def is_late(event: Event, at: datetime | None = None) -> bool:
    """Whether a forum was held so long ago that its minutes should be there, and they are not."""
    if event.state != Event.State.ANNOUNCED or event.ends_at + LATE_AFTER > (at or timezone.now()):
        return False
    return not Minutes.objects.filter(event=event).exists()


@transaction.atomic
def save_minutes_page(page, store: Callable, update_fields: Collection[str] | None = None):
    """Store the page by `store`; where this save publishes it, put the minutes in force.

    A first save is always a draft. Returns what `store` returns. Raises PublicationRefused where published minutes
    would disappear, before the forum, or for an unexplained change.
    """
    if not may_publish(update_fields):
        return store()
    before = stored(page)
    if page.pk is None or page.alias_of_id:
        page.live, page.has_unpublished_changes = False, True
    if page.event_id is None:
        page.event_id = getattr(page.get_parent().specific, "event_id", None)
    if before.live and not page.live:
        refuse_to_disappear(page)
    if not is_publication(page, before):
        return store_valid(page, store)
    event = Event.objects.select_for_update().filter(pk=page.event_id).first()
    _require(page, event)
    if not page.is_primary:
        return store_valid(page, store)
    note, page.correction_note = page.correction_note.strip(), ""
    put_in_force(page, event, actor_of(page), note, moment_of(page, before))
    result = store_valid(page, store)
    use_up("correction_note", page.live_revision_id)
    return result


def _require(page, event: Event | None) -> None:
    """Raise PublicationRefused for minutes of what was not held, or that are not in order."""
    if event is None or event.state != Event.State.ANNOUNCED or event.starts_at > timezone.now():
        raise PublicationRefused(
            _("Minutes are published once their forum has begun, and not of one that was cancelled."),
            page_id=page.pk,
        )
    if problems := problems_of(page):
        raise PublicationRefused(*problems.values(), page_id=page.pk)
    is_in_force = Minutes.objects.filter(event=event).exists()
    if page.is_primary and is_in_force and not page.correction_note.strip():
        raise PublicationRefused(_("Say what has changed: it is published."), page_id=page.pk)
    if not page.is_primary and not is_in_force:
        raise PublicationRefused(_("Publish the Indonesian minutes first."), page_id=page.pk)


def refuse_to_disappear(page) -> None:
    """Raise PublicationRefused for published minutes: they are corrected, never removed."""
    if Minutes.objects.filter(event=page.event_id).exists():
        raise PublicationRefused(
            _("Published minutes stay where they are. What is wrong in them is corrected, with a note."),
            page_id=page.pk,
        )


def put_in_force(page, event: Event, actor: User, note: str, at: datetime) -> Minutes:
    """Let a page be the minutes of its forum, which the caller holds; publish what it promises."""
    minutes = Minutes.objects.select_for_update().filter(event=event).first()
    if minutes is None:
        until = at + timedelta(days=page.amend_days)
        minutes = Minutes.objects.create(
            event=event, page=page, published_at=at, amend_until=until, attended=page.attended
        )
        MinutesChange.objects.create(minutes=minutes, kind=Kind.PUBLISHED, actor=actor, at=at)
        transaction.on_commit(lambda: _tell(event.pk))
    else:
        kind = Kind.CORRECTED if minutes.final_at else Kind.AMENDED
        Minutes.objects.filter(pk=minutes.pk).update(attended=page.attended, page=page)
        MinutesChange.objects.create(minutes=minutes, kind=kind, actor=actor, at=at, reason=note)
    _promise(page, event, at)
    return minutes


def _tell(event_id: int) -> None:
    from consultations.minutes_notices import tell_of_minutes

    tell_of_minutes.enqueue(event_id)


def _promise(page, event: Event, at: datetime) -> None:
    """Bring what the minutes promise in step with the page, and make it public."""
    wanted = {
        (block.value["item"].pk, commitment.pk)
        for block in parts_of(page)
        for commitment in block.value["commitments"]
        if commitment
    }
    rows = AgendaCommitment.objects.filter(item__event=event)
    for row in rows:
        if (row.item_id, row.commitment_id) not in wanted:
            row.delete()
    AgendaCommitment.objects.bulk_create(
        [AgendaCommitment(item_id=item, commitment_id=commitment) for item, commitment in sorted(wanted)],
        ignore_conflicts=True,
    )
    Commitment.objects.filter(pk__in=[commitment for _item, commitment in wanted], published_at=None).update(
        published_at=at
    )


def with_minutes(paths: Iterable[str], *, below: bool = True) -> list:
    """Return the published minutes at these tree paths, or `below` them: pages that may not disappear."""
    from django.db.models import Exists, OuterRef, Q

    from consultations.models.minutes import MinutesPage

    chosen = Q()
    for path in paths:
        chosen |= Q(path__startswith=path) if below else Q(path=path)
    if not chosen:
        return []
    in_force = Exists(Minutes.objects.filter(event=OuterRef("event")))
    return list(MinutesPage.objects.filter(chosen, in_force))
