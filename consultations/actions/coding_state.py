"""Declaring that coding is complete, and taking it up again."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from consultations.coverage import coverage_of
from consultations.models import Consultation, ConsultationChange


def complete_coding(consultation_id: int, *, actor: User, reason: str = "") -> None:
    """Declare coding complete: nothing is entered or coded any more; harmless twice.

    Raises PermissionDenied, ValidationError while the consultation is open or a comment is uncoded.
    """
    _set_coding_complete(consultation_id, actor, True, reason)


def resume_coding(consultation_id: int, *, actor: User, reason: str = "") -> None:
    """Take coding up again, for a reason; harmless twice. Raises PermissionDenied, ValidationError without reason."""
    _set_coding_complete(consultation_id, actor, False, reason)


@transaction.atomic
def _set_coding_complete(consultation_id: int, actor: User, complete: bool, reason: str) -> None:
    if not actor.has_perm("consultations.code_comment"):
        raise PermissionDenied
    row = Consultation.objects.select_for_update().get(pk=consultation_id)
    if bool(row.coding_completed_at) == complete:
        return
    now = timezone.now()
    if complete:
        _require_completable(row, now)
    elif not reason.strip():
        raise ValidationError({"reason": _("Say why coding is taken up again.")})
    row.coding_completed_at, row.coding_completed_by = (now, actor) if complete else (None, None)
    row.save(update_fields=["coding_completed_at", "coding_completed_by"])
    Kind = ConsultationChange.Kind
    ConsultationChange.objects.create(
        consultation=row,
        kind=Kind.CODING_COMPLETED if complete else Kind.CODING_RESUMED,
        actor=actor,
        reason=reason.strip(),
        opens_at=row.opens_at,
        closes_at=row.closes_at,
    )


def _require_completable(row: Consultation, now) -> None:
    if now < row.closes_at and row.state != Consultation.State.CANCELLED:
        raise ValidationError(_("The consultation is still open."))
    remaining = coverage_of(row).remaining
    if remaining:
        raise ValidationError(
            ngettext(
                "%(count)d published comment has neither a theme nor a disposition.",
                "%(count)d published comments have neither a theme nor a disposition.",
                remaining,
            )
            % {"count": remaining}
        )
