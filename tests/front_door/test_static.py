"""Our own static files can be named by their content, as production does: every file that a stylesheet names exists."""

from pathlib import Path

from django.core.management import call_command
from django.test import override_settings


def test_our_files_can_be_collected_and_named_by_content(tmp_path):
    storage = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    with override_settings(
        STATIC_ROOT=tmp_path,
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": storage,
        },
        STATICFILES_FINDERS=[
            "django.contrib.staticfiles.finders.FileSystemFinder"
        ],  # ours only: Wagtail's take 20 s
    ):
        call_command("collectstatic", "--no-input", verbosity=0)
    names = {path.name for path in Path(tmp_path).rglob("*.css")}
    assert "site.css" in names
    assert any(name.startswith("site.") and name != "site.css" for name in names)
