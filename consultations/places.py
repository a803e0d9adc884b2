"""Where in a report a comment is answered, as one reader sees it."""

import json
from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.notices import absolute
from consultations.models import (
    Comment,
    Disposition,
    ModerationDecision,
    ReportEntry,
    ReportVersion,
    Response,
)
from directory.models import Commitment
from forum_site.languages import FIRST, active_language, address

EXCERPT = 140  # characters by which people recognise what they said
# The anchors to which traces lead: on a consultation's page, and in its report.
THREAD, CONTENTS, COMMITMENTS, MODERATION = "utas", "isi", "komitmen", "moderasi"


def disposition_anchor(kind: str) -> str:
    """Return the anchor of a disposition in a report."""
    return f"disposisi-{kind}"


def latest_version(consultation_id: int) -> ReportVersion | None:
    """Return the version in which a consultation's comments are accounted for now; None before the first report."""
    return (
        ReportVersion.objects.filter(consultation=consultation_id, is_primary=True)
        .select_related("page", "consultation")
        .order_by("-number")
        .first()
    )


class Reading:
    """A version as it is read in the active language: by its translation, where the report has one."""

    def __init__(self, version: ReportVersion):
        self.version = version
        self.language = active_language()

    @cached_property
    def shown(self) -> ReportVersion:
        """The version whose words are read; another one than `version` only where there is a translation."""
        translation = None
        if self.language != FIRST:
            translation = (
                ReportVersion.objects.filter(
                    consultation=self.version.consultation_id,
                    page__live=True,
                    page__locale__language_code=self.language,
                )
                .select_related("page")
                .order_by("-number")
                .first()
            )
        return translation or self.version

    @cached_property
    def url(self) -> str:
        """The path at which it is read."""
        page = self.shown.page
        if not page.live:
            return reverse("consultations:report_version", args=[self.shown.pk])
        return address(page.url_path, self.language)

    @cached_property
    def sections(self) -> dict[int, dict]:
        """The frozen sections by theme."""
        blocks = json.loads(self.shown.content)["blocks"]
        return {block["theme"]: block for block in blocks if block["type"] == "section"}


def report_url(version: ReportVersion) -> str:
    """Return the path of the report in the active language."""
    return Reading(version).url


@dataclass(frozen=True)
class Place:
    """Where in a report a comment is answered."""

    title: str
    url: str
    is_theme: bool = False
    explanation: str = ""
    answers: list[dict] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)

    @property
    def absolute_url(self) -> str:
        """The full address, for mails."""
        return absolute(self.url)


@dataclass(frozen=True)
class Outcome:
    """What became of one comment; `state` says in words that it was removed, `text` is empty then."""

    comment: Comment
    text: str
    state: str
    places: list[Place]


def since_publication() -> Place:
    """Return the place of a comment that no version accounts for yet."""
    return Place(
        title=_("Since publication"),
        url="",
        explanation=_("This comment became public after the report; the report's next version takes it up."),
    )


class Places:
    """Finds where a version answers the given comments, in a fixed number of queries."""

    def __init__(self, version: ReportVersion, entries: list[ReportEntry]):
        self.reading = Reading(version)
        self.entries = entries

    @cached_property
    def _of_targets(self) -> dict[int, list[ReportEntry]]:
        targets = {entry.target_id for entry in self.entries if entry.target_id}
        found: dict[int, list[ReportEntry]] = {}
        if targets:
            rows = ReportEntry.objects.filter(version=self.reading.version, comment__in=targets)
            for entry in rows.select_related("section").order_by("section__position"):
                found.setdefault(entry.comment_id, []).append(entry)
        return found

    @cached_property
    def _commitments(self) -> dict[int, Commitment]:
        ids = [made["id"] for block in self.reading.sections.values() for made in block["commitments"]]
        return Commitment.objects.select_related("agency").in_bulk(ids) if ids else {}

    def of_comment(self, comment: Comment, entries: list[ReportEntry]) -> list[Place]:
        """Return where a comment with these entries is answered; one restored since the version nowhere yet."""
        restored = comment.status == Comment.Status.PUBLISHED
        accounted = [entry for entry in entries if entry.section_id or entry.disposition or not restored]
        return [place for entry in accounted for place in self.of_entry(entry)] or [since_publication()]

    def of_entry(self, entry: ReportEntry) -> list[Place]:
        """Return where an entry leads: a duplicate to where its original is answered."""
        if entry.section_id:
            return [self._section(entry)]
        if entry.disposition == Disposition.DUPLICATE_OF:
            same = explanation_of(entry.disposition)
            targets = self._of_targets.get(entry.target_id, [])
            if sections := [self._section(other, same) for other in targets if other.section_id]:
                return sections
        if entry.disposition:
            return [
                Place(
                    title=str(Disposition(entry.disposition).label),
                    url=f"{self.reading.url}#{disposition_anchor(entry.disposition)}",
                    explanation=explanation_of(entry.disposition),
                )
            ]
        return [Place(title=_("Moderation and withdrawals"), url=f"{self.reading.url}#{MODERATION}")]

    def _section(self, entry: ReportEntry, explanation: str = "") -> Place:
        block = self.reading.sections.get(entry.section.theme_id)
        if block is None:  # a translation that leaves a section out
            return Place(entry.section.heading, self.reading.url, is_theme=True, explanation=explanation)
        return Place(
            title=block["heading"],
            url=f"{self.reading.url}#{block['id']}",
            is_theme=True,
            explanation=explanation,
            answers=[
                {**answer, "outcome_label": str(Response.Outcome(answer["outcome"]).label)}
                for answer in block["responses"]
            ],
            commitments=[
                self._commitments[made["id"]]
                for made in block["commitments"]
                if made["id"] in self._commitments
            ],
        )


def sections_of(consultation_id: int, comment_ids: list[int]) -> dict[int, tuple[str, str]]:
    """Return, per comment that stands in the report, what its place is called and the path that leads there.

    In the active language; a comment under several sections by the first of them.
    """
    version = latest_version(consultation_id)
    if version is None:
        return {}
    entries = list(
        ReportEntry.objects.filter(version=version, comment__in=comment_ids)
        .exclude(section=None, disposition="")
        .select_related("section")
        .order_by("section__position")
    )
    places = Places(version, entries)
    found: dict[int, tuple[str, str]] = {}
    for entry in entries:
        for place in places.of_entry(entry):
            title = _("Theme “%(theme)s”") % {"theme": place.title} if place.is_theme else place.title
            found.setdefault(entry.comment_id, (title, place.url))
    return found


def explanation_of(disposition: str) -> str:
    """Return in one sentence why a comment has no theme, in the active language."""
    return {
        Disposition.OUT_OF_SCOPE: _("It may matter elsewhere; this consultation did not ask about it."),
        Disposition.DUPLICATE_OF: _("It is answered where the comment that it repeats is answered."),
        Disposition.ANSWERED_IN_THREAD: _("It was answered where it was written."),
        Disposition.NO_SUBSTANCE: _("It holds nothing that an agency could answer."),
    }[disposition]


# --- What became of what a person said --------------------------------------------------------------


def entries_of(version: ReportVersion, participant_id: int) -> list[Outcome]:
    """Return what became of each comment of one participant, in the active language, oldest first.

    A fixed number of queries, however many comments. The text of what was removed is not repeated.
    """
    comments = (
        Comment.objects.filter(participant=participant_id)
        .select_related("version")
        .order_by("received_at", "pk")
    )
    entries: dict[int, list[ReportEntry]] = {}
    rows = ReportEntry.objects.filter(version=version, participant=participant_id)
    for entry in rows.select_related("section").order_by("section__position"):
        entries.setdefault(entry.comment_id, []).append(entry)
    places = Places(version, [entry for found in entries.values() for entry in found])
    removals = removals_of([comment.pk for comment in comments if comment.status != Comment.Status.PUBLISHED])
    return [
        Outcome(
            comment=comment,
            text=_excerpt(comment),
            state=state_of(comment, removals.get(comment.pk)),
            places=places.of_comment(comment, entries.get(comment.pk, [])),
        )
        for comment in comments
    ]


def _excerpt(comment: Comment) -> str:
    if comment.status != Comment.Status.PUBLISHED or comment.version is None:
        return ""
    return Truncator(" ".join(comment.version.text.split())).chars(EXCERPT)


def removals_of(comment_ids: list[int]) -> dict[int, ModerationDecision]:
    """Return the decision that removed each comment, by comment."""
    if not comment_ids:
        return {}
    decisions = ModerationDecision.objects.filter(
        comment__in=comment_ids, kind__in=ModerationDecision.REMOVING, undone_by=None
    )
    return {
        decision.comment_id: decision
        for decision in decisions.select_related("rule_version__rule", "actor").order_by("pk")
    }


def is_by_reports(comment: Comment, removal: ModerationDecision) -> bool:
    """Whether the system hid the comment because people reported it, not because it came so from elsewhere."""
    return removal.kind == ModerationDecision.Kind.HIDE and removal.actor.is_system and not comment.source


def state_of(comment: Comment, removal: ModerationDecision | None) -> str:
    """Return in words that a comment was removed, "" where it was not."""
    Status = Comment.Status
    if comment.status in (Status.HIDDEN, Status.REJECTED) and removal:
        words = {"number": removal.rule_version.rule.number, "rule": removal.rule_version.shown("title")}
        if is_by_reports(comment, removal):
            return _("Hidden after reports under rule %(number)s, %(rule)s") % words
        if comment.status == Status.HIDDEN:
            return _("Hidden by a moderator under rule %(number)s, %(rule)s") % words
        return _("Not published by a moderator under rule %(number)s, %(rule)s") % words
    if comment.status == Status.WITHDRAWN:
        return _("Withdrawn by its author")
    return "" if comment.status == Status.PUBLISHED else str(comment.get_status_display())
