"""A consultation from its announcement to its report, for the tests of gate, report, trace and delivery."""

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone
from wagtail.models import Locale
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from accounts.models import User
from consultations.actions import assign_theme, decide, dispose, submit_comment, withdraw_comment
from consultations.models import (
    Comment,
    Consultation,
    ConsultationIndexPage,
    ConsultationPage,
    FollowUpReportPage,
    Response,
    Theme,
    ThemeCommitment,
)
from directory.models import Commitment
from tests import factories
from tests.consultations import desk
from tests.consultations.moderation import rule
from tests.pages import home, publish


def index() -> ConsultationIndexPage:
    """Return the published list of consultations."""
    found = ConsultationIndexPage.objects.first()
    if found:
        return found
    page = ConsultationIndexPage(title="Konsultasi Publik", slug="konsultasi", live=False)
    return publish(home().add_child(instance=page))


def consultation_page(**fields) -> ConsultationPage:
    """Make the page of a consultation that is open, not announced yet."""
    now = timezone.now()
    number = ConsultationPage.objects.count() + 1
    fields = {
        "title": f"Pasar malam {number}",
        "slug": f"pasar-malam-{number}",
        "summary": "Di mana pasar malam boleh berdiri?",
        "opens_at": now - timedelta(days=20),
        "closes_at": now + timedelta(days=2),
        "live": False,
    } | fields
    fields.setdefault("agency", None)
    fields["agency"] = fields["agency"] or desk.agency()
    return index().add_child(instance=ConsultationPage(**fields))


def announced(**fields) -> ConsultationPage:
    """Make the page of an announced consultation."""
    return publish(consultation_page(**fields))


def close(page: ConsultationPage, at=None) -> None:
    """Let the consultation have closed a minute ago, as its page says too."""
    at = at or timezone.now() - timedelta(minutes=1)
    ConsultationPage.objects.filter(pk=page.pk).update(closes_at=at)
    Consultation.objects.filter(pk=page.consultation_id).update(closes_at=at)


@dataclass
class Told:
    """What was said in a consultation, by whom, and where it went."""

    page: ConsultationPage
    moderator: User
    themes: list[Theme] = field(default_factory=list)
    comments: dict[str, Comment] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)

    @property
    def consultation(self) -> Consultation:
        return Consultation.objects.get(pk=self.page.consultation_id)

    def comment(self, name: str) -> Comment:
        return Comment.objects.select_related("consultation").get(pk=self.comments[name].pk)

    def person(self, name: str) -> User:
        return self.people[name]

    def participant(self, name: str):
        return self.comment(name).participant

    def say(self, name: str, text: str, *, to: str = "") -> Comment:
        self.people.setdefault(name, factories.user(name=name.title()))
        self.comments[name] = submit_comment(
            consultation_id=self.page.consultation_id,
            account=self.people[name],
            text=text,
            form_key=uuid.uuid4(),
            parent_id=self.comments[to].pk if to else None,
        )
        return self.comments[name]

    def decide(self, name: str, kind: str, **words) -> None:
        comment = self.comment(name)
        decide(comment.pk, actor=self.moderator, kind=kind, version_id=comment.version_id, **words)

    def hide(self, name: str) -> None:
        self.decide(name, "hide", rule_version=rule(1), reason="Menyebut petugas dengan kata kasar.")

    def code(self, name: str, theme: int = 0) -> None:
        assign_theme(self.comments[name].pk, self.themes[theme], actor=self.moderator)

    def answer(self, theme: int = 0) -> Response:
        return Response.objects.create(
            theme=self.themes[theme],
            agency=self.page.agency,
            outcome=Response.Outcome.ACCEPTED,
            text="Kami pindahkan ke lapangan.",
            state=Response.State.FINAL,
            written_by=self.moderator,
        )


def told() -> Told:
    """Tell a closed consultation in which all is accounted for but the comment of "sari", who speaks of theme 0.

    "budi" spoke of theme 0, "rina" replied on theme 1, "joko" repeated budi, "tono" was beside the point, the
    words of "dewi" were hidden and "wati" took hers back.
    """
    story = Told(announced(), desk.analyst())
    story.say("budi", "Pasar malam jangan menutup jalan.")
    story.say("rina", "Lampunya juga kurang.", to="budi")
    story.say("joko", "Setuju, jangan menutup jalan.")
    story.say("tono", "Kapan jembatan diperbaiki?")
    story.say("dewi", "Petugasnya bodoh.")
    story.say("wati", "Saya keliru menulis ini.")
    story.say("sari", "Jalan kami selalu tertutup.")
    story.hide("dewi")
    withdraw_comment(story.comments["wati"].pk, account=story.person("wati"))
    close(story.page)
    story.themes = [
        desk.theme(story.consultation, title="Tempat", title_en="Place"),
        desk.theme(story.consultation, title="Penerangan", title_en="Lighting"),
    ]
    story.code("budi", 0)
    story.code("rina", 1)
    dispose(
        story.comments["joko"].pk,
        "duplicate_of",
        actor=story.moderator,
        target_id=story.comments["budi"].pk,
    )
    dispose(story.comments["tono"].pk, "out_of_scope", actor=story.moderator)
    story.answer(0)
    story.answer(1)
    return story


def promise(story: Told, theme: int = 0, **fields) -> Commitment:
    """Let the agency promise something in answer to a theme."""
    fields = {"what": "Memindahkan pasar malam", "due_on": date(2026, 1, 31)} | fields
    commitment = Commitment.objects.create(agency=story.page.agency, **fields)
    ThemeCommitment.objects.create(theme=story.themes[theme], commitment=commitment)
    return commitment


def section(theme: Theme, heard: str = "Jalan tertutup setiap malam.") -> tuple:
    """Return a section as a StreamField takes it."""
    value = {"theme": theme.pk, "heading": "", "heard": f"<p>{heard}</p>"}
    return {"type": "section", "id": str(uuid.uuid4()), "value": value}


def sent(*themes: Theme) -> dict:
    """Return what the editor's form sends for a report's body with these sections."""
    return nested_form_data(
        {
            "body": streamfield(
                [
                    (
                        "section",
                        {"theme": theme.pk, "heading": "", "heard": rich_text("<p>Jalan tertutup.</p>")},
                    )
                    for theme in themes
                ]
            )
        }
    )


def report(story: Told, themes: list[Theme] | None = None, **fields) -> FollowUpReportPage:
    """Write the draft of the consultation's report with a section for each theme."""
    fields = {
        "title": "Laporan pasar malam",
        "slug": "laporan",
        "introduction": "Kami bertanya di mana pasar malam boleh berdiri.",
        "body": [section(theme) for theme in (story.themes if themes is None else themes)],
        "live": False,
    } | fields
    page = story.page.add_child(instance=FollowUpReportPage(**fields))
    page.save_revision()
    return page


def reported() -> Told:
    """Tell a consultation to its published report; sari's comment is coded too."""
    story = told()
    story.code("sari", 0)
    publish(report(story))
    story.page = ConsultationPage.objects.get(pk=story.page.pk)
    return story


def english(page, **fields):
    """Publish the English version of a page whose parent has one; return it."""
    copy = page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=False)
    for name, value in fields.items():
        setattr(copy, name, value)
    return publish(copy)
