"""How much waits, as the desk and the menu say it: counted no further than anybody would read."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.admin.moderation_queue import EVERYTHING, MOST_COUNTED, Narrowing, count_waiting


def waiting_words(narrowing: Narrowing) -> str:
    """Return how much waits, and how much of it for longer than was promised, in words.

    Who works on what does not matter for it.
    """
    narrowing = replace(narrowing, only=None, free_for=None)
    return _waiting_words(narrowing, count_waiting(narrowing))


def _waiting_words(narrowing: Narrowing, count: int) -> str:
    if not count:
        return _("Nothing waits.")
    if count >= MOST_COUNTED:
        said = _("More than %(count)d wait.") % {"count": MOST_COUNTED - 1}
    else:
        said = ngettext("%(count)d waits.", "%(count)d wait.", count) % {"count": count}
    late = overdue_words(count if narrowing.overdue else count_waiting(replace(narrowing, overdue=True)))
    return f"{said} {late}".strip()


def overdue_words(count: int) -> str:
    """Return how many wait for longer than was promised; "" where none does."""
    if count >= MOST_COUNTED:
        return _("More than %(count)d are overdue.") % {"count": MOST_COUNTED - 1}
    if not count:
        return ""
    return ngettext("%(count)d is overdue.", "%(count)d are overdue.", count) % {"count": count}


def left_words(narrowing: Narrowing) -> dict[str, str]:
    """Return both that a decision changes: the line above the cards (`waiting_words`) and the menu's label."""
    narrowing = replace(narrowing, only=None, free_for=None)
    count = count_waiting(narrowing)
    # Without filters both count the same.
    altogether = count if narrowing == EVERYTHING else count_waiting()
    return {"waiting_words": _waiting_words(narrowing, count), "menu_words": _menu_words(altogether)}


def menu_words() -> str:
    """Return the menu's label with how much waits altogether."""
    return _menu_words(count_waiting())


def _menu_words(count: int) -> str:
    shown = f"{MOST_COUNTED - 1}+" if count >= MOST_COUNTED else count
    return f"{_('Moderation')} ({shown})" if count else _("Moderation")
