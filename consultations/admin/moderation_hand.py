"""What a moderator holds of the queue: taken, taken over, renewed and given back, with a script and without."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.signals import user_logged_out

from accounts.models import User
from consultations import actions
from consultations.models import Claim


@dataclass(frozen=True)
class Hand:
    """What a moderator holds (`Claim.target`), and until when the first of it is theirs."""

    targets: tuple[int, ...] = ()
    until: datetime | None = None

    def __len__(self) -> int:
        return len(self.targets)


def hand_of(moderator: User) -> Hand:
    """Return what a moderator holds now."""
    held = Claim.objects.filter(moderator=moderator).in_force()
    return Hand(tuple(claim.target for claim in held), min(claim.until for claim in held)) if held else Hand()


def _give_back(user: User | None, **more) -> None:
    if user is not None:
        actions.release_claims(user)


def connect() -> None:
    """Let whoever logs out give back what they hold; called when the app is ready."""
    user_logged_out.connect(_give_back, dispatch_uid="give back what a moderator holds")
