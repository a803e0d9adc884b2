"""The moderator's desk: the queue, one comment with all that was decided on it, and the two verbs."""

from dataclasses import replace
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.admin_access import requires
from accounts.models import User
from consultations import actions
from consultations.actions.undoing import UNDO_WITHIN, may_undo
from consultations.admin.judging import judgement_form, judgement_words
from consultations.admin.moderation_answers import (
    conflicted,
    crumbs,
    done,
    item_page,
    kept,
    over,
    queue_url,
    refused,
    rules_to_cite,
)
from consultations.admin.moderation_cards import Card, cards_of, language_of_author
from consultations.admin.moderation_forms import DecisionForm, ManyForm, QueueFilterForm
from consultations.admin.moderation_hand import hand_of
from consultations.admin.moderation_replies import for_script, replies_to_choose
from consultations.admin.moderation_words import waiting_words
from consultations.models import Appeal, Comment, ModerationDecision
from consultations.waiting import waiting

LATELY_SHOWN = 5
QUICK = (ModerationDecision.Kind.PUBLISH, ModerationDecision.Kind.KEEP)  # most decisions; by one key
may_moderate = requires("consultations.moderate_comment")


# --- Reading --------------------------------------------------------------------------------------


@require_safe
@may_moderate
def queue(request: HttpRequest, as_part: bool = False) -> HttpResponse:
    """Show what waits, oldest first; `as_part` answers with the cards alone."""
    try:
        return queue_page(request, request.GET, as_part=as_part)
    except ValueError as error:
        raise Http404 from error


def queue_page(
    request,
    asked: QueryDict,
    *,
    taken: list[int] | None = None,
    many: ManyForm | None = None,
    as_part=False,
    status=200,
    **more,
) -> HttpResponse:
    """Answer with the page of the queue that `asked` names; `many` is a form for many that was refused.

    `taken`: only these comments, which the moderator has just taken. Raises ValueError for a cursor that is none.
    """
    filters, hand = QueueFilterForm(asked), hand_of(request.user)
    chosen, after, rules = filters.chosen(), asked.get("after", ""), rules_to_cite()
    narrowing = filters.narrowing(request.user, hand)
    items, following = waiting(
        narrowing if taken is None else replace(narrowing, only=tuple(taken)), after=after
    )
    replies = replies_to_choose()
    cards = cards_of(items, request.user, rules, replies)
    context = {
        "breadcrumbs_items": crumbs(),
        "header_title": _("Moderation"),
        "header_icon": "comment",
        "cards": cards,
        "selectable": True,
        "many_form": many or ManyForm(rules=rules, replies=replies),
        "replies": for_script(replies, rules),
        "ticked_elsewhere": _tick(cards, many.ticked) if many else [],
        "filters_form": filters,
        "is_filtered": bool(chosen),
        "is_later_page": bool(after),
        "first_url": queue_url(chosen),
        "next_url": following and queue_url(chosen | {"after": following}),
        "all_url": queue_url(chosen | {"hand": "all"}),
        "back": urlencode(chosen | ({"after": after} if after else {})),
        "waiting_words": waiting_words(narrowing),
        "lately": lately(request.user),
        "hand": hand,
        "taken": taken is not None,
        # With a script the page takes at once what its moderator came for; where they look around, it does not.
        "takes": bool(cards) and not as_part and not after and not chosen.get("hand"),
    }
    name = "moderation_cards" if as_part else "moderation_queue"
    return render(request, f"consultations/admin/{name}.html", context | more, status=status)


def lately(moderator: User) -> list[ModerationDecision]:
    """Return the moderator's latest decisions that can still be taken back."""
    now = timezone.now()
    latest = ModerationDecision.objects.filter(actor=moderator, at__gt=now - UNDO_WITHIN).order_by("-pk")
    shown = latest.select_related("consultation", "undone_by")[:LATELY_SHOWN]
    return [row for row in shown if not hasattr(row, "undone_by") and may_undo(row, now)]


def _tick(cards: list[Card], ticked: list[str]) -> list[str]:
    """Tick the cards anew with what was sent, so that a text changed since is a conflict; return those not shown."""
    shown = {tuple(card.item.split(":")[:2]): card for card in cards if card.item}
    elsewhere = []
    for text in ticked:
        card = shown.get(tuple(text.split(":")[:2]))
        if card:
            card.ticked = card.item = text
        else:
            elsewhere.append(text)
    return elsewhere


@require_safe
@may_moderate
def item(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Show one comment with every decision on it and what can be decided now."""
    return item_page(request, get_object_or_404(Comment.objects.only("pk"), pk=comment_id).pk)


# --- Deciding -------------------------------------------------------------------------------------


@require_POST
@may_moderate
def decide(request: HttpRequest, comment_id: int, as_card: bool = False) -> HttpResponse:
    """Decide on a comment; answer with the way back, or (`as_card`) with what takes the card's place."""
    form = _quick_form(request) or _whole_form(request, comment_id)
    try:
        if not form.is_valid():
            return refused(request, comment_id, as_card, _checked(_whole_form(request, comment_id)))
        data = form.cleaned_data
        decision = actions.decide(
            comment_id,
            actor=request.user,
            kind=data["kind"],
            version_id=data["version_id"],
            seen_id=data["seen_id"],
            seen_flag_id=data["seen_flag_id"],
            rule_version=form.rule_version(),
            reason=form.reason_for(),
            note=data["note"],
            form_key=data["form_key"],
        )
    except Comment.DoesNotExist as error:
        raise Http404 from error
    except ValidationError as error:
        form = _checked(_whole_form(request, comment_id))
        form.add_error(None, error)
        return refused(request, comment_id, as_card, form)
    except actions.Conflict as conflict:
        return conflicted(request, comment_id, as_card, conflict.message, kept(request))
    return done(request, as_card, decision, decision_words(decision))


def _quick_form(request) -> DecisionForm | None:
    """Return the form of a decision that cites no rule, without reading the rules; None for the others."""
    needs = ("rule", "saved")
    if request.POST.get("kind") not in QUICK or any(request.POST.get(name) for name in needs):
        return None
    return DecisionForm(request.POST, rules=[])


def _whole_form(request, comment_id: int) -> DecisionForm:
    comment = get_object_or_404(Comment.objects.select_related("participant__account"), pk=comment_id)
    language = language_of_author(comment)
    return DecisionForm(request.POST, rules=rules_to_cite(), replies=replies_to_choose(), language=language)


def _checked(form: DecisionForm) -> DecisionForm:
    form.is_valid()
    return form


def decision_words(decision: ModerationDecision) -> str:
    """Return what was done, as a sentence."""
    of_edit = decision.of_edit
    said = {
        ModerationDecision.Kind.PUBLISH: _("The edit is published.")
        if of_edit
        else _("The comment is published."),
        ModerationDecision.Kind.REJECT: _("The edit is rejected.")
        if of_edit
        else _("The comment is rejected."),
        ModerationDecision.Kind.HIDE: _("The comment is hidden."),
        ModerationDecision.Kind.RESTORE: _("The comment is shown again."),
        ModerationDecision.Kind.KEEP: _("The comment stays; the reports are closed."),
    }
    return said[decision.kind]


@require_POST
@may_moderate
def judge(request: HttpRequest, appeal_id: int, as_card: bool = False) -> HttpResponse:
    """Judge an objection; answer as `decide` does."""
    appeal = get_object_or_404(Appeal.objects.select_related("decision"), pk=appeal_id)
    form = judgement_form(appeal, request.POST)
    status = 422
    try:
        # Who decided hears so, whatever else is wrong with the form.
        if appeal.decided_by_id == request.user.pk:
            raise PermissionDenied(_("An objection is judged by somebody else than the one who decided."))
        if form.is_valid():
            judged = actions.judge_appeal(
                appeal.pk,
                judge=request.user,
                outcome=form.cleaned_data["outcome"],
                reason=form.cleaned_data["reason"],
            )
            return over(request, as_card, appeal.comment_id, judgement_words(judged))
    except ValidationError as error:
        form.add_error(None, error)
    except PermissionDenied as error:
        form.add_error(None, str(error))
        status = 403
    except actions.Conflict as conflict:
        return conflicted(request, appeal.comment_id, as_card, conflict.message, kept(request))
    if appeal.outcome:  # there is nothing left to correct in the form
        message = _("This objection has been judged meanwhile.")
        return conflicted(request, appeal.comment_id, as_card, message, kept(request))
    return refused(request, appeal.comment_id, as_card, form, appeal=appeal, status=status)
