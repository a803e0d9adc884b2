"""Rules, decisions that cite them, reports by readers, appeals by authors."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.models.comment import Comment, CommentVersion
from consultations.models.consultation import Consultation, Question
from consultations.models.participant import Participant
from forum_site.bilingual import Bilingual


class RuleQuerySet(models.QuerySet):
    def citable(self):
        """Rules that a person may cite; the others are for the system."""
        return self.filter(for_system=False)


class Rule(models.Model):
    """A published rule of the discussion, by its number; its words are in its versions."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    slug = models.SlugField(unique=True)
    for_system = models.BooleanField(default=False, editable=False)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.number)


class RuleVersionQuerySet(models.QuerySet):
    def in_force(self):
        """The latest version of each rule, by the rule's number."""
        return self.order_by("rule__number", "-version").distinct("rule__number").select_related("rule")


class RuleVersion(Bilingual, models.Model):
    """The words of a rule from one moment on; never altered, since decisions cite them."""

    rule = models.ForeignKey(Rule, models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    explanation = models.TextField(_("explanation"))
    explanation_en = models.TextField(_("explanation in English"), blank=True)
    examples = models.TextField(_("examples"), blank=True)
    examples_en = models.TextField(_("examples in English"), blank=True)
    in_force_from = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = RuleVersionQuerySet.as_manager()

    class Meta:
        ordering = ["rule__number", "version"]
        constraints = [models.UniqueConstraint(fields=["rule", "version"], name="rule_version_once")]

    def __str__(self) -> str:
        return f"{self.rule.number}. {self.title}"


_BY_AUTHOR = ("withdraw", "return")  # recorded as decisions, counted nowhere as those of moderators
# The public log costs the same at any size because each of its filters has an index of its own.
LOG_INDEXES = [
    models.Index(
        fields=[*fields, "at", "id"], condition=~Q(kind__in=_BY_AUTHOR) & condition, name=f"log_{name}"
    )
    for name, fields, condition in (
        ("all", (), Q()),
        ("kind", ("kind",), Q()),
        ("rule", ("rule",), Q(rule__isnull=False)),
        ("author", ("author_kind",), Q()),
        ("own_kind", ("consultation", "kind"), Q()),
        ("own_rule", ("consultation", "rule"), Q(rule__isnull=False)),
        ("own_author", ("consultation", "author_kind"), Q()),
    )
]


class ModerationDecisionQuerySet(models.QuerySet):
    def of_moderators(self):
        """What moderators decided, without what authors did to their own comments."""
        return self.exclude(kind__in=_BY_AUTHOR)

    def standing(self):
        """Decisions that nobody has taken back, without those that take others back."""
        return self.filter(undone_by=None, undoes=None)


class ModerationDecision(models.Model):
    """One move in a comment's life; the database refuses UPDATE and DELETE.

    Holds no personal text: the reason is written for the author and published.
    """

    class Kind(models.TextChoices):
        PUBLISH = "publish", _("publish")
        REJECT = "reject", _("reject")
        HIDE = "hide", _("hide")
        RESTORE = "restore", _("restore")
        KEEP = "keep", _("keep, reports dismissed")
        REDACT = "redact", _("personal data masked")
        MOVE = "move", _("moved to another question")
        UNDO = "undo", _("decision taken back")
        WITHDRAW = "withdraw", _("withdrawn by its author")
        RETURN = "return", _("withdrawal taken back by its author")

    REMOVING = (Kind.REJECT, Kind.HIDE)
    WITH_RULE = (*REMOVING, Kind.REDACT)
    BY_AUTHOR = _BY_AUTHOR

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="decisions")
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey(CommentVersion, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    from_status = models.CharField(max_length=9, choices=Comment.Status)
    to_status = models.CharField(max_length=9, choices=Comment.Status)
    rule_version = models.ForeignKey(RuleVersion, models.PROTECT, related_name="+", null=True)
    reason = models.TextField(blank=True)
    note = models.TextField(blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    form_key = models.UUIDField(null=True, unique=True)
    # Since when the thing had waited for a moderator; null where nothing waited.
    waiting_since = models.DateTimeField(null=True)
    # The decision that this one ends: taken back at once by whoever made it, or after an objection to a masking.
    undoes = models.OneToOneField("self", models.PROTECT, related_name="undone_by", null=True)
    # The text in whose place an edit was published.
    replaced = models.ForeignKey(CommentVersion, models.PROTECT, related_name="+", null=True, db_index=False)
    from_question = models.ForeignKey(Question, models.PROTECT, related_name="+", null=True, db_index=False)
    to_question = models.ForeignKey(Question, models.PROTECT, related_name="+", null=True, db_index=False)
    # Copies that a trigger writes (migration 0007), so that the public log finds its rows by an index.
    rule = models.ForeignKey(
        Rule, models.PROTECT, related_name="+", null=True, editable=False, db_index=False
    )
    author_kind = models.CharField(max_length=8, choices=Participant.Kind, editable=False, default="")

    objects = ModerationDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["consultation", "at", "id"], name="decision_by_time"),
            models.Index(fields=["actor", "-id"], name="decision_latest_of_actor"),
            *LOG_INDEXES,
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["reject", "hide", "redact"])
                | (Q(rule_version__isnull=False) & ~Q(reason="")),
                name="removal_has_rule_and_reason",
            ),
            models.CheckConstraint(
                condition=Q(kind="undo", undoes__isnull=False)
                | Q(kind="restore")
                | (~Q(kind="undo") & Q(undoes=None)),
                name="decision_undoes_another",
            ),
            models.CheckConstraint(
                condition=Q(kind="publish", from_status=F("to_status")) | Q(replaced=None),
                name="decision_replaces_by_edit",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["move", "undo"]) | Q(from_question=None, to_question=None),
                name="decision_moves_between_questions",
            ),
            models.UniqueConstraint(fields=["id", "actor"], name="decision_of_actor"),
            models.UniqueConstraint(fields=["id", "comment"], name="decision_of_comment"),
        ]

    @property
    def of_edit(self) -> bool:
        """Whether it was about a change of a published text, which leaves the comment itself where it stands."""
        return self.kind in (self.Kind.PUBLISH, self.Kind.REJECT) and self.from_status == self.to_status


class Objection(models.Model):
    """What objections have in common: words, and the judgement of somebody else than who decided.

    `decided_by` repeats the actor of what is objected to through a composite foreign key in the database, so that
    the CHECK below can hold the judge apart from it.
    """

    class Outcome(models.TextChoices):
        RESTORED = "restored", _("restored")
        UPHELD = "upheld", _("upheld")

    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    words = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    judge = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    reason = models.TextField(blank=True)
    judged_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["created_at", "id"], condition=Q(outcome=""), name="%(class)s_open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(judge=None) | ~Q(judge=F("decided_by")), name="%(class)s_judged_by_another"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", judge=None, judged_at=None)
                | (
                    Q(outcome__in=["restored", "upheld"], judge__isnull=False, judged_at__isnull=False)
                    & ~Q(reason="")
                ),
                name="%(class)s_judged_whole",
            ),
        ]


class Appeal(Objection):
    """An author's objection to a decision on their comment, or on a change of it."""

    decision = models.OneToOneField(ModerationDecision, models.PROTECT, related_name="appeal")
    comment = models.ForeignKey(Comment, models.PROTECT, related_name="appeals")


class DecisionTally(models.Model):
    """How often something was decided in a month: what the figures above the public log add up.

    Triggers write it in the transaction of the decision itself (migration 0007). `waited` is the class of the time
    that the thing had waited: floor(4 · log2(seconds)), null where nothing waited.
    """

    class What(models.TextChoices):
        """Beside the kinds of decision: what became of objections."""

        APPEAL = "appeal", _("objection")
        RESTORED = "restored", _("restored")
        UPHELD = "upheld", _("upheld")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()  # its first day, in WIB
    what = models.CharField(max_length=8)
    rule = models.ForeignKey(Rule, models.PROTECT, related_name="+", null=True, db_index=False)
    waited = models.SmallIntegerField(null=True)
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "month", "what", "rule", "waited"],
                name="decision_tally_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(count__gte=0), name="decision_tally_not_negative"),
        ]
