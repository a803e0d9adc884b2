"""The coding desk: every comment in its branch beside the codebook, until none is left over."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin.utils import get_valid_next_url_from_request

from consultations.actions import code_many, complete_coding, resume_coding, set_codes
from consultations.actions.locking import Conflict
from consultations.admin.access import requires
from consultations.admin.coding_forms import BulkForm, CodesForm, StateForm, mark_of
from consultations.admin.coding_rows import (
    PER_PAGE,
    SHOW,
    Card,
    after,
    cards,
    narrowed,
    next_uncoded,
    on_the_desk,
    themes_of,
)
from consultations.admin.coverage_table import coverage_table
from consultations.coverage import coverage_of
from consultations.models import Comment, Consultation, Disposition, Theme
from consultations.models.participant import Channel

KEYS = 9  # themes that a digit toggles

analysts_only = requires("consultations.code_comment")


def _trail(*steps: tuple[str, str]) -> list[dict]:
    start = [(reverse_lazy("wagtailadmin_home"), _("Home")), (reverse_lazy("coding_index"), _("Coding"))]
    return [{"url": url, "label": label} for url, label in [*start, *steps]]


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _cursor(text: str) -> tuple[int, int] | None:
    thread, _dash, pk = text.partition("-")
    found = _number(thread), _number(pk)
    return None if None in found else found


def narrowing(asked) -> dict:
    """Return what the address asks for besides `show`; what is no such value narrows nothing."""
    channel, language = asked.get("channel", ""), asked.get("language", "")
    return {
        "question": _number(asked.get("question", "")),
        "theme": _number(asked.get("theme", "")),
        "channel": channel if channel in Channel.values else "",
        "language": language if language.replace("-", "").isalnum() and len(language) <= 10 else "",
    }


def _desk_context(consultation: Consultation) -> dict:
    """Return what stands above every page of the desk: coverage, state, next uncoded."""
    return {
        "consultation": consultation,
        "coverage": coverage_of(consultation),
        "next_uncoded": next_uncoded(consultation),
        "complete": consultation.coding_completed_at is not None,
        "breadcrumbs_items": _trail(("", consultation.title)),
        "header_title": _("Coding: %(title)s") % {"title": consultation.title},
        "header_icon": "clipboard-list",
    }


def drawn(card: Card, themes: list[Theme], form: CodesForm | None = None, **more) -> dict:
    """Return a card's form as its template draws it: as stored, or as it was sent with what was wrong."""
    codes = card.codes
    if form is None:
        chosen = codes | {"reason": ""}
    else:
        sent = form.data
        chosen = {
            "themes": [_number(pk) for pk in sent.getlist("themes")],
            "disposition": sent.get("disposition", ""),
            "target": sent.get("target", ""),
            "reason": sent.get("reason", ""),
        }
    offered = [theme for theme in themes if theme.retired_at is None or theme.pk in codes["themes"]]
    return {
        "card": card,
        "choices": [
            {"theme": theme, "key": place if place <= KEYS else "", "checked": theme.pk in chosen["themes"]}
            for place, theme in enumerate(offered, start=1)
        ],
        "dispositions": [
            {"value": value, "label": label, "checked": value == chosen["disposition"]}
            for value, label in [("", _("none")), *Disposition.choices]
        ],
        "target": chosen["target"] or "",
        "reason": chosen["reason"],
        "errors": form.errors if form is not None else {},
        "seen": mark_of(codes),
        **more,
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
    context = _desk_context(consultation) | {
        "cards": [
            drawn(card, themes, following=f"#c{pk}" if pk else "#desk-end")
            for card, pk in zip(page, following, strict=True)
        ],
        "themes": themes,
        "usable_themes": [row for row in themes if row.retired_at is None],
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
        "selected": [_number(pk) for pk in bulk.data.getlist("comments")] if bulk is not None else [],
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
def coding_item(request, comment_id: int):
    """Show one comment with its form, or store what the form says; a script gets the card alone."""
    comment = get_object_or_404(Comment.objects.exclude(status=Comment.Status.PENDING), pk=comment_id)
    themes = themes_of(comment.consultation)
    if request.method != "POST":
        return _draw_item(request, comment, themes)
    form = CodesForm(request.POST, themes=themes)
    conflict, status = None, 200
    if form.is_valid():
        try:
            _store(comment, form.cleaned_data, request.user)
        except ValidationError as error:
            form.add_error(None, error)
        except Conflict as error:
            conflict, status = error.message, 409
    if form.errors:
        status = 422
    if status != 200:
        return _draw_item(request, comment, themes, form=form, conflict=conflict, status=status)
    if _is_script(request):
        return _draw_item(request, comment, themes, saved=True)
    messages.success(request, _("Comment %(number)d is coded.") % {"number": comment.pk})
    return _see_other(get_valid_next_url_from_request(request) or _onwards(comment))


def _store(comment: Comment, data: dict, actor) -> None:
    set_codes(
        comment.pk,
        actor=actor,
        themes=data["themes"],
        disposition=data["disposition"],
        target_id=data["target"],
        reason=data["reason"],
        seen=data["seen"],
    )


def _onwards(comment: Comment) -> str:
    """Return where the work goes on after this comment."""
    following = next_uncoded(comment.consultation, comment)
    if following:
        return reverse("coding_item", args=[following])
    return reverse("coding_desk", args=[comment.consultation_id])


def _is_script(request) -> bool:
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def _see_other(url: str) -> HttpResponseRedirect:
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response


def _draw_item(request, comment: Comment, themes, *, form=None, conflict=None, saved=False, status=200):
    [card] = cards(Comment.objects.filter(pk=comment.pk))
    consultation = comment.consultation
    context = _desk_context(consultation)
    context["next_uncoded"] = next_uncoded(consultation, comment)
    context["breadcrumbs_items"] = _trail(
        (reverse("coding_desk", args=[consultation.pk]), consultation.title), ("", f"#{comment.pk}")
    )
    context["row"] = drawn(
        card, themes, form, conflict=conflict, saved=saved, next=get_valid_next_url_from_request(request)
    )
    template = "coding_fragment" if _is_script(request) else "coding_item"
    return render(request, f"consultations/admin/{template}.html", context, status=status)


@analysts_only
@require_POST
def coding_bulk(request, consultation_id: int):
    """Code the selected comments into one theme."""
    consultation = get_object_or_404(Consultation, pk=consultation_id)
    form = BulkForm(request.POST, themes=consultation.themes.usable(), most=PER_PAGE)
    if form.is_valid():
        try:
            gained, left = code_many(
                form.cleaned_data["comments"], form.cleaned_data["theme"], actor=request.user
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        except Comment.DoesNotExist:
            form.add_error("comments", _("One of these comments is not there."))
    if form.errors:
        return _draw_desk(request, consultation.pk, bulk=form)
    said = ngettext("%(count)d comment gained the theme.", "%(count)d comments gained the theme.", gained)
    parts = [said % {"count": gained}]
    if left:
        said = ngettext(
            "%(count)d has a disposition and was left as it is.",
            "%(count)d have a disposition and were left as they are.",
            left,
        )
        parts.append(said % {"count": left})
    messages.success(request, " ".join(parts))
    return _see_other(
        get_valid_next_url_from_request(request) or reverse("coding_desk", args=[consultation.pk])
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
    return _see_other(reverse("coding_desk", args=[consultation.pk]))
