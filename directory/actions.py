"""Verbs on promises: each change leaves a row with actor, time and reason."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from directory.models import AgencyOfficer, Commitment, CommitmentChange

FIRST_ENTRY = "first entry"  # the reason that a new commitment's first row carries


def may_change_commitment(user, commitment: Commitment) -> bool:
    """Whether `user` may change it: an officer their own agency's, and whoever oversees all of them."""
    if not user.has_perm("directory.change_commitment"):
        return False
    if user.is_superuser or user.has_perm("directory.oversee_commitment"):
        return True
    return AgencyOfficer.objects.serving().filter(user=user, agency=commitment.agency_id).exists()


@transaction.atomic
def save_commitment(commitment: Commitment, *, actor, reason: str) -> Commitment:
    """Store a new or changed commitment, and what changed in its date or status.

    Takes the edited, validated row; `reason` is needed where date or status change. A new row whose
    `form_key` is stored already is that row: the form came twice. Returns the stored row. Raises
    PermissionDenied where it is not the actor's, ValidationError where the reason is missing.
    """
    before = (
        Commitment.objects.select_for_update().filter(pk=commitment.pk).first() if commitment.pk else None
    )
    if not may_change_commitment(actor, commitment) or (before and not may_change_commitment(actor, before)):
        raise PermissionDenied
    moved = before and (before.due_on, before.status) != (commitment.due_on, commitment.status)
    if moved and not reason.strip():
        raise ValidationError({"reason": _("Say why the date or the status changes: it is published.")})
    if before is None and commitment.form_key:
        Commitment.objects.bulk_create([commitment], ignore_conflicts=True)
        commitment = Commitment.objects.get(form_key=commitment.form_key)
        if commitment.changes.exists():
            return commitment
    else:
        commitment.save()
    if before is None or moved:
        CommitmentChange.objects.create(
            commitment=commitment,
            actor=actor,
            due_before=before and before.due_on,
            due_after=commitment.due_on,
            status_before=before.status if before else "",
            status_after=commitment.status,
            reason=reason.strip() or FIRST_ENTRY,
        )
    return commitment
