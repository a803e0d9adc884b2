"""What a moderator does beside publishing and removing: mask personal data, move a thread, take a decision back."""

from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from consultations import actions
from consultations.admin.moderation_answers import (
    back_url,
    card_part,
    conflicted,
    done,
    kept,
    over,
    refused,
    rules_to_cite,
    what_is_left,
)
from consultations.admin.moderation_cards import cards_of_comment
from consultations.admin.moderation_dossiers import dossiers
from consultations.admin.moderation_forms import MOST_AT_ONCE
from consultations.admin.moderation_more_forms import MoveForm, RedactForm
from consultations.admin.moderation_replies import replies_to_choose
from consultations.admin.moderation_views import may_moderate
from consultations.models import Comment, ModerationDecision


@require_POST
@may_moderate
def redact(request: HttpRequest, comment_id: int, as_card: bool = False) -> HttpResponse:
    """Mask passages of a comment; answer with the way back, or (`as_card`) with what takes the card's place."""
    comment = get_object_or_404(Comment.objects.only("pk"), pk=comment_id)
    form = RedactForm(request.POST, rules=rules_to_cite())
    try:
        if not form.is_valid():
            return refused(request, comment.pk, as_card, form, slot="redact_form")
        data = form.cleaned_data
        decision = actions.redact(
            comment.pk,
            actor=request.user,
            passages=form.lines(),
            version_id=data["version_id"],
            seen_id=data["seen_id"],
            rule_version=form.rule_version(),
            reason=data["reason"],
            note=data["note"],
            form_key=data["form_key"],
        )
    except ValidationError as error:
        form.add_error(None, error)
        return refused(request, comment.pk, as_card, form, slot="redact_form")
    except actions.Conflict as conflict:
        return conflicted(request, comment.pk, as_card, conflict.message, kept(request))
    return done(request, as_card, decision, _("The passages are masked in every text of the comment."))


@require_POST
@may_moderate
def move(request: HttpRequest, comment_id: int, as_card: bool = False) -> HttpResponse:
    """Move a thread to another question; answer as `redact` does."""
    comment = get_object_or_404(
        Comment.objects.select_related("consultation").prefetch_related("consultation__questions"),
        pk=comment_id,
    )
    form = MoveForm(request.POST, comment=comment)
    try:
        if not form.is_valid():
            return refused(request, comment.pk, as_card, form, slot="move_form")
        data = form.cleaned_data
        decision = actions.move_comment(
            comment.pk,
            actor=request.user,
            question_id=data["question"],
            seen_id=data["seen_id"],
            reason=data["reason"],
            note=data["note"],
            form_key=data["form_key"],
        )
    except ValidationError as error:
        form.add_error(None, error)
        return refused(request, comment.pk, as_card, form, slot="move_form")
    except actions.Conflict as conflict:
        return conflicted(request, comment.pk, as_card, conflict.message, kept(request))
    return done(request, as_card, decision, _("The thread is moved."))


# --- Taking back ------------------------------------------------------------------------------------


@require_POST
@may_moderate
def undo(request: HttpRequest, decision_id: int, as_card: bool = False) -> HttpResponse:
    """Take back one's own decision; answer with the way back, or (`as_card`) with the comment's card as it stands."""
    decision = get_object_or_404(ModerationDecision.objects.of_moderators(), pk=decision_id)
    try:
        actions.undo(decision.pk, actor=request.user)
    except (ValidationError, PermissionDenied) as error:
        return conflicted(request, decision.comment_id, as_card, _words(error), kept(request))
    except actions.Conflict as conflict:
        return conflicted(request, decision.comment_id, as_card, conflict.message, kept(request))
    words = _("The decision is taken back.")
    if not as_card:
        return over(request, False, decision.comment_id, words)
    dossier = dossiers([decision.comment_id])[decision.comment_id]
    card = cards_of_comment(dossier, request.user, rules_to_cite(), replies_to_choose())[0]
    card.said = words
    return card_part(request, card, status=200, left=what_is_left(request))


@require_POST
@may_moderate
def undo_many(request: HttpRequest, as_part: bool = False) -> HttpResponse:
    """Take back several of one's own decisions, each in a transaction of its own; say how many, and which stand."""
    numbers = list(dict.fromkeys(request.POST.getlist("decision")))
    if not numbers or len(numbers) > MOST_AT_ONCE or not all(_is_number(number) for number in numbers):
        raise BadRequest("There is nothing to take back.")
    decisions = ModerationDecision.objects.of_moderators().in_bulk([int(number) for number in numbers])
    undone, standing = 0, []
    for decision in decisions.values():
        try:
            actions.undo(decision.pk, actor=request.user)
            undone += 1
        except (ValidationError, PermissionDenied) as error:
            standing.append((decision.comment_id, _words(error)))
        except actions.Conflict as conflict:
            standing.append((decision.comment_id, conflict.message))
    words = ngettext(
        "%(count)d decision is taken back.", "%(count)d decisions are taken back.", undone
    ) % {"count": undone}  # fmt: skip
    status = 200 if undone else 409
    if as_part:
        context = {"words": words, "standing": standing} | what_is_left(request)
        return render(request, "consultations/admin/moderation_undone.html", context, status=status)
    messages.success(request, words)
    for comment_id, reason in standing:
        messages.warning(request, f"#{comment_id}: {reason}")
    return HttpResponseRedirect(back_url(request), status=303)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _words(error: Exception) -> str:
    return " ".join(getattr(error, "messages", None) or [str(error)])
