"""What every page that refuses to be published says it with."""

from django.core.exceptions import ValidationError


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
