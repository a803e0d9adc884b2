"""Locks that the verbs take, always in the same order: consultation, ancestors root first, comment."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.comment_rows import read_comment
from consultations.models import Comment, Consultation
from forum_site import prepared
from forum_site.dates import format_moment
from forum_site.languages import active_language


class Conflict(Exception):
    """Somebody was faster: what was to be changed is no longer what its reader saw. A view answers 409."""

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Held:
    """A consultation's facts, read under a lock that the report's gate waits for."""

    id: int
    state: str
    opens_at: datetime
    closes_at: datetime
    moderation: str
    coding_complete: bool
    now: datetime
    stored: int | None = None  # the comment that was stored under a form's key before

    @property
    def is_open(self) -> bool:
        """Whether this transaction began within the half-open window."""
        return self.state == Consultation.State.IN_FORCE and self.opens_at <= self.now < self.closes_at

    def require_open(self) -> None:
        """Raise ValidationError, in words for the resident, where comments are not taken now."""
        if self.state == Consultation.State.CANCELLED:
            raise ValidationError(
                _("This consultation was cancelled, so your text cannot be accepted."), "closed"
            )
        if self.state == Consultation.State.DRAFT or self.now < self.opens_at:
            raise ValidationError(
                _("This consultation opens on %(moment)s, so your text cannot be accepted yet.")
                % {"moment": format_moment(self.opens_at, active_language())},
                "not_open",
            )
        if not self.is_open:
            raise ValidationError(
                _("This consultation closed on %(moment)s, so your text cannot be accepted.")
                % {"moment": format_moment(self.closes_at, active_language())},
                "closed",
            )


_HOLD = """
SELECT id, state, opens_at, closes_at, moderation, coding_completed_at IS NOT NULL, transaction_timestamp(),
       (SELECT k.id FROM consultations_comment k WHERE k.form_key = %(form_key)s)
  FROM consultations_consultation WHERE id = %(id)s FOR SHARE
"""


def hold_consultation(consultation_id: int, form_key: UUID | None = None) -> Held:
    """Return a consultation's facts FOR SHARE, with the time at which this transaction began.

    `form_key`: whether something is stored under it. Raw SQL: the ORM has no FOR SHARE, and its FOR UPDATE would make
    every writer wait for every other. The row must not be updated by whoever holds it so: two of them would deadlock.
    Raises Consultation.DoesNotExist.
    """
    found = prepared.fetch(_HOLD, {"id": consultation_id, "form_key": form_key and str(form_key)})
    if not found:
        raise Consultation.DoesNotExist
    return Held(*found[0])


def as_read(consultation: Consultation) -> Held:
    """Return a consultation's facts as they stand now, without a lock: for pages that say what is possible."""
    return Held(
        consultation.pk,
        consultation.state,
        consultation.opens_at,
        consultation.closes_at,
        consultation.moderation,
        consultation.coding_completed_at is not None,
        timezone.now(),
    )


def hold_comment(comment_id: int) -> Comment:
    """Return the comment, locked until the transaction ends. Raises Comment.DoesNotExist."""
    comment = read_comment(comment_id, lock=True)
    if comment is None:
        raise Comment.DoesNotExist
    return comment
