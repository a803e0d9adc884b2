from accounts import roles
from django.db import migrations

COLLECTIONS = [
    "wagtailimages.add_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.choose_document",
]


def add_roles(apps, schema_editor):
    """Make the three roles; the apps to the right grant what is theirs in their own migrations."""
    for name in roles.ALL_ROLES:
        roles.grant(apps, name, [roles.ENTER_ADMIN])
    group = apps.get_model("auth", "Group").objects.get(name=roles.COMMUNICATIONS)
    root = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    for label in COLLECTIONS:
        apps.get_model("wagtailcore", "GroupCollectionPermission").objects.get_or_create(
            group=group, collection=root, permission=roles.permission(apps, label)
        )


def remove_roles(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=roles.ALL_ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_system_actor"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(add_roles, remove_roles)]
