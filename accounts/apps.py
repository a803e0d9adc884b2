from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Let the worker send mail as it falls due."""
        from accounts import actions
        from forum_site.periodic import every

        every(5, "mail")(actions.send_due_notifications)
