"""What each role may do here: exactly what its work needs (tests/accounts/test_roles.py asserts the sets)."""

from django.db import migrations

from accounts.roles import AGENCY_OFFICERS, COMMENT_MODERATORS, COMMUNICATIONS, grant, revoke

GRANTS = {
    COMMUNICATIONS: [
        "consultations.add_question",
        "consultations.change_question",
        "consultations.view_question",
        "consultations.enter_comment",
        "consultations.view_theme",
        "consultations.view_response",
        "directory.view_agency",
        "directory.view_commitment",
    ],
    COMMENT_MODERATORS: [
        "consultations.moderate_comment",
        "consultations.code_comment",
        "consultations.enter_comment",
        "consultations.view_question",
        "consultations.add_theme",
        "consultations.change_theme",
        "consultations.view_theme",
        "consultations.view_response",
        "directory.view_commitment",
    ],
    AGENCY_OFFICERS: [
        "consultations.view_theme",
        "consultations.add_response",
        "consultations.change_response",
        "consultations.view_response",
        "directory.add_commitment",
        "directory.change_commitment",
        "directory.view_commitment",
    ],
}


def give(apps, schema_editor):
    for group, labels in GRANTS.items():
        grant(apps, group, labels)


def take(apps, schema_editor):
    for group, labels in GRANTS.items():
        revoke(apps, group, labels)


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0003_rules"),
        ("accounts", "0003_roles"),
        ("directory", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(give, take)]
