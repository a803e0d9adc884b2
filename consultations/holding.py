"""What the author of a held text is told: that it has arrived, who reads it, and why it waits."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.models import Comment

HeldFor = Comment.HeldFor

WHY = {
    HeldFor.TRAP: gettext_lazy("A field was filled in that should stay empty, as programs do."),
    HeldFor.HASTE: gettext_lazy(
        "It was sent only moments after the form opened, or the form was damaged on its way."
    ),
    HeldFor.REPEATED: gettext_lazy("It is much like another text in this consultation."),
    HeldFor.LINKS: gettext_lazy("It contains a link, and your account is new."),
    HeldFor.NETWORK: gettext_lazy("Very many texts are arriving from the network that you use."),
}


def told(held_for: str) -> str:
    """Return what the author of a new text is told."""
    return _(
        "Your comment has arrived, and nothing of it is lost. A moderator reads it before others do. The reason: "
        "%(why)s You will be told when it is published."
    ) % {"why": WHY[held_for]}


def told_of_edit(held_for: str) -> str:
    """Return what the author of a changed text is told."""
    return _(
        "Your change has arrived. A moderator reads it before others do; until then the earlier text stands. "
        "The reason: %(why)s"
    ) % {"why": WHY[held_for]}
