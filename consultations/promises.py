"""What ties a commitment to what was said: the sections that it answers, and the people who spoke there."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from consultations.models import Participant, ReportEntry, ThemeCommitment
from consultations.places import Reading, latest_version
from consultations.views.document import behind
from consultations.visibility import kept_from_the_public
from directory.models import Commitment
from directory.news import Reader, register_audience
from forum_site.languages import FIRST


@dataclass(frozen=True)
class Origin:
    """A section of a published report that a commitment answers; `lang` where its words are in another language."""

    theme: str
    lang: str
    consultation: str
    behind: str
    url: str
    comments_url: str


def origins_of(commitment: Commitment) -> list[Origin]:
    """Return the sections of public reports that a commitment answers, in the active language."""
    links = ThemeCommitment.objects.filter(commitment=commitment).select_related("theme__consultation")
    links = links.exclude(theme__consultation__in=kept_from_the_public()).order_by(
        "theme__consultation", "pk"
    )
    readings: dict[int, Reading | None] = {}
    found = []
    for theme in (link.theme for link in links):
        if theme.consultation_id not in readings:
            version = latest_version(theme.consultation_id)
            readings[theme.consultation_id] = Reading(version) if version and version.page.live else None
        reading = readings[theme.consultation_id]
        block = reading and reading.sections.get(theme.pk)
        if not block or all(made["id"] != commitment.pk for made in block["commitments"]):
            continue
        found.append(
            Origin(
                theme=block["heading"],
                lang=FIRST if reading.language != FIRST and reading.shown.is_primary else "",
                consultation=theme.consultation.shown("title"),
                behind=behind(block["counts"]),
                url=f"{reading.url}#{block['id']}",
                comments_url=reverse("consultations:theme", args=[theme.pk]),
            )
        )
    return found


def readers_of(commitment: Commitment) -> Iterator[Reader]:
    """Yield those whose comments stand in a section that a commitment answers: by account, else by their address."""
    themes = ThemeCommitment.objects.filter(commitment=commitment).select_related("theme")
    for link in themes:
        version = latest_version(link.theme.consultation_id)
        if version is None:
            continue
        spoke = ReportEntry.objects.filter(version=version, section__theme=link.theme_id)
        people = Participant.objects.filter(pk__in=spoke.values("participant")).select_related("account")
        for participant in people.iterator():
            if participant.account_id:
                yield Reader(account=participant.account)
            elif participant.contact:
                yield Reader(address=participant.contact, language=participant.language)


def register() -> None:
    """Let these people hear of commitments; called when the app is ready."""
    register_audience(readers_of)
