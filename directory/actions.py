"""Verbs on promises: each change leaves a row with actor, time and reason."""

import uuid

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.documents.models import Document
from wagtail.images.models import Image

from accounts.models import User
from directory.models import AgencyOfficer, Commitment, CommitmentChange, CommitmentFollow, Evidence

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

    Takes the edited, validated row; `reason` is needed where a day or the status changes. A new row whose
    `form_key` is stored already is that row: the form came twice. Whoever follows a public one is told of the
    change. Returns the stored row. Raises PermissionDenied where it is not the actor's, ValidationError where the
    reason is missing.
    """
    before = (
        Commitment.objects.select_for_update().filter(pk=commitment.pk).first() if commitment.pk else None
    )
    if not may_change_commitment(actor, commitment) or (before and not may_change_commitment(actor, before)):
        raise PermissionDenied
    commitment.settle()
    moved = before and _state(before) != _state(commitment)
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
        change = CommitmentChange.objects.create(
            commitment=commitment,
            actor=actor,
            due_before=before and before.due_on,
            due_after=commitment.due_on,
            status_before=before.status if before else "",
            status_after=commitment.status,
            reason=reason.strip() or FIRST_ENTRY,
        )
        if before and commitment.published_at:
            _announce(change)
    return commitment


def _state(commitment: Commitment) -> tuple:
    return commitment.due_on, commitment.status, commitment.kept_on


def _announce(change: CommitmentChange) -> None:
    from directory.news import tell_of_change  # its task needs all models

    transaction.on_commit(lambda: tell_of_change.enqueue(change.pk))


# --- Evidence ---------------------------------------------------------------------------------------


@transaction.atomic
def add_evidence(
    commitment_id: int,
    *,
    actor: User,
    kind: str,
    caption: str,
    form_key: uuid.UUID,
    url: str = "",
    file: UploadedFile | None = None,
) -> Evidence:
    """Add a link, a file or a picture that shows how far a commitment is; the same form twice adds it once.

    `file` was checked by its form. Returns the row. Raises Commitment.DoesNotExist, PermissionDenied.
    """
    commitment = Commitment.objects.select_for_update().get(pk=commitment_id)
    if not may_change_commitment(actor, commitment):
        raise PermissionDenied
    # The row is locked, so a second click waits here and then finds the first one's: no file is stored twice.
    if stored := commitment.pieces.filter(form_key=form_key).first():
        return stored
    held = {}
    if kind == Evidence.Kind.LINK:
        held["url"] = url
    elif kind == Evidence.Kind.FILE:
        held["document"] = Document(title=caption, file=file, uploaded_by_user=actor)
        held["document"]._set_document_file_metadata()
        held["document"].save()
    else:
        held["picture"] = Image(title=caption, file=file, uploaded_by_user=actor)
        held["picture"]._set_image_file_metadata()
        held["picture"].save()
    return Evidence.objects.create(
        commitment=commitment, kind=kind, caption=caption, added_by=actor, form_key=form_key, **held
    )


@transaction.atomic
def withdraw_evidence(evidence_id: int, *, actor: User, reason: str) -> Evidence:
    """Take a piece of evidence back, for a reason that is published in its place; harmless twice.

    Returns the row. Raises Evidence.DoesNotExist, PermissionDenied, ValidationError without a reason.
    """
    piece = Evidence.objects.select_for_update(of=("self",)).select_related("commitment").get(pk=evidence_id)
    if not may_change_commitment(actor, piece.commitment):
        raise PermissionDenied
    if piece.withdrawn_at:
        return piece
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is taken back: it is published.")})
    piece.withdrawn_at, piece.withdrawn_by, piece.reason = timezone.now(), actor, reason.strip()
    piece.save(update_fields=["withdrawn_at", "withdrawn_by", "reason"])
    return piece


# --- Following --------------------------------------------------------------------------------------


def follow_commitment(commitment: Commitment, account: User) -> None:
    """Send news of the commitment to this person from now on; harmless twice."""
    CommitmentFollow.objects.bulk_create(
        [CommitmentFollow(commitment=commitment, user=account)], ignore_conflicts=True
    )


def unfollow_commitment(commitment: Commitment, account: User) -> None:
    """Send no more news of the commitment to this person; harmless twice."""
    CommitmentFollow.objects.filter(commitment=commitment, user=account).delete()
