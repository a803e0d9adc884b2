"""One comment on the coding desk: how it is drawn, and what its form stores."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_valid_next_url_from_request

from accounts.admin_access import requires
from consultations.actions import set_codes
from consultations.actions.locking import Conflict
from consultations.admin.coding_forms import CodesForm, mark_of
from consultations.admin.coding_rows import Card, cards, next_uncoded, themes_of
from consultations.coverage import coverage_of
from consultations.models import Comment, Consultation, Disposition, Theme
from forum_site.redirects import see_other

KEYS = 9  # themes that a digit toggles

analysts_only = requires("consultations.code_comment")


def trail(*steps: tuple[str, str]) -> list[dict]:
    """Return the breadcrumb of a page of the desk."""
    start = [(reverse_lazy("wagtailadmin_home"), _("Home")), (reverse_lazy("coding_index"), _("Coding"))]
    return [{"url": url, "label": label} for url, label in [*start, *steps]]


def number_in(text: str) -> int | None:
    """Return the number that the text is, None for anything else."""
    return int(text) if text.isdecimal() and len(text) < 19 else None


def desk_context(consultation: Consultation) -> dict:
    """Return what stands above every page of the desk: coverage, state, next uncoded."""
    return {
        "consultation": consultation,
        "coverage": coverage_of(consultation),
        "next_uncoded": next_uncoded(consultation),
        "complete": consultation.coding_completed_at is not None,
        "breadcrumbs_items": trail(("", consultation.title)),
        "header_title": _("Coding: %(title)s") % {"title": consultation.title},
        "header_icon": "clipboard-list",
    }


def drawn(card: Card, themes: list[Theme], form: CodesForm | None = None, **more) -> dict:
    """Return a card's form as its template draws it: as stored, or as it was sent with what was wrong."""
    codes = card.codes
    if form is None:
        chosen = codes | {"reason": "", "words": ""}
    else:
        sent = form.data
        chosen = {
            "themes": [number_in(pk) for pk in sent.getlist("themes")],
            "disposition": sent.get("disposition", ""),
            "target": sent.get("target", ""),
            "reason": sent.get("reason", ""),
            "words": sent.get("words", ""),
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
        "words": chosen["words"],
        "errors": form.errors if form is not None else {},
        "seen": mark_of(codes),
        "problems": [],
        **more,
    }


@analysts_only
def coding_item(request, comment_id: int):
    """Show one comment with its form, or store what the form says; a script gets the card alone."""
    comment = get_object_or_404(Comment.objects.exclude(status=Comment.Status.PENDING), pk=comment_id)
    themes = themes_of(comment.consultation, counted=True)
    if request.method != "POST":
        return draw_item(request, comment, themes)
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
        return draw_item(request, comment, themes, form=form, conflict=conflict, status=status)
    if is_script(request):
        return draw_item(request, comment, themes, saved=True)
    messages.success(request, _("Comment %(number)d is coded.") % {"number": comment.pk})
    return see_other(get_valid_next_url_from_request(request) or onwards(comment))


def _store(comment: Comment, data: dict, actor) -> None:
    set_codes(
        comment.pk,
        actor=actor,
        themes=data["themes"],
        disposition=data["disposition"],
        target_id=data["target"],
        reason=data["reason"],
        seen=data["seen"],
        words=data["words"],
    )


def onwards(comment: Comment) -> str:
    """Return where the work goes on after this comment."""
    following = next_uncoded(comment.consultation, comment)
    if following:
        return reverse("coding_item", args=[following])
    return reverse("coding_desk", args=[comment.consultation_id])


def is_script(request) -> bool:
    """Whether our script asks, which takes a card instead of a page."""
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def draw_item(request, comment: Comment, themes, *, form=None, conflict=None, status=200, **more):
    """Return the answer that shows one comment: alone for our script, else on a page; `more` goes to its card."""
    [card] = cards(Comment.objects.filter(pk=comment.pk))
    consultation = comment.consultation
    context = desk_context(consultation)
    context["next_uncoded"] = next_uncoded(consultation, comment)
    context["breadcrumbs_items"] = trail(
        (reverse("coding_desk", args=[consultation.pk]), consultation.title), ("", f"#{comment.pk}")
    )
    context["row"] = drawn(
        card, themes, form, conflict=conflict, **more, next=get_valid_next_url_from_request(request)
    )
    template = "coding_fragment" if is_script(request) else "coding_item"
    return render(request, f"consultations/admin/{template}.html", context, status=status)
