"""The rules of the discussion in Wagtail's admin: read by moderators, written by administrators, never altered."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from accounts.admin_access import requires
from consultations import actions
from consultations.actions.ruling import WORDS
from consultations.models import Rule, RuleVersion

may_write_rules = requires("consultations.add_ruleversion")


class RuleForm(forms.ModelForm):
    """The words of a rule in both languages, and the version that their author read."""

    after = forms.IntegerField(min_value=0, max_value=32_000, widget=forms.HiddenInput)

    class Meta:
        model = RuleVersion
        fields = WORDS
        widgets = {
            name: forms.Textarea(attrs={"rows": 4})
            for name in ("explanation", "explanation_en", "examples", "examples_en")
        }


def _crumbs(*last: str) -> list[dict]:
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("rules_list"), "label": _("Rules")},
        *({"url": "", "label": label} for label in last),
    ]


@require_safe
@may_write_rules
def index(request: HttpRequest) -> HttpResponse:
    """List the rules in force."""
    context = {
        "breadcrumbs_items": _crumbs(),
        "header_title": _("Rules"),
        "header_icon": "list-ol",
        "rules": RuleVersion.objects.in_force(),
    }
    return render(request, "consultations/admin/rules_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_write_rules
def write(request: HttpRequest, rule_id: int | None = None) -> HttpResponse:
    """Show a rule with its history and a form for its next version (or the form of a new rule); preview, or store."""
    rule = get_object_or_404(Rule.objects.citable(), pk=rule_id) if rule_id else None
    latest = rule.versions.order_by("-version").first() if rule else None
    if request.method != "POST":
        words = {name: getattr(latest, name) for name in WORDS} if latest else {}
        return _rule_page(request, rule, RuleForm(initial=words | {"after": latest.version if latest else 0}))
    form = RuleForm(request.POST)
    if not form.is_valid():
        return _rule_page(request, rule, form, status=422)
    words = {name: form.cleaned_data[name] for name in WORDS}
    if "preview" in request.POST:
        return _rule_page(request, rule, form, preview=RuleVersion(**words))
    try:
        version = actions.write_rule(
            actor=request.user, words=words, rule=rule, after=form.cleaned_data["after"]
        )
    except ValidationError as error:
        form.add_error(None, error)
        return _rule_page(request, rule, form, status=422)
    except actions.Conflict as conflict:
        # What was typed stays; sent again it follows the version that is shown now.
        form.data = form.data.copy()
        form.data["after"] = rule.versions.order_by("-version").values_list("version", flat=True).first()
        form.add_error(None, conflict.message)
        return _rule_page(request, rule, form, status=409)
    messages.success(request, _("The rule is in force from now on."))
    return HttpResponseRedirect(reverse("rules_write", args=[version.rule_id]), status=303)


def _rule_page(
    request, rule: Rule | None, form: RuleForm, *, preview=None, status: int = 200
) -> HttpResponse:
    title = _("Rule %(number)d") % {"number": rule.number} if rule else _("New rule")
    context = {
        "breadcrumbs_items": _crumbs(title),
        "header_title": title,
        "header_icon": "list-ol",
        "rule": rule,
        "form": form,
        "preview": preview,
        "versions": rule.versions.select_related("written_by").order_by("-version") if rule else [],
    }
    return render(request, "consultations/admin/rules_write.html", context, status=status)


class RulesMenuItem(MenuItem):
    """Leads to the rules, for whoever may write them."""

    def is_shown(self, request) -> bool:
        return request.user.has_perm("consultations.add_ruleversion")


@hooks.register("register_settings_menu_item")
def add_rules_to_menu():
    return RulesMenuItem(
        gettext_lazy("Rules of the discussion"),
        reverse_lazy("rules_list"),
        name="rules",
        icon_name="list-ol",
        order=700,
    )


@hooks.register("register_admin_urls")
def rule_urls():
    return [
        path("rules/", index, name="rules_list"),
        path("rules/new/", write, name="rules_new"),
        path("rules/<int:rule_id>/", write, name="rules_write"),
    ]
