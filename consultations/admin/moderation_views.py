"""The moderator's desk: the queue, one comment with all that was decided on it, and the two verbs."""

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
from consultations.admin.moderation_cards import Card, cards_of, cards_of_comment, with_form
from consultations.admin.moderation_forms import DecisionForm, JudgementForm, QueueFilterForm
from consultations.admin.moderation_queue import dossiers, waiting
from consultations.models import Appeal, Comment, ModerationDecision, RuleVersion

FILTERS = ("kind", "consultation", "after")
may_moderate = requires("consultations.moderate_comment")


def _rules() -> list[RuleVersion]:
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
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits, oldest first."""
    filters = QueueFilterForm(request.GET)
    filters.is_valid()
    kind, consultation = (filters.cleaned_data.get(name) for name in ("kind", "consultation"))
    after = request.GET.get("after", "")
    try:
        items, following = waiting(
            kind=kind or "", consultation_id=consultation and consultation.pk, after=after
        )
    except ValueError as error:
        raise Http404 from error
    chosen = {"kind": kind or "", "consultation": consultation.pk if consultation else ""}
    chosen = {name: value for name, value in chosen.items() if value}
    return render(
        request,
        "consultations/admin/moderation_queue.html",
        {
            "breadcrumbs_items": _crumbs(),
            "header_title": _("Moderation"),
            "header_icon": "comment",
            "cards": cards_of(items, request.user, _rules()),
            "filters_form": filters,
            "is_filtered": bool(chosen),
            "is_later_page": bool(after),
            "first_url": _queue_url(chosen),
            "next_url": following and _queue_url(chosen | {"after": following}),
            "back": urlencode(chosen | ({"after": after} if after else {})),
        },
    )


def _queue_url(chosen: dict) -> str:
    return reverse("moderation_queue") + (f"?{urlencode(chosen)}" if chosen else "")


@require_safe
@may_moderate
def item(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Show one comment with every decision on it and what can be decided now."""
    return _item_page(request, get_object_or_404(Comment.objects.only("pk"), pk=comment_id).pk)


def _item_page(request, comment_id: int, *, replaced: Card | None = None, conflict="", status=200):
    """Answer with the comment's page; `replaced` stands in for the fresh card of its kind."""
    dossier = dossiers([comment_id], all_decisions=True)[comment_id]
    cards = cards_of_comment(dossier, request.user, _rules())
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
    form = DecisionForm(request.POST, rules=_rules())
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
            reason=data["reason"],
            note=data["note"],
            form_key=data["form_key"],
        )
    except ValidationError as error:
        form.add_error(None, error)
        return _refused(request, comment.pk, as_card, form)
    except actions.Conflict as conflict:
        return _conflict(request, comment.pk, as_card, conflict.message, _kept(request))
    return _done(request, as_card, comment.pk, _decision_words(decision))


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
    card.form = form
    if as_card:
        return _card_part(request, card, status=status)
    return _item_page(request, comment_id, replaced=card, status=status)


def _conflict(request, comment_id: int, as_card: bool, message: str, words: dict) -> HttpResponse:
    """Answer 409: what happened meanwhile, the state now, and the words that were typed."""
    dossier = dossiers([comment_id])[comment_id]
    card = cards_of_comment(dossier, request.user, [])[0]
    with_form(card, _rules(), **words)
    card.kept = words["reason"]
    if as_card:
        return _card_part(request, card, conflict=message, status=409)
    return _item_page(request, comment_id, replaced=card, conflict=message, status=409)


def _card_part(request, card: Card, *, conflict: str = "", status: int) -> HttpResponse:
    context = {"card": card, "conflict": conflict, "back": request.POST.get("back", "")}
    return render(request, "consultations/admin/moderation_card.html", context, status=status)


def _done(request, as_card: bool, comment_id: int, words: str) -> HttpResponse:
    if as_card:
        context = {"words": words, "comment_id": comment_id}
        return render(request, "consultations/admin/moderation_done.html", context)
    messages.success(request, words)
    back = request.POST.get("back", "")
    if back == "item":
        url = reverse("moderation_item", args=[comment_id])
    else:
        asked = QueryDict(back)
        url = _queue_url({name: asked[name] for name in FILTERS if name in asked})
    return HttpResponseRedirect(url, status=303)
