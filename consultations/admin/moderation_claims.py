"""Taking from the queue: the next few, one that a colleague has left; and giving back. By script and without."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from consultations import actions
from consultations.admin.moderation_answers import queue_url, rules_to_cite, way_back
from consultations.admin.moderation_cards import cards_of_comment
from consultations.admin.moderation_dossiers import dossiers
from consultations.admin.moderation_forms import QueueFilterForm
from consultations.admin.moderation_replies import replies_to_choose
from consultations.admin.moderation_views import may_moderate, queue_page
from consultations.models import Comment


@require_POST
@may_moderate
def take(request: HttpRequest, as_part: bool = False) -> HttpResponse:
    """Hand the moderator what waits next, within the filters of the queue; `as_part` answers with its cards.

    Where nothing is free, the queue is shown as it stands: it says who works on what.
    """
    filters = QueryDict(mutable=True)
    filters.update({key: value for key, value in way_back(request).items() if key not in ("hand", "after")})
    chosen = QueueFilterForm(filters)
    taken = actions.take_next(request.user, chosen.narrowing(request.user))
    if as_part:
        return queue_page(request, filters, taken=taken or None, as_part=True)
    if taken:
        return HttpResponseRedirect(queue_url(chosen.chosen() | {"hand": "mine"}), status=303)
    messages.info(
        request, _("Nothing is left for you to take: colleagues work on what waits, or it is your own.")
    )
    return HttpResponseRedirect(queue_url(chosen.chosen()), status=303)


@require_POST
@may_moderate
def take_over(request: HttpRequest, comment_id: int, as_card: bool = False) -> HttpResponse:
    """Take one comment, from a colleague where one works on it; answer with its page, or (`as_card`) its card."""
    comment = get_object_or_404(Comment.objects.only("pk"), pk=comment_id)
    try:
        actions.take_over(comment.pk, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    if not as_card:
        return HttpResponseRedirect(reverse("moderation_item", args=[comment.pk]), status=303)
    kept = {name: request.POST.get(name, "") for name in ("rule", "reason", "note")}
    cards = cards_of_comment(
        dossiers([comment.pk])[comment.pk], request.user, rules_to_cite(), replies_to_choose(), **kept
    )
    card = next((card for card in cards if card.kind == request.POST.get("kind")), cards[0])
    context = {"card": card, "back": request.POST.get("back", ""), "selectable": True}
    return render(request, "consultations/admin/moderation_card.html", context)


@require_POST
@may_moderate
def renew(request: HttpRequest) -> HttpResponse:
    """Let what the moderator holds last anew: the page sends this while somebody reads or writes on it."""
    actions.renew_claims(request.user)
    return HttpResponse(status=204)


@require_POST
@may_moderate
def release(request: HttpRequest) -> HttpResponse:
    """Give back all that the moderator holds; answer with the way to the whole queue, where nothing is taken anew."""
    count = actions.release_claims(request.user)
    words = ngettext("%(count)d comment is given back.", "%(count)d comments are given back.", count)
    messages.success(request, words % {"count": count} if count else _("You hold nothing."))
    return HttpResponseRedirect(queue_url({"hand": "all"}), status=303)
