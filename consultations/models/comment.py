"""What a resident says, every text of it, and who agrees."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.models.consultation import Consultation, Question
from consultations.models.participant import Channel, Participant

MAX_LENGTH = 5000  # characters of one comment
EXCERPT_LENGTH = 260  # characters that a list shows before "read on"


# What a list of threads shows: a text, or the stone that stands for it.
SHOWN_ROOT = Q(
    parent__isnull=True, status__in=["published", "hidden", "withdrawn"], published_at__isnull=False
)
# A list of threads costs the same at any size because each filter in each order has an index of its own.
_ORDERS = {
    "time": ("published_at", "id"),
    "support": ("-support_count", "-id"),
    "replies": ("-descendant_count", "-id"),
    "contest": ("-contested_count", "-id"),
}
_FILTERS = {
    "all": (("consultation",), Q()),
    "question": (("question",), Q(question__isnull=False)),
    "stance": (("consultation", "stance"), ~Q(stance="")),
    "official": (("consultation",), Q(official_count__gt=0)),
}
ROOT_INDEXES = [
    models.Index(
        fields=[*fields, *order], condition=SHOWN_ROOT & condition, name=f"comment_roots_{which}_{by}"
    )
    for which, (fields, condition) in _FILTERS.items()
    for by, order in _ORDERS.items()
]


class CommentQuerySet(models.QuerySet):
    def published(self):
        """Comments whose text anyone may read."""
        return self.filter(status=Comment.Status.PUBLISHED)

    def standing(self):
        """Comments with a place in the thread: published ones, and stones of those that were hidden or withdrawn."""
        return self.filter(status__in=Comment.STANDING, published_at__isnull=False)

    def visible_to(self, user):
        """Comments that `user` may know of: standing ones, their own whatever the state, all for moderators."""
        if user.is_authenticated and user.has_perm("consultations.moderate_comment"):
            return self
        announced = ~Q(consultation__state=Consultation.State.DRAFT)
        public = Q(status__in=Comment.STANDING, published_at__isnull=False) & announced
        if user.is_authenticated:
            public |= Q(participant__account=user)
        return self.filter(public)

    def uncoded(self):
        """Published comments with neither theme nor disposition."""
        return self.published().filter(coding=Comment.Coding.NONE)


class Comment(models.Model):
    """One contribution, a root or a reply.

    Counters are kept at write (counting at read cost seconds on a large thread). The tree's
    truths (a reply's thread, depth and consultation follow its parent's) are composite foreign
    keys in the database, see migration 0002.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("waiting for a moderator")
        PUBLISHED = "published", _("published")
        REJECTED = "rejected", _("rejected")
        HIDDEN = "hidden", _("hidden")
        WITHDRAWN = "withdrawn", _("withdrawn")

    STANDING = (Status.PUBLISHED, Status.HIDDEN, Status.WITHDRAWN)

    class Stance(models.TextChoices):
        FOR = "for", _("In favour")
        AGAINST = "against", _("Against")
        NEUTRAL = "neutral", _("Neutral")

    class Coding(models.TextChoices):
        """What stands in the codes; the tables of codes point at it, so that both kinds exclude each other."""

        NONE = "", _("not coded")
        THEMES = "themes", _("themes")
        DISPOSITION = "disposition", _("disposition")

    class HeldFor(models.TextChoices):
        """Why a text waits although its consultation would have published it at once (consultations/defence.py)."""

        NOTHING = "", _("not held")
        TRAP = "trap", _("a field was filled that only programs see")
        HASTE = "haste", _("sent faster than anybody can write")
        REPEATED = "repeated", _("much like a text that is here already")
        LINKS = "links", _("a link, from a new account")
        NETWORK = "network", _("very many texts from one network")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="comments", db_index=False)
    question = models.ForeignKey(Question, models.PROTECT, related_name="comments", null=True, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, related_name="replies", null=True, db_index=False)
    thread_id = models.BigIntegerField()
    depth = models.PositiveSmallIntegerField(default=0)
    parent_depth = models.GeneratedField(
        expression=models.Case(models.When(depth__gt=0, then=F("depth") - 1), default=None),
        output_field=models.SmallIntegerField(null=True),
        db_persist=True,
    )
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="comments", db_index=False)
    status = models.CharField(max_length=9, choices=Status, default=Status.PENDING)
    # Of the text that waits, or waited last: new, or an edit.
    held_for = models.CharField(max_length=8, choices=HeldFor, blank=True, default="", db_default="")
    channel = models.CharField(max_length=5, choices=Channel, default=Channel.WEB)
    language = models.CharField(max_length=5, blank=True)
    stance = models.CharField(max_length=7, choices=Stance, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    edited_at = models.DateTimeField(null=True)
    form_key = models.UUIDField(null=True, unique=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    source = models.CharField(max_length=20, blank=True)
    source_id = models.CharField(max_length=80, blank=True)
    imported_agree = models.IntegerField(null=True)
    imported_disagree = models.IntegerField(null=True)
    version = models.ForeignKey(
        "CommentVersion", models.PROTECT, related_name="+", null=True, db_constraint=False, db_index=False
    )
    pending_version = models.ForeignKey(
        "CommentVersion", models.PROTECT, related_name="+", null=True, db_constraint=False, db_index=False
    )
    reply_count = models.IntegerField(default=0)
    descendant_count = models.IntegerField(default=0)
    support_count = models.IntegerField(default=0)
    for_count = models.IntegerField(default=0)
    against_count = models.IntegerField(default=0)
    # How much it divides: the smaller of both sides among its published replies.
    contested_count = models.GeneratedField(
        expression=Least("for_count", "against_count"), output_field=models.IntegerField(), db_persist=True
    )
    # Published replies by officials, at any depth below.
    official_count = models.IntegerField(default=0)
    # On roots: when something in the thread last became public, whether it still is or not.
    latest_at = models.DateTimeField(null=True)
    coding = models.CharField(max_length=11, choices=Coding, blank=True, default=Coding.NONE)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        permissions = [
            ("moderate_comment", "Can decide on comments"),
            ("code_comment", "Can code comments into themes"),
            ("enter_comment", "Can enter what was said on paper, by phone or in a forum"),
        ]
        indexes = [
            *ROOT_INDEXES,
            models.Index(
                fields=["consultation", "latest_at", "id"],
                condition=SHOWN_ROOT,
                name="comment_roots_by_latest",
            ),
            models.Index(
                fields=["consultation", "published_at", "id"],
                condition=Q(status="published"),
                name="comment_published",
            ),
            models.Index(
                fields=["thread_id", "published_at"],
                condition=Q(status="published"),
                name="comment_thread_published",
            ),
            models.Index(
                fields=["parent", "published_at", "id"],
                condition=Q(parent__isnull=False),
                name="comment_replies",
            ),
            models.Index(fields=["thread_id", "id"], name="comment_thread"),
            models.Index(
                fields=["consultation", "received_at", "id"],
                condition=Q(status="pending"),
                name="comment_pending",
            ),
            models.Index(
                fields=["consultation", "received_at", "id"],
                condition=Q(status="pending") & ~Q(held_for=""),
                name="comment_held",
            ),
            models.Index(
                fields=["consultation", "received_at", "id"],
                condition=Q(pending_version__isnull=False),
                name="comment_edit_pending",
            ),
            # The order of the coding desk: without these a small consultation is looked for among everybody's threads.
            models.Index(
                fields=["consultation", "thread_id", "id"],
                condition=Q(status="published", coding=""),
                name="comment_uncoded",
            ),
            models.Index(
                fields=["consultation", "thread_id", "id"],
                condition=~Q(status="pending"),
                name="comment_desk",
            ),
            models.Index(fields=["consultation", "status", "id"], name="comment_by_status"),
            models.Index(fields=["participant", "status", "id"], name="comment_by_participant"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["id", "consultation", "thread_id", "depth"], name="comment_place_in_tree"
            ),
            models.UniqueConstraint(fields=["id", "consultation"], name="comment_of_consultation"),
            models.UniqueConstraint(fields=["id", "coding"], name="comment_coding_kind"),
            models.UniqueConstraint(
                fields=["consultation", "source", "source_id"],
                condition=~Q(source=""),
                name="comment_imported_once",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=False, depth__gt=0)
                | Q(parent__isnull=True, depth=0, thread_id=F("id")),
                name="comment_root_or_reply",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "published", "rejected", "hidden", "withdrawn"]),
                name="comment_status_known",
            ),
            models.CheckConstraint(
                condition=Q(stance__in=["", "for", "against", "neutral"]), name="comment_stance_known"
            ),
            models.CheckConstraint(
                condition=Q(held_for__in=["", "trap", "haste", "repeated", "links", "network"]),
                name="comment_held_for_known",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["published", "hidden"]) | Q(published_at__isnull=False),
                name="comment_public_since",
            ),
            models.CheckConstraint(
                condition=Q(status="withdrawn", withdrawn_at__isnull=False)
                | (~Q(status="withdrawn") & Q(withdrawn_at=None)),
                name="comment_withdrawn_at",
            ),
            models.CheckConstraint(
                condition=Q(coding__in=["", "themes", "disposition"]), name="comment_coding_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    reply_count__gte=0,
                    descendant_count__gte=0,
                    support_count__gte=0,
                    for_count__gte=0,
                    against_count__gte=0,
                    official_count__gte=0,
                ),
                name="comment_counters_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def is_standing(self) -> bool:
        """Whether it has a place in the thread (as text or as a stone)."""
        return self.status in self.STANDING and self.published_at is not None


class CommentVersion(models.Model):
    """One text of a comment. The database allows one change only: blanking or masking the text."""

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    # Rendered once at write: drawing Markdown at read would cost more than the query.
    body_html = models.TextField()
    excerpt_html = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    masked_at = models.DateTimeField(null=True)
    form_key = models.UUIDField(null=True, unique=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["comment", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["id", "comment"], name="version_of_comment"),
        ]


class Support(models.Model):
    """A person's agreement with a comment, once."""

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="supports", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="supports")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "user"], name="support_once")]


class CommentMention(models.Model):
    """Somebody of the thread whom a comment names with @; told once, when the comment is public."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+", db_index=False)
    comment = models.ForeignKey(Comment, models.PROTECT, related_name="mentions", db_index=False)
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="mentions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "participant"], name="mention_once")]
