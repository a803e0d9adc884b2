"""People whom a comment names with @: those of its thread. Whom it means is decided when it is written."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape, unescape

from consultations.models import Comment, CommentMention, CommentVersion, OriginalText, Participant
from forum_site import prepared

MOST = 10  # people that one comment can mention
OFFERED = 8  # whom a form offers
ANCESTORS, LATEST = (
    50,
    200,
)  # how far above, and how many of the thread's latest comments, people are looked for

# People with a name and an account, the nearest above first, then who spoke last; who wrote what was removed is named
# nowhere. Bounded in a thread of any size.
_PEOPLE = """
WITH RECURSIVE up AS (
    SELECT parent_id, participant_id, status, 0::bigint AS step FROM consultations_comment WHERE id = %(comment)s
    UNION ALL
    SELECT c.parent_id, c.participant_id, c.status, step + 1 FROM up JOIN consultations_comment c ON c.id = up.parent_id
     WHERE step < /*ancestors*/
), late AS (
    SELECT participant_id, 1000 + row_number() OVER (ORDER BY published_at DESC, id DESC) AS step
      FROM (SELECT participant_id, published_at, id FROM consultations_comment
             WHERE thread_id = %(thread)s AND status = 'published'
             ORDER BY published_at DESC LIMIT /*latest*/) l
)
SELECT p.id, p.shown_name FROM (SELECT * FROM late
                                   UNION ALL SELECT participant_id, step FROM up WHERE status = 'published') near
  JOIN consultations_participant p ON p.id = near.participant_id
 WHERE p.account_id IS NOT NULL AND p.shown_name <> '' AND p.account_id IS DISTINCT FROM %(account)s
 GROUP BY p.id, p.shown_name ORDER BY min(near.step)
""".replace("/*ancestors*/", str(ANCESTORS)).replace("/*latest*/", str(LATEST))

_TAG = re.compile(r"(<[^>]*>)")


@dataclass(frozen=True)
class Person:
    """A participant of a thread, by the name under which they speak."""

    id: int
    name: str


def people(near: Comment, account_id: int | None) -> list[Person]:
    """Return whom a comment near this one (its parent, or itself when it is edited) can mention, the nearest first.

    Not oneself. Of several who have the same name the nearest is meant.
    """
    parameters = {"comment": near.pk, "thread": near.thread_id, "account": account_id}
    found: dict[str, Person] = {}
    for pk, name in prepared.fetch(_PEOPLE, parameters):
        found.setdefault(name.casefold(), Person(pk, name))
    return list(found.values())


def meant(text: str, near: Comment | None, account_id: int | None) -> list[Person]:
    """Return the people of the thread whom a text mentions, MOST at most; the longest name that fits counts."""
    if near is None or "@" not in text:
        return []
    by_length = sorted(people(near, account_id), key=lambda person: -len(person.name))
    found: dict[int, Person] = {}
    for at in re.finditer(r"(?<!\w)@", text):
        rest = text[at.end() :]
        for person in by_length:
            if _begins(rest, person.name):
                found.setdefault(person.id, person)
                break
    return list(found.values())[:MOST]


def _begins(text: str, name: str) -> bool:
    after = text[len(name) : len(name) + 1]
    return text[: len(name)].casefold() == name.casefold() and not (after.isalnum() or after == "_")


def mark(html: str, mentioned: Iterable[Person]) -> str:
    """Return rendered HTML with the mentioned names marked, outside of its tags.

    The mark carries who is meant, so that a name can be taken out when its owner leaves.
    """
    persons = sorted(mentioned, key=lambda person: -len(person.name))
    if not persons:
        return html
    names = {escape(person.name).casefold(): person.id for person in persons}
    pattern = re.compile(
        "@(" + "|".join(re.escape(escape(p.name)) for p in persons) + r")(?!\w)", re.IGNORECASE
    )

    def marked(found: re.Match) -> str:
        pk = names.get(found[1].casefold())
        return f'<b class="mention" data-p="{pk}">@{found[1]}</b>' if pk else found[0]

    return "".join(part if _TAG.fullmatch(part) else pattern.sub(marked, part) for part in _TAG.split(html))


def marked_in(html: str) -> list[Person]:
    """Return whom rendered HTML marks as mentioned, by the name that is written there."""
    found = re.findall(r'<b class="mention" data-p="(\d+)">@([^<]*)</b>', html)
    return list({Person(int(pk), unescape(name)) for pk, name in found})


def remember(comment: Comment, mentioned: Iterable[Person]) -> None:
    """Keep whom a comment mentions; harmless twice."""
    rows = [
        CommentMention(comment=comment, participant_id=person.id, consultation_id=comment.consultation_id)
        for person in mentioned
    ]
    if rows:
        CommentMention.objects.bulk_create(rows, ignore_conflicts=True)


def forget(participants: Iterable[Participant], now) -> None:
    """Take people's names out of all texts that mention them: what is masked stays on record as masked."""
    for participant in participants:
        mine = re.compile(rf'<b class="mention" data-p="{participant.pk}">@([^<]*)</b>')
        for version in CommentVersion.objects.filter(comment__mentions__participant=participant):
            names = {
                unescape(name)
                for html in (version.body_html, version.excerpt_html)
                for name in mine.findall(html)
            }
            if not names:
                continue
            for name in names:
                version.text = version.text.replace(f"@{name}", "@█")
            for original in OriginalText.objects.filter(version=version):
                for name in names:
                    original.text = original.text.replace(f"@{name}", "@█")
                original.masked_at = now
                original.save(update_fields=["text", "masked_at"])
            version.body_html, version.excerpt_html = (
                mine.sub('<b class="mention">@█</b>', html)
                for html in (version.body_html, version.excerpt_html)
            )
            version.masked_at = now
            version.save(update_fields=["text", "body_html", "excerpt_html", "masked_at"])
