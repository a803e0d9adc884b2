"""Who chairs says what is on now."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from events.actions.arriving import may_arrive
from events.actions.asking import CHAIR
from events.models import Event, Stage


@transaction.atomic
def show_item(event_id: int, item_id: int | None, *, actor: User) -> Stage:
    """Say which part of the programme a forum is at (None: none now); harmless twice.

    Raises Event.DoesNotExist, PermissionDenied, ValidationError for a part that is not on its programme, or outside
    the forum's day.
    """
    if not actor.has_perm(CHAIR):
        raise PermissionDenied
    event = Event.objects.select_for_update(of=("self",)).get(pk=event_id)
    if not may_arrive(event):
        raise ValidationError(_("What is on now is set on the day of the forum."), "closed")
    if item_id and not event.agenda_items.filter(pk=item_id, removed_at=None).exists():
        raise ValidationError(_("This part is no longer on the programme. Choose another one."), "item")
    stage, made = Stage.objects.get_or_create(event=event, defaults={"item_id": item_id, "by": actor})
    if not made and stage.item_id != item_id:
        stage.item_id, stage.since, stage.by = item_id, timezone.now(), actor
        stage.save(update_fields=["item", "since", "by"])
    return stage
