"""The codebook: themes in two levels, and what was ever changed in it."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.models.consultation import Consultation
from forum_site.bilingual import Bilingual


class ThemeQuerySet(models.QuerySet):
    def usable(self):
        """Themes that new codes may use."""
        return self.filter(retired_at=None)

    def used(self):
        """Themes into which any comment is coded."""
        codes = self.model._meta.get_field("codes").related_model.objects
        return self.filter(Exists(codes.filter(theme=OuterRef("pk"))))

    def counted(self):
        """Themes with `comments`, how many published comments have them, and `family`, those below included.

        Kept at write (models/kept_counts.py); `family` is 0 on a theme that stands under another one.
        """
        kept = self.model._meta.get_field("tallies").related_model.objects.filter(theme=OuterRef("pk"))
        sums = kept.values("theme").annotate(all=Sum("comments"), with_below=Sum("family"))
        return self.annotate(
            comments=Coalesce(Subquery(sums.values("all")), 0),
            family=Coalesce(Subquery(sums.values("with_below")), 0),
        )

    def in_order(self):
        """Themes as the codebook lists them: each top theme, then those under it."""
        return self.order_by(
            "consultation",
            Coalesce("parent__position", "position"),
            Coalesce("parent", "id"),
            F("parent").asc(nulls_first=True),
            "position",
            "id",
        )


class Theme(Bilingual, models.Model):
    """A subject under which comments of one consultation are grouped; it may stand under another one."""

    class Colour(models.TextChoices):
        """Names of slots; `static/css/coding.css` says what they look like. Never the only mark of a theme."""

        MAROON = "maroon", _("maroon")
        TEAL = "teal", _("teal")
        GOLD = "gold", _("gold")
        BLUE = "blue", _("blue")
        GREEN = "green", _("green")
        VIOLET = "violet", _("violet")
        ORANGE = "orange", _("orange")
        GREY = "grey", _("grey")

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="themes", verbose_name=_("consultation")
    )
    # Two levels: PostgreSQL ties (parent, consultation) to a theme that has no parent itself.
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="children",
        null=True,
        blank=True,
        verbose_name=_("under the theme"),
        help_text=_("Empty: it stands by itself. There are two levels."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    definition = models.TextField(
        _("definition"), blank=True, help_text=_("What it is about, in a sentence.")
    )
    includes = models.TextField(
        _("includes"), blank=True, help_text=_("What belongs here, though one may doubt it.")
    )
    excludes = models.TextField(_("excludes"), blank=True, help_text=_("What belongs elsewhere, and where."))
    colour = models.CharField(
        _("colour"), max_length=6, choices=Colour, default=Colour.MAROON, db_default="maroon"
    )
    retired_at = models.DateTimeField(_("retired since"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, related_name="merged", null=True, blank=True, editable=False
    )

    objects = ThemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["consultation", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["id", "consultation"], name="theme_of_consultation"),
            models.UniqueConstraint(
                "consultation",
                Lower("title"),
                name="theme_once",
                violation_error_message=_("This consultation has a theme of this name already."),
            ),
            models.CheckConstraint(
                condition=Q(
                    colour__in=["maroon", "teal", "gold", "blue", "green", "violet", "orange", "grey"]
                ),
                name="theme_colour_known",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="theme_not_under_itself"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | (Q(retired_at__isnull=False) & ~Q(merged_into=F("id"))),
                name="theme_merged_is_retired",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def path(self, language: str | None = None) -> str:
        """Return the title, after that of the theme under which it stands: "Counters › Queues"."""
        own = self.shown("title", language)
        return f"{self.parent.shown('title', language)} › {own}" if self.parent_id else own


class ThemeChange(models.Model):
    """One change of the codebook; what stood before, what after. Never altered."""

    class Kind(models.TextChoices):
        CREATED = "created", _("created")
        DESCRIBED = "described", _("described anew")
        RENAMED = "renamed", _("renamed")
        MOVED = "moved", _("moved")
        MERGED = "merged", _("merged")
        RETIRED = "retired", _("retired")
        RETURNED = "returned", _("taken up again")

    theme = models.ForeignKey(Theme, models.PROTECT, related_name="changes")
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="theme_changes")
    kind = models.CharField(max_length=9, choices=Kind)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["consultation", "-at", "-id"], name="theme_change_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=["created", "described", "renamed", "moved", "merged", "retired", "returned"]
                ),
                name="theme_change_known",
            ),
        ]
