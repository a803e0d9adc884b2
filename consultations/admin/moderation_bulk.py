"""One decision on many texts of the queue: each in a transaction of its own, with what was decided and what was not."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from accounts.models import User
from consultations import actions
from consultations.actions.moderating import is_hidden_by_reports
from consultations.admin.moderation_answers import queue_url, rules_to_cite, way_back, what_is_left
from consultations.admin.moderation_cards import Card, cards_of_comment, language_of_author
from consultations.admin.moderation_dossiers import Dossier, dossiers
from consultations.admin.moderation_forms import Item, ManyForm
from consultations.admin.moderation_replies import replies_to_choose
from consultations.admin.moderation_views import may_moderate, queue_page
from consultations.models import Comment, ModerationDecision, RuleVersion

Kind = ModerationDecision.Kind


@dataclass
class Refusal:
    """A text that was not decided with the others, and why; `card` shows how it stands."""

    item: Item
    words: str
    card: Card | None = None


@dataclass
class Outcome:
    """What became of many texts; `undoable` are the decisions, by which they can be taken back."""

    decided: list[Item] = field(default_factory=list)
    undoable: list[int] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    @property
    def decided_words(self) -> str:
        count = len(self.decided)
        return ngettext(
            "%(count)d comment is decided.", "%(count)d comments are decided.", count
        ) % {"count": count}  # fmt: skip

    @property
    def refused_words(self) -> str:
        count = len(self.refused)
        return ngettext(
            "%(count)d comment is not decided:", "%(count)d comments are not decided:", count
        ) % {"count": count}  # fmt: skip


@require_POST
@may_moderate
def decide_many(request: HttpRequest, as_part: bool = False) -> HttpResponse:
    """Decide on all that was selected; answer with the way back, or with what was decided and what was not.

    Nothing is decided (422) where the form lacks rule or reason or its selection cannot be read. 409 says that none
    of the selected could be decided. `as_part` answers with what the page puts in place.
    """
    rules = rules_to_cite()
    form = ManyForm(request.POST, rules=rules, replies=replies_to_choose())
    if not form.is_valid():
        return _refused(request, form, as_part)
    outcome = _decide_all(form, request.user)
    status = 200 if outcome.decided else 409
    if as_part:
        return _outcome_part(request, outcome, rules, status)
    if not outcome.refused:
        messages.success(request, outcome.decided_words)
        return HttpResponseRedirect(queue_url(way_back(request)), status=303)
    return _queue_again(request, outcome=outcome, status=status)


def _decide_all(form: ManyForm, actor: User) -> Outcome:
    comments = Comment.objects.select_related("participant__account").in_bulk(
        [item.comment_id for item in form.items]
    )
    outcome = Outcome()
    for item in form.items:
        decision = _decide_one(form, item, comments.get(item.comment_id), actor)
        if isinstance(decision, str):
            outcome.refused.append(Refusal(item, decision))
        else:
            outcome.decided.append(item)
            outcome.undoable.append(decision.pk)
    return outcome


def _decide_one(form: ManyForm, item: Item, comment: Comment | None, actor: User) -> ModerationDecision | str:
    """Decide on one text; return the decision, or why it was not possible."""
    if comment is None:
        return _("There is no such comment.")
    try:
        return actions.decide(
            item.comment_id,
            actor=actor,
            kind=_kind(form.cleaned_data["decision"], item, comment),
            version_id=item.version_id,
            seen_id=item.seen_id,
            rule_version=form.rule_version(),
            reason=form.reason_for(language_of_author(comment)),
            form_key=item.form_key,
        )
    except actions.Conflict as conflict:
        return conflict.message
    except ValidationError as error:
        return " ".join(error.messages)


def _kind(decision: str, item: Item, comment: Comment) -> str:
    """Return the kind that is lawful for a text that waits.

    Where none is (it was hidden meanwhile, say), `actions.decide` refuses with the reason.
    """
    if is_hidden_by_reports(comment):
        return Kind.RESTORE if decision == ManyForm.PUBLISH else Kind.HIDE
    is_edit = comment.pending_version_id == item.version_id
    is_public = comment.status == Comment.Status.PUBLISHED and not is_edit
    if decision == ManyForm.PUBLISH:
        return Kind.KEEP if is_public else Kind.PUBLISH
    return Kind.HIDE if is_public else Kind.REJECT


# --- Answering ------------------------------------------------------------------------------------


def _refused(request, form: ManyForm, as_part: bool) -> HttpResponse:
    if not as_part:
        return _queue_again(request, many=form, status=422)
    context = {"many_form": form, "back": request.POST.get("back", "")}
    return render(request, "consultations/admin/moderation_many.html", context, status=422)


def _queue_again(request, **shown) -> HttpResponse:
    asked = QueryDict(mutable=True)
    asked.update(way_back(request))
    try:
        return queue_page(request, asked, **shown)
    except ValueError:  # a cursor that is none
        del asked["after"]
        return queue_page(request, asked, **shown)


def _outcome_part(request, outcome: Outcome, rules: list[RuleVersion], status: int) -> HttpResponse:
    found = dossiers([refusal.item.comment_id for refusal in outcome.refused])
    for refusal in outcome.refused:
        dossier = found.get(refusal.item.comment_id)
        refusal.card = dossier and _card_now(dossier, refusal, request.user, rules)
    context = {
        "outcome": outcome,
        "selectable": True,
        "back": request.POST.get("back", ""),
    } | what_is_left(request)
    return render(request, "consultations/admin/moderation_many_done.html", context, status=status)


def _card_now(dossier: Dossier, refusal: Refusal, viewer: User, rules: list[RuleVersion]) -> Card:
    cards = cards_of_comment(dossier, viewer, rules)
    return next((card for card in cards if card.version.pk == refusal.item.version_id), cards[0])
