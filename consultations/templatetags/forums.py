"""What belongs to a forum, for its page: consultations, what was said, minutes, commitments, the signed record."""

from dataclasses import dataclass, field

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.minutes import is_late
from consultations.models import AgendaCommitment, AgendaLink, Comment, ForumNote, Minutes
from consultations.trace import stop
from consultations.views.minutes import links_of, said_counts, signed_record
from directory.models import Commitment
from events.models import AgendaItem, Event
from forum_site.dates import format_short_day
from forum_site.languages import active_language, localized_url

register = template.Library()


@dataclass
class Link:
    """A part of a forum's programme in the chain: what it asks, how much was said, what was decided and promised."""

    item: AgendaItem
    about: list[AgendaLink] = field(default_factory=list)
    said: int = 0
    decisions: int = 0
    commitments: list[Commitment] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.about or self.said or self.decisions or self.commitments)

    def stops(self, minutes_url: str) -> list[dict]:
        """Return the part as a trace, from what was asked to what was promised."""
        found = [
            stop(
                _("Asked"),
                detail=str(link),
                url=reverse("consultations:page", args=[link.consultation.slug]),
                done=True,
            )
            for link in self.about
        ]
        if self.said:
            words = ngettext("%(n)d contribution", "%(n)d contributions", self.said) % {"n": self.said}
            found.append(
                stop(
                    _("Said"), detail=words, url=reverse("consultations:said", args=[self.item.pk]), done=True
                )
            )
        if minutes_url:
            words = ngettext("%(n)d decision", "%(n)d decisions", self.decisions) % {"n": self.decisions}
            url = f"{minutes_url}#bagian-{self.item.pk}"
            found.append(stop(_("Minutes"), detail=words if self.decisions else "", url=url, done=True))
        return [*found, *map(_promised, self.commitments)]


def _promised(row: Commitment) -> dict:
    day = format_short_day(row.due_on, active_language())
    kept = row.status == Commitment.Status.KEPT
    return stop(
        _("Commitment kept") if kept else _("Commitment due %(day)s") % {"day": day},
        detail=row.shown("what"),
        url=reverse("directory:commitment", args=[row.pk]),
        done=kept,
        current=not kept,
        late=row.is_overdue,
    )


@register.simple_tag
def forum_chain(event: Event) -> dict:
    """Return what belongs to a forum, part by part: as many queries for a long programme as for a short one."""
    items = list(event.agenda_items.exclude(kind=AgendaItem.Kind.BREAK))
    links = {item.pk: Link(item) for item in items}
    for link in links_of(list(links)):
        links[link.item_id].about.append(link)
    began = event.starts_at <= timezone.now()
    minutes = None
    if began:
        for pk, count in said_counts(event.pk).items():
            links[pk].said = count
        minutes = Minutes.objects.filter(event=event, page__live=True).select_related("page").first()
    if minutes:
        for block in minutes.page.body:
            item = block.value["item"] if block.block_type == "part" else None
            if item and item.pk in links:
                links[item.pk].decisions = len(block.value["decisions"])
        rows = AgendaCommitment.objects.filter(item__event=event, commitment__published_at__isnull=False)
        for row in rows.select_related("commitment"):
            links[row.item_id].commitments.append(row.commitment)
    url = localized_url(minutes.page) if minutes else ""
    shown = [link for link in links.values() if link and (not link.item.removed_at or link.said)]
    return {
        "parts": [(link.item, link.stops(url)) for link in shown],
        "minutes": minutes,
        "minutes_url": url,
        "record": signed_record(event.pk) if minutes else None,
        "is_late": began and minutes is None and is_late(event),
        "waits": began and minutes is None and event.is_past() and not event.is_cancelled,
    }


@register.simple_tag
def forum_of(comment: Comment) -> ForumNote | None:
    """Return where a comment was said, None where it was said at no forum or its page is not public."""
    from events.calendars import page_of, with_pages

    if comment.channel != "forum":
        return None
    note = ForumNote.objects.filter(comment=comment.pk).select_related("item").first()
    event = note and with_pages(Event.objects.announced().filter(pk=note.event_id)).first()
    page = event and page_of(event)
    if not page:
        return None
    note.forum, note.forum_url = event, f"{localized_url(page)}#acara-{note.item.key}"
    return note


@register.simple_tag
def forums_of_commitment(commitment: Commitment) -> list[dict]:
    """Return the published minutes in which a commitment was made."""
    rows = AgendaCommitment.objects.filter(commitment=commitment).select_related("item__event__minutes__page")
    found = []
    for row in rows.filter(item__event__minutes__page__live=True):
        page = row.item.event.minutes.page
        if not page.get_view_restrictions().exists():
            found.append(
                {
                    "item": row.item,
                    "event": row.item.event,
                    "url": f"{localized_url(page)}#bagian-{row.item_id}",
                }
            )
    return found
