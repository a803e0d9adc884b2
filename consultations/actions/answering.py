"""What agencies and analysts do with a theme: answer it, and tie promises to it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from consultations.models import Response, Theme, ThemeCommitment
from directory.actions import may_change_commitment
from directory.models import AgencyOfficer, Commitment


def may_answer(user: User, agency_id: int) -> bool:
    """Whether `user` may answer for the agency: its serving officers, and administrators."""
    if not user.has_perm("consultations.change_response"):
        return False
    return user.is_superuser or AgencyOfficer.objects.serving().filter(user=user, agency=agency_id).exists()


@transaction.atomic
def save_response(response: Response, *, actor: User) -> Response:
    """Store an agency's new or changed answer, a validated row, as written by `actor`; return it.

    Raises PermissionDenied for another agency's, ValidationError where the theme takes no new answers.
    """
    before = Response.objects.select_for_update().filter(pk=response.pk).first() if response.pk else None
    if not may_answer(actor, response.agency_id) or (before and not may_answer(actor, before.agency_id)):
        raise PermissionDenied
    if before is None and response.theme.retired_at:
        raise ValidationError({"theme": _("This theme is retired; choose another one.")})
    response.written_by = actor
    response.save()
    return response


def may_link(user: User, commitment: Commitment) -> bool:
    """Whether `user` may say that the commitment answers a theme: analysts, and whoever may change it."""
    return user.has_perm("consultations.code_comment") or may_change_commitment(user, commitment)


def link_commitment(theme: Theme, commitment: Commitment, *, actor: User) -> None:
    """Say that a commitment answers a theme; harmless twice. Raises PermissionDenied."""
    if not may_link(actor, commitment):
        raise PermissionDenied
    ThemeCommitment.objects.bulk_create(
        [ThemeCommitment(theme=theme, commitment=commitment)], ignore_conflicts=True
    )


def unlink_commitment(theme: Theme, commitment: Commitment, *, actor: User) -> None:
    """Take a commitment off a theme; published versions of the report keep it. Raises PermissionDenied."""
    if not may_link(actor, commitment):
        raise PermissionDenied
    ThemeCommitment.objects.filter(theme=theme, commitment=commitment).delete()
