"""What this app hands over of a person, and how it forgets them."""

from accounts import privacy
from accounts.models import User
from directory.models import CommitmentFollow


def export(user: User) -> dict:
    """Return what the person follows here, as JSON can hold it."""
    follows = CommitmentFollow.objects.filter(user=user).order_by("pk")
    return {"follows": list(follows.values_list("commitment", flat=True))}


def erase(user: User) -> None:
    """Let the person follow nothing any more. What they did in office stays on record, nameless."""
    CommitmentFollow.objects.filter(user=user).delete()


def register() -> None:
    """Register both with accounts; called when the app is ready."""
    privacy.register("directory", export=export, erase=erase)
