"""Questions in advance: everybody reads them, those who come ask and support, who chairs sees them ranked."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.admin_access import requires
from events import actions, calendars
from events.actions.arriving import may_arrive
from events.actions.asking import CHAIR, takes_questions
from events.models import AgendaItem, AudienceQuestion, Event, QuestionSupport, Registration
from events.models.question import MAX_QUESTION
from events.stage import current_item
from events.views.passing import announced
from events.views.registering import own_standing
from forum_site.keyed_forms import KeyedForm
from forum_site.languages import localized_url
from forum_site.redirects import see_other

EACH = 20  # questions of a part that are shown
chairs_only = requires(CHAIR)


class QuestionForm(KeyedForm):
    """A question, and under which part of the programme."""

    codes = {"invisible": "text", "too_many": "text"}

    item = forms.ModelChoiceField(
        AgendaItem.objects.none(), label=gettext_lazy("Part of the programme"), empty_label=None
    )
    text = forms.CharField(
        label=gettext_lazy("Your question"),
        max_length=MAX_QUESTION,
        widget=forms.Textarea(attrs={"rows": 3, "data-limit": MAX_QUESTION}),
        help_text=gettext_lazy("Everybody can read it, without your name. Please disclose no personal data."),
        error_messages={"required": gettext_lazy("Write your question.")},
    )

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = open_items(event)
        self.fields["item"].label_from_instance = lambda item: item.shown("title")


def open_items(event: Event):
    """Return the parts of the programme under which one can ask: breaks are none."""
    return event.agenda_items.filter(removed_at=None).exclude(kind=AgendaItem.Kind.BREAK)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, event_id: int) -> HttpResponse:
    """Show what people want to ask, the most supported first; take a question of somebody who comes."""
    event = announced(event_id)
    if not event.wants_registration:
        raise Http404
    own = own_standing(request, event)
    if request.method != "POST":
        return _page(request, event, own, QuestionForm(event=event))
    if own is None:
        raise Http404
    form = QuestionForm(request.POST, event=event)
    if not form.is_valid():
        return _page(request, event, own, form, status=422)
    data = form.cleaned_data
    try:
        asked = actions.ask_question(own.pk, data["item"].pk, data["text"], form_key=data["form_key"])
    except ValidationError as error:
        form.refuse(error)
        return _page(request, event, own, form, status=422)
    messages.success(request, _("Your question is on the list."))
    return see_other(f"{reverse('events:questions', args=[event.pk])}#pertanyaan-{asked.pk}")


def _page(
    request: HttpRequest, event: Event, own: Registration | None, form, status: int = 200
) -> HttpResponse:
    supported = set()
    if own:
        supports = QuestionSupport.objects.filter(registration=own, question__event=event)
        supported = set(supports.values_list("question", flat=True))
    context = {
        "event": event,
        "page_url": localized_url(calendars.page_of(event)),
        "own": own,
        "form": form,
        "is_open": takes_questions(event),
        "parts": _ranked(event),
        "supported": supported,
    }
    return render(request, "events/questions.html", context, status=status)


def _ranked(event: Event) -> list[tuple[AgendaItem, list[AudienceQuestion]]]:
    """Return each part of the programme with its questions, ranked: as many queries as a programme has parts.

    Hidden ones are among them: a page shows their reason in their place.
    """
    return [(item, list(item.questions.ranked()[:EACH])) for item in open_items(event)]


@require_POST
def support(request: HttpRequest, question_id: int) -> HttpResponse:
    """Support a question, or take the support back. 404 for whoever does not come to its forum."""
    question = get_object_or_404(AudienceQuestion.objects.shown().select_related("event"), pk=question_id)
    own = own_standing(request, question.event)
    if own is None:
        raise Http404
    try:
        actions.support_question(question.pk, own.pk, wanted=request.POST.get("batal") != "1")
    except AudienceQuestion.DoesNotExist as error:  # hidden meanwhile
        raise Http404 from error
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return see_other(f"{reverse('events:questions', args=[question.event_id])}#pertanyaan-{question.pk}")


# --- Who chairs -------------------------------------------------------------------------------------


class SettleForm(forms.Form):
    """What the chair does with a question."""

    do = forms.ChoiceField(choices=[(verb, verb) for verb in ("answered", "open", "hide")])
    reason = forms.CharField(required=False, max_length=300)


@never_cache
@require_safe
@chairs_only
def chair(request: HttpRequest, event_id: int) -> HttpResponse:
    """Show the questions of each part, ranked, to who chairs; hidden ones with their reason."""
    return _chair(request, get_object_or_404(Event.objects.announced(), pk=event_id))


def _chair(request: HttpRequest, event: Event, error: str = "", of: int | None = None, status: int = 200):
    context = {
        "event": event,
        "parts": _ranked(event),
        "may_show": may_arrive(event),
        "programme": list(event.agenda_items.filter(removed_at=None)),
        "running": current_item(event),
        "error": error,
        "of": of,
    }
    return render(request, "events/chair.html", context, status=status)


@require_POST
@chairs_only
def settle(request: HttpRequest, question_id: int) -> HttpResponse:
    """Note that a question was answered, take that back, or hide it for a reason."""
    question = get_object_or_404(AudienceQuestion.objects.select_related("event"), pk=question_id)
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _chair(request, question.event, _("This form is damaged. Reload the page."), question.pk, 422)
    wish = form.cleaned_data["do"]
    try:
        if wish == "hide":
            actions.hide_question(question.pk, actor=request.user, reason=form.cleaned_data["reason"])
        else:
            actions.settle_question(question.pk, actor=request.user, answered=wish == "answered")
    except ValidationError as error:
        return _chair(request, question.event, error.messages[0], question.pk, 422)
    return see_other(f"{reverse('events:chair', args=[question.event_id])}#pertanyaan-{question.pk}")
