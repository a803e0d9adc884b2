"""Who is behind what happens to a page."""

from wagtail.log_actions import get_active_log_context

from accounts.actions import notify
from accounts.models import User


def actor_of(page) -> User:
    """Return who is behind this save: the person in the admin, else the revision's author, else the system."""
    active = get_active_log_context().user
    if active and active.is_authenticated:
        return active
    revision = page.live_revision or page.latest_revision
    return (revision and revision.user) or page.owner or User.objects.system()


def tell_schedule_refused(page, revision, messages: list[str]) -> None:
    """Tell the editor of a scheduled page that it was not published when due, and why."""
    editor = revision.user or page.owner
    if editor:
        notify(
            "schedule_refused",
            recipient=editor,
            # One revision may be scheduled again, and refused again.
            key=f"schedule-refused:{revision.pk}:{revision.approved_go_live_at:%Y%m%d%H%M}",
            params={"page": page.pk, "title": page.title, "messages": messages},
        )
