from django.apps import AppConfig


class ForumSiteConfig(AppConfig):
    name = "forum_site"
    default_auto_field = "django.db.models.BigAutoField"
