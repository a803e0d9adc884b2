"""A form sent twice makes one commitment."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_changes_append_only")]

    operations = [
        migrations.AddField(
            model_name="commitment",
            name="form_key",
            field=models.UUIDField(editable=False, null=True, unique=True),
        ),
    ]
