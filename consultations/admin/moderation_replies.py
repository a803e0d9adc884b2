"""Saved replies at the desk: listed, written, put away; and how the forms of decisions offer them."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from accounts.admin_access import requires
from consultations import actions
from consultations.actions.saving import WORDS, state_of
from consultations.models import Rule, RuleVersion, SavedReply

may_moderate = requires("consultations.moderate_comment")


class ReplyForm(forms.ModelForm):
    """What a saved reply says, in both languages, and the rule that it goes with."""

    class Meta:
        model = SavedReply
        fields = WORDS
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in ("text", "text_en")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        titles = {version.rule_id: version for version in RuleVersion.objects.in_force()}
        self.fields["rule"].queryset = Rule.objects.citable()
        self.fields["rule"].empty_label = _("No rule")
        self.fields["rule"].label_from_instance = lambda rule: (
            f"{rule.number}. {titles[rule.pk].shown('title')}"
        )

    def _post_clean(self):
        """Leave the model's checks to the verb: it is called by others too."""


def _crumbs(*last: str) -> list[dict]:
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("moderation_queue"), "label": _("Moderation")},
        {"url": reverse("moderation_replies") if last else "", "label": _("Saved replies")},
        *({"url": "", "label": label} for label in last),
    ]


@require_safe
@may_moderate
def index(request: HttpRequest) -> HttpResponse:
    """List the saved replies: those that are offered, and the latest that were put away."""
    replies = SavedReply.objects.select_related("rule", "created_by")
    context = {
        "breadcrumbs_items": _crumbs(),
        "header_title": _("Saved replies"),
        "header_icon": "openquote",
        "replies": replies.in_use(),
        "away": replies.exclude(archived_at=None).order_by("-archived_at")[:20],
    }
    return render(request, "consultations/admin/moderation_replies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_moderate
def write(request: HttpRequest, reply_id: int | None = None) -> HttpResponse:
    """Show the form of a saved reply (a new one, or `reply_id`), or store what it sends."""
    reply = get_object_or_404(SavedReply, pk=reply_id) if reply_id else None
    if request.method != "POST":
        return _form_page(request, reply, ReplyForm(instance=reply))
    form = ReplyForm(request.POST, instance=reply)
    if form.is_valid():
        try:
            seen = request.POST.get("seen")
            actions.save_reply(actor=request.user, words=form.cleaned_data, reply=reply, seen=seen)
        except ValidationError as error:
            form.add_error(None, error)
        except actions.Conflict as conflict:
            form.add_error(None, conflict.message)
            return _form_page(
                request, get_object_or_404(SavedReply, pk=reply_id), form, other=True, status=409
            )
        else:
            messages.success(request, _("The reply is saved; all moderators can choose it."))
            return HttpResponseRedirect(reverse("moderation_replies"), status=303)
    return _form_page(request, reply, form, status=422)


def _form_page(
    request, reply: SavedReply | None, form: ReplyForm, *, other=False, status=200
) -> HttpResponse:
    """Answer with the form; `other` shows beside it how a colleague has rewritten the reply."""
    title = reply.title if reply else _("New saved reply")
    context = {
        "breadcrumbs_items": _crumbs(title),
        "header_title": title,
        "header_icon": "openquote",
        "reply": reply,
        "seen": reply and state_of(reply),
        "other": other,
        "form": form,
    }
    return render(request, "consultations/admin/moderation_reply.html", context, status=status)


@require_POST
@may_moderate
def put_away(request: HttpRequest, reply_id: int) -> HttpResponse:
    """Put a saved reply away, or (`back`) take it up again."""
    away = "back" not in request.POST
    reply = get_object_or_404(SavedReply, pk=reply_id)
    try:
        actions.put_away_reply(reply.pk, actor=request.user, away=away)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        said = _("“%(title)s” is put away.") if away else _("“%(title)s” can be chosen again.")
        messages.success(request, said % {"title": reply.title})
    return HttpResponseRedirect(reverse("moderation_replies"), status=303)


# --- In the forms of decisions --------------------------------------------------------------------


def replies_to_choose() -> list[SavedReply]:
    """Return the saved replies that a moderator can choose, in the order of their keys 1 to 9."""
    return list(SavedReply.objects.in_use())


def for_script(replies: list[SavedReply], rules: list[RuleVersion]) -> dict[str, dict[str, str]]:
    """Return what the desk's script fills in for each reply: the rule in force, and the text in both languages."""
    in_force = {version.rule_id: str(version.pk) for version in rules}
    return {
        str(reply.pk): {
            "rule": in_force.get(reply.rule_id, ""),
            "id": reply.shown("text", "id"),
            "en": reply.shown("text", "en"),
        }
        for reply in replies
    }
