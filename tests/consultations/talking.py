"""Makes announced consultations with their pages, and people who talk in them through HTTP."""

import html
import itertools
import re
import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from consultations import actions
from consultations.models import Comment, Consultation, ConsultationIndexPage, ConsultationPage, RuleVersion
from directory.models import Agency, AgencyOfficer
from tests import factories
from tests.pages import home, publish

_numbers = itertools.count(1)
DAY = timedelta(days=1)


def agency(slug="disdukcapil", **fields) -> Agency:
    """Return the agency that asks."""
    names = {"name": "Dinas Kependudukan", "name_en": "Civil Registry", "short_name": "Disdukcapil"}
    return Agency.objects.get_or_create(slug=slug, defaults=names | fields)[0]


def index() -> ConsultationIndexPage:
    """Return the list of consultations, published."""
    found = ConsultationIndexPage.objects.first()
    page = ConsultationIndexPage(title="Konsultasi", slug="konsultasi", live=False)
    return found or publish(home().add_child(instance=page))


def announce(*questions: str, **fields) -> ConsultationPage:
    """Publish a consultation that opened yesterday and closes in ten days; return its page."""
    number = next(_numbers)
    now = timezone.now()
    page = ConsultationPage(
        **{
            "title": f"Antrean {number}",
            "slug": f"antrean-{number}",
            "summary": "Apa yang harus berubah di loket?",
            "agency": agency(),
            "opens_at": now - DAY,
            "closes_at": now + 10 * DAY,
            "live": False,
        }
        | fields
    )
    page = publish(index().add_child(instance=page))
    for position, title in enumerate(questions, start=1):
        page.consultation.questions.create(position=position, title=title)
    return page


def consultation(*questions: str, **fields) -> Consultation:
    """Announce a consultation; return its row."""
    return announce(*questions, **fields).consultation


def at(row: Consultation, **moments) -> None:
    """Move the window of a consultation without a page's ceremony."""
    Consultation.objects.filter(pk=row.pk).update(**moments)
    row.refresh_from_db()


def close(row: Consultation) -> None:
    """Let the consultation have closed a minute ago."""
    at(row, closes_at=timezone.now() - timedelta(minutes=1))


def moderator():
    """Make a moderator."""
    person = factories.user(name="Moderator")
    person.groups.add(Group.objects.get(name="Comment moderators"))
    return person


def officer(name="Nova Lestari"):
    """Make somebody who speaks for the agency."""
    person = factories.user(name=name)
    AgencyOfficer.objects.create(agency=agency(), user=person, started_at=timezone.now() - 30 * DAY)
    return person


def client_of(user) -> Client:
    """Return a client that is logged in as the person."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def say(row: Consultation, text: str, by=None, parent: Comment | None = None, **fields) -> Comment:
    """Say something by the verb; `by` is a new resident unless given."""
    return actions.submit_comment(
        consultation_id=row.pk,
        account=by or factories.user(),
        text=text,
        form_key=uuid.uuid4(),
        parent_id=parent and parent.pk,
        **fields,
    )


def decide(comment: Comment, kind: str, by=None, rule: int = 1, reason="Menghina petugas."):
    """Decide on a comment by the verb, citing a rule where it removes."""
    comment.refresh_from_db()
    removes = kind in ("hide", "reject")
    return actions.decide(
        comment.pk,
        actor=by or moderator(),
        kind=kind,
        version_id=comment.pending_version_id or comment.version_id,
        rule_version=RuleVersion.objects.in_force().get(rule__number=rule) if removes else None,
        reason=reason if removes else "",
    )


def write(client: Client, address: str, text: str, **fields):
    """Send a text to a form, with a key of its own unless given; return the response."""
    return client.post(address, {"text": text, "form_key": uuid.uuid4(), "stance": ""} | fields)


def words(response) -> str:
    """Return what a page says, without markup."""
    text = re.sub(r"<template.*?</template>", "", response.content.decode(), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def area(response) -> str:
    """Return what stands in the page's text field."""
    found = re.search(r'<textarea name="text"[^>]*>\n?(.*?)</textarea>', response.content.decode(), re.S)
    return html.unescape(found[1]).replace("\r\n", "\n") if found else ""
