"""The pages on which consultations are announced and read."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Locale, Page
from wagtail.search import index

from consultations.blocks import ConsultationBody
from consultations.models.consultation import MOST_DAYS_TO_DECIDE, Consultation
from forum_site.publishing import PublicationRefused, same_minute


class ConsultationIndexPage(Page):
    """The list of consultations: open, coming, closed."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = Page.content_panels + [FieldPanel("introduction")]
    parent_page_types = ["forum_site.HomePage"]
    subpage_types = ["consultations.ConsultationPage"]
    max_count_per_parent = 1
    private_page_options = []
    template = "consultations/index_page.html"

    class Meta:
        verbose_name = _("list of consultations")

    def get_context(self, request, *args, **kwargs):
        from consultations.views.consultation import index_context

        return super().get_context(request, *args, **kwargs) | index_context(request)


class ConsultationPage(Page):
    """What is asked, by whom and until when; shows the discussion of its `Consultation`.

    The page in the site's first language is where the facts are written; publishing it puts
    them in force. A translation shows the same consultation and changes only words.
    """

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="pages", null=True, editable=False
    )
    summary = models.TextField(_("summary"), max_length=400, help_text=_("Shown in lists, in plain words."))
    agency = models.ForeignKey(
        "directory.Agency", models.PROTECT, related_name="+", null=True, verbose_name=_("who asks")
    )
    opens_at = models.DateTimeField(_("opens"), null=True)
    closes_at = models.DateTimeField(
        _("closes"), null=True, help_text=_("Comments are accepted before this moment.")
    )
    moderation = models.CharField(
        _("moderation"),
        max_length=4,
        choices=Consultation.Moderation,
        default=Consultation.Moderation.POST,
    )
    decide_within = models.PositiveSmallIntegerField(
        _("moderators decide within"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS_TO_DECIDE)],
        help_text=_(
            "Working days that a comment, a report or an objection waits at most; published. Saturdays, Sundays and"
            " public holidays do not count."
        ),
    )
    guests = models.BooleanField(
        _("people without an account may take part"),
        default=False,
        help_text=_(
            "They prove an e-mail address by a code. A moderator reads each of their comments before it is published."
        ),
    )
    hide_at_reports = models.BooleanField(
        _("reports hide a comment until a moderator decides"),
        default=False,
        help_text=_(
            "Once enough different people have reported it. Otherwise it stays until a moderator has read it."
        ),
    )
    cancelled = models.BooleanField(_("cancelled"), default=False)
    change_reason = models.CharField(
        _("reason for the change"),
        max_length=300,
        blank=True,
        help_text=_(
            "Needed when dates change or the consultation is cancelled after its announcement; published."
        ),
    )
    body = StreamField(ConsultationBody(), verbose_name=_("what is asked"), blank=True)

    content_panels = Page.content_panels + [
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                HelpPanel(
                    content=_(
                        "The facts are those of the Indonesian page; a translation does not change them."
                    )
                ),
                FieldPanel("agency"),
                FieldPanel("opens_at"),
                FieldPanel("closes_at"),
                FieldPanel("moderation"),
                FieldPanel("decide_within"),
                FieldPanel("guests"),
                FieldPanel("hide_at_reports"),
                FieldPanel("cancelled"),
                FieldPanel("change_reason"),
            ],
            heading=_("Facts"),
        ),
        FieldPanel("body"),
    ]
    promote_panels = [FieldPanel("slug"), FieldPanel("search_description")]
    search_fields = Page.search_fields + [index.SearchField("summary"), index.SearchField("body")]
    parent_page_types = ["consultations.ConsultationIndexPage"]
    subpage_types = ["consultations.FollowUpReportPage"]
    # What residents say is public, so neither this page nor one above it can be closed to some.
    private_page_options = []
    template = "consultations/consultation_page.html"
    # A copy announces another consultation; it gets a row of its own when it is first saved.
    exclude_fields_in_copy = ["consultation", "change_reason"]

    class Meta:
        verbose_name = _("consultation page")
        verbose_name_plural = _("consultation pages")

    @property
    def is_primary(self) -> bool:
        """Whether this page, in the site's first language, is where the facts are written."""
        return self.locale_id == Locale.get_default().pk

    def needs_reason(self, row: Consultation) -> bool:
        """Whether this page's facts differ from those in force in a way that its readers must be told the reason of."""
        if row.state == Consultation.State.DRAFT or not self.is_primary:
            return False
        moved = not (same_minute(self.opens_at, row.opens_at) and same_minute(self.closes_at, row.closes_at))
        return moved or self.cancelled != (row.state == Consultation.State.CANCELLED)

    def clean(self):
        """Refuse windows that are none, unexplained changes of what is in force, and an hour to disappear at."""
        from consultations.protection import refuse_expiry

        super().clean()
        errors = {}
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            errors["closes_at"] = _("The consultation must close after it opens.")
        elif self.consultation_id and self.needs_reason(self.consultation) and not self.change_reason.strip():
            errors["change_reason"] = _("Say why the dates or the state change: it is published.")
        try:
            refuse_expiry(self)
        except PublicationRefused as refused:
            errors["expire_at"] = refused.messages
        if errors:
            raise ValidationError(errors)

    def save(self, *args, **kwargs):
        """Store the page; give it its consultation, and put its facts in force where it is published.

        Raises PublicationRefused where a commented consultation would disappear.
        """
        from consultations.publishing import save_consultation_page

        return save_consultation_page(
            self, lambda: super(ConsultationPage, self).save(*args, **kwargs), kwargs.get("update_fields")
        )

    def move(self, target, pos=None, user=None):
        """Refuse to move a commented consultation out of its list."""
        from consultations.protection import refuse_move

        refuse_move(self, target, pos)
        return super().move(target, pos=pos, user=user)

    def on_schedule_refused(self, revision, error) -> None:
        """Tell the editor that a scheduled publication was refused, and why."""
        from consultations.publishing import tell_schedule_refused

        tell_schedule_refused(self, revision, error)

    def get_context(self, request, *args, **kwargs):
        from consultations.views.consultation import consultation_context

        return super().get_context(request, *args, **kwargs) | consultation_context(self, request)
