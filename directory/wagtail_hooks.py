"""Registers the lists of agencies, officers and commitments; the menu that shows them belongs to consultations."""

from wagtail import hooks

from directory.admin_lists import agency_viewset, commitment_viewset, officer_viewset


@hooks.register("register_admin_viewset")
def register_lists():
    return [agency_viewset, officer_viewset, commitment_viewset]
