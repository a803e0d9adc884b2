"""Wagtail's groups "Moderators" and "Editors", with rights on the root, and the workflow "Moderators approval" go.

Ours are made in accounts/migrations. Wagtail's other apps give their permissions to the stock groups by name,
so this waits for all of them.
"""

from django.db import migrations

NAMES = ("Moderators", "Editors")
WORKFLOW = "Moderators approval"


def remove_stock(apps, schema_editor):
    apps.get_model("wagtailcore", "Workflow").objects.filter(name=WORKFLOW).delete()
    apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(name=WORKFLOW).delete()
    apps.get_model("auth", "Group").objects.filter(name__in=NAMES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("forum_site", "0002_languages_and_homes"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
    ]

    operations = [migrations.RunPython(remove_stock, migrations.RunPython.noop)]
