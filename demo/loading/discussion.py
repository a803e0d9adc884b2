"""The threads of a demonstration consultation, written at the hours at which they would have been said.

Verbs stamp what they do with the present, and most of this lies in the past, so the rows are written
in bulk as an import would write them, held by the same constraints; totals are counted from them.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from accounts.models import User
from consultations import notices, sketching
from consultations.actions.report_cases import weigh
from consultations.markup import render
from consultations.models import (
    Comment,
    CommentVersion,
    Consultation,
    Flag,
    ModerationDecision,
    Participant,
    Rule,
    RuleVersion,
    Support,
)
from consultations.recount import recount
from demo.content import PEOPLE
from demo.content.people import DISTRICT_OF
from demo.content.shapes import Say, in_order
from directory.models import Agency

READ_AFTER = timedelta(minutes=4)  # how long a moderator takes in pre-moderation
EDITED_AFTER = timedelta(minutes=20)  # how long after it was published a changed text stands


@dataclass
class Row:
    """One comment to be written: what is said, where it hangs, when."""

    say: Say
    pk: int
    parent: "Row | None"
    root: "Row | None"
    depth: int
    at: datetime

    @property
    def status(self) -> str:
        if self.say.pending:
            return Comment.Status.PENDING
        if self.say.hidden:
            return Comment.Status.HIDDEN
        return Comment.Status.WITHDRAWN if self.say.withdrawn else Comment.Status.PUBLISHED


@transaction.atomic
def load_threads(
    consultation: Consultation, told, people: dict[str, User], staff: dict[str, User], agencies
) -> list:
    """Write all threads of `told`; return the comments' ids in reading order."""
    rows = _rows(consultation, told)
    if not rows:
        return []
    participants = _participants(consultation, rows, people, agencies)
    questions = list(consultation.questions.order_by("position"))
    Comment.objects.bulk_create(_comment(consultation, row, participants, questions, staff) for row in rows)
    versions = _write_versions(rows, people)
    _write_decisions(consultation, rows, versions, people, staff)
    _write_supports(rows, people)
    _write_reports(consultation, rows, people)
    recount(consultation.pk)
    sketching.catch_up(consultation_id=consultation.pk)
    return [row.pk for row in rows]


def tell_of_last_replies(consultation: Consultation, person: User) -> None:
    """Put the last three answers to this person into their inbox, as posting them would have done."""
    if not consultation.is_open:
        return
    answers = Comment.objects.published().filter(
        parent__participant__account=person, consultation=consultation
    )
    for answer in reversed(answers.exclude(participant__account=person).order_by("-published_at")[:3]):
        notices.tell_of_reply(answer)


def _rows(consultation: Consultation, told) -> list[Row]:
    ids = iter(_new_ids(sum(1 for _say in in_order(told.threads))))
    rows: list[Row] = []

    def add(says, parent: Row | None) -> None:
        for say in says:
            start = parent.at if parent else consultation.opens_at
            row = Row(
                say,
                next(ids),
                parent,
                parent.root or parent if parent else None,
                parent.depth + 1 if parent else 0,
                start + timedelta(hours=say.after) + READ_AFTER,
            )
            rows.append(row)
            add(say.replies, row)

    add(told.threads, None)
    return rows


def _new_ids(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('consultations_comment', 'id')) FROM generate_series(1, %s)",
            [count],
        )
        return [row[0] for row in cursor.fetchall()]


def _participants(
    consultation, rows: list[Row], people, agencies: dict[str, Agency]
) -> dict[str, Participant]:
    made = {}
    for row in rows:
        key = row.say.who
        if key in made:
            continue
        person = PEOPLE[key]
        made[key] = Participant(
            consultation=consultation,
            account=people.get(key) if row.say.channel == "web" else None,
            shown_name=person.pseudonym or person.name,
            kind=person.kind,
            agency=agencies[person.agency] if person.kind == "official" else None,
            channel=row.say.channel,
            language=person.language,
            district=DISTRICT_OF.get(key, ""),
            created_at=row.at,
        )
    Participant.objects.bulk_create(made.values())
    return made


def _comment(consultation, row: Row, participants, questions, staff) -> Comment:
    root = row.root or row
    asked = root.say.question
    return Comment(
        pk=row.pk,
        consultation=consultation,
        question=questions[asked] if asked is not None else None,
        parent_id=row.parent and row.parent.pk,
        thread_id=root.pk,
        depth=row.depth,
        participant=participants[row.say.who],
        status=row.status,
        channel=row.say.channel,
        language=PEOPLE[row.say.who].language,
        stance=row.say.stance,
        received_at=row.at - READ_AFTER,
        published_at=None if row.say.pending else row.at,
        withdrawn_at=row.at + timedelta(hours=5) if row.say.withdrawn else None,
        edited_at=row.at + EDITED_AFTER if row.say.edited else None,
        entered_by=None if row.say.channel == "web" else staff["communications"],
    )


def _write_versions(rows: list[Row], people) -> dict[int, list[CommentVersion]]:
    """Write every text; return each comment's, the earliest first."""
    versions, written = [], {}
    for row in rows:
        texts = [row.say.edited, row.say.text] if row.say.edited else [row.say.text]
        for number, text in enumerate(texts, start=1):
            body, excerpt = render(text)
            version = CommentVersion(
                comment_id=row.pk,
                number=number,
                text=text,
                body_html=body,
                excerpt_html=excerpt,
                author=people.get(row.say.who),
                created_at=row.at - READ_AFTER + (EDITED_AFTER if number > 1 else timedelta(0)),
            )
            versions.append(version)
            written.setdefault(row.pk, []).append(version)
    CommentVersion.objects.bulk_create(versions)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE consultations_comment c SET version_id = v.id
              FROM (SELECT DISTINCT ON (comment_id) comment_id, id FROM consultations_commentversion
                     WHERE comment_id = ANY(%s) ORDER BY comment_id, number DESC) v
             WHERE v.comment_id = c.id
            """,
            [[row.pk for row in rows]],
        )
    return written


def _write_decisions(consultation, rows: list[Row], versions, people, staff) -> None:
    Kind, Status = ModerationDecision.Kind, Comment.Status
    rules = {version.rule.number: version for version in RuleVersion.objects.in_force()}
    decisions = []

    def add(row: Row, kind, before, after, actor, at, rule=None, reason="", since=None, text=-1):
        decisions.append(
            ModerationDecision(
                comment_id=row.pk,
                consultation=consultation,
                version=versions[row.pk][text],
                kind=kind,
                from_status=before,
                to_status=after,
                rule_version=rules[rule] if rule else None,
                reason=reason,
                actor=actor,
                at=at,
                waiting_since=since,
            )
        )

    for row in rows:
        by_resident = PEOPLE[row.say.who].kind == "resident" and row.say.channel == "web"
        if consultation.moderation == "pre" and by_resident and not row.say.pending:
            sent = row.at - READ_AFTER
            reader, public = staff["moderator"], Status.PUBLISHED
            add(row, Kind.PUBLISH, Status.PENDING, public, reader, row.at, since=sent, text=0)
            if row.say.edited:
                add(
                    row,
                    Kind.PUBLISH,
                    public,
                    public,
                    reader,
                    row.at + EDITED_AFTER,
                    since=sent + EDITED_AFTER,
                )
        if row.say.hidden:
            rule, reason = row.say.hidden
            at = row.at + timedelta(hours=3)
            add(row, Kind.HIDE, Status.PUBLISHED, Status.HIDDEN, staff["moderator"], at, rule, reason)
        if row.say.withdrawn and row.say.who in people:
            at = row.at + timedelta(hours=5)
            add(row, Kind.WITHDRAW, Status.PUBLISHED, Status.WITHDRAWN, people[row.say.who], at)
    ModerationDecision.objects.bulk_create(sorted(decisions, key=lambda decision: decision.at))


def _write_supports(rows: list[Row], people) -> None:
    keys = sorted(people)
    Support.objects.bulk_create(
        Support(comment_id=row.pk, user=people[key], created_at=row.at + timedelta(minutes=7 * place))
        for row in rows
        # Seeded by the comment's place, so that two loads give the same picture.
        for place, key in enumerate(
            random.Random(row.say.text).sample(
                [k for k in keys if k != row.say.who], min(row.say.supports, len(keys) - 1)
            )
        )
    )


def _write_reports(consultation, rows: list[Row], people) -> None:
    """Let three readers of the lively consultation report a comment, and one another, so that moderators see both.

    The first waits in their queue; the second stands among those that few have reported.
    """
    if consultation.moderation != "pre":
        return
    critical = [row for row in rows if row.say.stance == "against" and row.status == Comment.Status.PUBLISHED]
    rule = Rule.objects.get(slug="hormat")
    words = ("", "Nadanya menyerang petugas.", "")
    for row, most in zip(critical[3:20:9], (3, 1), strict=False):
        readers = [key for key in ("bambang", "vera", *people) if key != row.say.who]
        at = row.at + timedelta(hours=2)
        Flag.objects.bulk_create(
            Flag(
                comment_id=row.pk,
                consultation=consultation,
                user=people[key],
                rule=rule,
                words=said,
                created_at=at,
            )
            for key, said in zip(list(dict.fromkeys(readers))[:most], words, strict=False)
        )
        weigh(Comment.objects.get(pk=row.pk), at)
