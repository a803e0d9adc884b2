from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "consultations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from consultations import delivery, freshness, notices, privacy

        notices.register_kinds()
        delivery.connect()
        privacy.register()
        freshness.register()
