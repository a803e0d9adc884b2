"""Reporting that a comment breaks a rule, with an account or without one."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import visitors
from consultations import actions
from consultations.forms import FlagForm, VisitorFlagForm
from consultations.models import Comment
from consultations.views.posting import Attempt, comment_url, form_page
from consultations.views.visiting import VisitorAttempt
from consultations.visibility import comment_for, is_author
from forum_site.languages import active_language
from forum_site.redirects import see_other

Status = Comment.Status


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def flag(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Report that a comment breaks a rule; without an account too."""
    comment = comment_for(request, comment_id)
    by_visitor = not request.user.is_authenticated
    if request.method == "POST":
        return (_flag_as_visitor if by_visitor else _flag)(request, comment)
    if comment.status != Status.PUBLISHED:
        raise Http404
    own = is_author(request.user, comment)
    cannot = _("You cannot report your own comment; you can withdraw it.") if own else ""
    form = VisitorFlagForm() if by_visitor else FlagForm()
    return form_page(request, comment.consultation, form, None, cannot=cannot, **_about(comment, by_visitor))


def _about(comment: Comment, by_visitor: bool = False) -> dict:
    shown = comment.status == Status.PUBLISHED
    return {
        "heading": _("Report a comment"),
        "explanation": _(
            "A moderator reads your report and decides by the rules. The author does not learn who reported."
        ),
        "login_hint": _("Without an account, your network counts as one person.") if by_visitor else "",
        "button": _("Send the report"),
        "quoted": comment.version.body_html if shown else "",
        "back": comment_url(comment.pk),
    }


def _flag(request, comment: Comment) -> HttpResponse:
    form = FlagForm(request.POST)

    def verb(data):
        rule = form.versions[data["rule"]].rule
        return actions.flag_comment(comment.pk, account=request.user, rule=rule, words=data["text"])

    attempt = Attempt(request, form, verb)
    if attempt.result is None:
        return form_page(request, comment.consultation, form, attempt, **_about(comment))
    messages.success(request, _("Thank you. A moderator will read your report."))
    return see_other(comment_url(comment.pk))


def _flag_as_visitor(request, comment: Comment) -> HttpResponse:
    if "form_key" not in request.POST:  # written by somebody whose session has ended since
        return form_page(request, comment.consultation, *_written_logged_in(request), **_about(comment, True))
    form = VisitorFlagForm(request.POST)

    def verb(data):
        return actions.flag_as_visitor(
            comment.pk,
            network=visitors.network_of(request),
            rule=form.versions[data["rule"]].rule,
            form_key=data["form_key"],
            words=data["text"],
            contact=data["contact"],
            language=active_language(),
        )

    attempt = VisitorAttempt(request, form, verb, "report")
    if attempt.result is None:
        return form_page(request, comment.consultation, form, attempt, **_about(comment, True))
    _flag_row, code = attempt.result
    path = reverse("receipts:new")
    return visitors.hand_over(see_other(path), code, path)


def _written_logged_in(request) -> tuple[VisitorFlagForm, Attempt]:
    """Return the form of a visitor with what somebody wrote who was logged in then, to be sent again."""
    data = request.POST.copy()
    data["form_key"] = str(uuid.uuid4())
    form = VisitorFlagForm(data)
    attempt = VisitorAttempt(request, form, lambda _data: None, "")
    form.add_error(
        None,
        _("You are no longer logged in. Send the report without an account, or log in and send it again."),
    )
    attempt.status = 422
    return form, attempt
