from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "directory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from directory import news, privacy, reminders

        news.register()
        reminders.register()
        privacy.register()
