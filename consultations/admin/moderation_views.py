"""The moderator's desk: the queue, one comment with all that was decided on it, and the two verbs."""

from dataclasses import replace
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from consultations import actions
from consultations.admin.access import requires
from consultations.admin.moderation_cards import (
    Card,
    cards_of,
    cards_of_comment,
    language_of_author,
    with_form,
)
from consultations.admin.moderation_forms import DecisionForm, JudgementForm, ManyForm, QueueFilterForm
from consultations.admin.moderation_hand import hand_of
from consultations.admin.moderation_queue import dossiers, waiting
from consultations.admin.moderation_replies import for_script, replies_to_choose
from consultations.admin.moderation_words import left_words, waiting_words
from consultations.models import Appeal, Comment, ModerationDecision, RuleVersion

FILTERS = ("kind", "consultation", "age", "language", "hand", "after")
may_moderate = requires("consultations.moderate_comment")


def rules_to_cite() -> list[RuleVersion]:
    """Return the rules that a moderator can name."""
    return list(RuleVersion.objects.in_force().filter(rule__for_system=False))


def _crumbs(*last: str) -> list[dict]:
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("moderation_queue"), "label": _("Moderation")},
        *({"url": "", "label": label} for label in last),
    ]


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
        "breadcrumbs_items": _crumbs(),
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
        "hand": hand,
        "taken": taken is not None,
        # With a script the page takes at once what its moderator came for; where they look around, it does not.
        "takes": bool(cards) and not as_part and not after and not chosen.get("hand"),
    }
    name = "moderation_cards" if as_part else "moderation_queue"
    return render(request, f"consultations/admin/{name}.html", context | more, status=status)


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


def queue_url(chosen: dict, name: str = "moderation_queue") -> str:
    """Return the address of the queue, or of a part of it, with the filters."""
    return reverse(name) + (f"?{urlencode(chosen)}" if chosen else "")


def what_is_left(request) -> dict[str, str]:
    """Return how much waits now, for what the page shows of it: the line above the cards, and the menu."""
    return left_words(QueueFilterForm(way_back(request)).narrowing(request.user))


def way_back(request) -> dict[str, str]:
    """Return the filters of the queue from which a form was sent."""
    asked = QueryDict(request.POST.get("back", ""))
    return {name: asked[name] for name in FILTERS if name in asked}


@require_safe
@may_moderate
def item(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Show one comment with every decision on it and what can be decided now."""
    return _item_page(request, get_object_or_404(Comment.objects.only("pk"), pk=comment_id).pk)


def _item_page(request, comment_id: int, *, replaced: Card | None = None, conflict="", status=200):
    """Answer with the comment's page; `replaced` stands in for the fresh card of its kind."""
    dossier = dossiers([comment_id], all_decisions=True)[comment_id]
    cards = cards_of_comment(dossier, request.user, rules_to_cite(), replies_to_choose())
    if replaced:
        cards = [replaced if card.tag == replaced.tag else card for card in cards]
    return render(
        request,
        "consultations/admin/moderation_item.html",
        {
            "breadcrumbs_items": _crumbs(_("Comment %(number)d") % {"number": comment_id}),
            "header_title": _("Comment %(number)d") % {"number": comment_id},
            "header_icon": "comment",
            "dossier": dossier,
            "comment": dossier.comment,
            "versions": dossier.comment.versions.order_by("-number"),
            "cards": cards,
            "conflict": conflict,
            "back": "item",
        },
        status=status,
    )


# --- Deciding -------------------------------------------------------------------------------------


@require_POST
@may_moderate
def decide(request: HttpRequest, comment_id: int, as_card: bool = False) -> HttpResponse:
    """Decide on a comment; answer with the way back, or (`as_card`) with what takes the card's place."""
    comment = get_object_or_404(Comment.objects.only("pk"), pk=comment_id)
    language = _language_for(comment.pk) if request.POST.get("saved") else ""
    form = DecisionForm(request.POST, rules=rules_to_cite(), replies=replies_to_choose(), language=language)
    try:
        if not form.is_valid():
            return _refused(request, comment.pk, as_card, form)
        data = form.cleaned_data
        decision = actions.decide(
            comment_id,
            actor=request.user,
            kind=data["kind"],
            version_id=data["version_id"],
            seen_id=data["seen_id"],
            rule_version=form.rule_version(),
            reason=form.reason_for(),
            note=data["note"],
            form_key=data["form_key"],
        )
    except ValidationError as error:
        form.add_error(None, error)
        return _refused(request, comment.pk, as_card, form)
    except actions.Conflict as conflict:
        return _conflict(request, comment.pk, as_card, conflict.message, _kept(request))
    return _done(request, as_card, comment.pk, _decision_words(decision))


def _language_for(comment_id: int) -> str:
    return language_of_author(Comment.objects.select_related("participant__account").get(pk=comment_id))


def _decision_words(decision: ModerationDecision) -> str:
    of_edit = decision.from_status == decision.to_status and decision.kind != ModerationDecision.Kind.KEEP
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
    appeal = get_object_or_404(Appeal, pk=appeal_id)
    form = JudgementForm(request.POST, auto_id=f"id_appeal-{appeal.pk}_%s")
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
            restored = judged.outcome == Appeal.Outcome.RESTORED
            words = _("The objection is judged: the comment is shown again.") if restored else _(
                "The objection is judged: the removal stands."
            )  # fmt: skip
            return _done(request, as_card, appeal.comment_id, words)
    except ValidationError as error:
        form.add_error(None, error)
    except PermissionDenied as error:
        form.add_error(None, str(error))
        status = 403
    except actions.Conflict as conflict:
        return _conflict(request, appeal.comment_id, as_card, conflict.message, _kept(request))
    if appeal.outcome:  # there is nothing left to correct in the form
        message = _("This objection has been judged meanwhile.")
        return _conflict(request, appeal.comment_id, as_card, message, _kept(request))
    return _refused(request, appeal.comment_id, as_card, form, appeal=appeal, status=status)


def _kept(request) -> dict[str, str]:
    """Return the words that somebody typed into a form that came too late."""
    return {name: request.POST.get(name, "") for name in ("rule", "reason", "note")}


def _refused(request, comment_id: int, as_card: bool, form, *, appeal=None, status=422) -> HttpResponse:
    dossier = dossiers([comment_id])[comment_id]
    if appeal:
        appeal = next(row for row in dossier.appeals if row.pk == appeal.pk)
        card = Card("appeal", appeal.created_at, dossier, request.user, appeal)
    else:
        fresh = cards_of_comment(dossier, request.user, [])
        is_edit = str(dossier.comment.pending_version_id) == request.POST.get("version_id")
        card = next((card for card in fresh if (card.kind == "edit") == is_edit), fresh[0])
        form.auto_id = f"id_{card.tag}_%s"
        form.read_in(language_of_author(dossier.comment))
    card.form = form
    if as_card:
        return _card_part(request, card, status=status)
    return _item_page(request, comment_id, replaced=card, status=status)


def _conflict(request, comment_id: int, as_card: bool, message: str, words: dict) -> HttpResponse:
    """Answer 409: what happened meanwhile, the state now, and the words that were typed."""
    dossier = dossiers([comment_id])[comment_id]
    card = cards_of_comment(dossier, request.user, [])[0]
    with_form(card, rules_to_cite(), replies_to_choose(), **words)
    if as_card:
        return _card_part(request, card, conflict=message, status=409)
    return _item_page(request, comment_id, replaced=card, conflict=message, status=409)


def _card_part(request, card: Card, *, conflict: str = "", status: int) -> HttpResponse:
    context = {"card": card, "conflict": conflict, "back": request.POST.get("back", ""), "selectable": True}
    return render(request, "consultations/admin/moderation_card.html", context, status=status)


def _done(request, as_card: bool, comment_id: int, words: str) -> HttpResponse:
    if as_card:
        context = {"words": words, "comment_id": comment_id} | what_is_left(request)
        return render(request, "consultations/admin/moderation_done.html", context)
    messages.success(request, words)
    if request.POST.get("back") == "item":
        url = reverse("moderation_item", args=[comment_id])
    else:
        url = queue_url(way_back(request))
    return HttpResponseRedirect(url, status=303)
