"""The roles of the people who run the site, and how migrations give them their permissions.

A role is a group; its name is its address. Permissions do not exist yet inside a fresh `migrate` (Django makes
them after the last migration), so whoever grants one makes it here, in the form in which Django would.
"""

from django.apps import apps as current_apps
from django.utils.translation import gettext_lazy as _

COMMUNICATIONS = "Communications"
COMMENT_MODERATORS = "Comment moderators"
AGENCY_OFFICERS = "Agency officers"
ALL_ROLES = (COMMUNICATIONS, COMMENT_MODERATORS, AGENCY_OFFICERS)
LABELS = {
    COMMUNICATIONS: _("Communications"),
    COMMENT_MODERATORS: _("Comment moderators"),
    AGENCY_OFFICERS: _("Agency officers"),
}

ENTER_ADMIN = "wagtailadmin.access_admin"


def permission(apps, label: str):
    """Return the permission `app_label.codename`, made if it does not exist yet.

    `apps` is a migration's registry, or None for the current one. Raises LookupError if no model declares it:
    the migration then lacks a dependency on the one that does.
    """
    apps = apps or current_apps
    app_label, codename = label.split(".")
    for model in apps.get_app_config(app_label).get_models():
        options = model._meta
        declared = {f"{action}_{options.model_name}": f"Can {action} {options.verbose_name_raw}"
                    for action in options.default_permissions}  # fmt: skip
        declared.update(options.permissions)
        if codename in declared:
            content_type, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
                app_label=app_label, model=options.model_name
            )
            return (
                apps.get_model("auth", "Permission")
                .objects.get_or_create(
                    content_type=content_type, codename=codename, defaults={"name": declared[codename]}
                )[0]
            )  # fmt: skip
    raise LookupError(f"No model of {app_label} declares the permission {codename}.")


def grant(apps, group_name: str, labels: list[str]) -> None:
    """Give a role permissions (`app_label.codename`); those that it has already it keeps.

    For RunPython in a migration that depends on ("accounts", "0003_roles") and on the models' own migrations.
    """
    group, _made = (apps or current_apps).get_model("auth", "Group").objects.get_or_create(name=group_name)
    group.permissions.add(*(permission(apps, label) for label in labels))


def revoke(apps, group_name: str, labels: list[str]) -> None:
    """Take permissions from a role: the reverse of `grant`."""
    registry = apps or current_apps
    group = registry.get_model("auth", "Group").objects.filter(name=group_name).first()
    if group:
        group.permissions.remove(*(permission(apps, label) for label in labels))
