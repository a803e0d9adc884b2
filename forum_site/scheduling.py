"""Publishes and expires at the hour that an editor set, each page on its own.

Wagtail's own `publish_scheduled` stops at the first page that fails, and every later one waits for ever.
"""

import logging

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, Revision

from forum_site.publishing import PublicationRefused

logger = logging.getLogger(__name__)


def due_revisions():
    """Return the revisions whose hour has come, earliest first."""
    return Revision.objects.filter(approved_go_live_at__lte=timezone.now()).order_by(
        "approved_go_live_at", "id"
    )


def expired_objects() -> list:
    """Return the live pages and snippets whose hour to go has come."""
    models = [
        model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and (model is Page or not issubclass(model, Page))
    ]
    return [row for model in models for row in model.objects.filter(live=True, expire_at__lt=timezone.now())]


def publish_due() -> int:
    """Expire and publish all that is due; return how many were. What one page raises never stops the others."""
    done = 0
    for row in expired_objects():
        done += _try(_expire, row)
    for revision in due_revisions():
        done += _try(_publish, revision)
    return done


def _try(step, row) -> bool:
    try:
        with transaction.atomic():
            return step(row)
    except Exception:
        logger.exception("%s of %r failed; it is tried again in a minute", step.__name__.strip("_"), row)
        return False


def _expire(row) -> bool:
    row = getattr(row, "specific", row)  # a page of its own type, so that its own `save()` may refuse
    try:
        with transaction.atomic():
            row.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
            return True
    except PublicationRefused as error:
        # Something public would go without a word: it stays, and the hour is struck out.
        logger.warning("%r was not expired: %s", row, "; ".join(error.messages))
        type(row).objects.filter(pk=row.pk).update(expire_at=None)
        return False


def _publish(revision: Revision) -> bool:
    locked = due_revisions().select_for_update(skip_locked=True, of=("self",)).filter(pk=revision.pk).first()
    if locked is None:  # another worker is at it, or the editor has just changed the hour
        return False
    try:
        with transaction.atomic():
            locked.publish(log_action="wagtail.publish.scheduled")
            return True
    except PublicationRefused as error:
        _refuse(locked, error)
        return False


def _refuse(revision: Revision, error: PublicationRefused) -> None:
    """Clear the schedule, so that the page is not tried each minute, and let the page tell its editor."""
    page = revision.as_object()
    logger.warning("%r was not published at its hour: %s", page, "; ".join(error.messages))
    content = revision.content | {"go_live_at": None}
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None, content=content)
    type(page).objects.filter(pk=page.pk).update(go_live_at=None)
    if hasattr(page, "on_schedule_refused"):
        page.on_schedule_refused(revision, error)
