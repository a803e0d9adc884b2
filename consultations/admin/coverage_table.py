"""How far coding has come, by question, channel and language: one table for the desk and the overview."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from consultations.coverage import Coverage, coverage_by
from consultations.models import Consultation
from consultations.models.participant import Channel
from forum_site.languages import language_name


@dataclass(frozen=True)
class Line:
    """One question, channel or language; `query` narrows the desk to what remains of it."""

    label: str
    coverage: Coverage
    query: str


def coverage_table(consultation: Consultation) -> list[tuple[str, list[Line]]]:
    """Return the parts of the table, each with its heading; parts with a single line say nothing and are left out."""
    found = coverage_by(consultation)
    titles = {
        row.pk: f"{row.position}. {row.title}" for row in consultation.questions.order_by("position", "id")
    }
    order = {pk: place for place, pk in enumerate([*titles, None])}
    parts = [
        (
            _("Question"),
            [
                Line(titles.get(pk, _("without a question")), found["question"][pk], f"question={pk or 0}")
                for pk in sorted(found["question"], key=order.get)
            ],
        ),
        (
            _("Channel"),
            [
                Line(str(Channel(name).label), found["channel"][name], f"channel={name}")
                for name in Channel.values
                if name in found["channel"]
            ],
        ),
        (
            _("Language"),
            [
                Line(language_name(code) or _("not said"), coverage, f"language={code}")
                for code, coverage in sorted(found["language"].items(), key=lambda pair: -pair[1].total)
            ],
        ),
    ]
    return [(heading, lines) for heading, lines in parts if len(lines) > 1]
