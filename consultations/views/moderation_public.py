"""What anyone may check of moderation: the rules, each decision; and the author's way to object."""

from itertools import groupby

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from consultations import actions, public_log
from consultations.actions.appealing import APPEAL_DAYS, appeal_until, may_appeal
from consultations.actions.masking import original_of
from consultations.actions.taking_up import MAX_REASON
from consultations.models import ModerationDecision, RuleVersion
from consultations.visibility import comment_for, is_author
from forum_site.templatetags.rembuk import person


class AppealForm(forms.Form):
    """Why the author thinks that the decision is wrong."""

    words = forms.CharField(
        label=gettext_lazy("Why is the decision wrong?"),
        help_text=gettext_lazy("Another moderator than the one who decided reads this."),
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Say why the decision is wrong.")},
    )

    def __init__(self, data=None, *, key: str):
        super().__init__(data)
        self.fields["words"].widget.attrs["data-keep"] = key  # the browser keeps a copy under this name


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Show every rule in force with its earlier versions."""
    versions = RuleVersion.objects.select_related("rule").order_by("rule__number", "-version")
    histories = [list(group) for _number, group in groupby(versions, key=lambda version: version.rule_id)]
    context = {"rules": [{"now": history[0], "earlier": history[1:]} for history in histories]}
    return render(request, "consultations/rules.html", context)


@require_safe
def decision(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Show one decision without text and names. 404 where the comment was never public, except for those concerned."""
    found = (
        ModerationDecision.objects.select_related("rule_version__rule", "actor", "version", "appeal__judge")
        .select_related("undone_by", "from_question", "to_question")
        .filter(pk=decision_id)
        .first()
    )
    if found is None:
        raise Http404
    comment = comment_for(request, found.comment_id)
    reader = person({"request": request})
    objection = getattr(found, "appeal", None)
    context = {
        "decision": found,
        "comment": comment,
        "consultation": comment.consultation,
        "headline": public_log.headline(found),
        "decider": public_log.role_of(found.actor, found),
        "author_kind": comment.participant.get_kind_display(),
        "objection": objection,
        "judge": objection and objection.outcome and public_log.role_of(objection.judge),
        "later": _later(found),
        "undone": getattr(found, "undone_by", None),
        "judged": public_log.judged(objection),
        "may_appeal": reader is not None
        and is_author(reader, comment)
        and may_appeal(found, comment, timezone.now()),
    }
    return render(request, "consultations/decision.html", context)


def _later(decision: ModerationDecision) -> ModerationDecision | None:
    """Return the next decision that changed the comment's state, so that nobody takes an old one for the last word."""
    later = ModerationDecision.objects.filter(comment=decision.comment_id, pk__gt=decision.pk).order_by("pk")
    return next((row for row in later if row.from_status != row.to_status), None)


# --- The author objects ---------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Show the author a decision on their comment, with the form to object or what became of the objection."""
    found = (
        ModerationDecision.objects.select_related(
            "comment__participant", "consultation", "rule_version__rule", "version", "appeal"
        )
        .filter(
            pk=decision_id, comment__participant__account=request.user, kind__in=ModerationDecision.WITH_RULE
        )
        .first()
    )
    if found is None:
        raise Http404
    if request.method != "POST":
        return appeal_page(request, found, AppealForm(key=f"appeal-{found.pk}"))
    form = AppealForm(request.POST, key=f"appeal-{found.pk}")
    try:
        if form.is_valid():
            actions.appeal(found.pk, account=request.user, words=form.cleaned_data["words"])
            return HttpResponseRedirect(reverse("consultations:appeal", args=[found.pk]), status=303)
    except ValidationError as error:
        form.add_error(None, error)
    return appeal_page(request, found, form, status=422)


def appeal_page(
    request: HttpRequest, decision: ModerationDecision, form: AppealForm, status: int = 200
) -> HttpResponse:
    """Return the page of a removal as its author sees it: rule, reason, text, the objection or its form."""
    context = {
        "decision": decision,
        "comment": decision.comment,
        "consultation": decision.consultation,
        "headline": public_log.headline(decision),
        "objection": getattr(decision, "appeal", None),
        "judged": public_log.judged(getattr(decision, "appeal", None)),
        "original": original_of(decision.version_id),
        "may_appeal": may_appeal(decision, decision.comment, timezone.now()),
        "until": appeal_until(decision.at),
        "days": APPEAL_DAYS,
        "form": form,
    }
    return render(request, "consultations/appeal.html", context, status=status)
