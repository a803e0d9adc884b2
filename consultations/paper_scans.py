"""The end of scanned forms: they are deleted once nobody needs to look at them any more."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Count, F
from django.utils import timezone

from consultations import actions
from consultations.models import PaperBatch
from forum_site.periodic import every

MOST = 100  # batches per run


@every(3600, "forget scans of paper forms")
def forget_scans(now=None) -> int:
    """Delete scans of settled batches, GUEST_DAYS after their consultation closed; return how many."""
    over = (now or timezone.now()) - timedelta(days=settings.GUEST_DAYS)
    rows = PaperBatch.objects.filter(forgotten_at=None, consultation__closes_at__lt=over)
    rows = rows.annotate(settled=Count("outcomes")).filter(settled__gte=F("count"))
    return sum(actions.forget_scan(pk) for pk in list(rows.values_list("pk", flat=True)[:MOST]))
