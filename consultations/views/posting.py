"""The forms by which people speak: each a page of its own, or, with `?fragment=1`, a part that opens in place."""

from collections.abc import Callable
from functools import partial

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consultations import actions, defence, drawing, holding, mentioning, reading
from consultations.actions.conduct import BARRED, barring, barring_words
from consultations.actions.locking import Conflict, as_read
from consultations.deadlines import promise_words
from consultations.forms import CommentForm, EditForm, ReplyForm
from consultations.models import Comment, Consultation
from consultations.views.facts import facts_context, fragment, opened_alone, whole
from consultations.visibility import comment_for, consultation_for, is_author, page_address
from forum_site.languages import active_language
from forum_site.redirects import see_other

Status = Comment.Status
CLOSED = {"closed", "not_open", *BARRED}  # codes of refusals after which no form can help


def writes(view):
    """Let only people who are logged in write; a text whose session ended meanwhile comes back with its page."""

    def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated or request.method == "POST":
            return view(request, *args, **kwargs)
        return redirect_to_login(request.get_full_path())

    return never_cache(require_http_methods(["GET", "HEAD", "POST"])(checked))


class Attempt:
    """What came of sending a form: the verb's result, or the status under which the form comes back."""

    result, status, is_closed, is_barred, wait = None, 200, False, False, 0

    def __init__(self, request: HttpRequest, form: forms.Form, verb: Callable):
        if not request.user.is_authenticated:
            form.is_valid()
            form.add_error(
                None, _("You are no longer logged in. Your text is still here: log in, then send it again.")
            )
            self.status = 403
        elif not form.is_valid():
            self.status = 422
        else:
            self._call(form, verb)

    def _call(self, form, verb) -> None:
        try:
            self.result = verb(form.cleaned_data)
        except defence.TooMany as error:
            form.refuse(error)
            self.status, self.wait = 429, error.wait
        except ValidationError as error:
            form.refuse(error)
            self.status = 422
            code = getattr(error, "code", "")
            self.is_closed, self.is_barred = code in CLOSED, code in BARRED
        except Conflict as conflict:
            form.add_error(None, conflict.message)
            self.status = 409
        except Comment.DoesNotExist:
            raise Http404


def comment_url(comment_id: int) -> str:
    """Return the address of a comment's own page."""
    return reverse("consultations:comment", args=[comment_id])


def is_fragment(request: HttpRequest) -> bool:
    """Whether only the part is asked for that opens in place."""
    return bool(request.GET.get("fragment"))


def form_page(
    request: HttpRequest, consultation: Consultation, form, attempt: Attempt | None, **context
) -> HttpResponse:
    """Return the page of a form, or its part alone."""
    if is_fragment(request) and opened_alone(request):
        return whole(request.path)
    context |= facts_context(request, consultation)
    context |= {
        "form": form,
        "is_fragment": is_fragment(request),
        "is_closed": bool(attempt and attempt.is_closed),
        "is_barred": context.get("is_barred") or bool(attempt and attempt.is_barred),
        "is_logged_out": bool(attempt and attempt.status == 403),
        "here": request.path,
        "back": context.get("back") or page_address(consultation) or "/",
    }
    status = attempt.status if attempt else 200
    if is_fragment(request):
        html = render_to_string("consultations/form_inline.html", context, request)
        response = fragment(html, status)
    else:
        response = render(request, "consultations/form_page.html", context, status=status)
    if attempt and attempt.wait:
        response["Retry-After"] = str(attempt.wait)
    return response


def _told(request: HttpRequest, comment: Comment, keep: str) -> None:
    """Say on the next page what became of the text, and let the browser forget its copy."""
    if comment.status == Status.PENDING and comment.held_for:
        said = holding.told(comment.held_for)
    elif comment.status == Status.PENDING:
        said = _("Your comment has arrived. It waits for a moderator; you will be told when it is published.")
        said += f" {promise_words(comment.received_at, comment.consultation.decide_within, timezone.now())}"
    else:
        said = _("Your comment is published.")
    messages.success(request, said, extra_tags=keep)


# --- Speaking ---------------------------------------------------------------------------------------


@writes
def submit(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a comment on the consultation (`?pertanyaan=` chooses a question beforehand)."""
    consultation = consultation_for(request, slug=slug)
    keep = f"tulis-{consultation.pk}"
    build = partial(CommentForm, consultation=consultation, keep=keep)
    if request.method != "POST":
        form = build(initial={"question": request.GET.get("pertanyaan", "")})
        return form_page(
            request,
            consultation,
            form,
            None,
            heading=_("Write a comment"),
            **cannot_speak(request, cannot_write(consultation)),
        )
    form = build(request.POST)

    def verb(data):
        return actions.submit_comment(
            consultation_id=consultation.pk,
            account=request.user,
            text=data["text"],
            form_key=data["form_key"],
            question_id=data.get("question"),
            stance=data["stance"],
            language=active_language(),
            arrival=defence.arrival(request, form),
        )

    attempt = Attempt(request, form, verb)
    if attempt.result is None:
        return form_page(request, consultation, form, attempt, heading=_("Write a comment"))
    _told(request, attempt.result, keep)
    return see_other(comment_url(attempt.result.pk))


def cannot_write(consultation: Consultation) -> str:
    """Return why no comment is taken now, in words; "" where it is."""
    try:
        as_read(consultation).require_open()
    except ValidationError as error:
        return error.messages[0]
    return ""


def cannot_speak(request: HttpRequest, cannot: str) -> dict:
    """Return what the page of a form says where no text is taken: `cannot`, or that a measure bars the account."""
    measure = None if cannot else barring(request.user.pk)
    return {"cannot": barring_words(measure) if measure else cannot, "is_barred": measure is not None}


def own_standing(request: HttpRequest, consultation: Consultation) -> drawing.Own | None:
    """Return what the sender has in the consultation; None for whoever is logged out meanwhile."""
    return drawing.own_things(request.user if request.user.is_authenticated else None, consultation)


@writes
def reply(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Take an answer to a comment; sent from within a thread, the answer comes back drawn, in place of the form."""
    parent = comment_for(request, comment_id)
    consultation = parent.consultation
    keep = f"balas-{parent.pk}"
    if request.method != "POST":
        if parent.status != Status.PUBLISHED:
            raise Http404
        frame = drawing.Frame(consultation, own_standing(request, consultation))
        cannot = "" if frame.may_reply else cannot_write(consultation)
        about = _about_reply(parent, request.user.pk) | cannot_speak(request, cannot)
        return form_page(request, consultation, ReplyForm(keep=keep), None, **about)
    form = ReplyForm(request.POST, keep=keep)

    def verb(data):
        return actions.submit_comment(
            consultation_id=consultation.pk,
            account=request.user,
            text=data["text"],
            form_key=data["form_key"],
            parent_id=parent.pk,
            parent=parent,
            stance=data["stance"],
            language=active_language(),
            arrival=defence.arrival(request, form),
        )

    attempt = Attempt(request, form, verb)
    if attempt.result is None:
        return form_page(request, consultation, form, attempt, **_about_reply(parent, request.user.pk))
    if is_fragment(request):
        return fragment(_drawn(request, attempt.result, consultation, keep))
    _told(request, attempt.result, keep)
    return see_other(comment_url(attempt.result.pk))


def _about_reply(parent: Comment, account_id: int | None) -> dict:
    frame = drawing.Frame(parent.consultation, None)
    above = drawing.draw("quoted", frame, row=reading.with_excerpt(parent.pk)) if parent.is_standing else ""
    people = mentioning.people(parent, account_id)[: mentioning.OFFERED]
    return {"heading": _("Reply"), "above": above, "people": people, "back": comment_url(parent.pk)}


def _drawn(request: HttpRequest, comment: Comment, consultation: Consultation, keep: str) -> str:
    """Return a stored comment as it now stands in the thread, or that it waits."""
    own = drawing.Own(comment.participant_id, official=comment.participant.kind == "official")
    frame = drawing.Frame(consultation, own, level=drawing.DEEPEST, csrf_token=get_token(request))
    row = reading.with_excerpt(comment.pk) if comment.status == Status.PUBLISHED else None
    held = holding.told(comment.held_for) if comment.held_for else ""
    return drawing.draw("stored", frame, row=row, keep=keep, url=comment_url(comment.pk), held=held)


# --- Changing one's words ---------------------------------------------------------------------------


def own_comment(request: HttpRequest, comment_id: int) -> Comment:
    """Return a comment of the person's own. Raises Http404 for another's; a logged-out sender is told by the form."""
    comment = comment_for(request, comment_id)
    if request.user.is_authenticated and not is_author(request.user, comment):
        raise Http404
    return comment


def _earlier_text(comment: Comment, number: str) -> str:
    """Return an earlier text of the comment, which its author takes up again; "" where there is none of that number."""
    if not (number.isascii() and number.isdecimal() and len(number) < 6):
        return ""
    return comment.versions.filter(number=number, masked_at=None).values_list("text", flat=True).first() or ""


@writes
def edit(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Give one's comment another text; where it was changed meanwhile, both texts come back (409)."""
    comment = own_comment(request, comment_id)
    consultation, keep = comment.consultation, f"ubah-{comment.pk}"
    about = {"heading": _("Change your comment"), "back": comment_url(comment.pk)}
    newest = comment.pending_version or comment.version
    if request.method != "POST":
        if comment.status not in (Status.PUBLISHED, Status.PENDING):
            raise Http404
        text = _earlier_text(comment, request.GET.get("teks", "")) or newest.text
        form = EditForm(initial={"text": text, "version": newest.pk}, keep=keep)
        about |= cannot_speak(request, cannot_write(consultation))
        return form_page(request, consultation, form, None, **about)
    form = EditForm(request.POST, keep=keep)

    def verb(data):
        return actions.edit_comment(
            comment.pk,
            account=request.user,
            text=data["text"],
            form_key=data["form_key"],
            version_id=data["version"],
            arrival=defence.arrival(request, form),
        )

    attempt = Attempt(request, form, verb)
    if attempt.result is not None:
        if attempt.result.pending_version_id and attempt.result.held_for:
            said = holding.told_of_edit(attempt.result.held_for)
        elif attempt.result.pending_version_id:
            said = _("Your change has arrived. It waits for a moderator; until then the earlier text stands.")
        else:
            said = _("Your change is stored. The earlier text stays in the comment's history.")
        messages.success(request, said, extra_tags=keep)
        return see_other(comment_url(comment.pk))
    if attempt.status == 409:
        about["other_text"] = newest.text
        # The author has now seen the other text, so that sending again is a decision.
        form.send_anew(version=newest.pk)
    return form_page(request, consultation, form, attempt, **about)


class ConfirmForm(forms.Form):
    """Nothing but a button."""

    def refuse(self, error: ValidationError) -> None:
        """Add what a verb refused."""
        self.add_error(None, error.messages)
