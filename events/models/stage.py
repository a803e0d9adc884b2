"""What is on now at a forum, as who chairs has set it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.event import AgendaItem, Event


class Stage(models.Model):
    """The part of the programme that a forum is at. Absent before anybody has set one."""

    event = models.OneToOneField(Event, models.PROTECT, related_name="stage", primary_key=True)
    # Of the same event: a composite key in the database. None: between two parts, or over.
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="+", null=True, verbose_name=_("part"))
    since = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
