"""manage.py sketch_texts: lets texts that were stored before this version, or by hand, be recognised when repeated."""

from django.core.management.base import BaseCommand

from consultations import sketching


class Command(BaseCommand):
    help = (
        "Store what each standing text is recognised by, where it is missing. Harmless while people write, and "
        "when run twice or stopped."
    )

    def add_arguments(self, parser):
        parser.add_argument("--anew", action="store_true", help="all of them, after SECRET_KEY has changed")

    def handle(self, *args, **options):
        done = sketching.catch_up(anew=options["anew"])
        self.stdout.write(f"{done} texts can be recognised now.")
