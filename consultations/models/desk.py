"""What moderators share at their desk: who works on what, and the reasons that they give often."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.models.comment import Comment
from consultations.models.conduct import MeasureAppeal
from consultations.models.moderation import Rule
from forum_site.bilingual import Bilingual


class ClaimQuerySet(models.QuerySet):
    def in_force(self):
        """Those whose time is not over, each with its moderator."""
        return self.filter(until__gt=timezone.now()).select_related("moderator")


class Claim(models.Model):
    """A comment, or an objection to a measure, that a moderator works on, so that no other decides on it too.

    It ends by itself. A row whose time is over holds nobody back; whoever takes the thing next overwrites it.
    """

    comment = models.OneToOneField(Comment, models.CASCADE, related_name="claim", null=True)
    objection = models.OneToOneField(MeasureAppeal, models.CASCADE, related_name="claim", null=True)
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="claims", db_index=False
    )
    until = models.DateTimeField()

    objects = ClaimQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["moderator", "until"], name="claim_of_moderator")]
        constraints = [
            models.CheckConstraint(
                condition=Q(comment__isnull=True, objection__isnull=False)
                | Q(comment__isnull=False, objection__isnull=True),
                name="claim_of_one_thing",
            )
        ]

    @property
    def target(self) -> int:
        """Return what is claimed, as the queue names it: a comment's id, or the negative of an objection's."""
        return self.comment_id or -self.objection_id


class SavedReplyQuerySet(models.QuerySet):
    def in_use(self):
        """Those that moderators are offered."""
        return self.filter(archived_at=None)


class SavedReply(Bilingual, models.Model):
    """A reason that is given often, shared among moderators; its author reads it in their language."""

    title = models.CharField(
        _("title"), max_length=80, help_text=_("Only moderators see it: by this they find the reply.")
    )
    rule = models.ForeignKey(
        Rule,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("rule"),
        help_text=_("Chosen together with the reply."),
    )
    text = models.TextField(
        _("text"),
        max_length=2000,
        help_text=_("What must be filled in each time, write in square brackets with dots: […]."),
    )
    text_en = models.TextField(_("text in English"), max_length=2000, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)

    objects = SavedReplyQuerySet.as_manager()

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("title"),
                condition=Q(archived_at=None),
                name="saved_reply_once",
                violation_error_message=_("There is a saved reply with this title already."),
            ),
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="saved_reply_says_something"),
        ]

    def __str__(self) -> str:
        return self.title
