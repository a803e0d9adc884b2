"""Writing as a guest: a form, a code by mail, a receipt. No account, no script."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import visitors
from consultations import actions, defence, drawing, reading
from consultations.forms import CodeForm, GuestCommentForm, GuestReplyForm
from consultations.markup import render as render_text
from consultations.models import Comment, Consultation, GuestDraft
from consultations.views.posting import cannot_write, comment_url, form_page, is_fragment
from consultations.views.visiting import VisitorAttempt, too_often
from consultations.visibility import comment_for, consultation_for
from forum_site.languages import active_language
from forum_site.redirects import see_other

Status = Comment.Status
DRAFT = "guest_draft"  # the session's entry: the draft that waits for its code
SALT = "consultations.guests"


def or_as_guest(view: Callable, name: str) -> Callable:
    """Lead visitors from a form that wants an account to the one for guests, where the consultation takes them."""

    @wraps(view)
    def led(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if (
            not request.user.is_authenticated
            and request.method in ("GET", "HEAD")
            and not is_fragment(request)
        ):
            if _consultation_of(request, **kwargs).guests:
                address = reverse(f"consultations:{name}", kwargs=kwargs)
                query = request.META.get("QUERY_STRING", "")
                return HttpResponseRedirect(f"{address}?{query}" if query else address)
        return view(request, *args, **kwargs)

    return led


def _consultation_of(request, slug: str = "", comment_id: int = 0) -> Consultation:
    return consultation_for(request, slug=slug) if slug else comment_for(request, comment_id).consultation


def _for_guests(consultation: Consultation) -> Consultation:
    if not consultation.guests:
        raise Http404
    return consultation


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a comment on the consultation from a guest, and mail them a code."""
    consultation = _for_guests(consultation_for(request, slug=slug))
    about = {"heading": _("Write a comment")}
    keep = f"tulis-{consultation.pk}"
    if request.method != "POST":
        initial = {"question": request.GET.get("pertanyaan", "")}
        form = GuestCommentForm(consultation=consultation, keep=keep, initial=initial)
        return _form_page(request, consultation, form, cannot=cannot_write(consultation), **about)
    form = GuestCommentForm(request.POST, consultation=consultation, keep=keep)
    return _taken(request, consultation, form, about)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Take an answer to a comment from a guest, and mail them a code."""
    parent = comment_for(request, comment_id)
    consultation = _for_guests(parent.consultation)
    frame = drawing.Frame(consultation, None)
    above = drawing.draw("quoted", frame, row=reading.with_excerpt(parent.pk)) if parent.is_standing else ""
    about = {"heading": _("Reply"), "above": above, "back": comment_url(parent.pk)}
    keep = f"balas-{parent.pk}"
    if request.method != "POST":
        if parent.status != Status.PUBLISHED:
            raise Http404
        form = GuestReplyForm(keep=keep)
        return _form_page(request, consultation, form, cannot=cannot_write(consultation), **about)
    return _taken(request, consultation, GuestReplyForm(request.POST, keep=keep), about, parent)


def _form_page(request, consultation, form, attempt=None, **about) -> HttpResponse:
    about["explanation"] = _(
        "You write as a guest: we mail a code to your address, and a moderator reads your comment before it is "
        "published. A receipt lets you follow it."
    )
    about["login_hint"] = _("Do you have an account? Then you need neither address nor code.")
    about["login_next"] = (
        reverse("consultations:reply", args=[request.resolver_match.kwargs["comment_id"]])
        if "comment_id" in request.resolver_match.kwargs
        else reverse("consultations:submit", args=[consultation.slug])
    )
    about["button"] = _("Send me the code")
    return form_page(request, consultation, form, attempt, **about)


def _taken(request, consultation, form, about: dict, parent: Comment | None = None) -> HttpResponse:
    def verb(data):
        try:
            return actions.start_guest_comment(
                consultation_id=consultation.pk,
                text=data["text"],
                address=data["address"],
                form_key=data["form_key"],
                arrival=defence.arrival(request, form),
                shown_name=data["shown_name"],
                district=data["district"],
                parent_id=parent and parent.pk,
                question_id=data.get("question"),
                stance=data["stance"],
                language=active_language(),
            )
        except Consultation.DoesNotExist as error:
            raise Http404 from error

    key = request.POST.get("address", "").strip().lower()
    attempt = VisitorAttempt(request, form, verb, "guest_code", key)
    if attempt.result is None:
        return _form_page(request, consultation, form, attempt, **about)
    request.session[DRAFT] = {"draft": str(attempt.result.form_key), "keep": form.keep}
    return see_other(reverse("consultations:guest_code"))


# --- The code ---------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code that was mailed; the right one stores the comment and leads to its receipt."""
    draft = _draft_of(request)
    if draft is None:
        return render(request, "consultations/guest_gone.html", status=404)
    if request.method != "POST":
        return _code_page(request, draft, CodeForm())
    if request.POST.get("verb") == "resend":
        return _resent(request, draft)
    form = CodeForm(request.POST)
    attempt = VisitorAttempt(
        request,
        form,
        lambda data: actions.confirm_guest_comment(
            draft.form_key, data["code"], defence.weighed_before(request)
        ),
    )
    if attempt.result is None:
        return _code_page(request, draft, form, attempt.status)
    _comment, receipt = attempt.result
    messages.success(request, _("Your address is confirmed."), extra_tags=_keep_of(request, draft))
    path = reverse("receipts:new")
    return visitors.hand_over(see_other(path), receipt, path)


def _draft_of(request) -> GuestDraft | None:
    """Return the draft that the form names, signed, or else the latest of this session."""
    try:
        named = signing.loads(request.POST["draft"], salt=SALT) if "draft" in request.POST else None
        key = UUID(named or (request.session.get(DRAFT) or {}).get("draft", ""))
    except (signing.BadSignature, ValueError):
        return None
    return GuestDraft.objects.select_related("consultation", "parent").filter(form_key=key).first()


def _keep_of(request, draft: GuestDraft) -> str:
    """Return the name under which the browser keeps a copy of the text, so that it lets go of it."""
    shown = request.session.get(DRAFT) or {}
    return shown.get("keep", "") if shown.get("draft") == str(draft.form_key) else ""


def _code_page(request, draft: GuestDraft, form: CodeForm, status: int = 200) -> HttpResponse:
    codes = {error.code for errors in form.errors.as_data().values() for error in errors}
    name = "consultations:guest_reply" if draft.parent_id else "consultations:guest_submit"
    context = {
        "form": form,
        "draft": draft,
        "token": signing.dumps(str(draft.form_key), salt=SALT),
        "consultation": draft.consultation,
        "text": render_text(draft.text)[0] if draft.text else "",
        "needs_new": bool(codes & {"tries", "expired"}),
        "back": reverse(name, args=[draft.parent_id or draft.consultation.slug]),
    }
    return render(request, "consultations/guest_code.html", context, status=status)


def _resent(request, draft: GuestDraft) -> HttpResponse:
    form = CodeForm({"code": "0"})
    form.is_valid()
    if visitors.use(request, "guest_code", draft.address or str(draft.pk)).is_reached:
        form.add_error(None, too_often())
        return _code_page(request, draft, form, 429)
    try:
        actions.send_another_code(draft.form_key)
    except ValidationError as error:
        form.refuse(error)
        return _code_page(request, draft, form, 422)
    messages.success(request, _("A new code is on its way. The earlier one no longer works."))
    return see_other(reverse("consultations:guest_code"))
