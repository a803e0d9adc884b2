"""Taking one's comment back, and taking that back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from consultations import actions
from consultations.models import Comment
from consultations.views.posting import (
    Attempt,
    ConfirmForm,
    cannot_write,
    comment_url,
    form_page,
    own_comment,
    see_other,
    writes,
)

Status = Comment.Status


@writes
def withdraw(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Take one's comment back."""
    comment = own_comment(request, comment_id)
    form = ConfirmForm()
    about = {
        "heading": _("Withdraw your comment"),
        "explanation": _(
            "Your text disappears for everyone, and its place says that you withdrew it. "
            "Replies stay. You can take that back within 15 minutes."
        ),
        "button": _("Withdraw"),
        "quoted": comment.version.body_html if comment.status in (Status.PUBLISHED, Status.PENDING) else "",
        "back": comment_url(comment.pk),
    }
    if request.method != "POST":
        cannot = "" if comment.status == Status.WITHDRAWN else cannot_write(comment.consultation)
        return form_page(request, comment.consultation, form, None, cannot=cannot, **about)
    form = ConfirmForm(request.POST)
    attempt = Attempt(request, form, lambda data: actions.withdraw_comment(comment.pk, account=request.user))
    if attempt.result is None:
        return form_page(request, comment.consultation, form, attempt, **about)
    messages.success(request, _("Your comment is withdrawn."))
    return see_other(comment_url(comment.pk))


@writes
def take_up(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Let one's withdrawn comment stand again, within 15 minutes."""
    comment = own_comment(request, comment_id)
    about = {
        "heading": _("Take back your withdrawal"),
        "explanation": _("Your comment stands again as it stood, for everyone to read."),
        "button": _("Let it stand again"),
        "quoted": comment.version.body_html if comment.status == Status.WITHDRAWN else "",
        "back": comment_url(comment.pk),
    }
    if request.method != "POST":
        if comment.status != Status.WITHDRAWN:
            raise Http404
        cannot = cannot_write(comment.consultation)
        return form_page(request, comment.consultation, ConfirmForm(), None, cannot=cannot, **about)
    form = ConfirmForm(request.POST)
    attempt = Attempt(request, form, lambda data: actions.return_comment(comment.pk, account=request.user))
    if attempt.result is None:
        return form_page(request, comment.consultation, form, attempt, **about)
    messages.success(request, _("Your comment stands again."))
    return see_other(comment_url(comment.pk))
