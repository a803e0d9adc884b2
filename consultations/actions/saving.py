"""The reasons that moderators give often: written, put away, taken up again; and what of them must be filled in."""

import hashlib
import json
import re

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from consultations.actions.locking import Conflict
from consultations.models import SavedReply

WORDS = ("title", "rule", "text", "text_en")
MOST_IN_USE = 50  # a list to choose from, not to search in
_PLACEHOLDER = re.compile(r"\[[^\[\]]*(?:…|\.\.\.)[^\[\]]*\]")


def require_filled_in(reason: str) -> None:
    """Raise ValidationError, tied to `reason`, where a place of a saved reply was left to be filled in."""
    found = _PLACEHOLDER.search(reason)
    if found:
        raise ValidationError(
            {"reason": _("Fill in “%(place)s”, or take it out.") % {"place": found[0][:80]}}
        )


def _require_moderator(actor: User) -> None:
    if not actor.has_perm("consultations.moderate_comment"):
        raise PermissionDenied


@transaction.atomic
def save_reply(
    *, actor: User, words: dict, reply: SavedReply | None = None, seen: str | None = None
) -> SavedReply:
    """Write a saved reply, or rewrite `reply`; return it. `words` holds what is named in `WORDS`.

    `seen` is the state (`state_of`) in which its writer read it; None: whoever calls has not looked. The same new one
    twice (a double click) stays one. Raises PermissionDenied, ValidationError, Conflict where a colleague has
    rewritten it meanwhile.
    """
    _require_moderator(actor)
    words = {name: _clean(words[name]) for name in WORDS}
    if reply is not None:
        reply = SavedReply.objects.select_for_update(of=("self",)).get(pk=reply.pk)
        if all(getattr(reply, name) == value for name, value in words.items()):
            return reply
        if seen is not None and seen != state_of(reply):
            raise Conflict(_("A colleague has rewritten this reply meanwhile. Compare theirs with yours."))
    if reply is None:
        already = SavedReply.objects.in_use().filter(created_by=actor, **words).first()
        if already:
            return already
        _require_room()
    reply = reply or SavedReply(created_by=actor)
    for name, value in words.items():
        setattr(reply, name, value)
    _store(reply)
    return reply


def state_of(reply: SavedReply) -> str:
    """Return what tells one wording of a saved reply from another."""
    words = [reply.title, reply.rule_id, reply.text, reply.text_en]
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()[:32]


@transaction.atomic
def put_away_reply(reply_id: int, *, actor: User, away: bool = True) -> SavedReply:
    """Put a saved reply away, so that it is offered no longer, or (`away` False) take it up again; return it.

    Raises PermissionDenied, SavedReply.DoesNotExist, ValidationError where another has its title meanwhile.
    """
    _require_moderator(actor)
    reply = SavedReply.objects.select_for_update().get(pk=reply_id)
    if away == (reply.archived_at is not None):
        return reply
    if not away:
        _require_room()
    reply.archived_at = timezone.now() if away else None
    _store(reply)
    return reply


def _clean(value):
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _store(reply: SavedReply) -> None:
    reply.full_clean()
    try:
        with transaction.atomic():
            reply.save()
    except IntegrityError:  # another was faster by a moment, and is there to be seen now
        reply.full_clean()
        raise


def _require_room() -> None:
    if SavedReply.objects.in_use().count() >= MOST_IN_USE:
        raise ValidationError(
            _("There are %(count)d saved replies. Put one away that is no longer needed.")
            % {"count": MOST_IN_USE}
        )
