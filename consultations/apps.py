from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "consultations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from consultations import (
            conduct_notices,
            defence,
            delivery,
            freshness,
            minutes_notices,
            morning,
            notices,
            paper_scans,  # noqa: F401 (its job registers itself)
            privacy,
            promises,
            reply_notices,
        )
        from consultations.admin import moderation_hand

        notices.register_kinds()
        conduct_notices.register()
        morning.register()
        defence.register()
        delivery.connect()
        moderation_hand.connect()
        privacy.register()
        freshness.register()
        promises.register()
        reply_notices.register()
        minutes_notices.register()
