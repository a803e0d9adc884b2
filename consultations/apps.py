from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "consultations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from consultations import defence, delivery, freshness, morning, notices, privacy

        notices.register_kinds()
        morning.register()
        defence.register()
        delivery.connect()
        privacy.register()
        freshness.register()
