"""What takes one tap: agreeing with a comment, following a consultation."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext as _

from consultations import actions, drawing
from consultations.models import Comment, Support
from consultations.views.facts import fragment
from consultations.views.posting import (
    Attempt,
    ConfirmForm,
    cannot_write,
    comment_url,
    form_page,
    is_fragment,
    own_standing,
    see_other,
    writes,
)
from consultations.visibility import comment_for, consultation_for, is_author

Status = Comment.Status


@writes
def support(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Agree with a comment, or take that back: `verb` is support or unsupport."""
    comment = comment_for(request, comment_id)
    if comment.status != Status.PUBLISHED:
        raise Http404
    user = request.user
    posted = request.method == "POST"
    wanted = request.POST.get("verb") != "unsupport"
    supports = (
        not wanted
        if posted
        else user.is_authenticated and Support.objects.filter(comment=comment, user=user).exists()
    )
    about = {
        "heading": _("Take back your support") if supports else _("Support this comment"),
        "explanation": _("You support this comment already.") if supports else "",
        "button": _("Take back") if supports else _("Support"),
        "verb": "unsupport" if supports else "support",
        "quoted": comment.version.body_html,
        "back": comment_url(comment.pk),
    }
    if not posted:
        cannot = cannot_write(comment.consultation)
        if is_author(user, comment):
            cannot = _("You cannot support your own comment.")
        return form_page(request, comment.consultation, ConfirmForm(), None, cannot=cannot, **about)
    form = ConfirmForm(request.POST)
    verb = actions.support if wanted else actions.unsupport
    attempt = Attempt(request, form, lambda data: verb(comment.pk, account=user))
    if attempt.result is None:
        return form_page(request, comment.consultation, form, attempt, **about)
    if is_fragment(request):
        own = drawing.Own(supported={comment.pk} if wanted else set())
        frame = drawing.Frame(comment.consultation, own, csrf_token=get_token(request))
        comment.support_count = attempt.result
        return fragment(drawing.draw("support", frame, row=comment))
    messages.success(request, _("You support this comment.") if wanted else _("Your support is taken back."))
    return see_other(comment_url(comment.pk))


@writes
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Follow a consultation, or stop: `verb` is follow or unfollow."""
    consultation = consultation_for(request, slug=slug)
    own = own_standing(request, consultation)
    follows = bool(own and own.follows)
    about = {
        "heading": _("Stop following") if follows else _("Follow this consultation"),
        "explanation": _("You are told when its dates change and when its report is published."),
        "button": _("Stop following") if follows else _("Follow"),
        "verb": "unfollow" if follows else "follow",
    }
    form = ConfirmForm()
    if request.method != "POST":
        return form_page(request, consultation, form, None, **about)
    form = ConfirmForm(request.POST)
    wanted = request.POST.get("verb") != "unfollow"

    def verb(_data):
        (actions.follow if wanted else actions.unfollow)(consultation, request.user)
        return True

    attempt = Attempt(request, form, verb)
    if attempt.result is None:
        return form_page(request, consultation, form, attempt, **about)
    messages.success(
        request,
        _("You follow this consultation.") if wanted else _("You no longer follow this consultation."),
    )
    return see_other(reverse("consultations:page", args=[consultation.slug]))
