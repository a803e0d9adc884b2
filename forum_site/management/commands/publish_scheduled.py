"""Takes the place of Wagtail's command of the same name: every way of publishing on schedule is the safe one."""

from django.core.management.base import BaseCommand

from forum_site import scheduling


class Command(BaseCommand):
    """Publish and expire what is due, each page on its own."""

    help = "Publish and expire the pages whose hour has come. The worker does it each minute."

    def add_arguments(self, parser):
        parser.add_argument("--dryrun", "--dry-run", action="store_true", help="Only list what is due.")

    def handle(self, *args, dryrun: bool, **options):
        if dryrun:
            for row in scheduling.expired_objects():
                self.stdout.write(f"expires: {row}")
            for revision in scheduling.due_revisions():
                self.stdout.write(f"goes live: {revision.object_str}")
        else:
            self.stdout.write(f"{scheduling.publish_due()} published or expired.")
