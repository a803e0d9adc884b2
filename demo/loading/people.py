"""Agencies, accounts and offices of the demonstration."""

from datetime import timedelta

from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.actions import create_account
from accounts.models import User
from accounts.roles import AGENCY_OFFICERS, COMMENT_MODERATORS, COMMUNICATIONS
from demo.accounts import ACCOUNTS
from demo.content import AGENCIES, CONSULTATIONS, PEOPLE
from demo.content.people import DISTRICT_OF
from demo.content.shapes import in_order
from directory.models import Agency, AgencyOfficer

# Whose words the demonstration accounts find as their own when they log in.
CAST = {"resident": "siti", "officer": "intan"}
STAFF = {
    "communications": ("Rani Humas", COMMUNICATIONS),
    "moderator": ("Bayu Moderator", COMMENT_MODERATORS),
    "second moderator": ("Dian Moderator", COMMENT_MODERATORS),
}


def load_agencies() -> dict[str, Agency]:
    """Return the agencies by their address, made where they are missing."""
    return {
        agency.slug: Agency.objects.get_or_create(
            slug=agency.slug,
            defaults={
                "name": agency.name,
                "name_en": agency.name_en,
                "short_name": agency.short_name,
                "description": agency.description,
            },
        )[0]
        for agency in AGENCIES
    }


def load_people(agencies: dict[str, Agency]) -> dict[str, User]:
    """Return the accounts of everybody who writes by themselves, by their key, made where they are missing."""
    without_account = {
        say.who for told in CONSULTATIONS for say in in_order(told.threads) if say.channel != "web"
    } - {say.who for told in CONSULTATIONS for say in in_order(told.threads) if say.channel == "web"}
    logins = {CAST[role]: (email, password) for role, email, password in ACCOUNTS if role in CAST}
    people = {}
    for key, person in PEOPLE.items():
        if key in without_account:
            continue
        email, password = logins.get(key, (f"{key}@warga.rembuk.invalid", None))
        user = User.objects.filter(email=email).first() or create_account(
            email,
            person.name,
            password=password,
            language=person.language,
            pseudonym=person.pseudonym,
            district=DISTRICT_OF.get(key, ""),
        )
        if person.kind == "official":
            AgencyOfficer.objects.get_or_create(
                user=user,
                agency=agencies[person.agency],
                ended_at=None,
                defaults={"started_at": timezone.now() - timedelta(days=400)},
            )
            user.groups.add(Group.objects.get(name=AGENCY_OFFICERS))
        people[key] = user
    return people


def load_staff() -> dict[str, User]:
    """Return the staff accounts by role, made where missing; the second moderator has no log-in of the demo."""
    logins = {role: (email, password) for role, email, password in ACCOUNTS}
    staff = {}
    for role, (name, group) in STAFF.items():
        email, password = logins.get(role, (f"{role.replace(' ', '-')}@rembuk.invalid", None))
        user = User.objects.filter(email=email).first() or create_account(email, name, password=password)
        user.groups.add(Group.objects.get(name=group))
        staff[role] = user
    email, password = logins["administrator"]
    staff["administrator"] = User.objects.filter(email=email).first() or create_account(
        email, "Admin Rembuk", password=password, is_superuser=True
    )
    return staff
