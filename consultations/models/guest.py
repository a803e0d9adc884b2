"""What a visitor wrote, until the code that was mailed to their address comes back."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import AddressField, Language
from consultations.models.comment import Comment
from consultations.models.consultation import Consultation, Question
from forum_site import districts

MOST_TRIES = 5  # wrong codes, after which another one must be sent


class GuestDraft(models.Model):
    """A comment that waits for its code. Used once: then it points at the comment, and text and address are gone.

    The worker deletes it after a day (`actions.guesting`).
    """

    form_key = models.UUIDField(unique=True)
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="+")
    parent = models.ForeignKey(Comment, models.CASCADE, related_name="+", null=True)
    question = models.ForeignKey(Question, models.CASCADE, related_name="+", null=True)
    stance = models.CharField(max_length=7, choices=Comment.Stance, blank=True)
    language = models.CharField(max_length=2, choices=Language, default=Language.INDONESIAN)
    text = models.TextField(blank=True)
    shown_name = models.CharField(max_length=80, blank=True)
    address = AddressField(blank=True)
    district = models.CharField(
        max_length=districts.LONGEST, choices=districts.District, blank=True, db_default=""
    )
    # What the form that sent it gave away (`defence`); what the text gives away is weighed when the code comes back.
    held_for = models.CharField(max_length=8, choices=Comment.HeldFor, blank=True, default="")
    # Keyed by the site's secret and the form's key: six digits alone would be found by trying them all.
    code_digest = models.BinaryField(max_length=32)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    used_at = models.DateTimeField(null=True)
    comment = models.OneToOneField(Comment, models.CASCADE, related_name="+", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(tries__lte=MOST_TRIES), name="guest_draft_few_tries"),
            models.CheckConstraint(
                condition=(Q(used_at=None, comment=None) & ~Q(text="") & ~Q(address=""))
                | Q(
                    used_at__isnull=False,
                    comment__isnull=False,
                    text="",
                    address="",
                    shown_name="",
                    district="",
                ),
                name="guest_draft_used_is_empty",
            ),
        ]
