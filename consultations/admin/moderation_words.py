"""How much waits, as the desk and the menu say it: counted no further than anybody would read."""

from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.deadlines import all_overdue_before
from consultations.waiting import EVERYTHING, MOST_COUNTED, Narrowing, count_waiting
from forum_site import prepared

# All that waits: asked after every decision, so it knows no filters and is planned once. Its branches are those of the
# queue (`waiting._WAITING`); the indexes are walked no further than anybody would read.
_BRANCHES = """
SELECT w.since
  FROM consultations_consultation n
 CROSS JOIN LATERAL (SELECT received_at AS since FROM consultations_comment c
                      WHERE c.consultation_id = n.id AND c.status = 'pending' AND received_at < {before}
                      ORDER BY received_at, id LIMIT %(limit)s) w
 UNION ALL
(SELECT v.created_at
   FROM consultations_comment c
   JOIN consultations_consultation n ON n.id = c.consultation_id
   JOIN consultations_commentversion v ON v.id = c.pending_version_id
  WHERE c.pending_version_id IS NOT NULL AND c.status = 'published' AND v.created_at < {before} LIMIT %(limit)s)
 UNION ALL
SELECT w.due_at
  FROM consultations_consultation n
 CROSS JOIN LATERAL (SELECT r.due_at FROM consultations_reportcase r
                      WHERE r.consultation_id = n.id AND r.due_at <= %(now)s AND r.due_at < {before}
                        AND NOT EXISTS (SELECT FROM consultations_appeal a
                                          JOIN consultations_moderationdecision d ON d.id = a.decision_id
                                         WHERE a.comment_id = r.comment_id AND a.outcome = ''
                                           AND d.to_status <> 'published')
                      ORDER BY r.due_at, r.comment_id LIMIT %(limit)s) w
 UNION ALL
(SELECT a.created_at
   FROM consultations_appeal a
   JOIN consultations_comment c ON c.id = a.comment_id
   JOIN consultations_consultation n ON n.id = c.consultation_id
  WHERE a.outcome = '' AND a.created_at < {before} LIMIT %(limit)s)
 UNION ALL
(SELECT m.created_at FROM consultations_measureappeal m CROSS JOIN (SELECT 1 AS decide_within) n
  WHERE m.outcome = '' AND m.created_at < {before} LIMIT %(limit)s)
"""
_COUNTED = "(SELECT count(*) FROM (SELECT FROM ({branches}) w LIMIT %(limit)s) w)"
_ALL = "SELECT {}, {}".format(
    *(
        _COUNTED.format(branches=_BRANCHES.format(before=before))
        for before in ("'infinity'", "(%(late)s::timestamptz[])[n.decide_within]")
    )
)


def count_all() -> tuple[int, int]:
    """Return how much waits altogether and how much of it is overdue, each at most MOST_COUNTED."""
    now = timezone.now()
    parameters = {"late": all_overdue_before(now), "now": now, "limit": MOST_COUNTED}
    [counted] = prepared.fetch(_ALL, parameters)
    return counted


def what_waits(narrowing: Narrowing) -> dict[str, str]:
    """Return the line above the cards and the menu's label, as they are now."""
    counted = count_all()
    return {"waiting_words": waiting_words(narrowing, counted), "menu_words": menu_words(counted)}


def waiting_words(narrowing: Narrowing, counted: tuple[int, int] | None = None) -> str:
    """Return how much waits, and how much of it for longer than was promised, in words.

    Who works on what does not matter for it. `counted` is what `count_all` returned, where it was asked already.
    """
    narrowing = replace(narrowing, only=None, free_for=None)
    if narrowing == EVERYTHING:
        count, late = counted or count_all()
    else:
        count, late = count_waiting(narrowing), None
    if not count:
        return _("Nothing waits.")
    if count >= MOST_COUNTED:
        said = _("More than %(count)d wait.") % {"count": MOST_COUNTED - 1}
    else:
        said = ngettext("%(count)d waits.", "%(count)d wait.", count) % {"count": count}
    if late is None:
        late = count if narrowing.overdue else count_waiting(replace(narrowing, overdue=True))
    return f"{said} {overdue_words(late)}".strip()


def overdue_words(count: int) -> str:
    """Return how many wait for longer than was promised; "" where none does."""
    if count >= MOST_COUNTED:
        return _("More than %(count)d are overdue.") % {"count": MOST_COUNTED - 1}
    if not count:
        return ""
    return ngettext("%(count)d is overdue.", "%(count)d are overdue.", count) % {"count": count}


def menu_words(counted: tuple[int, int] | None = None) -> str:
    """Return the menu's label with how much waits altogether; `counted` as in `waiting_words`."""
    count, _late = counted or count_all()
    shown = f"{MOST_COUNTED - 1}+" if count >= MOST_COUNTED else count
    return f"{_('Moderation')} ({shown})" if count else _("Moderation")
