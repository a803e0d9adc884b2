"""Atom feeds: of a consultation, its changes and newest comments; of moderation, its newest decisions."""

import hashlib
from datetime import UTC, datetime

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.http import http_date
from django.utils.translation import gettext as _

from accounts.notices import absolute
from consultations.models import Comment, Consultation, ModerationDecision
from consultations.public_log import headline
from consultations.reading import speaker_name
from forum_site.dates import format_moment
from forum_site.languages import active_language

MOST = 50  # entries
_BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)  # the date of a feed that has no entry yet


def atom(consultation: Consultation) -> tuple[bytes, str, str]:
    """Return the feed, a digest of it, and when its newest entry changed (as HTTP writes dates): two queries.

    Holds what stands published at this moment; a comment that is hidden leaves the feed with its text.
    """
    entries = [*_changes(consultation), *_comments(consultation)]
    entries = sorted(entries, key=lambda entry: entry["pubdate"], reverse=True)[:MOST]
    address = absolute(reverse("consultations:page", args=[consultation.slug]))
    own = absolute(reverse("consultations:feed", args=[consultation.slug]))
    updated = max((entry["updateddate"] for entry in entries), default=consultation.created_at)
    feed = Atom1Feed(
        title=_("Rembuk: %(title)s") % {"title": consultation.shown("title")},
        link=address,
        description="",
        language=active_language(),
        author_name=consultation.agency.shown("name"),
        feed_url=own,
        feed_guid=own,
    )
    feed.latest_post_date = lambda: updated
    for entry in entries:
        feed.add_item(**entry)
    content = feed.writeString("utf-8").encode()
    return content, hashlib.sha256(content).hexdigest()[:32], http_date(updated.timestamp())


def _comments(consultation: Consultation):
    rows = (
        Comment.objects.filter(consultation=consultation)
        .published()
        .select_related("participant__account", "version")
        .order_by("-published_at", "-pk")[:MOST]
    )
    for row in rows:
        speaker = row.participant
        gone = bool(speaker.account and speaker.account.anonymised_at)
        name = speaker_name(speaker.shown_name, speaker.kind, gone)
        url = absolute(reverse("consultations:comment", args=[row.pk]))
        yield {
            "title": _("Reply by %(name)s") % {"name": name}
            if row.parent_id
            else _("Comment by %(name)s") % {"name": name},
            "link": url,
            "unique_id": url,
            "description": row.version.body_html,
            "author_name": name,
            "pubdate": row.published_at,
            "updateddate": row.edited_at or row.published_at,
        }


def _changes(consultation: Consultation):
    url = absolute(reverse("consultations:page", args=[consultation.slug]))
    language = active_language()
    for change in consultation.changes.order_by("-at", "-pk")[:MOST]:
        window = _("Open from %(start)s until %(end)s.") % {
            "start": format_moment(change.opens_at, language),
            "end": format_moment(change.closes_at, language),
        }
        yield {
            "title": _("Consultation %(what)s") % {"what": change.get_kind_display()},
            "link": url,
            "unique_id": f"{url}#perubahan-{change.pk}",
            "description": " ".join(filter(None, [escape(change.reason), window])),
            "pubdate": change.at,
            "updateddate": change.at,
        }


def log_atom(
    consultation: Consultation | None, decisions: list[ModerationDecision], *, page: str, own: str
) -> bytes:
    """Return a feed of decisions, newest first; `page` and `own` are the paths of the log and of the feed."""
    title = _("Moderation log")
    own = absolute(own)
    feed = Atom1Feed(
        title=f"{title}: {consultation.shown('title')}" if consultation else title,
        link=absolute(page),
        description="",
        language=active_language(),
        feed_url=own,
        feed_guid=own,
    )
    updated = max(
        (row.at for row in decisions), default=consultation.created_at if consultation else _BEGINNING
    )
    feed.latest_post_date = lambda: updated
    for row in decisions:
        version = row.rule_version
        rule = version and _("Rule %(number)d: %(title)s") % {
            "number": version.rule.number,
            "title": version.shown("title"),
        }
        url = absolute(reverse("consultations:decision", args=[row.pk]))
        feed.add_item(
            title=headline(row),
            # A decision on what was never public has a line in the log and no page.
            link=url if row.comment.is_standing else absolute(page),
            unique_id=url,
            description="".join(f"<p>{escape(words)}</p>" for words in (rule, row.reason) if words),
            pubdate=row.at,
            updateddate=row.at,
        )
    return feed.writeString("utf-8").encode()
