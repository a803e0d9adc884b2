"""A closed consultation with comments, themes and the people who work on it, for the tests of desk and lists."""

import itertools
import uuid
from datetime import timedelta

from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import User
from accounts.roles import AGENCY_OFFICERS, COMMENT_MODERATORS, COMMUNICATIONS
from consultations.actions import submit_comment
from consultations.models import Comment, Consultation, Question, Theme
from directory.models import Agency, AgencyOfficer
from tests import factories

_numbers = itertools.count(1)


def member(role: str, **fields) -> User:
    """Make a person with one of the roles."""
    person = factories.user(**fields)
    person.groups.add(Group.objects.get(name=role))
    return person


def analyst(**fields) -> User:
    """Make a comment moderator, who codes comments too."""
    return member(COMMENT_MODERATORS, **fields)


def communications(**fields) -> User:
    """Make somebody of the communications office."""
    return member(COMMUNICATIONS, **fields)


def agency(**fields) -> Agency:
    """Make an agency."""
    number = next(_numbers)
    return Agency.objects.create(
        **{"slug": f"dinas-{number}", "name": f"Dinas Urusan {number}", "short_name": f"DU{number}"} | fields
    )


def officer(of: Agency, **fields) -> User:
    """Make a serving officer of the agency."""
    person = member(AGENCY_OFFICERS, **fields)
    AgencyOfficer.objects.create(agency=of, user=person, started_at=timezone.now() - timedelta(days=1))
    return person


def consultation(**fields) -> Consultation:
    """Make an open consultation; `close` ends it."""
    number, now = next(_numbers), timezone.now()
    fields.setdefault("agency", None)
    fields["agency"] = fields["agency"] or agency()
    return Consultation.objects.create(
        **{
            "slug": f"konsultasi-{number}",
            "title": f"Konsultasi {number}",
            "opens_at": now - timedelta(days=9),
            "closes_at": now + timedelta(days=1),
            "state": Consultation.State.IN_FORCE,
        }
        | fields
    )


def close(row: Consultation) -> Consultation:
    """Let the consultation have closed a minute ago; return it."""
    row.closes_at = timezone.now() - timedelta(minutes=1)
    row.save(update_fields=["closes_at"])
    return row


def question(of: Consultation, **fields) -> Question:
    """Make a question of the consultation."""
    number = next(_numbers)
    return Question.objects.create(**{"consultation": of, "title": f"Apa {number}?"} | fields)


def theme(of: Consultation, **fields) -> Theme:
    """Make a theme of the consultation."""
    number = next(_numbers)
    return Theme.objects.create(
        **{"consultation": of, "title": f"Tema {number}", "position": number} | fields
    )


def say(
    where: Consultation, text: str = "Truk sampah datang terlambat.", *, to: Comment | None = None, **fields
):
    """Let a new person comment, or reply to a comment; return the comment."""
    return submit_comment(
        consultation_id=where.pk,
        account=fields.pop("by", None) or factories.user(),
        text=text,
        form_key=uuid.uuid4(),
        parent_id=to and to.pk,
        **fields,
    )
