"""How comments are grouped under themes, and the agencies' answers to these."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.models.comment import Comment
from consultations.models.consultation import Consultation
from consultations.models.passage import Passage
from consultations.models.theme import Theme
from directory.models import AgencyOfficer
from forum_site.bilingual import Bilingual


class Origin(models.TextChoices):
    """How a code came to a comment; somebody stands behind it in any case."""

    HAND = "hand", _("by hand")
    SUGGESTION = "suggestion", _("a suggestion that was accepted")
    PARENT = "parent", _("the same as what it answers")
    MERGE = "merge", _("themes were merged")
    IMPORT = "import", _("imported")


def origin_known(name: str) -> models.CheckConstraint:
    """Return the constraint that a row's origin is one of them."""
    known = ["hand", "suggestion", "parent", "merge", "import"]
    return models.CheckConstraint(condition=Q(origin__in=known), name=name)


class Disposition(models.TextChoices):
    """Why a comment has no theme."""

    OUT_OF_SCOPE = "out_of_scope", _("Outside what was asked")
    DUPLICATE_OF = "duplicate_of", _("Same as another comment")
    ANSWERED_IN_THREAD = "answered_in_thread", _("Answered in the thread")
    NO_SUBSTANCE = "no_substance", _("Says nothing on the matter")


class CommentTheme(models.Model):
    """A comment coded into a theme, by whom, when, why."""

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="codes", db_index=False)
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="codes", db_index=False)
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+", db_index=False)
    # Always "themes": the composite key (comment, coding) keeps themes and dispositions apart.
    coding = models.CharField(max_length=11, default=Comment.Coding.THEMES, editable=False)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.HAND, db_default="hand")
    # The words that it rests on; None: the comment as a whole.
    passage = models.ForeignKey(Passage, models.PROTECT, related_name="codes", null=True)

    class Meta:
        constraints = [
            origin_known("code_origin_known"),
            models.UniqueConstraint(fields=["comment", "theme"], name="code_once"),
            models.UniqueConstraint(fields=["theme", "comment"], name="code_by_theme"),
            models.CheckConstraint(condition=Q(coding="themes"), name="code_is_theme"),
        ]

    @property
    def rests_on(self) -> str:
        """The words on which it rests, "" for the whole comment or where they are not public any more."""
        from consultations.passages import words_of

        return words_of(self.passage) or "" if self.passage_id else ""


class CommentDisposition(models.Model):
    """Why a comment has no theme, by whom, when."""

    comment = models.OneToOneField(Comment, models.PROTECT, related_name="disposition")
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+")
    coding = models.CharField(max_length=11, default=Comment.Coding.DISPOSITION, editable=False)
    kind = models.CharField(max_length=18, choices=Disposition)
    target = models.ForeignKey(Comment, models.PROTECT, related_name="duplicates", null=True)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(coding="disposition"), name="disposition_is_disposition"),
            models.CheckConstraint(
                condition=Q(kind__in=["out_of_scope", "duplicate_of", "answered_in_thread", "no_substance"]),
                name="disposition_known",
            ),
            models.CheckConstraint(
                condition=(Q(kind="duplicate_of", target__isnull=False) & ~Q(target=F("comment")))
                | (~Q(kind="duplicate_of") & Q(target=None)),
                name="disposition_target",
            ),
        ]


class CodingChange(models.Model):
    """One change of a comment's codes; what stood before, what after. Never altered."""

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="coding_changes")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    before = models.JSONField()
    after = models.JSONField()
    reason = models.TextField(blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.HAND, db_default="hand")
    undoes = models.OneToOneField("self", models.PROTECT, related_name="undone_by", null=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [origin_known("coding_change_origin_known")]


class ResponseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Answers that `user` may see in the admin: officers their own agencies', readers and analysts all of them."""
        if not user.has_perm("consultations.view_response"):
            return self.none()
        if user.has_perm("consultations.code_comment") or not user.has_perm("consultations.change_response"):
            return self
        return self.changeable_by(user)

    def changeable_by(self, user):
        """Answers that `user` may change (the same rule as `actions.answering.may_answer`)."""
        if not user.has_perm("consultations.change_response"):
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(agency__in=AgencyOfficer.objects.serving().filter(user=user).values("agency"))


class Response(Bilingual, models.Model):
    """An agency's answer to a theme."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        PARTLY = "partly", _("Accepted in part")
        DECLINED = "declined", _("Declined")
        NOTED = "noted", _("Noted")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        FINAL = "final", _("final")

    theme = models.ForeignKey(Theme, models.PROTECT, related_name="responses", verbose_name=_("theme"))
    agency = models.ForeignKey(
        "directory.Agency", models.PROTECT, related_name="responses", verbose_name=_("agency")
    )
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome)
    text = models.TextField(_("answer"))
    text_en = models.TextField(_("answer in English"), blank=True)
    state = models.CharField(_("state"), max_length=5, choices=State, default=State.DRAFT)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        ordering = ["theme", "agency"]
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "agency"],
                name="response_once",
                violation_error_message=_("This agency has answered this theme already; change that answer."),
            ),
            models.CheckConstraint(condition=~Q(text=""), name="response_has_text"),
        ]

    def __str__(self) -> str:
        return f"{self.agency}: {self.theme}"


class ThemeCommitment(models.Model):
    """A commitment made in answer to a theme."""

    theme = models.ForeignKey(Theme, models.PROTECT, related_name="theme_commitments")
    commitment = models.ForeignKey("directory.Commitment", models.PROTECT, related_name="themes")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["theme", "commitment"], name="theme_commitment_once")]
