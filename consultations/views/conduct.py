"""Measures against accounts: what anyone may read of them, and a person's own, with the way to object."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from consultations import actions, conduct_log, public_log
from consultations.actions.appealing import APPEAL_DAYS, appeal_until
from consultations.actions.conduct import may_appeal_measure
from consultations.models import Measure
from consultations.views.moderation_public import AppealForm
from forum_site.dates import machine_moment
from forum_site.spreadsheet import streamed_csv

COLUMNS = (
    "taken_at", "measure", "rule", "rule_version", "rule_title", "reason", "until", "taken_by", "lifted_at",
    "lifted_because", "objection",
)  # fmt: skip


# --- The public log ---------------------------------------------------------------------------------


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Show the measures that moderators took, newest first, with figures and without names."""
    after, here = request.GET.get("sesudah", ""), reverse("consultations:measures_log")
    rows, following = conduct_log.page(after)
    context = {
        "rows": [(row, conduct_log.headline(row), public_log.role_of(row.actor)) for row in rows],
        "figures": conduct_log.figures(),
        "first_url": here if after else "",
        "next_url": following and f"{here}?{urlencode({'sesudah': following})}",
    }
    return render(request, "consultations/measures_log.html", context)


@require_safe
def table(request: HttpRequest) -> StreamingHttpResponse:
    """Send the measures as CSV, a batch at a time, however many they are."""
    lines = streamed_csv(COLUMNS, (_cells(row) for row in conduct_log.every()))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="tindakan.csv"'
    return response


def _cells(row: Measure) -> list[str]:
    version, objection = row.rule_version, getattr(row, "appeal", None)
    return [
        machine_moment(row.at),
        row.kind,
        str(version.rule.number),
        str(version.version),
        version.shown("title"),
        row.reason,
        machine_moment(row.until) if row.until else "",
        "administrator" if row.actor.is_superuser else "moderator",
        machine_moment(row.lift.at) if row.lift else "",
        row.lift.reason if row.lift else "",
        (objection.outcome or "open") if objection else "",
    ]


# --- A person's own ---------------------------------------------------------------------------------


class MeasureAppealForm(AppealForm):
    """Why the person thinks that the measure is wrong."""

    def __init__(self, data=None, *, key: str):
        super().__init__(data, key=key)
        words = self.fields["words"]
        words.label = gettext_lazy("Why is the measure wrong?")
        words.help_text = gettext_lazy("Another moderator than the one who took the measure reads this.")
        words.error_messages["required"] = gettext_lazy("Say why the measure is wrong.")


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show a person every measure against their account, newest first."""
    now = timezone.now()
    rows = (
        Measure.objects.taken()
        .filter(account=request.user)
        .select_related("rule_version__rule", "lifted_by", "appeal")
        .order_by("-pk")
    )
    items = [(row, conduct_log.headline_for_person(row), row.bars and not row.is_over(now)) for row in rows]
    return render(request, "consultations/my_measures.html", {"items": items})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def measure(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Show a person a measure against their account, with the form to object or what became of the objection."""
    rows = Measure.objects.taken().select_related("rule_version__rule", "lifted_by", "appeal")
    found = rows.filter(pk=measure_id, account=request.user).first() if measure_id < 2**63 else None
    if found is None:
        raise Http404
    key = f"tindakan-{found.pk}"
    if request.method != "POST":
        return _measure_page(request, found, MeasureAppealForm(key=key))
    form = MeasureAppealForm(request.POST, key=key)
    try:
        if form.is_valid():
            actions.appeal_measure(found.pk, account=request.user, words=form.cleaned_data["words"])
            return HttpResponseRedirect(reverse("consultations:measure", args=[found.pk]), status=303)
    except ValidationError as error:
        form.add_error(None, error)
    return _measure_page(request, found, form, status=422)


def _measure_page(request, found: Measure, form: MeasureAppealForm, status: int = 200) -> HttpResponse:
    now = timezone.now()
    context = {
        "measure": found,
        "headline": conduct_log.headline_for_person(found),
        "is_over": found.is_over(now),
        "objection": getattr(found, "appeal", None),
        "may_appeal": may_appeal_measure(found, now),
        "until": appeal_until(found.at),
        "days": APPEAL_DAYS,
        "form": form,
    }
    return render(request, "consultations/measure.html", context, status=status)
