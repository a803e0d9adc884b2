"""Readers' reports that a comment breaks a rule, and when they come before a moderator."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import AddressField, Language
from consultations.models.comment import Comment
from consultations.models.consultation import Consultation
from consultations.models.moderation import ModerationDecision, Rule


class Flag(models.Model):
    """A reader's report that a comment breaks a rule: one per person and comment.

    A person is an account or, without one, a network: its keyed digest, kept no longer than it is needed to count
    people (`actions.reporting`).
    """

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="flags", db_index=False)
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="flags", null=True)
    by_visitor = models.BooleanField(default=False)
    network = models.BinaryField(max_length=32, null=True)
    contact = AddressField(blank=True)
    language = models.CharField(max_length=2, choices=Language, default=Language.INDONESIAN)
    receipt_digest = models.BinaryField(max_length=32, null=True)
    form_key = models.UUIDField(null=True, unique=True)
    rule = models.ForeignKey(Rule, models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    decision = models.ForeignKey(ModerationDecision, models.PROTECT, related_name="flags", null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["consultation", "created_at", "id"], condition=Q(decision=None), name="flag_open"
            ),
            models.Index(fields=["created_at"], condition=Q(network__isnull=False), name="flag_network_kept"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["comment", "user"], name="flag_once"),
            models.UniqueConstraint(
                fields=["comment", "network"], condition=Q(network__isnull=False), name="flag_network_once"
            ),
            models.UniqueConstraint(
                fields=["receipt_digest"],
                condition=Q(receipt_digest__isnull=False),
                name="flag_receipt_once",
            ),
            models.CheckConstraint(
                condition=Q(by_visitor=True, user=None)
                | Q(
                    by_visitor=False,
                    user__isnull=False,
                    network=None,
                    contact="",
                    receipt_digest__isnull=True,
                ),
                name="flag_of_account_or_visitor",
            ),
            models.CheckConstraint(
                condition=Q(decision=None) | Q(network=None, contact=""), name="flag_answered_knows_nobody"
            ),
        ]


class ReportCase(models.Model):
    """The open reports on a comment, and from when on they wait for a moderator; gone when they are answered.

    `due_at` lies ahead while few people report, so that a lone report is read too, only later.
    """

    comment = models.OneToOneField(Comment, models.PROTECT, related_name="report_case")
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+", db_index=False)
    people = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # The system's decision that took the comment away at so many reports, where the consultation says so.
    hidden_by = models.OneToOneField(ModerationDecision, models.PROTECT, related_name="+", null=True)

    class Meta:
        indexes = [models.Index(fields=["consultation", "due_at", "comment"], name="report_case_due")]
        constraints = [
            models.CheckConstraint(condition=Q(people__gte=1), name="report_case_has_people"),
            models.CheckConstraint(condition=Q(due_at__gte=F("first_at")), name="report_case_due_later"),
        ]
