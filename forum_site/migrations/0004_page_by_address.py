"""A page is found by its whole address in one query, however deep it lies (`languages.serve`)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("forum_site", "0003_no_stock_groups"), ("wagtailcore", "0098_apitoken")]

    operations = [
        # A hash, because an address may be longer than what a B-tree takes.
        migrations.RunSQL(
            "CREATE INDEX forum_site_page_by_address ON wagtailcore_page USING hash (url_path)",
            "DROP INDEX forum_site_page_by_address",
        ),
    ]
