"""The minutes of a forum: the page on which they are written, the facts in force, amendments, and the signed record."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from consultations.minutes_blocks import MinutesBody
from consultations.models.participant import Participant
from directory.models import Commitment
from events.models import AgendaItem, Event, Registration
from forum_site.blocks import DocumentList
from forum_site.languages import FIRST, language_of

MOST_AMEND_DAYS = 30


class MinutesPage(Page):
    """What was said and decided at a forum, part by part. Publishing it puts it in force (`Minutes`)."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="minutes_pages", null=True, editable=False)
    summary = models.TextField(_("summary"), max_length=800, help_text=_("What came of it, in plain words."))
    attended = models.PositiveIntegerField(
        _("people who came"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100_000)],
        help_text=_("From the entrance; correct it where a list on paper says otherwise."),
    )
    recording_url = models.URLField(_("recording"), blank=True, help_text=_("A link; nothing is embedded."))
    body = StreamField(MinutesBody(), verbose_name=_("minutes"), blank=True)
    documents = StreamField(DocumentList(), verbose_name=_("documents"), blank=True)
    amend_days = models.PositiveSmallIntegerField(
        _("days for amendments"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_AMEND_DAYS)],
        help_text=_("So long after their first publication those who were there can ask for amendments."),
    )
    correction_note = models.CharField(
        _("what has changed"),
        max_length=300,
        blank=True,
        help_text=_("Needed once the minutes are published; published with the date."),
    )

    content_panels = Page.content_panels + [
        HelpPanel(
            content=_(
                "What was said about a consultation is shown under its part by itself, as it stands there. "
                "Everything else is written here."
            )
        ),
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("attended"), FieldPanel("amend_days")]),
        FieldPanel("body"),
        FieldPanel("recording_url"),
        FieldPanel("documents"),
        FieldPanel("correction_note"),
    ]
    search_fields = Page.search_fields + [index.SearchField("summary"), index.SearchField("body")]
    parent_page_types = ["events.EventPage"]
    subpage_types = []
    max_count_per_parent = 1
    template = "consultations/minutes_page.html"
    exclude_fields_in_copy = ["event", "correction_note"]

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")

    @property
    def is_primary(self) -> bool:
        """Whether this page, in the site's first language, puts the minutes in force."""
        return language_of(self) == FIRST

    def clean(self):
        """Refuse parts of another forum, and an unexplained change of what is published."""
        from consultations.minutes import problems_of

        super().clean()
        if errors := problems_of(self):
            raise ValidationError(errors)

    def save(self, *args, **kwargs):
        """Store the page; where this publishes it, put the minutes in force. Raises PublicationRefused."""
        from consultations.minutes import save_minutes_page

        return save_minutes_page(
            self, lambda: super(MinutesPage, self).save(*args, **kwargs), kwargs.get("update_fields")
        )

    def on_schedule_refused(self, revision, error) -> None:
        """Tell the editor that a scheduled publication was refused, and why."""
        from accounts.authors import tell_schedule_refused

        tell_schedule_refused(self, revision, error.messages)

    def get_context(self, request, *args, **kwargs):
        from consultations.views.minutes import minutes_context

        return super().get_context(request, *args, **kwargs) | minutes_context(self, request)


class Minutes(models.Model):
    """The minutes of a forum that are in force: since when, until when they can be amended, whether they are final."""

    event = models.OneToOneField(Event, models.PROTECT, related_name="minutes", primary_key=True)
    page = models.ForeignKey(MinutesPage, models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    amend_until = models.DateTimeField()
    final_at = models.DateTimeField(null=True)
    attended = models.PositiveIntegerField(null=True)
    told_at = models.DateTimeField(null=True)  # when all who were there had been told of them

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
        indexes = [
            models.Index(fields=["amend_until"], name="minutes_not_final", condition=Q(final_at=None)),
            models.Index(fields=["published_at"], name="minutes_untold", condition=Q(told_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(amend_until__gt=F("published_at")), name="minutes_can_be_amended_for_a_while"
            ),
            models.CheckConstraint(
                condition=Q(final_at=None) | Q(final_at__gte=F("amend_until")),
                name="minutes_final_after_amendments",
            ),
        ]

    def takes_amendments(self, at: datetime | None = None) -> bool:
        """Whether those who were there can ask for amendments at the moment `at` (default now): half open."""
        return self.published_at <= (at or timezone.now()) < self.amend_until


class MinutesChange(models.Model):
    """One change of minutes: what, by whom, when, why. Never altered."""

    class Kind(models.TextChoices):
        PUBLISHED = "published", _("published")
        AMENDED = "amended", _("amended")
        FINAL = "final", _("final")
        CORRECTED = "corrected", _("corrected")

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=9, choices=Kind)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["published", "final"]) | ~Q(reason=""),
                name="minutes_change_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["published", "amended", "final", "corrected"]),
                name="minutes_change_known",
            ),
            models.UniqueConstraint(
                fields=["minutes", "kind"],
                condition=Q(kind__in=["published", "final"]),
                name="minutes_published_and_final_once",
            ),
        ]


class AgendaCommitment(models.Model):
    """That a commitment was made under a part of a forum, as its published minutes say."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="agenda_commitments")
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="agenda_commitments")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "commitment"], name="agenda_commitment_once"),
        ]


class AmendmentRequestQuerySet(models.QuerySet):
    def waiting(self):
        """Requests that nobody has answered."""
        return self.filter(outcome="")


class AmendmentRequest(models.Model):
    """What somebody who was there wants changed in the minutes, and the answer. One standing one per person."""

    class Outcome(models.TextChoices):
        CHANGED = "changed", _("the minutes were changed")
        KEPT = "kept", _("the minutes stay")

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="requests")
    # Who asks: somebody who registered and came, or who spoke there (by the receipt).
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="+", null=True)
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="+", null=True)
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="+", null=True)
    words = models.TextField(max_length=2000, blank=True)
    # Since when its words are gone, with the account of who asked.
    erased_at = models.DateTimeField(null=True)
    form_key = models.UUIDField(unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=7, choices=Outcome, blank=True)
    answer = models.TextField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    objects = AmendmentRequestQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["minutes"], name="amendment_waiting", condition=Q(outcome="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(registration=None, participant__isnull=False)
                | Q(registration__isnull=False, participant=None),
                name="amendment_asked_by_one",
            ),
            models.CheckConstraint(
                condition=~Q(words="") | Q(erased_at__isnull=False), name="amendment_has_words"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answer="", answered_at=None, answered_by=None)
                | Q(outcome__in=["changed", "kept"], answered_at__isnull=False, answered_by__isnull=False)
                & ~Q(answer=""),
                name="amendment_answered_in_words",
            ),
        ]


class Signatory(models.Model):
    """Somebody who signs the record of a forum."""

    class Side(models.TextChoices):
        PARTICIPANTS = "participants", _("for those who took part")
        OFFICIALS = "officials", _("for the agency")

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="signatories")
    side = models.CharField(_("signs"), max_length=12, choices=Side)
    name = models.CharField(_("name"), max_length=80)
    role = models.CharField(_("office or part in the forum"), max_length=120)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["side", "id"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "name", "role"], name="signatory_once"),
            models.CheckConstraint(
                condition=Q(side__in=["participants", "officials"]), name="signatory_side_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ForumRecord(models.Model):
    """The *berita acara* of a forum as a file to sign, and its signed scan once there is one.

    Another one is made only while none is signed; the database lets nobody change what was made or signed.
    """

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="records")
    number = models.PositiveSmallIntegerField()
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    signatories = models.JSONField()  # as it names them: side, name, role
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    form_key = models.UUIDField(unique=True)
    scan = models.BinaryField(null=True)
    scan_type = models.CharField(max_length=20, blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True)
    signed_on = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        ordering = ["minutes", "number"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "number"], name="forum_record_once"),
            models.UniqueConstraint(
                fields=["minutes"], condition=Q(scan__isnull=False), name="forum_record_signed_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    scan=None,
                    scan_type="",
                    scan_sha256="",
                    signed_on=None,
                    published_at=None,
                    published_by=None,
                )
                | Q(
                    scan__isnull=False,
                    scan_type__in=["application/pdf", "image/jpeg", "image/png"],
                    signed_on__isnull=False,
                    published_at__isnull=False,
                    published_by__isnull=False,
                )
                & ~Q(scan_sha256=""),
                name="forum_record_signed_whole",
            ),
        ]

    @property
    def is_signed(self) -> bool:
        """Whether its signed scan is published."""
        return self.published_at is not None


class MinutesWarning(models.Model):
    """That an organiser was reminded of minutes that are late."""

    event = models.OneToOneField(Event, models.PROTECT, related_name="minutes_warning", primary_key=True)
    at = models.DateTimeField(default=timezone.now)
