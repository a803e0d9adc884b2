"""What pages need whose publication puts facts in force: how they refuse it, and what a save means."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from wagtail.models import Page, Revision


class PublicationRefused(ValidationError):
    """A page may not go live (or may not go) now; `messages` says why, in words for its editor.

    Raised by a page's `save()`. Where a schedule meets it, the schedule is cleared and the page's
    `on_schedule_refused(revision, error)`, if it has one, is called (forum_site/scheduling.py).
    `links` are pairs (address, text) that lead the editor to what remains to be done; `page_id` is the
    page that refused, so that the administration can lead back to it (`middleware.refusals_in_words`).
    """

    def __init__(self, *messages, links=(), page_id: int | None = None):
        super().__init__([str(message) for message in messages])
        self.links = list(links)
        self.page_id = page_id


# --- What a save of a page does ---------------------------------------------------------------------


@dataclass(frozen=True)
class Stored:
    """What stands in the database for a page before it is saved."""

    live: bool = False
    live_revision_id: int | None = None
    last_published_at: datetime | None = None


def stored(page) -> Stored:
    """Return what is stored, locked until the transaction ends, so that two publications follow one another."""
    if not page.pk:
        return Stored()
    row = Page.objects.select_for_update().filter(pk=page.pk)
    return Stored(*(row.values_list("live", "live_revision_id", "last_published_at").first() or ()))


def is_publication(page, before: Stored) -> bool:
    """Whether this save makes the page live, or another revision of it."""
    return page.live and (not before.live or page.live_revision_id != before.live_revision_id)


def moment_of(page, before: Stored) -> datetime:
    """Return when this publication happens: the moment that Wagtail states, where this save brings a new one."""
    if page.last_published_at and page.last_published_at != before.last_published_at:
        return page.last_published_at
    return timezone.now()


def may_publish(update_fields: Collection[str] | None) -> bool:
    """Whether a save of these fields (None: all) can make a page live, or take it down."""
    return update_fields is None or bool({"live", "live_revision"} & set(update_fields))


def store_valid(page, store: Callable):
    """Store a page; what it lacks to be live is said in words, since workflow and schedule show no form."""
    try:
        return store()
    except PublicationRefused:
        raise
    except ValidationError as error:
        if not page.live:
            raise
        raise PublicationRefused(*_sentences(page, error), page_id=page.pk) from error


def _sentences(page, error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return error.messages
    return [
        message if name == NON_FIELD_ERRORS else f"{page._meta.get_field(name).verbose_name}: {message}"
        for name, messages in error.message_dict.items()
        for message in messages
    ]


def same_minute(one: datetime | None, other: datetime | None) -> bool:
    """Whether two moments are the same in an editor's form, which knows no seconds."""
    if one is None or other is None:
        return one is other
    return one.replace(second=0, microsecond=0) == other.replace(second=0, microsecond=0)


def use_up(field: str, revision_id: int | None) -> None:
    """Empty what belonged to this one publication in its revision: published again, it must be given anew."""
    revision = Revision.objects.filter(pk=revision_id).first()
    if revision and revision.content.get(field):
        Revision.objects.filter(pk=revision.pk).update(content=revision.content | {field: ""})
