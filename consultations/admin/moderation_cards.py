"""What a moderator sees of one thing that waits, with the form that decides it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail.admin.compare import diff_text

from accounts.models import User
from consultations.admin.moderation_forms import DecisionForm, Item, JudgementForm, offered
from consultations.admin.moderation_queue import Dossier, Waiting, dossiers
from consultations.models import Appeal, Comment, CommentVersion, ModerationDecision, RuleVersion

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
    kept: str = ""  # a reason that was typed for a decision that came too late
    ticked: str = ""  # what its checkbox carried in a form for many that was refused

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
            self.comment, reported=bool(self.dossier.flags), objected=bool(self.dossier.open_appeal)
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
    def decided_it(self) -> bool:
        """Whether the objection is against the viewer's own decision, so that another must judge."""
        return self.appeal is not None and self.appeal.decided_by_id == self.viewer.pk


def _marked(kind: str, words: str):
    return format_html_join("", _MARKS[kind], [(words,)])


def cards_of(waiting: list[Waiting], viewer: User, rules: list[RuleVersion]) -> list[Card]:
    """Return a card with its form for each thing that waits, in the same order."""
    found = dossiers([item.comment_id for item in waiting])
    cards = []
    for item in waiting:
        dossier = found[item.comment_id]
        objection = None
        if item.kind == "appeal":
            objection = next((appeal for appeal in dossier.appeals if appeal.pk == item.key), None)
            if objection is None or objection.outcome:
                continue  # judged since the queue was read
        cards.append(Card(item.kind, item.since, dossier, viewer, objection))
    return [with_form(card, rules) for card in cards]


def cards_of_comment(dossier: Dossier, viewer: User, rules: list[RuleVersion]) -> list[Card]:
    """Return the cards of all that can be decided on one comment now; at least one, so that its text is seen."""
    comment, cards = dossier.comment, []
    if comment.pending_version_id and comment.status == Comment.Status.PUBLISHED:
        cards.append(Card("edit", comment.pending_version.created_at, dossier, viewer))
    if dossier.open_appeal:
        cards.append(Card("appeal", dossier.open_appeal.created_at, dossier, viewer, dossier.open_appeal))
    elif comment.status == Comment.Status.PENDING:
        cards.append(Card("comment", comment.received_at, dossier, viewer))
    elif dossier.flags:
        cards.append(Card("report", dossier.flags[0].created_at, dossier, viewer))
    else:
        cards.append(Card("standing", comment.received_at, dossier, viewer))
    return [with_form(card, rules) for card in cards]


def with_form(card: Card, rules: list[RuleVersion], **words: str) -> Card:
    """Give the card an empty form, or one with the words that its author had typed into another; return the card."""
    if card.is_own or card.decided_it:
        card.form = None
    elif card.appeal:
        card.form = JudgementForm(auto_id=f"id_{card.tag}_%s", initial=words)
    elif card.offers:
        card.form = DecisionForm(
            rules=rules,
            tag=card.tag,
            version_id=card.version.pk,
            seen_id=card.dossier.seen_id,
            **words,
        )
    return card
