"""Registers the lists of agencies, officers and commitments (their menu belongs to consultations); guards evidence."""

from django.http import Http404, HttpRequest
from wagtail import hooks
from wagtail.documents.models import Document

from directory.admin_lists import agency_viewset, commitment_viewset, officer_viewset
from directory.models import Evidence


@hooks.register("register_admin_viewset")
def register_lists():
    return [agency_viewset, officer_viewset, commitment_viewset]


@hooks.register("before_serve_document")
def guard_evidence(document: Document, request: HttpRequest) -> None:
    """Raise Http404 for a file that is evidence alone of what this reader may not see, or was taken back."""
    pieces = Evidence.objects.filter(document=document)
    if pieces and not pieces.visible_to(request.user).exists():
        raise Http404
