"""Which section of a report answers for a theme: its own, else that of the theme under which it stands."""

from collections.abc import Iterable

from consultations.models.consultation import Consultation
from consultations.models.theme import Theme


def answered_by(consultation: Consultation, in_report: Iterable[int]) -> dict[int, int]:
    """Return, per theme of a consultation that a report answers, the theme whose section does it.

    `in_report` are the themes that have a section. One query.
    """
    own = set(in_report)
    found = {}
    for pk, parent in Theme.objects.filter(consultation=consultation).values_list("pk", "parent"):
        if pk in own:
            found[pk] = pk
        elif parent in own:
            found[pk] = parent
    return found


def family_of(theme: int, answers: dict[int, int]) -> list[int]:
    """Return the themes for which this theme's section answers, in ascending order."""
    return sorted(pk for pk, section in answers.items() if section == theme)
