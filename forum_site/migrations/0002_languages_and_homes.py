"""Two languages with a home page each, in place of Wagtail's "Welcome"."""

import uuid

from django.db import migrations
from django.utils import timezone

HOMES = [
    (
        "id",
        "beranda",
        "Beranda",
        "Rembuk mempertemukan warga Palembang dengan pegawai pemerintah kota. Sampaikan pendapat Anda, "
        "lalu ikuti sampai terlihat apa yang terjadi dengannya.",
    ),
    (
        "en",
        "home",
        "Home",
        "Rembuk brings residents of Palembang and the city's civil servants together. Say what you think, "
        "then follow it until you can see what became of it.",
    ),
]


def add_homes(apps, schema_editor):
    Locale = apps.get_model("wagtailcore", "Locale")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    HomePage = apps.get_model("forum_site", "HomePage")
    ContentType = apps.get_model("contenttypes", "ContentType")

    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code, *_ in HOMES}
    Page.objects.filter(depth=2, slug="home", content_type__model="page").delete()  # and the site with it
    if Page.objects.filter(depth__gt=1).exists():
        return
    kind, _made = ContentType.objects.get_or_create(app_label="forum_site", model="homepage")
    root = Page.objects.get(depth=1)
    key, now = uuid.uuid4(), timezone.now()
    homes = [
        HomePage.objects.create(
            path=f"{root.path}{number:04}",
            depth=2,
            numchild=0,
            slug=slug,
            url_path=f"/{slug}/",
            title=title,
            draft_title=title,
            introduction=introduction,
            live=True,
            has_unpublished_changes=False,
            first_published_at=now,
            last_published_at=now,
            content_type=kind,
            locale=locales[code],
            translation_key=key,
        )
        for number, (code, slug, title, introduction) in enumerate(HOMES, 1)
    ]
    Page.objects.filter(pk=root.pk).update(numchild=len(homes))
    Site.objects.create(
        hostname="localhost", port=80, site_name="Rembuk", root_page_id=homes[0].pk, is_default_site=True
    )


class Migration(migrations.Migration):
    dependencies = [
        ("forum_site", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(add_homes, migrations.RunPython.noop)]
