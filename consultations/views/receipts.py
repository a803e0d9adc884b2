"""Receipts: someone without an account shows a code, and sees what became of what they said or reported."""

import time

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import visitors
from accounts.codes import code_digest
from consultations import actions, listing
from consultations.actions.appealing import appeal_until
from consultations.actions.receipts import holder_of
from consultations.actions.speaking import may_return
from consultations.models import Appeal, Comment, Flag, ModerationDecision, Participant
from consultations.places import Reading, entries_of, latest_version
from consultations.receipt_links import receipt_link, whatsapp_link
from consultations.right_of_reply import drafts_for
from consultations.views.moderation_public import AppealForm, appeal_page
from consultations.views.posting import ConfirmForm, cannot_write, form_page
from consultations.views.visiting import VisitorAttempt
from forum_site.languages import active_language
from forum_site.qr import qr_of
from forum_site.redirects import see_other

SHOWN = "receipt"  # the session's entry: which receipt was shown, and until when that counts
SECONDS = 30 * 60
Status = Comment.Status


class ReceiptForm(forms.Form):
    """One field: the code."""

    code = forms.CharField(
        label=gettext_lazy("Code of your receipt"),
        help_text=gettext_lazy("24 letters in six groups. Hyphens, spaces and small letters do not matter."),
        max_length=100,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": gettext_lazy("Type the code that stands on your receipt.")},
    )


def holder_shown(request: HttpRequest) -> Participant | Flag | None:
    """Return whose receipt was shown in this session within half an hour; a newer code ends that of an older one."""
    shown = request.session.get(SHOWN) or {}
    if shown.get("until", 0) < time.time():
        return None
    return holder_of(bytes.fromhex(shown["digest"]))


def participant_shown(request: HttpRequest) -> Participant:
    """Return who spoke under the receipt that was shown in this session. Raises Http404 where none was."""
    holder = holder_shown(request)
    if not isinstance(holder, Participant):
        raise Http404
    return holder


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """Ask for a code; show what its holder said or reported. Wrong, old and foreign codes are answered alike."""
    if request.method == "POST":
        return _checked(request)
    holder = holder_shown(request)
    if isinstance(holder, Participant):
        return render(request, "consultations/receipt_comments.html", _comments_of(request, holder))
    if isinstance(holder, Flag):
        return render(request, "consultations/receipt_flag.html", {"flag": holder} | _outcome_of(holder))
    return render(request, "consultations/receipt.html", {"form": ReceiptForm()})


def _checked(request) -> HttpResponse:
    form, status = ReceiptForm(request.POST), 422
    if form.is_valid():
        guess = visitors.use(request, "receipt")
        digest = code_digest(form.cleaned_data["code"])
        if guess.is_reached:
            form.add_error(
                None, _("Too many wrong codes came from your network. Wait ten minutes, then try again.")
            )
            status = 429
        elif holder_of(digest) is None:
            form.add_error("code", _("No receipt has this code. Compare it letter by letter."))
        else:
            guess.take_back()
            request.session.cycle_key()
            request.session[SHOWN] = {"digest": digest.hex(), "until": int(time.time()) + SECONDS}
            return see_other(reverse("receipts:look_up"))
    return render(request, "consultations/receipt.html", {"form": form}, status=status)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the receipt that was shown, on a phone or computer that others use."""
    request.session.pop(SHOWN, None)
    return see_other(reverse("receipts:look_up"))


@never_cache
@require_safe
def new(request: HttpRequest) -> HttpResponse:
    """Show a code that was just made, with what it is for; afterwards lead to where it is typed in."""
    code = request.COOKIES.get(visitors.RECEIPT_COOKIE, "")
    holder = holder_of(code_digest(code)) if code else None
    if holder is None:
        return see_other(reverse("receipts:look_up"))
    context = {
        "code_groups": code.split("-"),
        "consultation": holder.consultation,
        "is_report": isinstance(holder, Flag),
        "contact": holder.contact,
        "address": request.build_absolute_uri(reverse("receipts:look_up")),
        "qr": qr_of(receipt_link(code)),
        "whatsapp_url": whatsapp_link(code, holder.consultation.shown("title")),
    }
    return render(request, "consultations/receipt_new.html", context)


# --- What is shown ----------------------------------------------------------------------------------


def _comments_of(request, holder: Participant) -> dict:
    items, older = listing.said_by_holder(holder, request.GET.get("sebelum", ""))
    now = timezone.now()
    objections = {row.comment_id: row for row in Appeal.objects.filter(
        comment__in=[item.comment.pk for item in items]
    ).order_by("pk")}  # fmt: skip
    version = latest_version(holder.consultation_id)
    outcomes = {row.comment.pk: row for row in entries_of(version, holder.pk)} if version else {}
    for item in items:
        item.until = item.removal and appeal_until(item.removal.at)
        item.objection = objections.get(item.comment.pk)
        item.outcome = outcomes.get(item.comment.pk)
        item.may_take_up = may_return(item.comment, now)
    return {
        "items": items,
        "older": older,
        "is_first": "sebelum" not in request.GET,
        "consultation": holder.consultation,
        "phase": holder.consultation.phase(),
        "drafts": drafts_for([holder.pk]),
        "report_url": Reading(version).url if version else "",
        "reading_language": active_language(),
    }


def _outcome_of(flag: Flag) -> dict:
    kind = flag.decision.kind if flag.decision else ""
    return {
        "outcome": "edit" if kind in ("publish", "reject") else kind,
        "consultation": flag.consultation,
        "rule": flag.rule.versions.order_by("-version").first(),
    }


# --- What its holder can do -------------------------------------------------------------------------


def _own(request, comment_id: int) -> Comment:
    """Return a comment of the receipt that was shown. Raises Http404 for another's."""
    found = Comment.objects.select_related("participant", "version", "consultation__agency").filter(
        pk=min(comment_id, 2**63 - 1), participant=participant_shown(request)
    )
    comment = found.first()
    if comment is None:
        raise Http404
    return comment


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Take back a comment by its receipt."""
    comment = _own(request, comment_id)
    about = {
        "heading": _("Withdraw your comment"),
        "explanation": _(
            "Your text disappears for everyone, and its place says that you withdrew it. "
            "Replies stay. You can take that back within 15 minutes."
        ),
        "button": _("Withdraw"),
    }
    lawful = comment.status in (Status.PUBLISHED, Status.PENDING, Status.WITHDRAWN)
    return _confirmed(request, comment, about, actions.withdraw_comment, lawful)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_up(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Let a comment that was withdrawn stand again, by its receipt, within 15 minutes."""
    comment = _own(request, comment_id)
    about = {
        "heading": _("Take back your withdrawal"),
        "explanation": _("Your comment stands again as it stood, for everyone to read."),
        "button": _("Let it stand again"),
    }
    return _confirmed(request, comment, about, actions.return_comment, comment.status == Status.WITHDRAWN)


def _confirmed(request, comment: Comment, about: dict, act, is_lawful: bool) -> HttpResponse:
    back = reverse("receipts:look_up")
    about |= {"back": back, "quoted": comment.version.body_html}
    if request.method != "POST":
        if not is_lawful:
            raise Http404
        cannot = cannot_write(comment.consultation)
        return form_page(request, comment.consultation, ConfirmForm(), None, cannot=cannot, **about)
    form, holder = ConfirmForm(request.POST), comment.participant
    attempt = VisitorAttempt(request, form, lambda _data: act(comment.pk, participant=holder))
    if attempt.result is None:
        return form_page(request, comment.consultation, form, attempt, **about)
    return see_other(back)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Show the holder a decision on their comment, with the form to object or what became of the objection."""
    holder = participant_shown(request)
    found = (
        ModerationDecision.objects.select_related(
            "comment__participant", "consultation", "rule_version__rule", "version", "appeal"
        )
        .filter(
            pk=min(decision_id, 2**63 - 1),
            comment__participant=holder,
            kind__in=ModerationDecision.REMOVING,
        )
        .first()
    )
    if found is None:
        raise Http404
    key = f"appeal-{found.pk}"
    if request.method != "POST":
        return appeal_page(request, found, AppealForm(key=key))
    form = AppealForm(request.POST, key=key)
    try:
        if form.is_valid():
            actions.appeal(found.pk, participant=holder, words=form.cleaned_data["words"])
            return see_other(reverse("receipts:look_up"))
    except ValidationError as error:
        form.add_error(None, error)
    return appeal_page(request, found, form, status=422)
