"""Random discussions: what people say and do one after the other, drawn by hypothesis and done by the public verbs.

A talk is a list of steps. Whom and what a step means is a number that is taken modulo those for whom it is possible,
so that taking steps out of a talk (shrinking) leaves a talk.
"""

import uuid
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import strategies as st

from accounts.models import User
from consultations import actions
from consultations.models import Appeal, Comment, Consultation, ModerationDecision, Question, RuleVersion
from tests import factories
from tests.consultations.talking import consultation, moderator, officer

REFUSALS = (ValidationError, actions.Conflict, Comment.DoesNotExist)
STANCES = ["", "for", "against", "neutral"]
number = st.integers(0, 30)

# What happens, as often as it stands here; the first is what hypothesis shrinks to.
VERBS = """
root reply reply reply reply reply edit support support unsupport withdraw again rename together
publish publish publish hide hide restore reject reject restored upheld pre post
redact move undo undo undo
""".split()
STEP = st.tuples(st.sampled_from(VERBS), number, number, number)


def talks(most: int = 40):
    """Return what draws talks of at most so many steps, which begin with a few threads."""
    start = st.lists(st.tuples(st.just("root"), number, number, number), min_size=1, max_size=12)
    # Left to itself hypothesis draws five steps, in which nobody answers an answer.
    steps = st.one_of(st.lists(STEP, max_size=most), st.lists(STEP, min_size=most // 2, max_size=most))
    before = st.sampled_from([[], [("pre", 0, 0, 0)]])
    return st.tuples(before, start, steps).map(lambda parts: sum(parts, []))


@dataclass
class Cast:
    """Who takes part in every talk: three residents, two officials, two moderators."""

    people: list[User] = field(default_factory=list)
    moderators: list[User] = field(default_factory=list)

    @classmethod
    def made(cls) -> "Cast":
        """Make them."""
        residents = [factories.user() for _person in range(3)]
        return cls(
            [residents[0], officer("Nova"), *residents[1:], officer("Rafi")], [moderator(), moderator()]
        )


class Talk:
    """One consultation, and the steps that were taken in it."""

    def __init__(self, cast: Cast):
        self.cast = cast
        self.row: Consultation = consultation("Apa?", "Mengapa?")
        self.questions: list[Question] = list(self.row.questions.order_by("pk"))
        self.done: set[str] = set()
        self.refused = 0
        self.renamed = 0

    def take(self, steps) -> None:
        """Take the steps; one that is not possible is left out, one that is refused changes nothing."""
        steps = iter(steps)
        for name, *numbers in steps:
            if (
                name == "together"
            ):  # in one transaction, so at the same moment: only their ids tell them apart
                with transaction.atomic():
                    self.take(islice(steps, 2 + numbers[0] % 4))
                continue
            try:
                if self._do(name, *numbers) is not None:
                    self.done.add(name)
            except REFUSALS:
                self.refused += 1

    def _do(self, name: str, a: int, b: int, c: int):
        match name:
            case "root":
                return self._root(a, b, c)
            case "reply":
                return self._reply(a, b, c)
            case "support" | "unsupport":
                return getattr(self, f"_{name}")(a, b)
            case "publish" | "reject" | "hide" | "restore":
                return self._decide(name, a)
            case "restored" | "upheld":
                return self._object(a, name)
            case "pre" | "post":
                return Consultation.objects.filter(pk=self.row.pk).update(moderation=name)
            case _:
                return getattr(self, f"_{name}")(a)

    def _one(self, which: int, **condition) -> Comment | None:
        found = list(self.row.comments.filter(**condition).select_related("participant").order_by("pk"))
        return found[which % len(found)] if found else None

    def _person(self, who: int) -> User:
        return self.cast.people[who % len(self.cast.people)]

    def _say(self, who: int, stance: int, **fields) -> Comment:
        return actions.submit_comment(
            consultation_id=self.row.pk,
            account=self._person(who),
            text=f"Ucapan {uuid.uuid4().hex}.",
            form_key=uuid.uuid4(),
            stance=STANCES[stance % 4],
            **fields,
        )

    def _root(self, who, stance, question):
        chosen = [None, *(one.pk for one in self.questions)][question % 3]
        return self._say(who, stance, question_id=chosen)

    def _reply(self, who, which, stance):
        parent = self._one(-1 - which, status="published")  # 0 is the latest: a chain
        return parent and self._say(who, stance, parent_id=parent.pk)

    def _again(self, which):
        comment = self._one(which)
        if comment is None:
            return None
        same = actions.submit_comment(
            consultation_id=self.row.pk,
            account=comment.participant.account,
            text="Terkirim lagi.",
            form_key=comment.form_key,
            parent_id=comment.parent_id,
        )
        assert same.pk == comment.pk
        return same

    def _edit(self, which):
        comment = self._one(which, status__in=["published", "pending"])
        return comment and actions.edit_comment(
            comment.pk,
            account=comment.participant.account,
            text=f"Diubah {uuid.uuid4().hex}.",
            form_key=uuid.uuid4(),
            version_id=comment.pending_version_id or comment.version_id,
        )

    def _support(self, who, which):
        comment = self._one(which, status="published")
        return comment and actions.support(comment.pk, account=self._person(who))

    def _unsupport(self, who, which):
        comment = self._one(which, status="published", support_count__gt=0) or self._one(which)
        return comment and actions.unsupport(comment.pk, account=self._person(who))

    def _withdraw(self, which):
        comment = self._one(which)
        return comment and actions.withdraw_comment(comment.pk, account=comment.participant.account)

    def _decide(self, kind, which):
        waiting = self._one(which, pending_version__isnull=False)
        lawful = {"publish": ["pending"], "reject": ["pending"], "hide": ["published"]}
        usual = self._one(which, status__in=lawful.get(kind, ["hidden", "rejected"]))
        comment = usual or (waiting if kind in ("publish", "reject") else None) or self._one(which)
        removes = kind in ("hide", "reject")
        return comment and actions.decide(
            comment.pk,
            actor=self.cast.moderators[which % 2],
            kind=kind,
            version_id=(comment.pending_version_id if kind in ("publish", "reject") else None)
            or comment.version_id,
            rule_version=RuleVersion.objects.in_force().get(rule__number=1) if removes else None,
            reason="Menghina petugas." if removes else "",
        )

    def _redact(self, which):
        comment = self._one(which)
        return comment and actions.redact(
            comment.pk,
            actor=self.cast.moderators[which % 2],
            passages=[comment.version.text.split()[-1].strip(".") or "Ucapan"],
            version_id=comment.version_id,
            rule_version=RuleVersion.objects.in_force().get(rule__number=2),
            reason="Data pribadi.",
        )

    def _move(self, which):
        comment = self._one(which, depth=0) if which % 5 else self._one(which)
        chosen = [None, *(one.pk for one in self.questions)][which % 3]
        return comment and actions.move_comment(
            comment.pk, actor=self.cast.moderators[which % 2], question_id=chosen
        )

    def _undo(self, which):
        decisions = ModerationDecision.objects.of_moderators().filter(consultation=self.row).order_by("-pk")
        found = list(decisions[:5])
        decision = found[which % len(found)] if found else None
        return decision and actions.undo(decision.pk, actor=decision.actor)

    def _state(self) -> list:
        """Return all that an unlawful move could change."""
        comments = self.row.comments.order_by("pk").values_list(
            "pk", "status", "version", "pending_version", "question", "published_at", "held_for"
        )
        return [*comments, ModerationDecision.objects.count(), Appeal.objects.count()]

    def trespass(self, who: int) -> set[str]:
        """Let somebody try on every comment what their role does not allow: refused, it changes nothing.

        Return what was tried.
        """
        person, tried = self._person(who), set()
        for comment in self.row.comments.select_related("participant").order_by("pk"):
            before = self._state()
            for name, attempt in self._unlawful(person, comment):
                try:
                    with transaction.atomic():
                        attempt()
                except (*REFUSALS, PermissionDenied, ModerationDecision.DoesNotExist):
                    tried.add(name)
                else:
                    raise AssertionError(f"{name} by {person} on {comment} was not refused")
            assert self._state() == before
        return tried

    def _unlawful(self, person, comment):
        """Yield what this person must not do to this comment: a moderator's verbs, an author's, a move not lawful."""
        rule, judge = RuleVersion.objects.in_force().get(rule__number=1), self.cast.moderators[0]
        by_role = {"rule_version": rule, "reason": "Alasan.", "version_id": comment.version_id}
        for kind in ("publish", "reject", "hide", "restore", "keep"):
            yield (
                kind,
                partial(actions.decide, comment.pk, actor=person, kind=kind, **by_role),
            )
        yield "redact", partial(actions.redact, comment.pk, actor=person, passages=["Ucapan"], **by_role)
        yield "move", partial(actions.move_comment, comment.pk, actor=person, question_id=None)
        for decision in comment.decisions.of_moderators().order_by("-pk")[:1]:
            yield "undo", partial(actions.undo, decision.pk, actor=person)
            others = [one for one in self.cast.moderators if one.pk != decision.actor_id]
            yield "undo another's", partial(actions.undo, decision.pk, actor=others[0])
            if comment.participant.account_id != person.pk:
                yield "appeal", partial(actions.appeal, decision.pk, account=person, words="Saya keberatan.")
        if comment.participant.account_id != person.pk:
            yield "withdraw", partial(actions.withdraw_comment, comment.pk, account=person)
            yield (
                "edit",
                partial(
                    actions.edit_comment,
                    comment.pk,
                    account=person,
                    text="Bukan milik saya.",
                    form_key=uuid.uuid4(),
                    version_id=comment.version_id,
                ),
            )
        unlawful = {"published": "publish", "pending": "hide", "hidden": "reject", "rejected": "publish"}
        if comment.pending_version_id is None:
            kind = unlawful.get(comment.status, "restore")
            yield (
                f"{kind} what is {comment.status}",
                partial(actions.decide, comment.pk, actor=judge, kind=kind, **by_role),
            )

    def _object(self, which, outcome):
        comment = self._one(which, status__in=["hidden", "rejected"])
        decision = comment and ModerationDecision.objects.filter(comment=comment).order_by("-pk").first()
        if decision is None:
            return None
        objection = actions.appeal(decision.pk, account=comment.participant.account, words="Saya keberatan.")
        judge = next(one for one in self.cast.moderators if one.pk != decision.actor_id)
        return actions.judge_appeal(objection.pk, judge=judge, outcome=outcome, reason="Sudah dibaca.")

    def _rename(self, who):
        person = self._person(who)
        self.renamed += 1
        person.name = f"Nama {person.pk} {self.renamed}"
        person.save(update_fields=["name"])
        actions.rename_participants(person)
        return person
