"""What grouping proposes: candidate themes with their comments, accepted or put away by a person."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from consultations.actions import accept_group, dismiss_group
from consultations.admin.coding_card import analysts_only, trail
from consultations.admin.coding_rows import themes_of
from consultations.models import Comment, Consultation, SuggestedGroup, SuggestionRun, Theme
from consultations.suggesting.running import available, finished_run, latest_run, request_run
from forum_site.redirects import see_other

State = SuggestionRun.State
SAMPLES = 5  # comments of a group in the list of groups
PER_PAGE = 50  # of one group
UNCODED = Q(members__comment__coding=Comment.Coding.NONE, members__comment__status=Comment.Status.PUBLISHED)
methods = require_http_methods(["GET", "HEAD", "POST"])


class GroupForm(forms.Form):
    """Which comments of a group go where: into a theme of the codebook, or into a new one."""

    comments = forms.TypedMultipleChoiceField(
        coerce=int,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("A comment is not of this group.")},
    )
    theme = forms.ModelChoiceField(
        label=gettext_lazy("Theme"),
        queryset=Theme.objects.none(),
        required=False,
        empty_label=gettext_lazy("a new theme:"),
    )
    title = forms.CharField(label=gettext_lazy("Title of the new theme"), max_length=120, required=False)

    def __init__(self, *args, themes: list[Theme], ids: list[int], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["comments"].choices = [(pk, pk) for pk in ids]
        usable = [theme for theme in themes if theme.retired_at is None]
        self.fields["theme"].queryset = Theme.objects.filter(pk__in=[theme.pk for theme in usable]).in_order()
        self.fields["theme"].label_from_instance = lambda theme: theme.path


def _consultation(consultation_id: int) -> Consultation:
    return get_object_or_404(Consultation, pk=min(consultation_id, 2**63 - 1))


@analysts_only
@methods
def suggestions(request, consultation_id: int) -> HttpResponse:
    """Show what grouping has found in a consultation; by POST have its comments read (anew)."""
    consultation = _consultation(consultation_id)
    if request.method == "POST":
        if not available():
            raise Http404
        request_run(consultation, request.user)
        return see_other(request.path)
    run, done = latest_run(consultation), finished_run(consultation.pk)
    groups = _groups(done)
    context = {
        "consultation": consultation,
        "available": available(),
        "run": run,
        "is_under_way": run is not None and run.state in (State.WAITING, State.RUNNING),
        "done": done,
        "groups": groups,
        "proposed": done.themes.values("comment").distinct().count() if done else 0,
        "twins": done.twins.filter(comment__coding="", comment__status="published").count() if done else 0,
        "complete": consultation.coding_completed_at is not None,
        "breadcrumbs_items": trail(
            (reverse("coding_desk", args=[consultation.pk]), consultation.title), ("", _("Suggestions"))
        ),
        "header_title": _("Suggestions"),
        "header_icon": "group",
    }
    return render(request, "consultations/admin/suggestions.html", context)


def _groups(run: SuggestionRun | None) -> list[SuggestedGroup]:
    """Return a run's groups that still have comments without codes, with the first of these: two queries."""
    if run is None:
        return []
    groups = list(
        run.groups.filter(dismissed_at=None)
        .annotate(left=Count("members", filter=UNCODED))
        .filter(left__gt=0)
        .order_by("-left", "number")
    )
    samples: dict[int, list[Comment]] = {group.pk: [] for group in groups}
    # A group has thousands of members at most; the first few without codes are among its most typical ones.
    rows = (
        Comment.objects.raw(
            """
            SELECT c.*, s.group_id FROM unnest(%s::bigint[]) g (id)
             CROSS JOIN LATERAL (
                SELECT m.group_id, m.comment_id, m.rank FROM consultations_suggestedmember m
                  JOIN consultations_comment k ON k.id = m.comment_id AND k.coding = '' AND k.status = 'published'
                 WHERE m.group_id = g.id ORDER BY m.rank LIMIT %s) s
              JOIN consultations_comment c ON c.id = s.comment_id ORDER BY s.group_id, s.rank
            """,
            [list(samples), SAMPLES],
        )
        if groups
        else []
    )
    rows = list(rows)
    texts = dict(Comment.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", "version__text"))
    for row in rows:
        samples[row.group_id].append({"pk": row.pk, "text": texts[row.pk]})
    for group in groups:
        group.samples = samples[group.pk]
    return groups


@analysts_only
@methods
def group(request, group_id: int) -> HttpResponse:
    """Show a group's comments without codes; code those that are chosen, or put the group away."""
    rows = SuggestedGroup.objects.select_related("run__consultation").filter(run__state=State.DONE)
    found = get_object_or_404(rows, pk=min(group_id, 2**63 - 1))
    consultation = found.run.consultation
    back = reverse("coding_suggestions", args=[consultation.pk])
    if request.method == "POST" and "dismiss" in request.POST:
        dismiss_group(found.pk, actor=request.user)
        messages.success(request, _("“%(label)s” is put away.") % {"label": found.label})
        return see_other(back)
    members = (
        found.members.filter(comment__coding="", comment__status=Comment.Status.PUBLISHED)
        .select_related("comment__version", "comment__participant")
        .order_by("rank")
    )
    total, members = members.count(), list(members[:PER_PAGE])
    themes = themes_of(consultation)
    ids = list(found.members.values_list("comment", flat=True)) if request.method == "POST" else []
    form = GroupForm(
        request.POST or None, themes=themes, ids=ids, initial={"title": found.label.capitalize()}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            theme, gained = accept_group(
                found.pk, data["comments"], actor=request.user, theme=data["theme"], title=data["title"]
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            said = ngettext(
                "%(count)d comment is coded into “%(theme)s”.",
                "%(count)d comments are coded into “%(theme)s”.",
                gained,
            )
            messages.success(request, said % {"count": gained, "theme": theme.title})
            return see_other(back if gained >= total else request.path)
    chosen = set(form["comments"].value() or []) if form.is_bound else None
    context = {
        "group": found,
        "consultation": consultation,
        "members": [(member, chosen is None or str(member.comment_id) in chosen) for member in members],
        "more": total - len(members),
        "form": form,
        "complete": consultation.coding_completed_at is not None,
        "breadcrumbs_items": trail(
            (reverse("coding_desk", args=[consultation.pk]), consultation.title),
            (back, _("Suggestions")),
            ("", found.label),
        ),
        "header_title": found.label,
        "header_icon": "group",
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "consultations/admin/suggested_group.html", context, status=status)
