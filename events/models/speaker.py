"""Who speaks at forums."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.search import index

from forum_site.bilingual import Bilingual


class Speaker(Bilingual, index.Indexed, models.Model):
    """A person who speaks at forums: name, role, and a portrait, shown only where they have agreed to it."""

    name = models.CharField(_("name"), max_length=80)
    role = models.CharField(_("role"), max_length=120, help_text=_("Office or part in the forum."))
    role_en = models.CharField(_("role in English"), max_length=120, blank=True)
    agency = models.ForeignKey(
        "directory.Agency",
        models.PROTECT,
        related_name="speakers",
        null=True,
        blank=True,
        verbose_name=_("agency"),
    )
    portrait = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("portrait"),
    )
    consent = models.BooleanField(
        _("has agreed to be shown"),
        default=False,
        help_text=_("Without it only the role is shown, neither name nor portrait."),
    )
    consent_on = models.DateField(_("agreed on"), null=True, blank=True)

    panels = [
        FieldPanel("name"),
        FieldPanel("role"),
        FieldPanel("role_en"),
        FieldPanel("agency"),
        HelpPanel(content=_("Ask before you publish a person's name and picture, and keep the date.")),
        FieldPanel("consent"),
        FieldPanel("consent_on"),
        FieldPanel("portrait"),
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name"), index.SearchField("role")]

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(consent=False) | models.Q(consent_on__isnull=False),
                name="speaker_consent_has_day",
                violation_error_message=_("Say on which day they agreed."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self):
        """Ask for the day of consent."""
        if self.consent and not self.consent_on:
            raise ValidationError({"consent_on": _("Say on which day they agreed.")})

    @property
    def portrait_shown(self):
        """The portrait, None where there is none or nobody agreed to it."""
        return self.portrait if self.consent else None
