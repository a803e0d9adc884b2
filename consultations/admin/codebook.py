"""The codebook of one consultation: its themes as a tree, and all that is done with them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.admin_access import requires
from consultations.actions import merge_themes, move_theme, retire_theme, return_theme
from consultations.actions.codebook import merger_of
from consultations.admin.codebook_forms import DoForm, MergeForm
from consultations.coverage import coverage_of
from consultations.models import Consultation, Theme
from forum_site.redirects import see_other

CHANGES = 20  # per page

readers_only = requires("consultations.view_theme")
keepers_only = requires("consultations.change_theme")


def tree_of(consultation: Consultation) -> list[Theme]:
    """Return the top themes in order; one query, however many themes.

    Each theme has `comments` (published ones coded into it), `below` (the themes under it), `family` (comments of
    the whole family, each once).
    """
    rows = list(
        Theme.objects.filter(consultation=consultation).select_related("merged_into").in_order().counted()
    )
    tops = {row.pk: row for row in rows if row.parent_id is None}
    for row in rows:
        row.below = []
        if row.parent_id:
            tops[row.parent_id].below.append(row)
    return list(tops.values())


@readers_only
def codebook(request, consultation_id: int):
    """Show the codebook, and what was changed in it."""
    return _draw(request, get_object_or_404(Consultation, pk=consultation_id))


def _draw(request, consultation: Consultation, *, errors=(), status: int = 200):
    tops = tree_of(consultation)
    changes = Paginator(consultation.theme_changes.select_related("theme", "actor"), CHANGES)
    context = {
        "consultation": consultation,
        "tops": tops,
        "movable_under": [top for top in tops if not top.retired_at],
        "coverage": coverage_of(consultation),
        "complete": consultation.coding_completed_at is not None,
        "changes": changes.get_page(request.GET.get("p")),
        "errors": errors,
        "breadcrumbs_items": _trail(consultation, ("", _("Codebook"))),
        "header_title": _("Codebook: %(title)s") % {"title": consultation.title},
        "header_icon": "list-ul",
    }
    return render(request, "consultations/admin/codebook.html", context, status=status)


def _trail(consultation: Consultation, *steps: tuple[str, str]) -> list[dict]:
    start = [
        (reverse("wagtailadmin_home"), _("Home")),
        (reverse("consultation_overview", args=[consultation.pk]), consultation.title),
    ]
    return [{"url": url, "label": label} for url, label in [*start, *steps]]


def _theme(theme_id: int) -> Theme:
    return get_object_or_404(Theme.objects.select_related("consultation", "parent"), pk=theme_id)


def _back(theme: Theme) -> HttpResponseRedirect:
    return see_other(f"{reverse('codebook', args=[theme.consultation_id])}#theme-{theme.pk}")


@keepers_only
@require_POST
def codebook_do(request, theme_id: int):
    """Move a theme one place, put it under another one, retire it or take it up again."""
    theme = _theme(theme_id)
    form = DoForm(request.POST)
    if not form.is_valid():
        errors = [_("This form is damaged. Reload the page.")]
        return _draw(request, theme.consultation, errors=errors, status=422)
    try:
        done = _do(theme, form.cleaned_data, request.user)
    except ValidationError as error:
        return _draw(request, theme.consultation, errors=error.messages, status=422)
    messages.success(request, done)
    return _back(theme)


def _do(theme: Theme, wish: dict, actor) -> str:
    """Do what the form asks; return in words what was done."""
    named = {"theme": theme.title}
    match wish["do"]:
        case "retire":
            retire_theme(theme.pk, actor=actor)
            return _("“%(theme)s” takes no new comments; those that it has stay.") % named
        case "return":
            return_theme(theme.pk, actor=actor)
            return _("“%(theme)s” takes comments again.") % named
        case "under":
            moved = move_theme(theme.pk, actor=actor, parent_id=wish["parent"])
            if moved.parent_id:
                named["parent"] = moved.parent.title
                return _("“%(theme)s” stands under “%(parent)s” now.") % named
            return _("“%(theme)s” stands by itself now.") % named
        case step:
            siblings = list(
                Theme.objects.filter(consultation=theme.consultation_id, parent=theme.parent_id)
                .order_by("position", "id")
                .values_list("pk", flat=True)
            )
            place = siblings.index(theme.pk) + (-1 if step == "up" else 1)
            move_theme(theme.pk, actor=actor, parent_id=theme.parent_id, place=place)
            return _("“%(theme)s” was moved.") % named


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def codebook_merge(request, theme_id: int):
    """Say what merging a theme into another one would move; merge them."""
    theme = _theme(theme_id)
    form = MergeForm(request.POST or request.GET or None, theme=theme)
    target = form.cleaned_data["target"] if form.is_bound and form.is_valid() else None
    if request.method == "POST" and target:
        try:
            merger = merge_themes(theme.pk, target.pk, actor=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            said = ngettext(
                "%(count)d comment went to “%(theme)s”.",
                "%(count)d comments went to “%(theme)s”.",
                merger.codes,
            )
            messages.success(request, said % {"count": merger.codes, "theme": target.title})
            return _back(target)
    context = {
        "theme": theme,
        "form": form,
        "target": target,
        "merger": merger_of(theme, target) if target else None,
        "breadcrumbs_items": _trail(
            theme.consultation,
            (reverse("codebook", args=[theme.consultation_id]), _("Codebook")),
            ("", theme.title),
        ),
        "header_title": _("Merge “%(theme)s” into another theme") % {"theme": theme.title},
        "header_icon": "list-ul",
    }
    status = 422 if form.errors else 200
    return render(request, "consultations/admin/codebook_merge.html", context, status=status)
