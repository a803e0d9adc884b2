"""The coding desk: every comment in its branch beside the codebook, until none is left over."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin.utils import get_valid_next_url_from_request

from consultations.actions import code_many, complete_coding, dispose_many, resume_coding
from consultations.admin.coding_card import analysts_only, desk_context, drawn, number_in
from consultations.admin.coding_forms import BulkForm, StateForm
from consultations.admin.coding_rows import (
    PER_PAGE,
    SHOW,
    after,
    cards,
    narrowed,
    on_the_desk,
    themes_of,
)
from consultations.admin.coverage_table import coverage_table
from consultations.models import Comment, Consultation, Disposition
from consultations.models.participant import Channel
from forum_site.redirects import see_other


def _cursor(text: str) -> tuple[int, int] | None:
    thread, _dash, pk = text.partition("-")
    found = number_in(thread), number_in(pk)
    return None if None in found else found


def narrowing(asked) -> dict:
    """Return what the address asks for besides `show`; what is no such value narrows nothing."""
    channel, language = asked.get("channel", ""), asked.get("language", "")
    return {
        "question": number_in(asked.get("question", "")),
        "theme": number_in(asked.get("theme", "")),
        "channel": channel if channel in Channel.values else "",
        "language": language if language.replace("-", "").isalnum() and len(language) <= 10 else "",
        "words": asked.get("q", "").replace("\0", "").strip()[:100],
        "quotable": asked.get("quotable") == "1",
    }


@analysts_only
def coding_desk(request, consultation_id: int):
    """Show a page of a consultation's comments, each with its form."""
    return _draw_desk(request, consultation_id)


def _draw_desk(
    request, consultation_id: int, *, bulk: BulkForm | None = None, state: StateForm | None = None
):
    consultation = get_object_or_404(
        Consultation.objects.select_related("coding_completed_by"), pk=consultation_id
    )
    show = request.GET.get("show") if request.GET.get("show") in SHOW else "remaining"
    wanted = narrowing(request.GET)
    themes = themes_of(consultation, counted=True)
    comments = after(
        narrowed(on_the_desk(consultation), show, **wanted), _cursor(request.GET.get("after", ""))
    )
    page = cards(comments[: PER_PAGE + 1])
    page, more = page[:PER_PAGE], len(page) > PER_PAGE
    query = request.GET.copy()
    if more:
        query["after"] = f"{page[-1].comment.thread_id}-{page[-1].comment.pk}"
    following = [*(card.comment.pk for card in page[1:]), None][: len(page)]
    context = desk_context(consultation) | {
        "cards": [
            drawn(card, themes, following=f"#c{pk}" if pk else "#desk-end")
            for card, pk in zip(page, following, strict=True)
        ],
        "themes": themes,
        "usable_themes": [row for row in themes if row.retired_at is None],
        "dispositions": Disposition.choices,
        "questions": consultation.questions.order_by("position", "id"),
        "show": show,
        "shows": [
            ("remaining", _("remaining")),
            ("themed", _("with themes")),
            ("disposition", _("with a disposition")),
            ("all", _("all")),
        ],
        "wanted": wanted,
        "channels": Channel.choices,
        "coverage_table": coverage_table(consultation),
        "from_start": _from_start(request.GET),
        "at_start": not request.GET.get("after"),
        "next_page": f"?{query.urlencode()}" if more else "",
        "errors": [error for form in (bulk, state) if form is not None for error in _all_errors(form)],
        "reason": state.data.get("reason", "") if state is not None else "",
        "many": {name: bulk.data.get(name, "") for name in ("theme", "disposition", "target")}
        if bulk
        else {},
        "selected": [number_in(pk) for pk in bulk.data.getlist("comments")] if bulk is not None else [],
        "here": reverse("coding_desk", args=[consultation.pk])
        + (f"?{request.GET.urlencode()}" if request.GET else ""),
    }
    status = 422 if context["errors"] else 200
    return render(request, "consultations/admin/coding_desk.html", context, status=status)


def _from_start(asked) -> str:
    query = asked.copy()
    query.pop("after", None)
    return f"?{query.urlencode()}"


def _all_errors(form) -> list[str]:
    return [error for errors in form.errors.values() for error in errors]


@analysts_only
@require_POST
def coding_bulk(request, consultation_id: int):
    """Code the selected comments into one theme, or state for all of them why there is none."""
    consultation = get_object_or_404(Consultation, pk=consultation_id)
    form = BulkForm(request.POST, themes=consultation.themes.usable(), most=PER_PAGE)
    if form.is_valid():
        try:
            gained, left = _code_selected(form.cleaned_data, consultation, request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        except Comment.DoesNotExist:
            form.add_error("comments", _("One of these comments is not there."))
    if form.errors:
        return _draw_desk(request, consultation.pk, bulk=form)
    said = ngettext("%(count)d comment was coded.", "%(count)d comments were coded.", gained)
    parts = [said % {"count": gained}]
    if left:
        said = ngettext(
            "%(count)d has codes of its own of the other kind and was left as it is.",
            "%(count)d have codes of their own of the other kind and were left as they are.",
            left,
        )
        parts.append(said % {"count": left})
    messages.success(request, " ".join(parts))
    return see_other(
        get_valid_next_url_from_request(request) or reverse("coding_desk", args=[consultation.pk])
    )


def _code_selected(data: dict, consultation: Consultation, actor) -> tuple[int, int]:
    """Give the selected comments the theme or disposition that the form names; return how many got it, how many not."""
    if data["theme"]:
        return code_many(data["comments"], data["theme"], actor=actor)
    return dispose_many(
        data["comments"], consultation.pk, data["disposition"], actor=actor, target_id=data["target"]
    )


@analysts_only
@require_POST
def coding_state(request, consultation_id: int):
    """Declare coding complete, or take it up again."""
    consultation = get_object_or_404(Consultation, pk=consultation_id)
    form = StateForm(request.POST)
    if form.is_valid():
        change = complete_coding if form.cleaned_data["complete"] else resume_coding
        try:
            change(consultation.pk, actor=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
    if form.errors:
        return _draw_desk(request, consultation.pk, state=form)
    messages.success(
        request,
        _("Coding is complete.") if form.cleaned_data["complete"] else _("Coding was taken up again."),
    )
    return see_other(reverse("coding_desk", args=[consultation.pk]))
