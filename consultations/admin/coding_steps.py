"""Single steps on the coding desk: the same as above, one step back, words that a report may quote."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.utils import get_valid_next_url_from_request

from consultations.actions import (
    accept_theme,
    accept_twin,
    mark_passage,
    same_as_parent,
    undo_coding,
    unmark_passage,
)
from consultations.actions.locking import Conflict
from consultations.admin.coding_card import analysts_only, draw_item, is_script
from consultations.admin.coding_forms import PassageForm, SeenForm
from consultations.admin.coding_rows import themes_of
from consultations.models import Comment, Passage, SuggestedTheme, SuggestedTwin, SuggestionRun
from forum_site.redirects import see_other


def _comment(comment_id: int) -> Comment:
    return get_object_or_404(Comment.objects.exclude(status=Comment.Status.PENDING), pk=comment_id)


def _answer(request, comment: Comment, done: str, act) -> object:
    """Do one step; answer with the card (for our script), or lead back with words of what was done."""
    themes = themes_of(comment.consultation, counted=True)
    try:
        act()
    except ValidationError as error:
        return draw_item(request, comment, themes, problems=error.messages, status=422)
    except Conflict as error:
        return draw_item(request, comment, themes, problems=[error.message], status=409)
    if is_script(request):
        return draw_item(request, comment, themes, saved=True, said=done)
    messages.success(request, done)
    return see_other(get_valid_next_url_from_request(request) or reverse("coding_item", args=[comment.pk]))


@analysts_only
@require_POST
def coding_same(request, comment_id: int):
    """Give a reply the codes of what it answers."""
    comment, form = _comment(comment_id), SeenForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else None
    return _answer(
        request,
        comment,
        _("Comment %(number)d has the codes of the one that it answers.") % {"number": comment.pk},
        lambda: same_as_parent(comment.pk, actor=request.user, seen=seen),
    )


@analysts_only
@require_POST
def coding_undo(request, comment_id: int):
    """Put back what one's own last change of a comment's codes replaced."""
    comment = _comment(comment_id)
    return _answer(
        request,
        comment,
        _("Undone: comment %(number)d has the codes that it had before.") % {"number": comment.pk},
        lambda: undo_coding(comment.pk, actor=request.user),
    )


@analysts_only
@require_POST
def coding_accept(request, comment_id: int):
    """Code a comment into a theme that is proposed for it."""
    comment, wanted = _comment(comment_id), request.POST.get("proposed", "")
    theme = get_object_or_404(
        SuggestedTheme.objects.filter(comment=comment, run__state=SuggestionRun.State.DONE),
        theme=int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 19 else 0,
    )
    return _answer(
        request,
        comment,
        _("The proposal is accepted for comment %(number)d.") % {"number": comment.pk},
        lambda: accept_theme(comment.pk, theme.theme_id, actor=request.user),
    )


@analysts_only
@require_POST
def coding_twin(request, comment_id: int):
    """Treat a comment as the earlier one that says almost the same."""
    comment = _comment(comment_id)
    get_object_or_404(SuggestedTwin, comment=comment, run__state=SuggestionRun.State.DONE)
    as_duplicate = request.POST.get("twin") == "duplicate"
    return _answer(
        request,
        comment,
        _("Comment %(number)d is coded like the one that says almost the same.") % {"number": comment.pk},
        lambda: accept_twin(comment.pk, actor=request.user, as_duplicate=as_duplicate),
    )


@analysts_only
@require_POST
def coding_mark(request, comment_id: int):
    """Mark words of a comment, so that the report may quote them."""
    comment, form = _comment(comment_id), PassageForm(request.POST)

    def mark():
        if not form.is_valid():
            raise ValidationError([error for errors in form.errors.values() for error in errors])
        mark_passage(comment.pk, form.cleaned_data["words"], actor=request.user)

    return _answer(request, comment, _("The report may quote these words now."), mark)


@analysts_only
@require_POST
def coding_unmark(request, passage_id: int):
    """Take back that the report may quote a passage."""
    passage = get_object_or_404(Passage.objects.select_related("comment__consultation"), pk=passage_id)
    return _answer(
        request,
        passage.comment,
        _("These words are not offered for quoting any more."),
        lambda: unmark_passage(passage.pk, actor=request.user),
    )
