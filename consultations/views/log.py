"""The public log of moderation: as a page, as a table to download, as a feed; of a consultation and of the site."""

import hashlib

from django import forms
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag, urlencode
from django.utils.timesince import timesince
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from consultations import conduct_log, feeds, public_log
from consultations.log_table import COLUMNS, cells_of
from consultations.models import Consultation, ModerationDecision, Participant, RuleVersion
from consultations.public_log import Choice, Log
from consultations.views.document import plain_chart
from consultations.visibility import consultation_for
from forum_site.spreadsheet import streamed_csv


class LogFilterForm(forms.Form):
    """What of the log is shown. The addresses are public, so their parameters are Indonesian."""

    keputusan = forms.ChoiceField(
        label=_("Decision"),
        required=False,
        choices=[
            ("", _("All decisions")),
            *((k.value, k.label) for k in ModerationDecision.Kind if k not in ModerationDecision.BY_AUTHOR),
        ],
    )
    aturan = forms.ChoiceField(label=_("Rule"), required=False)
    penulis = forms.ChoiceField(
        label=_("Whose comment"),
        required=False,
        choices=[("", _("Everybody's")), *Participant.Kind.choices],
    )
    masa = forms.ChoiceField(
        label=_("Period"),
        required=False,
        choices=[("", _("Since the beginning")), ("30", _("Last 30 days")), ("365", _("Last 12 months"))],
    )

    def __init__(self, data):
        super().__init__(data)
        self.versions = list(RuleVersion.objects.in_force())
        self.rules = {str(version.rule.number): version for version in self.versions}
        self.fields["aturan"].choices = [
            ("", _("All rules")),
            *((number, public_log.named(version)) for number, version in self.rules.items()),
        ]

    def choice(self) -> Choice:
        """Return what is asked for. Raises BadRequest (400) for what the form does not offer."""
        if not self.is_valid():
            raise BadRequest("The log offers no such filter.")
        chosen = self.cleaned_data
        return Choice(
            kind=chosen["keputusan"],
            rule=self.rules[chosen["aturan"]].rule_id if chosen["aturan"] else None,
            author=chosen["penulis"],
            days=int(chosen["masa"] or 0) or None,
        )

    @property
    def query(self) -> dict[str, str]:
        """Return what is chosen, as addresses carry it."""
        return {name: value for name, value in self.cleaned_data.items() if value}


def _asked(request: HttpRequest, slug: str | None) -> tuple[Log, LogFilterForm]:
    consultation = consultation_for(request, slug=slug) if slug else None
    form = LogFilterForm(request.GET)
    return Log(consultation, form.choice()), form


def _address(name: str, consultation: Consultation | None, query: dict | None = None) -> str:
    if consultation:
        path = reverse(f"consultations:own_{name}", args=[consultation.slug])
    else:
        path = reverse(f"consultations:{name}")
    return f"{path}?{urlencode(query)}" if query else path


@require_safe
def log(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """Show what moderators decided, newest first, under figures; 404 where the consultation may not be seen."""
    asked, form = _asked(request, slug)
    consultation, after = asked.consultation, request.GET.get("sesudah", "")
    rows, following = asked.page(after)
    found, now = asked.figures(), timezone.now()
    return render(
        request,
        "consultations/log.html",
        {
            "consultation": consultation,
            "measures": None if consultation else conduct_log.figures(),
            "rows": [(row, public_log.headline(row), public_log.role_of(row.actor, row)) for row in rows],
            "figures": found,
            "median": found.median and timesince(now - found.median, now),
            "chart": plain_chart(
                gettext("Decisions by the rule that they name"),
                public_log.by_rule(found, form.versions),
                "grafik-aturan",
            ),
            "form": form,
            "is_filtered": bool(form.query),
            "all_url": _address("log", consultation),
            "first_url": _address("log", consultation, form.query) if after else "",
            "next_url": following and _address("log", consultation, form.query | {"sesudah": following}),
            "csv_url": _address("log_table", consultation, form.query),
            "feed_url": _address("log_feed", consultation),
        },
    )


@require_safe
def table(request: HttpRequest, slug: str | None = None) -> StreamingHttpResponse:
    """Send the log as CSV, a batch at a time, however long it is."""
    asked, _form = _asked(request, slug)
    lines = streamed_csv(COLUMNS, (cells_of(row) for row in asked.every()))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"moderasi-{asked.consultation.slug}.csv" if asked.consultation else "moderasi.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def feed(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """Return the newest decisions as an Atom feed; 304 where the reader has it as it stands."""
    asked, _form = _asked(request, slug)
    content = feeds.log_atom(
        asked.consultation,
        asked.page(size=feeds.MOST)[0],
        page=_address("log", asked.consultation),
        own=_address("log_feed", asked.consultation),
    )
    etag = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    response = get_conditional_response(request, etag=etag, last_modified=None)
    if response is None:
        response = HttpResponse(content, content_type="application/atom+xml; charset=utf-8")
        response.headers["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    return response
