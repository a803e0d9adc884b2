"""How the desk answers: with the comment's page or a card, the way back, what was wrong, what is done."""

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from consultations.admin.moderation_cards import Card, cards_of_comment, with_form
from consultations.admin.moderation_dossiers import dossiers
from consultations.admin.moderation_forms import QueueFilterForm
from consultations.admin.moderation_replies import replies_to_choose
from consultations.admin.moderation_words import what_waits
from consultations.models import ModerationDecision, RuleVersion

FILTERS = ("kind", "consultation", "age", "language", "hand", "after")
PREFIXES = {"form": "", "redact_form": "mask-", "move_form": "move-"}  # of the ids of a card's forms
GOES_ON = (ModerationDecision.Kind.REDACT, ModerationDecision.Kind.MOVE)  # whatever waited still waits


def rules_to_cite() -> list[RuleVersion]:
    """Return the rules that a moderator can name."""
    return list(RuleVersion.objects.in_force().filter(rule__for_system=False))


def crumbs(*last: str) -> list[dict]:
    """Return the way down to a page of the desk."""
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("moderation_queue"), "label": _("Moderation")},
        *({"url": "", "label": label} for label in last),
    ]


def queue_url(chosen: dict, name: str = "moderation_queue") -> str:
    """Return the address of the queue, or of a part of it, with the filters."""
    return reverse(name) + (f"?{urlencode(chosen)}" if chosen else "")


def what_is_left(request) -> dict[str, str]:
    """Return how much waits now, for what the page shows of it: the line above the cards, and the menu."""
    return what_waits(QueueFilterForm(way_back(request)).narrowing(request.user))


def way_back(request) -> dict[str, str]:
    """Return the filters of the queue from which a form was sent."""
    asked = QueryDict(request.POST.get("back", ""))
    return {name: asked[name] for name in FILTERS if name in asked}


# --- Answers ----------------------------------------------------------------------------------------


def item_page(request, comment_id: int, *, replaced: Card | None = None, conflict="", status=200):
    """Answer with the comment's page; `replaced` stands in for the fresh card of its kind."""
    dossier = dossiers([comment_id], all_decisions=True)[comment_id]
    cards = cards_of_comment(dossier, request.user, rules_to_cite(), replies_to_choose())
    if replaced:
        cards = [replaced if card.tag == replaced.tag else card for card in cards]
    return render(
        request,
        "consultations/admin/moderation_item.html",
        {
            "breadcrumbs_items": crumbs(_("Comment %(number)d") % {"number": comment_id}),
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


def kept(request) -> dict[str, str]:
    """Return the words that somebody typed into a form that came too late."""
    return {name: request.POST.get(name, "") for name in ("rule", "reason", "note")}


def refused(
    request, comment_id: int, as_card: bool, form, *, appeal=None, slot="form", status=422
) -> HttpResponse:
    """Answer with the card whose form (`slot`: which of its forms) was refused, with what was typed."""
    dossier = dossiers([comment_id])[comment_id]
    if appeal:
        appeal = next(row for row in dossier.appeals if row.pk == appeal.pk)
        card = Card("appeal", appeal.created_at, dossier, request.user, appeal)
    else:
        fresh = cards_of_comment(dossier, request.user, rules_to_cite(), replies_to_choose())
        is_edit = str(dossier.comment.pending_version_id) == request.POST.get("version_id")
        card = next((card for card in fresh if (card.kind == "edit") == is_edit), fresh[0])
        form.auto_id = f"id_{PREFIXES[slot]}{card.tag}_%s"
    setattr(card, slot, form)
    if as_card:
        return card_part(request, card, status=status)
    return item_page(request, comment_id, replaced=card, status=status)


def conflicted(request, comment_id: int, as_card: bool, message: str, words: dict) -> HttpResponse:
    """Answer 409: what happened meanwhile, the state now, and the words that were typed."""
    dossier = dossiers([comment_id])[comment_id]
    card = cards_of_comment(dossier, request.user, [])[0]
    with_form(card, rules_to_cite(), replies_to_choose(), **words)
    if as_card:
        return card_part(request, card, conflict=message, status=409)
    return item_page(request, comment_id, replaced=card, conflict=message, status=409)


def card_part(request, card: Card, *, conflict: str = "", status: int, **more) -> HttpResponse:
    """Answer with a card alone."""
    context = {"card": card, "conflict": conflict, "back": request.POST.get("back", ""), "selectable": True}
    context |= more
    return render(request, "consultations/admin/moderation_card.html", context, status=status)


def done(request, as_card: bool, decision: ModerationDecision, words: str) -> HttpResponse:
    """Answer to a decision: with the way back, or with what takes the card's place and offers to undo it.

    Where something on the comment goes on waiting (after a masking, say), that is its fresh card.
    """
    if as_card and decision.kind in GOES_ON:
        dossier = dossiers([decision.comment_id])[decision.comment_id]
        card = cards_of_comment(dossier, request.user, rules_to_cite(), replies_to_choose())[0]
        if card.waits:
            card.said = words
            return card_part(request, card, status=200, undoable=decision)
    return over(request, as_card, decision.comment_id, words, decision)


def over(request, as_card: bool, comment_id: int, words: str, decision=None) -> HttpResponse:
    """Answer that nothing is left to decide here; `decision` can be taken back."""
    if as_card:
        context = {
            "words": words,
            "comment_id": comment_id,
            "undoable": decision,
            "back": request.POST.get("back", ""),
        }
        context |= what_is_left(request)
        return render(request, "consultations/admin/moderation_done.html", context)
    messages.success(request, words)
    return HttpResponseRedirect(back_url(request, comment_id), status=303)


def back_url(request, comment_id: int | None = None) -> str:
    """Return where a form was sent from: the comment's page, or the queue with its filters."""
    if request.POST.get("back") == "item" and comment_id:
        return reverse("moderation_item", args=[comment_id])
    return queue_url(way_back(request))
