"""The live page's content: what is on now and what people ask, drawn at most once a second in each process.

Thousands of phones ask for it again and again, so an answer asks the database nothing: it shows what was true at most
`FRESH` seconds ago.
"""

import hashlib
import threading
import time
from dataclasses import dataclass

from django.template.loader import render_to_string

from events.actions.asking import takes_questions
from events.models import AgendaItem, AudienceQuestion, Event, Stage

FRESH = 1.0  # seconds
EACH = 10  # questions on the wall
MOST_KEPT = 100  # forums and languages


def current_item(event: Event) -> int | None:
    """Return the id of the part of the programme that a forum is at, None where nobody has set one."""
    return Stage.objects.filter(event=event).values_list("item", flat=True).first()


def stage_context(event: Event) -> dict:
    """Return what the live page shows: the part that is on, the next one, and the questions by support."""
    items = list(event.agenda_items.filter(removed_at=None))
    running = current_item(event)
    now = next((item for item in items if item.pk == running), None)
    later = items[items.index(now) + 1 :] if now else []
    questions = AudienceQuestion.objects.shown().filter(event=event, answered_at=None)
    if now and questions.filter(item=now).exists():
        questions = questions.filter(item=now)
    return {
        "event": event,
        "now": now,
        "next": next((item for item in later if item.kind != AgendaItem.Kind.BREAK), None),
        "questions": list(questions.ranked()[:EACH]),
        "takes_questions": takes_questions(event),
    }


# --- What is kept of it -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Drawn:
    """A drawing of the live part, and when it was made (monotonic seconds)."""

    content: bytes
    tag: str
    at: float

    def is_fresh(self) -> bool:
        return time.monotonic() - self.at < FRESH


_drawn: dict[tuple, Drawn] = {}
_locks: dict[tuple, threading.Lock] = {}
_making = threading.Lock()


def drawn(event_id: int, language: str, find) -> Drawn:
    """Return the live part of a forum in a language, at most `FRESH` seconds old.

    `find()` returns the event, or raises Http404 for one that is not public; it is called where the part is drawn.
    While one thread draws it, the others hand out the one before.
    """
    key = (event_id, language)
    kept = _drawn.get(key)
    if kept and kept.is_fresh():
        return kept
    lock = _lock(key)
    if kept and not lock.acquire(blocking=False):
        return kept
    if not kept:
        lock.acquire()
    try:
        kept = _drawn.get(key)
        if kept and kept.is_fresh():  # drawn while this thread waited
            return kept
        return _draw(key, find)
    finally:
        lock.release()


def _draw(key: tuple, find) -> Drawn:
    at = time.monotonic()
    try:
        content = render_to_string("events/live_part.html", stage_context(find())).encode()
    except Exception:
        forget(key)  # hidden meanwhile: nothing of it is handed out any more
        raise
    found = Drawn(content, hashlib.blake2b(content, digest_size=12).hexdigest(), at)
    with _making:
        if len(_drawn) >= MOST_KEPT and key not in _drawn:
            oldest = min(_drawn, key=lambda other: _drawn[other].at)
            _drawn.pop(oldest)
            _locks.pop(oldest, None)
        _drawn[key] = found
    return found


def forget(key: tuple | None = None) -> None:
    """Forget what was drawn under a key, or everything."""
    with _making:
        for known in [key] if key else list(_drawn):
            _drawn.pop(known, None)
            _locks.pop(known, None)


def _lock(key: tuple) -> threading.Lock:
    with _making:
        return _locks.setdefault(key, threading.Lock())
