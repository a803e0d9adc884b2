"""What a moderator sees of one thing that waits, with the form that decides it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail.admin.compare import diff_text

from accounts.models import User
from consultations.actions.claiming import held_words
from consultations.actions.moving import MOVABLE
from consultations.admin import conduct_cards
from consultations.admin.judging import Bench, judgement_form
from consultations.admin.moderation_dossiers import Dossier, dossiers
from consultations.admin.moderation_forms import (
    DecisionForm,
    Item,
    JudgementForm,
    offered,
)
from consultations.admin.moderation_more_forms import MoveForm, RedactForm
from consultations.deadlines import due_at
from consultations.models import Appeal, Comment, CommentVersion, ModerationDecision, RuleVersion, SavedReply
from consultations.waiting import Waiting

_MARKS = {"equal": "{}", "addition": "<ins>{}</ins>", "deletion": "<del>{}</del>"}


@dataclass
class Card:
    """One thing to decide: `kind` is one of the queue's, or "standing" where nothing waits."""

    kind: str
    since: datetime
    dossier: Dossier
    viewer: User
    appeal: Appeal | None = None
    form: DecisionForm | JudgementForm | None = None
    kept: dict = field(default_factory=dict)  # the words that were typed for a decision that came too late
    ticked: str = ""  # what its checkbox carried in a form for many that was refused
    redact_form: RedactForm | None = None
    move_form: MoveForm | None = None
    said: str = ""  # what has just been done, where the comment goes on waiting
    bench: Bench = field(default_factory=Bench)

    @property
    def comment(self) -> Comment:
        return self.dossier.comment

    @property
    def tag(self) -> str:
        """Return what tells this card's ids from those of others on the page."""
        return f"{self.kind}-{self.appeal.pk if self.appeal else self.comment.pk}"

    @property
    def version(self) -> CommentVersion:
        """Return the text that is to be judged."""
        if self.appeal:
            return self.appeal.decision.version
        return self.comment.pending_version if self.kind == "edit" else self.comment.version

    @property
    def shows_changes(self) -> bool:
        """Whether it is about a change of a text that is public."""
        of_edit = self.appeal.decision.of_edit if self.appeal else self.kind == "edit"
        return of_edit and self.version.pk != self.comment.version_id

    @property
    def held_for(self) -> str:
        """Return why the text waits where its consultation would have published it, in words for a moderator."""
        waits = self.kind == "edit" or self.comment.status == Comment.Status.PENDING
        return self.comment.get_held_for_display() if waits and self.comment.held_for else ""

    @cached_property
    def changes(self) -> SafeString:
        """Return the edit with what was taken out and put in marked as such."""
        changes = diff_text(self.comment.version.text, self.version.text).changes
        return format_html_join("", "{}", ((_marked(kind, words),) for kind, words in changes))

    @property
    def offers(self) -> list[str]:
        """Return the kinds of decision that the card offers, the mildest first."""
        if self.kind == "edit":
            return [ModerationDecision.Kind.PUBLISH, ModerationDecision.Kind.REJECT]
        return offered(
            self.comment,
            reported=bool(self.dossier.flags),
            objected=bool(self.dossier.open_appeal),
            hidden_by_reports=self.dossier.is_hidden_by_reports,
        )

    @property
    def mild(self) -> str:
        """Return the decision that leaves or brings the text before its readers, "" where there is none."""
        return next((kind for kind in self.offers if kind not in ModerationDecision.REMOVING), "")

    @property
    def removal(self) -> str:
        """Return the decision that takes the text away, "" where there is none."""
        return next((kind for kind in self.offers if kind in ModerationDecision.REMOVING), "")

    @property
    def waits(self) -> bool:
        """Whether the viewer can decide on something that waits here."""
        return self.kind != "standing" and self.form is not None

    @cached_property
    def item(self) -> str:
        """Return what the checkbox sends, "" where the card is not decided together with others."""
        if not self.waits or self.appeal:
            return ""
        return str(Item(self.comment.pk, self.version.pk, self.dossier.seen_id, uuid.uuid4()))

    @property
    def is_own(self) -> bool:
        """Whether the viewer wrote the comment, so that another must decide."""
        return self.comment.participant.account_id == self.viewer.pk

    @property
    def holder(self) -> User | None:
        """Return which other moderator works on it."""
        claim = self.dossier.claim
        return claim.moderator if claim and claim.moderator_id != self.viewer.pk else None

    @property
    def held_words(self) -> str:
        """Return who else works on it, and until when at most; "" where nobody does."""
        return held_words(self.holder, self.dossier.claim.until) if self.holder else ""

    @cached_property
    def due(self) -> datetime:
        """Return by when the consultation promised that it is decided."""
        return due_at(self.since, self.comment.consultation.decide_within)

    @property
    def last_day(self) -> datetime:
        """Return a moment of the day by whose end it is to be decided."""
        return self.due - timedelta(seconds=1)

    @property
    def is_overdue(self) -> bool:
        """Whether it waits for longer than was promised."""
        return self.kind != "standing" and self.due <= timezone.now()

    @property
    def decided_it(self) -> bool:
        """Whether the objection is against the viewer's own decision, so that another must judge."""
        return self.appeal is not None and self.appeal.decided_by_id == self.viewer.pk

    @cached_property
    def judged_by(self) -> str:
        """Return who judges in the viewer's place, in words."""
        return self.bench.judged_by(self.viewer, self.comment.participant.account_id)


def _with_more(card: Card, rules: list[RuleVersion]) -> None:
    """Give the card the forms that mask and move, where both are possible."""
    card.redact_form = RedactForm(
        rules=rules, tag=card.tag, version_id=card.version.pk, seen_id=card.dossier.seen_id
    )
    comment = card.comment
    if comment.parent_id is None and comment.status in MOVABLE and comment.consultation.questions.all():
        card.move_form = MoveForm(comment=comment, tag=card.tag, seen_id=card.dossier.seen_id)


def _marked(kind: str, words: str):
    return format_html_join("", _MARKS[kind], [(words,)])


def language_of_author(comment: Comment) -> str:
    """Return the language in which a comment's author reads."""
    participant = comment.participant
    return participant.account.language if participant.account else participant.language


def cards_of(
    waiting: list[Waiting], viewer: User, rules: list[RuleVersion], replies: Sequence[SavedReply] = ()
) -> list[Card | conduct_cards.Card]:
    """Return a card with its form for each thing that waits, in the same order."""
    found = dossiers([item.comment_id for item in waiting if item.comment_id])
    bench = Bench()
    measured = conduct_cards.by_objection(
        [item.key for item in waiting if item.kind == "conduct"], viewer, bench
    )
    cards = []
    for item in waiting:
        if item.kind == "conduct":
            cards += [measured[item.key]] if item.key in measured else []
            continue
        dossier = found[item.comment_id]
        objection = None
        if item.kind == "appeal":
            objection = next((appeal for appeal in dossier.appeals if appeal.pk == item.key), None)
            if objection is None or objection.outcome:
                continue  # judged since the queue was read
        card = Card(item.kind, item.since, dossier, viewer, objection, bench=bench)
        cards.append(with_form(card, rules, replies))
    return cards


def cards_of_comment(
    dossier: Dossier, viewer: User, rules: list[RuleVersion], replies: Sequence[SavedReply] = (), **words: str
) -> list[Card]:
    """Return the cards of all that can be decided on one comment now; at least one, so that its text is seen.

    `words` are what its moderator had typed.
    """
    comment, cards = dossier.comment, []
    if comment.pending_version_id and comment.status == Comment.Status.PUBLISHED:
        cards.append(Card("edit", comment.pending_version.created_at, dossier, viewer))
    cards += [
        Card("appeal", objection.created_at, dossier, viewer, objection) for objection in dossier.open_appeals
    ]
    if dossier.open_appeal:
        pass  # whether the comment is shown again is the judge's matter
    elif comment.status == Comment.Status.PENDING:
        cards.append(Card("comment", comment.received_at, dossier, viewer))
    elif dossier.flags:
        cards.append(Card("report", dossier.reported_since, dossier, viewer))
    else:
        cards.append(Card("standing", comment.received_at, dossier, viewer))
    return [with_form(card, rules, replies, **words) for card in cards]


def with_form(card: Card, rules: list[RuleVersion], replies: Sequence[SavedReply] = (), **words: str) -> Card:
    """Give the card an empty form, or one with the words that its author had typed into another; return the card.

    What another works on has none: it can be taken over first.
    """
    card.kept = {name: value for name, value in words.items() if value}
    if not (card.is_own or card.holder or card.comment.status == Comment.Status.WITHDRAWN):
        _with_more(card, rules)
    if card.is_own or card.decided_it or card.holder:
        card.form = None
    elif card.appeal:
        card.form = judgement_form(card.appeal, **words)
    elif card.offers:
        card.form = DecisionForm(
            rules=rules,
            replies=replies if card.removal else (),
            language=language_of_author(card.comment),
            tag=card.tag,
            version_id=card.version.pk,
            seen_id=card.dossier.seen_id,
            seen_flag_id=card.dossier.seen_flag_id,
            **words,
        )
    return card
