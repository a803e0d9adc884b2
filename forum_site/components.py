"""All components with their inputs, on one page for whoever builds with them."""

from datetime import timedelta
from types import SimpleNamespace

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from forum_site.icons import SHAPES


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Nama tampilan", help_text="Nama ini dilihat semua orang.", max_length=20)
    text = forms.CharField(
        label="Tanggapan", required=False, widget=forms.Textarea(attrs={"data-keep": "components"})
    )
    stance = forms.ChoiceField(
        label="Sikap",
        choices=[("for", "Mendukung"), ("against", "Menolak"), ("neutral", "Netral")],
        widget=forms.RadioSelect,
    )
    follow = forms.BooleanField(label="Beri tahu saya bila ada balasan")


SAMPLE_TRACE = [
    {"label": "Dibuka", "url": "#trace", "done": True},
    {"label": "Tanggapan (412)", "url": "#trace", "done": True},
    {"label": "Moderasi", "url": "#trace", "done": True, "detail": "9 keputusan"},
    {"label": "Tema (14)", "url": "#trace", "current": True},
    {"label": "Laporan"},
    {"label": "Komitmen (5)", "detail": "1 terlambat", "late": True},
]


def _samples() -> dict:
    now = timezone.now()
    return {
        "form": SampleForm({"name": "", "text": "Loket kurang."}),
        "stops": SAMPLE_TRACE,
        "links": [{"title": "Beranda", "url": "/"}, {"title": "Konsultasi", "url": "/konsultasi/"}],
        "now": now,
        "icons": list(SHAPES),
        "texts": [
            SimpleNamespace(tags="success", level_tag="success", message="Tanggapan Anda sudah terbit.")
        ],
        "consultation": SimpleNamespace(
            title="Antrean dan layanan daring kependudukan",
            url="#consultation_card",
            agency_name="Dinas Dukcapil",
            closes_at=now + timedelta(days=5),
            days_left=5,
            comment_count=1412,
        ),
    }


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show every component with an example and its inputs; for staff only."""
    if not (request.user.is_authenticated and request.user.is_staff):
        raise Http404
    return render(request, "forum_site/components.html", _samples())
