"""The forms of the moderator's desk: one decision or many, the judgement of an objection, the queue's filters."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consultations.actions.saving import require_filled_in
from consultations.actions.taking_up import MAX_REASON
from consultations.admin.moderation_hand import Hand
from consultations.models import Appeal, Comment, Consultation, ModerationDecision, RuleVersion, SavedReply
from consultations.waiting import FEW, Narrowing

Kind = ModerationDecision.Kind
BIGGEST = 2**63 - 1
MOST_AT_ONCE = 100


class RuleAndReasonForm(forms.Form):
    """What every decision that takes a text away must say; a saved reply may say it."""

    saved = forms.ChoiceField(
        label=_("Saved reply"),
        help_text=_("Fills in rule and reason where they are empty."),
        required=False,
        error_messages={"invalid_choice": _("This saved reply has been put away meanwhile.")},
    )
    rule = forms.ChoiceField(
        label=_("Rule that it breaks"),
        required=False,
        error_messages={
            "invalid_choice": _("This rule has been rewritten meanwhile. Read it and choose again.")
        },
    )
    reason = forms.CharField(
        label=_("Reason for the author"),
        help_text=_("Published with the decision. Name nobody and repeat nothing that must not be shown."),
        max_length=MAX_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, *args, rules: list[RuleVersion], replies: Sequence[SavedReply] = (), language="id", **kwargs
    ):
        """`rules` are those in force, `replies` the saved ones; `language` is the author's, where it is one's."""
        super().__init__(*args, **kwargs)
        self.replies, self.language = {str(reply.pk): reply for reply in replies}, language
        if replies:
            # Numbered: in the choice, the keys 1 to 9 are theirs.
            numbered = [(pk, f"{n}. {reply.title}") for n, (pk, reply) in enumerate(self.replies.items(), 1)]
            self.fields["saved"].choices = [("", _("None")), *numbered]
            self.fields["saved"].widget.attrs["data-desk-saved"] = language
        else:
            del self.fields["saved"]
        self.rules = {str(version.pk): version for version in rules}
        self.fields["rule"].choices = [("", _("Choose a rule"))] + [
            (pk, f"{version.rule.number}. {version.shown('title')}") for pk, version in self.rules.items()
        ]

    def rule_version(self) -> RuleVersion | None:
        """Return the rule that was chosen."""
        chosen, reply = self.cleaned_data["rule"], self._reply()
        if not chosen and reply:
            return next((one for one in self.rules.values() if one.rule_id == reply.rule_id), None)
        return self.rules.get(chosen)

    def _reply(self) -> SavedReply | None:
        return self.replies.get(self.cleaned_data.get("saved", ""))

    def reason_for(self, language: str = "") -> str:
        """Return the reason: what was typed, else the saved reply in the author's language."""
        typed, reply = self.cleaned_data["reason"].replace("\r\n", "\n").strip(), self._reply()
        if reply and typed in ("", reply.text.strip(), reply.text_en.strip()):
            return reply.shown("text", language or self.language)
        return typed


class DecisionForm(RuleAndReasonForm):
    """One decision on one text. The kind comes from the button that was pressed."""

    kind = forms.ChoiceField(
        choices=[(kind.value, kind.label) for kind in Kind if kind not in ModerationDecision.BY_AUTHOR],
        widget=forms.HiddenInput,
        error_messages={"required": _("Choose a decision."), "invalid_choice": _("Choose a decision.")},
    )
    note = forms.CharField(
        label=_("Internal note"),
        help_text=_("Only moderators read it."),
        max_length=MAX_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version_id = forms.IntegerField(min_value=0, max_value=BIGGEST, widget=forms.HiddenInput)
    seen_id = forms.IntegerField(min_value=0, max_value=BIGGEST, widget=forms.HiddenInput)
    seen_flag_id = forms.IntegerField(
        min_value=0, max_value=BIGGEST, required=False, widget=forms.HiddenInput
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, data=None, *, rules: list[RuleVersion], replies=(), language="id", tag: str = "", **initial
    ):
        """`tag` tells the ids of several forms on one page apart."""
        initial.setdefault("form_key", uuid.uuid4())
        super().__init__(
            data,
            rules=rules,
            replies=replies,
            language=language,
            auto_id=f"id_{tag}_%s" if tag else "id_%s",
            initial=initial,
        )


@dataclass(frozen=True)
class Item:
    """One text among many to decide on: what its moderator saw, and a form key of its own."""

    comment_id: int
    version_id: int
    seen_id: int
    form_key: uuid.UUID

    def __str__(self) -> str:
        return f"{self.comment_id}:{self.version_id}:{self.seen_id}:{self.form_key}"

    @classmethod
    def read(cls, text: str) -> "Item":
        """Return the item that a checkbox carries. Raises ValueError where the text is none."""
        *numbers, key = text.split(":")
        if len(numbers) != 3 or not all(number.isascii() and number.isdecimal() for number in numbers):
            raise ValueError(text)
        if any(len(number) > 19 or int(number) > BIGGEST for number in numbers):
            raise ValueError(text)
        return cls(*(int(number) for number in numbers), uuid.UUID(key))


class ManyForm(RuleAndReasonForm):
    """One decision on many texts. What is decided comes from the button, the texts from the cards' checkboxes."""

    PUBLISH, REMOVE = "publish", "remove"

    decision = forms.ChoiceField(
        choices=[(PUBLISH, PUBLISH), (REMOVE, REMOVE)],
        widget=forms.HiddenInput,
        error_messages={"required": _("Choose a decision."), "invalid_choice": _("Choose a decision.")},
    )

    def __init__(self, data=None, *, rules: list[RuleVersion], replies: Sequence[SavedReply] = ()):
        """`data`, where given, is a QueryDict."""
        super().__init__(data, rules=rules, replies=replies, auto_id="id_many_%s")
        self.fields["rule"].label = _("Rule that they break")
        self.fields["reason"].label = _("Reason for the authors")
        self.fields["reason"].help_text = _(
            "Published with each decision. Name nobody and repeat nothing that must not be shown."
        )
        # What was ticked, as it came: it is sent again if the form is refused.
        self.ticked = list(dict.fromkeys(data.getlist("item"))) if data is not None else []
        self.items: list[Item] = []

    def clean(self) -> dict:
        self._read_items()
        data = super().clean()
        if data.get("decision") == self.REMOVE:
            if "rule" in data and not self.rule_version():
                self.add_error("rule", _("Name the rule that they break."))
            if "reason" in data and not self.reason_for():
                self.add_error("reason", _("Give the authors a reason in plain words."))
            if "reason" in self.cleaned_data:
                self._require_filled_in()
        return data

    def _require_filled_in(self) -> None:
        for language in ("id", "en"):
            try:
                require_filled_in(self.reason_for(language))
            except ValidationError as error:
                return self.add_error(None, error)

    def _read_items(self) -> None:
        if not self.ticked:
            self.add_error(None, _("Select the comments first."))
        elif len(self.ticked) > MOST_AT_ONCE:
            self.ticked, most = [], {"limit": MOST_AT_ONCE}
            self.add_error(None, _("At most %(limit)d comments are decided at once.") % most)
        try:
            self.items = [Item.read(text) for text in self.ticked]
        except ValueError:
            self.ticked = []
            self.add_error(None, _("The selection cannot be read. Reload the page and select again."))


class JudgementForm(forms.Form):
    """How an objection is judged."""

    # What the outcomes "restored" and "upheld" mean, by what is objected to.
    OF_REMOVAL = (_("The comment is shown again"), _("The removal stands"))
    OF_EDIT = (_("The edit is published"), _("The rejection stands"))
    OF_MASKING = (_("The passages are shown again"), _("The masking stands"))
    OF_MEASURE = (_("The measure is lifted"), _("The measure stands"))

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an outcome."), "invalid_choice": _("Choose an outcome.")},
    )
    reason = forms.CharField(
        label=_("Reason for the author"),
        help_text=_("Published with the judgement."),
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Give the author a reason in plain words.")},
    )

    def __init__(self, *args, outcomes: tuple[str, str], **kwargs):
        """`outcomes` says what restoring and upholding mean here."""
        super().__init__(*args, **kwargs)
        kinds = (Appeal.Outcome.RESTORED, Appeal.Outcome.UPHELD)
        self.fields["outcome"].choices = list(zip(kinds, outcomes, strict=True))


class QueueFilterForm(forms.Form):
    """What of the queue is shown. Odd values mean: everything."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[
            ("", _("Everything")),
            ("comment", _("New comments")),
            ("edit", _("Edits")),
            ("held", _("Held by the defence against spam")),
            ("report", _("Reported comments")),
            (FEW, _("Reported by few, not due yet")),
            ("appeal", _("Objections")),
            ("conduct", _("Objections to measures")),
        ],
    )
    consultation = forms.ModelChoiceField(
        Consultation.objects.order_by("title"),
        label=_("Consultation"),
        required=False,
        empty_label=_("All consultations"),
    )
    age = forms.ChoiceField(
        label=_("Waiting longer than"),
        required=False,
        choices=[
            ("", _("Any time")),
            ("overdue", _("promised (overdue)")),
            ("1", _("1 day")),
            ("3", _("3 days")),
            ("7", _("7 days")),
        ],
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("All languages")), ("id", _("Indonesian")), ("en", _("English"))],
    )

    hand = forms.ChoiceField(
        label=_("Taken by"),
        required=False,
        choices=[
            ("", _("not filtered")),
            ("all", _("anybody or nobody")),
            ("mine", _("me")),
            ("free", _("nobody else")),
        ],
    )

    def _asked(self) -> dict:
        self.is_valid()
        return {name: self.cleaned_data[name] for name in self.fields if self.cleaned_data.get(name)}

    def narrowing(self, viewer: User, hand: Hand | None = None) -> Narrowing:
        """Return what of the queue is asked for; `hand` is what the viewer holds, where only that may be meant."""
        asked = self._asked()
        consultation, age, whose = asked.get("consultation"), asked.get("age", ""), asked.get("hand", "")
        return Narrowing(
            kind=asked.get("kind", ""),
            consultation_id=consultation and consultation.pk,
            language=asked.get("language", ""),
            days=int(age) if age.isdecimal() else 0,
            overdue=age == "overdue",
            only=hand.targets if hand is not None and whose == "mine" else None,
            free_for=viewer.pk if whose == "free" else None,
        )

    def chosen(self) -> dict:
        """Return what an address carries of the filters."""
        return {name: getattr(value, "pk", value) for name, value in self._asked().items()}


def offered(
    comment: Comment, *, reported: bool, objected: bool, hidden_by_reports: bool = False
) -> list[str]:
    """Return the kinds of decision that are lawful for the comment as it stands, the mildest first."""
    if comment.status == Comment.Status.PENDING:
        return [Kind.PUBLISH, Kind.REJECT]
    if comment.status == Comment.Status.PUBLISHED:
        return [Kind.KEEP, Kind.HIDE] if reported else [Kind.HIDE]
    if comment.status in (Comment.Status.HIDDEN, Comment.Status.REJECTED) and not objected:
        return [Kind.RESTORE, Kind.HIDE] if hidden_by_reports else [Kind.RESTORE]
    return []
