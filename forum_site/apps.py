from django.apps import AppConfig


class ForumSiteConfig(AppConfig):
    name = "forum_site"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Register what the worker does for the whole site, and how pictures are served."""
        from forum_site import pictures, scheduling, upkeep
        from forum_site.periodic import every

        every(60, "publish_scheduled")(scheduling.publish_due)
        every(300, "requeue_lost_tasks")(upkeep.requeue_lost_tasks)
        every(86_400, "forget_old_rows")(upkeep.forget_old_rows)
        pictures.serve_without_metadata()
