from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from events import notices, privacy, reminders  # noqa: F401 (its jobs register themselves)

        notices.register()
        privacy.register()
